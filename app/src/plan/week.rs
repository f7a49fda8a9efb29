//! A week of a plan as it is shown: items, what people are busy with, proposals, clashes and load.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ryugaku_calendar::Zone;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Lang, Msg, Outcome, Time};

use super::clash::{self, Clash, Ground};
use super::days::HostDays;
use super::grid::{self, Piece};
use super::item::ItemState;
use super::load::{Load, hours};
use super::proposals::{self, Proposal};
use super::shown::{self, Shown};
use super::{calendar_store, days_store, item_store};
use crate::exchange::{Access, Exchange};
use crate::organisation::Organisation;
use crate::people;
use crate::shell::when;
use crate::words;

pub struct Week {
    pub exchange: Exchange,
    pub monday: Date,
    pub sunday: Date,
    /// Which week of the exchange it is; `None` outside of it.
    pub nth: Option<i64>,
    /// Five or, when something lies on the weekend, seven.
    pub days: Vec<Day>,
    pub slots: Vec<Slot>,
    pub hours: Vec<Hour>,
    /// Rows of the grid.
    pub rows: i64,
    pub clashes: Vec<Line>,
    pub load: Load,
    /// Those whose day lies in this week.
    pub proposals: Vec<Proposal>,
    pub cancelled: Vec<Shown>,
    pub host_days: Option<HostDays>,
    pub may_edit: bool,
    pub zone: TimeZone,
    pub lang: Lang,
}

pub struct Day {
    /// From 1, Monday.
    pub number: usize,
    pub label: String,
    pub today: bool,
    /// The home team's.
    pub home: bool,
    /// Why nobody works: a holiday's name, or the weekend's word.
    pub closed: Option<String>,
}

/// What stands in the grid.
pub struct Slot {
    pub day: usize,
    /// Row and number of rows, of a quarter of an hour.
    pub from: i64,
    pub long: i64,
    pub lane: usize,
    pub lanes: usize,
    pub clock: String,
    pub what: What,
    pub clashes: bool,
    /// Not the rest of something that began on an earlier day of the week.
    pub first: bool,
}

impl Slot {
    /// The words that say how it looks.
    pub fn class(&self) -> &'static str {
        let What::Item(shown) = &self.what else { return "busy" };
        match (shown.item.state, self.clashes) {
            (ItemState::Done | ItemState::Absent | ItemState::Cancelled, _) => "done",
            (ItemState::Proposed, true) => "idea clash",
            (ItemState::Proposed, false) => "idea",
            (ItemState::Planned, true) => "clash",
            (ItemState::Planned, false) if !shown.item.kind.counts() => "ours",
            (ItemState::Planned, false) => "",
        }
    }
}

pub enum What {
    Item(Box<Shown>),
    /// Somebody is busy elsewhere; what with is theirs.
    Busy(String),
}

/// What goes into the grid, before lanes are given.
struct Placed {
    piece: Piece,
    begins: Time,
    what: What,
    clashes: bool,
    first: bool,
}

pub struct Hour {
    pub row: i64,
    /// Each third hour is named.
    pub label: Option<i64>,
}

/// What clashes, and what to do.
pub struct Line {
    pub what: String,
    pub way: String,
    /// The items it is about.
    pub ordinals: Vec<i64>,
}

impl Week {
    pub fn before(&self) -> Date {
        self.monday.saturating_sub(7.days())
    }

    pub fn after(&self) -> Date {
        self.monday.saturating_add(7.days())
    }

    /// Whether this day of the week is spent with the host team; 1 is Monday.
    pub fn hosts(&self, day: &i8) -> bool {
        self.host_days.as_ref().is_some_and(|days| days.has(*day))
    }

    pub fn planned_hours(&self) -> String {
        hours(self.load.planned_minutes)
    }

    pub fn agreed_hours(&self) -> String {
        hours(self.load.agreed_minutes)
    }

    pub fn over_hours(&self) -> String {
        hours(self.load.over_minutes())
    }

    pub fn zone_name(&self) -> String {
        let noon = self.monday.at(12, 0, 0, 0).to_zoned(self.zone.clone());
        noon.map(|noon| noon.strftime("%Z").to_string()).unwrap_or_default()
    }

    pub fn clock(&self, time: &Time) -> String {
        clock(*time, &self.zone)
    }

    pub fn day_of(&self, time: &Time) -> String {
        day_label(self.zone.to_datetime(time.timestamp()).date(), self.lang)
    }
}

/// The week that `day` lies in. The caller has made sure that the one who asks may see the plan.
pub async fn of(
    q: &mut dyn Query,
    cx: &Cx,
    here: &Organisation,
    exchange: &Exchange,
    access: &Access,
    day: Date,
) -> Outcome<Week> {
    let calendar = here.calendar();
    let zone = calendar.zone.clone();
    let monday = monday_of(day);
    let (from, until) = bounds(monday, &zone);
    let items = item_store::between(q, exchange.id, from, until).await?;
    let shown = shown::many(q, cx.lang, exchange, items.clone()).await?;
    let people: Vec<_> = [Some(exchange.people.guest), exchange.people.buddy].into_iter().flatten().collect();
    let busy = calendar_store::busy(q, people.clone(), from, until).await?;
    let names = people::names(q, people).await?;
    let name = |who| names.get(&who).cloned().unwrap_or_else(|| "?".into());
    let host_days = days_store::of_exchange(q, exchange.id).await?;
    let ground = Ground {
        calendar: &calendar,
        host_days: host_days.as_ref(),
        period: (exchange.from, exchange.until),
        guest: exchange.people.guest,
        buddy: exchange.people.buddy,
    };
    let invitations: Vec<_> = shown.iter().flat_map(Shown::invitations).collect();
    let found = clash::find(&items, &invitations, &busy, &ground);
    let mut lines: Vec<Line> =
        found.clashes.iter().map(|clash| line(cx.lang, clash, &shown, zone.jiff(), &name)).collect();
    lines.extend(found.more.then(|| more(cx.lang)));
    let proposals = proposals::between(q, cx, here, exchange, (from, until)).await?;

    let mut placed: Vec<Placed> = Vec::new();
    let mut cancelled = Vec::new();
    for (at, one) in shown.into_iter().enumerate() {
        if one.item.state == ItemState::Cancelled {
            cancelled.push(one);
            continue;
        }
        for (nth, piece) in grid::pieces(one.item.from, one.item.until, monday, zone.jiff()).into_iter().enumerate() {
            let what = What::Item(Box::new(one.clone()));
            placed.push(Placed {
                piece,
                begins: one.item.from,
                what,
                clashes: found.items.contains(&at),
                first: nth == 0,
            });
        }
    }
    let frame = grid::frame(placed.iter().map(|placed| placed.piece));
    let weekend = placed.iter().any(|placed| placed.piece.day >= 5);
    for one in busy {
        for mut piece in grid::pieces(one.from, one.until, monday, zone.jiff()) {
            (piece.from, piece.until) = (piece.from.max(frame.0), piece.until.min(frame.1));
            if piece.from < piece.until && (weekend || piece.day < 5) {
                let what = What::Busy(name(one.who));
                placed.push(Placed { piece, begins: one.from, what, clashes: false, first: false });
            }
        }
    }
    placed.sort_by_key(|placed| (placed.piece.day, placed.piece.from, placed.piece.until));
    let today = here.today(cx.now());
    let lanes = grid::lanes(&placed.iter().map(|placed| placed.piece).collect::<Vec<_>>());
    let slots = placed.into_iter().zip(lanes).map(|(placed, (lane, lanes))| Slot {
        day: placed.piece.day + 1,
        from: placed.piece.from - frame.0 + 1,
        // A quarter of an hour alone holds no words.
        long: (placed.piece.until - placed.piece.from).max(2),
        lane: lane + 1,
        lanes,
        // What began before goes on from midnight.
        clock: if placed.piece.from > 0 { clock(placed.begins, zone.jiff()) } else { "00:00".into() },
        what: placed.what,
        clashes: placed.clashes,
        first: placed.first,
    });
    let load = Load::of(&items, from, until, exchange.share);
    lines.extend(over(cx.lang, &load));
    let days = (0..if weekend { 7 } else { 5 }).map(|at| {
        let date = monday.saturating_add((at as i64).days());
        let name = calendar.holiday_on(date).map(|name| match cx.lang {
            Lang::Ja => name.ja.into_owned(),
            Lang::En => name.en.into_owned(),
        });
        Day {
            number: at + 1,
            label: day_label(date, cx.lang),
            today: date == today,
            home: host_days.as_ref().is_some_and(|days| days.is_home(date)),
            closed: name.or_else(|| (at >= 5).then(|| words::text(cx.lang, "plan-weekend"))),
        }
    });
    let named = |quarter: i64| (quarter / 4 % 3 == 0).then_some(quarter / 4);
    let hour = |quarter: i64| Hour { row: quarter - frame.0 + 1, label: named(quarter) };
    Ok(Week {
        monday,
        sunday: monday.saturating_add(6.days()),
        lang: cx.lang,
        nth: exchange.week_of(monday.max(exchange.from)).filter(|_| monday.saturating_add(6.days()) >= exchange.from),
        days: days.collect(),
        slots: slots.collect(),
        hours: (frame.0..frame.1).step_by(4).map(hour).collect(),
        rows: frame.1 - frame.0,
        clashes: lines,
        load,
        proposals,
        cancelled,
        host_days,
        may_edit: access.may_edit(),
        zone: zone.jiff().clone(),
        exchange: exchange.clone(),
    })
}

pub fn monday_of(day: Date) -> Date {
    day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
}

/// The first instant of the week and the first one after it.
pub fn bounds(monday: Date, zone: &Zone) -> (Time, Time) {
    (zone.start_of(monday), zone.end_of(monday.saturating_add(6.days())))
}

fn line(
    lang: Lang,
    clash: &Clash,
    items: &[Shown],
    zone: &TimeZone,
    name: &dyn Fn(ryugaku_kernel::Uuid) -> String,
) -> Line {
    let said = |at: usize| {
        let item = &items[at].item;
        format!("{} {}", clock(item.from, zone), item.title)
    };
    let day = |at: usize| day_label(zone.to_datetime(items[at].item.from.timestamp()).date(), lang);
    let (what, way) = match clash {
        Clash::Items(first, second) => {
            let msg = Msg::new("plan-clash-items").with("day", day(*first)).with("first", said(*first));
            (msg.with("second", said(*second)), "plan-way-move-one")
        }
        Clash::Busy { item, busy } => {
            let msg = Msg::new("plan-clash-busy").with("day", day(*item)).with("item", said(*item));
            let msg = msg.with("who", name(busy.who));
            let times = if busy.all_day {
                words::text(lang, "plan-all-day")
            } else {
                format!("{}–{}", clock(busy.from, zone), clock(busy.until, zone))
            };
            (msg.with("times", times), "plan-way-move")
        }
        Clash::Closed { item, name, .. } => {
            let off = match (name, lang) {
                (Some(name), Lang::Ja) => name.ja.clone().into_owned(),
                (Some(name), Lang::En) => name.en.clone().into_owned(),
                (None, _) => words::text(lang, "plan-weekend"),
            };
            let msg = Msg::new("plan-clash-closed").with("day", day(*item)).with("item", said(*item));
            (msg.with("off", off), "plan-way-move")
        }
        Clash::HomeDay { item, .. } => {
            (Msg::new("plan-clash-home").with("day", day(*item)).with("item", said(*item)), "plan-way-host-day")
        }
        Clash::Outside { item, .. } => {
            (Msg::new("plan-clash-outside").with("day", day(*item)).with("item", said(*item)), "plan-way-inside")
        }
    };
    let ordinals = clash.items().map(|at| items[at].item.ordinal).collect();
    Line { what: words::say(lang, &what), way: words::text(lang, way), ordinals }
}

fn more(lang: Lang) -> Line {
    let what = words::say(lang, &Msg::new("plan-clash-more").with("most", clash::MOST));
    Line { what, way: words::text(lang, "plan-way-more"), ordinals: Vec::new() }
}

fn over(lang: Lang, load: &Load) -> Option<Line> {
    if load.over_minutes() == 0 {
        return None;
    }
    let msg = Msg::new("plan-over").with("planned", hours(load.planned_minutes));
    let msg = msg.with("agreed", hours(load.agreed_minutes)).with("over", hours(load.over_minutes()));
    Some(Line { what: words::say(lang, &msg), way: words::text(lang, "plan-way-less"), ordinals: Vec::new() })
}

fn clock(time: Time, zone: &TimeZone) -> String {
    zone.to_datetime(time.timestamp()).strftime("%H:%M").to_string()
}

/// 16 月, Mon 16
fn day_label(day: Date, lang: Lang) -> String {
    match lang {
        Lang::Ja => {
            let zoned = day.to_zoned(TimeZone::UTC).unwrap_or_default();
            format!("{}/{}{}", day.month(), day.day(), when::weekday_note(&zoned))
        }
        Lang::En => day.strftime("%a %-d %b").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        for (day, monday) in [(16, 16), (19, 16), (22, 16), (23, 23)] {
            assert_eq!(monday_of(date(2026, 11, day)), date(2026, 11, monday));
        }
        let tokyo = Zone::named("Asia/Tokyo").unwrap();
        let (from, until) = bounds(date(2026, 11, 16), &tokyo);
        assert_eq!(until.since(from), jiff::SignedDuration::from_hours(7 * 24));
        assert_eq!(day_label(date(2026, 11, 16), Lang::Ja), "11/16(月)");
        assert_eq!(day_label(date(2026, 11, 16), Lang::En), "Mon 16 Nov");
    }
}

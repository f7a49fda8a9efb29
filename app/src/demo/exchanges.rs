//! Living through the example organisation's exchanges: what the cast says, done by the verbs, in order of time.

use std::collections::HashMap;

use jiff::SignedDuration;
use jiff::civil::Date;
use ryugaku_kernel::{Cx, Lang, Outcome, Time};
use ryugaku_ledger::Tx;

use super::exchange_cast::{EXCHANGES, ExchangeCast, Reaches};
use super::settle::Company;
use crate::diary::activity::Activity;
use crate::diary::entry::EntryId;
use crate::diary::outcomes::{self, NewOutcome};
use crate::diary::write::{self, NewEntry};
use crate::exchange::aims::{self, NewAim};
use crate::exchange::draft::{self, NewExchange};
use crate::exchange::follow_up::Cadence;
use crate::exchange::follow_ups::{self, NewFollowUp};
use crate::exchange::steps::{self, NewStep};
use crate::exchange::{Side, agreement, capacity, turn};

/// Something that is done in one of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scene {
    Draft,
    Propose,
    Agree,
    Ready,
    Begin,
    Write(usize),
    Week(usize),
    Make(usize),
    PutOff,
    GoOn,
    Read,
    Review,
    End,
    FollowUp,
    Close,
}

/// Each exchange, once it has been drafted.
pub type Begun = HashMap<usize, Lived>;

#[derive(Default)]
pub struct Lived {
    count: i64,
    /// What the guest wrote, and its place in the cast's diary.
    written: Vec<(EntryId, usize)>,
}

/// An hour of a day from today, in Tokyo.
pub fn at(now: Time, day: i64, hour: i64) -> Time {
    let tokyo = now.plus(SignedDuration::from_hours(9)).0;
    Time(tokyo - tokyo.rem_euclid(86_400_000_000)).plus(SignedDuration::from_hours(24 * day + hour - 9))
}

/// When what is done, up to now.
pub fn scenes(now: Time) -> Vec<(Time, usize, Scene)> {
    let mut scenes = Vec::new();
    for (which, cast) in EXCHANGES.iter().enumerate() {
        let mut add = |day: i64, hour: i64, scene: Scene| scenes.push((at(now, day, hour), which, scene));
        if cast.reaches == Reaches::Proposed {
            add(-6, 10, Scene::Draft);
            add(-5, 16, Scene::Propose);
            continue;
        }
        add(cast.from - 40, 10, Scene::Draft);
        add(cast.from - 38, 15, Scene::Propose);
        add(cast.from - 26, 11, Scene::Agree);
        add(cast.from - 25, 10, Scene::Ready);
        add(cast.from, 9, Scene::Begin);
        for (place, entry) in cast.diary.iter().enumerate() {
            add(cast.from + entry.day, entry.hour, Scene::Write(place));
        }
        for place in 0..cast.away.len() {
            add(cast.from + 7 * i64::try_from(place).unwrap_or(0) + 4, 18, Scene::Week(place));
        }
        for (place, made) in cast.outcomes.iter().enumerate() {
            add(cast.from + made.day, 17, Scene::Make(place));
        }
        add(cast.from + 2, 10, Scene::PutOff);
        add(cast.from + 30, 10, Scene::GoOn);
        add(cast.until.min(-1), 16, Scene::Read);
        if cast.reaches == Reaches::Closed {
            add(cast.until + 1, 10, Scene::Review);
            add(cast.until + 8, 10, Scene::End);
            add(cast.until + 35, 15, Scene::FollowUp);
            add(cast.until + 92, 10, Scene::Close);
        }
    }
    scenes.retain(|(at, ..)| *at < now);
    scenes
}

/// `cx` stands at the time of the scene.
pub async fn play(
    tx: &mut Tx,
    company: &Company,
    cx: &Cx,
    lang: Lang,
    now: Time,
    begun: &mut Begun,
    (which, scene): (usize, Scene),
) -> Outcome<()> {
    let cast = EXCHANGES[which];
    let today = day_of(now);
    let day = |days: i64| today.saturating_add(jiff::Span::new().days(days));
    if scene == Scene::Draft {
        return drafted(tx, company, cx, lang, cast, (day(cast.from), day(cast.until))).await.map(|count| {
            begun.insert(which, Lived { count, ..Lived::default() });
        });
    }
    let Some(lived) = begun.get_mut(&which) else { return Ok(()) };
    let count = lived.count;
    let by = |login: &str| company.cx(cx, login);
    let (guest, buddy) = (by(cast.guest), by(cast.buddy));
    match scene {
        Scene::Draft => {}
        Scene::Propose => drop(turn::propose(tx, &guest, count).await?),
        Scene::Agree => {
            agreement::agree(tx, &by(cast.home_manager), count, Side::Home).await?;
            agreement::agree(tx, &by(cast.host_manager), count, Side::Host).await?;
        }
        Scene::Ready => {
            for (what, owner) in cast.steps {
                let new =
                    NewStep { what: what.get(lang).into(), owner: company.name(owner).into(), due: day(cast.from - 3) };
                let step = steps::add(tx, &buddy, count, new).await?;
                steps::set_done(tx, &by(owner), count, step.id, true).await?;
            }
            turn::advance(tx, &buddy, count, "").await?;
        }
        Scene::Begin => drop(turn::advance(tx, &buddy, count, "").await?),
        Scene::Write(place) => {
            let entry = &cast.diary[place];
            let text = entry.text.get(lang).into();
            let new = NewEntry {
                text,
                kind: Some(entry.kind),
                aims: entry.aims.to_vec(),
                source: "web",
                ..NewEntry::default()
            };
            lived.written.push((write::write(tx, &guest, count, new).await?.id, place));
        }
        Scene::Week(place) => {
            let monday = capacity::monday(day_of(cx.now()));
            let days = f64::from(i32::try_from(cast.away[place]).unwrap_or(0)) / 10.0;
            capacity::record_week(tx, &guest, count, monday, days, "").await?;
        }
        Scene::Make(place) => {
            let made = &cast.outcomes[place];
            let led_to = lived.written.iter().filter(|(_, at)| cast.diary[*at].aims.contains(&made.aim));
            let new = NewOutcome {
                what: made.what.get(lang).into(),
                aim: Some(made.aim),
                artefact: made.artefact.into(),
                day: day_of(cx.now()),
                activities: led_to.map(|(id, _)| Activity::Entry(id.0)).collect(),
            };
            outcomes::add(tx, &guest, count, new).await?;
        }
        Scene::PutOff => {
            if let Some(what) = cast.put_off {
                capacity::put_off(tx, &by(cast.home_manager), count, what.get(lang), None).await?;
            }
        }
        Scene::GoOn => {
            for what in cast.goes_on {
                let owner = company.name(cast.guest).into();
                let next = day(cast.until + 18);
                let new = NewFollowUp { what: what.get(lang).into(), owner, cadence: Cadence::Monthly, next };
                follow_ups::add(tx, &buddy, count, new).await?;
            }
        }
        Scene::Read => read_off(tx, &guest, cast, count).await?,
        Scene::Review => drop(turn::advance(tx, &buddy, count, "").await?),
        Scene::End => ended(tx, company, cx, lang, cast, count).await?,
        Scene::FollowUp => followed(tx, &buddy, lang, cast, count).await?,
        Scene::Close => drop(turn::advance(tx, &buddy, count, "").await?),
    }
    Ok(())
}

const SAID: super::Both = super::Both(
    "検索チームだけで片づけた呼び出しが増えた。手順書は 4本になった",
    "Search settles more pages by itself. There are four runbooks now",
);
const GOES_BY_ITSELF: super::Both = super::Both("検索チームが自分で続けている", "Search goes on by itself");

async fn drafted(
    tx: &mut Tx,
    company: &Company,
    cx: &Cx,
    lang: Lang,
    cast: &ExchangeCast,
    (from_day, until_day): (Date, Date),
) -> Outcome<i64> {
    let guest = company.cx(cx, cast.guest);
    let name = |login: &str| company.name(login).to_owned();
    let new = NewExchange {
        guest: "me".into(),
        home_team: String::new(),
        host_team: cast.host.into(),
        buddy: name(cast.buddy),
        home_manager: name(cast.home_manager),
        host_manager: name(cast.host_manager),
        from_day,
        until_day,
        share: cast.share,
        rhythm: cast.rhythm.get(lang).into(),
        why: cast.why.get(lang).into(),
        template: None,
        offer: None,
        wish: None,
    };
    let count = draft::draft(tx, &guest, new).await?.count;
    for aim in cast.aims {
        let by = match aim.side {
            Side::Guest => cast.guest,
            Side::Host => cast.buddy,
            Side::Home => cast.home_manager,
        };
        let new = NewAim {
            side: aim.side,
            kind: aim.kind,
            what: aim.what.get(lang).into(),
            how_to_tell: aim.how.get(lang).into(),
            priority: 1,
            unit: aim.unit.get(lang).into(),
            baseline: aim.baseline,
            target: aim.target,
        };
        aims::add(tx, &company.cx(cx, by), count, new).await?;
    }
    Ok(count)
}

/// Each aim with its mark: they count within their side.
fn marked(cast: &ExchangeCast) -> impl Iterator<Item = ((Side, i64), &super::exchange_cast::AimCast)> {
    let mut counts: HashMap<Side, i64> = HashMap::new();
    cast.aims.iter().map(move |aim| {
        let ordinal = counts.entry(aim.side).or_default();
        *ordinal += 1;
        ((aim.side, *ordinal), aim)
    })
}

async fn read_off(tx: &mut Tx, cx: &Cx, cast: &ExchangeCast, count: i64) -> Outcome<()> {
    for (mark, aim) in marked(cast) {
        if aim.reading.is_some() {
            aims::read_off(tx, cx, count, mark, aim.reading).await?;
        }
    }
    Ok(())
}

async fn ended(tx: &mut Tx, company: &Company, cx: &Cx, lang: Lang, cast: &ExchangeCast, count: i64) -> Outcome<()> {
    let guest = company.cx(cx, cast.guest);
    for (mark, aim) in marked(cast) {
        if let Some((result, note)) = aim.result {
            aims::end(tx, &guest, count, mark, result, note.get(lang)).await?;
        }
    }
    turn::advance(tx, &company.cx(cx, cast.buddy), count, "").await.map(drop)
}

async fn followed(tx: &mut Tx, cx: &Cx, lang: Lang, cast: &ExchangeCast, count: i64) -> Outcome<()> {
    let exchange = crate::exchange::store::by_count(tx, count).await?;
    let today = day_of(cx.now());
    for follow_up in crate::exchange::follow_store::of_exchange(tx, exchange.id).await? {
        follow_ups::note(tx, cx, count, follow_up.id, SAID.get(lang), today).await?;
        if cast.reaches == Reaches::Closed {
            follow_ups::end(tx, cx, count, follow_up.id, GOES_BY_ITSELF.get(lang), today).await?;
        }
    }
    Ok(())
}

pub fn day_of(time: Time) -> Date {
    time.plus(SignedDuration::from_hours(9)).timestamp().to_zoned(jiff::tz::TimeZone::UTC).date()
}

//! What the page of an exchange draws: the way with its weeks, how far each aim is, the days away by week. Lengths are SVG
//! attributes, as shares of the width.

use jiff::ToSpan;
use jiff::civil::Date;
use ryugaku_kernel::Lang;

use crate::exchange::aim::{Aim, number};
use crate::exchange::capacity::Week;
use crate::exchange::whole::Whole;
use crate::exchange::{Exchange, State};

pub struct Road {
    pub ticks: Vec<Tick>,
    /// Where today is, and where its words stand.
    pub here: Option<(String, &'static str)>,
    pub week: Option<i64>,
    pub weeks: i64,
    pub mid: String,
}

pub struct Tick {
    pub x: String,
    pub gone: bool,
    /// Begin, middle and end stand out.
    pub tall: bool,
}

pub fn road(exchange: &Exchange, today: Date) -> Road {
    let (weeks, along) = (exchange.weeks(), exchange.along(today));
    // Of a long one only so many weeks can be told apart.
    let step = (weeks / 26).max(1);
    let begun = matches!(exchange.state, State::Active | State::Reviewing | State::FollowingUp | State::Closed);
    let mid = exchange.along(exchange.mid());
    let mut ticks: Vec<Tick> = (0..=weeks)
        .step_by(usize::try_from(step).unwrap_or(1))
        .map(|week| share(week, weeks))
        .map(|at| Tick { x: percent(at), gone: begun && at <= along, tall: at == 0.0 || at == 1.0 })
        .collect();
    ticks.push(Tick { x: percent(mid), gone: begun && mid <= along, tall: true });
    let here = exchange.week_of(today).filter(|_| begun).map(|_| (percent(along), anchor(along)));
    Road { ticks, here, week: exchange.week_of(today), weeks, mid: percent(mid) }
}

/// Words stay inside at both ends.
fn anchor(at: f64) -> &'static str {
    if at < 0.1 {
        "start"
    } else if at > 0.9 {
        "end"
    } else {
        "middle"
    }
}

pub struct Goal {
    pub aim: Aim,
    pub label: String,
    pub evidence: i64,
    /// How much of the bar is filled; `None` while it cannot be said.
    pub fill: Option<String>,
    pub from: String,
    pub to: String,
    pub reading: Option<String>,
}

pub fn goal(whole: &Whole, aim: &Aim, lang: Lang) -> Goal {
    let measure = &aim.measure;
    Goal {
        label: aim.label(lang),
        evidence: whole.evidence_of(aim),
        fill: measure.progress().map(percent),
        from: number(measure.baseline.unwrap_or(0.0)),
        to: measure.target.map(number).unwrap_or_default(),
        reading: measure.reading.map(number),
        aim: aim.clone(),
    }
}

pub struct Away {
    pub bars: Vec<Bar>,
    /// Of how many weeks the mean is, and what it is.
    pub mean: Option<(String, usize)>,
    pub agreed: String,
}

pub struct Bar {
    pub x: String,
    pub width: String,
    pub y: String,
    pub height: String,
    pub middle: String,
    pub week: i64,
    pub now: bool,
    /// Days, once recorded.
    pub days: Option<String>,
    /// Every other number is left out where there are many.
    pub numbered: bool,
}

/// The agreed days are two thirds of the height.
pub fn away(exchange: &Exchange, weeks: &[Week], today: Date) -> Away {
    let agreed = exchange.days_a_week();
    let first = crate::exchange::capacity::monday(exchange.from);
    let all = exchange.weeks().clamp(1, 60);
    let bars = (0..all).map(|at| {
        let monday = first.saturating_add((at * 7).days());
        let recorded = weeks.iter().find(|week| week.monday == monday);
        let height = recorded.map_or(0.0, |week| (week.days() / agreed * 32.0).clamp(0.0, 48.0));
        let width = 0.8 / float(all);
        Bar {
            x: percent(share(at, all)),
            width: percent(width),
            middle: percent(share(at, all) + width / 2.0),
            y: format!("{:.1}", 48.0 - height),
            height: format!("{height:.1}"),
            week: at + 1,
            now: crate::exchange::capacity::monday(today) == monday,
            days: recorded.map(|week| number(week.days())),
            numbered: all <= 16 || at % 4 == 0,
        }
    });
    let mean = crate::exchange::capacity::mean(weeks, exchange, today).map(|(mean, n)| (number(mean), n));
    Away { bars: bars.collect(), mean, agreed: number(agreed) }
}

pub fn monday_after(day: Date) -> Date {
    crate::exchange::capacity::monday(day.saturating_add(7.days()))
}

pub fn percent(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

fn share(part: i64, whole: i64) -> f64 {
    float(part) / float(whole.max(1))
}

fn float(number: i64) -> f64 {
    f64::from(i32::try_from(number).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::exchange::exchange::tests::exchange;

    #[test]
    fn the_road_shows_today_only_while_it_lasts() {
        let mut active = exchange();
        active.state = State::Active;
        let road = road(&active, date(2026, 11, 19));
        assert_eq!((road.week, road.weeks, road.here.is_some()), (Some(7), 12, true));
        assert_eq!(road.ticks.len(), 14);
        assert!(super::road(&active, date(2027, 2, 1)).here.is_none());
        assert!(super::road(&exchange(), date(2026, 11, 19)).here.is_none(), "a draft has not begun");
    }

    #[test]
    fn the_agreed_days_are_two_thirds_high() {
        let week = Week { monday: date(2026, 10, 5), tenths: 20, note: String::new() };
        let away = away(&exchange(), &[week], date(2026, 11, 19));
        assert_eq!((away.bars.len(), away.bars[0].y.as_str(), away.bars[0].days.as_deref()), (12, "16.0", Some("2")));
        assert!(away.bars[6].now && away.bars[1].days.is_none());
        assert_eq!(away.mean, Some(("2".into(), 1)));
    }

    #[test]
    fn shares_are_short() {
        assert_eq!(
            (percent(0.0), percent(0.625), percent(1.0), percent(1.0 / 12.0)),
            ("0%".into(), "62.5%".into(), "100%".into(), "8.33%".into())
        );
    }
}

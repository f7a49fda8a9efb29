//! Lengths and places for what a slide draws, as SVG attributes.

use std::borrow::Borrow;

use jiff::ToSpan;
use jiff::civil::Date;

use super::aim_line::AimLine;
use super::report::{Capacity, Way};
use crate::exchange::capacity;

/// The width of the weeks beside an aim, in pixels.
pub const WEEKS_WIDE: f64 = 302.0;
const CHART_WIDE: f64 = 996.0;
const CHART_HIGH: f64 = 130.0;
/// With more weeks only each fourth is told.
const MOST_TOLD: i64 = 16;

pub struct Tick {
    /// In per cent.
    pub at: String,
    pub tall: bool,
    pub gone: bool,
}

/// Weeks on the way from the first to the last day; its ends and its middle are tall.
pub fn ticks(way: &Way) -> Vec<Tick> {
    let step = if way.weeks > 26 { 4 } else { 1 };
    let whole = float(way.weeks);
    let tick = |share: f64, tall: bool| Tick { at: short(share * 100.0), tall, gone: share <= way.along };
    let weeks = (1..way.weeks).filter(|week| week % step == 0).map(|week| tick(float(week) / whole, false));
    [0.0, 0.5, 1.0].into_iter().map(|share| tick(share, true)).chain(weeks).collect()
}

/// Where the reader's eye is sent on the way, and where its words hang.
pub fn here(way: &Way) -> (String, &'static str) {
    let anchor = match way.along {
        along if along < 0.12 => "start",
        along if along > 0.88 => "end",
        _ => "middle",
    };
    (short(way.along * 100.0), anchor)
}

pub struct Mark {
    pub x: String,
    pub y: i64,
    pub wide: String,
    pub high: String,
    /// "auto" or "hand"
    pub class: &'static str,
}

/// What was done for an aim, week by week: squares from the ledger below, written ones as strokes above.
pub fn marks(aim: &AimLine, weeks: &i64) -> Vec<Mark> {
    let column = WEEKS_WIDE / float((*weeks).max(1));
    let size = (column - 2.0).clamp(2.0, 9.0);
    let across = whole((column - 1.0) / (size + 2.0)).max(1);
    let mut marks = Vec::new();
    for week in &aim.weeks {
        let left = float(week.week - 1) * column + 1.5;
        let rows = if week.written > 0 { 1 } else { 2 };
        for n in 0..week.auto.min(across * rows) {
            let x = short(left + float(n % across) * (size + 2.0));
            let y = 22 - n / across * 11;
            marks.push(Mark { x, y, wide: short(size), high: short(size), class: "auto" });
        }
        let strokes = whole((column - 1.0) / 6.0).max(1);
        for n in 0..week.written.min(strokes) {
            let x = short(left + float(n) * 6.0);
            marks.push(Mark { x, y: 3, wide: "4".into(), high: "16".into(), class: "hand" });
        }
    }
    marks
}

/// Where each week begins.
pub fn week_lines(weeks: &i64) -> Vec<String> {
    (0..*weeks).map(|week| short(float(week) * WEEKS_WIDE / float((*weeks).max(1)))).collect()
}

/// Numbers over the weeks: their middle, the number, and whether it is now.
pub fn week_numbers(way: &Way) -> Vec<(String, i64, bool)> {
    let column = WEEKS_WIDE / float(way.weeks.max(1));
    let told = |week: &i64| way.weeks <= MOST_TOLD || week % 4 == 0 || *week == 1;
    let number = |week: i64| (short((float(week) - 0.5) * column), week, way.week == Some(week));
    (1..=way.weeks).filter(told).map(number).collect()
}

/// Where now is among the weeks; nowhere before and after.
pub fn now_line(way: &Way) -> Option<String> {
    way.week.map(|week| short((float(week) - 0.5) * WEEKS_WIDE / float(way.weeks.max(1))))
}

pub struct Column {
    pub x: String,
    pub y: String,
    pub wide: String,
    pub high: String,
    /// Nobody has written down how many days it was.
    pub is_unmeasured: bool,
}

pub struct Chart {
    pub columns: Vec<Column>,
    /// Where the agreed days lie.
    pub agreed: String,
    pub high: String,
}

/// Days away, a column a week of the exchange; weeks ahead are empty.
pub fn chart(capacity: &Capacity, way: &Way, today: &Date) -> Chart {
    let most = capacity.weeks.iter().map(|week| week.days).fold(capacity.agreed.max(1.0), f64::max);
    let scale = CHART_HIGH / most;
    let mondays = mondays(way);
    let n = u32::try_from(mondays.len().max(1)).unwrap_or(u32::MAX);
    let column = (CHART_WIDE / f64::from(n)).min(64.0);
    let columns = mondays.iter().zip(0_u32..).filter_map(|(monday, at)| {
        let days = capacity.weeks.iter().find(|week| week.monday == *monday).map(|week| week.days);
        // The week that is under way is not over, and those after it have not begun.
        let is_over = monday.saturating_add(6.days()) < *today;
        let high = match days {
            Some(days) => days * scale,
            None if is_over => capacity.agreed * scale,
            None => return None,
        };
        Some(Column {
            x: short(f64::from(at) * column),
            y: short(CHART_HIGH - high),
            wide: short((column * 0.7).max(1.0)),
            high: short(high),
            is_unmeasured: days.is_none(),
        })
    });
    Chart { columns: columns.collect(), agreed: short(CHART_HIGH - capacity.agreed * scale), high: short(CHART_HIGH) }
}

/// The Monday of each week that the exchange touches.
fn mondays(way: &Way) -> Vec<Date> {
    let first = capacity::monday(way.from);
    let week = |n: i64| first.saturating_add((n * 7).days());
    (0..=way.weeks).map(week).take_while(|monday| *monday <= way.until).collect()
}

/// One decimal, as SVG takes it.
pub fn short(value: impl Borrow<f64>) -> String {
    format!("{:.1}", value.borrow())
}

fn float(n: i64) -> f64 {
    f64::from(i32::try_from(n).unwrap_or(i32::MAX))
}

fn whole(value: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "columns of a slide are some hundred pixels wide")]
    let whole = value.floor() as i64;
    whole
}

#[cfg(test)]
mod tests {
    use super::super::aim_line::WeekMarks;
    use super::super::report::sample::{aim, empty, report};
    use super::*;

    #[test]
    fn the_way_has_ends_a_middle_and_weeks() {
        let way = empty().way;
        let ticks = ticks(&way);
        assert_eq!((ticks.len(), ticks.iter().filter(|tick| tick.tall).count()), (14, 3));
        assert_eq!(here(&way), ("55.5".into(), "middle"));
        let long = Way { weeks: 105, ..way };
        assert_eq!((super::ticks(&long).len(), week_numbers(&long).len()), (29, 27));
    }

    #[test]
    fn marks_stay_in_their_weeks() {
        for weeks in [1, 12, 52, 105] {
            let busy = AimLine { weeks: vec![WeekMarks { week: weeks, auto: 900, written: 40 }], ..aim() };
            for mark in marks(&busy, &weeks) {
                let end: f64 = mark.x.parse::<f64>().unwrap() + mark.wide.parse::<f64>().unwrap();
                assert!(end <= WEEKS_WIDE + 4.0 && mark.y >= 0, "{weeks}: {end}");
            }
        }
        assert_eq!(marks(&aim(), &12).len(), 3);
    }

    #[test]
    fn columns_stay_in_the_chart() {
        let report = report();
        let chart = chart(&report.capacity.unwrap(), &report.way, &report.day);
        assert!(chart.columns.iter().all(|column| column.y.parse::<f64>().unwrap() >= 0.0));
        let unmeasured = chart.columns.iter().filter(|column| column.is_unmeasured).count();
        // Six weeks are over, two of them written down.
        assert_eq!((chart.columns.len(), unmeasured, chart.agreed.as_str()), (6, 4, "30.0"));
    }
}

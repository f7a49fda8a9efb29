//! All times of one entry: its rule, its further dates, without its exceptions.

use std::collections::HashSet;

use jiff::civil::{Date, DateTime};
use ryugaku_kernel::{Msg, Time};

use crate::component::Component;
use crate::line::Line;
use crate::moment::{Length, Written};
use crate::rule::{self, RuleError};
use crate::span::Start;
use crate::zones::{Clocks, Zones};
use crate::{MOST_REFUSED, MOST_TIMES_OF_ONE, text};

/// Kept of a rule: so many that more are in the window than an entry may take up, with those of the day before it.
const MOST_FOUND: usize = 4 * MOST_TIMES_OF_ONE;

/// Occurrences that do not happen, or happen otherwise: by instant, or by day where only that was written.
#[derive(Clone, Debug, Default)]
pub struct Exceptions {
    days: HashSet<Date>,
    instants: HashSet<Time>,
}

impl Exceptions {
    pub fn add(&mut self, written: Written, clocks: &Clocks) {
        match written {
            Written::Day(day) => drop(self.days.insert(day)),
            other => drop(self.instants.insert(clocks.to_time(other.local()))),
        }
    }

    fn has(&self, start: &Start, wall: DateTime) -> bool {
        self.days.contains(&wall.date()) || self.instants.contains(&start.clocks.to_time(wall))
    }
}

/// A time the entry takes place, and how long, where that one differs.
pub struct Occurrence {
    pub wall: DateTime,
    pub length: Option<Length>,
}

/// In order, those of rules between `from` and `until`. What is wrong with a single date is pushed to `wrong`; a rule that
/// is not understood refuses the entry.
pub fn occurrences(
    part: &Component,
    start: &Start,
    zones: &Zones,
    (from, until): (DateTime, DateTime),
    moved: &Exceptions,
    steps: &mut i64,
    wrong: &mut Vec<(usize, Msg)>,
) -> Result<Vec<Occurrence>, (usize, Msg)> {
    let mut not = moved.clone();
    for line in part.all("EXDATE") {
        for value in values(line) {
            match Written::parse(value).map(|written| (written, zones.clocks_of(line, written))) {
                Some((written, Ok(clocks))) => not.add(written, &clocks),
                Some((_, Err(msg))) => say(wrong, line, msg),
                None => say(wrong, line, date_unread(value)),
            }
        }
    }
    let mut found = Vec::new();
    let mut ruled = false;
    for line in part.all("RRULE").filter(|line| !line.value.trim().is_empty()) {
        ruled = true;
        let to_wall = |utc: DateTime| start.clocks.to_wall(Clocks::Known(jiff::tz::TimeZone::UTC).to_time(utc));
        let keep = |wall| {
            if wall >= from && !not.has(start, wall) {
                found.push(Occurrence { wall, length: None });
            }
            found.len() < MOST_FOUND
        };
        let followed = rule::each(&line.value, start.wall, until, steps, to_wall, keep);
        followed.map_err(|error| (line.number, rule_refused(error, line)))?;
    }
    if !ruled {
        found.push(Occurrence { wall: start.wall, length: None });
    }
    for line in part.all("RDATE") {
        further(line, start, zones, &mut found, wrong);
    }
    found.retain(|occurrence| !not.has(start, occurrence.wall));
    found.sort_by_key(|occurrence| occurrence.wall);
    found.dedup_by_key(|occurrence| occurrence.wall);
    Ok(found)
}

fn further(line: &Line, start: &Start, zones: &Zones, found: &mut Vec<Occurrence>, wrong: &mut Vec<(usize, Msg)>) {
    for value in values(line) {
        let (first, end) = value.split_once('/').map_or((value, None), |(first, end)| (first, Some(end)));
        let Some(written) = Written::parse(first) else {
            say(wrong, line, date_unread(value));
            continue;
        };
        match zones.clocks_of(line, written) {
            Ok(clocks) => {
                let begins = clocks.to_time(written.local());
                let wall = match written {
                    Written::Day(day) if !start.all_day => day.to_datetime(start.wall.time()),
                    Written::Day(day) => day.into(),
                    _ => start.clocks.to_wall(begins),
                };
                let length = end.and_then(|end| length(begins, end, &clocks));
                found.push(Occurrence { wall, length });
            }
            Err(msg) => say(wrong, line, msg),
        }
    }
}

fn say(wrong: &mut Vec<(usize, Msg)>, line: &Line, msg: Msg) {
    if wrong.len() < MOST_REFUSED {
        wrong.push((line.number, msg));
    }
}

/// What stands behind the slash of a period: an end or a length.
pub fn length(begins: Time, end: &str, clocks: &Clocks) -> Option<Length> {
    Length::parse(end).or_else(|| {
        let written = Written::parse(end)?;
        let utc = Clocks::Known(jiff::tz::TimeZone::UTC);
        let ends = if matches!(written, Written::Utc(_)) { &utc } else { clocks }.to_time(written.local());
        let seconds = ends.0.saturating_sub(begins.0) / 1_000_000;
        (seconds >= 0).then_some(Length { days: 0, seconds })
    })
}

pub fn values(line: &Line) -> impl Iterator<Item = &str> {
    line.value.split(',').map(str::trim).filter(|value| !value.is_empty())
}

fn date_unread(value: &str) -> Msg {
    Msg::new("ical-date-not-read").with("value", text::title(value))
}

fn rule_refused(error: RuleError, line: &Line) -> Msg {
    match error {
        RuleError::NotRead => Msg::new("ical-rule-not-read").with("rule", text::title(&line.value)),
        RuleError::TooDense => Msg::new("ical-rule-too-dense").with("rule", text::title(&line.value)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use ryugaku_calendar::Zone;

    use super::*;
    use crate::component::parts;
    use crate::span;

    fn found(lines: &str, from: Date) -> (usize, DateTime) {
        let text = format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT");
        let part = parts(text.as_bytes()).found.remove(0);
        let (mut steps, span) = (rule::MOST_STEPS, (from.into(), date(2026, 12, 1).into()));
        let zones = Zones::of(&[], &Zone::utc(), span.1, &mut steps);
        let start = span::start_of(&part, &zones).unwrap();
        let none = Exceptions::default();
        let found = occurrences(&part, &start, &zones, span, &none, &mut steps, &mut Vec::new()).unwrap();
        (found.len(), found[0].wall)
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let seconds = (0..24).map(|second| second.to_string()).collect::<Vec<_>>().join(",");
        let dense = format!("DTSTART:20261101T000000Z\nRRULE:FREQ=HOURLY;BYMINUTE=0,15,30,45;BYSECOND={seconds}");
        assert_eq!(found(&dense, date(2026, 11, 1)), (MOST_FOUND, date(2026, 11, 1).into()));
        let old = "DTSTART:19000101T000000Z\nRRULE:FREQ=HOURLY";
        assert_eq!(found(old, date(2026, 11, 30)), (25, date(2026, 11, 30).into()));
        let excepted = format!("{dense}\nEXDATE;VALUE=DATE:20261101,20261102");
        assert_eq!(found(&excepted, date(2026, 11, 1)), (MOST_FOUND, date(2026, 11, 3).into()));
    }
}

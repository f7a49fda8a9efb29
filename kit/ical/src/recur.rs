//! All times of one entry: its rule, its further dates, without its exceptions.

use std::collections::HashSet;

use jiff::civil::{Date, DateTime};
use ryugaku_kernel::{Msg, Time};

use crate::component::Component;
use crate::line::Line;
use crate::moment::{Length, Written};
use crate::rule::{self, RuleError};
use crate::span::Start;
use crate::text;
use crate::zones::{Clocks, Zones};

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

/// In order. What is wrong with a single date is pushed to `wrong`; a rule that is not understood refuses the entry.
pub fn occurrences(
    part: &Component,
    start: &Start,
    zones: &Zones,
    until: DateTime,
    moved: &Exceptions,
    steps: &mut i64,
    wrong: &mut Vec<(usize, Msg)>,
) -> Result<Vec<Occurrence>, (usize, Msg)> {
    let mut found = Vec::new();
    let mut ruled = false;
    for line in part.all("RRULE").filter(|line| !line.value.trim().is_empty()) {
        ruled = true;
        let to_wall = |utc: DateTime| start.clocks.to_wall(Clocks::Known(jiff::tz::TimeZone::UTC).to_time(utc));
        let walls = rule::occurrences(&line.value, start.wall, until, steps, to_wall);
        let walls = walls.map_err(|error| (line.number, rule_refused(error, line)))?;
        found.extend(walls.into_iter().map(|wall| Occurrence { wall, length: None }));
    }
    if !ruled {
        found.push(Occurrence { wall: start.wall, length: None });
    }
    for line in part.all("RDATE") {
        further(line, start, zones, &mut found, wrong);
    }
    let mut not = moved.clone();
    for line in part.all("EXDATE") {
        for value in values(line) {
            match Written::parse(value).map(|written| (written, zones.clocks_of(line, written))) {
                Some((written, Ok(clocks))) => not.add(written, &clocks),
                Some((_, Err(msg))) => wrong.push((line.number, msg)),
                None => wrong.push((line.number, date_unread(value))),
            }
        }
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
            wrong.push((line.number, date_unread(value)));
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
            Err(msg) => wrong.push((line.number, msg)),
        }
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

//! Time intervals as Alertmanager has them: times of day, days, months and years in a zone. All that is given must hold.
//!
//! Ranges are taken as read and sound; `config` judges what people write.

use std::fmt;

use jiff::tz::TimeZone;
use jiff::{Zoned, civil};
use ryugaku_kernel::Time;

/// An empty list says nothing.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TimeInterval {
    pub times: Vec<TimeRange>,
    /// 0 is Sunday.
    pub weekdays: Vec<Range>,
    /// From 1; counted from the month's end where negative: -1 is its last day.
    pub days_of_month: Vec<Range>,
    /// From 1.
    pub months: Vec<Range>,
    pub years: Vec<Range>,
    /// UTC where there is none.
    pub location: Option<TimeZone>,
}

/// Minutes of a day, the last one not included; the day ends at 1440.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimeRange {
    pub start: u16,
    pub end: u16,
}

/// Both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    pub begin: i16,
    pub end: i16,
}

/// Time intervals by name, in the order in which they were written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Intervals(pub Vec<NamedInterval>);

#[derive(Clone, PartialEq, Debug)]
pub struct NamedInterval {
    pub name: String,
    /// Any of them may hold; with none it never does.
    pub intervals: Vec<TimeInterval>,
}

pub const WEEKDAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl TimeInterval {
    pub fn contains(&self, at: Time) -> bool {
        let zone = self.location.clone().unwrap_or(TimeZone::UTC);
        let there = Zoned::new(at.timestamp(), zone);
        let minute = u16::from(there.hour().cast_unsigned()) * 60 + u16::from(there.minute().cast_unsigned());
        let date = there.date();
        (self.times.is_empty() || self.times.iter().any(|range| (range.start..range.end).contains(&minute)))
            && (self.days_of_month.is_empty() || self.days_of_month.iter().any(|range| range.contains_day(date)))
            && holds(&self.weekdays, date.weekday().to_sunday_zero_offset().into())
            && holds(&self.months, date.month().into())
            && holds(&self.years, date.year())
    }
}

fn holds(ranges: &[Range], value: i16) -> bool {
    ranges.is_empty() || ranges.iter().any(|range| range.contains(value))
}

impl Range {
    pub fn contains(self, value: i16) -> bool {
        (self.begin..=self.end).contains(&value)
    }

    /// A day that the month does not have is its last one at a range's end, and never comes at its beginning.
    fn contains_day(self, date: civil::Date) -> bool {
        let last = i16::from(date.days_in_month());
        let from_start = |day: i16| if day < 0 { last + day + 1 } else { day };
        Self { begin: from_start(self.begin), end: from_start(self.end) }.contains(date.day().into())
    }
}

impl Intervals {
    pub fn get(&self, name: &str) -> Option<&NamedInterval> {
        self.0.iter().find(|named| named.name == name)
    }

    /// Whether `at` lies in any of those named; a name that is not there says no.
    pub fn contains_any(&self, names: &[String], at: Time) -> bool {
        names.iter().filter_map(|name| self.get(name)).any(|named| named.intervals.iter().any(|one| one.contains(at)))
    }
}

/// As Alertmanager writes numbers: `1:5`, or `3` where both ends are one.
impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.begin)?;
        if self.begin == self.end { Ok(()) } else { write!(f, ":{}", self.end) }
    }
}

#[cfg(test)]
mod tests;

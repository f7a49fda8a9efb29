//! A month of the calendar.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use ryugaku_kernel::{Failure, Outcome, Time};

/// Its first day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Month(pub Date);

impl Month {
    pub fn of(time: Time, zone: &TimeZone) -> Self {
        Self(time.timestamp().to_zoned(zone.clone()).date().first_of_month())
    }

    /// As it is written: 2026-11.
    pub fn parse(field: &'static str, text: &str) -> Outcome<Self> {
        let day: Result<Date, _> = format!("{}-01", text.trim()).parse();
        let month = day.ok().map(Self).filter(|month| (1970..=9000).contains(&month.0.year()));
        month
            .filter(|month| month.to_string() == text.trim())
            .ok_or_else(|| Failure::invalid(field, "figures-month-form"))
    }

    pub fn before(self, months: i64) -> Self {
        self.moved(-months.months())
    }

    pub fn after(self, months: i64) -> Self {
        self.moved(months.months())
    }

    fn moved(self, span: Span) -> Self {
        Self(self.0.saturating_add(span))
    }

    /// When it begins in a time zone.
    pub fn begins(self, zone: &TimeZone) -> Outcome<Time> {
        Ok(self.0.to_zoned(zone.clone()).map_err(Failure::internal)?.timestamp().into())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_and_written() {
        let month = Month::parse("month", " 2026-01 ").unwrap();
        assert_eq!(month.to_string(), "2026-01");
        assert_eq!((month.before(1).to_string(), month.after(12).to_string()), ("2025-12".into(), "2027-01".into()));
        for wrong in ["", "2026", "2026-13", "2026-1", "26-01", "2026-01-05", "10000-01"] {
            assert!(Month::parse("month", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_month_begins_at_midnight_of_its_zone() {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let begins = Month::parse("month", "2026-11").unwrap().begins(&zone).unwrap();
        assert_eq!(begins.to_string(), "2026-10-31T15:00:00Z");
        assert_eq!(Month::of(begins, &zone).to_string(), "2026-11");
        assert_eq!(Month::of(begins, &TimeZone::UTC).to_string(), "2026-10");
    }
}

//! Fiscal years (年度) and their quarters: twelve months from a month of the organisation's choice, named for the
//! calendar year in which they start.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use ryugaku_kernel::{Failure, Outcome};
use serde::{Deserialize, Serialize};

/// The month a fiscal year starts with, 1 to 12; April unless the organisation says otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "i8", into = "i8")]
pub struct FiscalStart(i8);

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct FiscalYear {
    /// The calendar year of its first day: 2026 for 2026年度, April 2026 to March 2027.
    pub year: i16,
    pub start: FiscalStart,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Quarter {
    pub fiscal_year: FiscalYear,
    /// 1 to 4.
    pub number: i8,
}

/// Days from the first to the last, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Days {
    pub first: Date,
    pub last: Date,
}

impl Days {
    pub fn contains(self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

impl FiscalStart {
    pub const APRIL: Self = Self(4);

    pub fn in_month(month: i8) -> Outcome<Self> {
        if (1..=12).contains(&month) {
            Ok(Self(month))
        } else {
            Err(Failure::invalid("fiscal_start_month", "fiscal-start-month"))
        }
    }

    pub fn month(self) -> i8 {
        self.0
    }

    pub fn fiscal_year_of(self, date: Date) -> FiscalYear {
        let year = if date.month() < self.0 { date.year() - 1 } else { date.year() };
        FiscalYear { year, start: self }
    }

    pub fn quarter_of(self, date: Date) -> Quarter {
        let months = (date.month() - self.0).rem_euclid(12);
        Quarter { fiscal_year: self.fiscal_year_of(date), number: months / 3 + 1 }
    }
}

impl Default for FiscalStart {
    fn default() -> Self {
        Self::APRIL
    }
}

impl FiscalYear {
    pub fn range(self) -> Days {
        months(self, 0, 12)
    }

    pub fn quarters(self) -> [Quarter; 4] {
        [1, 2, 3, 4].map(|number| Quarter { fiscal_year: self, number })
    }
}

impl Quarter {
    pub fn range(self) -> Days {
        months(self.fiscal_year, (i32::from(self.number) - 1) * 3, 3)
    }
}

/// `count` months of the fiscal year, from the one after `skipped`; cut off at the ends of the calendar.
fn months(year: FiscalYear, skipped: i32, count: i32) -> Days {
    let start = date(year.year.max(Date::MIN.year()), year.start.0, 1);
    let first = start.saturating_add(skipped.months());
    let last = first.checked_add(count.months()).and_then(Date::yesterday).unwrap_or(Date::MAX);
    Days { first, last }
}

impl TryFrom<i8> for FiscalStart {
    type Error = Failure;
    fn try_from(month: i8) -> Outcome<Self> {
        Self::in_month(month)
    }
}

impl From<FiscalStart> for i8 {
    fn from(start: FiscalStart) -> Self {
        start.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn april_by_default() {
        let start = FiscalStart::default();
        for (day, year, quarter) in [
            (date(2026, 3, 31), 2025, 4),
            (date(2026, 4, 1), 2026, 1),
            (date(2026, 11, 23), 2026, 3),
            (date(2027, 1, 1), 2026, 4),
        ] {
            let found = start.quarter_of(day);
            assert_eq!((found.fiscal_year.year, found.number), (year, quarter), "{day}");
        }
        let year = start.fiscal_year_of(date(2024, 1, 1));
        assert_eq!(year.range(), Days { first: date(2023, 4, 1), last: date(2024, 3, 31) });
        assert_eq!(year.quarters()[3].range(), Days { first: date(2024, 1, 1), last: date(2024, 3, 31) });
    }

    #[test]
    fn only_twelve_months_exist() {
        for month in [0, 13, -1, i8::MIN] {
            let failure = FiscalStart::in_month(month).unwrap_err();
            assert_eq!(failure.to_string(), "invalid: fiscal_start_month (fiscal-start-month)");
        }
    }

    #[test]
    fn the_ends_of_the_calendar_are_cut_off() {
        for month in 1..=12 {
            let start = FiscalStart::in_month(month).unwrap();
            assert_eq!(start.fiscal_year_of(Date::MAX).range().last, Date::MAX);
            assert!(start.fiscal_year_of(Date::MIN).range().first >= Date::MIN);
            assert!(start.quarter_of(Date::MIN).range().first >= Date::MIN);
        }
    }

    proptest! {
        #[test]
        fn a_day_lies_in_its_year_and_quarter(days in -200_000..200_000_i32, month in 1..=12_i8) {
            let (day, start) = (date(2000, 1, 1).saturating_add(days.days()), FiscalStart::in_month(month).unwrap());
            let quarter = start.quarter_of(day);
            prop_assert!(quarter.range().contains(day));
            prop_assert!(quarter.fiscal_year.range().contains(day));
            let quarters = quarter.fiscal_year.quarters().map(Quarter::range);
            prop_assert_eq!(quarters.iter().filter(|range| range.contains(day)).count(), 1);
        }
    }
}

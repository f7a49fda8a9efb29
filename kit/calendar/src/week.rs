//! Weeks as ISO 8601 numbers them: Monday first, week 1 has the year's first Thursday.

use std::fmt;

use jiff::civil::Date;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct IsoWeek {
    /// Not always the calendar year: 2027-01-01 lies in 2026-W53.
    pub year: i16,
    /// 1 to 53.
    pub week: i8,
}

pub fn iso_week(date: Date) -> IsoWeek {
    let week = date.iso_week_date();
    IsoWeek { year: week.year(), week: week.week() }
}

impl fmt::Display for IsoWeek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.week)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn weeks_belong_to_the_year_of_their_thursday() {
        for (day, week) in [
            (date(2026, 11, 23), "2026-W48"),
            (date(2026, 1, 1), "2026-W01"),
            (date(2027, 1, 1), "2026-W53"),
            (date(2024, 12, 30), "2025-W01"),
            (date(2021, 1, 3), "2020-W53"),
        ] {
            assert_eq!(iso_week(day).to_string(), week, "{day}");
        }
    }
}

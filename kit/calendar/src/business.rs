//! Business days: neither weekend, nor public holiday, nor a day the organisation itself closes.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::{Holiday, Holidays, Name, Zone};

/// What an organisation's days are counted by.
#[derive(Clone, PartialEq, Debug)]
pub struct Calendar {
    pub zone: Zone,
    pub holidays: Holidays,
    /// Days the organisation closes besides the public holidays: the turn of the year, its founding day.
    pub extra: BTreeMap<Date, Name>,
}

impl Calendar {
    pub fn new(zone: Zone, holidays: Holidays) -> Self {
        Self { zone, holidays, extra: BTreeMap::new() }
    }

    #[must_use]
    pub fn with_extra(mut self, days: impl IntoIterator<Item = Holiday>) -> Self {
        self.extra.extend(days.into_iter().map(|day| (day.date, day.name)));
        self
    }

    /// The public holiday or the organisation's own day that `date` is; the public name goes first.
    pub fn holiday_on(&self, date: Date) -> Option<Name> {
        self.holidays.on(date).or_else(|| self.extra.get(&date).cloned())
    }

    pub fn is_business_day(&self, date: Date) -> bool {
        !is_weekend(date) && self.holiday_on(date).is_none()
    }

    /// The first business day after `date`.
    pub fn next_business_day(&self, date: Date) -> Date {
        self.add_business_days(date, 1)
    }

    /// The date itself, if it is a business day, else the next one.
    pub fn business_day_from(&self, date: Date) -> Date {
        if self.is_business_day(date) { date } else { self.next_business_day(date) }
    }

    /// The `count`-th business day after `date` (before it, if negative); 0 gives the date itself, whatever day it is.
    /// Stops at the ends of the calendar.
    pub fn add_business_days(&self, date: Date, count: i32) -> Date {
        let step = if count < 0 { (-1).day() } else { 1.day() };
        let (mut day, mut left) = (date, count.unsigned_abs());
        while left > 0 {
            let Ok(next) = day.checked_add(step) else { return day };
            day = next;
            left -= u32::from(self.is_business_day(day));
        }
        day
    }

    /// Business days after `from`, up to and including `to`; negative if `to` is earlier.
    pub fn business_days_between(&self, from: Date, to: Date) -> i32 {
        if to < from {
            return -self.business_days_between(to, from);
        }
        let days = from.series(1.day()).skip(1).take_while(|day| *day <= to);
        i32::try_from(days.filter(|day| self.is_business_day(*day)).count()).unwrap_or(i32::MAX)
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn tokyo() -> Calendar {
        Calendar::new(Zone::named("Asia/Tokyo").unwrap(), Holidays::Japan)
    }

    #[test]
    fn counts_over_the_ten_day_break_of_2019() {
        let calendar = tokyo();
        assert_eq!(calendar.next_business_day(date(2019, 4, 26)), date(2019, 5, 7));
        assert_eq!(calendar.add_business_days(date(2019, 5, 7), -1), date(2019, 4, 26));
        assert_eq!(calendar.business_day_from(date(2019, 5, 1)), date(2019, 5, 7));
        assert_eq!(calendar.business_day_from(date(2019, 5, 7)), date(2019, 5, 7));
        assert_eq!(calendar.business_days_between(date(2019, 4, 26), date(2019, 5, 8)), 2);
        let abroad = Calendar::new(Zone::utc(), Holidays::None);
        assert_eq!(abroad.next_business_day(date(2019, 4, 26)), date(2019, 4, 29));
    }

    #[test]
    fn closes_on_the_organisations_own_days() {
        let turn =
            |month, day| Holiday { date: date(2026, month, day), name: Name::of("年末休業", "Year-end break") };
        let calendar = tokyo().with_extra([turn(12, 29), turn(12, 30), turn(12, 31)]);
        assert_eq!(calendar.next_business_day(date(2026, 12, 28)), date(2027, 1, 4));
        assert_eq!(calendar.holiday_on(date(2026, 12, 30)).unwrap().ja, "年末休業");
        assert_eq!(tokyo().next_business_day(date(2026, 12, 28)), date(2026, 12, 29));
    }

    #[test]
    fn the_ends_of_the_calendar_stop_the_count() {
        assert_eq!(tokyo().add_business_days(Date::MAX, 3), Date::MAX);
        assert_eq!(tokyo().add_business_days(Date::MIN, -3), Date::MIN);
    }

    prop_compose! {
        fn any_date()(days in 0..36_500_i32) -> Date {
            date(2000, 1, 1).checked_add(days.days()).unwrap()
        }
    }

    proptest! {
        #[test]
        fn adding_is_monotonic_in_days_and_in_count(from in any_date(), later in 0..30_i32, count in 0..40_i32) {
            let calendar = tokyo();
            let to = from.saturating_add(later.days());
            prop_assert!(calendar.add_business_days(from, count) <= calendar.add_business_days(to, count));
            prop_assert!(calendar.add_business_days(from, count) < calendar.add_business_days(from, count + 1));
        }

        #[test]
        fn adding_lands_on_business_days_and_can_be_undone(from in any_date(), count in 1..40_i32) {
            let calendar = tokyo();
            let to = calendar.add_business_days(from, count);
            prop_assert!(calendar.is_business_day(to));
            prop_assert_eq!(calendar.business_days_between(from, to), count);
            prop_assert_eq!(calendar.business_days_between(to, from), -count);
            let start = calendar.business_day_from(from);
            prop_assert_eq!(calendar.add_business_days(calendar.add_business_days(start, count), -count), start);
        }

        #[test]
        fn adding_in_two_steps_is_adding_at_once(from in any_date(), a in 0..20_i32, b in 0..20_i32) {
            let calendar = tokyo();
            let steps = calendar.add_business_days(calendar.add_business_days(from, a), b);
            prop_assert_eq!(steps, calendar.add_business_days(from, a + b));
        }
    }
}

//! What offers and wishes both say: what it is, for how many weeks, for how much of the working time, between which days.

use jiff::ToSpan;
use jiff::civil::Date;
use ryugaku_kernel::{FieldError, Msg};

use super::template::MOST_WEEKS;

pub const LONGEST_WHAT: usize = 300;

/// The names of the fields in which the first and the last day stand.
pub struct DayFields(pub &'static str, pub &'static str);

/// Everything that is wrong with these, at once.
pub fn check(what: &str, weeks: i64, share: i64, days: (Date, Option<Date>), fields: &DayFields) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if what.trim().is_empty() {
        errors.push(FieldError::new("what", Msg::new("failure-required")));
    }
    if what.chars().count() > LONGEST_WHAT {
        errors.push(FieldError::new("what", Msg::new("failure-too-long").with("most", LONGEST_WHAT)));
    }
    between(&mut errors, "weeks", weeks, 1, MOST_WEEKS);
    between(&mut errors, "share", share, 1, 100);
    let (first, last) = days;
    if !is_near(first) {
        errors.push(FieldError::new(fields.0, Msg::new("market-day-far")));
    }
    match last {
        Some(last) if !is_near(last) => errors.push(FieldError::new(fields.1, Msg::new("market-day-far"))),
        Some(last) if last < last_day(first, weeks.clamp(1, MOST_WEEKS)) => {
            errors.push(FieldError::new(fields.1, Msg::new("market-days-too-few").with("weeks", weeks)));
        }
        _ => {}
    }
    errors
}

pub fn between(errors: &mut Vec<FieldError>, field: &str, number: i64, least: i64, most: i64) {
    if !(least..=most).contains(&number) {
        errors.push(FieldError::new(field, Msg::new("market-between").with("least", least).with("most", most)));
    }
}

fn is_near(day: Date) -> bool {
    (2000..=2199).contains(&day.year())
}

/// The last day of so many weeks that begin on `first`. A week of work ends on its fifth day: the two after it are free.
pub fn last_day(first: Date, weeks: i64) -> Date {
    first.saturating_add((weeks * 7 - 3).days())
}

/// Days of work a week, of five, as a number in words: 2, 0.5.
pub fn days_a_week(share: i64) -> String {
    let hundredths = share * 5;
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_of_work_ends_on_its_fifth_day() {
        assert_eq!(last_day(date(2026, 11, 30), 1), date(2026, 12, 4));
        assert_eq!(last_day(date(2026, 11, 30), 12), date(2027, 2, 19));
    }

    #[test]
    fn shares_are_days_of_a_week() {
        for (share, days) in [(100, "5"), (40, "2"), (10, "0.5"), (45, "2.25"), (1, "0.05")] {
            assert_eq!(days_a_week(share), days);
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let fields = DayFields("from", "until");
        let (monday, friday) = (date(2026, 11, 30), date(2026, 12, 4));
        assert_eq!(check("x", 1, 100, (monday, Some(friday)), &fields), []);
        assert_eq!(check("x", 104, 1, (monday, None), &fields), []);
        for (what, weeks, share, days, wrong) in [
            ("", 0, 0, (monday, None), vec!["what", "weeks", "share"]),
            (&*"x".repeat(301), 105, 101, (monday, None), vec!["what", "weeks", "share"]),
            ("x", 2, 50, (monday, Some(friday)), vec!["until"]),
            ("x", 2, 50, (date(1999, 1, 1), Some(date(2200, 1, 1))), vec!["from", "until"]),
        ] {
            let found = check(what, weeks, share, days, &fields);
            assert_eq!(found.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), wrong, "{weeks} {share}");
        }
    }
}

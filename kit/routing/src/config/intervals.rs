//! Time intervals as they are written. Stricter than Alertmanager where it lets pass what never holds: a thirteenth month,
//! an empty list; and `Local` is refused, as this has no zone of its own.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use ryugaku_document::{At, Fields, Problems, shown};
use ryugaku_kernel::Msg;

use crate::interval::{Intervals, MONTHS, NamedInterval, Range, TimeInterval, TimeRange, WEEKDAYS};

/// The lists of named intervals, the older kind first.
pub fn read(lists: &[At<'_>], problems: &mut Problems) -> Intervals {
    let mut names = BTreeSet::new();
    let mut intervals = Vec::new();
    for at in lists {
        let Some(mut fields) = at.fields(problems) else { continue };
        let name = fields.text("name", problems).unwrap_or_default().to_owned();
        if name.is_empty() {
            fields.refuse("name", Msg::new("routing-name-missing"), problems);
        } else if !names.insert(name.clone()) {
            fields.refuse("name", Msg::new("routing-name-twice").with("name", shown(&name)), problems);
        }
        let list = fields.list("time_intervals", problems);
        let read = list.iter().filter_map(|at| interval(at, problems)).collect();
        fields.finish(problems);
        intervals.push(NamedInterval { name, intervals: read });
    }
    Intervals(intervals)
}

/// One interval alone.
pub fn interval(at: &At<'_>, problems: &mut Problems) -> Option<TimeInterval> {
    let mut fields = at.fields(problems)?;
    let interval = TimeInterval {
        times: each(&mut fields, "times", problems, times),
        weekdays: each(&mut fields, "weekdays", problems, |at, problems| {
            ordered(at, problems, weekday, Msg::new("routing-weekday"))
        }),
        days_of_month: each(&mut fields, "days_of_month", problems, days),
        months: each(&mut fields, "months", problems, |at, problems| {
            ordered(at, problems, month, Msg::new("routing-month"))
        }),
        years: each(&mut fields, "years", problems, |at, problems| {
            ordered(at, problems, year, Msg::new("routing-year"))
        }),
        location: fields.take("location").and_then(|at| zone(&at, problems)),
    };
    fields.finish(problems);
    Some(interval)
}

fn each<T>(
    fields: &mut Fields<'_>,
    name: &str,
    problems: &mut Problems,
    read: impl Fn(&At<'_>, &mut Problems) -> Option<T>,
) -> Vec<T> {
    let Some(at) = fields.take(name) else { return Vec::new() };
    let list = at.list(problems);
    if list.is_empty() {
        problems.refuse(&at, Msg::new("routing-interval-empty"));
    }
    list.iter().filter_map(|at| read(at, problems)).collect()
}

fn times(at: &At<'_>, problems: &mut Problems) -> Option<TimeRange> {
    let mut fields = at.fields(problems)?;
    let mut minute = |name: &str| {
        let Some(at) = fields.take(name) else {
            problems.refuse_there(&fields.path_of(name), fields.line, Msg::new("routing-time-missing"));
            return None;
        };
        let text = at.text(problems)?;
        let minute = minute(text);
        if minute.is_none() {
            problems.refuse(&at, Msg::new("routing-time").with("text", shown(text)));
        }
        minute
    };
    let (start, end) = (minute("start_time"), minute("end_time"));
    fields.finish(problems);
    let (start, end) = (start?, end?);
    if start >= end {
        problems.refuse(at, Msg::new("routing-time-order"));
        return None;
    }
    Some(TimeRange { start, end })
}

/// `00:00` to `24:00`.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| if text.len() == 2 { digits(text) } else { None };
    let minutes = u16::try_from(number(hour)? * 60 + number(minute).filter(|minute| *minute < 60)?).ok()?;
    (minutes <= 24 * 60).then_some(minutes)
}

fn digits(text: &str) -> Option<i16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn weekday(text: &str) -> Option<i16> {
    WEEKDAYS.iter().zip(0..).find(|(name, _)| **name == text).map(|(_, number)| number)
}

fn month(text: &str) -> Option<i16> {
    let named = MONTHS.iter().zip(1..).find(|(name, _)| **name == text).map(|(_, number)| number);
    named.or_else(|| digits(text)).filter(|month| (1..=12).contains(month))
}

fn year(text: &str) -> Option<i16> {
    digits(text).filter(|year| (1..=9999).contains(year))
}

fn day(text: &str) -> Option<i16> {
    let day = text.strip_prefix('-').map_or_else(|| digits(text), |rest| digits(rest).map(|day| -day));
    day.filter(|day| (1..=31).contains(&day.abs()))
}

/// One value or two with a colon between; `wrong` is said with the text.
fn range(at: &At<'_>, problems: &mut Problems, number: fn(&str) -> Option<i16>, wrong: Msg) -> Option<Range> {
    let text = at.text(problems)?;
    let lower = text.to_ascii_lowercase();
    let (begin, end) = lower.split_once(':').unwrap_or((&lower, &lower));
    let range = number(begin).zip(number(end)).map(|(begin, end)| Range { begin, end });
    if range.is_none() {
        problems.refuse(at, wrong.with("text", shown(text)));
    }
    range
}

fn ordered(at: &At<'_>, problems: &mut Problems, number: fn(&str) -> Option<i16>, wrong: Msg) -> Option<Range> {
    let range = range(at, problems, number, wrong)?;
    if range.begin > range.end {
        problems.refuse(at, Msg::new("routing-range-order"));
        return None;
    }
    Some(range)
}

/// Which of two days comes first is known for sure only where it is so in every month.
fn days(at: &At<'_>, problems: &mut Problems) -> Option<Range> {
    let range = range(at, problems, day, Msg::new("routing-day"))?;
    let from_start = |day: i16| if day < 0 { 28 + day } else { day };
    if (range.begin < 0 && range.end > 0) || from_start(range.begin) > from_start(range.end) {
        problems.refuse(at, Msg::new("routing-range-order"));
        return None;
    }
    Some(range)
}

fn zone(at: &At<'_>, problems: &mut Problems) -> Option<TimeZone> {
    let name = at.text(problems)?;
    if name.is_empty() {
        return None;
    }
    let zone = TimeZone::get(name).ok().filter(|zone| zone.iana_name().is_some());
    if zone.is_none() {
        problems.refuse(at, Msg::new("routing-zone").with("text", shown(name)));
    }
    zone
}

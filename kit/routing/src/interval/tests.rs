//! What each interval holds, instant by instant.

use super::*;

fn range(begin: i16, end: i16) -> Vec<Range> {
    vec![Range { begin, end }]
}

fn at(text: &str) -> Time {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

/// Each with instants in it and instants outside.
#[test]
fn an_instant_lies_in_an_interval_or_not() {
    let business = TimeInterval {
        times: vec![TimeRange { start: 9 * 60, end: 17 * 60 }],
        weekdays: range(1, 5),
        ..TimeInterval::default()
    };
    let zone = |name| Some(TimeZone::get(name).unwrap());
    for (interval, inside, outside) in [
        (TimeInterval::default(), &["1970-01-01T00:00:00Z", "2026-02-28T23:59:59Z"][..], &[][..]),
        (
            business.clone(),
            &["2020-07-08T09:00:00Z", "2020-07-08T16:59:59.999999Z"],
            &["2020-07-08T08:59:59Z", "2020-07-08T17:00:00Z", "2020-07-11T13:00:00Z", "2020-07-12T13:00:00Z"],
        ),
        (
            TimeInterval { location: zone("Asia/Tokyo"), ..business },
            &["2026-04-01T00:00:00Z", "2026-04-01T07:59:00Z"],
            &["2026-03-31T23:59:00Z", "2026-04-01T08:00:00Z", "2026-04-03T22:00:00Z", "2026-04-04T01:00:00Z"],
        ),
        (
            TimeInterval { times: vec![TimeRange { start: 23 * 60, end: 24 * 60 }], ..TimeInterval::default() },
            &["2026-01-01T23:00:00Z", "2026-01-01T23:59:59Z"],
            &["2026-01-01T22:59:59Z", "2026-01-02T00:00:00Z"],
        ),
        (
            TimeInterval { days_of_month: range(-3, -1), ..TimeInterval::default() },
            &["2026-02-26T00:00:00Z", "2026-02-28T00:00:00Z", "2024-02-27T00:00:00Z", "2026-01-29T12:00:00Z"],
            &["2026-02-25T23:59:59Z", "2024-02-26T00:00:00Z", "2026-01-28T12:00:00Z"],
        ),
        (
            TimeInterval { days_of_month: range(29, 31), ..TimeInterval::default() },
            &["2026-04-30T00:00:00Z", "2024-02-29T00:00:00Z"],
            &["2026-02-28T00:00:00Z", "2026-03-01T00:00:00Z"],
        ),
        (
            TimeInterval { days_of_month: range(1, -2), ..TimeInterval::default() },
            &["2026-02-01T00:00:00Z", "2026-02-27T00:00:00Z"],
            &["2026-02-28T00:00:00Z"],
        ),
        (
            TimeInterval { months: range(5, 8), years: range(2025, 2026), ..TimeInterval::default() },
            &["2025-05-01T00:00:00Z", "2026-08-31T23:59:59Z"],
            &["2026-09-01T00:00:00Z", "2026-04-30T00:00:00Z", "2024-06-01T00:00:00Z", "2027-06-01T00:00:00Z"],
        ),
        (
            TimeInterval { weekdays: [range(0, 0), range(6, 6)].concat(), ..TimeInterval::default() },
            &["2026-11-21T00:00:00Z", "2026-11-22T23:59:59Z"],
            &["2026-11-23T00:00:00Z", "2026-11-20T23:59:59Z"],
        ),
        // The hour that is skipped in spring never comes; the one that comes twice is in both times.
        (
            TimeInterval {
                times: vec![TimeRange { start: 60, end: 120 }],
                location: zone("Europe/London"),
                ..TimeInterval::default()
            },
            &["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"],
            &["2026-03-29T01:30:00Z", "2026-10-25T02:00:00Z"],
        ),
    ] {
        for instant in inside {
            assert!(interval.contains(at(instant)), "{instant} {interval:?}");
        }
        for instant in outside {
            assert!(!interval.contains(at(instant)), "{instant} {interval:?}");
        }
    }
}

#[test]
fn any_of_those_named_is_enough() {
    let weekday = |day| TimeInterval { weekdays: range(day, day), ..TimeInterval::default() };
    let named = |name: &str, intervals| NamedInterval { name: name.into(), intervals };
    let intervals = Intervals(vec![
        named("weekend", vec![weekday(0), weekday(6)]),
        named("monday", vec![weekday(1)]),
        named("never", Vec::new()),
    ]);
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    for (of, sunday, monday, tuesday) in [
        (&["weekend"][..], true, false, false),
        (&["monday", "weekend"], true, true, false),
        (&["never", "unknown"], false, false, false),
        (&[], false, false, false),
    ] {
        let holds = |day| intervals.contains_any(&names(of), at(day));
        assert_eq!(
            (holds("2026-11-22T00:00:00Z"), holds("2026-11-23T00:00:00Z"), holds("2026-11-24T00:00:00Z")),
            (sunday, monday, tuesday),
            "{of:?}"
        );
    }
}

#[test]
fn the_ends_of_time_are_no_trouble() {
    let interval = TimeInterval {
        years: range(1, 9999),
        days_of_month: range(-31, -1),
        location: Some(TimeZone::get("Asia/Tokyo").unwrap()),
        ..TimeInterval::default()
    };
    assert!(!interval.contains(Time(i64::MIN)));
    assert!(interval.contains(Time(i64::MAX)));
}

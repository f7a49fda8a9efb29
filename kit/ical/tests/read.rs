//! Calendars read whole: zones, recurrence, exceptions, what is refused; and bytes that are no calendar at all.

use jiff::Timestamp;
use proptest::prelude::*;
use ryugaku_calendar::Zone;
use ryugaku_ical::{Reading, Window, is_calendar, read};
use ryugaku_kernel::Time;

fn time(text: &str) -> Time {
    text.parse::<Timestamp>().expect("an instant").into()
}

fn november() -> Window {
    Window { from: time("2026-10-31T15:00:00Z"), until: time("2026-11-30T15:00:00Z") }
}

fn in_tokyo(entries: &str) -> Reading {
    let text = format!("BEGIN:VCALENDAR\r\n{}\r\nEND:VCALENDAR\r\n", entries.replace('\n', "\r\n"));
    let zone = Zone::named("Asia/Tokyo").expect("a zone");
    read(text.as_bytes(), &zone, november()).expect("a calendar")
}

fn event(lines: &str) -> Reading {
    in_tokyo(&format!("BEGIN:VEVENT\nUID:1\n{lines}\nEND:VEVENT"))
}

fn spans(reading: &Reading) -> Vec<String> {
    reading.events.iter().map(|event| format!("{}/{}", event.from, event.until)).collect()
}

fn refused(reading: &Reading) -> Vec<(usize, &str)> {
    reading.refused.iter().map(|refused| (refused.line, &*refused.why.key)).collect()
}

#[test]
fn times_are_read_in_their_zone() {
    for (lines, span) in [
        ("DTSTART:20261116T010000Z\nDTEND:20261116T020000Z", "2026-11-16T01:00:00Z/2026-11-16T02:00:00Z"),
        ("DTSTART:20261116T100000\nDURATION:PT30M", "2026-11-16T01:00:00Z/2026-11-16T01:30:00Z"),
        ("DTSTART;TZID=Europe/Berlin:20261116T100000\nDURATION:PT1H", "2026-11-16T09:00:00Z/2026-11-16T10:00:00Z"),
        (
            "DTSTART;TZID=\"Tokyo Standard Time\":20261116T100000\nDURATION:PT1H",
            "2026-11-16T01:00:00Z/2026-11-16T02:00:00Z",
        ),
        ("DTSTART;VALUE=DATE:20261116", "2026-11-15T15:00:00Z/2026-11-16T15:00:00Z"),
        ("DTSTART:20261116\nDTEND:20261118", "2026-11-15T15:00:00Z/2026-11-17T15:00:00Z"),
        ("DTSTART:20261116\nDTEND:20261116", "2026-11-15T15:00:00Z/2026-11-16T15:00:00Z"),
        ("DTSTART:20261116T100000", "2026-11-16T01:00:00Z/2026-11-16T01:00:00Z"),
    ] {
        let reading = event(lines);
        assert_eq!((spans(&reading), refused(&reading)), (vec![span.to_owned()], vec![]), "{lines}");
    }
}

#[test]
fn what_leaves_one_free_is_not_busy() {
    for (line, busy) in [
        ("X:1", true),
        ("TRANSP:OPAQUE", true),
        ("TRANSP:TRANSPARENT", false),
        ("STATUS:CANCELLED", false),
        ("STATUS:TENTATIVE", true),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", false),
    ] {
        assert_eq!(event(&format!("DTSTART:20261116T010000Z\n{line}")).events[0].busy, busy, "{line}");
    }
}

#[test]
fn recurrence_follows_the_clocks_on_the_wall() {
    // Clocks in New York go back on 1 November 2026.
    let reading = event("DTSTART;TZID=America/New_York:20261029T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=5");
    let starts: Vec<_> = reading.events.iter().map(|event| event.from).collect();
    assert_eq!(starts, [time("2026-11-01T14:00:00Z"), time("2026-11-02T14:00:00Z")]);
    let before = event(
        "DTSTART;TZID=America/New_York:20261031T120000
DURATION:PT1H
RRULE:FREQ=DAILY;COUNT=2",
    );
    let starts: Vec<_> = before.events.iter().map(|event| event.from).collect();
    assert_eq!(starts, [time("2026-10-31T16:00:00Z"), time("2026-11-01T17:00:00Z")]);
    // Endless, from long ago.
    assert_eq!(event("DTSTART:20010101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY").events.len(), 30);
}

#[test]
fn exceptions_and_changes_of_one_occurrence() {
    let reading = in_tokyo(
        "BEGIN:VEVENT\nUID:1\nSUMMARY:定例\nDTSTART;TZID=Asia/Tokyo:20261102T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY\nEXDATE;TZID=Asia/Tokyo:20261109T100000\nRDATE;TZID=Asia/Tokyo:20261110T150000\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20261116T010000Z\nSUMMARY:定例 (移動)\nDTSTART;TZID=Asia/Tokyo:20261117T100000\nDURATION:PT2H\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;VALUE=DATE:20261123\nSTATUS:CANCELLED\nDTSTART;TZID=Asia/Tokyo:20261123T100000\nDURATION:PT1H\nEND:VEVENT",
    );
    let said: Vec<_> =
        reading.events.iter().map(|event| (event.from.to_string(), event.summary.clone(), event.busy)).collect();
    let is = |at: &str, summary: &str, busy| (format!("2026-11-{at}:00:00Z"), summary.to_owned(), busy);
    assert_eq!(
        said,
        [
            is("02T01", "定例", true),
            is("10T06", "定例", true),
            is("17T01", "定例 (移動)", true),
            is("23T01", "", false),
            is("30T01", "定例", true)
        ]
    );
    assert_eq!((reading.entries, refused(&reading)), (3, vec![]));
}

#[test]
fn refused_entries_have_a_line_and_the_others_are_kept() {
    for (lines, why) in [
        ("SUMMARY:x", (2, "ical-no-start")),
        ("DTSTART:soon", (4, "ical-start-not-read")),
        ("DTSTART:20261116T010000Z\nDTEND:20261115T010000Z", (5, "ical-end-before-start")),
        ("DTSTART:20261116T010000Z\nDTEND:x", (5, "ical-end-not-read")),
        ("DTSTART:20261116T010000Z\nDURATION:-PT1H", (5, "ical-length-not-read")),
        ("DTSTART;TZID=Nowhere:20261116T010000", (4, "ical-zone-unknown")),
        ("DTSTART:20261116T010000Z\nRRULE:FREQ=MINUTELY", (5, "ical-rule-too-dense")),
        ("DTSTART:20261116T010000Z\nRRULE:FREQ=YEARLY;RSCALE=CHINESE", (5, "ical-rule-not-read")),
    ] {
        let reading = in_tokyo(&format!(
            "BEGIN:VEVENT\nUID:1\n{lines}\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nDTSTART:20261116T010000Z\nEND:VEVENT"
        ));
        assert_eq!((refused(&reading), reading.events.len()), (vec![why], 1), "{lines}");
        assert_eq!(reading.refused[0].uid.as_deref(), Some("1"));
    }
    // A date that is not read, and a line that is none, do not take the entry along.
    let reading = event("DTSTART:20261116T010000Z\nEXDATE:x\nwhat is this");
    assert_eq!(
        (refused(&reading), reading.events.len()),
        (vec![(5, "ical-date-not-read"), (6, "ical-line-not-read")], 1)
    );
    assert_eq!(refused(&in_tokyo("BEGIN:VTODO\nEND:VTODO")), [(1, "ical-no-events")]);
}

#[test]
fn what_is_no_calendar_is_refused_whole() {
    let zone = Zone::utc();
    for (bytes, why) in [
        (b"name,email\n".as_slice(), "ical-not-a-calendar"),
        (b"", "ical-not-a-calendar"),
        (b"\xff\xfeB\0", "ical-not-utf8"),
        (&vec![b'x'; (5 << 20) + 1], "ical-too-large"),
    ] {
        assert_eq!(read(bytes, &zone, november()).unwrap_err().why.key, why);
    }
    assert!(
        is_calendar(b"\xef\xbb\xbf\r\nbegin:vcalendar\r\n") && is_calendar(b"BEGIN:VEVENT") && !is_calendar(b"BEGIN")
    );
}

#[test]
fn there_is_an_end_to_everything() {
    let hourly = "BEGIN:VEVENT\nUID:1\nDTSTART:20261101T000000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY;BYMINUTE=0,15,30,45\nEND:VEVENT\n";
    let reading = in_tokyo(&hourly.repeat(6));
    assert_eq!(reading.events.len(), 5_000);
    assert_eq!(refused(&reading).last(), Some(&(32, "ical-too-many-times-in-all")));
    let many = "BEGIN:VEVENT\nUID:1\nDTSTART:19000101T000000Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nEND:VEVENT\n"
        .repeat(300);
    let reading = in_tokyo(&many);
    assert_eq!((reading.events.len(), refused(&reading).last().unwrap().1), (0, "ical-rule-too-dense"));
}

/// A file that would take up millions of times is read as far as there is room.
#[test]
fn what_is_beyond_the_most_times_is_not_read() {
    let hourly = "BEGIN:VEVENT\nUID:1\nDTSTART:20261101T000000Z\nRRULE:FREQ=HOURLY;BYMINUTE=0,30\nEND:VEVENT\n";
    let reading = in_tokyo(&format!("{}BEGIN:VTODO\nEND:VTODO", hourly.repeat(60)));
    assert_eq!((reading.events.len(), reading.entries, reading.passed), (5_000, 6, 0));
    assert_eq!(refused(&reading).last(), Some(&(27, "ical-too-many-times-in-all")));
    // Said even after all the lines there is room for.
    let reading = in_tokyo(&format!("{}{}", "BEGIN:VEVENT\nEND:VEVENT\n".repeat(300), hourly.repeat(60)));
    assert_eq!((reading.refused.len(), refused(&reading).last().unwrap().1), (200, "ical-too-many-times-in-all"));
    let times = "FREEBUSY:20261116T010000Z/PT1H\n".repeat(1_000);
    let times = format!("BEGIN:VFREEBUSY\n{times}END:VFREEBUSY\n").repeat(9);
    let reading = in_tokyo(&times);
    assert_eq!((reading.events.len(), reading.entries), (5_000, 6));
}

/// What began before the window and lasts into it is seen; what lies further back is not kept.
#[test]
fn long_ago_does_not_count_towards_the_most() {
    let long = event("DTSTART:20100101T000000Z\nDURATION:P3DT12H\nRRULE:FREQ=WEEKLY;BYDAY=TH");
    assert_eq!(long.events.first().unwrap().from, time("2026-10-29T00:00:00Z"));
    let dense = event("DTSTART:20251101T000000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY;BYMINUTE=0,30");
    assert_eq!((dense.events.len(), dense.events[0].from), (1_000, time("2026-10-31T14:30:00Z")));
    assert_eq!(refused(&dense), [(2, "ical-too-many-times")]);
}

#[test]
fn free_and_busy_times_are_read() {
    let reading = in_tokyo(
        "BEGIN:VFREEBUSY\nUID:1\nFREEBUSY:20261116T010000Z/PT1H,20261117T010000Z/20261117T013000Z\nFREEBUSY;FBTYPE=FREE:20261118T010000Z/PT1H\nEND:VFREEBUSY",
    );
    assert_eq!(
        spans(&reading),
        ["2026-11-16T01:00:00Z/2026-11-16T02:00:00Z", "2026-11-17T01:00:00Z/2026-11-17T01:30:00Z"]
    );
}

const GOOD: &str = "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:16011028T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010325T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:予定\r\nDTSTART;TZID=Ours:20261102T100000\r\nDTEND;TZID=Ours:20261102T110000\r\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20261231T000000Z\r\nEXDATE;TZID=Ours:20261116T100000\r\nRDATE;VALUE=PERIOD:20261120T010000Z/PT1H\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:20261102\r\nDURATION:P2D\r\nRRULE:FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR;COUNT=3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(changes in prop::collection::vec((0..GOOD.len(), any::<u8>(), 0..3_u8), 0..12)) {
        let mut bytes = GOOD.as_bytes().to_vec();
        for (at, byte, how) in changes {
            let at = at.min(bytes.len().saturating_sub(1));
            match how {
                0 => bytes[at] = byte,
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, byte),
            }
        }
        let _ = read(&bytes, &Zone::utc(), november());
    }

    #[test]
    fn no_values_make_it_panic(
        digits in "[0-9]{8}T[0-9]{6}Z?",
        count in any::<i32>(),
        freq in prop::sample::select(vec!["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]),
        by in prop::sample::select(vec!["BYDAY=-53MO", "BYWEEKNO=53", "BYYEARDAY=-366", "BYMONTHDAY=-31", "BYSETPOS=-366;BYDAY=MO", "BYHOUR=23;BYSECOND=59", "WKST=SU", "INTERVAL=0"]),
        until in "[0-9]{8}",
    ) {
        for text in [
            format!("BEGIN:VEVENT\nDTSTART:{digits}\nDTEND:{until}\nEND:VEVENT"),
            format!("BEGIN:VEVENT\nDTSTART:20260101T000000Z\nDURATION:P{}D\nRRULE:FREQ={freq};{by};COUNT={count}\nEND:VEVENT", count.unsigned_abs()),
            format!("BEGIN:VEVENT\nDTSTART:19000101T000000\nRRULE:FREQ={freq};{by};INTERVAL={count};UNTIL={until}\nEND:VEVENT"),
        ] {
            let _ = read(text.as_bytes(), &Zone::named("America/Havana").unwrap(), november());
        }
    }
}

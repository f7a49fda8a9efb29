//! Our own calendars: a feed that others subscribe to, an invitation, and its withdrawal.

use std::fmt::Write as _;

use ryugaku_kernel::Time;

use crate::text::escaped;

const PROGRAM: &str = "-//Ryugaku//Ryugaku//EN";
/// Of a line in octets, without its end.
const FOLD: usize = 75;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// To be subscribed to.
    Publish,
    /// An invitation, or a change of one.
    Request,
    /// What was invited to does not take place.
    Cancel,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    Tentative,
    Confirmed,
    Cancelled,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    Waiting,
    Accepted,
    Declined,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Party {
    pub name: String,
    pub email: String,
    pub answer: Answer,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The same for ever, whatever else changes.
    pub uid: String,
    /// Grows with every change.
    pub sequence: i64,
    /// When it last changed.
    pub stamp: Time,
    pub from: Time,
    pub until: Time,
    pub summary: String,
    pub description: String,
    pub location: String,
    pub url: Option<String>,
    pub status: Status,
    /// Whether one is taken up by it.
    pub busy: bool,
    pub organizer: Option<Party>,
    pub attendees: Vec<Party>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Feed {
    pub name: String,
    pub method: Method,
    pub entries: Vec<Entry>,
}

/// The same feed is the same bytes.
pub fn write(feed: &Feed) -> String {
    let mut lines = Lines::default();
    lines.say("BEGIN:VCALENDAR");
    lines.say("VERSION:2.0");
    lines.say(&format!("PRODID:{PROGRAM}"));
    lines.say("CALSCALE:GREGORIAN");
    lines.say(match feed.method {
        Method::Publish => "METHOD:PUBLISH",
        Method::Request => "METHOD:REQUEST",
        Method::Cancel => "METHOD:CANCEL",
    });
    if feed.method == Method::Publish {
        lines.text("X-WR-CALNAME", &feed.name);
        lines.say("REFRESH-INTERVAL;VALUE=DURATION:PT15M");
        lines.say("X-PUBLISHED-TTL:PT15M");
    }
    for entry in &feed.entries {
        lines.entry(entry);
    }
    lines.say("END:VCALENDAR");
    lines.0
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn entry(&mut self, entry: &Entry) {
        self.say("BEGIN:VEVENT");
        self.text("UID", &entry.uid);
        self.say(&format!("SEQUENCE:{}", entry.sequence));
        self.say(&format!("DTSTAMP:{}", utc(entry.stamp)));
        self.say(&format!("LAST-MODIFIED:{}", utc(entry.stamp)));
        self.say(&format!("DTSTART:{}", utc(entry.from)));
        self.say(&format!("DTEND:{}", utc(entry.until)));
        self.text("SUMMARY", &entry.summary);
        for (name, text) in [("DESCRIPTION", &entry.description), ("LOCATION", &entry.location)] {
            if !text.is_empty() {
                self.text(name, text);
            }
        }
        if let Some(url) = &entry.url {
            // An address is not escaped; what is no part of one is left out.
            let url: String = url.chars().filter(|letter| !letter.is_control() && !letter.is_whitespace()).collect();
            self.say(&format!("URL:{url}"));
        }
        self.say(match entry.status {
            Status::Tentative => "STATUS:TENTATIVE",
            Status::Confirmed => "STATUS:CONFIRMED",
            Status::Cancelled => "STATUS:CANCELLED",
        });
        self.say(if entry.busy { "TRANSP:OPAQUE" } else { "TRANSP:TRANSPARENT" });
        if let Some(organizer) = &entry.organizer {
            self.say(&format!("ORGANIZER;CN={}:mailto:{}", quoted(&organizer.name), mail(&organizer.email)));
        }
        for attendee in &entry.attendees {
            let answer = match attendee.answer {
                Answer::Waiting => "NEEDS-ACTION;RSVP=TRUE",
                Answer::Accepted => "ACCEPTED",
                Answer::Declined => "DECLINED",
            };
            let (name, mail) = (quoted(&attendee.name), mail(&attendee.email));
            self.say(&format!("ATTENDEE;CN={name};ROLE=REQ-PARTICIPANT;PARTSTAT={answer}:mailto:{mail}"));
        }
        self.say("END:VEVENT");
    }

    fn text(&mut self, name: &str, text: &str) {
        self.say(&format!("{name}:{}", escaped(text)));
    }

    /// Folded so that no line is longer than 75 octets, and no letter is cut.
    fn say(&mut self, line: &str) {
        let mut left = FOLD;
        for letter in line.chars() {
            if letter.len_utf8() > left {
                self.0.push_str("\r\n ");
                left = FOLD - 1;
            }
            left -= letter.len_utf8();
            self.0.push(letter);
        }
        self.0.push_str("\r\n");
    }
}

fn utc(time: Time) -> String {
    let mut text = String::new();
    let wall = jiff::tz::TimeZone::UTC.to_datetime(time.timestamp());
    write!(text, "{}Z", wall.strftime("%Y%m%dT%H%M%S")).expect("a String takes what is written");
    text
}

/// A parameter's value: quotes and control letters cannot stand in one.
fn quoted(name: &str) -> String {
    let name: String = name.chars().filter(|letter| !letter.is_control() && *letter != '"').collect();
    format!("\"{name}\"")
}

fn mail(address: &str) -> String {
    address.chars().filter(|letter| !letter.is_control() && !letter.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use ryugaku_calendar::Zone;

    use super::*;
    use crate::{Window, read};

    fn entry(summary: &str) -> Entry {
        let party = |name: &str, answer| Party { name: name.into(), email: "a@example.com".into(), answer };
        Entry {
            uid: "018f-plan@ryugaku".into(),
            sequence: 3,
            stamp: Time(1_795_000_000_000_000),
            from: Time(1_795_000_200_000_000),
            until: Time(1_795_003_800_000_000),
            summary: summary.into(),
            description: "一行目\n二行目".into(),
            location: "会議室 3; 奥".into(),
            url: Some("https://example.com/a?b=c,d;e".into()),
            status: Status::Confirmed,
            busy: true,
            organizer: Some(party("佐伯 \"隆\"", Answer::Accepted)),
            attendees: vec![party("水野 遥", Answer::Waiting), party("久保田", Answer::Declined)],
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let window = Window { from: Time(0), until: Time(4_000_000_000_000_000) };
        for summary in ["手順書を二人で書く, 続き; \\(2)", &"長い題".repeat(60), "a"] {
            let feed = Feed { name: "予定".into(), method: Method::Publish, entries: vec![entry(summary)] };
            let text = write(&feed);
            assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
            let read = read(text.as_bytes(), &Zone::utc(), window).unwrap();
            assert_eq!(read.refused, []);
            let [event] = read.events.as_slice() else { panic!("one event: {read:?}") };
            let wrote = entry(summary);
            assert_eq!((&event.uid, &event.summary, &event.location), (&wrote.uid, &wrote.summary, &wrote.location));
            assert_eq!((event.from, event.until, &event.url, event.busy), (wrote.from, wrote.until, &wrote.url, true));
        }
    }

    #[test]
    fn an_invitation_names_who_asks_and_who_is_asked() {
        let text = write(&Feed { name: String::new(), method: Method::Request, entries: vec![entry("話す")] });
        let text = text.replace("\r\n ", "");
        for line in [
            "METHOD:REQUEST",
            "UID:018f-plan@ryugaku",
            "SEQUENCE:3",
            "DTSTART:20261118T111000Z",
            "ORGANIZER;CN=\"佐伯 隆\":mailto:a@example.com",
            "ATTENDEE;CN=\"水野 遥\";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:a@example.com",
            "ATTENDEE;CN=\"久保田\";ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED:mailto:a@example.com",
        ] {
            assert!(text.contains(&format!("{line}\r\n")), "{line} in {text}");
        }
        let cancelled = Entry { status: Status::Cancelled, ..entry("話す") };
        let text = write(&Feed { name: String::new(), method: Method::Cancel, entries: vec![cancelled] });
        assert!(text.contains("METHOD:CANCEL\r\n") && text.contains("STATUS:CANCELLED\r\n"));
        let window = Window { from: Time(0), until: Time(4_000_000_000_000_000) };
        assert!(!read(text.as_bytes(), &Zone::utc(), window).unwrap().events[0].busy);
    }

    #[test]
    fn nothing_breaks_out_of_its_line() {
        let mut evil = entry("a\r\nBEGIN:VEVENT\r\nUID:x");
        evil.url = Some("https://example.com/\r\nX:1".into());
        evil.location = "\u{85}\u{2028}b".into();
        evil.attendees[0].email = "a@b\r\nATTENDEE:c".into();
        let text = write(&Feed { name: "n\nX:1".into(), method: Method::Publish, entries: vec![evil] });
        assert_eq!(text.matches("\r\nBEGIN:VEVENT").count(), 1);
        assert!(!text.contains("\nX:1") && !text.contains("\nATTENDEE:c"));
    }
}

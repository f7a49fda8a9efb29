//! A calendar read: the times its entries take up within a window, and a line for each entry that was refused.

use std::collections::HashMap;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use ryugaku_calendar::Zone;
use ryugaku_kernel::{Msg, Time};

use crate::component::{self, Component};
use crate::moment::{Length, Written};
use crate::recur::{self, Exceptions};
use crate::zones::Zones;
use crate::{LARGEST, MOST_REFUSED, MOST_TIMES, MOST_TIMES_OF_ONE, rule, span, text};

/// What is looked at: from the first instant, up to but without the second.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub from: Time,
    pub until: Time,
}

/// One time that an entry takes up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Empty where the calendar gives none.
    pub uid: String,
    pub summary: String,
    pub location: String,
    /// http or https.
    pub url: Option<String>,
    pub from: Time,
    /// The first instant after it.
    pub until: Time,
    /// It is days that were written, not times: from midnight to midnight in the reader's zone.
    pub all_day: bool,
    /// Not cancelled, and not marked as leaving one free.
    pub busy: bool,
}

/// What was not taken, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    pub line: usize,
    pub uid: Option<String>,
    /// What is wrong and what to do.
    pub why: Msg,
}

impl Refused {
    fn whole(why: Msg) -> Self {
        Self { line: 1, uid: None, why }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// By their beginning.
    pub events: Vec<Event>,
    /// Entries that were understood, also those without a time in the window.
    pub entries: usize,
    /// To-dos, journals and other things that take up no time.
    pub passed: usize,
    pub refused: Vec<Refused>,
}

/// Whether a file looks like a calendar from its beginning: the calendar, or an entry without one around it.
pub fn is_calendar(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    bytes.get(..7).is_some_and(|begin| begin.eq_ignore_ascii_case(b"BEGIN:V"))
}

/// `zone` is the reader's: days and floating times are read in it. A file that is no calendar is refused whole.
pub fn read(bytes: &[u8], zone: &Zone, window: Window) -> Result<Reading, Refused> {
    if bytes.len() > LARGEST {
        return Err(Refused::whole(Msg::new("ical-too-large").with("most", LARGEST >> 20)));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Refused::whole(Msg::new("ical-not-utf8")));
    }
    let parts = component::parts(bytes);
    if !parts.began {
        return Err(Refused::whole(Msg::new("ical-not-a-calendar")));
    }
    let mut steps = rule::MOST_STEPS;
    // A day more than the window: zones differ by that much.
    let until = TimeZone::UTC.to_datetime(window.until.plus(SignedDuration::from_hours(26)).timestamp());
    let zones = Zones::of(&parts.found, zone, until, &mut steps);
    let moved = moved(&parts.found, &zones);
    let mut reader = Reader { zones, moved, window, until, steps, reading: Reading::default() };
    reader.reading.refused = parts.refused;
    for part in &parts.found {
        match part.kind.as_str() {
            "VEVENT" => reader.event(part),
            "VFREEBUSY" => reader.free_busy(part),
            "VTIMEZONE" => {}
            _ => reader.reading.passed += 1,
        }
        if reader.reading.events.len() > MOST_TIMES {
            reader.full(part);
            break;
        }
    }
    Ok(reader.done())
}

/// Occurrences that have an entry of their own, by UID.
fn moved(parts: &[Component], zones: &Zones) -> HashMap<String, Exceptions> {
    let mut moved: HashMap<String, Exceptions> = HashMap::new();
    for part in parts.iter().filter(|part| part.kind == "VEVENT") {
        let Some((uid, line)) = part.value("UID").zip(part.get("RECURRENCE-ID")) else { continue };
        let Some(written) = Written::parse(&line.value) else { continue };
        if let Ok(clocks) = zones.clocks_of(line, written) {
            moved.entry(uid.to_owned()).or_default().add(written, &clocks);
        }
    }
    moved
}

struct Reader {
    zones: Zones,
    moved: HashMap<String, Exceptions>,
    window: Window,
    until: jiff::civil::DateTime,
    steps: i64,
    reading: Reading,
}

impl Reader {
    fn event(&mut self, part: &Component) {
        let mut wrong = Vec::new();
        match self.times(part, &mut wrong) {
            Ok(events) => {
                self.reading.entries += 1;
                self.reading.events.extend(events);
            }
            Err(refused) => wrong.push(refused),
        }
        for (line, why) in wrong {
            self.refuse(part.refuse(line, why));
        }
    }

    fn times(&mut self, part: &Component, wrong: &mut Vec<(usize, Msg)>) -> Result<Vec<Event>, (usize, Msg)> {
        let start = span::start_of(part, &self.zones)?;
        let length = span::length_of(part, &start, &self.zones)?;
        let none = Exceptions::default();
        let own = part.get("RECURRENCE-ID").is_some();
        let moved = part.value("UID").filter(|_| !own).and_then(|uid| self.moved.get(uid)).unwrap_or(&none);
        let span = (start.before(self.window.from, length), self.until);
        let found = recur::occurrences(part, &start, &self.zones, span, moved, &mut self.steps, wrong)?;
        let mut events = Vec::new();
        for occurrence in found {
            let from = start.clocks.to_time(occurrence.wall);
            let until = start.end(occurrence.wall, occurrence.length.unwrap_or(length));
            if !self.sees(from, until) {
                continue;
            }
            if events.len() == MOST_TIMES_OF_ONE {
                wrong.push((part.line, Msg::new("ical-too-many-times").with("most", MOST_TIMES_OF_ONE)));
                break;
            }
            events.push(described(part, from, until, start.all_day));
        }
        Ok(events)
    }

    /// Only times that are taken, without a word about what for.
    fn free_busy(&mut self, part: &Component) {
        self.reading.entries += 1;
        for line in part.all("FREEBUSY").filter(|line| line.param("FBTYPE") != Some("FREE")) {
            for value in recur::values(line) {
                let period = value.split_once('/').and_then(|(first, end)| {
                    let written = Written::parse(first)?;
                    let clocks = self.zones.clocks_of(line, written).ok()?;
                    let from = clocks.to_time(written.local());
                    let Length { days, seconds } = recur::length(from, end, &clocks)?;
                    Some((from, from.plus(SignedDuration::from_secs(i64::from(days) * 86_400 + seconds))))
                });
                match period {
                    Some((from, until)) if self.sees(from, until) => {
                        self.reading.events.push(described(part, from, until, false));
                    }
                    Some(_) => {}
                    None => {
                        let why = Msg::new("ical-date-not-read").with("value", text::title(value));
                        self.refuse(part.refuse(line.number, why));
                    }
                }
            }
        }
    }

    fn sees(&self, from: Time, until: Time) -> bool {
        from < self.window.until && (until > self.window.from || (from == until && from >= self.window.from))
    }

    fn refuse(&mut self, refused: Refused) {
        if self.reading.refused.len() < MOST_REFUSED {
            self.reading.refused.push(refused);
        }
    }

    /// What comes after this part is not read; that is said even where much else was refused.
    fn full(&mut self, part: &Component) {
        self.reading.events.truncate(MOST_TIMES);
        self.reading.refused.truncate(MOST_REFUSED - 1);
        self.refuse(part.refuse(part.line, Msg::new("ical-too-many-times-in-all").with("most", MOST_TIMES)));
    }

    fn done(mut self) -> Reading {
        self.reading.events.sort_by_key(|event| (event.from, event.until));
        if self.reading.entries == 0 && self.reading.refused.is_empty() {
            self.refuse(Refused::whole(Msg::new("ical-no-events")));
        }
        self.reading.refused.sort_by_key(|refused| refused.line);
        self.reading
    }
}

fn described(part: &Component, from: Time, until: Time, all_day: bool) -> Event {
    let said = |name: &str| part.value(name).map(text::title).unwrap_or_default();
    let is = |name: &str, value: &str| part.value(name).is_some_and(|said| said.eq_ignore_ascii_case(value));
    let free = is("STATUS", "CANCELLED") || is("TRANSP", "TRANSPARENT") || is("X-MICROSOFT-CDO-BUSYSTATUS", "FREE");
    let url = said("URL");
    Event {
        uid: said("UID"),
        summary: said("SUMMARY"),
        location: said("LOCATION"),
        url: (url.starts_with("https://") || url.starts_with("http://")).then_some(url),
        from,
        until,
        all_day,
        busy: !free,
    }
}

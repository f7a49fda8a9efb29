//! When an entry begins and how long it lasts.

use jiff::civil::DateTime;
use jiff::{SignedDuration, ToSpan};
use ryugaku_kernel::{Msg, Time};

use crate::component::Component;
use crate::line::Line;
use crate::moment::{Length, Written};
use crate::text;
use crate::zones::{Clocks, Zones};

#[derive(Clone, Debug)]
pub struct Start {
    pub wall: DateTime,
    pub all_day: bool,
    pub clocks: Clocks,
}

impl Start {
    pub fn time(&self) -> Time {
        self.clocks.to_time(self.wall)
    }

    /// What begins before this is over before `time`, by a day's margin for clocks that change.
    pub fn before(&self, time: Time, length: Length) -> DateTime {
        let wall = self.clocks.to_wall(time).saturating_sub(SignedDuration::from_secs(length.seconds));
        wall.saturating_sub((length.days.saturating_add(1)).days())
    }

    /// When something that begins at `wall` is over.
    pub fn end(&self, wall: DateTime, length: Length) -> Time {
        let last = wall.saturating_add(length.days.days());
        Time(self.clocks.to_time(last).0.saturating_add(length.seconds * 1_000_000))
    }
}

/// The first moment of a line.
pub fn moment(line: &Line, zones: &Zones, unread: &'static str) -> Result<Start, Msg> {
    let value = line.value.split(['/', ',']).next().unwrap_or_default();
    let written = Written::parse(value).ok_or_else(|| Msg::new(unread).with("value", text::title(value)))?;
    let clocks = zones.clocks_of(line, written)?;
    Ok(Start { wall: written.local(), all_day: matches!(written, Written::Day(_)), clocks })
}

pub fn start_of(part: &Component, zones: &Zones) -> Result<Start, (usize, Msg)> {
    let line = part.get("DTSTART").filter(|line| !line.value.trim().is_empty());
    let line = line.ok_or_else(|| (part.line, Msg::new("ical-no-start")))?;
    moment(line, zones, "ical-start-not-read").map_err(|msg| (line.number, msg))
}

/// From DTEND or DURATION; a day, if neither says it, or no time at all where the start has a time of day.
pub fn length_of(part: &Component, start: &Start, zones: &Zones) -> Result<Length, (usize, Msg)> {
    let one_day = Length { days: 1, seconds: 0 };
    if let Some(line) = part.get("DTEND").filter(|line| !line.value.trim().is_empty()) {
        let end = moment(line, zones, "ical-end-not-read").map_err(|msg| (line.number, msg))?;
        if start.all_day {
            let days = (end.wall.date() - start.wall.date()).get_days();
            // Some programs end a day on the day itself.
            return if days < 0 { Err(backwards(line)) } else { Ok(Length { days: days.max(1), seconds: 0 }) };
        }
        let micros = end.time().0.saturating_sub(start.time().0);
        return if micros < 0 { Err(backwards(line)) } else { Ok(Length { days: 0, seconds: micros / 1_000_000 }) };
    }
    if let Some(line) = part.get("DURATION").filter(|line| !line.value.trim().is_empty()) {
        let unread = || (line.number, Msg::new("ical-length-not-read").with("value", text::title(&line.value)));
        return Length::parse(&line.value).ok_or_else(unread);
    }
    Ok(if start.all_day { one_day } else { Length::default() })
}

fn backwards(line: &Line) -> (usize, Msg) {
    (line.number, Msg::new("ical-end-before-start"))
}

//! Dates, times of day and lengths as they are written: `20261116`, `20261116T093000Z`, `P1DT2H`.

use jiff::civil::{Date, DateTime, Time as TimeOfDay};

/// As written, before any zone is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    Day(Date),
    Local(DateTime),
    Utc(DateTime),
}

impl Written {
    pub fn local(self) -> DateTime {
        match self {
            Self::Day(day) => day.to_datetime(TimeOfDay::midnight()),
            Self::Local(local) | Self::Utc(local) => local,
        }
    }

    /// Some programs leave out `VALUE=DATE`: the form says it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (day, rest) = text.split_at_checked(8)?;
        let day = day_of(day)?;
        if rest.is_empty() {
            return Some(Self::Day(day));
        }
        let rest = rest.strip_prefix(['T', 't'])?;
        let (clock, utc) = match rest.strip_suffix(['Z', 'z']) {
            Some(clock) => (clock, true),
            None => (rest, false),
        };
        let local = day.to_datetime(clock_of(clock)?);
        Some(if utc { Self::Utc(local) } else { Self::Local(local) })
    }
}

/// Years before 1900 and after 2200 are slips.
fn day_of(text: &str) -> Option<Date> {
    if !text.is_ascii() {
        return None;
    }
    let year = digits(&text[..4]).filter(|year| (1900..=2200).contains(year))?;
    let part = |from: usize| i8::try_from(digits(&text[from..from + 2])?).ok();
    Date::new(i16::try_from(year).ok()?, part(4)?, part(6)?).ok()
}

fn clock_of(text: &str) -> Option<TimeOfDay> {
    if !text.is_ascii() || text.len() != 6 {
        return None;
    }
    let part = |from: usize| i8::try_from(digits(&text[from..from + 2])?).ok();
    // A leap second is written as 60.
    TimeOfDay::new(part(0)?, part(2)?, part(4)?.min(59), 0).ok()
}

fn digits(text: &str) -> Option<i32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Whole days are civil days; the rest is a number of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Length {
    pub days: i32,
    pub seconds: i64,
}

impl Length {
    /// `P1W`, `PT1H30M`, `P1DT12H`. What runs backwards is no length of an event.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let mut rest = text.strip_prefix('+').unwrap_or(&text).strip_prefix('P')?;
        let (mut length, mut clock, mut any) = (Self::default(), false, false);
        while !rest.is_empty() {
            if let Some(more) = rest.strip_prefix('T').filter(|_| !clock) {
                (rest, clock) = (more, true);
                continue;
            }
            let end = rest.find(|letter: char| !letter.is_ascii_digit())?;
            let count: i32 = rest[..end].parse().ok().filter(|count| *count <= 1_000_000)?;
            let unit = rest[end..].chars().next()?;
            match (unit, clock) {
                ('W', false) => length.days += count.checked_mul(7)?,
                ('D', false) => length.days += count,
                ('H', true) => length.seconds += i64::from(count) * 3600,
                ('M', true) => length.seconds += i64::from(count) * 60,
                ('S', true) => length.seconds += i64::from(count),
                _ => return None,
            }
            (rest, any) = (&rest[end + unit.len_utf8()..], true);
        }
        // Nothing lasts ten years.
        (any && length.days <= 3660 && length.seconds <= 3660 * 86_400).then_some(length)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn moments_are_read_by_their_form() {
        let at = date(2026, 11, 16).at(9, 30, 0, 0);
        for (text, written) in [
            ("20261116", Some(Written::Day(date(2026, 11, 16)))),
            ("20261116T093000", Some(Written::Local(at))),
            (" 20261116T093000Z", Some(Written::Utc(at))),
            ("20261116T093060Z", Some(Written::Utc(date(2026, 11, 16).at(9, 30, 59, 0)))),
            ("20260229", None),
            ("00010101T000000", None),
            ("2026-11-16", None),
            ("20261116T0930", None),
            ("20261116T250000", None),
            ("２０２６1116", None),
            ("+2261116", None),
            ("", None),
        ] {
            assert_eq!(Written::parse(text), written, "{text}");
        }
    }

    #[test]
    fn lengths_are_days_and_seconds() {
        for (text, length) in [
            ("P1W", Some((7, 0))),
            ("PT1H30M", Some((0, 5400))),
            ("+P1DT12H5S", Some((1, 43_205))),
            ("P", None),
            ("PT", None),
            ("-PT15M", None),
            ("P1H", None),
            ("PT1D", None),
            ("P99999999999D", None),
            ("P1D1", None),
        ] {
            assert_eq!(Length::parse(text).map(|length| (length.days, length.seconds)), length, "{text}");
        }
    }
}

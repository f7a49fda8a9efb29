//! What a text says of its own lengths, and whether its times give the same.

use jiff::SignedDuration;
use jiff::civil::{DateTime, Time, Weekday};

use super::length;

/// Nobody counts working hours, day by day, over more than that.
const LONGEST_WORK: SignedDuration = SignedDuration::from_hours(24 * 366);

#[derive(Clone, Debug)]
pub struct Stated {
    pub length: SignedDuration,
    /// What it is exact to.
    pub unit: SignedDuration,
    /// Counted while somebody is there alone: from when to when, and whether on Saturdays and Sundays too.
    hours: Option<(Time, Time, bool)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Agreement {
    Agrees,
    /// What the times give.
    Differs(SignedDuration),
}

impl Stated {
    /// `None` where nothing is said, or that it is not known.
    pub fn read(text: &str) -> Option<Self> {
        let (length, unit) = length::read(text)?;
        Some(Self { length, unit, hours: hours(text) })
    }

    /// Texts count from when it began, was noticed or was declared: any of these will do.
    pub fn agrees(&self, starts: &[DateTime], end: DateTime) -> Agreement {
        let lengths: Vec<SignedDuration> = starts.iter().map(|start| self.between(*start, end)).collect();
        let near =
            |length: &&SignedDuration| (**length - self.length).abs() * 2 <= self.unit - SignedDuration::from_secs(1);
        match lengths.iter().find(near) {
            Some(_) => Agreement::Agrees,
            None => Agreement::Differs(lengths.first().copied().unwrap_or_default()),
        }
    }

    fn between(&self, start: DateTime, end: DateTime) -> SignedDuration {
        let length = end.duration_since(start);
        let Some((from, until, weekends)) = self.hours.filter(|_| length < LONGEST_WORK) else { return length };
        let mut sum = SignedDuration::ZERO;
        let mut day = start.date();
        while day <= end.date() {
            let rests = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !weekends;
            let (open, close) = (day.to_datetime(from).max(start), day.to_datetime(until).min(end));
            if close > open && !rests {
                sum += close.duration_since(open);
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        sum
    }
}

/// `(during support hours 10:00-17:00 M-F)`
fn hours(text: &str) -> Option<(Time, Time, bool)> {
    let (_, rest) = text.split_once("hours ").filter(|(before, _)| before.contains('('))?;
    let (from, rest) = rest.split_once('-')?;
    let time = |text: &str| text.trim().get(..5)?.parse::<Time>().ok();
    Some((time(from)?, time(rest)?, !rest.contains("M-F")))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn hours_that_nobody_works_are_not_counted() {
        let start = date(2020, 2, 25).at(7, 32, 0, 0);
        let end = date(2020, 2, 25).at(17, 7, 0, 0);
        let stated = Stated::read("7h (during support hours 10:00-17:00)").unwrap();
        assert_eq!(stated.agrees(&[start], end), Agreement::Agrees);
        let plain = Stated::read("7h 0m").unwrap();
        assert_eq!(plain.agrees(&[start], end), Agreement::Differs(SignedDuration::from_mins(575)));
        let week = Stated::read("14h 0m (during support hours 10:00-17:00 M-F)").unwrap();
        let (friday, monday) = (date(2020, 8, 7).at(9, 0, 0, 0), date(2020, 8, 10).at(18, 0, 0, 0));
        assert_eq!(week.agrees(&[friday], monday), Agreement::Agrees);
    }

    #[test]
    fn what_is_said_in_hours_is_meant_so() {
        let start = date(2024, 6, 6).at(11, 0, 0, 0);
        let stated = Stated::read("22 hours").unwrap();
        assert_eq!(stated.agrees(&[start], date(2024, 6, 7).at(9, 20, 0, 0)), Agreement::Agrees);
        assert_ne!(stated.agrees(&[start], date(2024, 6, 7).at(9, 40, 0, 0)), Agreement::Agrees);
    }
}

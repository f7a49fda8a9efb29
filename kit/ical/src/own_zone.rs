//! A zone that a calendar describes itself (VTIMEZONE), for names that nobody else knows.

use jiff::civil::DateTime;
use jiff::{Timestamp, ToSpan};
use ryugaku_kernel::Time;

use crate::component::Component;
use crate::moment::Written;
use crate::rule;

/// Of one zone.
const MOST_CHANGES: usize = 2_000;

/// From `wall` on, which is the time by the clocks before the change, clocks are `after` seconds ahead of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    wall: DateTime,
    instant: i64,
    after: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnZone {
    changes: Vec<Change>,
    before: i64,
}

impl OwnZone {
    /// Its changes up to `until`. `None` when the description does not say what time it is.
    pub fn of(part: &Component, until: DateTime, steps: &mut i64) -> Option<Self> {
        let (mut changes, mut before) = (Vec::new(), None);
        for observance in part.inside.iter().filter(|inside| matches!(&*inside.kind, "STANDARD" | "DAYLIGHT")) {
            let from = offset(observance.value("TZOFFSETFROM")?)?;
            let to = offset(observance.value("TZOFFSETTO")?)?;
            let first = onset(observance.value("DTSTART")?)?;
            before = before.or(Some(from));
            let (room, mut walls) = (MOST_CHANGES - changes.len(), Vec::new());
            match observance.value("RRULE") {
                Some(rule) => {
                    let to_wall = |utc: DateTime| utc.saturating_add(from.seconds());
                    let keep = |wall| {
                        walls.push(wall);
                        walls.len() < room
                    };
                    rule::each(rule, first, until, steps, to_wall, keep).ok()?;
                }
                None => walls.push(first),
            }
            for dates in observance.all("RDATE") {
                walls.extend(dates.value.split(',').filter_map(onset));
            }
            let change = |wall| Change { wall, instant: seconds_of(wall) - from, after: to };
            changes.extend(walls.into_iter().take(room).map(change));
        }
        changes.sort_by_key(|change| change.instant);
        Some(Self { before: changes.first().and(before)?, changes })
    }

    /// A time that is skipped is the same distance after the change; of one that comes twice it is the second.
    pub fn to_time(&self, wall: DateTime) -> Time {
        let at = self.changes.partition_point(|change| change.wall <= wall);
        let offset = at.checked_sub(1).map_or(self.before, |at| self.changes[at].after);
        Time(seconds_of(wall).saturating_sub(offset).saturating_mul(1_000_000))
    }

    pub fn to_wall(&self, time: Time) -> DateTime {
        let seconds = time.0.div_euclid(1_000_000);
        let at = self.changes.partition_point(|change| change.instant <= seconds);
        let offset = at.checked_sub(1).map_or(self.before, |at| self.changes[at].after);
        jiff::tz::TimeZone::UTC.to_datetime(time.timestamp()).saturating_add(offset.seconds())
    }
}

/// Descriptions often begin in 1601, since before the zone had a rule: they are taken up in 1972.
fn onset(text: &str) -> Option<DateTime> {
    let text = text.trim();
    let year = text.get(..4)?.parse::<i32>().ok()?;
    let late = if year < 1972 { format!("1972{}", text.get(4..)?) } else { text.to_owned() };
    Some(Written::parse(&late)?.local())
}

/// `+0900`, `-033015`, in seconds.
fn offset(text: &str) -> Option<i64> {
    let (sign, digits) = match text.trim().split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize| digits.get(from..from + 2).map_or(Some(0), |part| part.parse::<i64>().ok());
    let (hours, minutes, seconds) = (part(0)?, part(2)?, part(4)?);
    (hours <= 18 && minutes < 60 && seconds < 60).then_some(sign * (hours * 3600 + minutes * 60 + seconds))
}

fn seconds_of(wall: DateTime) -> i64 {
    jiff::tz::TimeZone::UTC.to_timestamp(wall).map_or(0, Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::component::parts;

    const BERLIN: &str = "BEGIN:VTIMEZONE\nTZID:Ours\n\
        BEGIN:STANDARD\nDTSTART:16011028T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n\
        BEGIN:DAYLIGHT\nDTSTART:16010325T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n";

    #[test]
    fn a_described_zone_is_as_the_known_one() {
        let mut steps = rule::MOST_STEPS;
        let part = parts(BERLIN.as_bytes()).found.remove(0);
        let ours = OwnZone::of(&part, date(2030, 1, 1).at(0, 0, 0, 0), &mut steps).unwrap();
        let known = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
        for hours in 0..9_000 {
            let wall = date(2026, 1, 1).at(0, 30, 0, 0).saturating_add(hours.hours());
            let theirs: Time = known.to_timestamp(wall).unwrap().into();
            // In the hour that comes twice, either is right.
            if wall.date() == date(2026, 10, 25) && wall.hour() == 2 {
                continue;
            }
            if !(wall.date() == date(2026, 3, 29) && wall.hour() == 2) {
                assert_eq!((ours.to_time(wall), ours.to_wall(theirs)), (theirs, wall), "{wall}");
            }
        }
    }

    #[test]
    fn changes_are_bounded() {
        let text = BERLIN.replace("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "FREQ=DAILY");
        let text = text.replace("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "FREQ=DAILY");
        let part = parts(text.as_bytes()).found.remove(0);
        let zone = OwnZone::of(&part, date(2030, 1, 1).at(0, 0, 0, 0), &mut rule::MOST_STEPS.clone()).unwrap();
        assert_eq!(zone.changes.len(), MOST_CHANGES);
    }

    #[test]
    fn a_description_that_says_nothing_is_none() {
        for text in [
            "BEGIN:VTIMEZONE\nTZID:A\nEND:VTIMEZONE\n",
            &BERLIN.replace("+0200", "0200"),
            &BERLIN.replace("YEARLY", "OFTEN"),
        ] {
            let part = parts(text.as_bytes()).found.remove(0);
            assert_eq!(OwnZone::of(&part, date(2030, 1, 1).at(0, 0, 0, 0), &mut rule::MOST_STEPS.clone()), None);
        }
        assert_eq!(offset("-033015"), Some(-12_615));
    }
}

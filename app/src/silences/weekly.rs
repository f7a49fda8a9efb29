//! When in the week a maintenance window is open: on some weekdays, from one time of day to another, over midnight too.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time};
use ryugaku_routing::{Range, TimeInterval, TimeRange};
use serde::{Deserialize, Serialize};

/// As it is stored, and as the API has it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Weekly {
    /// `monday` and so on; on these it opens
    pub weekdays: Vec<Weekday>,
    /// `22:00`, in the organisation's zone
    pub from: String,
    /// `02:00`: of the day after, where it is not later than `from`; `24:00` is the day's end
    pub until: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    pub fn name(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Monday => "maintenance-monday",
            Self::Tuesday => "maintenance-tuesday",
            Self::Wednesday => "maintenance-wednesday",
            Self::Thursday => "maintenance-thursday",
            Self::Friday => "maintenance-friday",
            Self::Saturday => "maintenance-saturday",
            Self::Sunday => "maintenance-sunday",
        }
    }

    /// 0 is Sunday.
    fn number(self) -> i16 {
        (self as i16 + 1) % 7
    }
}

const DAY: u16 = 24 * 60;

impl Weekly {
    /// Everything that is wrong, at once.
    pub fn check(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        if self.weekdays.is_empty() {
            errors.push(FieldError::new("weekdays", Msg::new("maintenance-weekdays-none")));
        }
        for (field, text) in [("weekly_from", &self.from), ("weekly_until", &self.until)] {
            if minute(text).is_none() {
                errors.push(FieldError::new(field, Msg::new("maintenance-time-of-day")));
            }
        }
        if errors.is_empty() && minute(&self.from) == minute(&self.until) {
            errors.push(FieldError::new("weekly_until", Msg::new("maintenance-same-time")));
        }
        errors
    }

    /// In the order of the week, each day once.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        self.weekdays.sort();
        self.weekdays.dedup();
        self
    }

    /// Any of them holds while it is open.
    pub fn intervals(&self, zone: &TimeZone) -> Outcome<Vec<TimeInterval>> {
        let (from, until) = self.minutes()?;
        let on = |later: i16, start: u16, end: u16| TimeInterval {
            times: vec![TimeRange { start, end }],
            weekdays: self.weekdays.iter().map(|day| (day.number() + later) % 7).map(one).collect(),
            location: Some(zone.clone()),
            ..TimeInterval::default()
        };
        if from < until {
            return Ok(vec![on(0, from, until)]);
        }
        let mut both = vec![on(0, from, DAY)];
        if until > 0 {
            both.push(on(1, 0, until));
        }
        Ok(both)
    }

    /// Of the time it is open on a day, if it opens on that, both ends; it may end on the day after.
    pub fn on(&self, day: Date, zone: &TimeZone) -> Outcome<Option<(Time, Time)>> {
        if !self.weekdays.iter().any(|one| one.number() == i16::from(day.weekday().to_sunday_zero_offset())) {
            return Ok(None);
        }
        let (from, until) = self.minutes()?;
        let at = |later: u16, minute: u16| {
            let days = i64::from(later + minute / DAY);
            let part = |n: u16| i8::try_from(n).map_err(Failure::internal);
            let day = day.checked_add(days.days()).map_err(Failure::internal)?;
            let at = day.at(part(minute % DAY / 60)?, part(minute % 60)?, 0, 0).to_zoned(zone.clone());
            Ok::<Time, Failure>(at.map_err(Failure::internal)?.timestamp().into())
        };
        Ok(Some((at(0, from)?, at(u16::from(from >= until), until)?)))
    }

    /// When it is open within a span, in order; the first `most` times.
    pub fn within(&self, zone: &TimeZone, (from, until): (Time, Time), most: usize) -> Outcome<Vec<(Time, Time)>> {
        let mut found = Vec::new();
        if self.weekdays.is_empty() {
            return Ok(found);
        }
        let date = |at: Time| at.timestamp().to_zoned(zone.clone()).date();
        let last = date(until);
        // What opened on the day before may go on.
        let mut next = date(from).yesterday().ok();
        while let Some(day) = next.filter(|day| *day <= last && found.len() < most) {
            let open = self.on(day, zone)?.map(|(begins, ends)| (begins.max(from), ends.min(until)));
            found.extend(open.filter(|(begins, ends)| begins < ends));
            next = day.tomorrow().ok();
        }
        Ok(found)
    }

    fn minutes(&self) -> Outcome<(u16, u16)> {
        let read = |text: &str| minute(text).ok_or_else(|| Failure::internal(format!("{text:?} is no time of day")));
        Ok((read(&self.from)?, read(&self.until)?))
    }
}

fn one(day: i16) -> Range {
    Range { begin: day, end: day }
}

/// `HH:MM`, up to 24:00.
fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str| digits.parse::<u16>().ok().filter(|_| digits.len() == 2 && !digits.starts_with('+'));
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let sum = hours * 60 + minutes;
    (minutes < 60 && sum <= DAY).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weekly(weekdays: &[Weekday], from: &str, until: &str) -> Weekly {
        Weekly { weekdays: weekdays.to_vec(), from: from.into(), until: until.into() }
    }

    #[test]
    fn over_midnight_it_goes_on_the_day_after() {
        use Weekday::{Saturday, Sunday, Tuesday};
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        // 2026-11-21 is a Saturday.
        for (weekly, at, open) in [
            (weekly(&[Saturday], "22:00", "02:00"), "2026-11-21T21:59", false),
            (weekly(&[Saturday], "22:00", "02:00"), "2026-11-21T22:00", true),
            (weekly(&[Saturday], "22:00", "02:00"), "2026-11-22T01:59", true),
            (weekly(&[Saturday], "22:00", "02:00"), "2026-11-22T02:00", false),
            (weekly(&[Saturday], "22:00", "02:00"), "2026-11-21T01:00", false),
            (weekly(&[Sunday], "23:00", "00:00"), "2026-11-22T23:30", true),
            (weekly(&[Sunday], "23:00", "00:00"), "2026-11-23T00:00", false),
            (weekly(&[Tuesday, Saturday], "01:00", "24:00"), "2026-11-24T23:59", true),
            (weekly(&[Tuesday, Saturday], "01:00", "24:00"), "2026-11-23T12:00", false),
        ] {
            let at: Time =
                at.parse::<jiff::civil::DateTime>().unwrap().to_zoned(tokyo.clone()).unwrap().timestamp().into();
            let found = weekly.intervals(&tokyo).unwrap().iter().any(|interval| interval.contains(at));
            assert!(weekly.check().is_empty());
            assert_eq!(found, open, "{weekly:?} {at}");
        }
    }

    #[test]
    fn the_times_it_is_open_within_a_span() {
        use Weekday::{Saturday, Tuesday};
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        let time = |text: &str| -> Time {
            text.parse::<jiff::civil::DateTime>().unwrap().to_zoned(tokyo.clone()).unwrap().timestamp().into()
        };
        // 2026-11-21 is a Saturday.
        let nights = weekly(&[Tuesday, Saturday], "22:00", "02:00");
        let span = (time("2026-11-22T01:00"), time("2026-11-28T23:00"));
        let expected = [
            ("2026-11-22T01:00", "2026-11-22T02:00"),
            ("2026-11-24T22:00", "2026-11-25T02:00"),
            ("2026-11-28T22:00", "2026-11-28T23:00"),
        ];
        let expected = expected.map(|(from, until)| (time(from), time(until)));
        assert_eq!(nights.within(&tokyo, span, 9).unwrap(), expected);
        assert_eq!(nights.within(&tokyo, span, 1).unwrap(), expected[..1]);
        let late = weekly(&[Saturday], "01:00", "24:00").within(&tokyo, (Time(0), span.1), 1).unwrap();
        assert_eq!(late, [(time("1970-01-03T01:00"), time("1970-01-04T00:00"))]);
        assert!(weekly(&[], "01:00", "02:00").within(&tokyo, span, 9).unwrap().is_empty());
        // Each of them is open as the intervals say it.
        let intervals = nights.intervals(&tokyo).unwrap();
        for (from, until) in nights.within(&tokyo, span, 9).unwrap() {
            assert!(intervals.iter().any(|interval| interval.contains(from)), "{from}");
            assert!(!intervals.iter().any(|interval| interval.contains(until)) || until == span.1, "{until}");
        }
    }

    #[test]
    fn times_of_day_have_one_form() {
        for text in ["", "9:00", "09:60", "24:01", "25:00", "+9:00", "09:00:00", "０９:00"] {
            assert_eq!(minute(text), None, "{text}");
        }
        let fields = |weekly: Weekly| weekly.check().into_iter().map(|error| error.field).collect::<Vec<_>>();
        assert_eq!(fields(weekly(&[], "x", "")), ["weekdays", "weekly_from", "weekly_until"]);
        assert_eq!(fields(weekly(&[Weekday::Monday], "09:00", "09:00")), ["weekly_until"]);
    }
}

//! An organisation's or a person's time zone, and how civil days lie on the line of time there.
//!
//! Only names of the IANA database are taken: a bare offset says nothing about next winter.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ryugaku_kernel::{Failure, Msg, Outcome, Time};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(TimeZone);

impl Zone {
    /// Refuses what is not in the IANA database, as `time_zone`.
    pub fn named(name: &str) -> Outcome<Self> {
        let unknown = || Failure::invalid_msg("time_zone", Msg::new("time-zone-unknown").with("name", name.to_owned()));
        TimeZone::get(name).ok().filter(|zone| zone.iana_name().is_some()).map(Self).ok_or_else(unknown)
    }

    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// As the IANA database spells it: `Asia/Tokyo`, however it was asked for.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    pub fn jiff(&self) -> &TimeZone {
        &self.0
    }

    /// The civil day on which `time` falls.
    pub fn day_of(&self, time: Time) -> Date {
        self.0.to_datetime(time.timestamp()).date()
    }

    /// The first instant of the day. Where the clocks skip midnight it is the first instant after the gap; a day
    /// that was skipped whole (Samoa's 30 December 2011) starts when the next one does.
    pub fn start_of(&self, day: Date) -> Time {
        match self.0.to_timestamp(day.at(0, 0, 0, 0)) {
            Ok(timestamp) => timestamp.into(),
            Err(_) if day.year() < 0 => jiff::Timestamp::MIN.into(),
            Err(_) => jiff::Timestamp::MAX.into(),
        }
    }

    /// The first instant after the day: a day is `start_of..end_of`, 23 to 25 hours long in most zones.
    pub fn end_of(&self, day: Date) -> Time {
        day.checked_add(1.day()).map_or(jiff::Timestamp::MAX.into(), |next| self.start_of(next))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Zone {
    type Err = Failure;
    fn from_str(name: &str) -> Outcome<Self> {
        Self::named(name)
    }
}

impl TryFrom<String> for Zone {
    type Error = Failure;
    fn try_from(name: String) -> Outcome<Self> {
        Self::named(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().into()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::named(name).unwrap()
    }

    fn time(text: &str) -> Time {
        text.parse::<jiff::Timestamp>().unwrap().into()
    }

    #[test]
    fn a_name_is_one_of_the_database() {
        assert_eq!(zone("asia/tokyo").name(), "Asia/Tokyo");
        assert_eq!(zone("UTC").name(), "UTC");
        for name in ["", "Asia/Edo", "+09:00", "JST-9", "../etc/passwd", "Asia/Tokyo ", "東京"] {
            let failure = Zone::named(name).unwrap_err();
            assert_eq!(failure.to_string(), "invalid: time_zone (time-zone-unknown)", "{name}");
        }
    }

    #[test]
    fn a_zone_is_its_name_on_the_wire() {
        let json = serde_json::to_string(&zone("Asia/Tokyo")).unwrap();
        assert_eq!(json, "\"Asia/Tokyo\"");
        assert_eq!(serde_json::from_str::<Zone>(&json).unwrap(), zone("Asia/Tokyo"));
        assert!(serde_json::from_str::<Zone>("\"Asia/Edo\"").is_err());
    }

    #[test]
    fn days_begin_and_end() {
        for (name, day, start, end) in [
            ("Asia/Tokyo", date(2026, 11, 23), "2026-11-22T15:00:00Z", "2026-11-23T15:00:00Z"),
            ("UTC", date(2026, 11, 23), "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"),
            // 23 and 25 hours.
            ("Europe/Berlin", date(2026, 3, 29), "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
            ("Europe/Berlin", date(2026, 10, 25), "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
            // Midnight itself was skipped: the day began at one o'clock.
            ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
            // Midnight came twice: the day began the first time.
            ("America/Havana", date(2025, 11, 2), "2025-11-02T04:00:00Z", "2025-11-03T05:00:00Z"),
            // The whole day was skipped.
            ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"),
        ] {
            let zone = zone(name);
            assert_eq!((zone.start_of(day), zone.end_of(day)), (time(start), time(end)), "{name} {day}");
        }
    }

    #[test]
    fn the_ends_of_time_do_not_overflow() {
        for name in ["Asia/Tokyo", "America/New_York"] {
            let zone = zone(name);
            assert!(zone.start_of(Date::MAX) <= zone.end_of(Date::MAX));
            assert!(zone.start_of(Date::MIN) <= zone.end_of(Date::MIN));
            assert!(zone.day_of(Time(i64::MIN)) < zone.day_of(Time(i64::MAX)));
        }
    }

    proptest! {
        #[test]
        fn every_instant_lies_in_its_day(
            seconds in 946_684_800_i64..4_102_444_800,
            name in prop::sample::select(vec![
                "Asia/Tokyo", "America/New_York", "America/Sao_Paulo", "Europe/London", "Asia/Kathmandu",
                "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "UTC",
            ]),
        ) {
            let (zone, time) = (zone(name), Time(seconds * 1_000_000));
            let day = zone.day_of(time);
            prop_assert!(zone.start_of(day) <= time && time < zone.end_of(day));
            prop_assert_eq!(zone.day_of(zone.start_of(day)), day);
        }
    }
}

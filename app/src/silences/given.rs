//! How long a silence is asked to last, as people and programs say it.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan, civil};
use ryugaku_kernel::{Failure, Outcome, Time};

/// What the form offers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lasting {
    HalfHour,
    #[default]
    Hour,
    TwoHours,
    FourHours,
    /// 9:00 tomorrow.
    Tomorrow,
    /// Until a time that is written beside it.
    Until,
}

impl Lasting {
    pub const ALL: [Self; 6] =
        [Self::HalfHour, Self::Hour, Self::TwoHours, Self::FourHours, Self::Tomorrow, Self::Until];

    pub fn name(self) -> &'static str {
        match self {
            Self::HalfHour => "30m",
            Self::Hour => "1h",
            Self::TwoHours => "2h",
            Self::FourHours => "4h",
            Self::Tomorrow => "tomorrow",
            Self::Until => "until",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lasting| lasting.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::HalfHour => "silence-for-30m",
            Self::Hour => "silence-for-1h",
            Self::TwoHours => "silence-for-2h",
            Self::FourHours => "silence-for-4h",
            Self::Tomorrow => "silence-for-tomorrow",
            Self::Until => "silence-for-until",
        }
    }

    /// `until` is what stands beside it.
    pub fn end(self, from: Time, now: Time, zone: &TimeZone, until: &str) -> Outcome<Time> {
        let wrong = || Failure::invalid("until", "failure-not-understood");
        Ok(match self {
            Self::HalfHour => from.plus(SignedDuration::from_mins(30)),
            Self::Hour => from.plus(SignedDuration::from_hours(1)),
            Self::TwoHours => from.plus(SignedDuration::from_hours(2)),
            Self::FourHours => from.plus(SignedDuration::from_hours(4)),
            Self::Tomorrow => {
                let today = now.max(from).timestamp().to_zoned(zone.clone()).date();
                let tomorrow = today.checked_add(1.day()).map_err(|_| wrong())?;
                tomorrow.at(9, 0, 0, 0).to_zoned(zone.clone()).map_err(|_| wrong())?.timestamp().into()
            }
            Self::Until => {
                at("until", until, zone)?.ok_or_else(|| Failure::invalid("until", "silence-until-missing"))?
            }
        })
    }
}

/// What stands in a field of kind `datetime-local`, in this zone; `None` when it is empty.
pub fn at(field: &'static str, text: &str, zone: &TimeZone) -> Outcome<Option<Time>> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || Failure::invalid(field, "failure-not-understood");
    let civil: civil::DateTime = text.parse().map_err(|_| wrong())?;
    Ok(Some(civil.to_zoned(zone.clone()).map_err(|_| wrong())?.timestamp().into()))
}

/// A time as such a field takes it.
pub fn local(at: Time, zone: &TimeZone) -> String {
    at.timestamp().to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// When it ends, said either way: `ends_at`, or how long as `90m` or `2h 30m`.
pub fn end(from: Time, ends_at: Option<Time>, duration: Option<&str>) -> Outcome<Time> {
    match (ends_at, duration) {
        (Some(at), None) => Ok(at),
        (None, Some(text)) => {
            let wrong = || Failure::invalid("duration", "silence-duration");
            let length: SignedDuration = text.parse().map_err(|_| wrong())?;
            if length.is_positive() { Ok(from.plus(length)) } else { Err(wrong()) }
        }
        (Some(_), Some(_)) => Err(Failure::invalid("duration", "silence-duration-twice")),
        (None, None) => Err(Failure::invalid("ends_at", "failure-required")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_what_the_form_offers() {
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        // 2026-11-23T15:30:00Z is half past midnight in Tokyo.
        let now: Time = "2026-11-23T15:30:00Z".parse::<jiff::Timestamp>().unwrap().into();
        for (lasting, until, end) in [
            (Lasting::HalfHour, "", "2026-11-23T16:00:00Z"),
            (Lasting::FourHours, "ignored", "2026-11-23T19:30:00Z"),
            (Lasting::Tomorrow, "", "2026-11-25T00:00:00Z"),
            (Lasting::Until, "2026-11-24T07:00", "2026-11-23T22:00:00Z"),
        ] {
            assert_eq!(lasting.end(now, now, &tokyo, until).unwrap().to_string(), end, "{lasting:?}");
            assert_eq!(Lasting::named(lasting.name()), Some(lasting));
        }
        for until in ["", "tomorrow", "2026-02-30T00:00"] {
            assert!(Lasting::Until.end(now, now, &tokyo, until).is_err(), "{until}");
        }
        assert_eq!(local(now, &tokyo), "2026-11-24T00:30");
    }

    #[test]
    fn programs_say_the_end_or_how_long() {
        let from = Time(0);
        assert_eq!(end(from, Some(Time(7)), None).unwrap(), Time(7));
        for (text, seconds) in [("90m", 5_400), ("2h 30m", 9_000), ("1h30m", 5_400), ("PT2H", 7_200)] {
            assert_eq!(end(from, None, Some(text)).unwrap(), Time(seconds * 1_000_000), "{text}");
        }
        for text in ["", "0m", "-1h", "soon"] {
            assert!(end(from, None, Some(text)).is_err(), "{text}");
        }
        assert!(end(from, None, None).is_err() && end(from, Some(from), Some("1h")).is_err());
    }
}

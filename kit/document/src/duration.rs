//! Durations as Prometheus writes them: `1h30m`, `4h`, `1d`, `0`. A year has 365 days.

use std::fmt::Write as _;

use jiff::SignedDuration;

const UNITS: [(&str, i64); 7] = [
    ("y", 31_536_000_000),
    ("w", 604_800_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// Each unit once at most, the longer first; up to about 292 years, as Go counts.
pub fn read(text: &str) -> Option<SignedDuration> {
    if text == "0" {
        return Some(SignedDuration::ZERO);
    }
    let (mut rest, mut millis, mut units) = (text, 0_i64, UNITS.iter());
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: i64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.bytes().take_while(u8::is_ascii_lowercase).count();
        let (_, unit) = units.find(|(name, _)| *name == &rest[..letters])?;
        rest = &rest[letters..];
        millis = millis.checked_add(number.checked_mul(*unit)?)?;
    }
    let fits = !text.is_empty() && millis.checked_mul(1_000_000).is_some();
    fits.then(|| SignedDuration::from_millis(millis))
}

/// To the millisecond; years and weeks only where nothing is left over.
pub fn write(duration: SignedDuration) -> String {
    let mut millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    if millis <= 0 {
        return "0s".into();
    }
    let mut text = String::new();
    for (name, unit) in UNITS {
        let whole = !matches!(name, "y" | "w") || millis % unit == 0;
        if whole && millis >= unit {
            let _ = write!(text, "{}{name}", millis / unit);
            millis %= unit;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_prometheus_writes_them() {
        for (text, millis, again) in [
            ("0", 0, "0s"),
            ("0s", 0, "0s"),
            ("30s", 30_000, "30s"),
            ("90s", 90_000, "1m30s"),
            ("1h30m", 5_400_000, "1h30m"),
            ("4h", 14_400_000, "4h"),
            ("120h", 432_000_000, "5d"),
            ("1d", 86_400_000, "1d"),
            ("1w", 604_800_000, "1w"),
            ("1w1d", 691_200_000, "8d"),
            ("1y", 31_536_000_000, "1y"),
            ("1s1ms", 1_001, "1s1ms"),
            ("292y", 9_208_512_000_000, "292y"),
        ] {
            assert_eq!(read(text), Some(SignedDuration::from_millis(millis)), "{text}");
            assert_eq!(write(SignedDuration::from_millis(millis)), again, "{text}");
            assert_eq!(read(again), read(text));
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in
            ["", "1", "s", "-1s", "1.5h", "1h 30m", "1h1d", "1h1h", "1H", "５s", "1hm", "300y", "99999999999999999999s"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

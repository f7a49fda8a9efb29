//! Times as alert senders write them: RFC 3339 with any offset, up to nanoseconds, years 0000 to 9999.
//!
//! The kernel's own reading would refuse the last day of 9999, which senders use for "never".

use jiff::civil::DateTime;
use ryugaku_kernel::Time;

/// `None` is not a time at all; `Some(None)` is a time that says "no time": empty, year 0, or Go's zero time
/// (0001-01-01T00:00:00Z). A time without offset is in UTC, as Alertmanager has it.
pub fn instant(text: &str) -> Option<Option<Time>> {
    if text.is_empty() {
        return Some(None);
    }
    let bytes = text.as_bytes();
    let year = digits(bytes, 0, 4)?;
    let (month, day) = (digits(bytes, 5, 2)?, digits(bytes, 8, 2)?);
    let (hour, minute, second) = (digits(bytes, 11, 2)?, digits(bytes, 14, 2)?, digits(bytes, 17, 2)?);
    let separated = bytes[4] == b'-' && bytes[7] == b'-' && bytes[13] == b':' && bytes[16] == b':';
    if !separated || !matches!(bytes[10], b'T' | b't' | b' ') {
        return None;
    }
    let (micros, zone) = fraction(&bytes[19..])?;
    let offset = offset_seconds(zone)?;
    let [month, day, hour, minute, second] = [month, day, hour, minute, second].map(|part| part as i8);
    let civil = DateTime::new(year as i16, month, day, hour, minute, second, 0).ok()?;
    let seconds = civil.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0)).as_secs() - offset;
    Some((seconds > LAST_OF_NO_TIME).then_some(Time(seconds * 1_000_000 + micros)))
}

/// The end of 0001-01-01, so that Go's zero time means nothing in any zone.
const LAST_OF_NO_TIME: i64 = -62_135_596_800 + 86_400;

fn digits(bytes: &[u8], at: usize, count: usize) -> Option<i32> {
    let digits = bytes.get(at..at + count)?;
    digits.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i32::from(byte - b'0')))
}

/// Microseconds of `.123456789`, if it is there, and what follows; further digits are cut off.
fn fraction(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let Some(rest) = bytes.strip_prefix(b".") else { return Some((0, bytes)) };
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let micros = (0..6).fold(0, |sum, at| sum * 10 + if at < count { i64::from(rest[at] - b'0') } else { 0 });
    (count > 0).then(|| (micros, &rest[count..]))
}

fn offset_seconds(zone: &[u8]) -> Option<i64> {
    match zone {
        [] | [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            let (hours, minutes) = (digits(zone, 1, 2)?, digits(zone, 4, 2)?);
            let seconds = i64::from(hours * 3600 + minutes * 60);
            (hours < 24 && minutes < 60).then_some(if *sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_senders_write_them() {
        for (text, micros) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-11-23T00:00:00.123456789+09:00", 1_795_359_600_123_456),
            ("2026-11-22T15:00:00.1234Z", 1_795_359_600_123_400),
            ("2026-11-22 15:00:00", 1_795_359_600_000_000),
            ("2026-11-22t10:00:00-05:00", 1_795_359_600_000_000),
            ("9999-12-31T23:59:59.999999999Z", 253_402_300_799_999_999),
            ("9999-12-31T23:59:59-23:59", 253_402_387_139_000_000),
            ("1969-12-31T23:59:59.5Z", -500_000),
        ] {
            assert_eq!(instant(text), Some(Some(Time(micros))), "{text}");
        }
    }

    #[test]
    fn zero_times_say_nothing() {
        for text in
            ["", "0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "0000-12-31T23:59:59Z", "0001-01-01T09:18:59+09:18"]
        {
            assert_eq!(instant(text), Some(None), "{text}");
        }
        assert!(instant("0002-01-01T00:00:00Z").unwrap().is_some());
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "2026-11-23",
            "2026-02-30T00:00:00Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T00:00:60Z",
            "2026-11-23T00:00:00.Z",
            "2026-11-23T00:00:00+0900",
            "2026-11-23T00:00:00+24:00",
            "2026-11-23T00:00:00Zx",
            "2026-11-23T00:00:0",
            "10000-01-01T00:00:00Z",
            "-001-01-01T00:00:00Z",
            "now",
            "1795359600",
            "２０２６-11-23T00:00:00Z",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}

//! Lengths of time as people write them: `4h 9m`, `31 minutes`, `1d 5h 47m`, `11 Days`.

use jiff::SignedDuration;

/// The length, and its smallest unit: what is said in hours is not meant to the minute.
pub fn read(text: &str) -> Option<(SignedDuration, SignedDuration)> {
    let mut length = SignedDuration::ZERO;
    let mut smallest = None;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        if digits == 0 || digits > 6 {
            break;
        }
        let count: i64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let letters = rest.find(|letter: char| !letter.is_alphabetic()).unwrap_or(rest.len());
        let unit = match rest[..letters].to_lowercase().as_str() {
            "d" | "day" | "days" | "日" => SignedDuration::from_hours(24),
            "h" | "hr" | "hrs" | "hour" | "hours" | "時間" => SignedDuration::from_hours(1),
            "m" | "min" | "mins" | "minute" | "minutes" | "分" => SignedDuration::from_mins(1),
            _ => return None,
        };
        length += unit * i32::try_from(count).ok()?;
        smallest = Some(unit);
        rest = rest[letters..].trim_start();
        rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        rest = rest.strip_prefix("and ").unwrap_or(rest).trim_start();
    }
    smallest.map(|unit| (length, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_they_are_written() {
        for (text, minutes, unit) in [
            ("4h 9m", 249, 1),
            ("0h 07m", 7, 1),
            ("31 minutes", 31, 1),
            ("1d 5h 47m", 1787, 1),
            ("22 hours", 1320, 60),
            ("11 Days", 15_840, 1440),
            ("1 day, 5 hours and 47 minutes", 1787, 1),
            ("2 hrs, later more", 120, 60),
            ("1時間30分", 90, 1),
            ("7h (during support hours 10:00-17:00)", 420, 60),
            ("279 minutes [^3]", 279, 1),
        ] {
            let read = read(text).map(|(length, unit)| (length.as_mins(), unit.as_mins()));
            assert_eq!(read, Some((minutes, unit)), "{text}");
        }
        for text in ["?", "N/A", "XXX", "", "4 parsecs"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

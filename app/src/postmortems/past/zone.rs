//! The zone that times are told in, as people abbreviate it: `All times in CET.`, `| Time (JST) |`, `15:09 UTC`. Pure.

use jiff::tz::TimeZone;

/// Winter names and summer names alike stand for the place, whatever the season.
pub fn named(zone: &str) -> Option<TimeZone> {
    let place = match zone {
        "UTC" | "GMT" | "Z" => return Some(TimeZone::UTC),
        "BST" => "Europe/London",
        "CET" | "CEST" => "Europe/Paris",
        "EET" | "EEST" => "Europe/Helsinki",
        "JST" => "Asia/Tokyo",
        "PT" | "PST" | "PDT" => "America/Los_Angeles",
        "ET" | "EST" | "EDT" => "America/New_York",
        place if place.contains('/') => place,
        _ => return None,
    };
    TimeZone::get(place).ok()
}

/// The one that stands first, as behind a time of day.
pub fn leading(text: &str) -> Option<String> {
    words(text.trim_start_matches([' ', '(', '（'])).next().filter(|word| named(word).is_some()).map(str::to_owned)
}

/// The first that stands anywhere in it.
pub fn within(text: &str) -> Option<String> {
    if text.contains("日本時間") {
        return Some("JST".to_owned());
    }
    words(text).find(|word| named(word).is_some()).map(str::to_owned)
}

/// `UTC+9` is one word, and none that is known.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !(letter.is_ascii_alphanumeric() || "/_+-:".contains(letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_found_where_people_write_them() {
        for (text, zone) in [
            ("All times in CET.", Some("CET")),
            ("All times are Asia/Tokyo (UTC+9)", Some("Asia/Tokyo")),
            (" Time (PT) ", Some("PT")),
            ("時刻はすべてJST。", Some("JST")),
            ("時刻（日本時間）", Some("JST")),
            ("All times in UTC+9.", None),
            ("Time", None),
        ] {
            assert_eq!(within(text).as_deref(), zone, "{text}");
        }
        for (text, zone) in [
            (" UTC", Some("UTC")),
            ("Z | x", Some("Z")),
            (" (JST)", Some("JST")),
            (" the UTC job", None),
            ("-12:??", None),
        ] {
            assert_eq!(leading(text).as_deref(), zone, "{text}");
        }
    }

    #[test]
    fn a_zone_is_its_place_in_summer_too() {
        let noon = jiff::civil::date(2021, 7, 2).at(12, 0, 0, 0);
        for (zone, hour) in [("UTC", 12), ("CET", 10), ("BST", 11), ("EET", 9), ("JST", 3), ("PST", 19), ("ET", 16)] {
            let there = noon.to_zoned(named(zone).unwrap()).unwrap();
            assert_eq!(there.timestamp().to_zoned(TimeZone::UTC).hour(), hour, "{zone}");
        }
        assert!(named("Mars").is_none() && named("Mars/Base").is_none());
    }
}

//! Times as they are read: the shorter the nearer, always in the reader's zone, the exact form in the title.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Unit, Zoned};
use ryugaku_kernel::{Lang, Time};

type Style = fn(&Zoned, &Zoned, Lang) -> String;

/// `<time datetime title>` around the words that `style` gives.
pub fn html(time: Time, now: Time, zone: &TimeZone, lang: Lang, style: Style) -> String {
    let (at, now) = (time.timestamp().to_zoned(zone.clone()), now.timestamp().to_zoned(zone.clone()));
    let exact = at.strftime("%Y-%m-%d %H:%M:%S %Z");
    let stamp = time.timestamp().round(Unit::Second).unwrap_or(time.timestamp());
    format!("<time datetime=\"{stamp}\" title=\"{exact}\">{}</time>", style(&at, &now, lang))
}

pub fn clock(at: &Zoned, _now: &Zoned, _lang: Lang) -> String {
    at.strftime("%H:%M").to_string()
}

pub fn seconds(at: &Zoned, _now: &Zoned, _lang: Lang) -> String {
    at.strftime("%H:%M:%S").to_string()
}

/// Today the time; yesterday and tomorrow with a word; this year the day; else with the year.
pub fn short(at: &Zoned, now: &Zoned, lang: Lang) -> String {
    if at.date() == now.date() {
        return clock(at, now, lang);
    }
    if now.date().yesterday().is_ok_and(|yesterday| yesterday == at.date()) {
        return match lang {
            Lang::Ja => at.strftime("昨 %H:%M").to_string(),
            Lang::En => at.strftime("%a %H:%M").to_string(),
        };
    }
    if now.date().tomorrow().is_ok_and(|tomorrow| tomorrow == at.date()) {
        return match lang {
            Lang::Ja => at.strftime("あす %H:%M").to_string(),
            Lang::En => at.strftime("%a %H:%M").to_string(),
        };
    }
    day(at, now, lang)
}

/// The same with the time of day however far away it is: for what ends, begins or was at a minute that matters.
pub fn moment(at: &Zoned, now: &Zoned, lang: Lang) -> String {
    let near = now.date().duration_until(at.date()).abs() <= SignedDuration::from_hours(24);
    if near { short(at, now, lang) } else { format!("{} {}", day(at, now, lang), clock(at, now, lang)) }
}

/// The day alone: 11/24(火), Tue 24 Nov; with the year when it is another.
pub fn day(at: &Zoned, now: &Zoned, lang: Lang) -> String {
    let same_year = at.year() == now.year();
    match (lang, same_year) {
        (Lang::Ja, true) => format!("{}/{}({})", at.month(), at.day(), weekday_ja(at)),
        (Lang::Ja, false) => format!("{}/{}/{}", at.year(), at.month(), at.day()),
        (Lang::En, true) => at.strftime("%a %-d %b").to_string(),
        (Lang::En, false) => at.strftime("%-d %b %Y").to_string(),
    }
}

/// The day beside others of the same months, where room is scarce: 11/24, 24 Nov.
pub fn brief(day: Date, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{}/{}", day.month(), day.day()),
        Lang::En => day.strftime("%-d %b").to_string(),
    }
}

pub fn ago(at: &Zoned, now: &Zoned, lang: Lang) -> String {
    let past = now.timestamp().duration_since(at.timestamp());
    let words = span(past.abs(), lang);
    match (lang, past.is_negative()) {
        (Lang::Ja, false) => format!("{words}前"),
        (Lang::Ja, true) => format!("{words}後"),
        (Lang::En, false) => format!("{words} ago"),
        (Lang::En, true) => format!("in {words}"),
    }
}

/// A length of time in its largest unit, two while it is short: 45秒, 18分, 2時間5分, 3日.
pub fn span(length: SignedDuration, lang: Lang) -> String {
    let seconds = length.as_secs().abs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    let rest = minutes % 60;
    match lang {
        Lang::Ja if days >= 2 => format!("{days}日"),
        Lang::Ja if hours >= 1 && rest == 0 => format!("{hours}時間"),
        Lang::Ja if hours >= 1 => format!("{hours}時間{rest}分"),
        Lang::Ja if minutes >= 1 => format!("{minutes}分"),
        Lang::Ja => format!("{seconds}秒"),
        Lang::En if days >= 2 => format!("{days} d"),
        Lang::En if hours >= 1 && rest == 0 => format!("{hours} h"),
        Lang::En if hours >= 1 => format!("{hours} h {rest} min"),
        Lang::En if minutes >= 1 => format!("{minutes} min"),
        Lang::En => format!("{seconds} s"),
    }
}

/// Year and month alone: 2026/11, Nov 2026.
pub fn month(day: Date, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{}/{}", day.year(), day.month()),
        Lang::En => day.strftime("%b %Y").to_string(),
    }
}

/// The day of the week as it stands after a date in Japanese: (木).
pub fn weekday_note(at: &Zoned) -> String {
    format!("({})", weekday_ja(at))
}

/// A length as a running clock: 25:12, 1:04:09, 2日 3:04:09. The page's script counts it on in the same words.
pub fn running(length: SignedDuration, lang: Lang) -> String {
    let seconds = length.as_secs().max(0);
    let (days, hours, minutes, rest) = (seconds / 86_400, seconds % 86_400 / 3600, seconds % 3600 / 60, seconds % 60);
    let tail =
        if days + hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") };
    match lang {
        _ if days == 0 => tail,
        Lang::Ja => format!("{days}日 {tail}"),
        Lang::En => format!("{days} d {tail}"),
    }
}

fn weekday_ja(at: &Zoned) -> &'static str {
    const NAMES: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
    NAMES[usize::try_from(at.weekday().to_monday_zero_offset()).unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokyo(text: &str) -> Zoned {
        text.parse::<jiff::civil::DateTime>().unwrap().in_tz("Asia/Tokyo").unwrap()
    }

    #[test]
    fn nearer_is_shorter() {
        let now = tokyo("2026-11-19T03:12:00");
        for (at, ja, en) in [
            ("2026-11-19T03:09:05", "03:09", "03:09"),
            ("2026-11-18T19:40:00", "昨 19:40", "Wed 19:40"),
            ("2026-11-20T00:30:00", "あす 00:30", "Fri 00:30"),
            ("2026-11-24T09:00:00", "11/24(火)", "Tue 24 Nov"),
            ("2025-03-01T09:00:00", "2025/3/1", "1 Mar 2025"),
        ] {
            let at = tokyo(at);
            assert_eq!((short(&at, &now, Lang::Ja).as_str(), short(&at, &now, Lang::En).as_str()), (ja, en));
        }
    }

    #[test]
    fn a_moment_always_has_its_time_of_day() {
        let now = tokyo("2026-11-19T03:12:00");
        for (at, ja, en) in [
            ("2026-11-19T03:09:05", "03:09", "03:09"),
            ("2026-11-20T23:59:00", "あす 23:59", "Fri 23:59"),
            ("2026-11-24T09:00:00", "11/24(火) 09:00", "Tue 24 Nov 09:00"),
            ("2025-03-01T09:00:00", "2025/3/1 09:00", "1 Mar 2025 09:00"),
        ] {
            let at = tokyo(at);
            assert_eq!((moment(&at, &now, Lang::Ja).as_str(), moment(&at, &now, Lang::En).as_str()), (ja, en));
        }
    }

    #[test]
    fn the_exact_time_is_in_the_title() {
        let at = tokyo("2026-11-19T03:09:05");
        let now = Time::from(tokyo("2026-11-19T03:12:00").timestamp());
        let html = html(at.timestamp().into(), now, at.time_zone(), Lang::Ja, short);
        assert_eq!(html, "<time datetime=\"2026-11-18T18:09:05Z\" title=\"2026-11-19 03:09:05 JST\">03:09</time>");
    }

    #[test]
    fn clocks_run_in_the_words_of_the_script() {
        for (seconds, ja, en) in [
            (0, "0:00", "0:00"),
            (25 * 60 + 12, "25:12", "25:12"),
            (3600 + 4 * 60 + 9, "1:04:09", "1:04:09"),
            (2 * 86_400 + 3 * 3600 + 249, "2日 3:04:09", "2 d 3:04:09"),
        ] {
            let length = SignedDuration::from_secs(seconds);
            assert_eq!((running(length, Lang::Ja).as_str(), running(length, Lang::En).as_str()), (ja, en));
        }
    }

    #[test]
    fn spans_keep_to_one_or_two_units() {
        for (seconds, ja, en) in [
            (45, "45秒", "45 s"),
            (18 * 60, "18分", "18 min"),
            (2 * 3600 + 300, "2時間5分", "2 h 5 min"),
            (36 * 3600, "36時間", "36 h"),
            (3 * 86_400, "3日", "3 d"),
        ] {
            let length = SignedDuration::from_secs(seconds);
            assert_eq!((span(length, Lang::Ja).as_str(), span(length, Lang::En).as_str()), (ja, en));
        }
    }
}

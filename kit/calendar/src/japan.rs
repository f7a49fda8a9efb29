//! Public holidays of Japan, by the Act on National Holidays (国民の祝日に関する法律, 1948) as it stood in each year
//! from 2000, and the special Acts for 2019 (the new emperor) and 2020 and 2021 (the Olympic Games).
//!
//! Years to come follow the law of today. The equinoxes are announced by the National Astronomical Observatory each
//! February for the next year; the formula has agreed with every announcement so far.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

use crate::{Holiday, Name};

/// From the first Happy Monday to the end of the equinox formula.
pub const YEARS: RangeInclusive<i16> = 2000..=2099;

const SUBSTITUTE: Name = Name::of("振替休日", "Substitute Holiday");
const CITIZENS: Name = Name::of("国民の休日", "Citizens' Holiday");

pub fn in_year(year: i16) -> Vec<Holiday> {
    if !YEARS.contains(&year) {
        return Vec::new();
    }
    let named = national(year);
    let mut all = named.clone();
    add_substitutes(&mut all, &named);
    add_citizens(&mut all, &named);
    all.into_iter().map(|(date, name)| Holiday { date, name }).collect()
}

/// The days that the law names (国民の祝日), and those that special Acts treat as such.
fn national(year: i16) -> BTreeMap<Date, Name> {
    let on = |month, day| date(year, month, day);
    let monday = |month, nth| on(month, 1).nth_weekday_of_month(nth, Weekday::Monday).expect("months have 28 days");
    let mut days = BTreeMap::from([
        (on(1, 1), Name::of("元日", "New Year's Day")),
        (monday(1, 2), Name::of("成人の日", "Coming of Age Day")),
        (on(2, 11), Name::of("建国記念の日", "National Foundation Day")),
        (on(3, spring_equinox(year)), Name::of("春分の日", "Vernal Equinox Day")),
        (on(5, 3), Name::of("憲法記念日", "Constitution Memorial Day")),
        (on(5, 5), Name::of("こどもの日", "Children's Day")),
        (on(9, autumn_equinox(year)), Name::of("秋分の日", "Autumnal Equinox Day")),
        (on(11, 3), Name::of("文化の日", "Culture Day")),
        (on(11, 23), Name::of("勤労感謝の日", "Labour Thanksgiving Day")),
    ]);

    const GREENERY: Name = Name::of("みどりの日", "Greenery Day");
    if year < 2007 {
        days.insert(on(4, 29), GREENERY);
    } else {
        days.insert(on(4, 29), Name::of("昭和の日", "Showa Day"));
        days.insert(on(5, 4), GREENERY);
    }

    const EMPEROR: Name = Name::of("天皇誕生日", "Emperor's Birthday");
    match year {
        ..=2018 => drop(days.insert(on(12, 23), EMPEROR)),
        2019 => {
            days.insert(on(5, 1), Name::of("天皇の即位の日", "Enthronement Day"));
            days.insert(on(10, 22), Name::of("即位礼正殿の儀の行われる日", "Enthronement Ceremony Day"));
        }
        2020.. => drop(days.insert(on(2, 23), EMPEROR)),
    }

    let marine = match year {
        ..=2002 => on(7, 20),
        2020 => on(7, 23),
        2021 => on(7, 22),
        _ => monday(7, 3),
    };
    days.insert(marine, Name::of("海の日", "Marine Day"));

    let mountain = match year {
        ..=2015 => None,
        2020 => Some(on(8, 10)),
        2021 => Some(on(8, 8)),
        _ => Some(on(8, 11)),
    };
    days.extend(mountain.map(|day| (day, Name::of("山の日", "Mountain Day"))));

    let aged = if year < 2003 { on(9, 15) } else { monday(9, 3) };
    days.insert(aged, Name::of("敬老の日", "Respect for the Aged Day"));

    let (sports, name) = match year {
        ..=2019 => (monday(10, 2), Name::of("体育の日", "Health and Sports Day")),
        2020 => (on(7, 24), Name::of("スポーツの日", "Sports Day")),
        2021 => (on(7, 23), Name::of("スポーツの日", "Sports Day")),
        _ => (monday(10, 2), Name::of("スポーツの日", "Sports Day")),
    };
    days.insert(sports, name);
    days
}

/// Article 3 (2): for a holiday on a Sunday, the next day that is not a holiday itself; before 2007 the Monday.
fn add_substitutes(all: &mut BTreeMap<Date, Name>, named: &BTreeMap<Date, Name>) {
    for sunday in named.keys().filter(|day| day.weekday() == Weekday::Sunday) {
        let mut day = following(*sunday);
        while sunday.year() >= 2007 && named.contains_key(&day) {
            day = following(day);
        }
        all.entry(day).or_insert(SUBSTITUTE);
    }
}

/// Article 3 (3): a day between two holidays; before 2007 not on a Sunday.
fn add_citizens(all: &mut BTreeMap<Date, Name>, named: &BTreeMap<Date, Name>) {
    for before in named.keys() {
        let day = following(*before);
        let excepted = day.year() < 2007 && day.weekday() == Weekday::Sunday;
        if named.contains_key(&following(day)) && !excepted {
            all.entry(day).or_insert(CITIZENS);
        }
    }
}

fn following(day: Date) -> Date {
    day.checked_add(1.day()).expect("the years known here end long before the calendar")
}

/// Day of March. Formula for 1980 to 2099 from 海上保安庁水路部 暦計算研究会編「新こよみ便利帳」(1991).
fn spring_equinox(year: i16) -> i8 {
    equinox(year, 20_843_100)
}

/// Day of September; same source.
fn autumn_equinox(year: i16) -> i8 {
    equinox(year, 23_248_800)
}

/// `base` is the equinox of 1980 in millionths of a day of its month; it moves 0.242194 days a year, less leap days.
fn equinox(year: i16, base: i32) -> i8 {
    let years = i32::from(year) - 1980;
    let day = (base + 242_194 * years) / 1_000_000 - years / 4;
    i8::try_from(day).expect("an equinox lies between the 19th and the 24th in the years known here")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(year: i16) -> String {
        in_year(year)
            .iter()
            .map(|holiday| format!("{}/{} {}", holiday.date.month(), holiday.date.day(), holiday.name.ja))
            .collect::<Vec<_>>()
            .join(", ")
    }

    #[test]
    fn whole_years_as_the_cabinet_office_lists_them() {
        for (year, days) in [
            (
                2006,
                "1/1 元日, 1/2 振替休日, 1/9 成人の日, 2/11 建国記念の日, 3/21 春分の日, 4/29 みどりの日, \
                 5/3 憲法記念日, 5/4 国民の休日, 5/5 こどもの日, 7/17 海の日, 9/18 敬老の日, 9/23 秋分の日, \
                 10/9 体育の日, 11/3 文化の日, 11/23 勤労感謝の日, 12/23 天皇誕生日",
            ),
            (
                2019,
                "1/1 元日, 1/14 成人の日, 2/11 建国記念の日, 3/21 春分の日, 4/29 昭和の日, 4/30 国民の休日, \
                 5/1 天皇の即位の日, 5/2 国民の休日, 5/3 憲法記念日, 5/4 みどりの日, 5/5 こどもの日, 5/6 振替休日, \
                 7/15 海の日, 8/11 山の日, 8/12 振替休日, 9/16 敬老の日, 9/23 秋分の日, 10/14 体育の日, \
                 10/22 即位礼正殿の儀の行われる日, 11/3 文化の日, 11/4 振替休日, 11/23 勤労感謝の日",
            ),
            (
                2020,
                "1/1 元日, 1/13 成人の日, 2/11 建国記念の日, 2/23 天皇誕生日, 2/24 振替休日, 3/20 春分の日, \
                 4/29 昭和の日, 5/3 憲法記念日, 5/4 みどりの日, 5/5 こどもの日, 5/6 振替休日, 7/23 海の日, \
                 7/24 スポーツの日, 8/10 山の日, 9/21 敬老の日, 9/22 秋分の日, 11/3 文化の日, 11/23 勤労感謝の日",
            ),
            (
                2021,
                "1/1 元日, 1/11 成人の日, 2/11 建国記念の日, 2/23 天皇誕生日, 3/20 春分の日, 4/29 昭和の日, \
                 5/3 憲法記念日, 5/4 みどりの日, 5/5 こどもの日, 7/22 海の日, 7/23 スポーツの日, 8/8 山の日, \
                 8/9 振替休日, 9/20 敬老の日, 9/23 秋分の日, 11/3 文化の日, 11/23 勤労感謝の日",
            ),
            (
                2026,
                "1/1 元日, 1/12 成人の日, 2/11 建国記念の日, 2/23 天皇誕生日, 3/20 春分の日, 4/29 昭和の日, \
                 5/3 憲法記念日, 5/4 みどりの日, 5/5 こどもの日, 5/6 振替休日, 7/20 海の日, 8/11 山の日, \
                 9/21 敬老の日, 9/22 国民の休日, 9/23 秋分の日, 10/12 スポーツの日, 11/3 文化の日, 11/23 勤労感謝の日",
            ),
        ] {
            assert_eq!(listed(year), days, "{year}");
        }
    }

    #[test]
    fn single_days_known_for_certain() {
        for (day, name) in [
            (date(2000, 1, 10), Some("成人の日")),
            (date(2000, 3, 20), Some("春分の日")),
            (date(2002, 7, 20), Some("海の日")),
            (date(2002, 9, 16), Some("振替休日")),
            (date(2003, 9, 15), Some("敬老の日")),
            // A Sunday and a substitute were no citizens' holidays then.
            (date(2003, 5, 4), None),
            (date(2003, 9, 23), Some("秋分の日")),
            (date(2009, 5, 6), Some("振替休日")),
            (date(2009, 9, 22), Some("国民の休日")),
            (date(2012, 9, 22), Some("秋分の日")),
            (date(2015, 8, 11), None),
            (date(2015, 9, 22), Some("国民の休日")),
            (date(2016, 8, 11), Some("山の日")),
            (date(2018, 12, 24), Some("振替休日")),
            (date(2019, 12, 23), None),
            (date(2019, 2, 23), None),
            (date(2020, 7, 20), None),
            (date(2020, 10, 12), None),
            (date(2024, 2, 12), Some("振替休日")),
            (date(2024, 9, 22), Some("秋分の日")),
            (date(2024, 9, 23), Some("振替休日")),
            (date(2025, 5, 6), Some("振替休日")),
            (date(2025, 11, 24), Some("振替休日")),
            (date(2032, 9, 21), Some("国民の休日")),
            (date(1999, 1, 1), None),
        ] {
            let found = in_year(day.year()).into_iter().find(|holiday| holiday.date == day);
            assert_eq!(found.as_ref().map(|holiday| holiday.name.ja.as_ref()), name, "{day}");
        }
    }

    #[test]
    fn every_year_has_its_days_in_order() {
        for year in YEARS {
            let days = in_year(year);
            assert!((15..=23).contains(&days.len()), "{year}: {}", days.len());
            assert!(days.is_sorted_by(|a, b| a.date < b.date), "{year}");
            assert!(days.iter().all(|holiday| holiday.date.year() == year), "{year}");
            assert!(days.iter().all(|holiday| !holiday.name.en.is_empty() && holiday.name.en.is_ascii()), "{year}");
            assert!((19..=21).contains(&spring_equinox(year)) && (22..=23).contains(&autumn_equinox(year)), "{year}");
        }
    }
}

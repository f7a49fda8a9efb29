//! A recurrence rule, as far as the dates of its occurrences. The dates are those of a calendar on the wall: zones are not
//! looked at here.

use jiff::civil::{Date, DateTime};
use rrule::RRuleSet;

use crate::moment::Written;

/// Steps that all rules of a file may take together: one for each time of day of each day that a rule has to be followed.
pub const MOST_STEPS: i64 = 3_000_000;
/// What a rule costs that finds nothing.
const BARREN: i64 = 100_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleError {
    NotRead,
    /// It recurs more often than hourly, or there is too much to follow.
    TooDense,
}

/// Gives occurrences up to and including `until` to `wants_more`, in order, until it wants no more. `to_wall` turns an
/// UNTIL in UTC into the wall time of the start.
pub fn each(
    rule: &str,
    start: DateTime,
    until: DateTime,
    steps: &mut i64,
    to_wall: impl Fn(DateTime) -> DateTime,
    mut wants_more: impl FnMut(DateTime) -> bool,
) -> Result<(), RuleError> {
    let Tidied { text, last, a_day } = tidied(rule, until, to_wall)?;
    if last < start {
        return Ok(());
    }
    let days = i64::from((last.date() - start.date()).get_days()) + 1;
    *steps = steps.saturating_sub(days.saturating_mul(a_day));
    if *steps < 0 {
        return Err(RuleError::TooDense);
    }
    let set: RRuleSet = format!("DTSTART:{}Z\nRRULE:{text}", basic(start)).parse().map_err(|_| RuleError::NotRead)?;
    let mut barren = true;
    // Without a limit a rule that never comes true would be followed for ever.
    for occurrence in &set.limit() {
        let Some(wall) = wall(occurrence.timestamp()).filter(|wall| *wall <= last) else { break };
        barren = false;
        if !wants_more(wall) {
            break;
        }
    }
    if barren {
        *steps -= BARREN;
    }
    Ok(())
}

/// The rule's own parts, with an end that is never later than `until`.
struct Tidied {
    text: String,
    last: DateTime,
    /// Occurrences of one day, at most.
    a_day: i64,
}

fn tidied(rule: &str, until: DateTime, to_wall: impl Fn(DateTime) -> DateTime) -> Result<Tidied, RuleError> {
    let (mut parts, mut last) = (Vec::new(), until);
    for part in rule.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').ok_or(RuleError::NotRead)?;
        let name = name.trim().to_ascii_uppercase();
        let value: String = value.chars().filter(|letter| !letter.is_whitespace()).collect();
        let value = value.trim_matches(',').to_ascii_uppercase();
        // Other letters make the library stumble.
        if !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b",+-".contains(&byte)) {
            return Err(RuleError::NotRead);
        }
        match name.as_str() {
            "UNTIL" => {
                let end = match Written::parse(&value).ok_or(RuleError::NotRead)? {
                    Written::Day(day) => end_of(day),
                    Written::Local(local) => local,
                    Written::Utc(utc) => to_wall(utc),
                };
                last = last.min(end);
            }
            "FREQ" if matches!(value.as_str(), "SECONDLY" | "MINUTELY") => return Err(RuleError::TooDense),
            "RSCALE" if value == "GREGORIAN" => {}
            "FREQ" | "COUNT" | "INTERVAL" | "BYMONTH" | "BYMONTHDAY" | "BYYEARDAY" | "BYWEEKNO" | "BYDAY"
            | "BYHOUR" | "BYMINUTE" | "BYSECOND" | "BYSETPOS" | "WKST" => parts.push(format!("{name}={value}")),
            // In the Gregorian calendar alone this leaves days out, and so do we.
            "SKIP" if value == "OMIT" => {}
            name if name.starts_with("X-") => {}
            _ => return Err(RuleError::NotRead),
        }
    }
    // By the second or minute within an hour is as dense as by the minute.
    let times = |list: &str| {
        let values = parts.iter().find_map(|part| part.strip_prefix(list));
        values.map_or(1, |values| i64::try_from(values.split(',').count()).unwrap_or(i64::MAX))
    };
    let an_hour = times("BYMINUTE=").saturating_mul(times("BYSECOND="));
    let listed = times("BYHOUR=").saturating_mul(an_hour);
    if listed > 96 {
        return Err(RuleError::TooDense);
    }
    let a_day = if parts.iter().any(|part| part == "FREQ=HOURLY") { 24 * an_hour } else { listed };
    if !parts.iter().any(|part| part.starts_with("COUNT=")) {
        parts.push(format!("UNTIL={}Z", basic(last)));
    }
    Ok(Tidied { text: parts.join(";"), last, a_day })
}

fn end_of(day: Date) -> DateTime {
    day.at(23, 59, 59, 0)
}

fn basic(wall: DateTime) -> String {
    wall.strftime("%Y%m%dT%H%M%S").to_string()
}

fn wall(seconds: i64) -> Option<DateTime> {
    let instant = jiff::Timestamp::from_second(seconds).ok()?;
    Some(jiff::tz::TimeZone::UTC.to_datetime(instant))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn occurrences(rule: &str, start: DateTime, until: DateTime, steps: &mut i64) -> Result<Vec<DateTime>, RuleError> {
        let mut found = Vec::new();
        let keep = |wall| {
            found.push(wall);
            true
        };
        each(rule, start, until, steps, |utc| utc, keep)?;
        Ok(found)
    }

    fn days(rule: &str) -> Result<Vec<String>, RuleError> {
        let (start, until) = (date(2026, 11, 2).at(9, 0, 0, 0), date(2026, 12, 31).at(23, 59, 59, 0));
        let found = occurrences(rule, start, until, &mut MOST_STEPS.clone())?;
        Ok(found.into_iter().map(|wall| wall.strftime("%m%d").to_string()).collect())
    }

    #[test]
    fn rules_are_followed_to_the_end_of_the_window() {
        assert_eq!(days("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH").unwrap().len(), 10);
        assert_eq!(days("FREQ=MONTHLY;BYDAY=-1MO;").unwrap(), ["1130", "1228"]);
        assert_eq!(days("FREQ=DAILY;UNTIL=20261104T090000Z").unwrap(), ["1102", "1103", "1104"]);
        assert_eq!(days("FREQ=DAILY;UNTIL=20261103").unwrap(), ["1102", "1103"]);
        assert_eq!(days("FREQ=DAILY;COUNT=2").unwrap(), ["1102", "1103"]);
        // With spaces, a comma too many, and a part of a program's own.
        assert_eq!(days("FREQ=DAILY;COUNT=3;BYDAY=MO, WE,;X-NOTE=1").unwrap(), ["1102", "1104", "1109"]);
    }

    #[test]
    fn what_would_not_end_is_refused() {
        for rule in ["FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=5"] {
            assert_eq!(days(rule), Err(RuleError::TooDense), "{rule}");
        }
        for rule in
            ["", "FREQ=NEVER", "FREQ", "FREQ=DAILY;UNTIL=soon", "RSCALE=HEBREW;FREQ=YEARLY", "FREQ=DAILY;INTERVAL=x"]
        {
            assert_eq!(days(rule), Err(RuleError::NotRead), "{rule}");
        }
        // The thirtieth of February.
        assert_eq!(days("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30").unwrap(), [""; 0]);
        let (start, until) = (date(1900, 1, 1).at(0, 0, 0, 0), date(2200, 1, 1).at(0, 0, 0, 0));
        let mut steps = MOST_STEPS;
        let results: Vec<_> =
            (0..30).map(|_| occurrences("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", start, until, &mut steps)).collect();
        assert_eq!(results.last(), Some(&Err(RuleError::TooDense)));
    }

    #[test]
    fn every_time_of_day_counts() {
        let (start, until) = (date(1900, 1, 1).at(0, 0, 0, 0), date(2030, 1, 1).at(0, 0, 0, 0));
        let seconds = (0..24).map(|second| second.to_string()).collect::<Vec<_>>().join(",");
        for rule in [
            format!("FREQ=HOURLY;BYMINUTE=0,15,30,45;BYSECOND={seconds}"),
            format!("FREQ=DAILY;BYHOUR={seconds};BYMINUTE=0,15,30"),
        ] {
            let found = occurrences(&rule, start, until, &mut MOST_STEPS.clone());
            assert_eq!(found, Err(RuleError::TooDense), "{rule}");
        }
        let mut steps = MOST_STEPS;
        let (first, last) = (date(2026, 11, 2).at(0, 0, 0, 0), date(2026, 11, 3).at(23, 0, 0, 0));
        occurrences("FREQ=HOURLY;BYHOUR=9,10;BYMINUTE=0,30", first, last, &mut steps).unwrap();
        occurrences("FREQ=WEEKLY;BYHOUR=9,10;BYMINUTE=0,30", first, last, &mut steps).unwrap();
        assert_eq!(MOST_STEPS - steps, 2 * 24 * 2 + 2 * 4);
    }

    #[test]
    fn it_goes_on_only_as_long_as_more_is_wanted() {
        let (start, until) = (date(2026, 11, 2).at(9, 0, 0, 0), date(2030, 1, 1).at(0, 0, 0, 0));
        let mut asked = 0;
        let three = |_| {
            asked += 1;
            asked < 3
        };
        each("FREQ=DAILY", start, until, &mut MOST_STEPS.clone(), |utc| utc, three).unwrap();
        assert_eq!(asked, 3);
    }
}

//! A recurrence rule, as far as the dates of its occurrences. The dates are those of a calendar on the wall: zones are not
//! looked at here.

use jiff::civil::{Date, DateTime};
use rrule::RRuleSet;

use crate::moment::Written;

/// Steps that all rules of a file may take together: one for each day that a rule has to be followed.
pub const MOST_STEPS: i64 = 3_000_000;
/// What a rule costs that finds nothing.
const BARREN: i64 = 100_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleError {
    NotRead,
    /// It recurs more often than hourly, or there is too much to follow.
    TooDense,
}

/// Occurrences up to and including `until`. `to_wall` turns an UNTIL in UTC into the wall time of the start.
pub fn occurrences(
    rule: &str,
    start: DateTime,
    until: DateTime,
    steps: &mut i64,
    to_wall: impl Fn(DateTime) -> DateTime,
) -> Result<Vec<DateTime>, RuleError> {
    let (text, last) = tidied(rule, until, to_wall)?;
    if last < start {
        return Ok(Vec::new());
    }
    let days = i64::from((last.date() - start.date()).get_days()) + 1;
    let cost = if text.contains("FREQ=HOURLY") { days.saturating_mul(24) } else { days };
    *steps = steps.saturating_sub(cost);
    if *steps < 0 {
        return Err(RuleError::TooDense);
    }
    let set: RRuleSet = format!("DTSTART:{}Z\nRRULE:{text}", basic(start)).parse().map_err(|_| RuleError::NotRead)?;
    let mut found = Vec::new();
    // Without a limit a rule that never comes true would be followed for ever.
    for occurrence in &set.limit() {
        let Some(wall) = wall(occurrence.timestamp()).filter(|wall| *wall <= last) else { break };
        found.push(wall);
    }
    if found.is_empty() {
        *steps -= BARREN;
    }
    Ok(found)
}

/// The rule's own parts, with an end that is never later than `until`.
fn tidied(
    rule: &str,
    until: DateTime,
    to_wall: impl Fn(DateTime) -> DateTime,
) -> Result<(String, DateTime), RuleError> {
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
    let lists = ["BYHOUR=", "BYMINUTE=", "BYSECOND="];
    let times = |list: &str| {
        parts.iter().find_map(|part| part.strip_prefix(list)).map_or(1, |values| values.split(',').count())
    };
    if lists.into_iter().map(times).product::<usize>() > 96 {
        return Err(RuleError::TooDense);
    }
    if !parts.iter().any(|part| part.starts_with("COUNT=")) {
        parts.push(format!("UNTIL={}Z", basic(last)));
    }
    Ok((parts.join(";"), last))
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

    fn days(rule: &str) -> Result<Vec<String>, RuleError> {
        let (start, until) = (date(2026, 11, 2).at(9, 0, 0, 0), date(2026, 12, 31).at(23, 59, 59, 0));
        let mut steps = MOST_STEPS;
        let found = occurrences(rule, start, until, &mut steps, |utc| utc)?;
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
        let results: Vec<_> = (0..30)
            .map(|_| occurrences("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", start, until, &mut steps, |utc| utc))
            .collect();
        assert_eq!(results.last(), Some(&Err(RuleError::TooDense)));
    }
}

//! When it began, was noticed, was repaired and was over, as a table of times or a list of key events tells it.

use jiff::civil::{Date, DateTime, Time};

use super::stated::{Agreement, Stated};
use super::zone;

#[derive(Debug)]
pub struct Moments {
    pub zone: Option<String>,
    pub began: DateTime,
    pub detected: DateTime,
    pub declared: Option<DateTime>,
    pub repaired: Option<DateTime>,
    pub resolved: DateTime,
    pub detection: Option<Stated>,
    pub repair: Option<Stated>,
    pub resolution: Option<Stated>,
    /// Where the times stand.
    pub line: usize,
}

/// So many times of a table are compared with each other.
const MOST_TIMES: usize = 200;

/// What rows say that are no end, in small letters: somebody begins to look for a cause, or is told of something else.
const NO_END: &[&str] = &[
    "investigation started",
    "investigations started",
    "started investigat",
    "we've been notified",
    "we have been notified",
    "we were notified",
    "調査を開始",
    "原因調査開始",
    "連絡を受けた",
    "報告を受けた",
];

/// What is wrong, and in which line from 0.
pub fn read(text: &str) -> Result<Moments, (usize, &'static str)> {
    let lines: Vec<&str> = text.lines().collect();
    let key_events = lines.iter().position(|line| super::bare(line).eq_ignore_ascii_case("key events"));
    match key_events {
        Some(at) => listed(&lines, at),
        None => tabled(&lines),
    }
}

fn listed(lines: &[&str], at: usize) -> Result<Moments, (usize, &'static str)> {
    let events = lines[at + 1..].iter().take_while(|line| !line.starts_with("- **"));
    let (mut began, mut detected, mut declared, mut repaired, mut resolved) = (None, None, None, None, None);
    for line in events {
        let small = line.to_lowercase();
        let Some(moment) = moment(line) else { continue };
        let place = [
            (["occur", "began", "start"].as_slice(), &mut began),
            (["detect", "aware"].as_slice(), &mut detected),
            (["declared"].as_slice(), &mut declared),
            (["repair", "mitigat", "restor"].as_slice(), &mut repaired),
            (["resolv"].as_slice(), &mut resolved),
        ];
        for (words, kept) in place {
            if words.iter().any(|word| small.contains(word)) {
                kept.get_or_insert(moment);
                break;
            }
        }
    }
    let Some(resolved) = resolved else { return Err((at, "postmortem-import-no-end")) };
    let Some(began) = began.or(detected).or(declared) else { return Err((at, "postmortem-import-no-start")) };
    Ok(Moments {
        zone: lines.iter().find_map(|line| zone::leading(told(line)?.1)),
        began,
        detected: detected.or(declared).unwrap_or(began),
        declared,
        repaired,
        resolved,
        detection: None,
        repair: stated(lines, "time to repair"),
        resolution: stated(lines, "time to resolve"),
        line: at,
    })
}

fn tabled(lines: &[&str]) -> Result<Moments, (usize, &'static str)> {
    let heading = lines.iter().position(|line| {
        line.starts_with('#') && ["timeline", "タイムライン"].contains(&super::bare(line).to_lowercase().as_str())
    });
    let Some(at) = heading else { return Err((0, "postmortem-import-no-timeline")) };
    let section = lines[at + 1..].iter().take_while(|line| !line.starts_with('#'));
    let mut zone = None;
    let mut rows: Vec<(DateTime, String)> = Vec::new();
    for line in section {
        let Some((cell, event)) = line.trim().strip_prefix('|').and_then(|row| row.split_once('|')) else {
            // `All times in CET.`
            if ["time", "時刻", "タイムゾーン"].iter().any(|word| line.to_lowercase().contains(word)) {
                zone = zone.or_else(|| zone::within(line));
            }
            continue;
        };
        match told(cell) {
            Some((moment, rest)) => {
                zone = zone.or_else(|| zone::leading(rest));
                rows.push((moment, event.to_lowercase()));
            }
            // `| Date and time in CET | Event |`
            None => zone = zone.or_else(|| zone::within(cell)),
        }
    }
    rows.sort_by_key(|(moment, _)| *moment);
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Err((at, "postmortem-import-no-times")) };
    let detection = stated(lines, "time to detection");
    let repair = stated(lines, "time to recovery");
    let mut times: Vec<DateTime> = rows.iter().map(|(moment, _)| *moment).collect();
    times.dedup();
    times.truncate(MOST_TIMES);
    let marked = |words: &[&str]| {
        let row = rows.iter().find(|(_, event)| words.iter().any(|word| event.contains(word)));
        row.map(|(moment, _)| *moment)
    };
    let fit = fit(&times, detection.as_ref(), repair.as_ref());
    let began =
        fit.map(|fit| fit.0).or_else(|| marked(&["problem started", "unexpectedly trigger"])).unwrap_or(first.0);
    let repaired =
        fit.and_then(|fit| fit.2).or_else(|| marked(&["**recovery:**", "(resolved)"])).filter(|at| *at >= began);
    let detected =
        fit.map(|fit| fit.1).or_else(|| marked(&["**detection:**"])).filter(|at| *at >= began).unwrap_or(began);
    // Where its recovery is known, a row after that need not be the end.
    let resolved = repaired.map_or(last.0, |repaired| {
        let ends = |event: &str| !NO_END.iter().any(|words| event.contains(words));
        let row = rows.iter().rev().find(|(moment, event)| *moment > repaired && ends(event));
        row.map_or(repaired, |(moment, _)| *moment)
    });
    Ok(Moments {
        zone,
        began,
        detected,
        // Lengths are counted from what was noticed, too.
        declared: None,
        repaired,
        resolved,
        detection,
        repair,
        resolution: None,
        line: at,
    })
}

/// Rows do not say which of them is the beginning: it is the first from which the text's own lengths lead to other rows. The second
/// length is counted from there, too, or else from when it was noticed. Where neither leads anywhere, the first row may be when it
/// was noticed, and no row the beginning.
fn fit(
    times: &[DateTime],
    detection: Option<&Stated>,
    repair: Option<&Stated>,
) -> Option<(DateTime, DateTime, Option<DateTime>)> {
    let is = |stated: &Stated, from: DateTime, to: DateTime| stated.agrees(&[from], to) == Agreement::Agrees;
    let Some(detection) = detection else {
        let repair = repair?;
        return times.iter().enumerate().find_map(|(at, began)| {
            let end = times[at..].iter().find(|end| is(repair, *began, **end))?;
            Some((*began, *began, Some(*end)))
        });
    };
    let pairs = times.iter().enumerate().flat_map(|(at, began)| {
        times[at..].iter().filter(|noticed| is(detection, *began, **noticed)).map(|noticed| (*began, *noticed))
    });
    let pairs: Vec<(DateTime, DateTime)> = pairs.collect();
    let Some(repair) = repair else {
        // Nothing is said of its end.
        return pairs.first().map(|(began, noticed)| (*began, *noticed, None));
    };
    let end = |noticed: DateTime, from: DateTime| {
        let later = times.iter().filter(|end| **end > noticed || (detection.length.is_zero() && **end == noticed));
        later.copied().find(|end| is(repair, from, *end))
    };
    let first = *times.first()?;
    let unseen = first.checked_sub(detection.length).ok()?;
    let from_the_beginning = pairs.iter().map(|(began, noticed)| (*began, *noticed, *began));
    let from_the_notice = pairs.iter().map(|(began, noticed)| (*began, *noticed, *noticed));
    let mut ways = from_the_beginning.chain(from_the_notice).chain([(unseen, first, unseen)]);
    ways.find_map(|(began, noticed, from)| Some((began, noticed, Some(end(noticed, from)?))))
}

/// What stands after the words, and after what parts them from it.
fn stated(lines: &[&str], name: &str) -> Option<Stated> {
    lines.iter().find_map(|line| {
        let small = line.to_lowercase();
        let rest = small.split_once(name)?.1.trim_start_matches(|letter: char| "*:： ".contains(letter)).to_owned();
        // M-F is written in capitals.
        Stated::read(&rest.replace("m-f", "M-F"))
    })
}

/// The first day with a time of day after it: `2020-02-03 11:21`, `2025-01-14 1600`, `2022-08-03 12:26-12:??`.
fn moment(text: &str) -> Option<DateTime> {
    told(text).map(|(moment, _)| moment)
}

/// With what stands after it.
fn told(text: &str) -> Option<(DateTime, &str)> {
    for (at, _) in text.char_indices() {
        let Some(day) = text.get(at..at + 10).and_then(|day| day.parse::<Date>().ok()) else { continue };
        let rest = text[at + 10..].trim_start_matches([' ', 'T', '\t']);
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let hour = digits(rest);
        let (hours, minutes, rest) = match (hour, rest.as_bytes().get(hour)) {
            (1 | 2, Some(b':')) if digits(&rest[hour + 1..]) >= 2 => {
                (&rest[..hour], &rest[hour + 1..hour + 3], &rest[hour + 3..])
            }
            (4, _) => (&rest[..2], &rest[2..4], &rest[4..]),
            _ => return None,
        };
        let time = Time::new(hours.parse().ok()?, minutes.parse().ok()?, 0, 0).ok()?;
        // Seconds and their parts are nothing to go by.
        let rest = rest.trim_start_matches(|letter: char| letter.is_ascii_digit() || ":.".contains(letter));
        return Some((day.to_datetime(time), rest));
    }
    None
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn moments_are_read_as_they_are_written() {
        let day = date(2024, 4, 9);
        for (text, read) in [
            ("| 2024-04-09 8:40 |", Some(day.at(8, 40, 0, 0))),
            ("  - Repaired: 2024-04-09 1600", Some(day.at(16, 0, 0, 0))),
            (" 2024-04-09   14:00 ", Some(day.at(14, 0, 0, 0))),
            ("2024-04-09 12:26-12:?? ", Some(day.at(12, 26, 0, 0))),
            ("2024-04-09 10:45~", Some(day.at(10, 45, 0, 0))),
            ("First detected 2024-04-09 (Time TBC)", None),
            ("| 2024-04-09 |", None),
            ("| 20xx-MM-DD HH:mm |", None),
            ("決済 2024-04-09 9:05", Some(day.at(9, 5, 0, 0))),
        ] {
            assert_eq!(moment(text), read, "{text}");
        }
    }
}

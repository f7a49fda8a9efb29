//! When it began, was noticed, was repaired and was over, as a table of times or a list of key events tells it.

use jiff::civil::{Date, DateTime, Time};

use super::stated::{Agreement, Stated};

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
        zone: None,
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
        if let Some(rest) = line.trim().strip_prefix("All times in ") {
            zone = Some(rest.trim_end_matches('.').trim().to_owned());
        }
        let Some((cell, event)) = line.trim().strip_prefix('|').and_then(|row| row.split_once('|')) else { continue };
        match moment(cell) {
            Some(moment) => rows.push((moment, event.to_lowercase())),
            // `| Date and time in CET | Event |`
            None if zone.is_none() => zone = cell.split_once("ime in ").map(|(_, zone)| zone.trim().to_owned()),
            None => {}
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
    let began = fit.map(|fit| fit.0).or_else(|| marked(&["problem started"])).unwrap_or(first.0);
    let repaired =
        fit.and_then(|fit| fit.2).or_else(|| marked(&["**recovery:**", "(resolved)"])).filter(|at| *at >= began);
    let detected =
        fit.map(|fit| fit.1).or_else(|| marked(&["**detection:**"])).filter(|at| *at >= began).unwrap_or(began);
    Ok(Moments {
        zone,
        began,
        detected,
        // Lengths are counted from what was noticed, too.
        declared: None,
        repaired,
        resolved: last.0,
        detection,
        repair,
        resolution: None,
        line: at,
    })
}

/// Rows do not say which of them is the beginning: it is the first from which the text's own lengths lead to other rows.
fn fit(
    times: &[DateTime],
    detection: Option<&Stated>,
    repair: Option<&Stated>,
) -> Option<(DateTime, DateTime, Option<DateTime>)> {
    let is = |stated: &Stated, from: DateTime, to: DateTime| stated.agrees(&[from], to) == Agreement::Agrees;
    for began in times {
        let after: Vec<DateTime> = times.iter().copied().filter(|at| at >= began).collect();
        match detection {
            None => {
                let repair = repair?;
                if let Some(end) = after.iter().find(|end| is(repair, *began, **end)) {
                    return Some((*began, *began, Some(*end)));
                }
            }
            Some(detection) => {
                let noticed = after.iter().find(|noticed| is(detection, *began, **noticed));
                let Some(repair) = repair else {
                    // Nothing is said of its end.
                    let Some(noticed) = noticed else { continue };
                    return Some((*began, *noticed, None));
                };
                for noticed in after.iter().filter(|noticed| is(detection, *began, **noticed)) {
                    let later =
                        after.iter().filter(|end| *end >= noticed && (detection.length.is_zero() || *end > noticed));
                    let mut later = later.filter(|end| is(repair, *began, **end) || is(repair, *noticed, **end));
                    if let Some(end) = later.next() {
                        return Some((*began, *noticed, Some(*end)));
                    }
                }
            }
        }
    }
    None
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
    for (at, _) in text.char_indices() {
        let Some(day) = text.get(at..at + 10).and_then(|day| day.parse::<Date>().ok()) else { continue };
        let rest = text[at + 10..].trim_start_matches([' ', 'T', '\t']);
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let hour = digits(rest);
        let (hours, minutes) = match (hour, rest.as_bytes().get(hour)) {
            (1 | 2, Some(b':')) if digits(&rest[hour + 1..]) >= 2 => (&rest[..hour], &rest[hour + 1..hour + 3]),
            (4, _) => (&rest[..2], &rest[2..4]),
            _ => return None,
        };
        let time = Time::new(hours.parse().ok()?, minutes.parse().ok()?, 0, 0).ok()?;
        return Some(day.to_datetime(time));
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

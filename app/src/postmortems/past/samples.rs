//! Post-mortems that nobody here wrote, if `RYUGAKU_SAMPLES` (or the folder beside the repository) has them.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use jiff::tz::TimeZone;

use super::truth::TRUTH;
use super::*;

/// By file name. Says so where there are none, past the test harness's capture.
fn samples() -> Option<BTreeMap<String, String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let base = env::var_os("RYUGAKU_SAMPLES").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let folder = base.join("01-postmortems");
    if !folder.is_dir() {
        let line = format!("SKIPPED: no sample data at {}; set RYUGAKU_SAMPLES\n", folder.display());
        io::stderr().write_all(line.as_bytes()).expect("standard error takes a line");
        return None;
    }
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("the samples can be read") {
            let path = entry.expect("the samples can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                waiting.push(path);
            } else if name.ends_with(".md") || name.ends_with(".md.erb") {
                found.insert(name, fs::read_to_string(&path).expect("the samples can be read"));
            }
        }
    }
    Some(found)
}

/// What is taken of it, as a line of the table tells it.
fn told(file: &str, text: &str) -> String {
    let past = match read(text) {
        Ok(past) => past,
        Err(wrong) => return format!("{file} refused {} {}", wrong[0].1.key, wrong[0].0),
    };
    let zone = past.zone.as_deref().map_or(TimeZone::UTC, |zone| zone::named(zone).expect("the zone is known"));
    let utc = |at: DateTime| at.to_zoned(zone.clone()).expect("the time is one").timestamp().to_zoned(TimeZone::UTC);
    let (began, resolved) = (utc(past.began), utc(past.resolved));
    let repaired = past.repaired.map(utc);
    assert_eq!(past.time_to_resolve(), resolved.duration_since(&began), "{file}");
    assert_eq!(past.time_to_repair(), repaired.as_ref().unwrap_or(&resolved).duration_since(&began), "{file}");
    let time = |at: jiff::Zoned| {
        let form = if at.date() == began.date() { "%H:%M" } else { "%Y-%m-%dT%H:%M" };
        at.strftime(form).to_string()
    };
    let stated = [&past.detection, &past.repair, &past.resolution];
    let lengths = past.agreements().into_iter().zip(stated).map(|((_, agreement), stated)| {
        let minutes = stated.as_ref().map_or("-".to_owned(), |stated| stated.length.as_mins().to_string());
        match agreement {
            Some(Agreement::Differs(given)) => format!("{minutes}!{}", given.as_mins()),
            Some(Agreement::Agrees) | None => minutes,
        }
    });
    let lengths: Vec<String> = lengths.collect();
    format!(
        "{file} {} {} {} {} {} {}/{} {}",
        past.zone.as_deref().unwrap_or("-"),
        began.strftime("%Y-%m-%dT%H:%M"),
        time(utc(past.detected)),
        repaired.map_or("-".to_owned(), time),
        time(resolved),
        past.actions.len(),
        past.actions.iter().filter(|action| action.is_done).count(),
        lengths.join(" "),
    )
}

#[test]
fn both_collections_are_taken_as_people_read_them() {
    let Some(samples) = samples() else { return };
    let given = samples.iter().filter(|(_, text)| is_postmortem(text)).map(|(name, text)| told(&name[..10], text));
    let given: Vec<String> = given.collect();
    for (given, line) in given.iter().zip(TRUTH.lines()) {
        let (told, why) = line.split_once(" | ").unwrap_or((line, ""));
        assert_eq!(*given, told.replace('?', ""), "{why}");
        assert!(!why.is_empty() || !told.contains(['?', '!']), "{line} says no reason");
    }
    assert_eq!((given.len(), TRUTH.lines().count()), (45, 45));
}

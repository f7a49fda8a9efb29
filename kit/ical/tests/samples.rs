//! Calendars that nobody here wrote, if `RYUGAKU_SAMPLES` (or the folder beside the repository) has them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use ryugaku_calendar::Zone;
use ryugaku_ical::{Window, read};
use ryugaku_kernel::Time;

fn samples(folder: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let base = env::var_os("RYUGAKU_SAMPLES").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let folder = base.join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    let line = format!("SKIPPED: no sample data at {}; set RYUGAKU_SAMPLES\n", folder.display());
    io::stderr().write_all(line.as_bytes()).expect("standard error takes a line");
    None
}

/// Every file of the list gives its times, or lines that say why not.
#[test]
fn every_calendar_is_read_or_refused_with_a_line() {
    let Some(folder) = samples("11-ical") else { return };
    let list = fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let window = Window { from: Time(-2_000_000_000_000_000), until: Time(1_900_000_000_000_000) };
    let zone = Zone::named("Asia/Tokyo").unwrap();
    let (mut whole, mut partly, mut refused, mut other) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for path in list.lines().skip(1).filter_map(|line| line.split('\t').nth(4)) {
        let bytes = fs::read(folder.join(path)).unwrap();
        match read(&bytes, &zone, window) {
            Ok(reading) => {
                let lines: Vec<_> = reading
                    .refused
                    .iter()
                    .map(|refused| format!("{}: {} {:?}", refused.line, refused.why.key, refused.why.args))
                    .collect();
                assert!(reading.entries > 0 || !lines.is_empty(), "{path} says nothing");
                match (reading.entries, lines.is_empty()) {
                    (0, _) if reading.passed > 0 => other.push(path),
                    (0, _) => refused.push(format!("{path}: {}", lines.join(", "))),
                    (_, true) => whole.push(path),
                    (_, false) => partly.push(format!("{path}: {}", lines.join(", "))),
                }
            }
            Err(why) => refused.push(format!("{path}: {}: {}", why.line, why.why.key)),
        }
    }
    let report = format!(
        "partly:\n  {}\nrefused:\n  {}\nno events in:\n  {}",
        partly.join("\n  "),
        refused.join("\n  "),
        other.join("\n  ")
    );
    let sums = [whole.len(), partly.len(), refused.len(), other.len()];
    assert_eq!(sums.iter().sum::<usize>(), list.lines().count() - 1);
    assert!(whole.len() >= 70 && partly.len() == 5 && refused.len() <= 52, "{sums:?}\n{report}");
}

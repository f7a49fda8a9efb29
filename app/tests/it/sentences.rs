//! Every kind of event that anything in the program records has words, in both languages.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Kinds by literal, and, where a file records a kind it has put in a name, every literal that looks like one.
fn kinds(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            kinds(&path, found);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        let calls: Vec<&str> = text.split("NewEvent::of(").skip(1).map(str::trim_start).collect();
        if calls.is_empty() {
            continue;
        }
        let by_name = calls.iter().any(|call| !call.starts_with('"'));
        found.extend(calls.iter().filter_map(|call| call.strip_prefix('"')?.split('"').next()).map(str::to_owned));
        if by_name {
            found.extend(
                text.split('"').skip(1).step_by(2).filter(|literal| looks_like_a_kind(literal)).map(str::to_owned),
            );
        }
    }
}

fn looks_like_a_kind(literal: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    literal.split_once('.').is_some_and(|(thing, what)| word(thing) && word(what))
}

#[test]
fn every_kind_that_is_recorded_has_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    kinds(&root.join("src"), &mut found);
    assert!(found.contains("team.founded") && found.contains("team.archived"), "the search finds nothing: {found:?}");
    for lang in ["ja", "en"] {
        let mut texts = String::new();
        for file in fs::read_dir(root.join("locales").join(lang)).unwrap() {
            texts.push_str(&fs::read_to_string(file.unwrap().path()).unwrap());
            texts.push('\n');
        }
        let has =
            |key: &str| texts.lines().any(|line| line.split_once('=').is_some_and(|(name, _)| name.trim() == key));
        let missing: Vec<_> = found.iter().filter(|kind| !has(&format!("event-{}", kind.replace('.', "-")))).collect();
        assert!(missing.is_empty(), "no words in {lang} for {missing:?}: add them to locales/{lang}/events.ftl");
        let things: BTreeSet<_> = found.iter().filter_map(|kind| kind.split('.').next()).collect();
        let nameless: Vec<_> = things.into_iter().filter(|thing| !has(&format!("thing-{thing}"))).collect();
        assert!(nameless.is_empty(), "no word in {lang} for the things {nameless:?}: add thing-… to record.ftl");
    }
}

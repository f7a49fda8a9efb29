//! The rules of the house, held by reading the sources: rooms, sizes, names, and words in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every file under `folder` with this ending, as (path from the root, text).
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![root().join(folder)];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("target") && !path.ends_with("node_modules") && !path.ends_with("dist") {
                    waiting.push(path);
                }
            } else if path.extension().is_some_and(|found| found == ending) {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn rust() -> Vec<(String, String)> {
    ["app/src", "app/tests", "kit", "xtask/src", "bench"].into_iter().flat_map(|folder| files(folder, "rs")).collect()
}

/// The part of a file that is neither test nor comment.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    code.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

#[track_caller]
fn none(wrong: &[String], rule: &str) {
    assert!(wrong.is_empty(), "{rule}:\n  {}", wrong.join("\n  "));
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn is_store(path: &str) -> bool {
    file_name(path).ends_with("store.rs") || path.contains("/store/")
}

fn is_door(path: &str) -> bool {
    let name = file_name(path);
    let outside =
        ["app/src/door/", "app/src/shell/", "app/src/home/", "app/src/demo/"].iter().any(|at| path.starts_with(at));
    let top = path.matches('/').count() == 2;
    let stem = name.trim_end_matches(".rs");
    let door = ["pages", "api", "live", "command", "jobs", "chat", "mod", "door", "routes", "who"];
    outside
        || top
        || door
            .iter()
            .any(|door| stem == *door || stem.ends_with(&format!("_{door}")) || path.contains(&format!("/{door}/")))
}

#[test]
fn every_file_says_what_it_is() {
    let wrong: Vec<_> = rust().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(path, _)| path).collect();
    none(&wrong, "files begin with //! and what they are");
}

#[test]
fn files_stay_small() {
    let mut lengths: Vec<(usize, String)> =
        rust().into_iter().map(|(path, text)| (text.lines().count(), path)).collect();
    lengths.sort();
    let median = lengths[lengths.len() / 2].0;
    assert!(median < 150, "the median file has {median} lines");
    let long: Vec<_> =
        lengths.iter().filter(|(lines, _)| *lines > 400).map(|(lines, path)| format!("{path}: {lines}")).collect();
    assert!(long.len() <= 3, "few files have over 400 lines:\n  {}", long.join("\n  "));
}

#[test]
fn files_are_nouns_or_verbs() {
    let vague = ["utils", "util", "helpers", "helper", "manager", "service", "services", "common", "misc"];
    let wrong: Vec<_> = rust()
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| vague.contains(&file_name(path).trim_end_matches(".rs")))
        .collect();
    none(&wrong, "a file is named for the thing or the deed in it");
}

#[test]
fn sql_stands_in_stores_alone() {
    let wrong: Vec<_> = files("app/src", "rs")
        .into_iter()
        .filter(|(path, text)| !is_store(path) && code(text).contains("sql(\""))
        .map(|(path, _)| path)
        .collect();
    none(&wrong, "SQL stands in store.rs, or a file that ends so");
}

#[test]
fn stores_know_neither_http_nor_permission() {
    let wrong: Vec<_> = files("app/src", "rs")
        .into_iter()
        .filter(|(path, _)| is_store(path))
        .flat_map(|(path, text)| {
            let hit = move |word: &str| code(&text).contains(word).then(|| format!("{path}: {word}"));
            ["axum", ".require_", "askama"].into_iter().filter_map(hit).collect::<Vec<_>>()
        })
        .collect();
    none(&wrong, "a store touches Tx, Db and the model");
}

#[test]
fn verbs_and_models_know_no_door() {
    let wrong: Vec<_> = files("app/src", "rs")
        .into_iter()
        .filter(|(path, _)| !is_door(path) && !is_store(path))
        .flat_map(|(path, text)| {
            let hit = move |word: &str| code(&text).contains(word).then(|| format!("{path}: {word}"));
            ["use axum", "askama", "door::Fields", ".commit()"].into_iter().filter_map(hit).collect::<Vec<_>>()
        })
        .collect();
    none(&wrong, "a verb knows no HTTP and no HTML, and neither begins nor commits");
}

#[test]
fn kit_knows_no_domain_word() {
    let words = ["incident", "exchange", "postmortem", "runbook", "sprint", "留学"];
    let wrong: Vec<_> = files("kit", "rs")
        .into_iter()
        .flat_map(|(path, text)| {
            // Words of a file that others write are what they are.
            let code = code(&text).replace("incidentio_configs", "").replace("open_incidents", "");
            let hit = move |word: &&str| code.to_lowercase().contains(*word).then(|| format!("{path}: {word}"));
            words.iter().filter_map(hit).collect::<Vec<_>>()
        })
        .collect();
    none(&wrong, "a kit crate knows no domain word");
}

/// Keys of all messages of one language, with the file each stands in.
fn keys(lang: &str) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    for (path, text) in files(&format!("app/locales/{lang}"), "ftl") {
        for line in text.lines() {
            let Some((key, _)) = line.split_once('=') else { continue };
            let key = key.trim_end();
            let is_key = key.starts_with(|c: char| c.is_ascii_lowercase()) && !key.contains(' ');
            if is_key && let Some(other) = keys.insert(key.to_owned(), path.clone()) {
                panic!("{key} stands twice: {other} and {path}");
            }
        }
    }
    keys
}

#[test]
fn both_languages_have_the_same_keys() {
    let (ja, en): (BTreeSet<_>, BTreeSet<_>) = (keys("ja").into_keys().collect(), keys("en").into_keys().collect());
    let wrong: Vec<_> = ja.symmetric_difference(&en).cloned().collect();
    none(&wrong, "each message is there in Japanese and in English");
}

/// Whatever stands in quotes in the sources and templates.
fn quoted() -> BTreeSet<String> {
    let all = files("app/src", "rs").into_iter().chain(files("app/templates", "html")).chain(files("kit", "rs"));
    all.flat_map(|(_, text)| text.split('"').map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn every_message_is_said_somewhere() {
    let said = quoted();
    // Some keys are put together: `event-…` from the kind of event, `failure-title-…` from the kind of failure.
    let together: Vec<String> = files("app/src", "rs")
        .into_iter()
        .flat_map(|(_, text)| {
            let formats = text.split("format!(\"").skip(1).filter_map(|rest| rest.split('"').next().map(str::to_owned));
            formats.filter_map(|format| format.split_once('{').map(|(head, _)| head.to_owned())).collect::<Vec<_>>()
        })
        .filter(|head| head.ends_with('-') && head.len() > 3)
        .collect();
    // And names of fields, from a head that is handed on.
    let fields = |key: &str| said.iter().any(|head| head.ends_with("-field") && key.starts_with(head.as_str()));
    let wrong: Vec<_> = keys("ja")
        .into_iter()
        .filter(|(key, _)| !said.contains(key) && !together.iter().any(|head| key.starts_with(head)) && !fields(key))
        .map(|(key, path)| format!("{key} ({path})"))
        .collect();
    none(&wrong, "a message nobody says is taken away");
}

#[test]
fn every_message_that_is_said_is_there() {
    let there = keys("ja");
    let asks =
        ["Msg::new(\"", "words::text(", ".t(\"", ".t1(\"", ".t2(\"", "Failure::conflict(\"", "Failure::invalid("];
    let mut wrong = Vec::new();
    for (path, text) in
        files("app/src", "rs").into_iter().chain(files("app/templates", "html")).chain(files("kit", "rs"))
    {
        for ask in asks {
            for rest in code(&text).split(ask).skip(1) {
                let call = if ask.ends_with('"') {
                    rest.split('"').next()
                } else {
                    rest.split(')').next().and_then(|call| call.split('"').rev().nth(1))
                };
                let Some(key) = call else { continue };
                let is_key =
                    key.contains('-') && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
                if is_key && !key.ends_with('-') && !there.contains_key(key) {
                    wrong.push(format!("{key} ({path})"));
                }
            }
        }
    }
    none(&wrong, "a message that is said has a text");
}

#[test]
fn templates_have_neither_inline_style_nor_inline_script() {
    let wrong: Vec<_> = files("app/templates", "html")
        .into_iter()
        .filter(|(_, text)| {
            [" style=\"", "<style", " onclick=", " onload=", "javascript:"].iter().any(|bad| text.contains(bad))
        })
        .map(|(path, _)| path)
        .collect();
    none(&wrong, "the content security policy allows neither");
}

/// Two shapes of one name are one in the API's description, and one of them is then described falsely.
#[test]
fn shapes_of_the_api_have_names_of_their_own() {
    let mut at: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in files("app/src", "rs") {
        for (derived, _) in text.match_indices("ToSchema)]\n") {
            let head = text[derived..].split('{').next().unwrap_or_default();
            let mut words = head.split_whitespace().skip_while(|word| !matches!(*word, "struct" | "enum"));
            let Some(item) = words.nth(1) else { continue };
            let other = head.split_once("schema(as = ").and_then(|(_, name)| name.split(')').next());
            at.entry(other.unwrap_or(item).into()).or_default().push(path.clone());
        }
    }
    assert!(at.len() > 100, "{} shapes were found", at.len());
    let wrong: Vec<_> =
        at.into_iter().filter(|(_, paths)| paths.len() > 1).map(|(name, paths)| format!("{name} {paths:?}")).collect();
    none(&wrong, "a shape of the API has a name of its own; #[schema(as = …)] gives it one");
}

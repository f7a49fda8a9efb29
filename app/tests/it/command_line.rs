//! The command line alone with its data folder: the same verbs, one after the other.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Runs the program on a data folder; gives what it printed, and whether it exited with 0.
pub fn ryugaku(data: &Path, words: &[&str]) -> (bool, String) {
    let program = Command::new(env!("CARGO_BIN_EXE_ryugaku"))
        .args(words)
        .arg("--data")
        .arg(data)
        .current_dir(data)
        .env("LC_ALL", "en_GB.UTF-8")
        .output()
        .unwrap();
    let text = [program.stdout, program.stderr].concat();
    (program.status.success(), String::from_utf8(text).unwrap())
}

#[track_caller]
pub fn done(data: &Path, words: &[&str]) -> String {
    let (ok, text) = ryugaku(data, words);
    assert!(ok, "{words:?}: {text}");
    text
}

/// A mistyped folder is told from one in which nothing has happened yet, and is not made.
#[test]
fn where_there_is_no_database_none_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let mistyped = folder.path().join("ryugaku-dtaa");
    for words in [&["incident", "list"][..], &["team", "list"], &["incident", "open", "x"], &["organisation", "show"]] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_ryugaku"));
        program.args(words).arg("--data").arg(&mistyped).current_dir(folder.path()).env("LC_ALL", "en_GB.UTF-8");
        let output = program.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{words:?}: {said}");
        assert!(said.contains("no database in") && said.contains("ryugaku-dtaa") && said.contains("--data"), "{said}");
        assert!(output.stdout.is_empty() && !mistyped.exists(), "{words:?}");
    }
    // There it is one.
    done(folder.path(), &["team", "found", "sre", "SREチーム", "--kind", "sre"]);
    assert!(done(folder.path(), &["incident", "list"]).contains("Nothing"));
}

#[test]
fn a_window_tells_its_next_times() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let week = ["--weekly", "monday,thursday", "--between", "22:00-02:00"];
    let span = ["--start", "2126-01-05T00:00:00Z", "--until", "2126-01-20T00:00:00Z"];
    done(data, &["organisation", "set", "--zone", "Asia/Tokyo"]);
    let planned: Value = serde_json::from_str(&done(
        data,
        &[&["maintenance", "plan", "DB の更新", "--matcher", "cluster=tokyo", "--json"][..], &week, &span].concat(),
    ))
    .unwrap();
    // 2126-01-07 is a Monday.
    let times = planned["coming"].as_array().unwrap();
    assert_eq!(times.len(), 4, "{planned}");
    assert_eq!(times[0]["from"], "2126-01-07T13:00:00Z");
    assert_eq!(times[0]["until"], "2126-01-07T17:00:00Z");
    let line = "  2126-01-10T13:00:00Z to 2126-01-10T17:00:00Z";
    let id = planned["id"].as_str().unwrap();
    let shown = done(data, &["maintenance", "show", id]);
    assert!(shown.contains("DB の更新") && shown.contains("Next times\n") && shown.contains(line), "{shown}");
    let preview = done(data, &[&["maintenance", "preview", "cluster=tokyo"][..], &week, &span].concat());
    assert!(preview.contains(line) && preview.contains("hidden: 0 of 0 firing"), "{preview}");
    let preview = done(data, &[&["maintenance", "preview", "cluster=tokyo"][..], &span].concat());
    assert!(preview.contains("  2126-01-05T00:00:00Z to 2126-01-20T00:00:00Z"), "{preview}");
    let short = ["--start", "2126-01-08T00:00:00Z", "--until", "2126-01-09T00:00:00Z"];
    let preview = done(data, &[&["maintenance", "preview", "cluster=tokyo"][..], &week, &short].concat());
    assert!(preview.contains("No such day and hour"), "{preview}");
    let ended = done(data, &["maintenance", "end", id]);
    assert!(
        !ended.contains("Next times") && !done(data, &["maintenance", "show", id]).contains("Next times"),
        "{ended}"
    );
    // Whoever holds the host is no person who keeps filters.
    let (ok, refused) = ryugaku(data, &["alert", "filter", "list"]);
    assert!(!ok && refused.contains("belong to a person"), "{refused}");
}

#[test]
fn people_products_and_settings_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    done(data, &["team", "found", "sre", "SREチーム", "--kind", "sre"]);
    done(data, &["team", "found", "shop", "店"]);
    std::fs::write(data.join("people.csv"), "name,email,team\n水野 遥,haruka@example.com,shop\nA,bad,\n").unwrap();
    let (ok, refused) = ryugaku(data, &["import", "people.csv"]);
    assert!(!ok && refused.contains("line 3, email"), "{refused}");
    let (ok, look) = ryugaku(data, &["import", "people.csv", "--dry-run"]);
    assert!(
        !ok && look.contains("haruka@example.com") && look.contains("Line 3, email:") && look.contains("dry run"),
        "{look}"
    );
    done(data, &["import", "people.csv", "--skip-refused"]);
    std::fs::write(data.join("other.txt"), "hello\n").unwrap();
    let (ok, unknown) = ryugaku(data, &["import", "other.txt"]);
    assert!(!ok && unknown.contains("is not a known kind"), "{unknown}");
    done(
        data,
        &["person", "add", "Saeki", "saeki+1@example.com", "--role", "admin", "--team", "sre", "--from", "2026-01-05"],
    );
    done(data, &["person", "change", "saeki+1@example.com", "--name", "佐伯 真"]);
    done(data, &["person", "move", "haruka@example.com", "sre"]);
    let list: Value = serde_json::from_str(&done(data, &["person", "list", "--team", "sre", "--json"])).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 2, "{list}");
    let left = done(data, &["person", "leave", "haruka@example.com", "--to", "saeki+1@example.com"]);
    assert!(left.contains("SESSIONS ENDED"), "{left}");
    done(data, &["person", "return", "haruka@example.com"]);
    let shown = done(data, &["person", "show", "saeki+1@example.com"]);
    assert!(shown.contains("佐伯 真") && shown.contains("2026-01-05"), "{shown}");
    assert!(done(data, &["team", "members", "sre"]).contains("佐伯 真"));
    done(data, &["product", "add", "checkout", "決済", "--team", "shop", "--runbook", "https://wiki.example.com/"]);
    done(data, &["product", "change", "checkout", "--dashboard", "https://grafana.example.com/"]);
    let product: Value = serde_json::from_str(&done(data, &["product", "list", "--json"])).unwrap();
    assert_eq!(product["items"][0]["links"].as_object().unwrap().len(), 2, "{product}");
    done(data, &["product", "move", "checkout", "sre"]);
    done(data, &["service", "add", "checkout-api", "決済API", "--product", "checkout"]);
    done(data, &["service", "archive", "checkout-api"]);
    done(data, &["service", "restore", "checkout-api"]);
    assert!(done(data, &["service", "list"]).contains("checkout-api"));
    done(data, &["deploy", "record", "1.4.2", "--service", "checkout-api", "--revision", "3f9a2b1", "--id", "run-7"]);
    done(data, &["deploy", "record", "1.4.3", "--product", "checkout", "--environment", "staging"]);
    let (ok, refused) = ryugaku(data, &["deploy", "record", "1", "--service", "none"]);
    assert!(!ok && refused.contains("service"), "{refused}");
    let deploys = done(data, &["deploy", "list", "--service", "checkout-api"]);
    assert!(deploys.contains("3f9a2b1") && deploys.contains("staging") && deploys.contains("1.4.3"), "{deploys}");
    done(data, &["team", "archive", "shop"]);
    done(data, &["team", "restore", "shop"]);
    done(data, &["organisation", "set", "--zone", "Asia/Seoul", "--day-off", "2026-12-29 Break"]);
    let organisation = done(data, &["organisation", "show"]);
    assert!(organisation.contains("Asia/Seoul") && organisation.contains("Break"), "{organisation}");
    std::fs::write(data.join("sre.json"), r#"{"does": "Watch"}"#).unwrap();
    done(data, &["sre", "write", "en", "sre.json"]);
    let sre = done(data, &["sre", "show"]);
    assert!(sre.contains("What the team does\nWatch") && sre.contains("佐伯 真"), "{sre}");
}

#[test]
fn routes_are_saved_onto_the_version_that_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    done(data, &["organisation", "set", "--zone", "Asia/Tokyo"]);
    let save = |group_by: &str, expect: &str| {
        let text = format!("route: {{receiver: default, group_by: [{group_by}]}}\nreceivers: [{{name: default}}]\n");
        std::fs::write(data.join("routes.yml"), text).unwrap();
        ryugaku(data, &["routing", "edit", "routes.yml", "--expect", expect])
    };
    let (ok, saved) = save("service", "0");
    assert!(ok, "{saved}");
    let (ok, late) = save("team", "0");
    assert!(!ok && late.contains("changed"), "{late}");
    assert!(done(data, &["routing", "show"]).contains("[service]"));
    assert!(save("team", "1").0);
}

#[test]
fn the_severity_policy_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    done(data, &["organisation", "set", "--zone", "Asia/Tokyo"]);
    let policy = |words: &[&str]| done(data, &[&["severity-policy"][..], words].concat());
    let shown = policy(&["show"]);
    std::fs::write(data.join("policy.yml"), shown.replacen("commander: 5m", "commander: 3m", 1)).unwrap();
    let preview = policy(&["preview", "policy.yml"]);
    assert!(preview.starts_with("SEV1\n  Commander (IC): 5 min → 3 min"), "{preview}");
    let (ok, stale) = ryugaku(data, &["severity-policy", "edit", "policy.yml", "--expect", "7"]);
    assert!(!ok && stale.contains("changed"), "{stale}");
    let saved = policy(&["edit", "policy.yml", "--note", "sooner", "--expect", "0"]);
    assert!(saved.contains("edited") && saved.contains("sooner"), "{saved}");
    assert!(policy(&["show"]).contains("commander: 3m"));
    // Somebody else was faster than whoever had read the one before.
    std::fs::write(data.join("late.yml"), shown.replacen("commander: 5m", "commander: 4m", 1)).unwrap();
    let (ok, late) = ryugaku(data, &["severity-policy", "edit", "late.yml", "--expect", "0"]);
    assert!(!ok && late.contains("changed") && policy(&["show"]).contains("commander: 3m"), "{late}");
    // Saved once more it is no other version.
    let again = policy(&["edit", "policy.yml", "--note", "again"]);
    assert!(again.contains("as it was") && !policy(&["versions"]).contains("again"), "{again}");
    assert_eq!(policy(&["preview", "policy.yml"]).trim(), "Nothing changes");
    let restored: Value = serde_json::from_str(&policy(&["restore", "0", "--json"])).unwrap();
    assert_eq!((&restored["version"], &restored["restored"]), (&2.into(), &0.into()));
    assert!(policy(&["show", "--version", "1"]).contains("commander: 3m"));
    assert!(policy(&["versions"]).lines().count() >= 4);
    std::fs::write(data.join("wrong.yml"), "levels:\n  sev1: {roles: {captain: 5m}}\n").unwrap();
    let (ok, wrong) = ryugaku(data, &["severity-policy", "edit", "wrong.yml"]);
    assert!(!ok && wrong.contains("Line 2") && wrong.contains("captain"), "{wrong}");
}

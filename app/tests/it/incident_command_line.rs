//! Incidents and their post-mortems from the terminal: what is shown, what is refused and with which words, who is named how.

use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::both;
use crate::own_command_line::Terminal;
use crate::postmortems::{AT, resolved};
use crate::support::{TestApp, Who};

fn printed(terminal: &Terminal, words: &[&str]) -> Value {
    serde_json::from_str(&terminal.done(&[words, &["--json"]].concat())).unwrap()
}

async fn text(app: &TestApp, who: &Who) -> String {
    app.get(who, AT).await.expect(200).json()["body"].as_str().unwrap().to_owned()
}

both! {
    /// A draft that nobody has written in may be written over; of any other text it is asked which it was made of.
    async fn a_post_mortem_is_not_written_over_unseen(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        resolved(&app, &saeki).await;
        app.api(&saeki, "POST", AT, json!({})).await.expect(201);
        let terminal = Terminal::of(&app, &saeki).await;
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let first = file("first.md", "## 概要\n\n決済が止まった\n\n## 要因\n\n-\n\n## 学び\n\n-\n");
        assert_eq!(printed(&terminal, &["postmortem", "save", "INC-1", &first])["version"], 2);
        let second = file("second.md", "## 概要\n\nべつの話\n");
        let refused = terminal.refused(&["postmortem", "save", "INC-1", &second]);
        assert!(refused.contains("--version 2") && refused.contains("佐伯 真"), "{refused}");
        assert!(text(&app, &saeki).await.contains("決済が止まった"));
        // With the version it was made of, both are in it.
        let theirs = file("theirs.md", "## 概要\n\n決済が止まった\n\n## 要因\n\n- 上限\n\n## 学び\n\n-\n");
        terminal.done(&["postmortem", "save", "INC-1", &theirs, "--version", "2"]);
        let mine = file("mine.md", "## 概要\n\n決済が 18分止まった\n\n## 要因\n\n-\n\n## 学び\n\n-\n");
        terminal.done(&["postmortem", "save", "INC-1", &mine, "--version", "2"]);
        let both = text(&app, &saeki).await;
        assert!(both.contains("18分") && both.contains("- 上限"), "{both}");
        assert!(terminal.refused(&["postmortem", "list", "--state", "done"]).contains("draft, review, published"));
    }

    async fn an_incident_is_shown_whole(app: TestApp) {
        let admin = app.admin().await;
        app.team("ours", TeamKind::Product).await;
        app.api(&admin, "POST", "/api/v1/products", json!({"slug": "shop", "name": "店", "team": "ours"})).await.expect(201);
        app.api(&admin, "POST", "/api/v1/services", json!({"slug": "api", "name": "決済API", "product": "shop"})).await.expect(201);
        let source = app.source(&admin, "prometheus").await;
        app.alerts(&source, json!([{"labels": {"alertname": "Http5xx"}}])).await;
        let alerts = app.get(&admin, "/api/v1/alerts").await.expect(200).json();
        let fingerprint = alerts["items"][0]["id"].as_str().unwrap();
        let terminal = Terminal::of(&app, &app.person("水野 遥", Role::Member).await).await;
        terminal.done(&["incident", "open", "決済が止まった", "--severity", "SEV2", "--service", "api", "--alert", fingerprint]);
        assert!(terminal.done(&["incident", "show", "INC-1"]).contains("Impact: not written yet"));
        let call = "https://meet.example.com/a";
        terminal.done(&["incident", "change", "1", "--impact", "支払いだけ", "--users", "12.5", "--users-source", "ログ", "--call", call]);
        terminal.done(&["incident", "open", "画面が白い"]);
        terminal.done(&["incident", "note", "INC-2", "配信側は正常"]);
        // A number is read with and without what stands before it.
        let asked = terminal.refused(&["incident", "merge", "2", "--into", "1"]);
        assert!(asked.contains("INC-2 into INC-1") && asked.contains("--yes"), "{asked}");
        assert!(terminal.refused(&["incident", "merge", "2", "--into", "7"]).contains("Not found"));
        terminal.done(&["incident", "merge", "2", "--into", "1", "--yes"]);

        let shown = terminal.done(&["incident", "show", "1"]);
        for part in ["Impact: 支払いだけ", "Affected services: 決済API", "Users hit: 12.5% (ログ)", &format!("Call: {call}"), "Merged into it: INC-2", "Http5xx", fingerprint] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        let note = shown.lines().find(|line| line.contains("配信側は正常")).unwrap();
        assert!(note.contains("INC-2"), "{note}");
        let gone = terminal.done(&["incident", "show", "INC-2"]);
        assert!(gone.contains("It goes on in INC-1"), "{gone}");
        let whole = printed(&terminal, &["incident", "show", "INC-1"]);
        assert_eq!((&whole["merged_from"], &whole["alerts"][0]["name"]), (&json!(["INC-2"]), &json!("Http5xx")), "{whole}");
        terminal.done(&["incident", "restrict", "INC-1", "--named", "水野 遥"]);
        assert!(terminal.done(&["incident", "show", "INC-1"]).contains("Named people only"));
    }

    /// What the policy asks for then, as the page and the channel say it.
    async fn a_change_of_severity_says_what_it_did(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        app.api(&saeki, "POST", "/api/v1/incidents", json!({"title": "決済が止まった", "severity": "sev2"})).await.expect(201);
        let terminal = Terminal::of(&app, &saeki).await;
        app.clock.advance(SignedDuration::from_mins(1));
        let said = terminal.done(&["incident", "change", "INC-1", "--severity", "sev1"]);
        assert!(said.contains("Commander (IC): 10 min → 5 min") && said.contains("Escalation: 15 min → 10 min"), "{said}");
        let said = terminal.done(&["incident", "change", "INC-1", "--severity", "sev1", "--impact", "支払いだけ"]);
        assert!(!said.contains('→'), "its severity is the same: {said}");
        app.clock.advance(SignedDuration::from_mins(1));
        let said = printed(&terminal, &["incident", "change", "INC-1", "--severity", "sev2"]);
        assert!(said["asks"].as_array().is_some_and(|asks| asks.contains(&json!("Escalation: 10 min → 15 min"))), "{said}");
    }

    /// What follows a sentence on its page stands beside it here: none ends as if something came.
    async fn no_sentence_is_left_hanging(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        resolved(&app, &saeki).await;
        app.api(&saeki, "POST", AT, json!({})).await.expect(201);
        for deed in ["review", "publish"] {
            app.api(&saeki, "POST", &format!("{AT}/{deed}"), json!({})).await.expect(200);
        }
        let whole = printed(&Terminal::of(&app, &saeki).await, &["incident", "show", "INC-1"]);
        let lines: Vec<&str> = whole["timeline"].as_array().unwrap().iter().map(|entry| entry["sentence"].as_str().unwrap()).collect();
        assert!(lines.contains(&"Published"), "{lines:?}");
        assert!(lines.iter().all(|line| !line.ends_with(':')), "{lines:?}");
    }

    async fn a_name_that_there_is_not_is_refused_with_those_that_there_are(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        let terminal = Terminal::of(&app, &saeki).await;
        terminal.done(&["incident", "open", "決済が止まった"]);
        for (words, said) in [
            ("status INC-1 resolved", "ryugaku incident resolve INC-1"),
            ("status INC-1 Closed", "ryugaku incident close INC-1"),
            ("status INC-1 broken", "investigating, identified, fixing, monitoring"),
            ("role INC-1 boss", "commander, communications, scribe, responder"),
            ("update INC-1 復旧中 --to all", "inside, stakeholders"),
            ("open x --severity sev9", "sev1, sev2, sev3, sev4"),
            ("change INC-1 --severity high", "sev1, sev2, sev3, sev4"),
            ("list --status done", "open, past, merged"),
            ("list --drills no", "without, with, only"),
        ] {
            let words: Vec<&str> = ["incident"].into_iter().chain(words.split(' ')).collect();
            let refused = terminal.refused(&words);
            assert!(refused.contains(said) && !refused.contains("JSON"), "{words:?}: {refused}");
        }
        terminal.done(&["incident", "status", "INC-1", "Fixing"]);
        assert!(terminal.done(&["incident", "role", "INC-1", "Scribe"]).contains("佐伯 真"));
    }

    /// By id, by e-mail address and by whole name, wherever somebody is meant, and always as `--person`.
    async fn somebody_is_named_alike_everywhere(app: TestApp) {
        let (saeki, aoki) = (app.person("佐伯 真", Role::Member).await, app.person("青木 澄", Role::Member).await);
        let terminal = Terminal::of(&app, &saeki).await;
        let address = format!("{}@example.com", aoki.id);
        terminal.done(&["incident", "open", "合鍵が流出", "--restricted", "--person", &address]);
        assert!(terminal.done(&["incident", "named", "INC-1"]).contains("青木 澄"));
        assert!(!terminal.done(&["incident", "named", "INC-1", "--remove", "青木 澄"]).contains("青木 澄"));
        assert!(terminal.done(&["incident", "named", "INC-1", "--person", &address]).contains("青木 澄"));
        assert!(!terminal.done(&["incident", "named", "INC-1", "--remove", &address]).contains("青木 澄"));
        assert!(terminal.refused(&["incident", "named", "INC-1", "--remove", "だれか"]).contains("person"));
        terminal.done(&["incident", "commander", "INC-1", "--person", &address]);
        assert!(terminal.done(&["incident", "list", "--commander", "青木 澄"]).contains("INC-1"));
        assert!(!terminal.done(&["incident", "list", "--commander", "佐伯 真"]).contains("INC-1"));
        // Command is laid down by whoever has it, who is named unless it is oneself.
        terminal.refused(&["incident", "commander", "INC-1", "--nobody"]);
        assert!(!terminal.done(&["incident", "commander", "INC-1", "--nobody", "--holder", &address]).contains("青木 澄"));
        assert!(terminal.done(&["incident", "task", "INC-1", "鍵を替える", "--person", "佐伯 真"]).contains("鍵を替える"));
    }
}

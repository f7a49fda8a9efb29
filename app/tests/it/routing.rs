//! Routes as a document in versions: saved, refused with lines, restored, imported, tried; and who may.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use ryugaku::alerts::{PastRun, write_past};
use ryugaku::people::TeamKind;
use ryugaku_alerting::{Annotations, Labels};
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both;
use crate::support::{TestApp, Who};

const SPLIT: &str = "\
route:
  receiver: default
  group_by: [alertname]
  routes:
    # What wakes somebody.
    - matchers: [severity=\"page\"]
      receiver: pager
      group_wait: 10s
receivers:
  - name: default
  - name: pager
";

pub async fn receiver(app: &TestApp, who: &Who, name: &str) -> String {
    let made = app.api(who, "POST", "/api/v1/receivers", json!({"name": name})).await.expect(201).json();
    made["id"].as_str().unwrap().to_owned()
}

async fn mail(app: &TestApp, who: &Who, receiver: &str) {
    let body = json!({"kind": "email", "to": ["a@example.com"]});
    app.api(who, "POST", &format!("/api/v1/receivers/{receiver}/channels"), body).await.expect(201);
}

async fn id_of(app: &TestApp, who: &Who, name: &str) -> String {
    let all = app.get(who, "/api/v1/receivers").await.expect(200).json();
    let found = all["items"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone();
    found["id"].as_str().unwrap().to_owned()
}

async fn save(app: &TestApp, who: &Who, text: &str) -> Value {
    app.api(who, "PUT", "/api/v1/routing", json!({"text": text, "note": "試し"})).await.expect(200).json()
}

/// Runs that have ended, by name, severity, start and length in minutes before now.
async fn history(app: &TestApp, runs: &[(&str, &str, i64, i64)]) {
    let run = |(name, severity, ago, length): &(&str, &str, i64, i64)| {
        let starts_at = app.now().minus(SignedDuration::from_mins(*ago));
        PastRun {
            labels: Labels::new([("alertname", *name), ("severity", *severity)]),
            annotations: Annotations::default(),
            source: None,
            starts_at,
            ended_at: Some(starts_at.plus(SignedDuration::from_mins(*length))),
            seen_until: starts_at,
        }
    };
    let mut tx = app.begin().await;
    write_past(&mut tx, runs.iter().map(run).collect()).await.unwrap();
    tx.commit().await.unwrap();
}

pub fn samples() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = std::env::var_os("RYUGAKU_SAMPLES").map_or(beside, PathBuf::from).join("02-prometheus");
    if !folder.is_dir() {
        eprintln!("SKIPPED: no sample data at {}; set RYUGAKU_SAMPLES", folder.display());
        return None;
    }
    Some(folder)
}

/// What wakes somebody is told to one, and to another as well.
const BOTH: &str = "\
route:
  receiver: default
  group_by: [alertname]
  routes:
    - matchers: [severity=\"page\"]
      receiver: pager
      continue: true
    - matchers: [severity=\"page\"]
      receiver: chat
receivers:
  - name: default
  - name: pager
  - name: chat
";

both! {
    /// As Alertmanager gives them: by routes, so that the groups of the other receiver are not there.
    async fn groups_are_asked_for_by_receiver(app: TestApp) {
        let admin = app.admin().await;
        receiver(&app, &admin, "pager").await;
        receiver(&app, &admin, "chat").await;
        save(&app, &admin, BOTH).await;
        let source = app.source(&admin, "prometheus").await;
        app.alerts(&source, json!([{"labels": {"alertname": "A", "severity": "page"}}, {"labels": {"alertname": "B"}}])).await;
        let groups = async |query: &str| {
            let read = app.read_v2(&source.key, &format!("/api/v2/alerts/groups{query}")).await.expect(200).json();
            let name = |of: &Value| of["name"].as_str().unwrap().to_owned();
            let heard = |group: &Value| {
                let receivers = group["alerts"][0]["receivers"].as_array().unwrap().iter().map(name);
                format!("{}: {}", name(&group["receiver"]), receivers.collect::<Vec<_>>().join(","))
            };
            read.as_array().unwrap().iter().map(heard).collect::<Vec<_>>()
        };
        assert_eq!(groups("").await, ["chat: pager,chat", "default: default", "pager: pager,chat"]);
        assert_eq!(groups("?receiver=chat").await, ["chat: chat"]);
        assert_eq!(groups("?receiver=chat%7Cdefault").await, ["chat: chat", "default: default"]);
        assert!(groups("?receiver=cha").await.is_empty());
    }

    async fn before_anybody_has_written_the_built_in_holds(app: TestApp) {
        let admin = app.admin().await;
        let first = app.get(&admin, "/api/v1/routing").await.expect(200);
        assert_eq!(first.headers["etag"], "\"0\"");
        let first = first.json();
        assert_eq!((&first["version"], &first["origin"], &first["receivers"]), (&json!(0), &json!("builtin"), &json!(["default"])));
        assert_eq!(first["routes"][0]["group_by"], json!(["alertname", "service"]));
        assert_eq!((&first["routes"][0]["group_wait"], &first["routes"][0]["repeat_interval"]), (&json!("30s"), &json!("4h")));
        // Its receiver is there, and reaches nobody.
        let receivers = app.get(&admin, "/api/v1/receivers").await.json();
        assert_eq!((&receivers["items"][0]["name"], &receivers["items"][0]["channels"]), (&json!("default"), &json!([])));
        let page = app.page(&admin, "/routing").await.expect(200);
        assert!(page.text.contains("だれにも届かない") && page.text.contains("/routing/edit"), "{}", page.text);
    }

    async fn a_version_is_saved_seen_and_restored(app: TestApp) {
        let admin = app.admin().await;
        receiver(&app, &admin, "pager").await;
        let saved = save(&app, &admin, SPLIT).await;
        assert_eq!((&saved["version"], &saved["origin"], &saved["note"]), (&json!(1), &json!("edited"), &json!("試し")));
        assert_eq!((&saved["routes"][1]["parent"], &saved["routes"][1]["matchers"]), (&json!(0), &json!(["severity=\"page\""])));
        assert_eq!(saved["text"], SPLIT);
        // The same text, whatever its line ends, makes no version.
        assert_eq!(save(&app, &admin, &SPLIT.replace('\n', "\r\n")).await["version"], 1);
        let stale = [("if-match", "\"0\"")];
        app.api_with(&admin, "PUT", "/api/v1/routing", json!({"text": "x"}), &stale).await.expect(412);
        save(&app, &admin, &SPLIT.replace("10s", "20s")).await;
        let versions = app.get(&admin, "/api/v1/routing/versions").await.expect(200).json();
        let numbers: Vec<_> = versions["items"].as_array().unwrap().iter().map(|one| one["version"].as_i64().unwrap()).collect();
        assert_eq!(numbers, [2, 1, 0]);
        let page = app.page(&admin, "/routing/versions/2").await.expect(200);
        assert!(page.text.contains("−       group_wait: 10s") && page.text.contains("+       group_wait: 20s"), "{}", page.text);
        assert_eq!(app.get(&admin, "/api/v1/routing/versions/1").await.expect(200).json()["text"], SPLIT);
        app.get(&admin, "/api/v1/routing/versions/9").await.expect(404);
        app.post_form(&admin, "/routing/versions/1/restore", &[]).await.expect(303);
        let now = app.get(&admin, "/api/v1/routing").await.json();
        assert_eq!((&now["version"], &now["restored"], &now["text"]), (&json!(3), &json!(1), &json!(SPLIT)));
        // What holds already is no version.
        let same = app.api(&admin, "POST", "/api/v1/routing/versions/1/restore", json!({})).await.expect(200).json();
        assert_eq!(same["version"], 3);
        let built_in = app.api(&admin, "POST", "/api/v1/routing/versions/0/restore", json!({})).await.expect(200).json();
        assert_eq!((&built_in["version"], &built_in["restored"]), (&json!(4), &json!(0)));
        let pager = id_of(&app, &admin, "pager").await;
        app.api(&admin, "DELETE", &format!("/api/v1/receivers/{pager}"), Value::Null).await.expect(204);
        let gone = app.api(&admin, "POST", "/api/v1/routing/versions/1/restore", json!({})).await.expect(422).json();
        assert_eq!(gone["errors"][0]["field"], "receivers[1].name");
    }

    async fn everything_wrong_is_said_with_its_line(app: TestApp) {
        let admin = app.admin().await;
        let text = "route:\n  receiver: default\n  group_wait: soon\n  routes: [{receiver: nobody}]\nreceivers:\n- name: default\n- name: absent\n";
        let refused = app.api(&admin, "PUT", "/api/v1/routing", json!({"text": text})).await.expect(422).json();
        let said: Vec<_> = refused["errors"].as_array().unwrap().iter().map(|error| error["detail"].as_str().unwrap().to_owned()).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        for line in ["Line 3:", "Line 4:", "Line 7:"] {
            assert!(said.iter().any(|one| one.starts_with(line)), "{line}: {said:?}");
        }
        let page = app.post_form(&admin, "/routing/edit", &[("deed", "save"), ("text", text), ("note", "理由"), ("version", "0")]).await.expect(422);
        assert!(page.text.contains("3 行目") && page.text.contains("7 行目") && page.text.contains("group_wait: soon") && page.text.contains("理由"), "{}", page.text);
        assert!(page.text.contains("<a href=\"#l-3\">") && page.text.contains("<span class=\"dl new\" id=\"l-7\" data-no=\"7\">"), "{}", page.text);
        app.api(&admin, "PUT", "/api/v1/routing", json!({"text": "a: ["})).await.expect(422);
        app.api(&admin, "PUT", "/api/v1/routing", json!({"text": SPLIT, "note": "x".repeat(501)})).await.expect(422);
        assert_eq!(app.get(&admin, "/api/v1/routing").await.json()["version"], 0);
    }

    async fn admins_and_sre_change_others_look(app: TestApp) {
        let (admin, reader) = (app.admin().await, app.person("監査", Role::Read).await);
        let sre = app.team("sre", TeamKind::Sre).await;
        let product = app.team("payments", TeamKind::Product).await;
        let (ours, theirs) = (app.member_of(&sre, "大川 理").await, app.member_of(&product, "水野 遥").await);
        receiver(&app, &ours, "pager").await;
        save(&app, &ours, SPLIT).await;
        for who in [&reader, &theirs] {
            app.api(who, "PUT", "/api/v1/routing", json!({"text": SPLIT})).await.expect(403);
            app.api(who, "POST", "/api/v1/routing/versions/0/restore", json!({})).await.expect(403);
            app.api(who, "POST", "/api/v1/receivers", json!({"name": "x"})).await.expect(403);
            app.post_bytes(who, "/api/v1/routing/import", "application/yaml", b"route: {}").await.expect(403);
            app.get(who, "/api/v1/routing").await.expect(200);
            for page in ["/routing", "/routing/edit", "/routing/versions", "/routing/versions/1", "/routing/route", "/receivers", "/alert-rules"] {
                app.page(who, page).await.expect(200);
            }
            app.api(who, "POST", "/api/v1/routing/route", json!({"labels": {"severity": "page"}})).await.expect(200);
        }
        app.api(&theirs, "POST", "/api/v1/routing/dry-run", json!({"text": SPLIT})).await.expect(200);
        app.api(&reader, "POST", "/api/v1/routing/dry-run", json!({"text": SPLIT})).await.expect(403);
        let theirs_page = app.page(&theirs, "/routing/edit").await;
        assert!(!theirs_page.text.contains("value=\"save\"") && theirs_page.text.contains("value=\"dry-run\""));
        assert!(app.page(&admin, "/routing/edit").await.text.contains("value=\"save\""));
    }

    async fn which_route_and_why(app: TestApp) {
        let admin = app.admin().await;
        receiver(&app, &admin, "pager").await;
        save(&app, &admin, SPLIT).await;
        let labels = json!({"labels": {"alertname": "DiskFull", "severity": "warn"}});
        let way = app.api(&admin, "POST", "/api/v1/routing/route", labels).await.expect(200).json();
        let results: Vec<_> = way["steps"].as_array().unwrap().iter().map(|step| step["result"].as_str().unwrap().to_owned()).collect();
        assert_eq!((results, &way["receivers"]), (vec!["takes".to_owned(), "differs".to_owned()], &json!(["default"])));
        assert_eq!(way["steps"][1]["why"], "severity=\"page\" does not match “warn”");
        let source = app.source(&admin, "prometheus").await;
        app.alerts(&source, json!([{"labels": {"alertname": "DiskFull", "severity": "page"}}])).await;
        let alert = app.get(&admin, "/api/v1/alerts").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&admin), &format!("/routing/route?alert={alert}")).await.expect(200);
            assert!(page.text.contains("severity=page") && page.text.contains("<b>pager</b>"), "{}", page.text);
        }
        assert!(app.page(&admin, &format!("/alerts/{alert}")).await.text.contains(&format!("/routing/route?alert={alert}")));
        let wrong = app.page(&admin, "/routing/route?labels=a%3Db%0Anonsense").await.expect(422);
        assert!(wrong.text.contains("2 行目") && wrong.text.contains("nonsense"), "{}", wrong.text);
        app.page(&admin, "/routing/route?alert=0123456789abcdef").await.expect(404);
    }

    async fn a_dry_run_says_who_would_have_heard(app: TestApp) {
        let admin = app.admin().await;
        let pager = receiver(&app, &admin, "pager").await;
        let default = id_of(&app, &admin, "default").await;
        mail(&app, &admin, &pager).await;
        mail(&app, &admin, &default).await;
        receiver(&app, &admin, "nobody").await;
        // Two page, one of them twice; one warns; the last is too old.
        history(&app, &[("Old", "page", 60 * 24 * 40, 5), ("Down", "page", 3000, 60), ("Slow", "warn", 2000, 6), ("Full", "page", 1000, 6), ("Full", "page", 500, 6)]).await;
        let dry = |text: String| json!({"text": text, "days": 30});
        let story = app.api(&admin, "POST", "/api/v1/routing/dry-run", dry(SPLIT.into())).await.expect(200).json();
        assert_eq!((&story["runs"], &story["alerts"], &story["cut"]), (&json!(4), &json!(3), &json!(false)));
        assert_eq!((&story["moved_count"], &story["lost_count"]), (&json!(2), &json!(0)));
        let moved: Vec<_> = story["moved"].as_array().unwrap().iter().map(|one| one["labels"]["alertname"].as_str().unwrap().to_owned()).collect();
        assert_eq!(moved, ["Down", "Full"]);
        assert_eq!(story["moved"][0], json!({"labels": {"alertname": "Down", "severity": "page"}, "before": ["default"], "after": ["pager"]}));
        // Each run is told when it begins and when it ends.
        let sums = json!([
            {"receiver": "default", "has_channels": true, "before": {"alerts": 3, "groups": 3, "notifications": 8}, "after": {"alerts": 1, "groups": 1, "notifications": 2}},
            {"receiver": "pager", "has_channels": true, "before": {"alerts": 0, "groups": 0, "notifications": 0}, "after": {"alerts": 2, "groups": 2, "notifications": 6}}
        ]);
        assert_eq!(story["receivers"], sums);
        let lost = app.api(&admin, "POST", "/api/v1/routing/dry-run", dry(SPLIT.replace("pager", "nobody"))).await.expect(200).json();
        assert_eq!((&lost["lost_count"], &lost["lost"][0]["alertname"]), (&json!(2), &json!("Down")));
        app.api(&admin, "POST", "/api/v1/routing/dry-run", json!({"text": SPLIT, "days": 91})).await.expect(422);
        let page = app.post_form(&admin, "/routing/edit", &[("deed", "dry-run"), ("text", SPLIT), ("days", "30"), ("version", "0")]).await.expect(200);
        assert!(page.text.contains("alertname=&quot;Down&quot;") || page.text.contains("alertname=&#34;Down&#34;"), "{}", page.text);
        assert_eq!(app.get(&admin, "/api/v1/routing").await.json()["version"], 0, "nothing is saved");
        let wrong = app.post_form(&admin, "/routing/edit", &[("deed", "dry-run"), ("text", "route: {}"), ("days", "0")]).await.expect(422);
        assert!(wrong.text.contains("route: {}"));
    }

    async fn alertmanagers_configuration_is_taken_over(app: TestApp) {
        let admin = app.admin().await;
        let text = "global: {smtp_smarthost: 'm.example.org:25', smtp_from: a@example.org}\n\
                    route: {receiver: ops, routes: [{matchers: [severity=page], receiver: hook}]}\n\
                    receivers:\n\
                    - name: ops\n  email_configs: [{to: 'a@example.org, b@example.org'}]\n  slack_configs: [{api_url: https://s.example/secretslack}]\n\
                    - name: hook\n  webhook_configs: [{url: 'https://h.example/secrethook?k=1', max_alerts: 5, http_config: {authorization: {credentials: secrettoken}}}]\n";
        let import = "/api/v1/routing/import";
        let look = app.post_bytes(&admin, &format!("{import}?dry_run=true"), "application/yaml", text.as_bytes()).await.expect(200).json();
        assert_eq!((&look["applied"], &look["changes"], &look["version"]), (&json!(false), &json!(true), &json!(0)));
        assert_eq!(look["receivers"][1], json!({"name": "hook", "made": true, "added": ["webhook"], "kept": 0}));
        assert!(look["remarks"].as_array().unwrap().iter().any(|one| one["path"] == "receivers[0].slack_configs[0]"), "{look}");
        assert_eq!(app.get(&admin, "/api/v1/receivers").await.json()["items"].as_array().unwrap().len(), 1);
        let done = app.post_bytes(&admin, import, "application/yaml", text.as_bytes()).await.expect(200).json();
        assert_eq!((&done["applied"], &done["version"]), (&json!(true), &json!(1)));
        let receivers = app.get(&admin, "/api/v1/receivers").await;
        let hook = &receivers.json()["items"][2];
        assert_eq!((&hook["name"], &hook["channels"][0]["host"], &hook["channels"][0]["max_alerts"]), (&json!("hook"), &json!("h.example"), &json!(5)));
        let ops = &receivers.json()["items"][1];
        assert_eq!(ops["channels"][0]["to"], json!(["a@example.org", "b@example.org"]));
        let now = app.get(&admin, "/api/v1/routing").await.json();
        assert_eq!((&now["origin"], &now["routes"][1]["receiver"]), (&json!("imported"), &json!("hook")));
        // The labels of owners stay as they were.
        assert!(now["text"].as_str().unwrap().contains("service_labels: [service]"), "{now}");
        let again = app.post_bytes(&admin, import, "application/yaml", text.as_bytes()).await.expect(200).json();
        assert_eq!((&again["changes"], &again["version"], &again["receivers"][1]["kept"]), (&json!(false), &json!(1), &json!(1)));
        let page = app.post_form(&admin, "/routing/import", &[("deed", "look"), ("text", "route: {}")]).await.expect(422);
        assert!(page.text.contains("1 行目"), "{}", page.text);
        app.post_form(&admin, "/routing/import", &[("deed", "take"), ("text", text)]).await.expect(303);
    }

    async fn clients_of_alertmanager_read_it(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        receiver(&app, &admin, "pager").await;
        save(&app, &admin, SPLIT).await;
        let status = app.read_v2(&source.key, "/api/v2/status").await.expect(200).json();
        let original = status["config"]["original"].as_str().unwrap();
        let read = ryugaku_routing::config::read(original).unwrap();
        assert_eq!(read.tree.iter().count(), 2);
        assert!(!original.contains("ryugaku"), "{original}");
        let receivers = app.read_v2(&source.key, "/api/v2/receivers").await.expect(200).json();
        assert_eq!(receivers, json!([{"name": "default"}, {"name": "pager"}]));
    }

    async fn every_sample_is_imported_or_refused_rightly(app: TestApp) {
        let Some(folder) = samples() else { return };
        let admin = app.admin().await;
        let (mut taken, mut refused) = (0, 0);
        for part in ["config/testdata", "cli/testdata", "doc/examples"] {
            let mut files: Vec<_> = std::fs::read_dir(folder.join("prometheus__alertmanager").join(part)).unwrap().map(|entry| entry.unwrap().path()).collect();
            files.sort();
            for file in files {
                let text = std::fs::read_to_string(&file).unwrap();
                let fit = ryugaku_routing::config::read(&text).is_ok();
                let answer = app.post_bytes(&admin, "/api/v1/routing/import", "application/yaml", text.as_bytes()).await;
                assert_eq!(answer.status, if fit { 200 } else { 422 }, "{}: {}", file.display(), answer.text);
                if fit { taken += 1 } else { refused += 1 }
            }
        }
        assert!(taken >= 15 && refused >= 15, "{taken} taken, {refused} refused");
        app.page(&admin, "/routing").await.expect(200);
    }
}

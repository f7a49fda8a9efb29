//! Rules for alerts from Prometheus' files: taken, taken again, refused line by line, with owners, runbooks and counts.

use ryugaku::alert_rules::rule_of;
use ryugaku::people::TeamKind;
use serde_json::{Value, json};

use crate::both;
use crate::routing::samples;
use crate::support::{TestApp, Who};

const FILE: &str = r#"
groups:
- name: disks
  labels: {team: storage}
  rules:
  - alert: DiskFull
    expr: free == 0
    for: 5m
    labels: {severity: page}
    annotations: {summary: "満杯", runbook_url: https://r.example.com/disk}
  - alert: DiskSlow
    expr: latency > 1
    labels: {severity: warn, service: api}
  - record: free
    expr: bytes
  - alert: Broken
"#;

async fn take(app: &TestApp, who: &Who, file: &str, text: &str) -> Value {
    let path = format!("/api/v1/alert-rules/import?file={file}");
    app.post_bytes(who, &path, "application/yaml", text.as_bytes()).await.expect(200).json()
}

async fn names(app: &TestApp, who: &Who, query: &str) -> Vec<String> {
    let list = app.get(who, &format!("/api/v1/alert-rules?limit=200&{query}")).await.expect(200).json();
    list["items"].as_array().unwrap().iter().map(|rule| rule["name"].as_str().unwrap().to_owned()).collect()
}

both! {
    async fn rules_are_taken_and_taken_again(app: TestApp) {
        let admin = app.admin().await;
        app.team("storage", TeamKind::Product).await;
        app.team("search", TeamKind::Product).await;
        app.api(&admin, "POST", "/api/v1/products", json!({"slug": "index", "name": "索引", "team": "search"})).await.expect(201);
        app.api(&admin, "POST", "/api/v1/services", json!({"slug": "api", "name": "API", "product": "index"})).await.expect(201);
        assert!(app.page(&admin, "/alert-rules").await.expect(200).text.contains("まだルールを取り込んでいない"));
        let path = "/api/v1/alert-rules/import?file=disks.yml";
        let look = app.post_bytes(&admin, &format!("{path}&dry_run=true"), "application/yaml", FILE.as_bytes()).await.expect(200).json();
        assert_eq!((&look["applied"], look["rules"].as_array().unwrap().len()), (&json!(false), 2));
        assert!(names(&app, &admin, "").await.is_empty());
        let done = take(&app, &admin, "disks.yml", FILE).await;
        assert_eq!(done["refused"][0]["path"], "groups[0].rules[3].expr");
        assert_eq!(names(&app, &admin, "").await, ["DiskFull", "DiskSlow"]);
        assert_eq!(names(&app, &admin, "severity=warn").await, ["DiskSlow"]);
        assert_eq!(names(&app, &admin, "without_runbook=true").await, ["DiskSlow"]);
        let list = app.get(&admin, "/api/v1/alert-rules").await.json();
        let full = &list["items"][0];
        assert_eq!((&full["owner"], &full["for"], &full["runbook_url"], &full["group"]), (&json!("STORAGE"), &json!("5m"), &json!("https://r.example.com/disk"), &json!("disks")));
        // As its alerts: whoever owns the service, before the team that a label names.
        assert_eq!(list["items"][1]["owner"], "SEARCH");
        take(&app, &admin, "other.yml", "groups: [{name: a, rules: [{alert: DiskFull, expr: b}]}]").await;
        take(&app, &admin, "disks.yml", "groups: [{name: a, rules: [{alert: New, expr: b}]}]").await;
        assert_eq!(names(&app, &admin, "").await, ["DiskFull", "New"]);
        // A file that has no rules any more takes out those it brought.
        take(&app, &admin, "disks.yml", "groups: [{name: a, rules: [{record: a, expr: b}]}]").await;
        assert_eq!(names(&app, &admin, "").await, ["DiskFull"]);
        app.get(&admin, &format!("/api/v1/alert-rules/{}", full["id"].as_str().unwrap())).await.expect(404);
    }

    async fn whether_it_fires_and_how_often(app: TestApp) {
        let admin = app.admin().await;
        take(&app, &admin, "disks.yml", FILE).await;
        let source = app.source(&admin, "prometheus").await;
        let alert = |instance: &str| json!({"labels": {"alertname": "DiskFull", "instance": instance}});
        app.alerts(&source, json!([alert("a"), alert("b")])).await;
        let rules = app.get(&admin, "/api/v1/alert-rules").await.json();
        assert_eq!((&rules["items"][0]["firing"], &rules["items"][0]["fired_30_days"], &rules["items"][0]["at_least"]), (&json!(2), &json!(2), &json!(false)));
        assert_eq!((&rules["items"][1]["firing"], &rules["items"][1]["fired_30_days"]), (&json!(0), &json!(0)));
        let id = rules["items"][0]["id"].as_str().unwrap();
        let page = app.page(&admin, &format!("/alert-rules/{id}")).await.expect(200);
        assert!(page.text.contains("https://r.example.com/disk") && page.text.contains("free == 0"), "{}", page.text);
        let list = app.page(&admin, "/alert-rules").await.expect(200);
        assert!(list.text.contains("手順書なし") && list.text.contains("2件が鳴っている"), "{}", list.text);
    }

    async fn an_alert_finds_its_rule(app: TestApp) {
        let admin = app.admin().await;
        take(&app, &admin, "a.yml", "groups: [{name: a, rules: [{alert: DiskFull, expr: b}]}]").await;
        take(&app, &admin, "disks.yml", FILE).await;
        let mut q = app.app.db.reader();
        let rule = rule_of(&mut q, "DiskFull").await.unwrap().unwrap();
        assert_eq!(rule.runbook.as_deref(), Some("https://r.example.com/disk"));
        assert!(rule_of(&mut q, "Nothing").await.unwrap().is_none() && rule_of(&mut q, "a\0").await.unwrap().is_none());
    }

    async fn what_is_no_file_of_rules_is_refused(app: TestApp) {
        let admin = app.admin().await;
        let path = "/api/v1/alert-rules/import";
        for (query, text) in [("", FILE), ("?file=", FILE), ("?file=a", "a: ["), ("?file=a", "kind: ConfigMap")] {
            app.post_bytes(&admin, &format!("{path}{query}"), "application/yaml", text.as_bytes()).await.expect(422);
        }
        app.post_bytes(&admin, &format!("{path}?file=a"), "application/yaml", b"\xff").await.expect(422);
        let page = app.post_form(&admin, "/alert-rules/import", &[("deed", "look"), ("file", "a"), ("text", "a: [")]).await.expect(422);
        assert!(page.text.contains("a: ["));
        let look = app.post_form(&admin, "/alert-rules/import", &[("deed", "look"), ("file", "disks"), ("text", FILE)]).await.expect(200);
        assert!(look.text.contains("DiskFull") && look.text.contains("1件は取り込まない"), "{}", look.text);
        app.post_form(&admin, "/alert-rules/import", &[("deed", "take"), ("file", "disks"), ("text", FILE)]).await.expect(303);
        assert_eq!(names(&app, &admin, "").await, ["DiskFull", "DiskSlow"]);
    }

    async fn every_sample_is_taken(app: TestApp) {
        let Some(folder) = samples() else { return };
        let admin = app.admin().await;
        let (mut files, mut rules, mut waiting) = (0, 0, vec![folder]);
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    waiting.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                let yaml = path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml");
                if yaml && ryugaku_routing::config::alert_rules::is_rules(&text) {
                    let done = take(&app, &admin, &format!("{files}.yml"), &text).await;
                    assert_eq!(done["refused"], json!([]), "{}", path.display());
                    (files, rules) = (files + 1, rules + done["rules"].as_array().unwrap().len());
                }
            }
        }
        assert!(files > 60 && rules > 500, "{files} files, {rules} rules");
        app.page(&admin, "/alert-rules").await.expect(200);
        assert!(rule_of(&mut app.app.db.reader(), "AlertmanagerFailedReload").await.unwrap().unwrap().runbook.is_some());
    }
}

//! Which past incidents stand beside one that goes on: those with the same alert, and first those that hit the same services.

use ryugaku::people::TeamKind;
use serde_json::{Value, json};

use crate::both;
use crate::support::{TestApp, Who};

async fn opened(app: &TestApp, who: &Who, title: &str, more: Value) -> String {
    let mut new = json!({"title": title, "severity": "sev2"});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = app.api(who, "POST", "/api/v1/incidents", new).await.expect(201).json();
    made["number"].as_str().unwrap().to_owned()
}

/// One that is over, with what ended it.
async fn past(app: &TestApp, who: &Who, title: &str, line: &str, more: Value) -> String {
    let number = opened(app, who, title, more).await;
    app.api(who, "POST", &format!("/api/v1/incidents/{number}/resolve"), json!({"line": line})).await.expect(200);
    number
}

async fn similar(app: &TestApp, who: &Who, number: &str) -> Vec<Value> {
    let list = app.get(who, &format!("/api/v1/incidents/{number}/similar")).await.expect(200).json();
    list["items"].as_array().unwrap().clone()
}

both! {
    /// They have no word and no service in common.
    async fn the_same_alert_is_enough(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        let firing = |pod: &str| json!({"labels": {"alertname": "PoolExhausted", "pod": pod}});
        app.alerts(&source, json!([firing("a"), firing("b")])).await;
        let alerts = app.get(&admin, "/api/v1/alerts").await.expect(200).json();
        let id = |pod: &str| alerts["items"].as_array().unwrap().iter().find(|one| one["labels"]["pod"] == pod).unwrap()["id"].as_str().unwrap().to_owned();
        let before = past(&app, &admin, "夜間バッチの遅れ", "再実行した", json!({"alerts": [id("a")]})).await;
        past(&app, &admin, "検索の索引が古い", "作り直した", json!({})).await;
        let now = opened(&app, &admin, "Checkout is down", json!({"alerts": [id("b")]})).await;
        let found = similar(&app, &admin, &now).await;
        let [one] = &found[..] else { panic!("{found:?}") };
        assert_eq!((&one["number"], &one["alerts"], &one["services"]), (&json!(before), &json!(["PoolExhausted"]), &json!([])));
        let room = app.page(&admin, &format!("/incidents/{now}")).await.expect(200).text;
        assert!(room.contains("再実行した") && !room.contains("作り直した"), "{room}");
        // It was the alert.
        app.api(&admin, "DELETE", &format!("/api/v1/incidents/{now}/alerts/{}", id("b")), json!({})).await.expect(200);
        assert!(similar(&app, &admin, &now).await.is_empty());
    }

    /// Whoever may read it in one that everybody knows of is told not to quote it there.
    async fn a_restricted_one_is_marked(app: TestApp) {
        let admin = app.admin().await;
        let title = "決済APIで5xxが増えた";
        let hidden = past(&app, &admin, title, "鍵束を替えた", json!({"restricted_to": []})).await;
        let seen = past(&app, &admin, title, "上限を戻した", json!({})).await;
        let now = opened(&app, &admin, title, json!({})).await;
        let found = similar(&app, &admin, &now).await;
        let marked = |number: &str| found.iter().find(|one| one["number"] == number).unwrap()["restricted"].clone();
        assert_eq!((marked(&hidden), marked(&seen)), (json!(true), json!(false)), "{found:?}");
    }

    /// Of two with the same words the older one comes first, since it hit the same; a service alone says nothing.
    async fn the_same_service_puts_it_first(app: TestApp) {
        let admin = app.admin().await;
        app.team("ours", TeamKind::Product).await;
        app.api(&admin, "POST", "/api/v1/products", json!({"slug": "pay", "name": "決済", "team": "ours"})).await.expect(201);
        for (slug, name) in [("checkout", "決済 API"), ("search", "検索 API")] {
            app.api(&admin, "POST", "/api/v1/services", json!({"slug": slug, "name": name, "product": "pay"})).await.expect(201);
        }
        let title = "決済APIで5xxが増えた";
        let same = past(&app, &admin, title, "上限を戻した", json!({"services": ["checkout"]})).await;
        let other = past(&app, &admin, title, "待った", json!({"services": ["search"]})).await;
        past(&app, &admin, "夜間バッチの遅れ", "再実行した", json!({"services": ["checkout"]})).await;
        let now = opened(&app, &admin, title, json!({"services": ["checkout"]})).await;
        let found = similar(&app, &admin, &now).await;
        let numbers: Vec<&str> = found.iter().map(|one| one["number"].as_str().unwrap()).collect();
        assert_eq!(numbers, [same, other]);
        assert_eq!((&found[0]["services"], &found[1]["services"]), (&json!(["決済 API"]), &json!([])));
    }
}

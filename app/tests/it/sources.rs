//! Sources that go silent: what they usually deliver is learnt, and breaking off is told from having nothing to say.

use jiff::SignedDuration;
use ryugaku_kernel::Lang;
use serde_json::{Value, json};

use crate::both;
use crate::intake::Source;
use crate::support::{TestApp, Who};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// As a Prometheus sends: for four minutes, and again each minute.
async fn sends(app: &TestApp, source: &Source, name: &str, times: usize) {
    for _ in 0..times {
        let ends_at = app.now().plus(MINUTE * 4).to_string();
        let alert = |instance: &str| json!({"labels": {"alertname": name, "instance": instance}, "startsAt": "2026-11-18T00:00:00Z", "endsAt": ends_at});
        app.alerts(source, json!([alert("1"), alert("2"), alert("3")])).await;
        wait(app, 1).await;
    }
}

async fn ends(app: &TestApp, source: &Source, name: &str) {
    let over = |instance: &str| json!({"labels": {"alertname": name, "instance": instance}, "startsAt": "2026-11-18T00:00:00Z", "endsAt": app.now().to_string()});
    app.alerts(source, json!([over("1"), over("2"), over("3")])).await;
}

/// Minute by minute, as it passes in truth.
async fn wait(app: &TestApp, minutes: usize) {
    for _ in 0..minutes {
        app.clock.advance(MINUTE);
        app.apply_alerts().await;
        app.run_jobs().await;
    }
}

async fn shown(app: &TestApp, who: &Who, source: &Source) -> Value {
    app.get(who, &format!("/api/v1/integrations/{}", source.id)).await.expect(200).json()
}

async fn kinds(app: &TestApp, source: &Source) -> Vec<String> {
    let who = app.app.system().who;
    let trail = ryugaku_ledger::trail(&mut app.app.db.reader(), &who, source.id.parse().unwrap()).await.unwrap();
    trail.into_iter().rev().map(|event| event.kind).collect()
}

both! {
    async fn a_source_that_breaks_off_is_named(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        app.api(&admin, "POST", "/api/v1/integrations", json!({"kind": "prometheus", "name": "外形監視 probe-osaka"})).await.expect(201);
        sends(&app, &source, "Slow", 8).await;
        let integration = shown(&app, &admin, &source).await;
        assert_eq!((&integration["usual_gap_seconds"], &integration["usual_alerts"]), (&json!(60), &json!(3.0)));
        let quiet = app.page(&admin, "/alerts").await.expect(200).text;
        assert!(quiet.contains("2つのうち1つ") && !quiet.contains("届いていない。"), "{quiet}");
        wait(&app, 4).await;
        assert!(shown(&app, &admin, &source).await["silent_since"].is_null(), "five usual gaps");
        wait(&app, 1).await;
        assert!(shown(&app, &admin, &source).await["silent_since"].is_string());
        // Its alerts time out meanwhile; it stays silent, and is said to be so once.
        wait(&app, 8).await;
        assert!(app.get(&admin, "/api/v1/alerts").await.json()["items"].as_array().unwrap().is_empty());
        let page = app.page(&admin, "/alerts").await.expect(200).text;
        assert!(page.contains("prometheus 東京 から、14分届いていない。"), "{page}");
        assert!(page.contains("、いつもは1分ごとに 3件。") && page.contains("2つのうち0つ"), "{page}");
        assert!(page.contains(&format!("<a href=\"/integrations/{}\">受け口を調べる</a>", source.id)), "{page}");
        let english = app.page_in(Lang::En, Some(&admin), "/alerts").await.expect(200).text;
        assert!(english.contains("Nothing from prometheus 東京 for 14 min."), "{english}");
        for path in ["/integrations".to_owned(), format!("/integrations/{}", source.id)] {
            let page = app.page(&admin, &path).await.expect(200).text;
            assert!(page.contains("途切れた") && page.contains("いつもは1分ごとに 3件。"), "{page}");
        }
        let list = app.get(&admin, "/api/v1/integrations").await.expect(200).json();
        assert!(list["items"][0]["silent_since"].is_string() && list["items"][1].get("silent_since").is_none());
        assert_eq!(kinds(&app, &source).await, ["integration.connected", "integration.fell_silent"]);
        // Another owner, and another process, know it still.
        app.begin_again().await;
        wait(&app, 1).await;
        assert!(shown(&app, &admin, &source).await["silent_since"].is_string());
        sends(&app, &source, "Slow", 1).await;
        assert!(shown(&app, &admin, &source).await["silent_since"].is_null());
        assert_eq!(kinds(&app, &source).await[2..], ["integration.heard_again"]);
        assert!(!app.page(&admin, "/alerts").await.text.contains("届いていない。"));
    }

    async fn a_source_with_nothing_to_say_is_right_to_say_nothing(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        sends(&app, &source, "Slow", 8).await;
        ends(&app, &source, "Slow").await;
        wait(&app, 20).await;
        assert!(shown(&app, &admin, &source).await["silent_since"].is_null());
        // Nor does an alert that was fired to try it change that.
        app.api(&admin, "POST", &format!("/api/v1/integrations/{}/test", source.id), json!({})).await.expect(200);
        app.apply_alerts().await;
        wait(&app, 20).await;
        assert!(shown(&app, &admin, &source).await["silent_since"].is_null());
        // After all that, its rhythm is what it was while it spoke.
        sends(&app, &source, "Slow", 1).await;
        assert_eq!(shown(&app, &admin, &source).await["usual_gap_seconds"], 60);
    }

    async fn what_is_hardly_known_or_was_not_listened_to_is_not_judged(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        sends(&app, &source, "Slow", 4).await;
        wait(&app, 20).await;
        let integration = shown(&app, &admin, &source).await;
        assert!(integration["silent_since"].is_null() && integration["usual_gap_seconds"].is_null());
        let other = app.source(&admin, "prometheus").await;
        sends(&app, &other, "Other", 8).await;
        // Nobody was there for an hour.
        app.clock.advance(MINUTE * 60);
        app.begin_again().await;
        wait(&app, 5).await;
        assert!(shown(&app, &admin, &other).await["silent_since"].is_null());
        wait(&app, 2).await;
        let after = shown(&app, &admin, &other).await;
        assert!(after["silent_since"].is_string(), "{after:#}");
        // One that is removed is silent no more.
        app.api(&admin, "DELETE", &format!("/api/v1/integrations/{}", other.id), json!({})).await.expect(204);
        assert!(!app.page(&admin, "/alerts").await.text.contains("届いていない。"));
    }
}

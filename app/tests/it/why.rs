//! Why an alert came to whom it came: step by step, for now and for what is past, in words, by page, API and both languages.

use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_db::{Read, sql};
use ryugaku_kernel::Lang;
use serde_json::{Value, json};

use crate::both_homes;
use crate::intake::Source;
use crate::support::{Home, TestApp, Who};
use crate::webhooks;

fn routes(url: &str) -> String {
    format!(
        "route:\n  receiver: hook\n  group_by: [alertname]\n  group_wait: 10s\n  group_interval: 1m\n  repeat_interval: 1h\n  \
         routes: [{{matchers: [team=x], receiver: hook}}, {{matchers: [severity=~\"page|warning\"], receiver: hook}}]\n\
         inhibit_rules:\n- source_matchers: [severity=\"critical\"]\n  target_matchers: [severity=\"warning\"]\n  equal: [service]\n\
         receivers:\n- name: hook\n  webhook_configs:\n  - url: {url}\n"
    )
}

struct Stage {
    app: TestApp,
    admin: Who,
    source: Source,
}

async fn stage(home: Home) -> Stage {
    let (app, admin, receiver) = webhooks::begin(home).await;
    let text = routes(&receiver.url);
    app.post_bytes(&admin, "/api/v1/routing/import", "application/yaml", text.as_bytes()).await.expect(200);
    app.team("pay", TeamKind::Product).await;
    let product = json!({"slug": "shop", "name": "店", "team": "pay"});
    app.api(&admin, "POST", "/api/v1/products", product).await.expect(201);
    let service = json!({"slug": "checkout", "name": "決済 API", "product": "shop"});
    app.api(&admin, "POST", "/api/v1/services", service).await.expect(201);
    let source = app.source(&admin, "prometheus").await;
    app.apply_alerts().await;
    Stage { app, admin, source }
}

impl Stage {
    async fn send(&self, name: &str, service: &str, severity: &str, begun: i64, ends: i64) -> String {
        let at = |seconds: i64| self.app.now().plus(SECONDS(seconds)).to_string();
        let alert = json!({"labels": {"alertname": name, "service": service, "severity": severity},
            "annotations": {"summary": "5xx が 5% を超えた"}, "startsAt": at(begun), "endsAt": at(ends)});
        self.app.alerts(&self.source, json!([alert])).await;
        let history = self.app.get(&self.admin, "/api/v1/alerts/history?limit=200").await.expect(200).json();
        let items = history["items"].as_array().unwrap();
        let is = |one: &&Value| one["name"] == name && one["labels"]["service"].as_str().unwrap_or_default() == service;
        items.iter().find(is).unwrap()["alert"].as_str().unwrap().to_owned()
    }

    async fn fire(&self, name: &str, service: &str, severity: &str) -> String {
        self.send(name, service, severity, 0, 9 * 3600).await
    }

    async fn end(&self, name: &str, service: &str, severity: &str) {
        self.send(name, service, severity, -1, 0).await;
    }

    /// Moves the clock; all that leaves is written down.
    async fn after(&self, length: SignedDuration) {
        self.app.after(length).await;
    }

    async fn why(&self, alert: &str, run: Option<i64>) -> Value {
        let run = run.map(|run| format!("?run={run}")).unwrap_or_default();
        let path = format!("/api/v1/alerts/{alert}/why{run}");
        let japanese = [("accept-language", "ja")];
        self.app.api_with(&self.admin, "GET", &path, Value::Null, &japanese).await.expect(200).json()
    }
}

fn kinds(story: &Value) -> Vec<&str> {
    story["steps"].as_array().unwrap().iter().map(|step| step["kind"].as_str().unwrap()).collect()
}

/// All that one kind of step says.
fn said(story: &Value, kind: &str) -> String {
    let steps = story["steps"].as_array().unwrap().iter().filter(|step| step["kind"] == kind);
    let says = |step: &Value| {
        let says = step["says"].as_array().unwrap().iter().map(|saying| saying["text"].as_str().unwrap());
        format!("{}: {}", step["title"].as_str().unwrap(), says.collect::<Vec<_>>().join(" / "))
    };
    steps.map(says).collect::<Vec<_>>().join("\n")
}

const SECONDS: fn(i64) -> SignedDuration = SignedDuration::from_secs;
const MINUTES: fn(i64) -> SignedDuration = SignedDuration::from_mins;

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part}: {text}");
    }
}

async fn from_its_receipt_to_its_end(home: Home) {
    let stage = stage(home).await;
    let id = stage.fire("HighErrorRate", "checkout", "page").await;
    let early = stage.why(&id, None).await;
    assert_eq!(kinds(&early), ["received", "owner", "route", "group", "now"]);
    assert_eq!(early["steps"][3]["basis"], "now", "nobody has looked at the group yet");
    stage.fire("HighErrorRate", "other", "page").await;
    stage.after(SECONDS(11)).await;
    stage.app.clock.advance(SECONDS(5));
    stage.app.api(&stage.admin, "POST", &format!("/api/v1/alerts/{id}/acknowledge"), json!({})).await.expect(200);
    stage.app.clock.advance(SECONDS(5));
    let opened = json!({"title": "決済が失敗する", "severity": "sev2", "alerts": [id]});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents", opened).await.expect(201);
    stage.app.run_jobs().await;
    stage.app.clock.advance(SECONDS(30));
    stage.end("HighErrorRate", "checkout", "page").await;
    stage.after(MINUTES(1)).await;
    let story = stage.why(&id, None).await;
    assert_eq!(
        kinds(&story),
        ["received", "owner", "route", "group", "passed", "told", "acknowledged", "incident", "resolved", "told"]
    );
    assert!(story["steps"].as_array().unwrap().iter().all(|step| step["basis"] == "recorded"), "{story}");
    has(&said(&story, "received"), &["5xx が 5% を超えた", "30日で 1回目"]);
    has(&said(&story, "owner"), &["service=checkout", "決済 API", "店", "PAY のもの"]);
    has(&said(&story, "route"), &["道すじ 2 番", "severity=~", "「hook」", "1 番: ", "team", "1 版"]);
    has(&said(&story, "group"), &["alertname ごと", "HighErrorRate", "10秒 待つ", "1分 ごと", "ほかに 1件"]);
    has(&said(&story, "passed"), &["サイレンス 0", "抑制の決まり 1"]);
    has(&said(&story, "told"), &["hook", "連絡手段 1", "はじめて", "試み 1: 応答 200", "鳴りやんだ"]);
    has(&said(&story, "incident"), &["INC-1", "決済が失敗する"]);
    has(&said(&story, "resolved"), &["送信元がそう言った", "51秒"]);
    for (lang, words) in
        [(Lang::Ja, ["なぜ届いたか", "試み 1: 応答 200"]), (Lang::En, ["Nothing held it back", "answered 200"])]
    {
        let page = stage.app.page_in(lang, Some(&stage.admin), &format!("/alerts/{id}")).await.expect(200).text;
        has(&page, &words);
        assert!(!page.contains('⟦'), "{page}");
    }
    stage.app.get(&stage.admin, &format!("/api/v1/alerts/{id}/why?run=1")).await.expect(404);
    stage.app.get(&stage.admin, "/api/v1/alerts/nonsense/why").await.expect(404);
}

async fn what_held_it_back_and_since_when(home: Home) {
    let stage = stage(home).await;
    let until = stage.app.now().plus(MINUTES(10)).to_string();
    let silence = json!({"matchers": ["service=\"checkout\""], "starts_at": stage.app.now().to_string(), "ends_at": until, "comment": "作業"});
    let silence = stage.app.api(&stage.admin, "POST", "/api/v1/silences", silence).await.expect(201).json();
    stage.fire("Down", "checkout", "critical").await;
    let id = stage.fire("Slow", "checkout", "warning").await;
    stage.after(SECONDS(11)).await;
    let story = stage.why(&id, None).await;
    assert_eq!(kinds(&story), ["received", "owner", "route", "group", "held", "now"]);
    has(&said(&story, "held"), &["サイレンス service=\"checkout\"", "Down が鳴っている", "決まり 1 番"]);
    let held = &story["steps"][4]["says"];
    assert_eq!(held[0]["address"], format!("/silences/{}", silence["id"].as_str().unwrap()));
    // The critical one is over, and so is the silence.
    stage.end("Down", "checkout", "critical").await;
    stage.after(MINUTES(2)).await;
    stage.after(MINUTES(10)).await;
    let story = stage.why(&id, None).await;
    assert_eq!(kinds(&story), ["received", "owner", "route", "group", "held", "held", "passed", "told", "now"]);
    has(&said(&story, "passed"), &["止めるものがなくなった"]);
    has(&said(&story, "now"), &["いま、止めるものはない"]);
}

/// Routes that were changed since do not change what was.
async fn the_past_stays_as_it_was(home: Home) {
    let stage = stage(home).await;
    let id = stage.fire("HighErrorRate", "checkout", "page").await;
    stage.after(SECONDS(11)).await;
    stage.end("HighErrorRate", "checkout", "page").await;
    stage.after(MINUTES(1)).await;
    let run = stage.why(&id, None).await["run"].as_i64().unwrap();
    let quiet = "route: {receiver: hook, group_by: [service], routes: [{receiver: hook, mute_time_intervals: [always]}]}\n\
                 receivers: [{name: hook}]\ntime_intervals: [{name: always, time_intervals: [{years: ['2020:2040']}]}]\n";
    stage.app.api(&stage.admin, "PUT", "/api/v1/routing", json!({"text": quiet})).await.expect(200);
    stage.app.api(&stage.admin, "PATCH", "/api/v1/services/checkout", json!({"name": "別の名前"})).await.expect(200);
    stage.app.apply_alerts().await;
    stage.after(MINUTES(1)).await;
    stage.fire("HighErrorRate", "checkout", "page").await;
    stage.after(MINUTES(1)).await;
    let now = stage.why(&id, None).await;
    assert_ne!(now["run"].as_i64().unwrap(), run);
    assert_eq!(kinds(&now), ["received", "owner", "route", "group", "held", "now"], "{now:#}");
    has(&said(&now, "held"), &["always"]);
    has(&said(&now, "route"), &["道すじ 1 番", "2 版"]);
    has(&said(&now, "received"), &["2回目"]);
    let before = stage.why(&id, Some(run)).await;
    assert_eq!(kinds(&before), ["received", "owner", "route", "group", "passed", "told", "resolved", "told"]);
    has(&said(&before, "owner"), &["決済 API"]);
    has(&said(&before, "route"), &["道すじ 2 番", "1 版"]);
    let page = stage.app.page(&stage.admin, &format!("/alerts/{id}?run={run}")).await.expect(200).text;
    has(&page, &["前の回", "最後の回に戻る", &format!("/alerts/{id}?run={run}#why")]);
    // After thirty days what was decided is gone, and that is said.
    stage.app.advance(SignedDuration::from_hours(24 * 31)).await;
    let mut q = stage.app.app.db.reader();
    assert_eq!(q.count(sql("select count(*) as n from group_looks")).await.unwrap(), 0);
    let gone = stage.why(&id, Some(run)).await;
    assert!(gone["remark"].as_str().unwrap().contains("30日"), "{gone}");
    has(&said(&gone, "route"), &["道すじ 2 番", "1 版"]);
}

/// A storm writes little, and a look that decides nothing new writes nothing.
async fn little_is_written(home: Home) {
    let stage = stage(home).await;
    let alerts: Vec<Value> = (0..200)
        .map(|n| json!({"labels": {"alertname": format!("Storm{n:03}"), "severity": "page"}, "startsAt": stage.app.now().to_string(),
            "endsAt": stage.app.now().plus(MINUTES(600)).to_string()}))
        .collect();
    stage.app.alerts(&stage.source, json!(alerts)).await;
    let rows = async || stage.app.app.db.reader().count(sql("select count(*) as n from group_looks")).await.unwrap();
    stage.after(SECONDS(11)).await;
    assert_eq!(rows().await, 50, "so many a second");
    for _ in 0..6 {
        stage.after(MINUTES(1)).await;
    }
    assert_eq!(rows().await, 200, "those passed over are written at their next looks, and each once");
    stage.app.run_jobs().await;
}

/// The default route reaches nobody: that is said.
async fn a_receiver_without_channels_reaches_nobody(home: Home) {
    let (app, admin, _) = webhooks::begin(home).await;
    let source = app.source(&admin, "prometheus").await;
    let stage = Stage { app, admin, source };
    let id = stage.fire("Alone", "", "none").await;
    stage.after(SECONDS(40)).await;
    let story = stage.why(&id, None).await;
    assert_eq!(kinds(&story), ["received", "owner", "route", "group", "passed", "not_told", "now"]);
    has(&said(&story, "not_told"), &["「default」に連絡手段がない"]);
    has(&said(&story, "owner"), &["持ち主が決まらない", "service, team"]);
    has(&said(&story, "route"), &["いちばん上", "はじめからある"]);
    assert_eq!(story["steps"][1]["basis"], "now");
}

/// Of many that are taken on together each says by whom; and one that is over for want of news says for want of how much.
async fn taken_on_together_and_not_heard_of(home: Home) {
    let stage = stage(home).await;
    let ids =
        [stage.fire("HighErrorRate", "checkout", "page").await, stage.fire("HighErrorRate", "other", "page").await];
    stage.after(SECONDS(11)).await;
    stage.app.api(&stage.admin, "POST", "/api/v1/alerts/acknowledge", json!({"alerts": ids})).await.expect(200);
    stage.app.clock.advance(SECONDS(5));
    stage.app.api(&stage.admin, "POST", "/api/v1/alerts/unacknowledge", json!({"alerts": ids})).await.expect(200);
    stage.after(SignedDuration::from_hours(9)).await;
    for (id, service) in ids.iter().zip(["checkout", "other"]) {
        let story = stage.why(id, None).await;
        let run = story["run"].as_i64().unwrap();
        has(&said(&story, "acknowledged"), &["引き受けた", "佐伯 真"]);
        has(&said(&story, "unacknowledged"), &["取り消した", "佐伯 真"]);
        has(&said(&story, "resolved"), &["9時間 の間、なにも届かなかった"]);
        stage.fire("HighErrorRate", service, "page").await;
        let again = stage.why(id, None).await;
        assert_ne!(again["run"].as_i64().unwrap(), run);
        assert!(!kinds(&again).contains(&"acknowledged"), "that was the time before: {again}");
        assert!(kinds(&stage.why(id, Some(run)).await).contains(&"acknowledged"));
    }
}

both_homes! {
    from_its_receipt_to_its_end
    what_held_it_back_and_since_when
    the_past_stays_as_it_was
    little_is_written
    a_receiver_without_channels_reaches_nobody
    taken_on_together_and_not_heard_of
}

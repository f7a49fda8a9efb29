//! Who hears of alerts, and when: groups told to channels of receivers, again, no more, and after things went wrong.

use jiff::SignedDuration;
use ryugaku::notices::{Came, Content, Notice, NoticeId, Reason, Told, keep};
use ryugaku::notify::Attempt;
use ryugaku_alerting::{Annotations, Labels};
use ryugaku_routing::{FlushId, GroupId, Why};
use serde_json::{Value, json};

use crate::both_homes;
use crate::support::{Home, Receiver, TestApp, Who};
use crate::webhooks;

/// Alertmanager's file: groups by name, told after ten seconds to a webhook.
fn routes(url: &str) -> String {
    format!(
        "route:\n  receiver: hook\n  group_by: [alertname]\n  group_wait: 10s\n  group_interval: 1m\n  repeat_interval: 1h\n\
         inhibit_rules:\n- source_matchers: [severity=\"critical\"]\n  target_matchers: [severity=\"warning\"]\n  equal: [service]\n\
         receivers:\n- name: hook\n  webhook_configs:\n  - url: {url}\n"
    )
}

struct Stage {
    app: TestApp,
    admin: Who,
    receiver: Receiver,
    source: crate::intake::Source,
}

async fn stage(home: Home) -> Stage {
    let (app, admin, receiver) = webhooks::begin(home).await;
    let text = routes(&receiver.url);
    app.post_bytes(&admin, "/api/v1/routing/import", "application/yaml", text.as_bytes()).await.expect(200);
    let source = app.source(&admin, "prometheus").await;
    app.apply_alerts().await;
    Stage { app, admin, receiver, source }
}

impl Stage {
    fn alert(&self, name: &str, service: &str, severity: &str, more: Value) -> Value {
        let ends_at = self.app.now().plus(SignedDuration::from_hours(3)).to_string();
        let mut alert = json!({"labels": {"alertname": name, "service": service, "severity": severity},
            "annotations": {"summary": "s"}, "startsAt": self.app.now().to_string(), "endsAt": ends_at});
        more.as_object().unwrap().iter().for_each(|(name, value)| alert[name] = value.clone());
        alert
    }

    async fn fire(&self, name: &str, service: &str, severity: &str) {
        self.app.alerts(&self.source, json!([self.alert(name, service, severity, json!({}))])).await;
    }

    async fn end(&self, name: &str, service: &str, severity: &str) {
        let times = json!({"startsAt": self.app.now().minus(SignedDuration::from_mins(1)).to_string(), "endsAt": self.app.now().to_string()});
        self.app.alerts(&self.source, json!([self.alert(name, service, severity, times)])).await;
    }

    /// Moves the clock, and gives what the receiver has been told once all that left is written down.
    async fn after(&self, length: SignedDuration) -> Vec<Value> {
        self.app.after(length).await;
        self.receiver.take().await.into_iter().map(|(_, body)| body).collect()
    }

    async fn notices(&self) -> Vec<Value> {
        let page = self.app.get(&self.admin, "/api/v1/notices").await.expect(200).json();
        page["items"].as_array().unwrap().clone()
    }

    /// The youngest first.
    async fn states(&self) -> Vec<String> {
        self.notices().await.iter().map(|notice| notice["state"].as_str().unwrap().to_owned()).collect()
    }
}

fn said(told: &[Value]) -> Vec<(String, usize, usize)> {
    let count = |body: &Value, status: &str| {
        body["alerts"].as_array().unwrap().iter().filter(|alert| alert["status"] == status).count()
    };
    told.iter()
        .map(|body| (body["status"].as_str().unwrap().to_owned(), count(body, "firing"), count(body, "resolved")))
        .collect()
}

const SECONDS: fn(i64) -> SignedDuration = SignedDuration::from_secs;
const MINUTES: fn(i64) -> SignedDuration = SignedDuration::from_mins;

async fn a_group_is_told_once_and_again(home: Home) {
    let stage = stage(home).await;
    stage.fire("DiskFull", "a", "page").await;
    assert!(stage.after(SECONDS(5)).await.is_empty(), "it waits for the group");
    stage.fire("DiskFull", "b", "page").await;
    let told = stage.after(SECONDS(6)).await;
    assert_eq!(said(&told), [("firing".into(), 2, 0)]);
    assert_eq!((&told[0]["receiver"], &told[0]["version"]), (&json!("hook"), &json!("4")));
    assert_eq!(told[0]["groupKey"], "{}:{alertname=\"DiskFull\"}");
    // Nothing new: nothing is said until the repeat, unless somebody has taken note.
    assert!(stage.after(MINUTES(5)).await.is_empty());
    stage.end("DiskFull", "a", "page").await;
    assert_eq!(said(&stage.after(MINUTES(1)).await), [("firing".into(), 1, 1)]);
    assert_eq!(said(&stage.after(MINUTES(62)).await), [("firing".into(), 1, 0)], "the repeat");
    let list = stage.app.get(&stage.admin, "/api/v1/alerts").await.json();
    let id = list["items"][0]["id"].as_str().unwrap().to_owned();
    stage.app.api(&stage.admin, "POST", &format!("/api/v1/alerts/{id}/acknowledge"), json!({})).await.expect(200);
    assert!(stage.after(MINUTES(62)).await.is_empty(), "somebody has taken note");
    stage.end("DiskFull", "b", "page").await;
    assert_eq!(said(&stage.after(MINUTES(1)).await), [("resolved".into(), 0, 1)]);
    let notices = stage.notices().await;
    let kinds: Vec<_> = notices.iter().map(|notice| notice["why"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["resolved", "repeat", "resolved", "first"]);
    assert!(notices.iter().all(|notice| notice["state"] == "sent" && notice["attempts"][0]["status"] == 200));
    let page = stage.app.page(&stage.admin, "/notices").await.expect(200).text;
    assert!(page.contains("DiskFull") && page.contains("hook"), "{page}");
    let one = format!("/notices/{}", notices[0]["id"].as_str().unwrap());
    assert!(stage.app.page(&stage.admin, &one).await.expect(200).text.contains("200"));
}

/// What is silenced or inhibited is not told, and says so to Alertmanager's clients.
async fn what_is_held_back_is_not_told(home: Home) {
    let stage = stage(home).await;
    stage.fire("Down", "a", "critical").await;
    stage.fire("Slow", "a", "warning").await;
    stage.fire("Slow", "b", "warning").await;
    stage.fire("Noise", "b", "warning").await;
    let until = stage.app.now().plus(SignedDuration::from_hours(1)).to_string();
    let silence = json!({"matchers": [{"name": "alertname", "op": "=", "value": "Noise"}], "starts_at": stage.app.now().to_string(), "ends_at": until, "comment": "作業"});
    stage.app.api(&stage.admin, "POST", "/api/v1/silences", silence).await.expect(201);
    let told = stage.after(SECONDS(11)).await;
    let mut names: Vec<_> = told
        .iter()
        .flat_map(|body| body["alerts"].as_array().unwrap())
        .map(|alert| (alert["labels"]["alertname"].as_str().unwrap(), alert["labels"]["service"].as_str().unwrap()))
        .collect();
    names.sort_unstable();
    assert_eq!(names, [("Down", "a"), ("Slow", "b")]);
    let get = async |query: &str| {
        let read = stage.app.get(&stage.admin, &format!("/api/v2/alerts?{query}")).await.expect(200).json();
        let mut names: Vec<_> = read
            .as_array()
            .unwrap()
            .iter()
            .map(|alert| {
                format!(
                    "{} {} {}",
                    alert["labels"]["alertname"].as_str().unwrap(),
                    alert["labels"]["service"].as_str().unwrap(),
                    alert["status"]["state"].as_str().unwrap()
                )
            })
            .collect();
        names.sort();
        names
    };
    assert_eq!(get("").await, ["Down a active", "Noise b suppressed", "Slow a suppressed", "Slow b active"]);
    assert_eq!(get("silenced=false").await, ["Down a active", "Slow a suppressed", "Slow b active"]);
    assert_eq!(get("inhibited=false&active=false").await, ["Noise b suppressed"]);
    assert_eq!(get("receiver=hoo.").await.len(), 4);
    assert_eq!(get("receiver=other").await.len(), 0);
    // What inhibits is over, and the silence too: both are told.
    stage.end("Down", "a", "critical").await;
    assert_eq!(stage.after(MINUTES(2)).await.len(), 2, "that one is over, and one more fires");
    assert_eq!(said(&stage.after(MINUTES(61)).await).len(), 2, "the one that was silenced, and the repeat");
}

/// A receiver that does not answer well is tried again by a job, and what is stale is not sent any more.
async fn what_does_not_arrive_is_tried_again(home: Home) {
    let stage = stage(home).await;
    stage.receiver.answer(500);
    stage.fire("DiskFull", "a", "page").await;
    assert_eq!(stage.after(SECONDS(11)).await.len(), 1);
    assert_eq!(stage.notices().await[0]["state"], "waiting");
    stage.receiver.answer(200);
    stage.app.advance(MINUTES(1)).await;
    assert_eq!(stage.receiver.take().await.len(), 1);
    let notices = stage.notices().await;
    assert_eq!((&notices[0]["state"], notices[0]["attempts"].as_array().unwrap().len()), (&json!("sent"), 2));
    stage.receiver.answer(500);
    stage.fire("DiskFull", "b", "page").await;
    stage.after(MINUTES(1)).await;
    stage.receiver.answer(200);
    stage.end("DiskFull", "b", "page").await;
    assert_eq!(said(&stage.after(MINUTES(1)).await), [("firing".into(), 1, 1)]);
    stage.app.advance(MINUTES(1)).await;
    assert!(stage.receiver.take().await.is_empty(), "the later one has taken its place");
    assert_eq!(stage.states().await, ["sent", "superseded", "sent"]);
}

/// A later one takes the place of one that has not arrived, but what that said to be over is told all the same.
async fn what_is_over_is_told_though_a_later_one_came(home: Home) {
    let stage = stage(home).await;
    stage.fire("DiskFull", "a", "page").await;
    stage.fire("DiskFull", "b", "page").await;
    assert_eq!(said(&stage.after(SECONDS(11)).await), [("firing".into(), 2, 0)]);
    stage.receiver.answer(500);
    stage.end("DiskFull", "a", "page").await;
    assert_eq!(said(&stage.after(MINUTES(1)).await), [("firing".into(), 1, 1)]);
    stage.receiver.answer(200);
    stage.fire("DiskFull", "c", "page").await;
    assert_eq!(said(&stage.after(MINUTES(1)).await), [("firing".into(), 2, 0)]);
    stage.app.advance(MINUTES(1)).await;
    let told: Vec<Value> = stage.receiver.take().await.into_iter().map(|(_, body)| body).collect();
    assert_eq!(said(&told), [("resolved".into(), 0, 1)]);
    assert_eq!(told[0]["alerts"][0]["labels"]["service"], "a");
    assert_eq!(stage.states().await, ["sent", "sent", "superseded", "sent"]);
    let first_try = &stage.notices().await[2];
    assert_eq!((&first_try["attempts"][0]["status"], &first_try["why"]), (&json!(500), &json!("resolved")));
}

/// An attempt that takes long to fail comes back after a later one: it takes no place, and is not made again.
async fn what_comes_back_late_takes_no_place(home: Home) {
    let stage = stage(home).await;
    let (app, at) = (&stage.app.app, stage.app.now().minus(SECONDS(10)));
    let notice = |seconds: i64, alerts: &[(&str, bool)]| {
        let told = |(service, over): &(&str, bool)| {
            let labels = Labels::new([("alertname", "DiskFull"), ("service", *service)]);
            let (annotations, generator_url) = (Annotations::default(), None);
            let (starts_at, ended_at) = (at.minus(MINUTES(5)), over.then_some(at));
            let fingerprint = labels.fingerprint();
            Told { fingerprint, labels, annotations, generator_url, starts_at, ended_at, owner: None, runbook: None }
        };
        let alerts = alerts.iter().map(told).collect();
        let content = Content { group_key: "{}:{}".into(), group_labels: Labels::default(), alerts, truncated: 0 };
        let (at, why) = (at.plus(SECONDS(seconds)), Reason::Routed(Why::New));
        let (id, group) = (NoticeId(app.chance.id(at)), GroupId(7));
        Notice { id, group, content, receiver: "hook".into(), channel: 1, at, why }
    };
    let failed = async |notice: &Notice| {
        let (id, begun_at) = (app.chance.id(at), at);
        let attempt = Attempt { id, begun_at, took_ms: 1, status: Some(500), error: None, response: String::new() };
        let flush = FlushId { group: notice.group, number: 1 };
        let mut tx = app.begin().await.unwrap();
        keep(app, &mut tx, Came { flush, notice: notice.clone(), attempt: Some(attempt) }).await.unwrap();
        tx.commit().await.unwrap();
    };
    let (older, newer) = (notice(0, &[("a", true), ("b", false)]), notice(5, &[("b", false), ("c", false)]));
    failed(&newer).await;
    failed(&older).await;
    assert_eq!(stage.states().await, ["waiting", "waiting", "superseded"]);
    stage.app.advance(MINUTES(1)).await;
    let told: Vec<Value> = stage.receiver.take().await.into_iter().map(|(_, body)| body).collect();
    let mut told = said(&told);
    told.sort();
    assert_eq!(told, [("firing".into(), 2, 0), ("resolved".into(), 0, 1)]);
    assert_eq!(stage.states().await, ["sent", "sent", "superseded"]);
}

/// Another owner knows what was told, and of what resolved while nobody was there.
async fn another_owner_says_nothing_twice(home: Home) {
    let stage = stage(home).await;
    stage.fire("DiskFull", "a", "page").await;
    assert_eq!(stage.after(SECONDS(11)).await.len(), 1);
    stage.app.begin_again().await;
    assert!(stage.after(MINUTES(2)).await.is_empty());
    stage.app.deliver("/api/v2/alerts", Some(&stage.source.key), json!([stage.alert("DiskFull", "a", "page", json!({"startsAt": stage.app.now().minus(MINUTES(3)).to_string(), "endsAt": stage.app.now().to_string()}))]).to_string()).await.expect(200);
    stage.app.begin_again().await;
    assert_eq!(said(&stage.after(MINUTES(1)).await), [("resolved".into(), 0, 1)]);
}

/// A channel's secrets may be sealed with another key: the others hear of alerts all the same.
async fn a_channel_that_cannot_be_opened_keeps_nobody_else_from_hearing(home: Home) {
    let stage = stage(home).await;
    let mut other = routes(&stage.receiver.url);
    other.push_str(&format!("- name: lost\n  webhook_configs:\n  - url: {}/lost\n", stage.receiver.url));
    stage
        .app
        .post_bytes(&stage.admin, "/api/v1/routing/import", "application/yaml", other.as_bytes())
        .await
        .expect(200);
    let mut tx = stage.app.begin().await;
    let lost = ryugaku_db::sql(
        "update receiver_channels set secret = $1 where receiver_id in (select id from receivers where name = 'lost')",
    );
    assert_eq!(tx.run(lost.bind(vec![7_u8; 64])).await.unwrap(), 1);
    tx.commit().await.unwrap();
    stage.app.begin_again().await;
    stage.fire("DiskFull", "a", "page").await;
    assert_eq!(said(&stage.after(SECONDS(11)).await), [("firing".into(), 1, 0)]);
}

both_homes! {
    a_channel_that_cannot_be_opened_keeps_nobody_else_from_hearing
    a_group_is_told_once_and_again
    what_is_held_back_is_not_told
    what_does_not_arrive_is_tried_again
    what_is_over_is_told_though_a_later_one_came
    what_comes_back_late_takes_no_place
    another_owner_says_nothing_twice
}

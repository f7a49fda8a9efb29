//! The database is away while somebody asks in Slack: whoever asked reads that it was not taken, or that nobody knows.

use serde_json::{Value, json};

use crate::bot::{Stage, stage};
use crate::support::{Cable, Home};

const NOT_TAKEN: &str = "受け付けていない";
/// Of what was broken off: Slack waits no longer.
const BROKEN_OFF: &str = "受け付けたかわからない";

#[track_caller]
fn is_one_of(told: &[&str], said: &str) {
    assert!(said.starts_with("⚠️") && told.iter().any(|words| said.contains(words)), "{said}");
}

/// The channel, with the form for an update open.
async fn prepared(stage: &Stage) -> String {
    let channel = stage.opened("sev1").await;
    stage.says("U1", &channel, "update").await;
    stage.settle().await;
    channel
}

fn joined(channel: &str) -> Value {
    json!({"type": "member_joined_channel", "user": "U1", "channel": channel})
}

fn filled() -> [(&'static str, Value); 1] {
    [("text", json!({"value": "まだ続いている"}))]
}

/// A command, a button, a form and an event, while nothing can be stored; whoever asked reads one of `told`.
async fn nothing_is_taken(stage: &Stage, channel: &str, told: &[&str]) {
    is_one_of(told, &stage.says("U1", channel, "status fixing").await);

    stage.presses("U1", channel, "take:1 commander").await;
    stage.slack.whispered().await;
    is_one_of(told, &stage.whispered());

    let wrong = stage.fills("U1", "V1", &filled()).await;
    is_one_of(told, wrong["text"].as_str().unwrap_or_default());

    stage.event_called("EvB", joined(channel)).await.expect(503);
    // Of which nothing follows, whatever is stored.
    let talk = json!({"type": "message", "user": "U1", "channel": channel, "ts": "1.1", "text": "見てみる"});
    stage.event_called("EvC", talk).await.expect(200);
}

/// None of it came about, and what is sent again is taken once.
async fn what_is_sent_again_is_taken(stage: &Stage, channel: &str) {
    stage.settle().await;
    let incident = stage.incident().await;
    assert_eq!((&incident["status"], incident["commander"].is_null()), (&json!("investigating"), true), "{incident}");
    stage.presses("U1", channel, "take:1 commander").await;
    for _ in 0..2 {
        stage.event_called("EvB", joined(channel)).await.expect(200);
        assert_eq!(stage.fills("U1", "V1", &filled()).await, Value::Null);
    }
    assert!(stage.says("U1", channel, "status fixing").await.contains("復旧作業中"));
    stage.settle().await;
    let incident = stage.incident().await;
    assert_eq!(
        (&incident["status"], &incident["commander"]["name"]),
        (&json!("fixing"), &json!("佐伯 真")),
        "{incident}"
    );
    assert_eq!(stage.timeline().await.iter().filter(|line| line.contains("チャンネルに入った")).count(), 1);
    let updates = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/updates").await.expect(200).json();
    assert_eq!(updates["items"].as_array().unwrap().len(), 1, "{updates}");
    stage.slack.check();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_locked_database_does_not_store_is_not_taken() {
    let stage = stage(Home::sqlite()).await;
    let channel = prepared(&stage).await;
    // Another process on the same file, in the middle of a write.
    let other = ryugaku_db::Db::sqlite(&stage.app.home.file().unwrap()).await.unwrap();
    let holding = other.begin().await.unwrap();
    // The database would say so itself only after five seconds, which is too late for Slack.
    nothing_is_taken(&stage, &channel, &[BROKEN_OFF]).await;
    drop(holding);
    other.close().await;
    what_is_sent_again_is_taken(&stage, &channel).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_finds_no_postgres_is_not_taken() {
    let Some(home) = Home::postgres().await else { return };
    let cable = Cable::to(home.server_address()).await;
    let stage = stage(home.through(&cable)).await;
    let channel = prepared(&stage).await;
    cable.pull();
    nothing_is_taken(&stage, &channel, &[NOT_TAKEN, BROKEN_OFF]).await;
    cable.plug();
    what_is_sent_again_is_taken(&stage, &channel).await;
}

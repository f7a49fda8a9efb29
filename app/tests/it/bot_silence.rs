//! A chat that takes a call and never answers, or cuts the line in the middle of it: what may have been done is looked for before it
//! is done again, it is there once, and the incident goes on meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::SignedDuration;
use ryugaku_kernel::Role;
use ryugaku_web::Outside;
use serde_json::{Value, json};

use crate::support::slack::Slack;
use crate::support::{Home, Silence, TestApp, Who, matrix, slack};
use crate::{bot, bot_matrix, both_homes};

/// Far longer than an answer takes on loopback.
const PATIENCE: Duration = Duration::from_secs(1);
/// Less than calls may take, and more than an answer does.
const SOON: Duration = Duration::from_secs(10);
const NOTE: &str = "それでも進む";

fn impatient() -> Outside {
    Outside::waiting(PATIENCE).unwrap()
}

async fn chat(app: &TestApp, admin: &Who, number: usize) -> Value {
    app.get(admin, &format!("/api/v1/incidents/INC-{number}/chat")).await.expect(200).json()
}

/// The channel may be there and may not; the incident is written in all the same.
async fn goes_on(app: &TestApp, admin: &Who, number: usize) {
    let chat = chat(app, admin, number).await;
    assert_eq!((&chat["room"]["state"], &chat["failed"]), (&json!("opening"), &json!(0)), "{chat}");
    assert!(chat["steps"][0]["trouble"].as_str().unwrap().contains("返事がない"), "{chat}");
    let path = format!("/api/v1/incidents/INC-{number}/notes");
    app.api(admin, "POST", &path, json!({"text": NOTE})).await.expect(201);
}

#[track_caller]
fn is_told_once(said: &[String]) {
    assert_eq!(said.iter().filter(|one| one.ends_with(NOTE)).count(), 1, "{said:#?}");
}

/// No message is sent a second time unless its channel was read just before; and after the first so many calls one was read.
#[track_caller]
fn reads_before_it_sends_again(slack: &Slack, first: usize) {
    let workspace = slack.look();
    let mut before: BTreeMap<&String, &str> = BTreeMap::new();
    let mut sent = BTreeSet::new();
    for (method, fields) in &workspace.calls {
        let Some(channel) = fields.get("channel") else { continue };
        if method == "chat.postMessage" && !sent.insert(&fields["metadata"]) {
            assert_eq!(before.get(channel), Some(&"conversations.history"), "{fields:?}");
        }
        before.insert(channel, method.as_str());
    }
    let looked = workspace.calls[first..].iter().any(|(method, _)| method == "conversations.history");
    assert!(looked, "nobody looked whether it was said: {sent:?}");
}

async fn what_slack_leaves_unanswered_is_there_once(home: Home) {
    let stage = bot::stage_calling(home, impatient()).await;
    for (number, mishap) in (1_usize..).zip(slack::Mishap::UNHEARD) {
        stage.slack.next("conversations.create", mishap);
        stage.says("U1", "C1", &format!("open sev3 {number}")).await;
        stage.settle().await;
        goes_on(&stage.app, &stage.admin, number).await;
        let calls = stage.slack.look().calls.len();
        stage.slack.next("chat.postMessage", mishap);
        for _ in 0..6 {
            stage.after(SignedDuration::from_secs(20)).await;
        }
        let channel = stage.slack.channel(&format!("inc-{number}"));
        let said: Vec<String> = channel.messages.iter().map(|message| message.whole()).collect();
        is_told_once(&said);
        let steps: BTreeSet<String> = channel.messages.iter().map(|message| message.metadata.to_string()).collect();
        assert_eq!(steps.len(), channel.messages.len(), "{mishap:?}: something was said twice: {said:#?}");
        assert_eq!(channel.pins, [channel.messages[0].ts.clone()], "{mishap:?}");
        assert!(channel.members.contains("U1"), "{mishap:?}");
        reads_before_it_sends_again(&stage.slack, calls);
        let chat = chat(&stage.app, &stage.admin, number).await;
        assert_eq!((&chat["waiting"], &chat["failed"]), (&json!(0), &json!(0)), "{mishap:?}: {chat}");
        let channels = stage.slack.look().channels.len();
        assert_eq!(channels, number, "{mishap:?}: each incident has one channel");
    }
    stage.slack.check();
}

async fn what_matrix_leaves_unanswered_is_there_once(home: Home) {
    let stage = bot_matrix::stage_calling(home, impatient()).await;
    for (number, mishap) in (1_usize..).zip(matrix::Mishap::UNHEARD) {
        stage.matrix.next("createRoom", mishap);
        stage.says(&stage.direct, bot_matrix::ADMIN, &format!("!incident open sev3 {number}")).await;
        goes_on(&stage.app, &stage.admin, number).await;
        stage.matrix.next("send/m.room.message", mishap);
        for _ in 0..6 {
            stage.after(SignedDuration::from_secs(20)).await;
        }
        let room = stage.matrix.room(&format!("inc-{number}"));
        is_told_once(&room.said());
        let first = room.messages().next().unwrap()["event_id"].as_str().unwrap().to_owned();
        assert_eq!(room.pins(), [first], "{mishap:?}");
        let chat = chat(&stage.app, &stage.admin, number).await;
        assert_eq!((&chat["waiting"], &chat["failed"]), (&json!(0), &json!(0)), "{mishap:?}: {chat}");
        // What is listened for does not come either: it is listened for again.
        stage.matrix.next("sync", mishap);
        assert!(stage.ear.lock().await.hear(Duration::ZERO).await.is_err(), "{mishap:?}");
        stage.hear().await;
    }
    stage.matrix.check();
}

/// Who somebody is cannot be asked: they read that it was not taken, and an event comes again.
async fn whoever_asks_is_answered_all_the_same(home: Home) {
    let stage = bot::stage(home).await;
    let member = stage.app.person("水野 遥", Role::Member).await;
    stage.slack.account("U2", "mizuno", &format!("{}@example.com", member.id));
    let silent = slack::Mishap::Silent { how: Silence::Hang, done: false };
    stage.slack.next("users.info", silent);
    let said = tokio::time::timeout(SOON, stage.says("U2", "C1", "list")).await.expect("Slack does not wait so long");
    assert!(said.starts_with("⚠️") && said.contains("受け付けていない"), "{said}");
    let mention = json!({"type": "app_mention", "user": "U2", "channel": "C1", "ts": "1.1",
        "text": format!("<@{}> list", slack::BOT)});
    stage.slack.next("users.info", silent);
    let event = stage.event_called("EvS", mention.clone());
    tokio::time::timeout(SOON, event).await.expect("Slack does not wait so long").expect(503);
    stage.event_called("EvS", mention).await.expect(200);
    let said = stage.says("U2", "C1", "list").await;
    assert!(!said.starts_with("⚠️"), "{said}");
    stage.settle().await;
    stage.slack.check();
}

both_homes!(
    whoever_asks_is_answered_all_the_same
    what_slack_leaves_unanswered_is_there_once
    what_matrix_leaves_unanswered_is_there_once
);

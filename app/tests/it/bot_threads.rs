//! Messages that are marked where the history of a channel shows nothing of them: in threads, and without a text of their own; those that
//! change while they are read; and what is asked in a thread.

use std::time::Duration;

use jiff::SignedDuration;
use ryugaku_web::Outside;
use serde_json::{Value, json};

use crate::bot::{Stage, stage, stage_calling};
use crate::both_homes;
use crate::support::slack::{BOT, Mishap};
use crate::support::{Home, Silence};

/// The lines of the timeline in which this stands.
async fn lines(stage: &Stage, words: &str) -> Vec<String> {
    stage.timeline().await.into_iter().filter(|line| line.contains(words)).collect()
}

async fn reacted(stage: &Stage, channel: &str, ts: &str) {
    let item = json!({"type": "message", "channel": channel, "ts": ts});
    stage.event(json!({"type": "reaction_added", "user": "U1", "reaction": "pushpin", "item": item})).await.expect(200);
}

async fn pinned(stage: &Stage, channel: &str, ts: &str) {
    let item = json!({"type": "message", "message": {"ts": ts}});
    stage.event(json!({"type": "pin_added", "user": "U1", "channel_id": channel, "item": item})).await.expect(200);
}

async fn picked(stage: &Stage, channel: &str, message: Value) {
    let picked = json!({"type": "message_action", "callback_id": "incident_collect", "user": {"id": "U1"},
        "channel": {"id": channel}, "message": message});
    stage.interacts(picked).await.expect(200);
}

async fn changed(stage: &Stage, channel: &str, message: Value, before: Value) {
    let event = json!({"type": "message", "subtype": "message_changed", "channel": channel, "message": message,
        "previous_message": before});
    stage.event(event).await.expect(200);
    stage.settle().await;
}

async fn deleted(stage: &Stage, channel: &str, ts: &str) {
    let event = json!({"type": "message", "subtype": "message_deleted", "channel": channel, "deleted_ts": ts});
    stage.event(event).await.expect(200);
    stage.settle().await;
}

/// Marked in each way, more than once; then edited, then deleted.
async fn a_reply_stands_in_the_timeline_once(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev2").await;
    let first = stage.slack.write(&channel, "U1", "何が起きている?");
    let before = stage.slack.reply(&channel, "U1", &first, "見てくる");
    let ts = stage.slack.reply(&channel, "U1", &first, "DBの接続が尽きた");
    stage.slack.reply(&channel, "U1", &first, "切り戻す");
    for _ in 0..2 {
        reacted(&stage, &channel, &ts).await;
        pinned(&stage, &channel, &ts).await;
        picked(&stage, &channel, json!({"ts": ts, "thread_ts": first, "text": "DBの接続が尽きた"})).await;
    }
    stage.settle().await;
    assert_eq!(lines(&stage, "接続").await, ["佐伯 真の発言: DBの接続が尽きた"]);
    assert_eq!(lines(&stage, "の発言").await.len(), 1, "nothing else of the thread: {:#?}", stage.timeline().await);
    // By the menu alone.
    picked(&stage, &channel, json!({"ts": before, "thread_ts": first, "text": "見てくる"})).await;
    stage.settle().await;
    assert_eq!(lines(&stage, "見てくる").await, ["佐伯 真の発言: 見てくる"]);

    let edited = json!({"ts": ts, "thread_ts": first, "text": "DBの接続は足りていた"});
    changed(&stage, &channel, edited, json!({"ts": ts, "thread_ts": first, "text": "DBの接続が尽きた"})).await;
    assert_eq!(lines(&stage, "接続").await, ["発言が書き換えられた: DBの接続は足りていた"]);
    deleted(&stage, &channel, &ts).await;
    assert!(lines(&stage, "接続").await.is_empty());
    // What was taken away before it was read leaves nothing, and nothing waits for it.
    let before = stage.timeline().await;
    reacted(&stage, &channel, "1795025520.999999").await;
    stage.settle().await;
    assert_eq!(stage.timeline().await, before);
    stage.slack.check();
}

/// As programs tell of alerts: the text is empty.
async fn what_stands_in_attachments_alone_is_read(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev2").await;
    let fires = json!([{"fallback": "x", "title": "[FIRING:1] DiskFull", "text": "/var が 92% &gt; 90%"}]);
    let ts = stage.slack.attach(&channel, fires.clone());
    reacted(&stage, &channel, &ts).await;
    reacted(&stage, &channel, &ts).await;
    stage.settle().await;
    let told = lines(&stage, "DiskFull").await;
    assert!(told.len() == 1 && told[0].contains("/var が 92% > 90%"), "{told:#?}");
    assert!(told[0].starts_with("チャットの発言"), "{told:#?}");

    let before = json!({"ts": ts, "text": "", "attachments": fires});
    changed(&stage, &channel, before.clone(), before.clone()).await;
    assert_eq!(lines(&stage, "DiskFull").await, told, "it says the same");
    let over = json!({"ts": ts, "text": "", "attachments": [{"title": "[RESOLVED] DiskFull"}]});
    changed(&stage, &channel, over, before).await;
    assert_eq!(lines(&stage, "DiskFull").await, ["発言が書き換えられた: [RESOLVED] DiskFull"]);
    deleted(&stage, &channel, &ts).await;
    assert!(lines(&stage, "DiskFull").await.is_empty());
    stage.slack.check();
}

/// It was read, and is not written down yet.
async fn what_changes_meanwhile_stands_as_it_is_by_then(home: Home) {
    let stage = stage_calling(home, Outside::waiting(Duration::from_secs(1)).unwrap()).await;
    let channel = stage.opened("sev2").await;
    for left in [None, Some("DBの接続は足りていた")] {
        let ts = stage.slack.write(&channel, "U2", "DBの接続が尽きた");
        reacted(&stage, &channel, &ts).await;
        // Who said it is asked for once it was read.
        stage.slack.next("users.info", Mishap::Silent { how: Silence::Hang, done: false });
        let before = stage.slack.look().calls.len();
        let is_read = || {
            let workspace = stage.slack.look();
            workspace.calls[before..].iter().any(|(method, fields)| method == "users.info" && fields["user"] == "U2")
        };
        let meanwhile = async {
            while !is_read() {
                tokio::task::yield_now().await;
            }
            {
                let mut workspace = stage.slack.look();
                let there = workspace.channels.iter_mut().find(|one| one.id == channel).unwrap();
                let place = there.messages.iter().position(|message| message.ts == ts).unwrap();
                match left {
                    None => drop(there.messages.remove(place)),
                    Some(text) => there.messages[place].text = text.into(),
                }
            }
            let event = match left {
                None => json!({"type": "message", "subtype": "message_deleted", "channel": channel, "deleted_ts": ts}),
                Some(text) => json!({"type": "message", "subtype": "message_changed", "channel": channel,
                    "message": {"ts": ts, "text": text}}),
            };
            stage.event(event).await.expect(200);
        };
        tokio::join!(stage.settle(), meanwhile);
        stage.after(SignedDuration::from_mins(2)).await;
        let stands = lines(&stage, "接続").await;
        assert_eq!(stands.len(), left.iter().len(), "{stands:#?}");
        assert!(stands.iter().all(|line| left.is_some_and(|left| line.ends_with(left))), "{stands:#?}");
    }
    stage.slack.check();
}

/// Whoever asks in a thread is answered there, and refused there; what is asked in the channel is answered in it.
async fn what_is_asked_in_a_thread_is_answered_there(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev2").await;
    let first = stage.slack.write(&channel, "U1", "何が起きている?");
    stage.slack.account("U8", "guest", "guest@elsewhere.example");
    let whispered = || {
        let calls = stage.slack.look().calls.clone();
        calls.into_iter().rfind(|(method, _)| method == "chat.postEphemeral").unwrap().1
    };
    for (user, thread) in [("U1", Some(&first)), ("U8", Some(&first)), ("U1", None)] {
        let text = format!("<@{BOT}> list");
        let mut mention = json!({"type": "app_mention", "user": user, "channel": channel, "text": text});
        mention["ts"] = match thread {
            Some(thread) => stage.slack.reply(&channel, user, thread, &text),
            None => stage.slack.write(&channel, user, &text),
        }
        .into();
        if let Some(thread) = thread {
            mention["thread_ts"] = thread.as_str().into();
        }
        stage.event(mention).await.expect(200);
        stage.settle().await;
        let said = whispered();
        assert_eq!((said["user"].as_str(), said.get("thread_ts")), (user, thread), "{said:?}");
    }
    // What is said to one alone under a message that nobody has answered is shown to nobody.
    stage.slack.next("conversations.history", Mishap::MissingScope("channels:history"));
    reacted(&stage, &channel, &first).await;
    stage.settle().await;
    let said = whispered();
    assert!(said["blocks"].contains("channels:history") && !said.contains_key("thread_ts"), "{said:?}");
    stage.slack.check();
}

both_homes!(
    what_is_asked_in_a_thread_is_answered_there
    a_reply_stands_in_the_timeline_once
    what_stands_in_attachments_alone_is_read
    what_changes_meanwhile_stands_as_it_is_by_then
);

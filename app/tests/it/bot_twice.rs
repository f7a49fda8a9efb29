//! A command, a button or a menu that comes twice, as when Slack did not hear that it was taken, or somebody sends what they caught once
//! more: it is done once.

use serde_json::{Value, json};

use crate::bot::{Stage, stage};
use crate::both_homes;
use crate::support::Home;
use crate::support::slack::texts;

const TAKEN: &str = "はじめに届いたときに受け付けた";

async fn posted(stage: &Stage, path: &str, fields: &[(&str, &str)]) -> String {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    stage.post(path, "application/x-www-form-urlencoded", body).await.expect(200).text
}

/// What the one who typed it reads, each time.
async fn typed_twice(stage: &Stage, channel: &str, command: &str, text: &str) -> [String; 2] {
    let trigger = stage.slack.trigger();
    let fields = [("team_id", "T0"), ("channel_id", channel), ("user_id", "U1"), ("command", command), ("text", text)];
    let fields: Vec<_> = fields.into_iter().chain([("trigger_id", trigger.as_str())]).collect();
    let mut read = [String::new(), String::new()];
    for said in &mut read {
        let text = posted(stage, "/slack/commands", &fields).await;
        if !text.is_empty() {
            let reply: Value = serde_json::from_str(&text).unwrap();
            *said = texts(&reply["blocks"]).join("\n");
        }
    }
    read
}

async fn sent_twice(stage: &Stage, mut payload: Value) {
    payload["trigger_id"] = stage.slack.trigger().into();
    for _ in 0..2 {
        posted(stage, "/slack/interactions", &[("payload", &payload.to_string())]).await;
    }
    stage.settle().await;
}

/// The second time it is said that it was taken; what only shows something shows it again.
async fn a_command_that_comes_twice_is_done_once(home: Home) {
    let stage = stage(home).await;
    let [first, second] = typed_twice(&stage, "C1", "/incident", "open sev1 決済が止まった").await;
    assert!(first.contains("INC-1") && !first.contains(TAKEN), "{first}");
    assert!(second.contains(TAKEN) && !second.contains("INC-"), "{second}");
    stage.settle().await;
    let all = stage.app.get(&stage.admin, "/api/v1/incidents").await.expect(200).json();
    assert_eq!(all["items"].as_array().unwrap().len(), 1, "{all}");

    let channel = stage.slack.channel("inc-1").id;
    typed_twice(&stage, &channel, "/incident", "note 切り戻しを始めた").await;
    assert_eq!(stage.timeline().await.iter().filter(|line| line.contains("切り戻し")).count(), 1);
    let [first, second] = typed_twice(&stage, &channel, "/incident", "list").await;
    assert!(first.contains("INC-1") && first == second, "{first} {second}");
    // The same words typed again are another command.
    stage.says("U1", &channel, "note 切り戻しを始めた").await;
    assert_eq!(stage.timeline().await.iter().filter(|line| line.contains("切り戻し")).count(), 2);

    // A form opens once, however it was asked for.
    for (text, opened) in [("open", 1), ("update", 2)] {
        let [first, second] = typed_twice(&stage, &channel, "/incident", text).await;
        assert!(first.is_empty() && second.contains(TAKEN), "{text}: {first} {second}");
        stage.settle().await;
        assert_eq!(stage.slack.look().forms.len(), opened, "{text}");
    }
    stage.slack.check();
}

async fn a_button_that_comes_twice_is_done_once(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev1").await;
    let pressed = |action: &str| {
        let value = action.split_once(':').map_or("", |(_, value)| value);
        json!({"type": "block_actions", "user": {"id": "U1"}, "channel": {"id": channel},
            "actions": [{"action_id": action, "value": value}]})
    };
    sent_twice(&stage, pressed("take:1 scribe")).await;
    assert_eq!(stage.slack.look().whispers.len(), 1, "{}", stage.whispered());
    sent_twice(&stage, pressed("later:1 role/commander")).await;
    assert_eq!(stage.timeline().await.iter().filter(|line| line.contains("10分")).count(), 1);
    let menu = json!({"type": "message_action", "callback_id": "incident_task", "user": {"id": "U1"},
        "channel": {"id": channel}, "message": {"ts": "1.1", "text": "索引を作り直す"}});
    for (payload, opened) in [
        (pressed("note:1"), 1),
        (menu, 2),
        (json!({"type": "shortcut", "callback_id": "incident_open", "user": {"id": "U1"}}), 3),
    ] {
        sent_twice(&stage, payload).await;
        assert_eq!(stage.slack.look().forms.len(), opened);
    }
    stage.slack.check();
}

both_homes!(
    a_command_that_comes_twice_is_done_once
    a_button_that_comes_twice_is_done_once
);

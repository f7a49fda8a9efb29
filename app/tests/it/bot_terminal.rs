//! An incident's channel seen to from a terminal: what failed, what waits, what is gone.

use serde_json::{Value, json};

use crate::bot::stage;
use crate::both_homes;
use crate::own_command_line::Terminal;
use crate::support::Home;
use crate::support::slack::Mishap;

const CHAT: [&str; 3] = ["incident", "chat", "INC-1"];

/// Each is shown with what to do, and done by hand; what is not so is refused.
async fn a_channel_is_seen_to_from_the_terminal(home: Home) {
    let stage = stage(home).await;
    stage.slack.next("pins.add", Mishap::MissingScope("pins:write"));
    let channel = stage.opened("sev1").await;
    let terminal = Terminal::of(&stage.app, &stage.admin).await;
    let with = |flags: &[&str]| terminal.done(&[&CHAT[..], flags].concat());
    let without = |flags: &[&str]| terminal.refused(&[&CHAT[..], flags].concat());

    assert!(with(&[]).contains("pins:write"));
    let shown: Value = serde_json::from_str(&with(&["--json"])).unwrap();
    let failed = shown["steps"].as_array().unwrap().iter().find(|step| step["state"] == "failed").unwrap();
    let number = failed["number"].to_string();
    without(&["--step", &number, "--room"]);
    with(&["--step", &number]);
    stage.settle().await;
    assert_eq!(stage.slack.channel("inc-1").pins.len(), 1);
    without(&["--step", &number]);

    // Slack asks for a pause, and nobody wants to wait so long.
    stage.slack.next("chat.postMessage", Mishap::Limited(90));
    let note = json!({"text": "まだ続いている"});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/notes", note).await.expect(201);
    let is_said = || stage.said().iter().any(|said| said.contains("まだ続いている"));
    for _ in 0..2 {
        stage.settle().await;
    }
    assert!(!is_said(), "{:#?}", stage.said());
    with(&["--now"]);
    stage.settle().await;
    assert!(is_said(), "{:#?}", stage.said());

    without(&["--room"]);
    stage.slack.look().channels.clear();
    stage.event(json!({"type": "channel_deleted", "channel": channel})).await.expect(200);
    with(&["--room"]);
    stage.settle().await;
    assert_eq!(stage.slack.channel("inc-1").pins.len(), 1);
    stage.slack.check();
}

both_homes!(a_channel_is_seen_to_from_the_terminal);

//! People who are named in what is written down in Slack: by their names, where they are known.

use jiff::SignedDuration;
use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::bot::stage;
use crate::both_homes;
use crate::support::Home;
use crate::support::slack::Mishap;

/// In notes, tasks and exchanges' lines that are typed, and in messages that are marked and edited.
async fn whoever_is_named_stands_there_by_name(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev2").await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    stage.slack.account("U2", "青木 澄", &format!("{}@example.com", aoki.id));
    stage.slack.account("U3", "水野 遥", "mizuno@elsewhere.example");
    stage.says("U2", &channel, "list").await;
    stage.says("U1", &channel, "note <@U2|aoki> が戻す。<@U9|mori> は見ている").await;
    stage.says("U1", &channel, "task <@U2> と索引を作り直す").await;
    stage.settle().await;
    assert!(
        stage.timeline().await.iter().any(|line| line.ends_with("@青木 澄 が戻す。@mori は見ている")),
        "{:#?}",
        stage.timeline().await
    );
    assert!(stage.said().iter().all(|said| !said.contains("U2|")), "{:#?}", stage.said());
    let tasks = stage.app.get(&stage.admin, "/api/v1/tasks").await.expect(200).json();
    assert_eq!(tasks["items"][0]["title"], "@青木 澄 と索引を作り直す", "{tasks}");
    // Whom a command is about is found by the account all the same.
    assert!(!stage.says("U1", &channel, "give scribe <@U2|aoki>").await.starts_with("⚠️"));

    // Nobody has heard of the other one yet: Slack is asked.
    let ts = stage.slack.write(&channel, "U2", "<@U3>さん、接続が尽きた");
    let item = json!({"type": "message", "channel": channel, "ts": ts});
    stage.event(json!({"type": "reaction_added", "user": "U1", "reaction": "pushpin", "item": item})).await.expect(200);
    stage.settle().await;
    let has = async |words: &str| stage.timeline().await.iter().any(|line| line.ends_with(words));
    assert!(has("@水野 遥さん、接続が尽きた").await, "{:#?}", stage.timeline().await);
    let message = json!({"ts": ts, "text": "<@U3>さんが足した"});
    let edited = json!({"type": "message", "subtype": "message_changed", "channel": channel, "message": message,
        "previous_message": Value::Null});
    stage.event(edited).await.expect(200);
    stage.settle().await;
    assert!(has("@水野 遥さんが足した").await, "{:#?}", stage.timeline().await);
    stage.slack.check();
}

/// Whoever comes into the channel need not have spoken to the bot: Slack is asked, again if it is away. Whom nobody knows leaves no line.
async fn whoever_joins_stands_there_by_name(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev2").await;
    for (account, name) in [("U2", "青木 澄"), ("U3", "水野 遥")] {
        let person = stage.app.person(name, Role::Member).await;
        stage.slack.account(account, name, &format!("{}@example.com", person.id));
    }
    stage.slack.account("U8", "guest", "guest@elsewhere.example");
    let joins = async |user: &str| {
        let event = json!({"type": "member_joined_channel", "user": user, "channel": channel});
        stage.event(event).await.expect(200);
        stage.settle().await;
        let lines = stage.timeline().await.into_iter();
        lines.filter(|line| line.contains("チャンネルに入った")).collect::<Vec<_>>()
    };
    for user in ["U2", "U8", "U9"] {
        assert_eq!(joins(user).await, ["青木 澄 がチャンネルに入った"], "{user}");
    }
    stage.slack.next("users.info", Mishap::Status(500));
    assert_eq!(joins("U3").await.len(), 1, "Slack was away");
    stage.after(SignedDuration::from_secs(6)).await;
    let has = stage.timeline().await.iter().any(|line| line == "水野 遥 がチャンネルに入った");
    assert!(has, "{:#?}", stage.timeline().await);
    stage.slack.check();
}

both_homes!(
    whoever_is_named_stands_there_by_name
    whoever_joins_stands_there_by_name
);

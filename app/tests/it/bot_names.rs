//! People who are named in what is written down in Slack: by their names, where they are known.

use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::bot::stage;
use crate::both_homes;
use crate::support::Home;

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

both_homes!(whoever_is_named_stands_there_by_name);

//! Accounts of other workspaces, in channels that are shared with them, and people whom the bot cannot answer where they are.

use ryugaku_kernel::Role;
use serde_json::json;

use crate::bot::stage;
use crate::both_homes;
use crate::support::Home;
use crate::support::slack::{Slack, texts};

/// An account of another workspace shows the administrator's own address: it is nobody's, whatever it does.
async fn an_address_of_another_workspace_is_nobodys(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev2").await;
    let address = format!("{}@example.com", stage.admin.id);
    stage.slack.account("U7", "saeki", &address);
    stage.slack.look().people.get_mut("U7").unwrap().team = "T9".into();
    let said = stage.says("U7", &channel, "status fixing").await;
    assert!(said.contains("別の Slack ワークスペース"), "{said}");
    let item = json!({"type": "message", "channel": channel, "ts": stage.slack.write(&channel, "U7", "にせの発言")});
    stage.event(json!({"type": "reaction_added", "user": "U7", "reaction": "pushpin", "item": item})).await.expect(200);
    assert!(stage.says("U1", &channel, "give scribe <@U7|saeki>").await.starts_with("⚠️"));
    stage.settle().await;
    assert_eq!(stage.incident().await["status"], "investigating");
    assert!(!stage.timeline().await.join("\n").contains("にせ"));
    stage.slack.check();
}

/// Nor is one that is found under the address of somebody who is to be asked in.
async fn nobody_of_another_workspace_is_asked_in(home: Home) {
    let stage = stage(home).await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    stage.slack.account("U2", "aoki", &format!("{}@example.com", aoki.id));
    stage.slack.look().people.get_mut("U2").unwrap().team = "T9".into();
    let channel = stage.opened("sev2").await;
    stage.app.api(&aoki, "PUT", "/api/v1/incidents/INC-1/roles/scribe", json!({"person": "me"})).await.expect(200);
    stage.settle().await;
    assert!(!stage.slack.channel("inc-1").members.contains("U2"), "{channel}");
    stage.slack.check();
}

/// The bot is not where a button is pressed or a menu opened: whoever did reads all the same why nothing came of it, at the address
/// that Slack gave along. An address of anybody else is not called.
async fn where_the_bot_is_not_slack_passes_the_answer_on(home: Home) {
    let stage = stage(home).await;
    stage.slack.account("U7", "guest", "guest@elsewhere.example");
    let hook = stage.slack.hook("a1");
    let pressed = |user: &str, address: &str| {
        json!({"type": "block_actions", "user": {"id": user}, "channel": {"id": "C404"},
            "response_url": address, "actions": [{"action_id": "take:1 commander", "value": "1 commander"}]})
    };
    stage.interacts(pressed("U7", &hook)).await.expect(200);
    let (at, said) = stage.slack.passed_on().await;
    assert_eq!(
        (at.as_str(), &said["response_type"], &said["replace_original"]),
        ("a1", &json!("ephemeral"), &json!(false))
    );
    assert!(texts(&said["blocks"]).join("\n").contains("guest@elsewhere.example"), "{said}");

    let menu = json!({"type": "message_action", "callback_id": "incident_task", "user": {"id": "U1"},
        "response_url": hook, "channel": {"id": "C404"}, "message": {"ts": "1.1", "text": "索引を作り直す"}});
    stage.interacts(menu).await.expect(200);
    let (_, said) = stage.slack.passed_on().await;
    assert!(texts(&said["blocks"]).join("\n").contains("INC-12"), "{said}");

    // Somebody else's address: it is said in the channel, as where none is given.
    let channel = stage.opened("sev2").await;
    let elsewhere = Slack::start(stage.seconds()).await;
    let mut forged = pressed("U7", &elsewhere.hook("a2"));
    forged["channel"]["id"] = channel.as_str().into();
    stage.interacts(forged).await.expect(200);
    stage.slack.whispered().await;
    assert!(stage.whispered().contains("guest@elsewhere.example"), "{}", stage.whispered());
    assert!(elsewhere.look().passed_on.is_empty());
    stage.slack.check();
}

both_homes!(
    where_the_bot_is_not_slack_passes_the_answer_on
    an_address_of_another_workspace_is_nobodys
    nobody_of_another_workspace_is_asked_in
);

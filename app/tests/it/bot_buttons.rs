//! A button that offers a role nobody has: of two who press it one has the role, and the other reads who was faster.

use ryugaku_kernel::Role;
use serde_json::json;

use crate::both_homes;
use crate::own_command_line::Terminal;
use crate::support::{Home, TestApp, Who};

const AOKI: &str = "@aoki:test";

/// The names of who has this role.
async fn who_has(app: &TestApp, who: &Who, role: &str) -> Vec<String> {
    let roles = app.get(who, "/api/v1/incidents/INC-1/roles").await.expect(200).json();
    let found = roles["items"].as_array().unwrap().iter().find(|one| one["role"] == role).unwrap();
    found["people"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

async fn japanese(app: &TestApp, name: &str) -> Who {
    let who = app.person(name, Role::Member).await;
    app.api(&who, "PATCH", "/api/v1/me", json!({"language": "ja"})).await.expect(200);
    who
}

/// Both saw it in the same message. Typed, it is taken over; in a terminal, unless that is asked not to be.
async fn two_press_one_button_in_slack(home: Home) {
    let stage = crate::bot::stage(home).await;
    let aoki = japanese(&stage.app, "青木 澄").await;
    stage.slack.account("U2", "aoki", &format!("{}@example.com", aoki.id));
    let channel = stage.opened("sev1").await;
    for role in ["commander", "scribe"] {
        stage.slack.look().whispers.clear();
        let button = format!("take:1 {role}");
        stage.presses("U1", &channel, &button).await;
        stage.presses("U2", &channel, &button).await;
        stage.slack.whispered().await;
        let said = stage.whispered();
        assert!(said.contains("佐伯 真が先に引き受けた") && said.contains(&format!("take {role}")), "{said}");
        assert_eq!(stage.slack.look().whispers.last().unwrap().0, "U2");
        stage.settle().await;
        assert_eq!(who_has(&stage.app, &stage.admin, role).await, ["佐伯 真"]);
    }
    let taken = stage.timeline().await.into_iter().filter(|line| line.contains("青木")).collect::<Vec<_>>();
    assert!(taken.is_empty(), "{taken:#?}");
    // Of those who repair there may be several.
    for user in ["U1", "U2"] {
        stage.presses(user, &channel, "take:1 responder").await;
    }
    assert_eq!(who_has(&stage.app, &stage.admin, "responder").await.len(), 2);
    assert!(!stage.says("U2", &channel, "take commander").await.starts_with("⚠️"));
    assert_eq!(stage.incident().await["commander"]["name"], "青木 澄");
    let terminal = Terminal::of(&stage.app, &stage.admin).await;
    let refused = terminal.refused(&["incident", "role", "INC-1", "commander", "--if-empty"]);
    assert!(refused.contains("青木 澄") && refused.contains("take commander"), "{refused}");
    terminal.done(&["incident", "role", "INC-1", "commander", "--person", "佐伯 真"]);
    assert_eq!(stage.incident().await["commander"]["name"], "佐伯 真");
    stage.settle().await;
    stage.slack.check();
}

/// Both reactions come before how things stand is said anew; one that comes afterwards takes no other role.
async fn two_react_with_one_hand_on_matrix(home: Home) {
    let stage = crate::bot_matrix::stage(home).await;
    let aoki = japanese(&stage.app, "青木 澄").await;
    stage.links(&aoki, AOKI).await;
    let room = stage.opened("sev1").await;
    stage.matrix.joins(&room.id, AOKI);
    stage.hear().await;
    let summary = stage.matrix.room("inc-1").pins()[0].clone();
    for user in [crate::bot_matrix::ADMIN, AOKI] {
        stage.matrix.reacts(&room.id, user, &summary, "🙋");
    }
    stage.hear().await;
    assert_eq!(stage.incident().await["commander"]["name"], "佐伯 真");
    for told in [1, 2] {
        let said = stage.matrix.room("inc-1").said();
        assert_eq!(said.iter().filter(|one| one.contains("佐伯 真が先に引き受けた")).count(), told, "{said:#?}");
        stage.settle().await;
        assert!(!stage.matrix.room("inc-1").text_of(&summary).contains("🙋"), "it is offered no longer");
        stage.matrix.reacts(&room.id, AOKI, &summary, "🙋");
        stage.hear().await;
    }
    for role in ["communications", "scribe", "responder"] {
        assert!(who_has(&stage.app, &stage.admin, role).await.is_empty(), "nobody asked for that: {role}");
    }
    stage.matrix.reacts(&room.id, AOKI, &summary, "💬");
    stage.hear().await;
    assert_eq!(who_has(&stage.app, &stage.admin, "communications").await, ["青木 澄"]);
    let taken = stage.says(&room.id, AOKI, "!incident take commander").await;
    assert!(taken.contains("全体を見て決め"), "{taken}");
    assert_eq!(stage.incident().await["commander"]["name"], "青木 澄");
    stage.matrix.check();
}

both_homes!(
    two_press_one_button_in_slack
    two_react_with_one_hand_on_matrix
);

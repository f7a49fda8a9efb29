//! What an incident owes before it may be closed, done from the chat: by what is typed, by the nudge's button, by a reaction.

use jiff::SignedDuration;
use ryugaku_kernel::Role;
use serde_json::json;

use crate::bot::{Stage, stage};
use crate::bot_matrix::{self, ADMIN};
use crate::both_homes;
use crate::support::{Home, TestApp, Who};

const POLICY: &str = "levels:\n  sev1: {}\n  sev2: {close: {postmortem: 1h, review: 2h}}\n  sev3: {}\n  sev4: {}\n";
const AT: &str = "/api/v1/incidents/INC-1/postmortem";
const AN_HOUR: SignedDuration = SignedDuration::from_mins(61);
/// So often it is looked for what is late.
const A_LOOK: SignedDuration = SignedDuration::from_secs(21);

async fn ask_for_both(app: &TestApp, admin: &Who) {
    app.api(admin, "PUT", "/api/v1/severity-policy", json!({"text": POLICY, "note": ""})).await.expect(200);
}

async fn state(app: &TestApp, who: &Who) -> String {
    app.get(who, AT).await.expect(200).json()["state"].as_str().unwrap().to_owned()
}

/// The buttons of the nudge that stands last.
fn nudge(stage: &Stage, step: &str) -> Vec<String> {
    let later = format!("later:1 {step}");
    let mut all = stage.messages().into_iter().rev().map(|message| message.buttons());
    all.find(|buttons| buttons.contains(&later)).unwrap_or_else(|| panic!("{step}: {:#?}", stage.said()))
}

/// Each button does one thing, once; who only reads, and whoever is too early, reads why not.
async fn the_nudge_does_what_comes_next(home: Home) {
    let stage = stage(home).await;
    let (app, admin) = (&stage.app, &stage.admin);
    ask_for_both(app, admin).await;
    let channel = stage.opened("sev2").await;
    assert!(stage.says("U1", &channel, "postmortem").await.starts_with("⚠️"), "it goes on");
    stage.says("U1", &channel, "resolve 切り戻した").await;
    stage.settle().await;
    let summary = || stage.messages()[0].buttons();
    assert!(summary().contains(&"postmortem:1 begin".to_owned()), "{:?}", summary());
    assert!(stage.says("U1", &channel, "postmortem publish").await.contains("まだない"));
    assert!(stage.says("U1", &channel, "postmortem dance").await.contains("次のどれか"));
    let reader = app.person("監査", Role::Read).await;
    stage.slack.account("U2", "kansa", &format!("{}@example.com", reader.id));
    assert!(stage.says("U2", &channel, "postmortem").await.starts_with("⚠️"), "who reads begins nothing");
    app.get(admin, AT).await.expect(404);

    stage.after(AN_HOUR).await;
    stage.after(A_LOOK).await;
    assert_eq!(nudge(&stage, "close/postmortem")[..2], ["postmortem:1 begin", "page:1"]);
    for _ in 0..2 {
        stage.presses("U1", &channel, "postmortem:1 begin").await;
        stage.settle().await;
        assert!(stage.whispered().contains("INC-1 のポストモーテム: 下書き"), "{}", stage.whispered());
        assert_eq!(state(app, admin).await, "draft", "pressed again it goes no further");
    }
    assert!(stage.says("U1", &channel, "postmortem publish").await.starts_with("⚠️"), "it was not reviewed");
    assert!(summary().contains(&"postmortem:1 review".to_owned()), "{:?}", summary());
    stage.presses("U1", &channel, "postmortem:1 review").await;
    stage.settle().await;
    assert_eq!(state(app, admin).await, "review");

    stage.after(AN_HOUR).await;
    stage.after(A_LOOK).await;
    assert_eq!(nudge(&stage, "close/review")[..2], ["postmortem:1 publish", "page:1"]);
    stage.presses("U2", &channel, "postmortem:1 publish").await;
    stage.settle().await;
    assert_eq!(state(app, admin).await, "review", "who reads publishes nothing");
    stage.presses("U1", &channel, "postmortem:1 publish").await;
    stage.settle().await;
    assert_eq!(state(app, admin).await, "published");
    assert!(!summary().iter().any(|button| button.starts_with("postmortem:")), "{:?}", summary());
    assert!(stage.says("U1", &channel, "close").await.contains("閉じた"));
    stage.settle().await;
    stage.slack.check();
}

/// On Matrix with ✅, on the nudge and on what is answered to it.
async fn a_reaction_does_what_comes_next(home: Home) {
    let stage = bot_matrix::stage(home).await;
    let (app, admin) = (&stage.app, &stage.admin);
    ask_for_both(app, admin).await;
    let room = stage.opened("sev2").await.id;
    stage.says(&room, ADMIN, "!incident resolve 切り戻した").await;
    stage.after(AN_HOUR).await;
    stage.after(A_LOOK).await;
    let nudge = stage.matrix.room("inc-1").message("✅ 下書きを作る");
    for _ in 0..2 {
        stage.reacts(&room, &nudge, "✅").await;
        assert_eq!(state(app, admin).await, "draft", "once more it goes no further");
    }
    let answer = stage.matrix.room("inc-1").message("INC-1 のポストモーテム: 下書き");
    stage.reacts(&room, &answer, "✅").await;
    assert_eq!(state(app, admin).await, "review");
    let said = stage.says(&room, ADMIN, "!incident ポストモーテム 公開").await;
    assert!(said.contains("INC-1 のポストモーテム: 公開"), "{said}");
    assert_eq!(state(app, admin).await, "published");
    assert!(stage.says(&room, ADMIN, "!incident close").await.contains("閉じた"));
    stage.matrix.check();
}

both_homes!(
    the_nudge_does_what_comes_next
    a_reaction_does_what_comes_next
);

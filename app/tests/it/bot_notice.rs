//! The notice of the status page, ended from the chat: by the button's form, by what is typed, and on Matrix by what a reaction asks for.

use jiff::SignedDuration;
use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::bot::stage;
use crate::bot_matrix::{self, ADMIN};
use crate::both_homes;
use crate::support::{Home, TestApp, Who};

const POLICY: &str = "levels:\n  sev1: {}\n  sev2: {}\n  sev3: {}\n  sev4: {}\n";
const LATE: SignedDuration = SignedDuration::from_mins(31);
/// So often it is looked for what is late.
const A_LOOK: SignedDuration = SignedDuration::from_secs(21);
const ENDED: &str = "ステータスページのお知らせを終えた";

/// Nothing is late but the notice.
async fn ask_for_nothing(app: &TestApp, admin: &Who) {
    app.api(admin, "PUT", "/api/v1/severity-policy", json!({"text": POLICY, "note": ""})).await.expect(200);
}

/// Others read of the incident; gives where the notice is.
async fn noticed(app: &TestApp, admin: &Who) -> String {
    app.api(admin, "PATCH", "/api/v1/status-page", json!({"visibility": "inside"})).await.expect(200);
    let draft = app.api(admin, "POST", "/api/v1/incidents/INC-1/status-notice", json!({})).await.expect(201).json();
    let at = format!("/api/v1/status-page/notices/{}", draft["id"].as_str().unwrap());
    let written = json!({"title": {"ja": "決済が使えません"}, "body": {"ja": "調べています"}});
    app.api(admin, "PUT", &at, written).await.expect(200);
    app.api(admin, "POST", &format!("{at}/publish"), json!({})).await.expect(200);
    at
}

/// Where it stands, how often something was said in it, and what last.
async fn notice(app: &TestApp, admin: &Who, at: &str) -> (String, usize, Value) {
    let notice = app.get(admin, at).await.expect(200).json();
    let updates = notice["updates"].as_array().unwrap();
    (notice["state"].as_str().unwrap().to_owned(), updates.len(), updates.last().unwrap()["body"].clone())
}

async fn it_ends_in_slack(home: Home) {
    let stage = stage(home).await;
    let (app, admin) = (&stage.app, &stage.admin);
    ask_for_nothing(app, admin).await;
    let channel = stage.opened("sev2").await;
    assert!(stage.says("U1", &channel, "end-notice 直りました").await.contains("ステータスページにない"));
    let at = noticed(app, admin).await;
    stage.says("U1", &channel, "resolve 切り戻した").await;
    stage.settle().await;
    assert!(stage.messages()[0].buttons().contains(&"notice:1".to_owned()), "{:?}", stage.messages()[0].buttons());
    stage.after(LATE).await;
    stage.after(A_LOOK).await;
    let buttons = stage.messages().last().unwrap().buttons();
    assert_eq!(buttons, ["notice:1", "later:1 notice/end", "not_needed:1 notice/end"], "{:#?}", stage.said());

    let member = app.person("水野 遥", Role::Member).await;
    stage.slack.account("U2", "mizuno", &format!("{}@example.com", member.id));
    for line in ["end-notice", "end-notice 直りました"] {
        assert!(stage.says("U2", &channel, line).await.contains("書けるのは"), "not everybody writes there: {line}");
    }
    assert_eq!(notice(app, admin, &at).await.0, "published");

    stage.presses("U1", &channel, "notice:1").await;
    stage.settle().await;
    let form = stage.slack.look().forms.last().cloned().unwrap();
    assert_eq!((&form["callback_id"], &form["private_metadata"]), (&json!("notice"), &json!("1")));
    let words = |ja: &str| [("body_ja", json!({"value": ja})), ("body_en", json!({"value": null}))];
    assert!(stage.fills("U1", "V1", &words(" ")).await["body_ja"].is_string(), "it says something at last");
    // The same form, sent again by Slack.
    for _ in 0..2 {
        assert_eq!(stage.fills("U1", "V1", &words("直りました")).await, Value::Null);
    }
    stage.settle().await;
    assert_eq!(notice(app, admin, &at).await, ("ended".into(), 2, json!({"ja": "直りました", "en": ""})));
    assert_eq!(stage.said().iter().filter(|said| said.contains(ENDED)).count(), 1, "{:#?}", stage.said());
    assert!(!stage.messages()[0].buttons().contains(&"notice:1".to_owned()));
    assert!(stage.fills("U1", "V2", &words("もう一度")).await["body_ja"].is_string(), "it is over already");
    // It stands beside the first of the two, which for an English reader is the other.
    let language = async |tag: &str| app.api(admin, "PATCH", "/api/v1/me", json!({"language": tag})).await.expect(200);
    language("en").await;
    for text in ["もう一度", " "] {
        let wrong = stage.fills("U1", "V3", &words(text)).await;
        assert!(wrong["body_en"].is_string() && wrong["body_ja"].is_null(), "{text:?}: {wrong}");
    }
    language("ja").await;

    let again = json!({"stage": "monitoring", "body": {"ja": "様子を見ています"}});
    app.api(admin, "POST", &format!("{at}/updates"), again).await.expect(200);
    assert!(stage.says("U1", &channel, "end-notice Back to normal").await.contains(ENDED));
    stage.settle().await;
    assert_eq!(notice(app, admin, &at).await, ("ended".into(), 4, json!({"ja": "", "en": "Back to normal"})));
    stage.slack.check();
}

async fn it_ends_on_matrix(home: Home) {
    let stage = bot_matrix::stage(home).await;
    let (app, admin) = (&stage.app, &stage.admin);
    ask_for_nothing(app, admin).await;
    let room = stage.opened("sev2").await.id;
    let at = noticed(app, admin).await;
    stage.says(&room, ADMIN, "!incident resolve 切り戻した").await;
    stage.after(LATE).await;
    stage.after(A_LOOK).await;
    let nudge = stage.matrix.room("inc-1").message("📣 お知らせを終える");
    stage.reacts(&room, &nudge, "📣").await;
    stage.matrix.room("inc-1").message("!incident end-notice …");
    assert_eq!(notice(app, admin, &at).await.0, "published");
    let refused = stage.says(&room, ADMIN, "!incident close").await;
    assert!(refused.contains("notice/end"), "what is typed names the step: {refused}");
    let said = stage.says(&room, ADMIN, "!incident end-notice 直りました").await;
    assert!(said.contains(ENDED), "{said}");
    assert_eq!(notice(app, admin, &at).await, ("ended".into(), 2, json!({"ja": "直りました", "en": ""})));
    stage.matrix.check();
}

/// The notice of one that was merged is the other's to end: its channel offers that, and no more once it is done.
async fn after_a_merge_it_ends_in_the_channel_of_the_other(home: Home) {
    let stage = stage(home).await;
    let (app, admin) = (&stage.app, &stage.admin);
    ask_for_nothing(app, admin).await;
    stage.opened("sev2").await;
    let at = noticed(app, admin).await;
    stage.says("U1", "C1", "open sev2 決済が遅い").await;
    stage.settle().await;
    app.api(admin, "POST", "/api/v1/incidents/INC-1/merge", json!({"into": "INC-2"})).await.expect(200);
    let other = stage.slack.channel("inc-2").id;
    stage.says("U1", &other, "resolve 切り戻した").await;
    stage.settle().await;
    let is_offered = || stage.slack.channel("inc-2").messages[0].buttons().contains(&"notice:2".to_owned());
    assert!(is_offered());
    assert!(stage.says("U1", &other, "end-notice 直りました").await.contains(ENDED));
    stage.settle().await;
    assert_eq!(notice(app, admin, &at).await.0, "ended");
    assert!(!is_offered());
    stage.slack.check();
}

both_homes!(
    it_ends_in_slack
    after_a_merge_it_ends_in_the_channel_of_the_other
    it_ends_on_matrix
);

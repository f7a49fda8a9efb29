//! What is typed besides, in both chats: steps by names with blanks in them, what the incident is, past ones like it, and on Matrix what a
//! message that is answered or pinned becomes.

use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use serde_json::{Value, json};

use crate::bot_matrix::ADMIN;
use crate::both_homes;
use crate::support::{Home, TestApp, Who};

const SUPPORT: &str = "tell/Customer support";

/// With the policy that holds there before anybody has written one.
async fn english(app: &TestApp, admin: &Who) {
    for path in ["/api/v1/organisation", "/api/v1/me"] {
        app.api(admin, "PATCH", path, json!({"language": "en"})).await.expect(200);
    }
}

async fn waits(app: &TestApp, who: &Who, step: &str) -> bool {
    let list = app.get(who, "/api/v1/incidents/INC-1/steps").await.expect(200).json();
    list["items"].as_array().unwrap().iter().any(|one| one["step"] == step)
}

async fn services(app: &TestApp, admin: &Who) {
    app.team("ours", TeamKind::Product).await;
    let product = json!({"slug": "pay", "name": "決済", "team": "ours"});
    app.api(admin, "POST", "/api/v1/products", product).await.expect(201);
    for (slug, name) in [("checkout", "決済 API"), ("search", "検索 API")] {
        let service = json!({"slug": slug, "name": name, "product": "pay"});
        app.api(admin, "POST", "/api/v1/services", service).await.expect(201);
    }
}

async fn draft(app: &TestApp, who: &Who) -> String {
    let draft = app.get(who, "/api/v1/incidents/INC-1/postmortem").await.expect(200).json();
    draft["body"].as_str().unwrap().to_owned()
}

async fn tasks(app: &TestApp, who: &Who) -> Vec<String> {
    let tasks = app.get(who, "/api/v1/tasks").await.expect(200).json();
    tasks["items"].as_array().unwrap().iter().map(|task| task["title"].as_str().unwrap().to_owned()).collect()
}

/// What the bot says is to be typed does it, as it is typed.
async fn a_name_with_blanks_on_matrix(home: Home) {
    let stage = crate::bot_matrix::stage(home).await;
    english(&stage.app, &stage.admin).await;
    let room = stage.opened("sev1").await;
    stage.reacts(&room.id, &room.pins()[0], "🙋").await;
    stage.after(SignedDuration::from_mins(40)).await;
    stage.after(SignedDuration::from_secs(21)).await;
    assert!(waits(&stage.app, &stage.admin, SUPPORT).await);
    let nudge = stage.matrix.room("inc-1").message("Customer support");
    stage.reacts(&room.id, &nudge, "🚫").await;
    let heard = stage.matrix.room("inc-1");
    let typed = heard.text_of(&heard.message("!incident INC-1 skip"));
    let command = typed.split_once("!incident ").unwrap().1.trim_end_matches(" …").to_owned();
    assert_eq!(command, format!("INC-1 skip {SUPPORT}"));
    let again = format!("!incident {command} They were on the call");
    let said = stage.says(&room.id, ADMIN, &again).await;
    assert!(said.contains("On record"), "{said}");
    assert!(!waits(&stage.app, &stage.admin, SUPPORT).await);
    let timeline = stage.timeline().await;
    assert!(timeline.iter().any(|line| line.ends_with(": They were on the call")), "{timeline:#?}");
    let said = stage.says(&room.id, ADMIN, &again).await;
    assert!(said.contains("⚠️") && said.contains("role/scribe") && !said.contains(SUPPORT), "{said}");

    assert!(stage.says(&room.id, ADMIN, &format!("!incident need {SUPPORT}")).await.contains("On record"));
    assert!(waits(&stage.app, &stage.admin, SUPPORT).await);
    assert!(stage.says(&room.id, ADMIN, "!incident told customer support").await.contains("On record"));
    assert!(!waits(&stage.app, &stage.admin, SUPPORT).await);
    stage.matrix.check();
}

/// The same, and what is put off, in Slack.
async fn a_name_with_blanks_in_slack(home: Home) {
    let stage = crate::bot::stage(home).await;
    english(&stage.app, &stage.admin).await;
    let channel = stage.opened("sev1").await;
    let said = stage.says("U1", &channel, &format!("skip {SUPPORT} They were on the call")).await;
    assert!(said.contains("On record"), "{said}");
    assert!(!waits(&stage.app, &stage.admin, SUPPORT).await);
    assert!(stage.says("U1", &channel, &format!("skip {SUPPORT}")).await.starts_with("⚠️"));
    assert!(stage.says("U1", &channel, "skip role/scribe").await.starts_with("⚠️"), "why?");
    assert!(waits(&stage.app, &stage.admin, "role/scribe").await);
    assert!(stage.says("U1", &channel, "later role/scribe").await.contains("On record"));
    assert!(stage.says("U1", &channel, &format!("need {SUPPORT}")).await.contains("On record"));
    let said = stage.says("U1", &channel, "told role/scribe").await;
    assert!(said.starts_with("⚠️") && said.contains(SUPPORT) && !said.contains("role/"), "{said}");
    for name in ["Customer support", "tell/Executives"] {
        assert!(stage.says("U1", &channel, &format!("told {name}")).await.contains("On record"), "{name}");
    }
    assert!(!waits(&stage.app, &stage.admin, SUPPORT).await);
    let said = stage.says("U1", &channel, "told Executives").await;
    assert!(said.starts_with("⚠️") && !said.contains("tell/"), "nobody is left: {said}");
    stage.settle().await;
    stage.slack.check();
}

/// Opened with a title alone: what is learnt later stands in the status update's draft and in the post-mortem's.
async fn what_it_is_in_slack(home: Home) {
    let stage = crate::bot::stage(home).await;
    services(&stage.app, &stage.admin).await;
    let channel = stage.opened("sev1").await;
    let impact = "注文の3割が失敗している";
    let said = stage.says("U1", &channel, "impact").await;
    assert!(said.starts_with("⚠️") && said.contains("impact 注文の3割"), "it takes nothing away: {said}");
    assert!(!stage.says("U1", &channel, &format!("影響 {impact}")).await.starts_with("⚠️"));
    assert!(stage.says("U1", &channel, "impact ").await.starts_with("⚠️"));
    assert!(stage.says("U1", &channel, "title 決済の一部が失敗").await.contains("決済の一部が失敗"));
    let said = stage.says("U1", &channel, "services +checkout +SEARCH").await;
    assert!(said.contains("決済 API") && said.contains("検索 API"), "{said}");
    let said = stage.says("U1", &channel, "サービス －search").await;
    assert!(said.contains("決済 API") && !said.contains("検索 API"), "{said}");
    for wrong in ["services", "services search", "services +dance", "title"] {
        assert!(stage.says("U1", &channel, wrong).await.starts_with("⚠️"), "{wrong}");
    }
    let incident = stage.incident().await;
    assert_eq!((&incident["title"], &incident["impact"]), (&json!("決済の一部が失敗"), &json!(impact)));
    let standing = stage.says("U1", &channel, "").await;
    assert!(standing.contains("決済 API") && standing.contains(impact), "{standing}");
    stage.says("U1", &channel, "update").await;
    stage.settle().await;
    let form = stage.slack.look().forms.last().cloned().unwrap();
    let update = form["blocks"][0]["element"]["initial_value"].as_str().unwrap().to_owned();
    assert!(update.contains(impact), "{update}");
    assert!(stage.says("U1", &channel, "services -checkout").await.contains("なくなった"));
    stage.says("U1", &channel, "resolve 切り戻した").await;
    stage.says("U1", &channel, "postmortem").await;
    assert!(draft(&stage.app, &stage.admin).await.contains(impact));
    stage.settle().await;
    stage.slack.check();
}

async fn what_it_is_on_matrix(home: Home) {
    let stage = crate::bot_matrix::stage(home).await;
    services(&stage.app, &stage.admin).await;
    let room = stage.opened("sev1").await.id;
    let impact = "注文の3割が失敗している";
    let before = stage.says(&room, ADMIN, "!incident update").await;
    assert!(before.contains("下書き") && !before.contains(impact), "{before}");
    for (line, words) in [
        (format!("impact {impact}"), "影響"),
        ("件名 決済の一部が失敗".into(), "決済の一部が失敗"),
        ("services +search ＋checkout".into(), "検索 API"),
        ("services -search".into(), "決済 API"),
    ] {
        let said = stage.says(&room, ADMIN, &format!("!incident {line}")).await;
        assert!(said.contains(words) && !said.contains("⚠️"), "{line}: {said}");
    }
    let after = stage.says(&room, ADMIN, "!incident update").await;
    assert!(after.contains(impact), "{after}");
    stage.says(&room, ADMIN, "!incident resolve 切り戻した").await;
    stage.says(&room, ADMIN, "!incident postmortem").await;
    assert!(draft(&stage.app, &stage.admin).await.contains(impact));
    stage.matrix.check();
}

/// To whoever asks alone: what ended it then.
async fn similar_ones_in_slack(home: Home) {
    let stage = crate::bot::stage(home).await;
    let channel = stage.opened("sev2").await;
    assert!(stage.says("U1", &channel, "similar").await.contains("過去にない"));
    stage.says("U1", "C1", "open sev3 決済が止まった").await;
    stage.says("U1", "C1", "INC-2 resolve 接続の上限を戻した").await;
    for (channel, text) in [(channel.as_str(), "similar"), ("C1", "INC-1 似た障害")] {
        let said = stage.says("U1", channel, text).await;
        assert!(said.contains("INC-2") && said.contains("接続の上限を戻した"), "{text}: {said}");
    }
    assert!(stage.says("U1", "C1", "similar").await.starts_with("⚠️"), "like which?");
    stage.settle().await;
    assert!(!stage.said().join("\n").contains("接続の上限"), "{:#?}", stage.said());
    stage.slack.check();
}

/// Others read the answer: a restricted one is in none, but where whoever is named is alone with the bot.
async fn similar_ones_on_matrix(home: Home) {
    let stage = crate::bot_matrix::stage(home).await;
    let room = stage.opened("sev2").await.id;
    stage.says(&stage.direct, ADMIN, "!incident open sev3 restricted 決済が止まった").await;
    stage.says(&stage.direct, ADMIN, "!incident INC-2 resolve 鍵を替えた").await;
    let said = stage.says(&room, ADMIN, "!incident similar").await;
    assert!(said.contains("過去にない"), "{said}");
    let said = stage.says(&stage.direct, ADMIN, "!incident INC-1 similar").await;
    assert!(said.contains("🔒 INC-2") && said.contains("鍵を替えた"), "{said}");
    stage.says(&stage.direct, ADMIN, "!incident open sev3 決済が止まった").await;
    stage.says(&stage.direct, ADMIN, "!incident INC-3 resolve 接続の上限を戻した").await;
    let said = stage.says(&room, ADMIN, "!incident 似た障害").await;
    assert!(said.contains("INC-3") && said.contains("接続の上限を戻した") && !said.contains("INC-2"), "{said}");
    // However many of those there are.
    for number in 4..=6 {
        stage.says(&stage.direct, ADMIN, "!incident open sev3 restricted 決済が止まった").await;
        stage.says(&stage.direct, ADMIN, &format!("!incident INC-{number} resolve 鍵を替えた")).await;
    }
    let said = stage.says(&room, ADMIN, "!incident similar").await;
    assert!(said.contains("INC-3") && !said.contains("🔒"), "{said}");
    stage.matrix.check();
}

/// What stands in a menu of the message in Slack: a task of it, an incident of it.
async fn a_message_that_is_answered(home: Home) {
    let stage = crate::bot_matrix::stage(home).await;
    let room = stage.opened("sev2").await.id;
    let message = stage.matrix.says(&room, ADMIN, "索引を作り直す\n明日まで");
    for text in ["!incident task", "!incident task 監視を足す", "!incident note"] {
        stage.matrix.answers(&room, ADMIN, &message, text);
    }
    stage.hear().await;
    let mut found = tasks(&stage.app, &stage.admin).await;
    found.sort();
    assert_eq!(found, ["監視を足す", "索引を作り直す"]);
    assert!(stage.found(&room).said().iter().any(|said| said.contains("⚠️")), "a note is typed");
    for (name, title) in [("inc-2", "検索が遅い"), ("inc-3", "限定 公開の記事が開かない +1")] {
        let message = stage.matrix.says(&room, ADMIN, title);
        stage.matrix.answers(&room, ADMIN, &message, "ryugaku: open sev3");
        stage.hear().await;
        let said = stage.matrix.room(name).said();
        assert!(said[0].contains(title), "{said:#?}");
    }

    // Tasks are read by everybody.
    stage.says(&room, ADMIN, "!incident restrict").await;
    let closed = stage.matrix.room("inc-1-2").id;
    stage.matrix.joins(&closed, ADMIN);
    let message = stage.matrix.says(&closed, ADMIN, "鍵束を替える");
    stage.matrix.answers(&closed, ADMIN, &message, "!incident task");
    stage.hear().await;
    let said = stage.found(&closed).said();
    assert!(said.iter().any(|said| said.contains("⚠️")), "{said:#?}");
    assert_eq!(tasks(&stage.app, &stage.admin).await.len(), 2);
    stage.matrix.check();
}

/// By whoever is in the room; how things stand, which the bot pins, is no news.
async fn a_message_that_is_pinned(home: Home) {
    let stage = crate::bot_matrix::stage(home).await;
    let room = stage.opened("sev2").await.id;
    let messages = ["接続が尽きた", "接続は足りていた"].map(|text| stage.matrix.says(&room, ADMIN, text));
    for message in &messages {
        stage.matrix.pins(&room, ADMIN, message);
        stage.hear().await;
    }
    stage.reacts(&room, &messages[0], "📌").await;
    let collected: Vec<String> = stage.timeline().await.into_iter().filter(|line| line.contains("発言")).collect();
    let mut expected = ["佐伯 真の発言: 接続が尽きた", "佐伯 真の発言: 接続は足りていた"].to_vec();
    let mut found: Vec<&str> = collected.iter().map(String::as_str).collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    // Who is nobody here pins nothing into it.
    let message = stage.matrix.says(&room, ADMIN, "だれも見ていない");
    stage.matrix.joins(&room, "@other:test");
    stage.matrix.pins(&room, "@other:test", &message);
    stage.hear().await;
    assert!(!stage.timeline().await.join("\n").contains("だれも見ていない"));
    assert_eq!(stage.incident().await["status"], Value::from("investigating"));
    stage.matrix.check();
}

both_homes!(
    a_name_with_blanks_on_matrix
    a_name_with_blanks_in_slack
    what_it_is_in_slack
    what_it_is_on_matrix
    similar_ones_in_slack
    similar_ones_on_matrix
    a_message_that_is_answered
    a_message_that_is_pinned
);

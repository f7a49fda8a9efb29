//! A consultation with SRE, asked in the chat and answered where needs are.

use serde_json::json;

use crate::bot::stage;
use crate::both_homes;
use crate::exchange::{active, cast, turn};
use crate::support::Home;
use crate::support::slack::{BOT, Channel, texts};

async fn a_consultation_is_one_message(home: Home) {
    let stage = stage(home).await;
    let cast = cast(&stage.app).await;
    active(&stage.app, &cast).await;
    for (account, who) in [("U5", &cast.guest), ("U6", &cast.stranger)] {
        stage.slack.account(account, "x", &format!("{}@example.com", who.id));
        stage.app.api(who, "PATCH", "/api/v1/me", json!({"language": "ja"})).await.expect(200);
    }
    let said = stage.types("U5", "C1", "/exchange", "consult 急ぎ 一緒に しきい値の決め方を見てほしい").await;
    assert!(said.contains("ND-1") && said.contains("今日") && said.contains("一緒に"), "{said}");
    // Whoever is in no exchange may consult, too, and reads the answer in their language.
    stage.app.api(&cast.stranger, "PATCH", "/api/v1/me", json!({"language": "en"})).await.expect(200);
    let said = stage.types("U6", "C1", "/exchange", "相談 手順書の置き場所").await;
    assert!(said.contains("ND-2") && said.contains("At any time"), "{said}");
    let need = stage.app.get(&cast.guest, "/api/v1/needs/ND-1").await.expect(200).json();
    assert_eq!(
        (&need["kind"], &need["urgency"], &need["reach"]),
        (&json!("consultation"), &json!("today"), &json!("together"))
    );
    assert_eq!(need["what"], "しきい値の決め方を見てほしい");
    let page = stage.app.page(&cast.guest, "/needs/ND-1").await.expect(200).text;
    assert!(page.contains("相談") && page.contains("今日") && page.contains("一緒にやりたい"), "{page}");
    for nothing in ["consult", "相談 "] {
        assert!(stage.types("U5", "C1", "/exchange", nothing).await.starts_with("⚠️"), "{nothing}");
    }
    // By a mention that comes again: once.
    let mention = json!({"type": "app_mention", "user": "U5", "channel": "C1", "ts": "1.1",
        "text": format!("<@{BOT}> exchange consult 今週 任せる 監視の穴を見てほしい")});
    for _ in 0..3 {
        stage.event_called("EvC", mention.clone()).await.expect(200);
    }
    let list = stage.app.get(&cast.guest, "/api/v1/needs?kind=consultation").await.expect(200).json();
    let whats: Vec<&str> = list["items"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
    assert_eq!(whats, ["しきい値の決め方を見てほしい", "手順書の置き場所", "監視の穴を見てほしい"]);
    let answer = json!({"text": "5% から始める"});
    let answered = stage.app.api(&stage.admin, "POST", "/api/v1/needs/ND-1/answers", answer).await.expect(200).json();
    assert_eq!(answered["state"], "answered");
    // What is no consultation has neither.
    let problem =
        json!({"team": need["team"]["slug"], "kind": "problem", "what": "x", "urgency": "today", "reach": "done"});
    let problem = stage.app.api(&cast.guest, "POST", "/api/v1/needs", problem).await.expect(201).json();
    assert!(problem["items"][0].get("urgency").is_none(), "{problem}");
    stage.settle().await;
}

/// Done, and broken off before anybody was told: whoever asked reads that it was taken, and does not ask twice. They are in no exchange.
async fn what_was_broken_off_is_told_of(home: Home) {
    let stage = stage(home).await;
    let cast = cast(&stage.app).await;
    stage.slack.account("U6", "x", &format!("{}@example.com", cast.stranger.id));
    stage.app.api(&cast.stranger, "PATCH", "/api/v1/me", json!({"language": "ja"})).await.expect(200);
    stage.slack.look().channels.push(Channel { id: "C1".into(), name: "talk".into(), ..Channel::default() });
    // Under the same id something was done before.
    stage.event_called("EvD", json!({"type": "app_home_opened", "user": "U6", "tab": "home"})).await.expect(200);
    let mention = json!({"type": "app_mention", "user": "U6", "channel": "C1", "ts": "1.1",
        "text": format!("<@{BOT}> exchange consult 今週 監視の穴を見てほしい")});
    for _ in 0..2 {
        stage.event_called("EvD", mention.clone()).await.expect(200);
    }
    stage.settle().await;
    let told: Vec<String> = stage.slack.look().whispers.iter().map(|(_, _, said)| texts(said).join("\n")).collect();
    assert!(told.len() == 1 && told[0].contains("もう一度送らなくてよい"), "{told:?}");
    let list = stage.app.get(&cast.stranger, "/api/v1/needs?kind=consultation").await.expect(200).json();
    assert_eq!(list["items"], json!([]), "it is not done again");
    stage.slack.check();
}

/// Of one that is over one reads where it stands, too.
async fn an_exchange_that_is_over_says_so(home: Home) {
    let stage = stage(home).await;
    let cast = cast(&stage.app).await;
    active(&stage.app, &cast).await;
    stage.slack.account("U5", "x", &format!("{}@example.com", cast.guest.id));
    stage.app.api(&cast.guest, "PATCH", "/api/v1/me", json!({"language": "ja"})).await.expect(200);
    turn(&stage.app, &cast.home_manager, "EX-1", json!({"deed": "cancel", "reason": "異動"}), 200).await;
    let said = stage.types("U5", "C1", "/exchange", "EX-1").await;
    assert!(said.contains("EX-1") && said.contains("中止") && said.contains("g1"), "{said}");
    stage.settle().await;
}

both_homes!(
    a_consultation_is_one_message
    an_exchange_that_is_over_says_so
    what_was_broken_off_is_told_of
);

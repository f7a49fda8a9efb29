//! What goes wrong between the bot and Slack: strangers, forged requests, lost answers, missing permissions, channels that go away.

use axum::body::Body;
use axum::http::Request;
use jiff::SignedDuration;
use ryugaku_db::{Read, sql};
use ryugaku_kernel::Role;
use serde_json::json;

use crate::bot::stage;
use crate::both_homes;
use crate::support::Home;
use crate::support::slack::{BOT, Mishap};

/// Whoever is nobody here, or has left, is told so; nothing happens.
async fn strangers_are_told_what_to_do(home: Home) {
    let stage = stage(home).await;
    stage.slack.account("U2", "guest", "guest@elsewhere.example");
    let said = stage.says("U2", "C1", "open sev1 x").await;
    assert!(said.contains("guest@elsewhere.example") && said.contains("管理者"), "{said}");
    // The bot may not read addresses.
    stage.slack.account("U5", "aoki", "x");
    stage.slack.look().people.get_mut("U5").unwrap().email = None;
    assert!(stage.says("U5", "C1", "open sev1 x").await.contains("users:read.email"));
    let reader = stage.app.person("監査", Role::Read).await;
    stage.slack.account("U3", "reader", &format!("{}@example.com", reader.id));
    assert!(stage.says("U3", "C1", "open sev1 x").await.starts_with("⚠️"));
    let member = stage.app.person("水野 遥", Role::Member).await;
    stage.slack.account("U4", "mizuno", &format!("{}@example.com", member.id));
    assert!(stage.says("U4", "C1", "list").await.contains("ない"));
    let leave = format!("/api/v1/people/{}/deactivate", member.id);
    stage.app.api(&stage.admin, "POST", &leave, json!({})).await;
    assert!(stage.says("U4", "C1", "list").await.starts_with("⚠️"));
    assert!(stage.says("U9", "C1", "list").await.contains("user_not_found"));
    stage.settle().await;
    assert!(stage.slack.look().channels.is_empty());
    stage.slack.check();
}

/// Forged and old requests change nothing; Slack's question is answered.
async fn only_what_slack_signed_is_looked_at(home: Home) {
    let stage = stage(home).await;
    let challenge = json!({"type": "url_verification", "challenge": "abc"}).to_string();
    let reply = stage.post("/slack/events", "application/json", challenge.clone()).await.expect(200);
    assert_eq!(reply.json()["challenge"], "abc");
    let now = stage.seconds();
    for (at, secret_body) in [(now - 400, challenge.as_str()), (now + 400, challenge.as_str()), (now, "{}")] {
        let mut request = Request::builder().method("POST").uri("/slack/events");
        for (name, value) in stage.slack.signed(secret_body, at) {
            request = request.header(name, value);
        }
        stage.app.send(request.body(Body::from(challenge.clone())).unwrap()).await.expect(401);
    }
    let unsigned = Request::builder().method("POST").uri("/slack/commands").body(Body::from("text=x")).unwrap();
    stage.app.send(unsigned).await.expect(401);
    stage.post("/slack/events", "application/json", "no json".into()).await.expect(400);
    stage.post("/slack/interactions", "application/x-www-form-urlencoded", "payload=x".into()).await.expect(400);
}

/// The answer gets lost, Slack asks for a pause, Slack is away: each thing is there once, in order.
async fn what_slack_did_not_hear_it_hears_once(home: Home) {
    let stage = stage(home).await;
    stage.slack.next("conversations.create", Mishap::LostAnswer);
    stage.slack.next("conversations.invite", Mishap::Status(500));
    stage.slack.next("chat.postMessage", Mishap::LostAnswer);
    stage.says("U1", "C1", "open sev1 x").await;
    for _ in 0..6 {
        stage.after(SignedDuration::from_secs(20)).await;
    }
    let channel = stage.slack.channel("inc-1");
    assert!(channel.members.contains("U1"));
    assert_eq!((channel.messages.len(), channel.pins.len()), (1, 1), "{:#?}", stage.said());

    stage.slack.next("chat.postMessage", Mishap::Limited(90));
    stage.says("U1", &channel.id, "note ひとつ").await;
    stage.settle().await;
    stage.after(SignedDuration::from_secs(60)).await;
    assert_eq!(stage.messages().len(), 1, "Slack asked for a pause");
    stage.after(SignedDuration::from_secs(31)).await;
    assert!(stage.said()[1].contains("ひとつ"));

    stage.slack.set_away(true);
    for note in ["ふたつ", "みっつ", "よっつ"] {
        let body = json!({"text": note});
        stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/notes", body).await.expect(201);
        stage.after(SignedDuration::from_mins(3)).await;
    }
    assert_eq!(stage.messages().len(), 2);
    stage.slack.set_away(false);
    stage.after(SignedDuration::from_mins(6)).await;
    stage.settle().await;
    let said = stage.said();
    let notes: Vec<_> = ["ひとつ", "ふたつ", "みっつ", "よっつ"]
        .iter()
        .map(|note| said.iter().position(|one| one.contains(note)))
        .collect();
    assert!(notes.windows(2).all(|pair| pair[0].is_some() && pair[0] < pair[1]), "{said:#?}");
    stage.slack.check();
}

/// An answer gets lost, and nearly ten thousand messages follow: what was said is found among them, and not said again.
async fn a_message_is_found_among_ten_thousand(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev1").await;
    stage.slack.next("chat.postMessage", Mishap::LostAnswer);
    let body = json!({"text": "一度だけ"});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/notes", body).await.expect(201);
    stage.settle().await;
    for number in 0..9_900 {
        stage.slack.write(&channel, "U1", &format!("{number}"));
    }
    stage.after(SignedDuration::from_secs(20)).await;
    let said = stage.said();
    assert_eq!(said.iter().filter(|said| said.contains("一度だけ")).count(), 1);
    let chat = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/chat").await.expect(200).json();
    assert_eq!((&chat["waiting"], &chat["failed"]), (&json!(0), &json!(0)), "{chat}");
    stage.slack.check();
}

/// More than ten thousand follow: whether it was said cannot be seen. It is not said again, the room says what to do, and the rest goes on.
async fn a_message_that_cannot_be_found_is_not_said_again(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev1").await;
    stage.slack.next("chat.postMessage", Mishap::LostAnswer);
    for text in ["一度だけ", "そのあと"] {
        let body = json!({"text": text});
        stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/notes", body).await.expect(201);
    }
    stage.settle().await;
    for number in 0..10_500 {
        stage.slack.write(&channel, "U1", &format!("{number}"));
    }
    for _ in 0..4 {
        stage.after(SignedDuration::from_secs(20)).await;
    }
    let said = stage.said();
    let places = |text: &str| -> Vec<usize> { (0..said.len()).filter(|at| said[*at].contains(text)).collect() };
    let (once, then) = (places("一度だけ"), places("そのあと"));
    assert!(once.len() == 1 && then.len() == 1 && once[0] < then[0], "{once:?} {then:?}");
    let chat = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/chat").await.expect(200).json();
    let failed: Vec<_> = chat["steps"].as_array().unwrap().iter().filter(|step| step["state"] == "failed").collect();
    assert_eq!((failed.len(), &chat["waiting"]), (1, &json!(0)), "{chat}");
    assert!(failed[0]["trouble"].as_str().unwrap().contains("1万件"), "{chat}");
    stage.slack.check();
}

/// What is said to one alone cannot be looked for: an answer that may have been read is not said again, one that Slack put off is.
async fn an_answer_is_not_read_twice(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev1").await;
    let asked = async |mishap: Mishap| {
        stage.slack.next("chat.postEphemeral", mishap);
        let mention = json!({"type": "app_mention", "user": "U1", "channel": channel, "ts": "1.1",
            "text": format!("<@{BOT}> list")});
        stage.event(mention).await.expect(200);
        for _ in 0..4 {
            stage.after(SignedDuration::from_secs(30)).await;
        }
        stage.slack.look().whispers.len()
    };
    assert_eq!(asked(Mishap::LostAnswer).await, 1, "it was read once");
    assert_eq!(asked(Mishap::Limited(90)).await, 2, "it was said after the pause");
    stage.slack.check();
}

/// A permission is missing: it is named with what to do, the rest goes on, and after that it is done by hand.
async fn a_missing_scope_is_named(home: Home) {
    let stage = stage(home).await;
    stage.slack.next("pins.add", Mishap::MissingScope("pins:write"));
    stage.slack.next("conversations.setTopic", Mishap::Refused("restricted_action"));
    let channel = stage.opened("sev1").await;
    let chat = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/chat").await.expect(200).json();
    let failed: Vec<_> = chat["steps"].as_array().unwrap().iter().filter(|step| step["state"] == "failed").collect();
    assert_eq!(failed.len(), 2, "{chat}");
    let trouble = failed[0]["trouble"].as_str().unwrap();
    assert!(trouble.contains("pins:write") && trouble.contains("OAuth & Permissions"), "{chat}");
    assert!(failed[1]["trouble"].as_str().unwrap().contains("管理者"), "{chat}");
    assert_eq!(chat["room"]["state"], "open");
    let page = stage.app.page(&stage.admin, "/incidents/INC-1").await.expect(200);
    assert!(page.text.contains("pins:write"));
    assert!(stage.slack.channel("inc-1").members.contains("U1"), "the rest went on");
    // However much is said afterwards.
    for note in 0..101 {
        let body = json!({"text": format!("{note}")});
        stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/notes", body).await.expect(201);
    }
    stage.settle().await;
    let chat = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/chat").await.expect(200).json();
    assert!(chat["done"].as_i64().unwrap() > 100, "{chat}");
    assert_eq!([&chat["steps"][0], &chat["steps"][1]], [failed[0], failed[1]]);
    let page = stage.app.page(&stage.admin, "/incidents/INC-1").await.expect(200);
    assert!(page.text.contains("pins:write"));
    let again = json!({"step": failed[0]["number"]});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/chat/again", again.clone()).await.expect(200);
    stage.settle().await;
    assert_eq!(stage.slack.channel("inc-1").pins.len(), 1);
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/chat/again", again).await.expect(409);
    assert!(!channel.is_empty());
    stage.slack.check();
}

/// Somebody deletes the channel: the incident goes on, and gets another one.
async fn a_deleted_channel_is_made_anew(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev1").await;
    stage.slack.look().channels.clear();
    stage.event(json!({"type": "channel_deleted", "channel": channel})).await.expect(200);
    let body = json!({"text": "まだ続いている"});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/notes", body).await.expect(201);
    stage.settle().await;
    let chat = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/chat").await.expect(200).json();
    assert_eq!(chat["room"]["state"], "gone", "{chat}");
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/chat/again", json!({"room": true})).await.expect(200);
    stage.settle().await;
    let channel = stage.slack.channel("inc-1");
    assert_eq!((channel.pins.len(), channel.members.contains("U1")), (1, true));
    assert!(stage.said()[0].contains("INC-1"), "{:#?}", stage.said());
    assert!(stage.said().iter().any(|said| said.contains("まだ続いている")), "{:#?}", stage.said());
    stage.slack.check();
}

/// What happens once the channel is put away is not said there; and it is not put away while the incident goes on, though the chat was
/// away when it should have been.
async fn a_channel_is_put_away_in_its_time(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev4").await;
    let closed = || async {
        stage.says("U1", &channel, "INC-1 resolve 収まった").await;
        assert!(stage.says("U1", &channel, "INC-1 close").await.contains("閉じた"));
        stage.settle().await;
    };
    let week = SignedDuration::from_hours(7 * 24 + 1);
    let post = async |deed: &str, body: serde_json::Value| {
        stage.app.api(&stage.admin, "POST", &format!("/api/v1/incidents/INC-1/{deed}"), body).await
    };
    closed().await;
    stage.after(week).await;
    assert!(stage.slack.channel("inc-1").archived);
    let said = stage.messages().len();
    post("notes", json!({"text": "あとで分かった"})).await.expect(201);
    stage.settle().await;
    let chat = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/chat").await.expect(200).json();
    assert_eq!((&chat["room"]["state"], &chat["waiting"]), (&json!("archived"), &json!(0)), "{chat}");
    assert_eq!(stage.messages().len(), said);

    post("reopen", json!({"reason": "また始まった"})).await.expect(200);
    stage.settle().await;
    assert!(!stage.slack.channel("inc-1").archived);
    closed().await;
    stage.slack.set_away(true);
    stage.after(week).await;
    post("reopen", json!({"reason": "三度目"})).await.expect(200);
    stage.slack.set_away(false);
    stage.after(SignedDuration::from_mins(6)).await;
    stage.settle().await;
    assert!(!stage.slack.channel("inc-1").archived);
    assert!(stage.said().iter().any(|said| said.contains("三度目")), "{:#?}", stage.said());
    stage.slack.check();
}

/// It is opened again while its channel is being put away, and nobody has heard yet that this is done: the channel is brought back before
/// anything is said there.
async fn opened_again_while_it_is_put_away(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev4").await;
    stage.says("U1", &channel, "resolve 収まった").await;
    assert!(stage.says("U1", &channel, "close").await.contains("閉じた"));
    stage.settle().await;
    stage.slack.next("conversations.archive", Mishap::LostAnswer);
    stage.after(SignedDuration::from_hours(7 * 24 + 1)).await;
    let state = async || {
        let chat = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/chat").await.expect(200).json();
        (chat["room"]["state"].clone(), chat["waiting"].clone(), chat["failed"].clone())
    };
    assert!(stage.slack.channel("inc-1").archived);
    // Slack tells of it by itself: it is no one else's deed.
    stage.event(json!({"type": "channel_archive", "channel": channel, "user": BOT})).await.expect(200);
    assert_eq!(state().await, (json!("open"), json!(1), json!(0)), "nobody heard that it is done");
    let again = json!({"reason": "また始まった"});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/reopen", again).await.expect(200);
    stage.settle().await;
    stage.after(SignedDuration::from_mins(6)).await;
    assert!(!stage.slack.channel("inc-1").archived);
    assert_eq!(state().await, (json!("open"), json!(0), json!(0)));
    let times = stage.said().iter().filter(|said| said.contains("また始まった")).count();
    assert!(times >= 1, "{:#?}", stage.said());
    stage.slack.check();
}

/// Slack puts the bot out of what it archives, and lets it bring nothing back then: an incident that is opened again goes on in another
/// channel.
async fn what_cannot_be_brought_back_is_made_anew(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev4").await;
    stage.says("U1", &channel, "resolve 収まった").await;
    assert!(stage.says("U1", &channel, "close").await.contains("閉じた"));
    let week = SignedDuration::from_hours(7 * 24 + 1);
    stage.settle().await;
    stage.after(week).await;
    assert!(stage.slack.channel("inc-1").archived);
    stage.slack.next("conversations.unarchive", Mishap::Refused("not_in_channel"));
    let again = json!({"reason": "また始まった"});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/reopen", again).await.expect(200);
    stage.settle().await;
    let other = stage.slack.channel("inc-1-2");
    assert!(!other.archived && other.members.contains("U1") && other.pins.len() == 1, "{other:?}");
    assert!(other.messages.iter().any(|said| said.whole().contains("また始まった")), "{other:?}");
    let chat = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/chat").await.expect(200).json();
    assert_eq!((&chat["room"]["state"], &chat["failed"], &chat["waiting"]), (&json!("open"), &json!(0), &json!(0)));
    assert!(stage.says("U1", &other.id, "status fixing").await.contains("復旧作業中"));
    stage.settle().await;
    stage.slack.check();
}

/// How things stand is being said while they change: it is said once more.
async fn what_changes_meanwhile_is_said_too(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev4").await;
    stage.says("U1", &channel, "status identified").await;
    let mut tx = stage.app.begin().await;
    let begun = sql("update bot_steps set begun_at = $1, attempts = 1 where state = 'waiting'").bind(stage.app.now());
    assert_eq!(tx.run(begun).await.unwrap(), 2, "what happened, and how things stand");
    tx.commit().await.unwrap();
    stage.says("U1", &channel, "status fixing").await;
    stage.says("U1", &channel, "status monitoring").await;
    let fresh = sql("select count(*) as n from bot_steps where state = 'waiting' and begun_at is null");
    assert_eq!(stage.app.app.db.reader().count(fresh).await.unwrap(), 3, "what happened twice, how things stand once");
    stage.settle().await;
    assert!(stage.said()[0].contains("様子見"), "{}", stage.said()[0]);
    stage.slack.check();
}

/// A channel that is made by hand for an incident that is over is put away as any other.
async fn a_channel_for_what_is_over_is_put_away_too(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev4").await;
    stage.says("U1", &channel, "resolve 収まった").await;
    assert!(stage.says("U1", &channel, "close").await.contains("閉じた"));
    stage.settle().await;
    // As if it had been opened and closed before there was a bot.
    stage.slack.look().channels.clear();
    let mut tx = stage.app.begin().await;
    for rows in ["delete from bot_steps", "delete from bot_rooms"] {
        tx.run(sql(rows)).await.unwrap();
    }
    tx.commit().await.unwrap();
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/chat", json!({})).await.expect(200);
    stage.settle().await;
    assert!(!stage.slack.channel("inc-1").archived);
    stage.after(SignedDuration::from_hours(7 * 24 + 1)).await;
    assert!(stage.slack.channel("inc-1").archived);
    stage.slack.check();
}

/// Somebody deletes the message that says how things stand: it is said anew, and pinned.
async fn a_deleted_summary_is_said_anew(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev1").await;
    stage.slack.look().channels[0].messages.clear();
    stage.says("U1", &channel, "take commander").await;
    stage.settle().await;
    let channel = stage.slack.channel("inc-1");
    let summary = channel.messages.iter().find(|message| !message.buttons().is_empty()).expect("it is said anew");
    assert!(channel.pins.contains(&summary.ts), "{:?}", channel.pins);
    stage.slack.check();
}

both_homes!(
    what_changes_meanwhile_is_said_too
    opened_again_while_it_is_put_away
    what_cannot_be_brought_back_is_made_anew
    a_channel_for_what_is_over_is_put_away_too
    a_deleted_summary_is_said_anew
    strangers_are_told_what_to_do
    only_what_slack_signed_is_looked_at
    what_slack_did_not_hear_it_hears_once
    a_message_is_found_among_ten_thousand
    a_message_that_cannot_be_found_is_not_said_again
    an_answer_is_not_read_twice
    a_missing_scope_is_named
    a_deleted_channel_is_made_anew
    a_channel_is_put_away_in_its_time
);

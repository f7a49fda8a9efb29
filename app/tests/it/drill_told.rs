//! Who hears of a drill: its channel, and webhooks that say what it is.

use jiff::{SignedDuration, Unit};
use ryugaku::incidents::link_store::{self, LinkedAlert};
use ryugaku::incidents::store;
use ryugaku_kernel::{Actor, Role, Time};
use serde_json::{Value, json};

use crate::bot::stage;
use crate::support::slack::{BOT, texts};
use crate::support::{Home, TestApp};
use crate::{both_homes, webhooks};

/// Who is told of it outside reads that it is practice.
async fn a_webhook_says_that_it_is_practice(home: Home) {
    let (app, admin, receiver) = webhooks::begin(home).await;
    webhooks::add(&app, &admin, &receiver, &["incident"]).await;
    for practice in [true, false] {
        let new = json!({"title": "x", "severity": "sev4", "practice": practice});
        app.api(&admin, "POST", "/api/v1/incidents", new).await.expect(201);
    }
    app.run_jobs().await;
    let told: Vec<Value> =
        receiver.take().await.into_iter().map(|(_, body)| body["data"]["practice"].clone()).collect();
    assert_eq!(told, [json!(true), Value::Null]);
}

/// The same in the channel: what comes due on the clock of the drill is said there.
async fn a_drill_is_run_in_slack(home: Home) {
    let stage = stage(home).await;
    // Without a severity the form asks for it, and the box is ticked already.
    assert_eq!(stage.says("U1", "C1", "drill 決済が止まる").await, "");
    stage.settle().await;
    let form = stage.slack.look().forms.last().cloned().unwrap();
    assert_eq!(form["blocks"][0]["element"]["initial_value"], "決済が止まる");
    let boxes = form["blocks"].as_array().unwrap().iter().find(|block| block["block_id"] == "boxes").unwrap();
    assert_eq!(boxes["element"]["initial_options"][0]["value"], "practice");
    let said = stage.says("U1", "C1", "訓練 sev1 決済が止まる").await;
    assert!(said.contains("DRILL-1"), "{said}");
    stage.settle().await;
    let channel = stage.slack.channel("drill-1");
    assert!(channel.messages[0].whole().contains("【訓練】 DRILL-1"), "{}", channel.messages[0].whole());
    assert!(channel.topic.starts_with("【訓練】"), "{}", channel.topic);
    for (tag, mark) in [("en", "[DRILL]"), ("ja", "【訓練】")] {
        let path = "/api/v1/incidents/DRILL-1/chat";
        stage.app.api(&stage.admin, "PATCH", path, json!({"language": tag})).await.expect(200);
        stage.settle().await;
        let topic = stage.slack.channel("drill-1").topic;
        assert!(topic.starts_with(mark), "{topic}");
    }
    // In a mention no form can open.
    let mention = json!({"type": "app_mention", "user": "U1", "channel": channel.id, "ts": "1.1",
        "text": format!("<@{BOT}> drill")});
    stage.event(mention).await.expect(200);
    stage.settle().await;
    let whispered = stage.slack.look().whispers.last().unwrap().2.clone();
    assert!(texts(&whispered).join(" ").contains("drill sev2"), "{whispered}");
    stage.presses("U1", &channel.id, "take:1 commander").await;
    stage.settle().await;
    // Each form says what it is about.
    for (button, id) in [
        ("note:1", "note"),
        ("task:1", "task"),
        ("turn:1 resolve", "resolve"),
        ("not_needed:1 role/scribe", "reason"),
        ("update:1 inside", "update"),
    ] {
        stage.presses("U1", &channel.id, button).await;
        stage.settle().await;
        let form = stage.slack.look().forms.last().cloned().unwrap();
        assert_eq!(form["callback_id"], id);
        let hint = form["blocks"][0]["hint"]["text"].as_str().unwrap();
        assert!(hint.starts_with("【訓練】 DRILL-1 決済が止まる"), "{form}");
    }
    let path = "/api/v1/incidents/DRILL-1/drill/clock";
    let before = stage.slack.channel("drill-1").messages.len();
    stage.app.api(&stage.admin, "POST", path, json!({"turn": "forward", "minutes": 40})).await.expect(200);
    stage.after(SignedDuration::from_secs(21)).await;
    stage.after(SignedDuration::from_secs(21)).await;
    let messages = stage.slack.channel("drill-1").messages.split_off(before);
    assert!(messages.iter().all(|message| message.whole().contains("【訓練】")), "{messages:#?}");
    let nudges: Vec<_> = messages.iter().filter(|message| message.whole().contains('⏰')).collect();
    assert!(
        nudges.iter().any(|nudge| nudge.buttons().iter().any(|button| button.starts_with("update:1 inside"))),
        "{messages:#?}"
    );
    stage.event(json!({"type": "app_home_opened", "user": "U1", "tab": "home"})).await.expect(200);
    stage.settle().await;
    let tab = stage.slack.look().homes.get("U1").cloned().unwrap();
    assert!(texts(&tab).join(" ").contains("【訓練】 決済が止まる"), "{tab}");
    assert!(stage.says("U1", &channel.id, "update inside 調べている").await.contains('1'));
    assert!(stage.says("U1", "C1", "list").await.contains("ない"), "it is none of those that go on");
    assert!(
        stage.says("U1", "C1", "INC-1 resolve").await.contains("DRILL-1"),
        "nothing is done to what is called otherwise"
    );
    let drill = stage.app.get(&stage.admin, "/api/v1/incidents/DRILL-1").await.expect(200).json();
    assert_eq!(drill["status"], "investigating");
    stage.settle().await;
    stage.slack.check();
}

/// What stands beside the timeline is on the clock of the drill as well: what the chat did, and when alerts fired.
async fn its_room_has_no_times_of_the_wall(home: Home) {
    let stage = stage(home).await;
    stage.says("U1", "C1", "drill sev1 決済が止まる").await;
    stage.settle().await;
    stage.settle().await;
    let (turned, path) = (stage.app.now(), "/api/v1/incidents/DRILL-1/drill/clock");
    stage.app.api(&stage.admin, "POST", path, json!({"turn": "forward", "minutes": 600})).await.expect(200);
    stage.settle().await;
    let fired = stage.app.now();
    let mut tx = stage.app.begin().await;
    let drill = store::by_count(&mut tx, &Actor::system(), 1).await.unwrap();
    let fingerprint = "00ab00ab00ab00ab".into();
    let alert = LinkedAlert { fingerprint, name: "HighErrorRate".into(), starts_at: fired, linked_at: fired };
    assert!(link_store::link(&mut tx, drill.id, &alert).await.unwrap());
    tx.commit().await.unwrap();
    let status = json!({"status": "identified"});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/DRILL-1/status", status).await.expect(200);
    stage.settle().await;
    stage.settle().await;
    let room = stage.app.page(&stage.admin, "/incidents/DRILL-1").await.expect(200).text;
    let aside = room.split_once("id=\"room-aside\"").unwrap().1;
    let stamp = |at: Time| at.timestamp().round(Unit::Second).unwrap().to_string();
    let (turned, moved) = (stamp(turned), stamp(turned.plus(SignedDuration::from_mins(600))));
    let times = aside.split("datetime=\"").skip(1).map(|part| part.split('"').next().unwrap().to_owned());
    let since: Vec<String> = times.filter(|at| *at >= turned).collect();
    assert!(since.len() >= 2 && since.iter().all(|at| *at >= moved), "{turned} {moved} {since:?}");
}

/// Neither the status page nor a real incident ever has anything of it.
async fn a_drill_stays_apart(home: Home) {
    let app = TestApp::on(home).await;
    let admin = app.admin().await;
    let on = json!({"visibility": "public"});
    app.api(&admin, "PATCH", "/api/v1/status-page", on).await.expect(200);
    for practice in [true, false, true] {
        let new = json!({"title": "x", "severity": "sev2", "practice": practice});
        app.api(&admin, "POST", "/api/v1/incidents", new).await.expect(201);
    }
    app.api(&admin, "POST", "/api/v1/incidents/DRILL-1/status-notice", json!({})).await.expect(409);
    let room = |number: &'static str| format!("/incidents/{number}");
    assert!(!app.page(&admin, &room("DRILL-1")).await.expect(200).text.contains("/status-notice"));
    assert!(app.page(&admin, &room("INC-2")).await.expect(200).text.contains("/incidents/INC-2/status-notice"));
    let merges =
        [("DRILL-1", "INC-2", 409), ("INC-2", "DRILL-1", 409), ("DRILL-3", "INC-1", 422), ("DRILL-3", "DRILL-1", 200)];
    for (from, into, status) in merges {
        let path = format!("/api/v1/incidents/{from}/merge");
        app.api(&admin, "POST", &path, json!({"into": into})).await.expect(status);
    }
    let merged = app.get(&admin, "/api/v1/incidents/DRILL-3").await.expect(200).json();
    assert_eq!(merged["merged_into"], "DRILL-1");
}

/// They count together: whoever says one word for the other is told so, and nothing is done.
async fn a_drill_is_not_taken_for_an_incident(home: Home) {
    let app = TestApp::on(home).await;
    let admin = app.admin().await;
    let named = app.person("水野 遥", Role::Member).await;
    for more in [json!({"practice": true}), json!({}), json!({"restricted_to": []})] {
        let mut new = json!({"title": "x", "severity": "sev2"});
        new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        app.api(&admin, "POST", "/api/v1/incidents", new).await.expect(201);
    }
    for (called, number) in [("INC-1", "DRILL-1"), ("DRILL-2", "INC-2"), ("drill-2", "INC-2"), ("DRILL-3", "INC-3")] {
        let path = format!("/api/v1/incidents/{called}");
        let resolved = app.api(&admin, "POST", &format!("{path}/resolve"), json!({})).await.expect(409).text;
        assert!(resolved.contains(number), "{resolved}");
        app.get(&admin, &path).await.expect(409);
        app.get(&admin, &format!("{path}/postmortem")).await.expect(409);
        app.post_form(&admin, &format!("/incidents/{called}/resolve"), &[("line", "")]).await.expect(409);
        assert_eq!(
            app.page(&admin, &format!("/incidents/{called}")).await.expect(308).location(),
            format!("/incidents/{number}")
        );
        let count = number.rsplit('-').next().unwrap();
        let shown = app.get(&admin, &format!("/api/v1/incidents/{count}")).await.expect(200).json();
        assert_eq!((&shown["number"], &shown["status"]), (&json!(number), &json!("investigating")));
    }
    for called in ["DRILL-3", "INC-3", "DRILL-4"] {
        app.get(&named, &format!("/api/v1/incidents/{called}")).await.expect(404);
    }
}

both_homes!(
    a_webhook_says_that_it_is_practice
    a_drill_is_run_in_slack
    its_room_has_no_times_of_the_wall
    a_drill_stays_apart
    a_drill_is_not_taken_for_an_incident
);

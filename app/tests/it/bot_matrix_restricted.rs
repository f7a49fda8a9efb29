//! Restricted and merged incidents on Matrix: a closed room for those who are named, and nothing where others hear it.

use jiff::SignedDuration;
use ryugaku_db::sql;
use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::bot_matrix::{ADMIN, stage};
use crate::both_homes;
use crate::support::Home;
use crate::support::matrix::BOT;

const AOKI: &str = "@aoki:test";

/// Opened as one, alone with the bot: who is named is asked in, and only by the bot. Where others read it is not there.
async fn a_closed_room(home: Home) {
    let stage = stage(home).await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    let alone = stage.links(&aoki, AOKI).await;
    let shared = stage.matrix.invites_bot(ADMIN, false);
    stage.hear().await;
    stage.matrix.joins(&shared, AOKI);
    let open = "!incident open sev2 restricted 合鍵が流出";
    assert!(stage.says(&shared, ADMIN, open).await.contains("⚠️"), "others read here");
    assert!(stage.says(&stage.direct, ADMIN, open).await.contains("INC-1"));
    let room = stage.matrix.room("inc-1");
    assert_eq!(room.members.get(ADMIN), Some(&"invite"));
    assert_eq!(room.state["m.room.power_levels"]["invite"], 50, "nobody in it asks in others");
    assert!(room.said()[0].contains("合鍵が流出"), "{:#?}", room.said());
    assert!(stage.says(&stage.direct, ADMIN, "!incident list").await.contains("🔒 INC-1"));
    let nowhere = stage.says(&shared, ADMIN, "!incident INC-99 status").await;
    for (place, user) in [(&shared, ADMIN), (&shared, AOKI), (&alone, AOKI)] {
        assert!(!stage.says(place, user, "!incident list").await.contains("INC-1"), "{user} in {place}");
        assert_eq!(stage.says(place, user, "!incident INC-1 status").await, nowhere, "{user} in {place}");
    }

    // Let into the room by hand, somebody who is not named does nothing there.
    stage.matrix.joins(&room.id, AOKI);
    assert!(stage.says(&room.id, AOKI, "!incident note 見えた").await.contains("⚠️"));
    stage.matrix.reacts(&room.id, AOKI, &room.pins()[0], "🙋");
    let marked = stage.matrix.says(&room.id, AOKI, "鍵束を替えた");
    stage.matrix.reacts(&room.id, AOKI, &marked, "📌");
    stage.hear().await;
    assert_eq!(stage.incident().await["commander"], Value::Null);
    assert!(!stage.timeline().await.join("\n").contains("鍵束"));
    stage.matrix.look().room_mut(&room.id).members.remove(AOKI);

    stage.matrix.joins(&room.id, ADMIN);
    let invited = stage.says(&room.id, ADMIN, "!incident invite @aoki:test").await;
    assert!(invited.contains("入れた"), "{invited}");
    assert_eq!(stage.matrix.room("inc-1").members.get(AOKI), Some(&"invite"));
    assert!(stage.says(&alone, AOKI, "!incident list").await.contains("INC-1"));
    assert!(!stage.says(&room.id, ADMIN, "!incident status").await.contains("⚠️"), "here all are named");
    for (verb, membership) in [("DELETE", None), ("PUT", Some(&"invite"))] {
        let path = format!("/api/v1/incidents/INC-1/named/{}", aoki.id);
        stage.app.api(&stage.admin, verb, &path, Value::Null).await.expect(200);
        stage.settle().await;
        assert_eq!(stage.matrix.room("inc-1").members.get(AOKI), membership, "{verb}");
    }
    stage.matrix.check();
}

/// Somebody has another account, then none: what was theirs is put out of the closed room, and whichever they have is asked in where they
/// should be. An account that shows itself to be somebody else's is theirs from then on.
async fn another_account_comes_in_place_of_the_one_before(home: Home) {
    const OTHER: &str = "@aoki2:test";
    let stage = stage(home).await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    let mizuno = stage.app.person("水野 遥", Role::Member).await;
    stage.links(&aoki, AOKI).await;
    stage.says(&stage.direct, ADMIN, "!incident open sev4 restricted 合鍵が流出").await;
    stage.says(&stage.direct, ADMIN, "!incident open sev2 画面が白い").await;
    let named = format!("/api/v1/incidents/INC-1/named/{}", aoki.id);
    stage.app.api(&stage.admin, "PUT", &named, Value::Null).await.expect(200);
    stage.app.api(&aoki, "PUT", "/api/v1/incidents/INC-2/roles/scribe", json!({"person": "me"})).await.expect(200);
    stage.settle().await;
    // The closed room, and the one that anybody may be in.
    let is_in = |account: &str| ["inc-1", "inc-2"].map(|name| stage.matrix.room(name).members.contains_key(account));
    assert_eq!(is_in(AOKI), [true, true]);
    stage.links(&aoki, AOKI).await;
    assert_eq!(is_in(AOKI), [true, true], "it is the same");
    stage.links(&aoki, OTHER).await;
    assert_eq!((is_in(AOKI), is_in(OTHER)), ([false, true], [true, true]));
    stage.links(&mizuno, OTHER).await;
    assert_eq!(is_in(OTHER), [false, true]);
    let lost = stage.app.get(&aoki, "/api/v1/events?kind=chat_account.unlinked").await.expect(200).json();
    assert_eq!(lost["items"].as_array().unwrap().len(), 1, "whoever has it no longer reads so: {lost}");
    stage.links(&aoki, AOKI).await;
    assert_eq!(is_in(AOKI), [true, true]);
    stage.app.api(&aoki, "DELETE", "/api/v1/me/chat", json!({})).await.expect(200);
    stage.settle().await;
    assert_eq!(is_in(AOKI), [false, true]);
    stage.links(&aoki, AOKI).await;
    assert_eq!(is_in(AOKI), [true, true]);
    // What was put away is read on by those who are in it.
    for deed in ["resolve", "close"] {
        let path = format!("/api/v1/incidents/INC-1/{deed}");
        stage.app.api(&stage.admin, "POST", &path, json!({})).await.expect(200);
    }
    stage.settle().await;
    stage.after(SignedDuration::from_hours(7 * 24 + 1)).await;
    assert_eq!(stage.matrix.room("inc-1").state["m.room.power_levels"]["events_default"], 50);
    stage.app.api(&aoki, "DELETE", "/api/v1/me/chat", json!({})).await.expect(200);
    stage.settle().await;
    assert_eq!(is_in(AOKI), [false, true]);
    stage.links(&aoki, AOKI).await;
    assert_eq!(is_in(AOKI), [false, true], "it is over");
    assert!(stage.says(&stage.direct, ADMIN, "!incident INC-1 reopen また始まった").await.contains("もう一度"));
    stage.settle().await;
    assert_eq!(is_in(AOKI), [true, true]);
    stage.matrix.check();
}

/// Who has an account only once the room was put away, or another one by then, is asked in when it goes on, be it closed or not.
async fn who_is_known_only_later_is_asked_in_when_it_goes_on(home: Home) {
    const OTHER: &str = "@aoki2:test";
    const MIZUNO: &str = "@mizuno:test";
    let stage = stage(home).await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    let mizuno = stage.app.person("水野 遥", Role::Member).await;
    let does = async |verb: &str, path: &str, body: Value| {
        stage.app.api(&stage.admin, verb, &format!("/api/v1/incidents/{path}"), body).await.expect(200);
    };
    stage.links(&aoki, AOKI).await;
    stage.says(&stage.direct, ADMIN, "!incident open sev4 restricted 合鍵が流出").await;
    stage.says(&stage.direct, ADMIN, "!incident open sev4 画面が白い").await;
    for number in ["INC-1", "INC-2"] {
        for (who, role) in [(&aoki, "scribe"), (&mizuno, "communications")] {
            does("PUT", &format!("{number}/roles/{role}"), json!({"person": who.id.to_string()})).await;
        }
        does("POST", &format!("{number}/resolve"), json!({})).await;
        does("POST", &format!("{number}/close"), json!({})).await;
    }
    stage.settle().await;
    stage.after(SignedDuration::from_hours(7 * 24 + 1)).await;
    let is_in = |account: &str| ["inc-1", "inc-2"].map(|name| stage.matrix.room(name).members.contains_key(account));
    assert_eq!((is_in(AOKI), is_in(MIZUNO)), ([true, true], [false, false]));
    assert_eq!(stage.matrix.room("inc-2").state["m.room.power_levels"]["events_default"], 50);
    stage.links(&aoki, OTHER).await;
    stage.links(&mizuno, MIZUNO).await;
    assert_eq!((is_in(OTHER), is_in(MIZUNO)), ([false, false], [false, false]), "it is over");
    for number in ["INC-1", "INC-2"] {
        stage.says(&stage.direct, ADMIN, &format!("!incident {number} reopen また始まった")).await;
    }
    stage.settle().await;
    assert_eq!((is_in(OTHER), is_in(MIZUNO)), ([true, true], [true, true]));
    stage.matrix.check();
}

/// The closed room of one that is over is read on, but not by who is named no longer.
async fn nobody_reads_on_who_is_named_no_longer(home: Home) {
    let stage = stage(home).await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    stage.links(&aoki, AOKI).await;
    stage.says(&stage.direct, ADMIN, "!incident open sev4 restricted 合鍵が流出").await;
    let named = format!("/api/v1/incidents/INC-1/named/{}", aoki.id);
    stage.app.api(&stage.admin, "PUT", &named, Value::Null).await.expect(200);
    stage.settle().await;
    for deed in ["resolve", "close"] {
        let path = format!("/api/v1/incidents/INC-1/{deed}");
        stage.app.api(&stage.admin, "POST", &path, json!({})).await.expect(200);
    }
    stage.settle().await;
    stage.after(SignedDuration::from_hours(7 * 24 + 1)).await;
    let is_in = || stage.matrix.room("inc-1").members.contains_key(AOKI);
    assert_eq!(stage.matrix.room("inc-1").state["m.room.power_levels"]["events_default"], 50);
    assert!(is_in());
    stage.app.api(&stage.admin, "DELETE", &named, Value::Null).await.expect(200);
    stage.settle().await;
    assert!(!is_in());
    stage.matrix.check();
}

/// Turned into one later: the room goes quiet, and it goes on in another with those who are named.
async fn the_room_of_before_is_left(home: Home) {
    let stage = stage(home).await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    stage.links(&aoki, AOKI).await;
    let before = stage.opened("sev2").await;
    stage.app.api(&aoki, "PUT", "/api/v1/incidents/INC-1/roles/scribe", json!({"person": "me"})).await.expect(200);
    stage.settle().await;
    assert_eq!(stage.matrix.room("inc-1").members.get(AOKI), Some(&"invite"));
    stage.app.api(&aoki, "DELETE", "/api/v1/incidents/INC-1/roles/scribe", Value::Null).await.expect(200);
    stage.settle().await;
    // Said and restricted before the bot comes to say it.
    let note = json!({"text": "鍵束を替えた"});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/notes", note).await.expect(201);
    let said = stage.says(&before.id, ADMIN, "!incident restrict").await;
    assert!(said.contains("指定した人だけ") && !said.contains("鍵束"), "{said}");
    let left = stage.matrix.room("inc-1");
    assert_eq!(left.state["m.room.power_levels"]["events_default"], 50);
    assert!(!left.said().join("\n").contains("鍵束"), "{:#?}", left.said());
    let closed = stage.matrix.room("inc-1-2");
    assert_eq!(closed.said().iter().filter(|said| said.contains("鍵束")).count(), 1, "{:#?}", closed.said());
    assert_eq!((closed.members.get(ADMIN), closed.members.get(AOKI)), (Some(&"invite"), None));
    assert!(closed.state.contains_key("m.room.topic") && closed.pins().len() == 1, "{closed:?}");
    stage.matrix.joins(&closed.id, ADMIN);
    stage.says(&closed.id, ADMIN, "!incident status identified").await;
    assert!(stage.matrix.room("inc-1-2").said().join("\n").contains("原因特定"));
    assert!(stage.says(&closed.id, ADMIN, "!incident open-up").await.contains("だれでも"));
    assert_eq!(stage.matrix.room("inc-1-2").state["m.room.power_levels"]["events_default"], 0);
    // Everybody may read it again, and the closed one goes away: it goes on in a third, not in the one that is quiet.
    stage.matrix.look().room_mut(&closed.id).members.remove(BOT);
    let note = json!({"text": "合鍵を作り直した"});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/notes", note).await.expect(201);
    stage.hear().await;
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/chat/again", json!({"room": true})).await.expect(200);
    stage.settle().await;
    let third = stage.matrix.room("inc-1-3");
    assert_eq!(third.state["m.room.power_levels"]["events_default"], 0);
    assert!(third.said().join("\n").contains("合鍵を作り直した"), "{:#?}", third.said());
    assert_eq!(stage.matrix.room("inc-1").said().len(), left.said().len());
    stage.matrix.check();
}

/// Restricted in its own room, and broken off before anybody was told: it is said that it was taken, and nothing of the incident.
async fn restricted_and_broken_off_it_is_answered(home: Home) {
    let stage = stage(home).await;
    let room = stage.opened("sev4").await.id;
    stage.app.api(&stage.admin, "PUT", "/api/v1/incidents/INC-1/restriction", json!({})).await.expect(200);
    let before = stage.found(&room).said().len();
    let event = stage.matrix.says(&room, ADMIN, "!incident restrict");
    let mut tx = stage.app.begin().await;
    let row = sql("insert into bot_taken (key, taken_at) values ($1, $2)");
    tx.run(row.bind(format!("matrix-event:{event}")).bind(stage.app.now())).await.unwrap();
    tx.commit().await.unwrap();
    stage.hear().await;
    let said = stage.found(&room).said().split_off(before).join("\n");
    assert!(said.contains("もう一度送らなくてよい") && !said.contains("⚠️"), "{said}");
    stage.matrix.check();
}

/// Into a restricted one nothing is merged where others hear its title.
async fn merged_on_matrix(home: Home) {
    let stage = stage(home).await;
    stage.says(&stage.direct, ADMIN, "!incident open sev2 restricted 合鍵が流出").await;
    stage.says(&stage.direct, ADMIN, "!incident open sev3 画面が白い").await;
    stage.says(&stage.direct, ADMIN, "!incident open sev2 restricted 鍵束がない").await;
    for name in ["inc-2", "inc-3"] {
        let room = stage.matrix.room(name);
        stage.matrix.joins(&room.id, ADMIN);
        let unknown = stage.says(&room.id, ADMIN, "!incident merge INC-99").await;
        for line in ["!incident merge INC-1", "!incident merge INC-1 はい"] {
            assert_eq!(stage.says(&room.id, ADMIN, line).await, unknown, "{line} in {name}");
        }
    }
    let asked = stage.says(&stage.direct, ADMIN, "!incident INC-3 merge INC-1").await;
    assert!(asked.contains("合鍵が流出"), "{asked}");
    assert!(stage.says(&stage.direct, ADMIN, "!incident INC-3 merge INC-1 はい").await.contains("統合した"));
    assert!(stage.matrix.room("inc-1").said().join("\n").contains("INC-3"));
    stage.matrix.check();
}

/// What was offered where others read does nothing there once it is restricted; alone with the bot it does.
async fn offers_of_before_are_over_where_others_read(home: Home) {
    let stage = stage(home).await;
    let shared = stage.matrix.invites_bot(ADMIN, false);
    stage.hear().await;
    stage.matrix.joins(&shared, AOKI);
    stage.says(&stage.direct, ADMIN, "!incident open sev2 合鍵が流出").await;
    for place in [&shared, &stage.direct] {
        assert!(stage.says(place, ADMIN, "!incident INC-1 next").await.contains("合鍵が流出"), "{place}");
    }
    stage.says(&stage.direct, ADMIN, "!incident INC-1 restrict").await;
    for (place, is_told) in [(&shared, false), (&stage.direct, true)] {
        let shown = stage.found(place).message("📣");
        stage.reacts(place, &shown, "📣").await;
        let said = stage.found(place).said().pop().unwrap();
        assert_eq!((said.contains("下書き"), said.contains("⚠️")), (is_told, !is_told), "{said}");
    }
    stage.matrix.check();
}

both_homes!(
    a_closed_room
    another_account_comes_in_place_of_the_one_before
    who_is_known_only_later_is_asked_in_when_it_goes_on
    nobody_reads_on_who_is_named_no_longer
    the_room_of_before_is_left
    restricted_and_broken_off_it_is_answered
    merged_on_matrix
    offers_of_before_are_over_where_others_read
);

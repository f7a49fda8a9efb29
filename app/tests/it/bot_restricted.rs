//! Restricted and merged incidents in Slack: a private channel for those who are named, and nothing for anybody else.

use jiff::SignedDuration;
use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::bot::stage;
use crate::both_homes;
use crate::support::Home;
use crate::support::slack::{BOT, Mishap, texts};

/// Opened as one: its channel is private, and only who is named is asked in and told.
async fn a_private_channel(home: Home) {
    let stage = stage(home).await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    stage.slack.account("U2", "aoki", &format!("{}@example.com", aoki.id));
    assert!(stage.says("U1", "C1", "open sev2 restricted 合鍵が流出").await.contains("INC-1"));
    stage.settle().await;
    let channel = stage.slack.channel("inc-1");
    assert!(channel.private && channel.members.contains("U1"), "{channel:?}");
    assert!(channel.messages[0].whole().contains("合鍵が流出"));
    assert!(stage.says("U1", "C1", "list").await.contains("🔒 INC-1"));
    assert!(!stage.says("U2", "C1", "list").await.contains("INC-1"));
    let nowhere = stage.says("U2", "C1", "INC-99 status").await;
    assert_eq!(stage.says("U2", "C1", "INC-1 status").await, nowhere);
    assert!(stage.says("U2", &channel.id, "note 見えた").await.starts_with("⚠️"));
    stage.presses("U2", &channel.id, "take:1 commander").await;
    stage.event(json!({"type": "app_home_opened", "user": "U2", "tab": "home"})).await.expect(200);
    stage.settle().await;
    assert_eq!(stage.incident().await["commander"], Value::Null);
    let home = texts(&stage.slack.look().homes["U2"]).join("\n");
    assert!(!home.contains("INC-1"), "{home}");

    // Somebody let them into the channel by hand: what they mark there is not taken.
    let ts = stage.slack.write(&channel.id, "U2", "鍵束を替えた");
    let item = json!({"type": "message", "channel": channel.id, "ts": ts});
    stage.event(json!({"type": "reaction_added", "user": "U2", "reaction": "pushpin", "item": item})).await.expect(200);
    stage.settle().await;
    assert!(!stage.timeline().await.join("\n").contains("鍵束"));

    let invited = stage.says("U1", &channel.id, "invite <@U2|aoki>").await;
    assert!(invited.contains("入れた"), "{invited}");
    stage.settle().await;
    assert!(stage.slack.channel("inc-1").members.contains("U2"));
    assert!(stage.says("U2", "C1", "list").await.contains("INC-1"));

    // What is begun of a message from here is not for everybody, unless somebody says so.
    let menu = json!({"type": "message_action", "callback_id": "incident_open", "user": {"id": "U1"},
        "channel": {"id": channel.id}, "message": {"ts": ts, "text": "鍵束を替えた"}});
    stage.interacts(menu).await.expect(200);
    stage.settle().await;
    let form = stage.slack.look().forms.last().cloned().unwrap();
    let boxes = form["blocks"].as_array().unwrap().iter().find(|block| block["block_id"] == "boxes").unwrap();
    assert_eq!(boxes["element"]["initial_options"][0]["value"], "restricted", "{boxes}");

    // Named no longer, then once more.
    for (verb, is_in) in [("DELETE", false), ("PUT", true)] {
        let path = format!("/api/v1/incidents/INC-1/named/{}", aoki.id);
        stage.app.api(&stage.admin, verb, &path, Value::Null).await.expect(200);
        stage.settle().await;
        assert_eq!(stage.slack.channel("inc-1").members.contains("U2"), is_in, "{verb}");
    }
    stage.slack.check();
}

/// Who leaves the organisation is put out, though the account stays and was changed since; who comes back is asked in again. Out of
/// what was put away when they left they are put as soon as it goes on.
async fn whoever_leaves_is_put_out(home: Home) {
    let stage = stage(home).await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    stage.slack.account("U2", "aoki", &format!("{}@example.com", aoki.id));
    stage.says("U1", "C1", "open sev4 restricted 合鍵が流出").await;
    stage.settle().await;
    let does = async |verb: &str, path: &str, body: Value| {
        stage.app.api(&stage.admin, verb, &format!("/api/v1/{path}"), body).await.expect(200);
        stage.settle().await;
    };
    let is_in = || stage.slack.channel("inc-1").members.contains("U2");
    does("PUT", &format!("incidents/INC-1/named/{}", aoki.id), Value::Null).await;
    assert!(is_in());
    let (leaves, comes_back) = (format!("people/{}/deactivate", aoki.id), format!("people/{}/reactivate", aoki.id));
    stage.event(json!({"type": "user_change", "user": {"id": "U2"}})).await.expect(200);
    does("POST", &leaves, json!({"hand_over_to": null})).await;
    assert!(!is_in(), "they have left");
    does("POST", &comes_back, json!({})).await;
    assert!(is_in(), "they are back, and named");

    does("POST", "incidents/INC-1/resolve", json!({})).await;
    does("POST", "incidents/INC-1/close", json!({})).await;
    stage.after(SignedDuration::from_hours(7 * 24 + 1)).await;
    assert!(stage.slack.channel("inc-1").archived);
    does("POST", &leaves, json!({"hand_over_to": null})).await;
    assert!(is_in(), "nobody is put out of what is put away");
    let channel = stage.slack.channel("inc-1").id;
    assert!(stage.says("U1", &channel, "reopen また始まった").await.contains("もう一度"));
    stage.settle().await;
    assert!(!stage.slack.channel("inc-1").archived && !is_in());
    let said = stage.said().join("\n");
    assert!(said.contains("また始まった"), "{said}");
    does("POST", &comes_back, json!({})).await;
    assert!(is_in());
    stage.slack.check();
}

/// A box of the form that opens one; of a drill there is one too.
async fn boxes_in_the_form(home: Home) {
    let stage = stage(home).await;
    let open = async |view: &str, ticked: Value| {
        assert_eq!(stage.says("U1", "C1", "").await, "");
        stage.settle().await;
        let severity = json!({"selected_option": {"value": "sev2"}});
        let boxes = json!({"selected_options": ticked});
        let values = [("title", json!({"value": "合鍵が流出"})), ("severity", severity), ("boxes", boxes)];
        assert_eq!(stage.fills("U1", view, &values).await, Value::Null);
        stage.settle().await;
    };
    open("V1", json!([{"value": "restricted"}])).await;
    open("V2", json!([{"value": "practice"}])).await;
    open("V3", json!([])).await;
    assert!(stage.slack.channel("inc-1").private, "for the named alone");
    assert!(!stage.slack.channel("drill-2").private && !stage.slack.channel("inc-3").private);
    stage.slack.check();
}

/// Turned into one later: the public channel is put away without a word, and it goes on in a private one.
async fn a_public_channel_is_left(home: Home) {
    let stage = stage(home).await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    stage.slack.account("U2", "aoki", &format!("{}@example.com", aoki.id));
    let public = stage.opened("sev2").await;
    stage.app.api(&aoki, "PUT", "/api/v1/incidents/INC-1/roles/scribe", json!({"person": "me"})).await.expect(200);
    stage.settle().await;
    stage.app.api(&aoki, "DELETE", "/api/v1/incidents/INC-1/roles/scribe", Value::Null).await.expect(200);
    stage.settle().await;
    let before = stage.slack.channel("inc-1").messages.len();
    // Said and restricted before the bot comes to say it.
    for text in ["鍵束を替えた", "錠前も替えた"] {
        let note = json!({"text": text});
        stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/notes", note).await.expect(201);
    }
    assert!(stage.says("U1", &public, "restrict").await.contains("指定した人だけ"));
    stage.settle().await;
    let left = stage.slack.channel("inc-1");
    assert!(left.archived && !left.private);
    assert_eq!(left.messages.len(), before, "{:#?}", left.messages);
    let private = stage.slack.channel("inc-1-2");
    assert!(private.private && !private.archived, "{private:?}");
    assert!(private.members.contains("U1") && !private.members.contains("U2"), "{:?}", private.members);
    assert!(!private.topic.is_empty() && private.pins.len() == 1, "{private:?}");
    let said: Vec<String> = private.messages.iter().map(|one| one.whole()).collect();
    let notes: Vec<&String> = said.iter().filter(|one| one.contains("替えた")).collect();
    assert!(matches!(&notes[..], [first, second] if first.contains("鍵束") && second.contains("錠前")), "{said:#?}");
    stage.says("U1", &private.id, "status identified").await;
    stage.settle().await;
    let said: Vec<String> = stage.slack.channel("inc-1-2").messages.iter().map(|one| one.whole()).collect();
    assert!(said.iter().any(|one| one.contains("原因特定")), "{said:#?}");
    assert!(stage.says("U1", &private.id, "open-up").await.contains("だれでも"));
    stage.settle().await;
    assert!(!stage.slack.channel("inc-1-2").archived);

    // Who comes in while everybody may know is put out once that is over.
    let scribe = "/api/v1/incidents/INC-1/roles/scribe";
    stage.app.api(&aoki, "PUT", scribe, json!({"person": "me"})).await.expect(200);
    stage.settle().await;
    assert!(stage.slack.channel("inc-1-2").members.contains("U2"));
    stage.app.api(&aoki, "DELETE", scribe, Value::Null).await.expect(200);
    assert!(stage.says("U1", &private.id, "restrict").await.contains("指定した人だけ"));
    stage.settle().await;
    let private = stage.slack.channel("inc-1-2");
    assert!(!private.archived && private.members.contains("U1") && !private.members.contains("U2"), "{private:?}");
    stage.slack.check();
}

/// Restricted, opened up and restricted again before Slack hears of any of it, and then not a word of what it did: the public channel is left
/// once, and the private one stays.
async fn a_public_channel_is_left_once(home: Home) {
    let stage = stage(home).await;
    let public = stage.opened("sev4").await;
    stage.slack.set_away(true);
    for (verb, body) in [("PUT", json!({})), ("DELETE", Value::Null), ("PUT", json!({}))] {
        stage.app.api(&stage.admin, verb, "/api/v1/incidents/INC-1/restriction", body).await.expect(200);
        stage.settle().await;
    }
    stage.slack.set_away(false);
    stage.slack.next("conversations.archive", Mishap::LostAnswer);
    stage.after(SignedDuration::from_mins(6)).await;
    assert!(stage.slack.channel("inc-1").archived);
    stage.event(json!({"type": "channel_archive", "channel": public, "user": BOT})).await.expect(200);
    for _ in 0..2 {
        stage.after(SignedDuration::from_mins(6)).await;
    }
    let private = stage.slack.channel("inc-1-2");
    assert!(private.private && !private.archived && private.members.contains("U1"), "{private:?}");
    assert_eq!(stage.slack.look().channels.len(), 2);
    stage.slack.check();
}

/// Merged in Slack: asked once, then done; the one channel leads to the other and is put away.
async fn merged_in_slack(home: Home) {
    let stage = stage(home).await;
    stage.says("U1", "C1", "open sev2 決済が止まった").await;
    stage.says("U1", "C1", "open sev3 画面が白い").await;
    stage.settle().await;
    let gone = stage.slack.channel("inc-2");
    let asked = stage.says("U1", &gone.id, "merge INC-1").await;
    assert!(asked.contains("元に戻せない") && asked.contains("決済が止まった"), "{asked}");
    assert!(stage.says("U1", &gone.id, "merge INC-1 はい").await.contains("統合した"));
    assert!(stage.says("U1", &gone.id, "merge INC-1 はい").await.starts_with("⚠️"));
    assert!(stage.says("U1", &gone.id, "note まだ白い").await.contains("INC-1"));
    stage.settle().await;
    let said = |name: &str| stage.slack.channel(name).messages.iter().map(|one| one.whole()).collect::<Vec<_>>();
    assert!(said("inc-2").last().unwrap().contains("incidents/INC-1"), "{:#?}", said("inc-2"));
    assert!(said("inc-1").iter().any(|one| one.contains("INC-2 を INC-1 に統合した")), "{:#?}", said("inc-1"));
    stage.after(SignedDuration::from_hours(7 * 24 + 1)).await;
    assert!(stage.slack.channel("inc-2").archived && !stage.slack.channel("inc-1").archived);
    stage.slack.check();
}

/// What was merged into one is known to the same people: its public channel is left as well, into private ones all are asked who were named
/// in either, and nobody stays there who is named no longer.
async fn what_was_merged_is_restricted_with_it(home: Home) {
    let stage = stage(home).await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    let mizuno = stage.app.person("水野 遥", Role::Member).await;
    for (account, name, who) in [("U2", "aoki", &aoki), ("U3", "mizuno", &mizuno)] {
        stage.slack.account(account, name, &format!("{}@example.com", who.id));
    }
    let does = async |verb: &str, path: &str, body: Value| {
        stage.app.api(&stage.admin, verb, &format!("/api/v1/incidents/{path}"), body).await.expect(200);
        stage.settle().await;
    };
    for line in ["open sev4 合鍵が流出", "open sev4 鍵束がない", "open sev4 restricted 裏口", "open sev4 restricted 窓"]
    {
        stage.says("U1", "C1", line).await;
    }
    stage.settle().await;
    does("POST", "INC-2/merge", json!({"into": "INC-1"})).await;
    does("PUT", "INC-1/restriction", json!({})).await;
    let left = stage.slack.channel("inc-2");
    assert!(left.archived && !left.private, "{left:?}");
    let private = stage.slack.channel("inc-2-2");
    assert!(private.private && private.members.contains("U1"), "{private:?}");

    let is_in = || stage.slack.channel("inc-4").members.contains("U2");
    does("PUT", &format!("INC-4/named/{}", aoki.id), Value::Null).await;
    does("PUT", &format!("INC-3/named/{}", mizuno.id), Value::Null).await;
    let are_in = |name: &str| ["U2", "U3"].map(|account| stage.slack.channel(name).members.contains(account));
    assert_eq!((are_in("inc-3"), are_in("inc-4")), ([false, true], [true, false]));
    does("POST", "INC-4/merge", json!({"into": "INC-3"})).await;
    assert_eq!((are_in("inc-3"), are_in("inc-4")), ([true, true], [true, true]));
    does("DELETE", &format!("INC-3/named/{}", aoki.id), Value::Null).await;
    assert!(!is_in());
    stage.slack.check();
}

/// A command that takes the form for what it lacks has ticked there what it said.
async fn what_was_typed_is_ticked_in_the_form(home: Home) {
    let stage = stage(home).await;
    for (typed, ticked, severity, title) in [
        ("open sev2 restricted", json!(["restricted"]), "sev2", Value::Null),
        ("open 限定 合鍵が流出", json!(["restricted"]), "sev3", json!("合鍵が流出")),
        ("drill sev1 restricted", json!(["restricted", "practice"]), "sev1", Value::Null),
        ("open sev1", Value::Null, "sev1", Value::Null),
    ] {
        assert_eq!(stage.says("U1", "C1", typed).await, "", "{typed}");
        stage.settle().await;
        let form = stage.slack.look().forms.last().cloned().unwrap();
        let element = |id: &str| {
            let blocks = form["blocks"].as_array().unwrap();
            blocks.iter().find(|block| block["block_id"] == id).unwrap()["element"].clone()
        };
        let boxes = element("boxes")["initial_options"]
            .as_array()
            .map(|all| all.iter().map(|one| one["value"].clone()).collect::<Vec<_>>());
        assert_eq!(boxes.map_or(Value::Null, Value::Array), ticked, "{typed}");
        assert_eq!(element("severity")["initial_option"]["value"], severity, "{typed}");
        assert_eq!(element("title")["initial_value"], title, "{typed}");
    }
    assert!(stage.slack.look().channels.is_empty(), "nothing was opened");
    // Where no form can open, whoever types it again is not led to open it for everybody.
    let channel = stage.opened("sev4").await;
    let text = "<@U0BOT> open restricted 合鍵が流出";
    let mention = json!({"type": "app_mention", "user": "U1", "channel": channel, "ts": "1.1", "text": text});
    stage.event(mention).await.expect(200);
    stage.settle().await;
    assert!(stage.whispered().contains("open sev2 restricted"), "{}", stage.whispered());
    assert_eq!(stage.slack.look().channels.len(), 1);
    stage.slack.check();
}

both_homes!(
    a_private_channel
    whoever_leaves_is_put_out
    boxes_in_the_form
    what_was_typed_is_ticked_in_the_form
    a_public_channel_is_left
    a_public_channel_is_left_once
    merged_in_slack
    what_was_merged_is_restricted_with_it
);

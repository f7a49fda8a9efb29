//! Who and what goes away on Slack's side: accounts that are deactivated, channels that somebody archives or deletes, and Slack itself
//! while an incident is closed.

use jiff::SignedDuration;
use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::bot::{Stage, stage};
use crate::both_homes;
use crate::support::Home;
use crate::support::slack::{BOT, Mishap};

const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

async fn chat(stage: &Stage) -> Value {
    stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/chat").await.expect(200).json()
}

async fn does(stage: &Stage, deed: &str, body: Value, status: u16) {
    stage.app.api(&stage.admin, "POST", &format!("/api/v1/incidents/INC-1/{deed}"), body).await.expect(status);
}

/// Whoever's account is deactivated in Slack does nothing by it and is asked in nowhere, though they were known a moment ago; the rest
/// goes on. Once it is active again they are known again.
async fn a_deactivated_account_is_nobodys(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev2").await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    stage.slack.account("U2", "aoki", &format!("{}@example.com", aoki.id));
    assert!(stage.says("U2", &channel, "note いまはいる").await.contains("時系列"));
    let is_deactivated = async |deactivated: bool| {
        stage.slack.look().people.get_mut("U2").unwrap().deleted = deactivated;
        let changed = json!({"type": "user_change", "user": {"id": "U2", "deleted": deactivated}});
        stage.event(changed).await.expect(200);
    };
    is_deactivated(true).await;
    assert!(stage.says("U2", &channel, "status fixing").await.starts_with("⚠️"));
    let ts = stage.slack.write(&channel, "U1", "印を付けられた発言");
    let item = json!({"type": "message", "channel": channel, "ts": ts});
    stage.event(json!({"type": "reaction_added", "user": "U2", "reaction": "pushpin", "item": item})).await.expect(200);
    assert!(stage.says("U1", &channel, "give commander <@U2|aoki>").await.starts_with("⚠️"));
    // In Ryugaku they are still there: they take the role on the web.
    stage.app.api(&aoki, "PUT", "/api/v1/incidents/INC-1/roles/scribe", json!({"person": "me"})).await.expect(200);
    does(&stage, "notes", json!({"text": "それでも進む"}), 201).await;
    stage.settle().await;
    let incident = stage.incident().await;
    assert_eq!((&incident["status"], incident["commander"].is_null()), (&json!("investigating"), true), "{incident}");
    assert!(!stage.timeline().await.join("\n").contains("印を付けられた"));
    assert!(!stage.slack.channel("inc-1").members.contains("U2"));
    assert!(stage.said().iter().any(|said| said.contains("それでも進む")), "{:#?}", stage.said());
    let shown = chat(&stage).await;
    assert_eq!((&shown["waiting"], &shown["failed"]), (&json!(0), &json!(0)), "{shown}");
    let skipped: Vec<_> = shown["steps"].as_array().unwrap().iter().filter(|step| step["state"] == "skipped").collect();
    assert_eq!(skipped.len(), 1, "{shown}");
    assert!(skipped[0]["trouble"].as_str().unwrap().contains("アカウントが Slack にない"), "{shown}");

    is_deactivated(false).await;
    assert!(stage.says("U2", &channel, "status fixing").await.contains("復旧作業中"));
    let again = json!({"step": skipped[0]["number"]});
    does(&stage, "chat/again", again, 200).await;
    stage.settle().await;
    assert!(stage.slack.channel("inc-1").members.contains("U2"));
    stage.slack.check();
}

/// Somebody archives the channel, then deletes the next one: Slack's word is enough, nothing more is said there, and another one is made.
/// What the bot archives itself, and other channels, end nothing.
async fn a_channel_that_somebody_ends_is_known_to_be_gone(home: Home) {
    let stage = stage(home).await;
    let first = stage.opened("sev4").await;
    let state = async || chat(&stage).await["room"]["state"].clone();
    let ended = async |kind: &str, channel: &str| {
        stage.event(json!({"type": kind, "channel": channel, "user": "U1"})).await.expect(200);
    };
    for kind in ["channel_archive", "channel_deleted", "group_archive", "group_deleted"] {
        ended(kind, "C404").await;
    }
    assert_eq!(state().await, "open");

    stage.slack.look().channels[0].archived = true;
    ended("channel_archive", &first).await;
    assert_eq!(state().await, "gone");
    let before = stage.messages().len();
    does(&stage, "notes", json!({"text": "まだ続いている"}), 201).await;
    stage.settle().await;
    assert_eq!(stage.messages().len(), before);
    does(&stage, "chat/again", json!({"room": true}), 200).await;
    stage.settle().await;
    assert_eq!(state().await, "open");
    let second = stage.slack.channel("inc-1-2");
    assert_eq!((second.pins.len(), second.members.contains("U1")), (1, true), "{second:?}");
    assert!(second.messages.iter().any(|said| said.whole().contains("まだ続いている")), "{second:?}");

    stage.slack.look().channels.retain(|channel| channel.id != second.id);
    ended("channel_deleted", &second.id).await;
    assert_eq!(state().await, "gone");
    does(&stage, "chat/again", json!({"room": true}), 200).await;
    stage.settle().await;
    let third = stage.slack.channel("inc-1-2");
    assert!(third.id != second.id && third.pins.len() == 1, "{third:?}");

    does(&stage, "resolve", json!({"line": "手で直した"}), 200).await;
    does(&stage, "close", json!({}), 200).await;
    stage.settle().await;
    stage.after(WEEK).await;
    stage.settle().await;
    assert!(stage.slack.channel("inc-1-2").archived);
    ended("channel_archive", &third.id).await;
    assert_eq!(state().await, "archived");
    stage.slack.check();
}

/// Each that is made anew is called by the incident's number and the first that is free.
async fn a_third_channel_has_a_third_name(home: Home) {
    let stage = stage(home).await;
    let mut channel = stage.opened("sev4").await;
    for name in ["inc-1-2", "inc-1-3", "inc-1-4"] {
        stage.slack.look().channels.iter_mut().for_each(|channel| channel.archived = true);
        let archived = json!({"type": "channel_archive", "channel": channel, "user": "U1"});
        stage.event(archived).await.expect(200);
        does(&stage, "chat/again", json!({"room": true}), 200).await;
        stage.settle().await;
        channel = stage.slack.channel(name).id;
        assert_eq!(chat(&stage).await["room"]["name"], name);
    }
    stage.slack.check();
}

/// Archived by mistake and brought back: it goes on in the same channel with what was kept meanwhile, also where Slack sends the older of
/// the two events once more. What the bot archived itself stays so.
async fn a_channel_that_is_brought_back_goes_on(home: Home) {
    let stage = stage(home).await;
    let id = stage.opened("sev4").await;
    let state = async || chat(&stage).await["room"]["state"].clone();
    let happens = async |kind: &str| {
        stage.slack.look().channels[0].archived = !kind.ends_with("_unarchive");
        stage.event(json!({"type": kind, "channel": id, "user": "U1"})).await.expect(200);
    };
    for (away, back, text) in [
        ("channel_archive", "channel_unarchive", "しまわれている間のこと"),
        ("group_archive", "group_unarchive", "二度目の間のこと"),
    ] {
        let said = || stage.said().iter().skip(1).filter(|said| said.contains(text)).count();
        happens(away).await;
        does(&stage, "notes", json!({"text": text}), 201).await;
        stage.settle().await;
        assert_eq!((state().await, said()), (json!("gone"), 0), "{away}");
        for _ in 0..2 {
            happens(back).await;
            stage.settle().await;
            assert_eq!((state().await, said()), (json!("open"), 1), "{back}");
        }
    }
    assert_eq!(stage.slack.look().channels.len(), 1);
    let shown = chat(&stage).await;
    assert_eq!((&shown["waiting"], &shown["failed"]), (&json!(0), &json!(0)), "{shown}");
    let older = json!({"type": "channel_archive", "channel": id, "user": "U1"});
    let older = stage.slack.wrapped("EvOlder", older, stage.seconds() - 60);
    stage.post("/slack/events", "application/json", older.to_string()).await.expect(200);
    assert_eq!(state().await, "open");

    does(&stage, "resolve", json!({"line": "手で直した"}), 200).await;
    does(&stage, "close", json!({}), 200).await;
    stage.settle().await;
    stage.after(WEEK).await;
    stage.settle().await;
    happens("channel_unarchive").await;
    assert_eq!(state().await, "archived");
    stage.slack.check();
}

/// Slack is away while it is written about, resolved and closed: once Slack is back each is said once, in order, and the channel is put
/// away seven days after the end.
async fn what_is_closed_meanwhile_is_said_and_put_away(home: Home) {
    let stage = stage(home).await;
    stage.opened("sev4").await;
    stage.slack.set_away(true);
    does(&stage, "notes", json!({"text": "離れている間のこと"}), 201).await;
    // It is under way, and comes to nothing.
    stage.settle().await;
    does(&stage, "resolve", json!({"line": "手で直した"}), 200).await;
    stage.after(SignedDuration::from_mins(6)).await;
    does(&stage, "close", json!({}), 200).await;
    stage.settle().await;
    for _ in 0..4 {
        stage.after(SignedDuration::from_mins(6)).await;
    }
    assert_eq!(stage.messages().len(), 1, "{:#?}", stage.said());
    let waits = chat(&stage).await;
    assert!(waits["waiting"].as_i64().unwrap() >= 4 && waits["failed"] == 0, "{waits}");

    stage.slack.set_away(false);
    stage.after(SignedDuration::from_mins(6)).await;
    stage.settle().await;
    let said = stage.said();
    let wanted = ["離れている間のこと", "手で直した", "閉じた"];
    let places = |text: &str| -> Vec<usize> { (1..said.len()).filter(|at| said[*at].contains(text)).collect() };
    let found: Vec<usize> = wanted.iter().flat_map(|text| places(text)).collect();
    assert_eq!(wanted.map(|text| places(text).len()), [1, 1, 1], "{said:#?}");
    assert!(found.is_sorted(), "{said:#?}");
    assert!(said[0].contains("閉じた"), "how things stand: {}", said[0]);

    assert!(!stage.slack.channel("inc-1").archived);
    stage.after(WEEK.checked_sub(SignedDuration::from_hours(1)).unwrap()).await;
    assert!(!stage.slack.channel("inc-1").archived, "not yet");
    stage.after(SignedDuration::from_hours(1)).await;
    assert!(stage.slack.channel("inc-1").archived);
    assert_eq!(stage.said().len(), said.len(), "{:#?}", stage.said());
    let shown = chat(&stage).await;
    assert_eq!((&shown["waiting"], &shown["failed"]), (&json!(0), &json!(0)), "{shown}");
    stage.slack.check();
}

/// Somebody deletes the message that says how things stand: it is said anew at once, and pinned.
async fn how_things_stand_is_said_anew(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev4").await;
    let ts = stage.messages()[0].ts.clone();
    stage.slack.look().channels[0].messages.clear();
    let deleted = json!({"type": "message", "subtype": "message_deleted", "channel": channel, "deleted_ts": ts});
    stage.event(deleted).await.expect(200);
    stage.settle().await;
    let channel = stage.slack.channel("inc-1");
    assert!(stage.said()[0].contains("決済が止まった") && channel.messages.len() == 1, "{channel:?}");
    assert!(channel.messages[0].ts != ts && channel.pins.contains(&channel.messages[0].ts), "{channel:?}");
    stage.slack.check();
}

/// The bot was put out of the channel: what could not be said there is said once somebody has invited it again, in order, and once.
async fn what_could_not_be_said_is_said_once_the_bot_is_back(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev4").await;
    let texts = ["一つめ", "二つめ"];
    for text in texts {
        stage.slack.next("chat.postMessage", Mishap::Refused("not_in_channel"));
        does(&stage, "notes", json!({"text": text}), 201).await;
    }
    stage.settle().await;
    let shown = chat(&stage).await;
    assert_eq!(shown["failed"], 2);
    let failed = shown["steps"].as_array().unwrap().iter().filter(|step| step["state"] == "failed");
    for trouble in failed.map(|step| step["trouble"].as_str().unwrap()) {
        assert!(trouble.contains("/invite") && !trouble.contains("「もう一度」"), "{trouble}");
    }
    stage.slack.account(BOT, "ryugaku", "ryugaku@example.com");
    for _ in 0..2 {
        stage.event(json!({"type": "member_joined_channel", "user": BOT, "channel": channel})).await.expect(200);
        stage.settle().await;
    }
    let said = stage.said().into_iter().filter_map(|said| texts.into_iter().find(|text| said.ends_with(text)));
    assert_eq!(said.collect::<Vec<_>>(), texts);
    let shown = chat(&stage).await;
    assert_eq!((&shown["waiting"], &shown["failed"]), (&json!(0), &json!(0)), "{shown}");
    stage.slack.check();
}

/// What failed while the bot was put out, and nobody wants any more since the incident was opened again, is not done once it is back.
async fn what_is_wanted_no_more_is_not_done_once_the_bot_is_back(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev4").await;
    does(&stage, "resolve", json!({"line": "手で直した"}), 200).await;
    does(&stage, "close", json!({}), 200).await;
    stage.settle().await;
    stage.slack.next("conversations.archive", Mishap::Refused("not_in_channel"));
    stage.after(WEEK).await;
    stage.settle().await;
    assert_eq!(chat(&stage).await["failed"], 1);
    does(&stage, "reopen", json!({"reason": "また始まった"}), 200).await;
    stage.settle().await;
    stage.event(json!({"type": "member_joined_channel", "user": "U1", "channel": channel})).await.expect(200);
    stage.settle().await;
    assert!(!stage.slack.channel("inc-1").archived);
    let shown = chat(&stage).await;
    let standing = (&shown["room"]["state"], &shown["waiting"], &shown["failed"]);
    assert_eq!(standing, (&json!("open"), &json!(0), &json!(0)), "{shown}");
    stage.slack.check();
}

both_homes!(
    a_deactivated_account_is_nobodys
    what_could_not_be_said_is_said_once_the_bot_is_back
    what_is_wanted_no_more_is_not_done_once_the_bot_is_back
    how_things_stand_is_said_anew
    a_third_channel_has_a_third_name
    a_channel_that_somebody_ends_is_known_to_be_gone
    a_channel_that_is_brought_back_goes_on
    what_is_closed_meanwhile_is_said_and_put_away
);

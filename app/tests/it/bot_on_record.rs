//! What somebody does about a channel by hand stands on record: once for each deed, in both languages, and not in the channel itself.

use ryugaku_db::sql;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::bot::{Stage, stage};
use crate::both_homes;
use crate::support::Home;
use crate::support::slack::Mishap;

/// In the room, and in the ledger after what it is about.
const DEEDS: [(Lang, [&str; 4], &str); 2] = [
    (
        Lang::Ja,
        [
            "チャンネルの、できなかった手順をもう一度試した",
            "チャンネルで待っている手順を、待たずに試した",
            "チャンネルを作り直し始めた",
            "チャンネルを作り始めた",
        ],
        "のチャンネルを作り直し始めた",
    ),
    (
        Lang::En,
        [
            "Had a failed step of the channel tried again",
            "Had what waits in the channel tried at once",
            "Had the channel made anew",
            "Had a channel made",
        ],
        "Had a channel made for",
    ),
];

async fn does(stage: &Stage, deed: &str, body: Value, status: u16) {
    stage.app.api(&stage.admin, "POST", &format!("/api/v1/incidents/INC-1/{deed}"), body).await.expect(status);
}

/// A step that failed, one that waits, a channel that is gone, and one that there never was; what is refused leaves nothing.
async fn what_is_done_about_a_channel_is_on_record(home: Home) {
    let stage = stage(home).await;
    let reader = stage.app.person("監査", Role::Read).await;
    stage.slack.next("pins.add", Mishap::MissingScope("pins:write"));
    let channel = stage.opened("sev4").await;
    let chat = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/chat").await.expect(200).json();
    let failed = chat["steps"].as_array().unwrap().iter().find(|step| step["state"] == "failed").unwrap();
    let again = json!({"step": failed["number"]});
    does(&stage, "chat/again", again.clone(), 200).await;
    stage.settle().await;
    does(&stage, "chat/again", again, 409).await;

    stage.slack.next("chat.postMessage", Mishap::Limited(90));
    does(&stage, "notes", json!({"text": "まだ続いている"}), 201).await;
    stage.settle().await;
    // The second time nothing is put off any more.
    for _ in 0..2 {
        does(&stage, "chat/again", json!({"now": true}), 200).await;
    }
    stage.settle().await;
    assert!(stage.said().iter().any(|said| said.contains("まだ続いている")), "{:#?}", stage.said());

    does(&stage, "chat/again", json!({"room": true}), 409).await;
    stage.slack.look().channels.clear();
    stage.event(json!({"type": "channel_deleted", "channel": channel})).await.expect(200);
    does(&stage, "chat/again", json!({"room": true}), 200).await;
    stage.settle().await;
    does(&stage, "chat", json!({}), 409).await;

    // As if it had been opened before there was a bot.
    stage.slack.look().channels.clear();
    let mut tx = stage.app.begin().await;
    for rows in ["delete from bot_steps", "delete from bot_rooms"] {
        tx.run(sql(rows)).await.unwrap();
    }
    tx.commit().await.unwrap();
    does(&stage, "chat", json!({}), 200).await;
    stage.settle().await;

    for (lang, in_room, in_ledger) in DEEDS {
        let room = stage.app.page_in(lang, Some(&reader), "/incidents/INC-1?show=deeds").await.expect(200).text;
        for deed in in_room {
            assert_eq!(room.matches(deed).count(), 1, "{deed}: {room}");
        }
        let ledger = stage.app.page_in(lang, Some(&reader), "/ledger?kind=incident").await.expect(200).text;
        assert!(ledger.contains(in_ledger) && !ledger.contains('⟦'), "{ledger}");
    }
    // How things stand, and nothing of how the channel came about.
    assert_eq!(stage.said().len(), 1, "{:#?}", stage.said());
    does(&stage, "resolve", json!({}), 200).await;
    does(&stage, "postmortem", json!({}), 201).await;
    let draft = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/postmortem").await.expect(200).text;
    assert!(draft.contains("| 2026-") && !draft.contains("チャンネルを作り"), "{draft}");
    stage.settle().await;
    stage.slack.check();
}

both_homes!(what_is_done_about_a_channel_is_on_record);

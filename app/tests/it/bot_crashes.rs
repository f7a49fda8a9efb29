//! The bot is killed at any moment, a thousand times: the channel is made once, nothing is said twice, nothing is missing but
//! perhaps an answer to one alone, and the channel's head says how things stand in the end.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use ryugaku_kernel::Chance;
use serde_json::{Value, json};

use crate::bot::{Stage, stage};
use crate::both_homes;
use crate::support::slack::{BOT, Mishap};
use crate::support::{Home, broken_off};

const CRASHES: usize = 1000;
/// Notes that are written in one incident, and are to stand in its channel in this order.
const NOTES: usize = 12;
const LAST: usize = NOTES - 1;

async fn killed_at_any_moment(home: Home) {
    let stage = stage(home).await;
    let chance = Chance::seeded(20_261_127);
    let (mut crashes, mut incident) = (0, 0);
    while crashes < CRASHES {
        incident += 1;
        asks(&stage, incident).await;
        stage.says("U1", "C1", &format!("open sev4 {incident}")).await;
        for note in 0..NOTES {
            deeds(&stage, incident, note).await;
            crashes += killed(&stage, &chance).await;
        }
        // Left alone it ends what was begun.
        stage.slack.calm();
        for _ in 0..8 {
            stage.after(SignedDuration::from_mins(6)).await;
        }
        whole(&stage, incident).await;
    }
    let (channels, answered): (usize, Vec<String>) = {
        let workspace = stage.slack.look();
        (workspace.channels.len(), workspace.whispers.iter().map(|(_, channel, _)| channel.clone()).collect())
    };
    assert_eq!(channels, usize::try_from(incident).unwrap(), "each incident has one channel");
    let once: BTreeSet<&String> = answered.iter().collect();
    assert!(!answered.is_empty() && once.len() == answered.len(), "an answer was read twice: {answered:?}");
    stage.slack.check();
}

/// A note, and now and then something that changes how things stand; after the last one it is over.
async fn deeds(stage: &Stage, incident: i32, note: usize) {
    let path = format!("/api/v1/incidents/INC-{incident}");
    let (app, admin) = (&stage.app, &stage.admin);
    let does = async |method: &str, deed: &str, body: Value, status: u16| {
        app.api(admin, method, &format!("{path}{deed}"), body).await.expect(status);
    };
    does("POST", "/notes", json!({"text": format!("note {note} of {incident}")}), 201).await;
    match note {
        3 => does("PATCH", "", json!({"severity": "sev3"}), 200).await,
        5 => does("PUT", "/roles/scribe", json!({"person": "me"}), 200).await,
        8 => does("POST", "/updates", json!({"circle": "inside", "text": format!("update of {incident}")}), 201).await,
        LAST => does("POST", "/resolve", json!({"line": "手で直した"}), 200).await,
        _ => {}
    }
}

/// In the channel of the incident before this one: it is answered there, to whoever asked alone.
async fn asks(stage: &Stage, incident: i32) {
    let name = format!("inc-{}", incident - 1);
    let before =
        stage.slack.look().channels.iter().find(|channel| channel.name == name).map(|channel| channel.id.clone());
    let Some(channel) = before else { return };
    let text = format!("<@{BOT}> list");
    let mention = json!({"type": "app_mention", "user": "U1", "channel": channel, "ts": "1.1", "text": text});
    stage.event(mention).await.expect(200);
}

/// Some work, broken off after a while; of a call nothing may be heard. Gives how often it was broken off.
async fn killed(stage: &Stage, chance: &Chance) -> usize {
    let methods = [
        "conversations.create",
        "chat.postMessage",
        "chat.update",
        "pins.add",
        "conversations.invite",
        "chat.postEphemeral",
    ];
    let mut crashes = 0;
    for _ in 0..12 {
        if chance.below(3) == 0 {
            let method = methods[usize::try_from(chance.below(6)).unwrap()];
            stage.slack.next(method, Mishap::UNHEARD[usize::try_from(chance.below(5)).unwrap()]);
        }
        // The process is there again a minute later by its own clock.
        crashes += usize::from(broken_off(chance, stage.after(SignedDuration::from_secs(61))).await);
    }
    crashes
}

async fn whole(stage: &Stage, incident: i32) {
    let name = format!("inc-{incident}");
    let channel = stage.slack.channel(&name);
    assert_eq!(channel.pins, [channel.messages[0].ts.clone()], "{name}");
    assert!(channel.members.contains("U1"), "{name}");
    let mut steps: BTreeMap<String, usize> = BTreeMap::new();
    for message in &channel.messages {
        *steps.entry(message.metadata["event_payload"]["step"].to_string()).or_default() += 1;
    }
    let twice: Vec<_> = steps.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "{name}: {twice:?}");
    let said: Vec<String> = channel.messages.iter().map(|message| message.whole()).collect();
    let wanted: Vec<String> = (0..NOTES).map(|note| format!("note {note} of {incident}")).collect();
    let times: Vec<_> = wanted.iter().map(|note| said.iter().filter(|one| one.ends_with(note)).count()).collect();
    assert_eq!(times, [1; NOTES], "{name}: {said:#?}");
    let places: Vec<_> = wanted.iter().map(|note| said.iter().position(|one| one.ends_with(note))).collect();
    assert!(places.is_sorted(), "{name}: {said:#?}");
    for deed in ["SEV4 → SEV3", "書記を引き受けた", &format!("update of {incident}"), "手で直した"] {
        let times = said[1..].iter().filter(|one| one.contains(deed)).count();
        assert_eq!(times, 1, "{name}, {deed}: {said:#?}");
    }
    assert!(said[0].contains("SEV3") && said[0].contains("*状態*\n解決"), "how things stand: {}", said[0]);
    assert!(channel.topic.starts_with("SEV3"), "{}", channel.topic);
    let path = format!("/api/v1/incidents/INC-{incident}/chat");
    let chat = stage.app.get(&stage.admin, &path).await.expect(200).json();
    assert_eq!((&chat["waiting"], &chat["failed"]), (&json!(0), &json!(0)), "{chat}");
}

both_homes!(killed_at_any_moment);

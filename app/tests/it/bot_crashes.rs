//! The bot is killed at any moment, a thousand times: the channel is made once, nothing is said twice, nothing is missing but
//! perhaps an answer to one alone.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use ryugaku_kernel::Chance;
use serde_json::json;

use crate::bot::{Stage, stage};
use crate::both_homes;
use crate::support::slack::{BOT, Mishap};
use crate::support::{Home, broken_off};

const CRASHES: usize = 1000;
/// Notes that are written in one incident, and are to stand in its channel in this order.
const NOTES: usize = 12;

async fn killed_at_any_moment(home: Home) {
    let stage = stage(home).await;
    let chance = Chance::seeded(20_261_127);
    let (mut crashes, mut incident) = (0, 0);
    while crashes < CRASHES {
        incident += 1;
        asks(&stage, incident).await;
        stage.says("U1", "C1", &format!("open sev3 {incident}")).await;
        for note in 0..NOTES {
            let path = format!("/api/v1/incidents/INC-{incident}/notes");
            let text = format!("note {note} of {incident}");
            stage.app.api(&stage.admin, "POST", &path, json!({"text": text})).await.expect(201);
            crashes += killed(&stage, &chance).await;
        }
        // Left alone it ends what was begun.
        stage.slack.calm();
        for _ in 0..8 {
            stage.after(SignedDuration::from_mins(6)).await;
        }
        whole(&stage, incident);
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

fn whole(stage: &Stage, incident: i32) {
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
}

both_homes!(killed_at_any_moment);

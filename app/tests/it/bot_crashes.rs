//! The bot is killed at any moment, a thousand times: the channel is made once, nothing is said twice, nothing is missing.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use ryugaku_kernel::Chance;
use serde_json::json;

use crate::bot::{Stage, stage};
use crate::both_homes;
use crate::support::slack::Mishap;
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
    let channels = stage.slack.look().channels.len();
    assert_eq!(channels, usize::try_from(incident).unwrap(), "each incident has one channel");
    stage.slack.check();
}

/// Some work, broken off after a while; an answer may get lost on the way. Gives how often it was broken off.
async fn killed(stage: &Stage, chance: &Chance) -> usize {
    let methods = ["conversations.create", "chat.postMessage", "chat.update", "pins.add", "conversations.invite"];
    let mut crashes = 0;
    for _ in 0..12 {
        if chance.below(3) == 0 {
            let method = methods[usize::try_from(chance.below(5)).unwrap()];
            stage.slack.next(method, Mishap::LostAnswer);
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

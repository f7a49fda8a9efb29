//! The bot on Matrix is killed at any moment, or hears nothing of use: the room is made once, nothing is said twice, nothing is missing.

use std::time::Duration;

use jiff::SignedDuration;
use ryugaku_kernel::Chance;

use crate::bot_matrix::{ADMIN, Stage, stage};
use crate::both_homes;
use crate::support::matrix::Mishap;
use crate::support::{Home, broken_off};

const CRASHES: usize = 300;
/// Notes that are written in one incident, and are to stand in its room in this order.
const NOTES: usize = 8;

async fn killed_at_any_moment(home: Home) {
    let stage = stage(home).await;
    let chance = Chance::seeded(20_261_127);
    let (mut crashes, mut incident) = (0, 0);
    while crashes < CRASHES {
        incident += 1;
        stage.says(&stage.direct, ADMIN, &format!("!incident open sev3 {incident}")).await;
        for note in 0..NOTES {
            let text = format!("!incident INC-{incident} note note {note} of {incident}");
            stage.matrix.says(&stage.direct, ADMIN, &text);
            crashes += killed(&stage, &chance).await;
        }
        // Left alone it ends what was begun.
        stage.matrix.calm();
        for _ in 0..8 {
            stage.hear().await;
            stage.after(SignedDuration::from_mins(6)).await;
        }
        whole(&stage, incident);
    }
    stage.matrix.check();
}

/// Some work, broken off after a while; of a call nothing may be heard. Gives how often it was broken off.
async fn killed(stage: &Stage, chance: &Chance) -> usize {
    let calls = ["createRoom", "send/m.room.message", "m.room.pinned_events", "invite", "sync"];
    let mut crashes = 0;
    for _ in 0..12 {
        if chance.below(3) == 0 {
            let call = calls[usize::try_from(chance.below(5)).unwrap()];
            stage.matrix.next(call, Mishap::UNHEARD[usize::try_from(chance.below(5)).unwrap()]);
        }
        let work = async {
            let _ = stage.ear.lock().await.hear(Duration::ZERO).await;
            stage.after(SignedDuration::from_secs(61)).await;
        };
        crashes += usize::from(broken_off(chance, work).await);
    }
    crashes
}

fn whole(stage: &Stage, incident: i32) {
    let name = format!("inc-{incident}");
    let room = stage.matrix.room(&name);
    let said = room.said();
    let first = room.messages().next().unwrap()["event_id"].as_str().unwrap().to_owned();
    assert_eq!(room.pins(), [first], "{name}");
    assert_eq!(room.members.get(ADMIN), Some(&"invite"), "{name}");
    let wanted: Vec<String> = (0..NOTES).map(|note| format!("note {note} of {incident}")).collect();
    let times: Vec<_> = wanted.iter().map(|note| said.iter().filter(|one| one.ends_with(note)).count()).collect();
    assert_eq!(times, [1; NOTES], "{name}: {said:#?}");
    let places: Vec<_> = wanted.iter().map(|note| said.iter().position(|one| one.ends_with(note))).collect();
    assert!(places.is_sorted(), "{name}: {said:#?}");
    // No command was answered twice; an answer that comes later than five minutes is not given at all.
    let direct = stage.found(&stage.direct);
    let answers = direct.messages().filter(|event| event["content"]["msgtype"] == "m.notice");
    let under: Vec<String> = answers.map(|event| event["content"]["m.relates_to"]["event_id"].to_string()).collect();
    let once: std::collections::BTreeSet<&String> = under.iter().collect();
    assert_eq!(under.len(), once.len(), "{name}: {under:#?}");
}

/// Something in between answers for the homeserver, with nothing in it: the room that was made is found again, and nothing is said twice.
async fn an_empty_answer_names_nothing(home: Home) {
    let stage = stage(home).await;
    stage.matrix.next("createRoom", Mishap::EmptyAnswer);
    stage.says(&stage.direct, ADMIN, "!incident open sev1 x").await;
    stage.matrix.next("send/m.room.message", Mishap::EmptyAnswer);
    for _ in 0..6 {
        stage.after(SignedDuration::from_secs(20)).await;
    }
    let room = stage.matrix.room("inc-1");
    let all: Vec<_> = room.messages().map(|event| event["event_id"].as_str().unwrap().to_owned()).collect();
    assert_eq!((all.len(), &room.pins()), (1, &all), "{:#?}", room.said());
    assert_eq!(room.members.get(ADMIN), Some(&"invite"));
    let chat = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/chat").await.expect(200).json();
    assert!(chat["room"]["url"].as_str().unwrap().contains(&room.id) && chat["failed"] == 0, "{chat}");
    stage.matrix.check();
}

both_homes!(
    killed_at_any_moment
    an_empty_answer_names_nothing
);

//! Telling is broken off at any moment: mail and webhooks arrive at least once, a channel hears it once, and all of it ends.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use ryugaku_kernel::Chance;
use serde_json::{Value, json};

use crate::both_homes;
use crate::support::slack::Mishap;
use crate::support::{Home, broken_off};
use crate::telling::{Stage, stage};

const CRASHES: usize = 200;
/// Fewer than a way is tried before it is given up.
const TIMES: usize = 8;
const MAILS: [&str; 3] = ["a@example.com", "b@example.com", "c@example.com"];

async fn broken_off_at_any_moment(home: Home) {
    let stage = stage(home).await;
    stage.pager().await;
    stage.policy("reach: {経営層: {mail: [a@example.com, b@example.com, c@example.com], channels: ['#exec'], receivers: [pager]}}\n").await;
    let chance = Chance::seeded(20_261_127);
    let (mut crashes, mut incidents) = (0, 0);
    while crashes < CRASHES {
        incidents += 1;
        stage.open("sev2").await;
        for _ in 0..TIMES {
            if chance.below(3) == 0 {
                stage.slack.next("chat.postMessage", Mishap::LostAnswer);
            }
            // The process is there again a minute later by its own clock.
            crashes += usize::from(broken_off(&chance, stage.after(SignedDuration::from_secs(61))).await);
        }
        // Left alone it ends what was begun.
        stage.slack.calm();
        for _ in 0..3 {
            stage.after(SignedDuration::from_mins(6)).await;
        }
        ended(&stage, incidents).await;
    }
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for message in stage.said() {
        *said.entry(message.metadata["event_payload"]["step"].to_string()).or_default() += 1;
    }
    assert!(said.len() == incidents && said.values().all(|times| *times == 1), "{incidents}: {said:?}");
    stage.slack.check();
}

async fn ended(stage: &Stage, incident: usize) {
    let path = format!("/api/v1/incidents/INC-{incident}");
    let list = stage.app.get(&stage.admin, &format!("{path}/tellings")).await.expect(200).json();
    let ways = list["items"][0]["ways"].as_array().unwrap().clone();
    let delivered = |way: &Value| way["state"] == "delivered" && way["trouble"].is_null();
    assert!(ways.len() == 5 && ways.iter().all(delivered), "{incident}: {ways:#?}");
    let timeline = stage.app.get(&stage.admin, &format!("{path}/timeline")).await.expect(200).json();
    let reached = timeline["items"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "incident.reached");
    assert_eq!(reached.count(), 1, "{incident}: {timeline:#}");
    let mails = stage.mails().await;
    for address in MAILS {
        let ids: Vec<&str> =
            mails.iter().filter(|mail| mail.to == [address]).map(|mail| mail.header("Message-ID")).collect();
        assert!(!ids.is_empty() && ids.iter().all(|id| *id == ids[0]), "{incident}: {address} got {ids:?}");
    }
    let hooked = stage.hook.take().await;
    let number = json!(format!("INC-{incident}"));
    let of_it = |(_, body): &(_, Value)| body["alerts"][0]["labels"]["incident"] == number;
    assert!(!hooked.is_empty() && hooked.iter().all(of_it), "{incident}: {hooked:?}");
}

both_homes!(broken_off_at_any_moment);

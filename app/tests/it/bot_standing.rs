//! What a channel says of how things stand is true of then: a change of severity with what it did, the topic, what is late.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::bot::{Stage, stage};
use crate::both_homes;
use crate::support::Home;

const POLICY: &str = "\
levels:
  sev1: {roles: {commander: 5m, communications: 1h}, tell: {経営層: 1h}}
  sev2: {roles: {communications: 1h}}
  sev3: {}
  sev4: {}
";

async fn begun(home: Home) -> (Stage, String) {
    let stage = stage(home).await;
    stage.app.api(&stage.admin, "PUT", "/api/v1/severity-policy", json!({"text": POLICY})).await.expect(200);
    let channel = stage.opened("sev3").await;
    (stage, channel)
}

impl Stage {
    async fn changes(&self, change: Value) {
        self.app.api(&self.admin, "PATCH", "/api/v1/incidents/INC-1", change).await.expect(200);
        self.settle().await;
    }
}

/// Also when it is said long after, and others have followed; and whoever makes it reads the same at once.
async fn each_change_of_severity_says_what_it_did(home: Home) {
    let (stage, channel) = begun(home).await;
    stage.slack.set_away(true);
    for severity in ["sev2", "sev1"] {
        stage.changes(json!({"severity": severity})).await;
    }
    stage.slack.set_away(false);
    for _ in 0..2 {
        stage.after(SignedDuration::from_mins(2)).await;
    }
    let of = |change: &str| {
        let found = stage.said().into_iter().find(|said| said.contains(change));
        found.unwrap_or_else(|| panic!("{change}: {:#?}", stage.said()))
    };
    let (first, second) = (of("SEV3 → SEV2"), of("SEV2 → SEV1"));
    assert!(first.contains("• 連絡担当") && !first.contains("経営層"), "{first}");
    assert!(second.contains("経営層") && !second.contains("• 連絡担当"), "{second}");

    let said = stage.says("U1", &channel, "severity sev2").await;
    assert!(said.contains("SEV2") && said.contains("経営層") && !said.contains("連絡担当"), "{said}");
    let said = stage.says("U1", &channel, "severity sev2").await;
    assert!(said.contains("SEV2") && !said.contains("経営層"), "nothing has changed: {said}");
    stage.settle().await;
    stage.slack.check();
}

/// The topic begins with the severity that it has now, and names it as it is called now; what has become late is marked in the pinned message,
/// though nothing else has happened.
async fn the_topic_and_the_pinned_message_are_up_to_date(home: Home) {
    let (stage, _) = begun(home).await;
    let topic = || stage.slack.channel("inc-1").topic;
    assert!(topic().starts_with("SEV3"), "{}", topic());
    stage.changes(json!({"severity": "sev1"})).await;
    assert!(topic().starts_with("SEV1"), "{}", topic());
    stage.changes(json!({"title": "注文が通らない"})).await;
    assert!(topic().starts_with("SEV1") && topic().contains("注文が通らない"), "{}", topic());
    let set = || {
        let workspace = stage.slack.look();
        workspace.calls.iter().filter(|(method, _)| method == "conversations.setTopic").count()
    };
    let before = set();
    stage.changes(json!({"impact": "注文の3割"})).await;
    assert_eq!(set(), before, "it reads the same");

    assert!(!stage.said()[0].contains('⏰'), "{}", stage.said()[0]);
    stage.minutes(6).await;
    assert!(stage.said()[0].contains('⏰'), "{:#?}", stage.said());
    stage.slack.check();
}

both_homes!( each_change_of_severity_says_what_it_did the_topic_and_the_pinned_message_are_up_to_date );

//! Who must know of it only while it is as severe as it was: what waits when the severity is lowered, and when it is raised again.

use jiff::SignedDuration;
use serde_json::json;

use crate::both_homes;
use crate::support::Home;
use crate::telling::{NOW, Stage, stage};

const AT: &str = "/api/v1/incidents/INC-1";
/// Asked for by the worst severity alone.
const STEP: &str = "tell/広報";
const REACH: &str = "reach:
  経営層: {mail: [exec@example.com]}
  広報: {mail: [pr@example.com], receivers: [pager]}
";

async fn set(home: Home) -> Stage {
    let stage = stage(home).await;
    stage.pager().await;
    stage.policy(REACH).await;
    stage
}

impl Stage {
    async fn severity(&self, severity: &str) {
        self.app.api(&self.admin, "PATCH", AT, json!({"severity": severity})).await.expect(200);
    }

    async fn mailed(&self) -> usize {
        self.mails().await.len()
    }
}

async fn what_a_lower_severity_does_not_ask_for_does_not_leave(home: Home) {
    let stage = set(home).await;
    stage.open("sev1").await;
    stage.severity("sev2").await;
    stage.after(NOW).await;
    assert_eq!(stage.mailed().await, 1, "the one that is asked for by both");
    assert!(stage.hook.take().await.is_empty());
    assert_eq!(stage.ways("tell/経営層").await, ["exec@example.com delivered 1"]);
    assert_eq!(stage.ways(STEP).await, ["pr@example.com skipped 1", "pager skipped 1"]);
    assert!(stage.trouble(STEP).await.contains("does not ask to tell them"), "{}", stage.trouble(STEP).await);
    assert!(!stage.steps().await.contains(&STEP.to_owned()));
    stage.after(SignedDuration::from_hours(1)).await;
    assert_eq!(stage.mailed().await, 0);

    stage.severity("sev1").await;
    assert_eq!(stage.ways(STEP).await, ["pr@example.com waiting 0", "pager waiting 0"]);
    stage.after(NOW).await;
    assert_eq!((stage.mailed().await, stage.hook.take().await.len()), (1, 1));
    assert_eq!(stage.ways(STEP).await, ["pr@example.com delivered 1", "pager delivered 1"]);
    assert!(!stage.steps().await.contains(&STEP.to_owned()), "all of them know");
    // Once is enough.
    stage.severity("sev2").await;
    stage.severity("sev1").await;
    stage.after(NOW).await;
    assert_eq!((stage.mailed().await, stage.hook.take().await.len()), (0, 0));
}

/// What was tried in vain is not tried on, and nobody is said not to have been reached.
async fn what_failed_so_far_is_left_off(home: Home) {
    let stage = set(home).await;
    stage.hook.answer(503);
    stage.open("sev1").await;
    stage.after(NOW).await;
    assert_eq!((stage.mailed().await, stage.hook.take().await.len()), (2, 1));
    stage.severity("sev2").await;
    stage.hook.answer(200);
    stage.after(SignedDuration::from_hours(1)).await;
    assert!(stage.hook.take().await.is_empty());
    assert_eq!(stage.ways(STEP).await, ["pr@example.com delivered 1", "pager skipped 2"]);
    assert!(!stage.kinds().await.contains(&"incident.not_reached".to_owned()));
    stage.severity("sev1").await;
    stage.after(NOW).await;
    assert_eq!((stage.mailed().await, stage.hook.take().await.len()), (0, 1), "who knows is not told twice");
    assert!(!stage.steps().await.contains(&STEP.to_owned()));
}

both_homes!(
    what_a_lower_severity_does_not_ask_for_does_not_leave
    what_failed_so_far_is_left_off
);

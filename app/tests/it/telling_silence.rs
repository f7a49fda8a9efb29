//! Of whom nobody is told by itself: incidents that only named people may know of, and those that go on in another.

use jiff::SignedDuration;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both_homes;
use crate::support::Home;
use crate::telling::{NOW, Stage, stage};

const STEP: &str = "tell/経営層";
/// By its bare count: one of them is a drill.
const AT: &str = "/api/v1/incidents/1";
const REACH: &str = "reach:
  経営層: {mail: [exec@example.com], channels: ['#exec'], receivers: [pager]}
  stakeholders: {mail: [all@example.com]}
";

async fn set(home: Home) -> Stage {
    let stage = stage(home).await;
    stage.pager().await;
    stage.policy(REACH).await;
    stage
}

impl Stage {
    async fn room(&self, lang: Lang) -> String {
        self.app.page_in(lang, Some(&self.admin), "/incidents/INC-1").await.expect(200).text
    }

    async fn restrict(&self) {
        self.app.api(&self.admin, "PUT", &format!("{AT}/restriction"), json!({})).await.expect(200);
    }

    /// Gives who is told therefore, as the answer says.
    async fn open_up(&self) -> Value {
        let path = format!("{AT}/restriction");
        let answer = self.app.api(&self.admin, "DELETE", &path, Value::Null).await.expect(200).json();
        assert_eq!(answer["restricted"], false);
        answer["told"].clone()
    }

    async fn update(&self, text: &str) {
        let update = json!({"circle": "stakeholders", "text": text});
        self.app.api(&self.admin, "POST", &format!("{AT}/updates"), update).await.expect(201);
    }

    /// Nothing has left since this was last asked.
    async fn nothing_left(&self) {
        assert!(self.mails().await.is_empty());
        assert!(self.said().is_empty() && self.hook.take().await.is_empty());
    }
}

/// Whoever must know would take it for real.
async fn of_a_drill_nobody_is_told(home: Home) {
    let stage = set(home).await;
    let body = json!({"title": "決済が止まる", "severity": "sev2", "practice": true});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents", body).await.expect(201);
    stage.app.api(&stage.admin, "PATCH", AT, json!({"severity": "sev1"})).await.expect(200);
    stage.update("DBを見ている").await;
    stage.after(NOW).await;
    stage.after(SignedDuration::from_hours(2)).await;
    stage.nothing_left().await;
    assert!(stage.ways(STEP).await.is_empty());
    assert!(stage.steps().await.contains(&STEP.to_owned()), "it is practised by hand");
    assert_eq!(stage.again(STEP).await, 409);
}

/// Restricted from the beginning: neither opening, nor a worse severity, nor a status update tells anybody.
async fn of_a_restricted_one_nobody_is_told(home: Home) {
    let stage = set(home).await;
    let body = json!({"title": "合鍵が流出", "severity": "sev2", "restricted_to": []});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents", body).await.expect(201);
    stage.app.api(&stage.admin, "PATCH", AT, json!({"severity": "sev1"})).await.expect(200);
    stage.update("鍵束を替えた").await;
    stage.after(NOW).await;
    stage.after(SignedDuration::from_hours(2)).await;
    stage.nothing_left().await;
    assert!(stage.ways(STEP).await.is_empty());
    assert!(stage.steps().await.contains(&STEP.to_owned()), "it stays with a human");
    assert_eq!(stage.again(STEP).await, 409);
    let list = stage.app.get(&stage.admin, &format!("{AT}/steps")).await.json();
    let why = list["items"].as_array().unwrap().iter().find(|step| step["step"] == STEP).unwrap()["why"].clone();
    assert!(why.as_str().unwrap().contains("nobody is told automatically"), "{why}");
    for (lang, words) in [(Lang::Ja, "自動では知らせない"), (Lang::En, "nobody is told automatically")] {
        let room = stage.room(lang).await;
        assert!(room.contains(words) && !room.contains("/tellings/again") && !room.contains('⟦'), "{room}");
    }
    let reader = stage.app.person("監査", Role::Read).await;
    stage.app.get(&reader, &format!("{AT}/tellings")).await.expect(404);
    let member = stage.app.person("青木 澄", Role::Member).await;
    stage.app.api(&member, "POST", &format!("{AT}/tellings/again"), json!({"step": STEP})).await.expect(404);
    // Everybody may know now: who must is told.
    assert_eq!(stage.open_up().await, json!(["経営層"]), "those for whom there is a way");
    stage.after(NOW).await;
    assert_eq!((stage.mails().await.len(), stage.said().len(), stage.hook.take().await.len()), (1, 1, 1));
    assert!(!stage.steps().await.contains(&STEP.to_owned()));
    // Once is enough.
    stage.restrict().await;
    assert_eq!(stage.open_up().await, json!([]));
    stage.after(NOW).await;
    assert_eq!((stage.mails().await.len(), stage.said().len(), stage.hook.take().await.len()), (0, 1, 0));
    stage.slack.check();
}

/// What has not left when the veil is drawn does not leave before it is lifted, and says why; what had left is not taken back, and does
/// not leave twice.
async fn what_waits_is_withdrawn(home: Home) {
    let stage = set(home).await;
    stage.hook.answer(503);
    stage.open("sev2").await;
    stage.after(NOW).await;
    assert_eq!((stage.mails().await.len(), stage.said().len(), stage.hook.take().await.len()), (1, 1, 1));
    stage.update("まだ出ていない").await;
    stage.restrict().await;
    stage.hook.answer(200);
    let ways = stage.ways(STEP).await;
    assert_eq!(ways, ["exec@example.com delivered 1", "#exec delivered 1", "pager skipped 1"]);
    assert_eq!(stage.ways("update/stakeholders/1").await, ["all@example.com skipped 0"]);
    assert!(stage.trouble(STEP).await.contains("nobody is told automatically"), "{}", stage.trouble(STEP).await);
    stage.after(NOW).await;
    stage.after(SignedDuration::from_hours(1)).await;
    assert!(stage.mails().await.is_empty() && stage.hook.take().await.is_empty());
    assert!(stage.steps().await.contains(&STEP.to_owned()), "one of them does not know");
    assert!(!stage.room(Lang::Ja).await.contains("/tellings/again"));
    let opened_up = stage.app.post_form(&stage.admin, "/incidents/INC-1/restriction", &[("to", "everybody")]).await;
    opened_up.expect(303);
    let ways = stage.ways(STEP).await;
    assert_eq!(ways, ["exec@example.com delivered 1", "#exec delivered 1", "pager waiting 0"]);
    stage.after(NOW).await;
    assert_eq!((stage.mails().await.len(), stage.said().len(), stage.hook.take().await.len()), (0, 1, 1));
    assert!(!stage.steps().await.contains(&STEP.to_owned()));
    let update = stage.ways("update/stakeholders/1").await;
    assert_eq!(update, ["all@example.com skipped 0"], "what was written meanwhile is sent by hand alone");
}

/// An incident that goes on in another is told of from there.
async fn a_merged_one_is_told_of_in_the_other(home: Home) {
    let stage = set(home).await;
    stage.open("sev2").await;
    stage.open("sev3").await;
    stage.app.api(&stage.admin, "POST", &format!("{AT}/merge"), json!({"into": "INC-2"})).await.expect(200);
    let skipped = ["exec@example.com skipped 0", "#exec skipped 0", "pager skipped 0"];
    assert_eq!(stage.ways(STEP).await, skipped);
    stage.after(NOW).await;
    stage.nothing_left().await;
    assert!(stage.trouble(STEP).await.contains("goes on in another incident"));
    assert_eq!(stage.again(STEP).await, 409);
    assert!(stage.room(Lang::En).await.contains("is told of from there"));
}

both_homes!(
    of_a_drill_nobody_is_told
    of_a_restricted_one_nobody_is_told
    what_waits_is_withdrawn
    a_merged_one_is_told_of_in_the_other
);

//! A question in a room on Matrix: its answers are reactions.

use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_db::{Read, Row, sql};
use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::bot_matrix::{ADMIN, Stage, stage};
use crate::both_homes;
use crate::questions::ROUTES;
use crate::support::Home;
use crate::support::matrix::Mishap;

struct Story {
    stage: Stage,
    /// The team's room.
    room: String,
}

/// The team is reached in its room, and its alert fires; `mishap` is what the message meets.
async fn asked(home: Home, mishap: Option<Mishap>) -> Story {
    let stage = stage(home).await;
    let (app, admin) = (&stage.app, &stage.admin);
    let room = stage.matrix.invites_bot(ADMIN, false);
    stage.matrix.look().room_mut(&room).alias = "#payments:test".into();
    stage.hear().await;
    app.team("payments", TeamKind::Product).await;
    app.api(admin, "PATCH", "/api/v1/teams/payments", json!({"channel": "#payments"})).await.expect(200);
    app.api(admin, "PUT", "/api/v1/routing", json!({"text": ROUTES, "note": ""})).await.expect(200);
    let source = app.source(admin, "prometheus").await;
    app.apply_alerts().await;
    let ends = app.now().plus(SignedDuration::from_hours(3)).to_string();
    let labels = json!({"alertname": "Pay", "severity": "page", "team": "payments"});
    let alert = json!({"labels": labels, "annotations": {"summary": "Pay が失敗している"}, "endsAt": ends});
    app.alerts(&source, json!([alert])).await;
    app.clock.advance(SignedDuration::from_secs(11));
    app.apply_alerts().await;
    if let Some(mishap) = mishap {
        stage.matrix.next("send/m.room.message", mishap);
    }
    stage.settle().await;
    Story { stage, room }
}

impl Story {
    fn said(&self) -> Vec<String> {
        self.stage.found(&self.room).said()
    }

    /// The question's message, and what it says.
    fn question(&self) -> (String, String) {
        let room = self.stage.found(&self.room);
        let message = room.messages().next().unwrap()["event_id"].as_str().unwrap().to_owned();
        let text = room.text_of(&message);
        (message, text)
    }

    async fn reacts(&self, user: &str, key: &str) {
        self.stage.matrix.reacts(&self.room, user, &self.question().0, key);
        self.stage.hear().await;
    }

    async fn state(&self) -> Value {
        let all = self.stage.app.get(&self.stage.admin, "/api/v1/questions?state=all").await.expect(200).json();
        assert_eq!(all["items"].as_array().unwrap().len(), 1, "{all}");
        all["items"][0]["state"].clone()
    }

    async fn incidents(&self) -> usize {
        let all = self.stage.app.get(&self.stage.admin, "/api/v1/incidents").await.expect(200).json();
        all["items"].as_array().unwrap().len()
    }
}

/// Yes, by a reaction, once however often it is heard; who reacts later reads who was faster.
async fn a_reaction_opens_the_incident(home: Home) {
    let story = asked(home, None).await;
    let stage = &story.stage;
    let (message, text) = story.question();
    for offer in ["SEV2 を開く? Pay が失敗している", "🚨 SEV2 を開く", "🚫 開かない", "/questions#q-"]
    {
        assert!(text.contains(offer), "{offer}: {text}");
    }
    let mut tx = stage.app.begin().await;
    let next = |row: &Row| row.get::<String>("next");
    let place = tx.one(sql("select next from bot_syncs"), next).await.unwrap().unwrap();
    tx.commit().await.unwrap();

    story.reacts(ADMIN, "🚨").await;
    assert_eq!((story.state().await, story.incidents().await), (json!("opened"), 1));
    let room = stage.found(&story.room);
    let answer = room.message("INC-1 を開いた");
    let event = room.events.iter().find(|event| event["event_id"] == answer.as_str()).unwrap();
    assert_eq!(event["content"]["m.relates_to"]["event_id"], message.as_str(), "in the thread of what it answers");
    let text = story.question().1;
    assert!(text.contains("佐伯 真 がインシデントを開いた") && text.contains("INC-1"), "{text}");
    assert!(!text.contains("🚨") && !text.contains("🚫"), "{text}");

    // The process ended before it wrote how far it had heard.
    let said = story.said();
    let mut tx = stage.app.begin().await;
    tx.run(sql("update bot_syncs set next = $1").bind(place)).await.unwrap();
    tx.commit().await.unwrap();
    stage.hear().await;
    assert_eq!((story.said(), story.incidents().await), (said, 1));

    let mizuno = stage.app.person("水野 遥", Role::Member).await;
    stage.links(&mizuno, "@mizuno:test").await;
    stage.matrix.joins(&story.room, "@mizuno:test");
    for key in ["🚫", "🚨"] {
        let before = story.said().len();
        story.reacts("@mizuno:test", key).await;
        let said = story.said().split_off(before);
        assert!(said.len() == 1 && said[0].contains("⚠️ 佐伯 真 がインシデントを開いた"), "{said:#?}");
    }
    assert_eq!((story.state().await, story.incidents().await), (json!("opened"), 1));
    stage.matrix.check();
}

/// No; what nobody who is known here reacts with does nothing. The answer to the message itself had been lost.
async fn a_reaction_declines(home: Home) {
    let story = asked(home, Some(Mishap::LostAnswer)).await;
    let stage = &story.stage;
    stage.after(SignedDuration::from_secs(6)).await;
    assert_eq!(story.said().len(), 1, "{:#?}", story.said());
    stage.matrix.joins(&story.room, "@stranger:elsewhere");
    story.reacts("@stranger:elsewhere", "🚨").await;
    assert_eq!((story.state().await, story.incidents().await), (json!("open"), 0));
    let said = story.said();
    assert!(said.len() == 2 && said[1].contains("/me/chat"), "{said:#?}");
    story.reacts(ADMIN, "👍").await;
    assert_eq!(story.said().len(), 2, "it is no answer");

    story.reacts(ADMIN, "🚫").await;
    assert_eq!((story.state().await, story.incidents().await), (json!("declined"), 0));
    let text = story.question().1;
    assert!(text.contains("佐伯 真 が開かないと決めた") && !text.contains("🚨"), "{text}");
    assert!(story.said().last().unwrap().contains("インシデントは開かない"), "{:#?}", story.said());
    stage.matrix.check();
}

both_homes!(
    a_reaction_opens_the_incident
    a_reaction_declines
);

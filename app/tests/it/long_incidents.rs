//! Incidents of which the ledger holds more than it gives in one answer: nothing of them is lost, at either end.

use jiff::SignedDuration;
use ryugaku_kernel::{Lang, Uuid};
use ryugaku_ledger::NewEvent;
use serde_json::{Value, json};

use crate::both;
use crate::support::{TestApp, Who};

async fn open(app: &TestApp, who: &Who) -> Uuid {
    let new = json!({"title": "遅い", "severity": "sev1"});
    app.api(who, "POST", "/api/v1/incidents", new).await.expect(201).json()["id"].as_str().unwrap().parse().unwrap()
}

async fn act(app: &TestApp, who: &Who, number: &str, deed: &str, body: Value) {
    let answer = app.api(who, "POST", &format!("/api/v1/incidents/{number}/{deed}"), body).await;
    assert!((200..300).contains(&answer.status), "{deed}: {}", answer.text);
}

/// So often somebody joined and left again.
async fn comings(app: &TestApp, who: &Who, incident: Uuid, count: usize) {
    let mut tx = app.begin().await;
    for turn in 0..count {
        let kind = if turn % 2 == 0 { "incident.role_given" } else { "incident.role_left" };
        let event = NewEvent::of(kind).about("incident", incident).about("person", who.id.0);
        tx.record(&app.app.system(), event.fact("role", "responder"));
    }
    tx.commit().await.unwrap();
}

fn items(list: &Value) -> &[Value] {
    list["items"].as_array().unwrap()
}

both! {
    /// The timeline goes back to the beginning; the room shows the newest of it, and where the rest is.
    async fn the_beginning_is_not_lost(app: TestApp) {
        let admin = app.admin().await;
        let incident = open(&app, &admin).await;
        app.clock.advance(SignedDuration::from_mins(1));
        comings(&app, &admin, incident, 1_100).await;
        app.clock.advance(SignedDuration::from_mins(1));
        act(&app, &admin, "INC-1", "resolve", json!({})).await;
        let timeline = app.get(&admin, "/api/v1/incidents/INC-1/timeline").await.expect(200).json();
        let kinds: Vec<&str> = items(&timeline).iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
        let joined = kinds.iter().filter(|kind| kind.starts_with("incident.role_")).count();
        assert_eq!(joined, 1_100);
        assert!(kinds.contains(&"incident.opened") && kinds.contains(&"incident.resolved"));
        let mut positions: Vec<i64> = items(&timeline).iter().filter_map(|entry| entry["position"].as_i64()).collect();
        let all = positions.len();
        positions.sort_unstable();
        positions.dedup();
        assert_eq!(positions.len(), all, "nothing is there twice");

        let entries = |page: &str| page.matches("data-row").count();
        let room = app.page_in(Lang::En, Some(&admin), "/incidents/INC-1").await.expect(200).text;
        let whole = app.page_in(Lang::En, Some(&admin), "/incidents/INC-1?entries=all").await.expect(200).text;
        let older = entries(&whole) - entries(&room);
        assert!(older > 600, "{older}");
        assert!(room.contains(&format!("{older} older entries are not shown")), "{room}");
        assert!(room.contains("/incidents/INC-1?entries=all#timeline") && !whole.contains("id=\"older\""));
        let state = app.page(&admin, "/incidents/INC-1?show=state").await.expect(200).text;
        assert!(!state.contains("id=\"older\"") && !state.contains('⟦'), "two entries are all of them");
        let deeds = app.page(&admin, "/incidents/INC-1?show=deeds").await.expect(200).text;
        assert!(deeds.contains("/incidents/INC-1?show=deeds&#38;entries=all#timeline"), "{deeds}");
        assert!(deeds.contains("件は出していない"), "{deeds}");

        let draft = app.api(&admin, "POST", "/api/v1/incidents/INC-1/postmortem", json!({})).await.expect(201).json();
        let document = draft["body"].as_str().unwrap();
        let first = document.lines().find(|line| line.starts_with("| 2026-")).unwrap();
        assert!(first.contains(":12 |"), "from the beginning on: {first}");
    }

    /// Of a long one and of those that are looked at with it what was done last counts as done.
    async fn the_end_is_not_forgotten(app: TestApp) {
        let admin = app.admin().await;
        let long = open(&app, &admin).await;
        comings(&app, &admin, long, 1_100).await;
        open(&app, &admin).await;
        app.clock.advance(SignedDuration::from_mins(1));
        for number in ["INC-1", "INC-2"] {
            let me = json!({"person": "me"});
            app.api(&admin, "PUT", &format!("/api/v1/incidents/{number}/roles/commander"), me).await.expect(200);
            act(&app, &admin, number, "updates", json!({"circle": "inside", "text": "調べている"})).await;
        }
        let figures = app.get(&admin, "/api/v1/figures").await.expect(200).json();
        let chosen = &figures["chosen"];
        assert_eq!(chosen["commanded"], json!({"n": 2, "shortest": 60, "median": 60, "longest": 60}), "{chosen}");
        assert_eq!(chosen["updates"]["in_time"], 2, "{chosen}");
    }
}

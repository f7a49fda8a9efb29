//! Outgoing webhooks against a receiver that listens on loopback and checks signatures in its own way.

use jiff::SignedDuration;
use ryugaku::config::{Config, Webhooks};
use ryugaku_kernel::{Lang, Role, Uuid};
use ryugaku_ledger::{NewEvent, texts};
use serde_json::{Value, json};

use crate::both_homes;
use crate::support::{Home, Receiver, TestApp, Who};

/// An app that may call loopback, an admin and a receiver.
pub async fn begin(home: Home) -> (TestApp, Who, Receiver) {
    let webhooks = Webhooks { allow_private: vec!["127.0.0.1".into()] };
    let app = TestApp::with(home, Config { webhooks, ..Config::default() }).await;
    let admin = app.admin().await;
    (app, admin, Receiver::start().await)
}

pub async fn add(app: &TestApp, admin: &Who, receiver: &Receiver, kinds: &[&str]) -> (String, String) {
    let body = json!({"name": "CI", "url": receiver.url, "kinds": kinds});
    let made = app.api(admin, "POST", "/api/v1/webhooks", body).await.expect(201).json();
    (made["id"].as_str().unwrap().to_owned(), made["secret"].as_str().unwrap().to_owned())
}

async fn write(app: &TestApp, event: NewEvent) -> i64 {
    let mut tx = app.begin().await;
    tx.record(&app.app.system(), event);
    tx.commit().await.unwrap().unwrap()
}

async fn log(app: &TestApp, admin: &Who, id: &str) -> Vec<Value> {
    let page = app.get(admin, &format!("/api/v1/webhooks/{id}/deliveries")).await.expect(200).json();
    page["items"].as_array().unwrap().clone()
}

const SOON: SignedDuration = SignedDuration::from_secs(2);

/// What is recorded arrives, signed, once; what is filtered out or not for everybody does not.
async fn events_arrive_signed(home: Home) {
    let (app, admin, receiver) = begin(home).await;
    write(&app, NewEvent::of("team.changed").fact("n", 0)).await;
    let (id, secret) = add(&app, &admin, &receiver, &["team", "person.joined"]).await;
    let team = app.team("payments", ryugaku::people::TeamKind::Product).await;
    write(&app, NewEvent::of("person.left")).await;
    write(&app, NewEvent::of("person.joined").only(vec![team.id.0], vec![admin.id.0])).await;
    let last = write(&app, NewEvent::of("person.joined")).await;
    app.advance(SOON).await;
    assert!(receiver.last_fits(&secret).await);
    let got = receiver.take().await;
    let kinds: Vec<_> = got.iter().map(|(_, body)| body["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["team.founded", "person.joined"]);
    let (headers, body) = &got[0];
    assert_eq!(headers["content-type"], "application/json");
    assert!(headers["webhook-id"].to_str().unwrap().starts_with("msg_"));
    assert_eq!(headers["webhook-timestamp"].to_str().unwrap(), app.now().timestamp().as_second().to_string());
    assert_eq!(
        (body["data"]["about"][0]["name"].as_str(), body["data"]["facts"]["slug"].as_str()),
        (Some("PAYMENTS"), Some("payments"))
    );
    assert_eq!((body["timestamp"].as_str().is_some(), got[1].1["data"]["position"].as_i64()), (true, Some(last)));
    app.advance(SOON).await;
    assert!(receiver.take().await.is_empty(), "nothing is sent twice");
    let log = log(&app, &admin, &id).await;
    assert_eq!(log.len(), 2);
    assert_eq!((&log[0]["state"], &log[0]["attempts"][0]["status"]), (&json!("delivered"), &json!(200)));
    assert_eq!(log[0]["attempts"][0]["response"].as_str().unwrap().len(), 1024, "a kilobyte of the answer is kept");
}

/// Two replicas and many events: each event is made a message of once.
async fn replicas_share_the_work(home: Home) {
    let (app, admin, receiver) = begin(home).await;
    let (id, _) = add(&app, &admin, &receiver, &["team"]).await;
    let mut tx = app.begin().await;
    for n in 0..450_i64 {
        tx.record(&app.app.system(), NewEvent::of("team.changed").fact("n", n));
    }
    tx.commit().await.unwrap();
    let replica = app.replica().await;
    let runner =
        ryugaku_jobs::Runner::new(replica.app.db.clone(), replica.app.system(), ryugaku::serve::registry(&replica.app));
    app.clock.advance(SOON);
    let other = tokio::spawn(async move {
        runner.rounds().await.unwrap();
        runner.drain().await.unwrap()
    });
    let ours = app.run_jobs().await;
    let theirs = other.await.unwrap();
    app.advance(SOON).await;
    let got = receiver.take().await;
    let mut positions: Vec<_> = got.iter().map(|(_, body)| body["data"]["position"].as_i64().unwrap()).collect();
    positions.sort_unstable();
    assert_eq!(positions, (2..=451).collect::<Vec<_>>(), "{ours} by one, {theirs} by the other");
    assert_eq!(app.get(&admin, &format!("/api/v1/webhooks/{id}")).await.json()["followed_to"], 451);
    replica.app.db.close().await;
}

/// During the overlap both secrets sign, afterwards the new one alone.
async fn a_secret_is_rotated_with_overlap(home: Home) {
    let (app, admin, receiver) = begin(home).await;
    let (id, old) = add(&app, &admin, &receiver, &["team"]).await;
    let rotated = app.api(&admin, "POST", &format!("/api/v1/webhooks/{id}/rotate"), json!({})).await.expect(200).json();
    let new = rotated["secret"].as_str().unwrap();
    assert_ne!(new, old);
    write(&app, NewEvent::of("team.changed")).await;
    app.advance(SOON).await;
    assert!(receiver.last_fits(&old).await && receiver.last_fits(new).await);
    assert!(!receiver.last_fits("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").await);
    app.clock.advance(SignedDuration::from_hours(25));
    write(&app, NewEvent::of("team.changed")).await;
    app.advance(SOON).await;
    assert!(!receiver.last_fits(&old).await && receiver.last_fits(new).await);
    let shown = app.get(&admin, &format!("/api/v1/webhooks/{id}")).await.json();
    assert!(shown.get("secret").is_none(), "shown once");
}

/// A receiver that fails is tried again, by the same id; then the message is given up, and sent again by hand.
async fn what_does_not_arrive_is_tried_again(home: Home) {
    let (app, admin, receiver) = begin(home).await;
    let (id, _) = add(&app, &admin, &receiver, &["team"]).await;
    receiver.answer(503);
    write(&app, NewEvent::of("team.changed")).await;
    app.advance(SOON).await;
    app.advance(SignedDuration::from_secs(5)).await;
    let ids: Vec<_> = receiver.take().await.into_iter().map(|(headers, _)| headers["webhook-id"].clone()).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "{ids:?}");
    let page = app.page(&admin, &format!("/settings/webhooks/{id}")).await.expect(200).text;
    assert!(
        page.contains("届いていない") && page.contains("503") && page.contains("後</time>") && !page.contains('⟦'),
        "{page}"
    );
    for _ in 0..12 {
        app.advance(SignedDuration::from_hours(3)).await;
    }
    let log = log(&app, &admin, &id).await;
    assert_eq!((log[0]["state"].as_str(), receiver.take().await.len()), (Some("gave_up"), 12));
    let delivery = log[0]["id"].as_str().unwrap();
    let whole = app.get(&admin, &format!("/api/v1/webhooks/{id}/deliveries/{delivery}")).await.expect(200).json();
    assert_eq!(whole["attempts"].as_array().unwrap().len(), 14);
    let jobs = app.get(&admin, "/api/v1/jobs?state=gave_up").await.expect(200).json();
    assert_eq!(jobs["items"][0]["last_error"], "answered 503");
    receiver.answer(204);
    let address = format!("/settings/webhooks/{id}/deliveries/{delivery}");
    assert!(app.page(&admin, &address).await.expect(200).text.contains("応答 503"));
    app.post_form(&admin, &format!("{address}/resend"), &[]).await.expect(303);
    app.api(&admin, "POST", &format!("/api/v1/webhooks/{id}/deliveries/{delivery}/resend"), json!({}))
        .await
        .expect(409);
    app.run_jobs().await;
    let again = receiver.take().await;
    assert_eq!((again.len(), &again[0].0["webhook-id"]), (1, &ids[0]));
    let webhook = app.get(&admin, &format!("/api/v1/webhooks/{id}")).await.json();
    assert_eq!((&webhook["failing_since"], &webhook["active"]), (&Value::Null, &json!(true)));
}

/// Three days without success: switched off, on record, and nothing is sent until somebody switches it on.
async fn an_endpoint_that_is_dead_is_switched_off(home: Home) {
    let (app, admin, receiver) = begin(home).await;
    let (id, _) = add(&app, &admin, &receiver, &["team"]).await;
    receiver.answer(500);
    for _ in 0..4 {
        write(&app, NewEvent::of("team.changed")).await;
        for _ in 0..18 {
            app.advance(SignedDuration::from_hours(3)).await;
        }
    }
    let webhook = app.get(&admin, &format!("/api/v1/webhooks/{id}")).await.json();
    assert_eq!((&webhook["active"], webhook["switched_off_at"].is_string()), (&json!(false), true));
    let events = app.get(&admin, "/api/v1/events?kind=webhook.failed").await.json();
    assert_eq!(events["items"].as_array().unwrap().len(), 1);
    assert!(events["items"][0]["facts"]["hours"].as_i64().unwrap() >= 72);
    receiver.answer(200);
    receiver.take().await;
    write(&app, NewEvent::of("team.changed")).await;
    app.advance(SOON).await;
    assert!(receiver.take().await.is_empty());
    app.post_form(&admin, &format!("/settings/webhooks/{id}/on"), &[]).await.expect(303);
    let since = write(&app, NewEvent::of("team.changed")).await;
    app.advance(SOON).await;
    let got = receiver.take().await;
    assert_eq!(
        (got.len(), got[0].1["data"]["position"].as_i64()),
        (1, Some(since)),
        "not what happened while it was off"
    );
    receiver.answer(410);
    write(&app, NewEvent::of("team.changed")).await;
    app.advance(SOON).await;
    let gone = app.get(&admin, "/api/v1/events?kind=webhook.gone").await.json();
    assert_eq!(gone["items"].as_array().unwrap().len(), 1);
}

/// Without leave in the settings no private address is called, whatever it is called by.
async fn private_addresses_are_not_called(home: Home) {
    let app = TestApp::on(home).await;
    let (admin, receiver) = (app.admin().await, Receiver::start().await);
    let port = receiver.url.split(':').nth(2).unwrap().to_owned();
    for url in [receiver.url.clone(), format!("http://localhost:{port}"), format!("http://[::1]:{port}")] {
        let made =
            app.api(&admin, "POST", "/api/v1/webhooks", json!({"name": "x", "url": url, "kinds": ["team"]})).await;
        let id = made.expect(201).json()["id"].as_str().unwrap().to_owned();
        app.api(&admin, "POST", &format!("/api/v1/webhooks/{id}/test"), json!({})).await.expect(201);
        app.run_jobs().await;
        let log = log(&app, &admin, &id).await;
        assert_eq!(
            (&log[0]["state"], &log[0]["attempts"][0]["error"]),
            (&json!("gave_up"), &json!("failure-url-private")),
            "{url}"
        );
        let page =
            app.page(&admin, &format!("/settings/webhooks/{id}/deliveries/{}", log[0]["id"].as_str().unwrap())).await;
        assert!(page.expect(200).text.contains("webhooks.allow_private"));
    }
    assert!(receiver.take().await.is_empty());
}

/// The pages, in both languages; what is wrong is said; the secret is shown once.
async fn the_pages_do_it_all(home: Home) {
    let (app, admin, receiver) = begin(home).await;
    let empty = app.page(&admin, "/settings/webhooks").await.expect(200).text;
    assert!(empty.contains("まだ送信先がない"));
    let refused = app
        .post_form(&admin, "/settings/webhooks", &[("name", ""), ("url", "ftp://x/"), ("kinds", "Team")])
        .await
        .expect(422);
    assert!(
        refused.text.contains("入力する")
            && refused.text.contains("http か https")
            && refused.text.contains("ftp://x/"),
        "{}",
        refused.text
    );
    let made = app
        .post_form(&admin, "/settings/webhooks", &[("name", "通知"), ("url", &receiver.url), ("kinds", "team webhook")])
        .await
        .expect(201);
    assert!(made.text.contains("whsec_") && !made.text.contains('⟦'), "{}", made.text);
    let id = app.get(&admin, "/api/v1/webhooks").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let address = format!("/settings/webhooks/{id}");
    let tested = app.post_form(&admin, &format!("{address}/test"), &[]).await.expect(303);
    app.advance(SOON).await;
    let mut got = receiver.take().await;
    got.sort_by_key(|(_, body)| body["type"].to_string());
    assert_eq!(
        got.iter().map(|(_, body)| body["type"].as_str().unwrap()).collect::<Vec<_>>(),
        ["webhook.created", "webhook.test", "webhook.tested"]
    );
    for lang in Lang::ALL {
        for path in
            ["/settings/webhooks", "/settings/webhooks/new", &address, &format!("{address}/edit"), tested.location()]
        {
            let page = app.page_in(lang, Some(&admin), path).await.expect(200).text;
            assert!(!page.contains('⟦') && !page.contains("whsec_"), "{path}: {page}");
        }
    }
    app.post_form(&admin, &address, &[("name", "通知 2"), ("url", &receiver.url), ("kinds", ""), ("version", "1")])
        .await
        .expect(303);
    app.post_form(&admin, &address, &[("name", "x"), ("url", &receiver.url), ("kinds", ""), ("version", "1")])
        .await
        .expect(412);
    let rotated = app.post_form(&admin, &format!("{address}/rotate"), &[]).await.expect(200);
    assert!(rotated.text.contains("whsec_") && rotated.text.contains("前のシークレットも使える"));
    app.post_form(&admin, &format!("{address}/off"), &[]).await.expect(303);
    app.post_form(&admin, &format!("{address}/dance"), &[]).await.expect(404);
    app.post_form(&admin, &format!("{address}/remove"), &[]).await.expect(303);
    app.page(&admin, &address).await.expect(404);
    let ledger = app.page(&admin, "/ledger?kind=webhook").await.expect(200).text;
    assert!(ledger.contains("通知 2") && !ledger.contains(&address) && !ledger.contains('⟦'), "{ledger}");
    app.run_jobs().await;
}

/// Words that were taken away are not sent, and nobody but admins comes near.
async fn only_admins_and_no_redacted_words(home: Home) {
    let (app, admin, receiver) = begin(home).await;
    let (id, _) = add(&app, &admin, &receiver, &["team"]).await;
    let cx = app.app.system();
    let mut tx = app.begin().await;
    let text = texts::write(&mut tx, &cx, "口座 1234567").await.unwrap();
    tx.record(&cx, NewEvent::of("team.changed").text(text));
    let position = tx.commit().await.unwrap().unwrap();
    app.api(&admin, "POST", &format!("/api/v1/events/{position}/redact"), json!({})).await.expect(200);
    app.advance(SOON).await;
    let body = receiver.take().await.remove(0).1;
    assert_eq!((body["data"]["redacted"].as_bool(), body["data"].get("text")), (Some(true), None));
    let member = app.person("水野 遥", Role::Member).await;
    for path in ["", "/new", &format!("/{id}"), &format!("/{id}/edit")] {
        app.page(&member, &format!("/settings/webhooks{path}")).await.expect(403);
    }
    let api = format!("/api/v1/webhooks/{id}");
    let delivery = Uuid::nil();
    for (method, path) in [
        ("GET", "/api/v1/webhooks".to_owned()),
        ("POST", "/api/v1/webhooks".to_owned()),
        ("GET", api.clone()),
        ("PATCH", api.clone()),
        ("DELETE", api.clone()),
        ("POST", format!("{api}/rotate")),
        ("POST", format!("{api}/test")),
        ("GET", format!("{api}/deliveries")),
        ("GET", format!("{api}/deliveries/{delivery}")),
        ("POST", format!("{api}/deliveries/{delivery}/resend")),
    ] {
        let body = if method == "POST" && path.ends_with("webhooks") {
            json!({"name": "x", "url": "https://example.com"})
        } else {
            json!({})
        };
        assert_eq!(app.api(&member, method, &path, body).await.status, 403, "{method} {path}");
    }
    app.api(&admin, "PATCH", &api, json!({"active": false})).await.expect(200);
    app.api(&admin, "DELETE", &api, json!(null)).await.expect(204);
    app.get(&admin, &api).await.expect(404);
}

/// A delivery that waits when its endpoint is removed is not sent; old ones go after thirty days.
async fn what_waits_goes_with_its_endpoint(home: Home) {
    let (app, admin, receiver) = begin(home).await;
    let (id, _) = add(&app, &admin, &receiver, &["team"]).await;
    receiver.answer(500);
    write(&app, NewEvent::of("team.changed")).await;
    app.advance(SOON).await;
    receiver.take().await;
    app.api(&admin, "PATCH", &format!("/api/v1/webhooks/{id}"), json!({"active": false})).await.expect(200);
    app.advance(SignedDuration::from_hours(1)).await;
    assert!(receiver.take().await.is_empty());
    assert_eq!(log(&app, &admin, &id).await[0]["state"], "gave_up");
    app.advance(SignedDuration::from_hours(31 * 24)).await;
    assert!(log(&app, &admin, &id).await.is_empty());
}

both_homes! {
    events_arrive_signed
    replicas_share_the_work
    a_secret_is_rotated_with_overlap
    what_does_not_arrive_is_tried_again
    an_endpoint_that_is_dead_is_switched_off
    private_addresses_are_not_called
    the_pages_do_it_all
    only_admins_and_no_redacted_words
    what_waits_goes_with_its_endpoint
}

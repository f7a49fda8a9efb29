//! What happens when the ground moves: the database locked, full, gone and back. Each gets an answer of the right kind,
//! and nothing that was answered with success is missing.

use ryugaku_db::{Read, sql};
use serde_json::json;

use crate::support::{Cable, Home, TestApp, Who};

async fn found(app: &TestApp, admin: &Who, slug: &str) -> crate::support::Reply {
    app.api(admin, "POST", "/api/v1/teams", json!({"slug": slug, "name": slug, "kind": "product"})).await
}

async fn slugs(app: &TestApp, admin: &Who) -> Vec<String> {
    let list = app.get(admin, "/api/v1/teams").await.expect(200).json();
    list["items"].as_array().unwrap().iter().map(|team| team["slug"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_says_that_it_is_busy() {
    let app = TestApp::on(Home::sqlite()).await;
    let admin = app.admin().await;
    found(&app, &admin, "before").await.expect(201);
    // Another process on the same file, in the middle of a write.
    let other = ryugaku_db::Db::sqlite(&app.home.file().unwrap()).await.unwrap();
    let holding = other.begin().await.unwrap();
    let refused = found(&app, &admin, "meanwhile").await.expect(429);
    assert_eq!(refused.json()["type"], "busy");
    assert!(refused.headers.contains_key("retry-after"));
    // Who only reads is not held up.
    assert_eq!(slugs(&app, &admin).await, ["before"]);
    drop(holding);
    other.close().await;
    found(&app, &admin, "after").await.expect(201);
    assert_eq!(slugs(&app, &admin).await, ["before", "after"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_and_nothing_half_is_left() {
    let app = TestApp::on(Home::sqlite()).await;
    let admin = app.admin().await;
    // SQLite refuses to grow beyond this just as it does when the disk is full.
    let mut tx = app.begin().await;
    tx.run(sql("pragma max_page_count = 1")).await.unwrap();
    tx.commit().await.unwrap();
    let mut made = Vec::new();
    let refused = loop {
        let slug = format!("team-{}", made.len());
        let about = "x".repeat(4000);
        let body = json!({"slug": slug, "name": slug, "kind": "product", "about": about});
        let reply = app.api(&admin, "POST", "/api/v1/teams", body).await;
        if reply.status != 201 {
            break reply;
        }
        made.push(slug);
    };
    assert_eq!((refused.status, &refused.json()["type"]), (503, &json!("unavailable")), "{}", refused.text);
    assert!(refused.headers.contains_key("retry-after"));
    assert!(refused.json()["detail"].as_str().unwrap().contains("disk is full"), "{}", refused.text);
    assert_eq!(slugs(&app, &admin).await, made);
    let mut tx = app.begin().await;
    tx.run(sql("pragma max_page_count = 1000000")).await.unwrap();
    tx.commit().await.unwrap();
    found(&app, &admin, "room-again").await.expect(201);
    // One event for each team, and no hole where the refused one would have been.
    let events = app.get(&admin, "/api/v1/events?kind=team&limit=200").await.expect(200).json();
    let positions: Vec<_> =
        events["items"].as_array().unwrap().iter().map(|event| event["position"].as_i64().unwrap()).collect();
    assert_eq!(positions, (1..=made.len() as i64 + 1).collect::<Vec<_>>());
}

/// A delivery of so many deploys, each told apart by its own name.
const AT_ONCE: usize = 20;

fn told(delivery: usize) -> String {
    let long = "x".repeat(100);
    let one = |at: usize| json!({"service": "api", "version": long, "who": long, "id": format!("{delivery}-{at}")});
    json!((0..AT_ONCE).map(one).collect::<Vec<_>>()).to_string()
}

async fn told_of(app: &TestApp) -> usize {
    let count = app.app.db.reader().count(sql("select count(*) as n from deploys")).await.unwrap();
    usize::try_from(count).unwrap()
}

/// Whoever can be told of deploys, and the key for it.
async fn pipeline(app: &TestApp) -> String {
    let admin = app.admin().await;
    found(app, &admin, "ours").await.expect(201);
    app.api(&admin, "POST", "/api/v1/products", json!({"slug": "shop", "name": "店", "team": "ours"}))
        .await
        .expect(201);
    let service = json!({"slug": "api", "name": "API", "product": "shop"});
    app.api(&admin, "POST", "/api/v1/services", service).await.expect(201);
    app.source(&admin, "deploy").await.key
}

#[tokio::test(flavor = "multi_thread")]
async fn deploys_that_do_not_fit_on_the_disk_are_to_be_sent_again() {
    let app = TestApp::on(Home::sqlite()).await;
    let key = pipeline(&app).await;
    let mut tx = app.begin().await;
    tx.run(sql("pragma max_page_count = 1")).await.unwrap();
    tx.commit().await.unwrap();
    let mut kept = 0;
    let refused = loop {
        let reply = app.deliver("/intake/deploy", Some(&key), told(kept)).await;
        if reply.status != 200 {
            break reply;
        }
        kept += 1;
    };
    assert_eq!((refused.status, &refused.json()["type"]), (503, &json!("unavailable")), "{}", refused.text);
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(told_of(&app).await, kept * AT_ONCE, "of a delivery that is refused nothing is kept");
    let mut tx = app.begin().await;
    tx.run(sql("pragma max_page_count = 1000000")).await.unwrap();
    tx.commit().await.unwrap();
    for _ in 0..2 {
        app.deliver("/intake/deploy", Some(&key), told(kept)).await.expect(200);
    }
    assert_eq!(told_of(&app).await, (kept + 1) * AT_ONCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn deploys_that_find_no_postgres_are_to_be_sent_again() {
    let Some(home) = Home::postgres().await else { return };
    let cable = Cable::to(home.server_address()).await;
    let app = TestApp::on(home.through(&cable)).await;
    let key = pipeline(&app).await;
    app.deliver("/intake/deploy", Some(&key), told(0)).await.expect(200);
    cable.pull();
    let refused = app.deliver("/intake/deploy", Some(&key), told(1)).await.expect(503);
    assert!(refused.headers.contains_key("retry-after"));
    cable.plug();
    app.deliver("/intake/deploy", Some(&key), told(1)).await.expect(200);
    assert_eq!(told_of(&app).await, 2 * AT_ONCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_goes_and_comes_back() {
    let Some(home) = Home::postgres().await else { return };
    let cable = Cable::to(home.server_address()).await;
    let app = TestApp::on(home.through(&cable)).await;
    let admin = app.admin().await;
    found(&app, &admin, "before").await.expect(201);
    cable.pull();
    let refused = found(&app, &admin, "meanwhile").await;
    assert!([429, 503].contains(&refused.status), "{} {}", refused.status, refused.text);
    assert!(refused.headers.contains_key("retry-after"));
    let page = app.page(&admin, "/teams").await;
    assert!([429, 503].contains(&page.status) && page.text.contains("<h1>"), "{} {}", page.status, page.text);
    cable.plug();
    found(&app, &admin, "after").await.expect(201);
    assert_eq!(slugs(&app, &admin).await, ["before", "after"]);
}

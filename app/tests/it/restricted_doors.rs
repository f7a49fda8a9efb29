//! Every door that an incident could be heard through, asked about a restricted one.

use jiff::SignedDuration;
use serde_json::json;

use crate::every_route::routes;
use crate::exchange::{Cast, active, cast};
use crate::restricted::{AT, leaks, open};
use crate::support::{Home, Receiver, TestApp, Who};
use crate::{both_homes, webhooks};

/// One with an alert, a service, a note, a task, a post-mortem, in a diary and with a webhook that listens; INC-2 beside it is
/// like it and open to all.
async fn world(home: Home) -> (TestApp, Who, Cast, Receiver, String, String) {
    let (app, admin, receiver) = webhooks::begin(home).await;
    webhooks::add(&app, &admin, &receiver, &["incident", "task", "postmortem"]).await;
    let cast = cast(&app).await;
    active(&app, &cast).await;
    let product = json!({"slug": "shop", "name": "店", "team": "sre"});
    app.api(&admin, "POST", "/api/v1/products", product).await.expect(201);
    let service = json!({"slug": "api", "name": "API", "product": "shop"});
    app.api(&admin, "POST", "/api/v1/services", service).await.expect(201);
    let source = app.source(&admin, "prometheus").await;
    app.alerts(&source, json!([{"labels": {"alertname": "OddLogin", "service": "api"}}])).await;
    let alert =
        app.get(&admin, "/api/v1/alerts").await.expect(200).json()["items"][0]["id"].as_str().unwrap().to_owned();
    let secret = json!({"title": "合鍵が流出", "severity": "sev2", "services": ["api"], "alerts": [alert],
        "impact": "社外からの読み出し", "restricted_to": []});
    let id = open(&app, &cast.guest, secret).await;
    app.api(&cast.guest, "POST", &format!("{AT}/notes"), json!({"text": "鍵束を替えた"})).await.expect(201);
    app.api(&cast.guest, "PUT", &format!("{AT}/roles/commander"), json!({"person": "me"})).await.expect(200);
    let task = json!({"title": "定期の交換", "product": "店"});
    app.api(&cast.guest, "POST", &format!("{AT}/tasks"), task).await.expect(201);
    let beside = json!({"title": "合い言葉の確認が遅い", "severity": "sev3", "services": ["api"], "alerts": [alert]});
    open(&app, &cast.guest, beside).await;
    (app, admin, cast, receiver, id, alert)
}

/// Every page and every list that there is, and some with what they are asked by.
fn addresses(id: &str, alert: &str) -> Vec<String> {
    let all = routes().into_iter().filter(|route| route.is_safe());
    let quiet = ["/live", "/openapi.json", "/sign-out", "/sessions", "/language"];
    let all = all.filter(|route| !quiet.iter().any(|word| route.path.contains(word)));
    let mut all: Vec<String> = all.map(|route| route.filled().replace("0123456789abcdef", alert)).collect();
    all.extend([
        "/incidents?q=流出".into(),
        "/incidents?status=open".into(),
        "/api/v1/incidents?severity=sev2&status=open".into(),
        "/api/v1/incidents/INC-2/similar".into(),
        "/incidents/INC-2".into(),
        "/incidents/INC-2/merge".into(),
        "/alerts?group=cause".into(),
        format!("/alerts?by=cause&group=incident:{id}"),
        format!("/ledger?about={id}"),
        format!("/api/v1/events?about={id}"),
        "/api/v1/events?kind=incident".into(),
        "/api/v1/events?kind=task&limit=200".into(),
        "/api/v1/tasks?origin=incident".into(),
        "/tasks?origin=incident".into(),
        "/postmortems?team=sre".into(),
        "/live/poll?after=0".into(),
        "/silences/new?matchers=service%3D%22api%22".into(),
        "/ledger?kind=incident".into(),
    ]);
    all
}

async fn read(app: &TestApp, who: &Who, path: &str) -> (u16, String) {
    let reply = if path.starts_with("/api/") { app.get(who, path).await } else { app.page(who, path).await };
    (reply.status, reply.text)
}

/// What an answer says, but for the number that was asked for.
async fn asked(app: &TestApp, who: &Who, method: &str, path: &str, number: &str) -> (u16, String) {
    let path = path.replace("INC-1", number);
    let page = !path.starts_with("/api/");
    let reply = match (method, page) {
        ("GET", _) => return read(app, who, &path).await,
        (_, true) => app.post_form(who, &path, &[("into", "INC-2"), ("text", "x")]).await,
        (method, false) => app.api(who, method, &path, json!({})).await,
    };
    (reply.status, reply.text)
}

async fn no_door_tells(home: Home) {
    let (app, admin, cast, receiver, id, alert) = world(home).await;
    app.api(&cast.guest, "POST", &format!("{AT}/resolve"), json!({"line": "鍵束を替えて収まった"})).await.expect(200);
    app.api(&cast.guest, "POST", &format!("{AT}/postmortem"), json!({})).await.expect(201);
    app.run_jobs().await;
    app.advance(SignedDuration::from_secs(5)).await;
    let mut wrong = Vec::new();
    for (name, who) in
        [("admin", &admin), ("stranger", &cast.stranger), ("reader", &cast.reader), ("buddy", &cast.buddy)]
    {
        for path in addresses(&id, &alert) {
            let (status, text) = read(&app, who, &path).await;
            // What was asked for stands in the answer: a search, an address.
            let said = text.replace(&path, "").replace(&path.replace('&', "&#38;"), "");
            let found: Vec<String> = leaks(&said, &id).into_iter().filter(|secret| !path.contains(secret)).collect();
            if !found.is_empty() {
                wrong.push(format!("{name} GET {path}: {status} says {found:?}"));
            }
        }
        // All that can be asked of the incident itself is answered as for a number that is not there; the API's document
        // names numbers as examples, and a preview shows what it was sent.
        for route in routes().into_iter().filter(|route| route.path.contains("incidents/{number}")) {
            let here = asked(&app, who, &route.method, &route.filled(), "INC-1").await;
            let nowhere = asked(&app, who, &route.method, &route.filled(), "INC-999").await;
            if here.0 != nowhere.0
                || leaks(&here.1.replace("INC-1", ""), &id) != Vec::<String>::new()
                || (here.0 < 300 && here.1 != nowhere.1)
            {
                wrong.push(format!("{name} {} {}: {} instead of {}", route.method, route.path, here.0, nowhere.0));
            }
        }
        let merged = app.api(who, "POST", "/api/v1/incidents/INC-2/merge", json!({"into": "INC-1"})).await;
        let nowhere = app.api(who, "POST", "/api/v1/incidents/INC-2/merge", json!({"into": "INC-999"})).await;
        assert_eq!((merged.status, merged.text.as_str()), (nowhere.status, nowhere.text.as_str()), "{name}");
    }
    assert!(wrong.is_empty(), "told to whom it is not for:\n  {}", wrong.join("\n  "));
    let sent = receiver.take().await;
    assert!(!sent.is_empty(), "INC-2 was sent");
    for (_, body) in sent {
        assert_eq!(leaks(&body.to_string(), &id), Vec::<String>::new(), "{body}");
    }
    // Whoever is named reads it in all of these places.
    for path in [
        "/incidents?status=past",
        "/incidents/INC-1",
        "/api/v1/incidents",
        "/api/v1/incidents/INC-1/timeline",
        "/ledger?kind=incident",
        "/api/v1/events?kind=incident",
        "/tasks",
        "/api/v1/tasks",
        "/postmortems",
        "/api/v1/exchanges/EX-1/activities",
        "/incidents/INC-1/postmortem",
    ] {
        let (status, text) = read(&app, &cast.guest, path).await;
        assert!(status == 200 && (text.contains("INC-1") || text.contains("鍵束")), "{path}: {status} {text}");
    }
    let alert_page = app.page(&cast.guest, &format!("/alerts/{alert}")).await.expect(200).text;
    assert!(alert_page.contains("INC-1") && alert_page.contains("INC-2"), "{alert_page}");
    let alert_page = app.page(&admin, &format!("/alerts/{alert}")).await.expect(200).text;
    assert!(!alert_page.contains("INC-1") && alert_page.contains("INC-2"));
    // A task goes to whoever does it; where it comes from is not said.
    let task = app.get(&cast.stranger, "/api/v1/tasks/RT-1").await.expect(200).json();
    assert_eq!((&task["title"], &task["origin"]), (&json!("定期の交換"), &json!({"kind": "incident"})));
}

both_homes!(no_door_tells);

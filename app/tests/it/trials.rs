//! Receivers tried: the real way out, what the other side answered, who may, how often.

use std::process::Command;

use ryugaku::people::TeamKind;
use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::both_homes;
use crate::routing::receiver;
use crate::support::{Home, Receiver, TestApp};
use crate::webhooks;

/// One webhook of each kind to the same place, and one to where nobody listens.
async fn three(app: &TestApp, admin: &crate::support::Who, hook: &Receiver) -> String {
    let id = receiver(app, admin, "pager").await;
    for channel in [
        json!({"kind": "webhook", "url": hook.url, "authorization": {"token": "t0ken"}}),
        json!({"kind": "signed_webhook", "url": hook.url, "send_resolved": false}),
        json!({"kind": "webhook", "url": "http://127.0.0.1:1/nobody", "send_resolved": false}),
    ] {
        app.api(admin, "POST", &format!("/api/v1/receivers/{id}/channels"), channel).await.expect(201);
    }
    id
}

async fn each_channel_says_what_came_of_it(home: Home) {
    let (app, admin, hook) = webhooks::begin(home).await;
    let id = three(&app, &admin, &hook).await;
    let path = format!("/api/v1/receivers/{id}/test");
    let tried = app.api(&admin, "POST", &path, json!({})).await.expect(200).json();
    let items: Vec<Value> = tried["items"].as_array().unwrap().clone();
    let said: Vec<_> =
        items.iter().map(|one| json!([one["channel"], one["said"], one["delivered"], one["status"]])).collect();
    let expected = [
        json!([1, "firing", true, 200]),
        json!([1, "resolved", true, 200]),
        json!([2, "firing", true, 200]),
        json!([3, "firing", false, null]),
    ];
    assert_eq!(said, expected);
    assert!(items[3]["error"].as_str().is_some_and(|why| !why.is_empty()), "{tried}");
    assert!(items[0]["response"].as_str().unwrap().starts_with("said 200"));
    let heard = hook.take().await;
    let plain = heard.iter().find(|(headers, _)| headers.contains_key("authorization")).unwrap();
    assert_eq!(plain.0["authorization"], "Bearer t0ken");
    assert_eq!(
        (&plain.1["alerts"][0]["labels"]["alertname"], &plain.1["alerts"][0]["labels"]["test"]),
        (&json!("RyugakuTest"), &json!("true"))
    );
    let signed = heard.iter().find(|(headers, _)| headers.contains_key("webhook-signature")).unwrap();
    assert_eq!(signed.1["type"], "alerts.test");
    // All of it stands among the notices, and nothing comes after it.
    let notices = app.get(&admin, "/api/v1/notices").await.json();
    let states: Vec<_> = notices["items"].as_array().unwrap().iter().map(|one| (&one["why"], &one["state"])).collect();
    assert_eq!(states.len(), 4);
    assert!(states.iter().all(|(why, _)| **why == "test"));
    assert_eq!(states.iter().filter(|(_, state)| **state == "gave_up").count(), 1);
    app.run_jobs().await;
    assert!(hook.take().await.is_empty());
    // On the page, one channel alone.
    hook.answer(500);
    let page = app.post_form(&admin, &format!("/receivers/{id}/channels/2/test"), &[]).await.expect(200).text;
    assert!(page.contains("応答 500") && page.contains("試した結果"), "{page}");
    assert_eq!(hook.take().await.len(), 1);
    let ledger = app.page(&admin, "/ledger").await.expect(200).text;
    assert!(ledger.contains("pager") && ledger.contains("試した"), "{ledger}");
    app.api(&admin, "POST", &path, json!({"channel": 1})).await.expect(200);
    let busy = app.api(&admin, "POST", &path, json!({"channel": 1})).await.expect(429);
    assert_eq!(busy.headers["retry-after"], "60");
    app.clock.advance(jiff::SignedDuration::from_secs(61));
    app.api(&admin, "POST", &path, json!({"channel": 1})).await.expect(200);
}

async fn who_may_not_edit_may_not_try(home: Home) {
    let (app, admin, hook) = webhooks::begin(home).await;
    let id = three(&app, &admin, &hook).await;
    let path = format!("/api/v1/receivers/{id}/test");
    let shop = app.team("shop", TeamKind::Product).await;
    let (member, reader) = (app.member_of(&shop, "水野 遥").await, app.person("監査", Role::Read).await);
    for who in [&member, &reader] {
        app.api(who, "POST", &path, json!({})).await.expect(403);
        app.post_form(who, &format!("/receivers/{id}/test"), &[]).await.expect(403);
        assert!(!app.page(who, &format!("/receivers/{id}")).await.expect(200).text.contains("/test\""));
    }
    assert_eq!(hook.heard(), 0);
    app.api(&admin, "POST", &path, json!({"channel": 9})).await.expect(404);
    let empty = receiver(&app, &admin, "empty").await;
    app.api(&admin, "POST", &format!("/api/v1/receivers/{empty}/test"), json!({})).await.expect(409);
    let page = app.page(&admin, &format!("/receivers/{id}")).await.expect(200).text;
    assert!(
        page.contains(&format!("/receivers/{id}/test\""))
            && page.contains(&format!("/receivers/{id}/channels/3/test\""))
    );
}

/// The command line alone with a data folder.
#[test]
fn by_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ryugaku"));
        let command = command.args(words).arg("--data").arg(folder.path()).current_dir(folder.path());
        let done = command.env("LC_ALL", "en_GB.UTF-8").output().unwrap();
        (done.status.success(), String::from_utf8([done.stdout, done.stderr].concat()).unwrap())
    };
    for words in [
        &["organisation", "set", "--zone", "Asia/Tokyo"][..],
        &["receiver", "add", "pager"],
        &["receiver", "add-channel", "pager", "email", "a@example.com"],
    ] {
        let (ok, text) = run(words);
        assert!(ok, "{text}");
    }
    let (ok, tried) = run(&["receiver", "test", "pager"]);
    assert!(ok && tried.contains("firing") && tried.contains("smtp.url"), "{tried}");
    let (ok, none) = run(&["alert", "why", "0123456789abcdef"]);
    assert!(!ok && !none.contains('⟦'), "{none}");
}

both_homes! {
    each_channel_says_what_came_of_it
    who_may_not_edit_may_not_try
}

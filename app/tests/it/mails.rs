//! Notices by e-mail, with a mail server that keeps what it gets: headers, threads, both languages, refusals.

use jiff::SignedDuration;
use ryugaku::config::{Config, Smtp};
use ryugaku::people::TeamKind;
use serde_json::{Value, json};

use crate::both_homes;
use crate::intake::Source;
use crate::routing::receiver;
use crate::support::{Home, Mail, MailSink, TestApp, Who};

const ROUTES: &str = "route:\n  receiver: default\n  group_by: [alertname]\n  group_wait: 10s\n  group_interval: 1m\n  repeat_interval: 1h\n  \
                      routes: [{receiver: ja, continue: true}, {receiver: en}]\nreceivers: [{name: default}, {name: ja}, {name: en}]\n";

struct Stage {
    app: TestApp,
    admin: Who,
    sink: MailSink,
    source: Source,
}

/// Two receivers, one in each language; a service with a team, and a rule with a runbook.
async fn stage(home: Home) -> Stage {
    let sink = MailSink::start().await;
    let mut smtp = Smtp::default();
    smtp.url = Some(sink.url.clone());
    let public_url = Some("https://ryugaku.example/".parse().unwrap());
    let app = TestApp::with(home, Config { smtp, public_url, ..Config::default() }).await;
    let admin = app.admin().await;
    for language in ["ja", "en"] {
        let id = receiver(&app, &admin, language).await;
        let channel = json!({"kind": "email", "to": [format!("{language}@example.com")], "language": language});
        app.api(&admin, "POST", &format!("/api/v1/receivers/{id}/channels"), channel).await.expect(201);
    }
    app.api(&admin, "PUT", "/api/v1/routing", json!({"text": ROUTES})).await.expect(200);
    app.team("pay", TeamKind::Product).await;
    let product = json!({"slug": "shop", "name": "店", "team": "pay"});
    app.api(&admin, "POST", "/api/v1/products", product).await.expect(201);
    let service = json!({"slug": "checkout", "name": "決済 API", "product": "shop"});
    app.api(&admin, "POST", "/api/v1/services", service).await.expect(201);
    let rules = "groups: [{name: g, rules: [{alert: HighErrorRate, expr: up == 0, annotations: {runbook_url: https://wiki.example/rule}}]}]";
    let take = "/api/v1/alert-rules/import?file=g.yml";
    app.post_bytes(&admin, take, "application/yaml", rules.as_bytes()).await.expect(200);
    let source = app.source(&admin, "prometheus").await;
    app.apply_alerts().await;
    Stage { app, admin, sink, source }
}

impl Stage {
    async fn deliver(&self, more: Value) {
        let mut alert = json!({"labels": {"alertname": "HighErrorRate", "service": "checkout", "severity": "page"},
            "annotations": {"summary": "5xx が 5% を超えた"}, "startsAt": self.app.now().to_string(),
            "endsAt": self.app.now().plus(SignedDuration::from_hours(9)).to_string()});
        more.as_object().unwrap().iter().for_each(|(name, value)| alert[name] = value.clone());
        self.app.alerts(&self.source, json!([alert])).await;
    }

    /// Mail that has come once the clock has moved and the jobs are done; the Japanese one first.
    async fn after(&self, length: SignedDuration) -> Vec<Mail> {
        self.app.clock.advance(length);
        self.app.apply_alerts().await;
        self.app.apply_alerts().await;
        self.app.run_jobs().await;
        let mut mails = self.sink.take().await;
        mails.sort_by(|a, b| b.to.cmp(&a.to));
        mails
    }
}

const SECONDS: fn(i64) -> SignedDuration = SignedDuration::from_secs;

async fn a_group_is_one_thread_in_each_language(home: Home) {
    let stage = stage(home).await;
    stage.deliver(json!({})).await;
    let first = stage.after(SECONDS(11)).await;
    let [ja, en] = &first[..] else { panic!("two mails: {first:?}") };
    assert_eq!((&*ja.from, &ja.to[..]), ("ryugaku@ryugaku.example", &["ja@example.com".to_owned()][..]));
    assert_eq!((&*ja.subject(), &*en.subject()), ("[鳴っている 1] HighErrorRate", "[firing 1] HighErrorRate"));
    for mail in &first {
        assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
        assert_eq!((mail.header("In-Reply-To"), mail.header("References")), ("", ""), "it begins a thread");
        assert!(mail.header("Message-ID").ends_with("@ryugaku.example>"), "{}", mail.header("Message-ID"));
        assert!(mail.header("Date").starts_with("Wed, 18 Nov 2026 18:12"), "{}", mail.header("Date"));
        assert_eq!(mail.header("Content-Type"), "text/plain; charset=utf-8");
        let id = &stage.app.get(&stage.admin, "/api/v1/alerts").await.json()["items"][0]["id"];
        let body = mail.body();
        let page = format!("https://ryugaku.example/alerts/{}", id.as_str().unwrap());
        for part in ["5xx が 5% を超えた", "service=checkout", "PAY", "https://wiki.example/rule", &page] {
            assert!(body.contains(part), "{part}: {body}");
        }
    }
    assert!(ja.body().contains("鳴っている 1件") && ja.body().contains("手順書: "), "{}", ja.body());
    assert!(en.body().contains("1 firing") && en.body().contains("Runbook: "), "{}", en.body());
    assert_ne!(ja.header("Message-ID"), en.header("Message-ID"));
    // An annotation says it better than the rule. The end is told in the thread.
    let over = json!({"endsAt": stage.app.now().to_string(), "startsAt": stage.app.now().minus(SECONDS(20)).to_string(),
        "annotations": {"summary": "s", "runbook_url": "https://wiki.example/annotation"}});
    stage.deliver(over).await;
    let last = stage.after(SECONDS(61)).await;
    assert_eq!(last.len(), 2);
    for (first, last) in first.iter().zip(&last) {
        assert_eq!(last.header("In-Reply-To"), first.header("Message-ID"));
        assert_eq!(last.header("References"), first.header("Message-ID"));
        assert_ne!(last.header("Message-ID"), first.header("Message-ID"));
        assert!(last.body().contains("https://wiki.example/annotation"), "{}", last.body());
    }
    assert_eq!(
        (&*last[0].subject(), &*last[1].subject()),
        ("[鳴りやんだ 1] HighErrorRate", "[resolved 1] HighErrorRate")
    );
    assert!(last[1].body().contains("1 resolved"));
    // When it comes again, another thread begins.
    stage.deliver(json!({})).await;
    let again = stage.after(SECONDS(61)).await;
    assert!(again.iter().all(|mail| mail.header("In-Reply-To").is_empty()));
    assert_eq!(again.len(), 2);
}

async fn what_the_server_refuses_is_shown(home: Home) {
    let stage = stage(home).await;
    stage.sink.refuse(true);
    stage.deliver(json!({})).await;
    assert!(stage.after(SECONDS(11)).await.is_empty());
    let notices = stage.app.get(&stage.admin, "/api/v1/notices").await.json();
    assert_eq!(
        (&notices["items"][0]["state"], &notices["items"][0]["attempts"][0]["status"]),
        (&json!("waiting"), &json!(550))
    );
    stage.sink.refuse(false);
    stage.app.advance(SECONDS(60)).await;
    assert_eq!(stage.sink.take().await.len(), 2, "it is tried again");
}

async fn a_test_is_marked_and_tried_once(home: Home) {
    let stage = stage(home).await;
    let receivers = stage.app.get(&stage.admin, "/api/v1/receivers").await.json();
    let ja = receivers["items"].as_array().unwrap().iter().find(|one| one["name"] == "ja").unwrap();
    let path = format!("/api/v1/receivers/{}/test", ja["id"].as_str().unwrap());
    let tried = stage.app.api(&stage.admin, "POST", &path, json!({})).await.expect(200).json();
    let said: Vec<_> = tried["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["said"], &one["delivered"], &one["status"]))
        .collect();
    assert_eq!(said, [(&json!("firing"), &json!(true), &json!(250)), (&json!("resolved"), &json!(true), &json!(250))]);
    let mails = stage.sink.take().await;
    assert_eq!(mails[0].subject(), "[お試し] [鳴っている 1] RyugakuTest · ja");
    assert!(mails[0].body().contains("なにも起きていない"), "{}", mails[0].body());
    stage.sink.refuse(true);
    let refused = stage.app.api(&stage.admin, "POST", &path, json!({"channel": 1})).await.expect(200).json();
    assert_eq!((&refused["items"][0]["delivered"], &refused["items"][0]["status"]), (&json!(false), &json!(550)));
    assert!(refused["items"][0]["response"].as_str().unwrap().contains("nobody here"), "{refused}");
    stage.sink.refuse(false);
    stage.app.advance(SECONDS(10)).await;
    assert!(stage.sink.take().await.is_empty(), "nobody tries again");
}

both_homes! {
    a_group_is_one_thread_in_each_language
    what_the_server_refuses_is_shown
    a_test_is_marked_and_tried_once
}

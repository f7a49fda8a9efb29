//! Integrations and the doors for senders: who may deliver, what is refused and how it is said.

use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both;
use crate::support::{Reply, TestApp, Who};

pub struct Source {
    pub id: String,
    pub key: String,
}

impl TestApp {
    pub async fn source(&self, admin: &Who, kind: &str) -> Source {
        let new = json!({"kind": kind, "name": format!("{kind} 東京")});
        let made = self.api(admin, "POST", "/api/v1/integrations", new).await.expect(201).json();
        Source { id: made["id"].as_str().unwrap().into(), key: made["key"].as_str().unwrap().into() }
    }

    pub async fn deliver(&self, path: &str, key: Option<&str>, body: impl Into<Body>) -> Reply {
        let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        if let Some(key) = key {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        self.send(request.body(body.into()).unwrap()).await
    }

    /// Delivers alerts as Prometheus does, and applies them.
    pub async fn alerts(&self, source: &Source, alerts: Value) {
        self.deliver("/api/v2/alerts", Some(&source.key), alerts.to_string()).await.expect(200);
        self.apply_alerts().await;
    }

    /// Delivers a body of which the header says that it is packed.
    async fn deliver_packed(&self, source: &Source, coding: &str, body: Vec<u8>) -> Reply {
        let request = Request::post("/api/v2/alerts").header(header::AUTHORIZATION, format!("Bearer {}", source.key));
        self.send(request.header(header::CONTENT_ENCODING, coding).body(Body::from(body)).unwrap()).await
    }

    pub async fn read_v2(&self, key: &str, path: &str) -> Reply {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {key}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn basic(password: &str) -> String {
    use base64::Engine as _;
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("prometheus:{password}")))
}

both! {
    async fn a_key_opens_every_door_it_should(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        let body = || json!([{"labels": {"alertname": "A"}}]).to_string();
        app.deliver("/api/v2/alerts", Some(&source.key), body()).await.expect(200);
        app.deliver(&format!("/intake/prometheus/{}/api/v2/alerts", source.key), None, body()).await.expect(200);
        let by_basic = Request::post("/api/v2/alerts").header(header::AUTHORIZATION, basic(&source.key));
        app.send(by_basic.body(Body::from(body())).unwrap()).await.expect(200);
        let hook = json!({"version": "4", "alerts": [{"status": "firing", "labels": {"alertname": "B"}}]}).to_string();
        app.deliver("/intake/alertmanager", Some(&source.key), hook.clone()).await.expect(200);
        app.deliver(&format!("/intake/alertmanager/{}", source.key), None, hook).await.expect(200);
        assert_eq!(app.apply_alerts().await, 5);
        let names: Vec<_> = app.read_v2(&source.key, "/api/v2/alerts").await.expect(200).json().as_array().unwrap().iter()
            .map(|alert| alert["labels"]["alertname"].as_str().unwrap().to_owned()).collect();
        assert_eq!(names.len(), 2);
        // It reads nothing else.
        app.read_v2(&source.key, "/api/v1/alerts").await.expect(403);
        app.read_v2(&source.key, "/api/v1/integrations").await.expect(403);
        let shown = app.get(&admin, &format!("/api/v1/integrations/{}", source.id)).await.expect(200).json();
        assert_eq!((&shown["deliveries"], &shown["alerts"]), (&json!(5), &json!(5)));
        assert!(shown["first_alert_at"].is_string() && shown.get("key").is_none());
    }

    async fn without_a_key_nothing_comes_in(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        let body = json!([{"labels": {"alertname": "A"}}]).to_string();
        let refused = app.deliver("/api/v2/alerts", None, body.clone()).await.expect(401);
        assert!(refused.headers.contains_key("www-authenticate"));
        assert_eq!(refused.headers["content-type"], "application/json");
        app.deliver("/api/v2/alerts", Some("rki_wrong"), body.clone()).await.expect(401);
        app.deliver("/intake/alertmanager/nonsense", None, body.clone()).await.expect(401);
        // Another site can make a browser send its cookie, but not show the token of the forms.
        let forged = app.api_with(&admin, "POST", "/api/v2/alerts", json!([]), &[("x-csrf-token", "no")]).await;
        assert_eq!(forged.status, 401);
        assert_eq!(app.apply_alerts().await, 0);
        let page = app.page(&admin, &format!("/integrations/{}", source.id)).await.expect(200);
        assert!(page.text.contains("合わないキーで届いている") && page.text.contains("2回"), "{}", page.text);
        assert!(!page.text.contains("rki_wrong") && !page.text.contains("nonsense"));
    }

    async fn keys_rotate_with_an_overlap_and_can_be_revoked(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        let at = format!("/api/v1/integrations/{}", source.id);
        let rotated = app.api(&admin, "POST", &format!("{at}/rotate"), json!({})).await.expect(200).json();
        let new = rotated["key"].as_str().unwrap().to_owned();
        let try_with = async |key: &str| app.deliver("/api/v2/alerts", Some(key), "[]").await.status;
        assert_eq!((try_with(&source.key).await, try_with(&new).await), (200, 200));
        app.advance(SignedDuration::from_hours(25)).await;
        assert_eq!((try_with(&source.key).await, try_with(&new).await), (401, 200));
        let shown = app.get(&admin, &at).await.json();
        assert_eq!(shown["last_refusal"]["status"], 401);
        let key = shown["keys"].as_array().unwrap().iter().find(|key| key["works"] == true).unwrap()["id"].as_str().unwrap().to_owned();
        app.api(&admin, "POST", &format!("{at}/keys/{key}/revoke"), json!({})).await.expect(200);
        assert_eq!(try_with(&new).await, 401);
        app.api(&admin, "POST", &format!("{at}/keys/{key}/revoke"), json!({})).await.expect(404);
    }

    async fn each_kind_of_bad_input_gets_its_answer_and_the_good_is_kept(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        let post = async |body: Vec<u8>| app.deliver("/api/v2/alerts", Some(&source.key), body).await;
        for (body, says) in [
            (b"[{\"labels\":{\"a\":\"\xff\"}}]".to_vec(), "not UTF-8"),
            (b"[{\"labels\":".to_vec(), "cut off"),
            (b"{\"labels\":{}}".to_vec(), "array"),
            (b"nonsense".to_vec(), "not valid JSON"),
            (br#"[{"labels":{"alertname":5}}]"#.to_vec(), "0.labels.alertname"),
            (br#"[{"labels":{}}]"#.to_vec(), "at least one label"),
            (br#"[{"labels":{"":"c"}}]"#.to_vec(), "cannot be a name"),
            (br#"[{"labels":{"a":"b"},"startsAt":"2026-11-19T00:00:00Z","endsAt":"2026-11-18T00:00:00Z"}]"#.to_vec(), "ends before it starts"),
            (br#"[{"labels":{"a":"b"},"startsAt":"yesterday"}]"#.to_vec(), "is not a time"),
        ] {
            let refused = post(body).await.expect(400);
            let text: String = serde_json::from_str(&refused.text).expect("one text, as Alertmanager answers");
            assert!(text.contains(says), "{text} / {says}");
        }
        post(vec![b' '; (10 << 20) + 1]).await.expect(413);
        app.deliver("/intake/alertmanager", Some(&source.key), "{}").await.expect(422);
        let packed = app.deliver_packed(&source, "br", b"x".to_vec()).await.expect(400);
        assert!(packed.text.contains("gzip"), "{}", packed.text);
        let mixed = json!([{"labels": {"alertname": "Good"}, "startsAt": "0001-01-01T00:00:00Z", "endsAt": "9999-12-31T23:59:59Z"},
            {"labels": {"": "c"}}, {"labels": {"alertname": "Nul", "x": "a\u{0}b"}, "generatorURL": "javascript:alert(1)"}]);
        let refused = post(mixed.to_string().into_bytes()).await.expect(400);
        assert!(refused.text.contains("1.labels.: "), "{}", refused.text);
        app.apply_alerts().await;
        let kept = app.read_v2(&source.key, "/api/v2/alerts?filter=alertname%3D~%22Good%7CNul%22").await.expect(200).json();
        assert_eq!(kept.as_array().unwrap().len(), 2);
        assert!(kept.as_array().unwrap().iter().all(|alert| alert.get("generatorURL").is_none()));
        let shown = app.get(&admin, &format!("/api/v1/integrations/{}", source.id)).await.json();
        assert_eq!((&shown["refusals"], &shown["last_refusal"]["status"]), (&json!(13), &json!(400)));
    }

    /// gzip is unpacked up to the limit of a delivery; what is broken in it and what bursts it is said, and noted.
    async fn gzip_is_taken_and_bombs_are_not(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        let alert = |name: &str| gzip(json!([{"labels": {"alertname": name}}]).to_string().as_bytes());
        app.deliver_packed(&source, "gzip", alert("詰めた")).await.expect(200);
        app.deliver_packed(&source, "X-GZIP", alert("ほかの名")).await.expect(200);
        assert_eq!(app.apply_alerts().await, 2);
        let page = app.page(&admin, "/alerts").await.expect(200).text;
        assert!(page.contains("詰めた") && page.contains("ほかの名"), "{page}");
        let whole = alert("切れた");
        for broken in [whole[..whole.len() - 6].to_vec(), b"[]".to_vec(), Vec::new(), [whole.clone(), b"x".to_vec()].concat()] {
            let refused = app.deliver_packed(&source, "gzip", broken).await.expect(400);
            assert!(refused.text.contains("gzip is damaged"), "{}", refused.text);
        }
        let bomb = gzip(&vec![b' '; 64 << 20]);
        assert!(bomb.len() < 1 << 20);
        app.deliver_packed(&source, "gzip", bomb).await.expect(413);
        let mut full = vec![b' '; (10 << 20) - 2];
        full.extend(b"[]");
        app.deliver_packed(&source, "gzip", gzip(&full)).await.expect(200);
        let hook = Request::post("/intake/alertmanager").header(header::AUTHORIZATION, format!("Bearer {}", source.key));
        app.send(hook.header(header::CONTENT_ENCODING, "zstd").body(Body::from("x")).unwrap()).await.expect(422);
        let shown = app.get(&admin, &format!("/api/v1/integrations/{}", source.id)).await.json();
        assert_eq!((&shown["refusals"], &shown["last_refusal"]["status"]), (&json!(6), &json!(422)));
        assert_eq!(app.apply_alerts().await, 0);
    }

    async fn amtools_questions_are_answered(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        app.alerts(&source, json!([{"labels": {"alertname": "A", "severity": "page"}}, {"labels": {"alertname": "B"}}])).await;
        let count = async |query: &str| app.read_v2(&source.key, &format!("/api/v2/alerts?{query}")).await.expect(200).json().as_array().unwrap().len();
        assert_eq!(count("active=true&inhibited=true&silenced=true&unprocessed=true").await, 2);
        assert_eq!(count("filter=severity%3D%22page%22").await, 1);
        assert_eq!(count("active=false").await, 0);
        assert_eq!(count("receiver=def.*").await, 2);
        assert_eq!(count("receiver=other").await, 0);
        app.read_v2(&source.key, "/api/v2/alerts?filter=%3D").await.expect(400);
        app.read_v2(&source.key, "/api/v2/alerts?active=perhaps").await.expect(400);
        let one = &app.read_v2(&source.key, "/api/v2/alerts").await.json()[0];
        for field in ["annotations", "endsAt", "fingerprint", "receivers", "startsAt", "status", "updatedAt", "labels"] {
            assert!(one.get(field).is_some(), "{field}");
        }
        for path in ["groups", "../status", "../receivers", "../silences"] {
            let path = if let Some(rest) = path.strip_prefix("../") { format!("/api/v2/{rest}") } else { format!("/api/v2/alerts/{path}") };
            app.read_v2(&source.key, &path).await.expect(200).json();
        }
    }

    async fn integrations_are_made_by_admins_and_seen_by_members(app: TestApp) {
        let admin = app.admin().await;
        let member = app.person("水野 遥", Role::Member).await;
        let source = app.source(&admin, "alertmanager").await;
        let at = format!("/api/v1/integrations/{}", source.id);
        app.api(&member, "POST", "/api/v1/integrations", json!({"kind": "prometheus", "name": "x"})).await.expect(403);
        for (method, rest) in [("POST", "/rotate"), ("DELETE", "")] {
            app.api(&member, method, &format!("{at}{rest}"), json!({})).await.expect(403);
        }
        app.api(&member, "PATCH", &at, json!({"name": "y"})).await.expect(403);
        app.get(&member, &at).await.expect(200);
        app.api(&admin, "POST", "/api/v1/integrations", json!({"kind": "prometheus", "name": ""})).await.expect(422);
        app.api(&admin, "POST", "/api/v1/integrations", json!({"kind": "pigeon", "name": "x"})).await.expect(422);
        app.api_with(&admin, "PATCH", &at, json!({"name": "y"}), &[("if-match", "\"9\"")]).await.expect(412);
        let renamed = app.api_with(&admin, "PATCH", &at, json!({"name": "大阪"}), &[("if-match", "\"1\"")]).await.expect(200);
        assert_eq!(renamed.json()["name"], "大阪");
        // A test alert takes the same way, and shows.
        app.api(&member, "POST", &format!("{at}/test"), json!({})).await.expect(200);
        app.apply_alerts().await;
        let list = app.page(&member, "/alerts").await.expect(200);
        assert!(list.text.contains("RyugakuTest") && list.text.contains("大阪"), "{}", list.text);
        app.api(&admin, "DELETE", &at, json!({})).await.expect(204);
        app.get(&admin, &at).await.expect(404);
        app.deliver("/intake/alertmanager", Some(&source.key), r#"{"alerts":[]}"#).await.expect(401);
    }

    async fn the_pages_of_integrations_in_both_languages(app: TestApp) {
        let admin = app.admin().await;
        let none = app.page(&admin, "/integrations").await.expect(200);
        assert!(none.text.contains("送信元がまだない"));
        let refused = app.post_form(&admin, "/integrations", &[("kind", "prometheus"), ("name", "")]).await.expect(422);
        assert!(refused.text.contains("入力する"), "{}", refused.text);
        let made = app.post_form(&admin, "/integrations", &[("kind", "alertmanager"), ("name", "本番 <1>")]).await.expect(201);
        let key = made.text.split("rki_").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert!(made.text.contains("/intake/alertmanager") && made.text.contains("本番 &#60;1&#62;"), "{}", made.text);
        let id = app.get(&admin, "/api/v1/integrations").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
        let at = format!("/integrations/{id}");
        app.deliver("/intake/alertmanager", Some(&format!("rki_{key}")), "{").await.expect(422);
        for lang in Lang::ALL {
            for path in ["/integrations", "/integrations/new", &at] {
                let page = app.page_in(lang, Some(&admin), path).await.expect(200);
                assert!(!page.text.contains('⟦') && !page.text.contains(&key), "{path}: {}", page.text);
            }
        }
        app.post_form(&admin, &format!("{at}/rename"), &[("name", ""), ("version", "1")]).await.expect(422);
        app.post_form(&admin, &format!("{at}/rename"), &[("name", "本番"), ("version", "1")]).await.expect(303);
        app.post_form(&admin, &format!("{at}/test"), &[]).await.expect(303);
        let rotated = app.post_form(&admin, &format!("{at}/rotate"), &[]).await.expect(200);
        assert!(rotated.text.contains("いまだけ見える"));
        app.post_form(&admin, &format!("{at}/remove"), &[]).await.expect(303);
        app.page(&admin, &at).await.expect(404);
    }
}

/// Without a key only where the settings say so, on loopback, and not from a page in a browser.
#[tokio::test(flavor = "multi_thread")]
async fn an_open_loopback_takes_alerts_from_programs_alone() {
    let config = ryugaku::config::Config { open_on_loopback: true, ..Default::default() };
    let app = TestApp::with(crate::support::Home::sqlite(), config).await;
    let body = json!([{"labels": {"alertname": "A"}}]).to_string();
    app.deliver("/api/v2/alerts", None, body.clone()).await.expect(200);
    let by_page = Request::post("/api/v2/alerts").header(header::ORIGIN, "https://evil.example");
    app.send(by_page.body(Body::from(body.clone())).unwrap()).await.expect(401);
    // Nor by one that is no other site's, once its name is bound to this machine's address.
    for (host, status) in [("127.0.0.1:4649", 200), ("evil.example:4649", 401)] {
        for path in ["/api/v2/alerts", "/metrics"] {
            let asked = Request::get(path).header(header::HOST, host).header(header::ACCEPT, "*/*");
            app.send(asked.body(Body::empty()).unwrap()).await.expect(status);
        }
    }
    let config = ryugaku::config::Config {
        open_on_loopback: true,
        listen: Some(([0, 0, 0, 0], 4649).into()),
        ..Default::default()
    };
    let open = TestApp::with(crate::support::Home::sqlite(), config).await;
    open.deliver("/api/v2/alerts", None, body).await.expect(401);
}

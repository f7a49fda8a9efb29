//! Receivers and their channels: made, changed, refused while routes name them; and no door shows what lets in.

use ryugaku::receivers;
use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::both;
use crate::routing::receiver;
use crate::support::{TestApp, Who};

async fn add(app: &TestApp, who: &Who, receiver: &str, channel: Value) -> Value {
    app.api(who, "POST", &format!("/api/v1/receivers/{receiver}/channels"), channel).await.expect(201).json()
}

both! {
    async fn a_receiver_gets_channels_with_numbers_of_their_own(app: TestApp) {
        let admin = app.admin().await;
        let id = receiver(&app, &admin, "pager").await;
        let at = format!("/api/v1/receivers/{id}");
        assert_eq!(add(&app, &admin, &id, json!({"kind": "email", "to": ["a@example.com"], "send_resolved": false})).await["number"], 1);
        assert_eq!(add(&app, &admin, &id, json!({"kind": "webhook", "url": "https://h.example/1"})).await["number"], 2);
        app.api(&admin, "DELETE", &format!("{at}/channels/2"), Value::Null).await.expect(200);
        assert_eq!(add(&app, &admin, &id, json!({"kind": "webhook", "url": "https://h.example/2"})).await["number"], 3);
        let found = app.get(&admin, &at).await.expect(200);
        assert_eq!(found.headers["etag"], "\"5\"");
        let kinds: Vec<_> = found.json()["channels"].as_array().unwrap().iter().map(|one| (one["number"].as_i64().unwrap(), one["send_resolved"].as_bool().unwrap())).collect();
        assert_eq!(kinds, [(1, false), (3, true)]);
        let change = json!({"send_resolved": true, "language": "en", "to": ["b@example.com", "c@example.com"]});
        let changed = app.api(&admin, "PATCH", &format!("{at}/channels/1"), change).await.expect(200).json();
        assert_eq!(changed["channels"][0], json!({"number": 1, "kind": "email", "send_resolved": true, "max_alerts": 0, "to": ["b@example.com", "c@example.com"], "language": "en"}));
        app.api_with(&admin, "PATCH", &format!("{at}/channels/1"), json!({"language": null}), &[("if-match", "\"1\"")]).await.expect(412);
        let changed = app.api(&admin, "PATCH", &format!("{at}/channels/1"), json!({"language": null})).await.expect(200).json();
        assert!(changed["channels"][0].get("language").is_none());
        app.api(&admin, "PATCH", &format!("{at}/channels/2"), json!({})).await.expect(404);
        // Removed and made again under its name, a channel is another.
        app.api(&admin, "DELETE", &at, Value::Null).await.expect(204);
        app.get(&admin, &at).await.expect(404);
        let again = receiver(&app, &admin, "pager").await;
        assert_eq!(add(&app, &admin, &again, json!({"kind": "email", "to": ["a@example.com"]})).await["number"], 4);
        let channels = receivers::channels(&mut app.app.db.reader()).await.unwrap();
        assert_eq!((channels["pager"].len(), channels["default"].len()), (1, 0));
    }

    async fn what_is_wrong_is_said_by_field(app: TestApp) {
        let admin = app.admin().await;
        let id = receiver(&app, &admin, "pager").await;
        for (name, status) in [("pager", 422), ("", 422), ("a\nb", 422), ("ok", 201)] {
            app.api(&admin, "POST", "/api/v1/receivers", json!({"name": name})).await.expect(status);
        }
        let path = format!("/api/v1/receivers/{id}/channels");
        for (body, field) in [
            (json!({"kind": "webhook", "url": "nonsense"}), "url"),
            (json!({"kind": "signed_webhook"}), "url"),
            (json!({"kind": "email"}), "to"),
            (json!({"kind": "email", "to": ["not an address"]}), "to"),
            (json!({"kind": "webhook", "url": "https://h.example/", "authorization": {"token": "a\nb"}}), "token"),
        ] {
            let refused = app.api(&admin, "POST", &path, body).await.expect(422).json();
            assert_eq!(refused["errors"][0]["field"], field);
        }
        let channel = json!({"kind": "email", "to": ["a@example.com"]});
        for _ in 0..20 {
            add(&app, &admin, &id, channel.clone()).await;
        }
        let refused = app.api(&admin, "POST", &path, channel).await.expect(422).json();
        assert_eq!(refused["errors"][0], json!({"field": "kind", "detail": "No more than 20 channels for one receiver. Remove one, or add another receiver"}));
        let form = [("kind", "email"), ("to", "not an address")];
        let page = app.post_form(&admin, &format!("/receivers/{id}/channels"), &form).await.expect(422);
        assert!(page.text.contains("メールアドレスではない"), "{}", page.text);
        let page = app.post_form(&admin, "/receivers", &[("name", "pager")]).await.expect(422);
        assert!(page.text.contains("この名前はもうある"), "{}", page.text);
    }

    async fn while_routes_name_it_it_stays(app: TestApp) {
        let admin = app.admin().await;
        let id = receiver(&app, &admin, "pager").await;
        let at = format!("/api/v1/receivers/{id}");
        let text = "route: {receiver: pager}\nreceivers: [{name: pager}]\n";
        app.api(&admin, "PUT", "/api/v1/routing", json!({"text": text})).await.expect(200);
        let kept = app.api(&admin, "DELETE", &at, Value::Null).await.expect(409).json();
        assert!(kept["detail"].as_str().unwrap().contains("pager"));
        app.api(&admin, "PATCH", &at, json!({"name": "other"})).await.expect(409);
        app.api(&admin, "PATCH", &at, json!({"name": "pager"})).await.expect(200);
        app.post_form(&admin, &format!("/receivers/{id}/remove"), &[]).await.expect(409);
        app.api(&admin, "POST", "/api/v1/routing/versions/0/restore", json!({})).await.expect(200);
        assert_eq!(app.api(&admin, "PATCH", &at, json!({"name": "other"})).await.expect(200).json()["name"], "other");
        app.post_form(&admin, &format!("/receivers/{id}/remove"), &[]).await.expect(303);
    }

    /// Addresses, tokens, passwords and keys go in, and come out of no answer, no page, no list and no event.
    async fn no_door_shows_what_lets_in(app: TestApp) {
        let admin = app.admin().await;
        let reader = app.person("監査", Role::Read).await;
        let id = receiver(&app, &admin, "pager").await;
        let hook = json!({"kind": "webhook", "url": "https://secretuser:secretpass@h.example/secretpath?key=secretkey", "authorization": {"token": "secrettoken"}});
        let made = app.api(&admin, "POST", &format!("/api/v1/receivers/{id}/channels"), hook).await.expect(201);
        assert!(!made.text.contains("secret"), "{}", made.text);
        let signed = add(&app, &admin, &id, json!({"kind": "signed_webhook", "url": "https://s.example/secretpath"})).await;
        let key = signed["secret"].as_str().unwrap().to_owned();
        assert!(key.starts_with("whsec_"));
        let form = [("kind", "webhook"), ("url", "not a secreturl"), ("password", "secretpassword")];
        let refused = app.post_form(&admin, &format!("/receivers/{id}/channels"), &form).await.expect(422);
        let mut texts = vec![refused.text];
        for who in [&admin, &reader] {
            for path in ["/api/v1/receivers", &format!("/api/v1/receivers/{id}"), "/api/v1/routing", "/api/v1/events"] {
                texts.push(app.get(who, path).await.expect(200).text);
            }
            for path in ["/receivers", &format!("/receivers/{id}"), "/routing", "/ledger"] {
                texts.push(app.page(who, path).await.expect(200).text);
            }
        }
        for text in &texts {
            assert!(!text.contains("secretuser") && !text.contains("secretp") && !text.contains("secretk") && !text.contains("secrett") && !text.contains("secreturl") && !text.contains(&key), "{text}");
        }
        assert!(texts.iter().any(|text| text.contains("h.example")));
        // The one who sends gets all of it; a change without an address keeps it.
        app.api(&admin, "PATCH", &format!("/api/v1/receivers/{id}/channels/1"), json!({"max_alerts": 9})).await.expect(200);
        let channels = receivers::channels(&mut app.app.db.reader()).await.unwrap().remove("pager").unwrap();
        let open = |at: usize| receivers::open(&app.app.keys, channels[at].sealed.as_deref().unwrap()).unwrap();
        assert_eq!(open(0).url, "https://secretuser:secretpass@h.example/secretpath?key=secretkey");
        assert!(open(0).authorization == receivers::Authorization::Bearer { token: "secrettoken".into() });
        assert_eq!(open(1).signing_key.as_deref(), key.strip_prefix("whsec_"));
        // Another address does not get the token of the one before.
        app.api(&admin, "PATCH", &format!("/api/v1/receivers/{id}/channels/1"), json!({"url": "https://other.example/"})).await.expect(200);
        let channels = receivers::channels(&mut app.app.db.reader()).await.unwrap().remove("pager").unwrap();
        let target = receivers::open(&app.app.keys, channels[0].sealed.as_deref().unwrap()).unwrap();
        assert!(target.authorization == receivers::Authorization::None && channels[0].settings.host == "other.example");
    }

    async fn by_page_too(app: TestApp) {
        let admin = app.admin().await;
        let made = app.post_form(&admin, "/receivers", &[("name", "夜間")]).await.expect(303);
        let page = made.location().to_owned();
        let add = [("kind", "email"), ("to", "a@example.com, b@example.com"), ("send_resolved", "1")];
        app.post_form(&admin, &format!("{page}/channels"), &add).await.expect(303);
        let signed = app.post_form(&admin, &format!("{page}/channels"), &[("kind", "signed_webhook"), ("url", "https://s.example/x")]).await.expect(201);
        assert!(signed.text.contains("whsec_"));
        app.post_form(&admin, &format!("{page}/channels/1/change"), &[("to", "c@example.com")]).await.expect(303);
        let shown = app.page(&admin, &page).await.expect(200);
        assert!(shown.text.contains("c@example.com") && shown.text.contains("s.example") && !shown.text.contains("whsec_"), "{}", shown.text);
        let wrong = app.post_form(&admin, &format!("{page}/channels/1/change"), &[("to", "nonsense")]).await.expect(422);
        assert!(wrong.text.contains("メールアドレスではない"), "{}", wrong.text);
        app.post_form(&admin, &format!("{page}/channels/2/remove"), &[]).await.expect(303);
        app.post_form(&admin, &format!("{page}/rename"), &[("name", "昼間")]).await.expect(303);
        assert!(app.page(&admin, "/receivers").await.text.contains("昼間"));
    }
}

//! Signing in, as a browser and as a program does it.

use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use ryugaku::door::Transport;
use ryugaku::sign_in::link;
use ryugaku_db::{Read, sql};
use ryugaku_kernel::{Actor, Lang, Role};
use serde_json::{Value, json};

use crate::both;
use crate::support::{Reply, TestApp};

const PASSWORD: &str = "correct horse battery";

/// A browser without script: it keeps the session's cookie and finds the token in the page.
struct Browser<'a> {
    app: &'a TestApp,
    cookies: String,
    address: &'static str,
}

impl<'a> Browser<'a> {
    fn new(app: &'a TestApp) -> Self {
        Self { app, cookies: String::new(), address: "192.0.2.1:5" }
    }

    async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path), String::new()).await
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let shown = self.get(if path == "/sign-out" { "/me" } else { path }).await;
        let (_, rest) = shown.text.split_once("name=\"csrf\" content=\"").unwrap_or_else(|| panic!("{}", shown.text));
        let csrf = rest.split('"').next().unwrap().to_owned();
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.append_pair("csrf", &csrf).extend_pairs(fields);
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let reply = self.send(request, body.finish()).await;
        for cookie in reply.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            if cookie.starts_with("ryugaku_session=") {
                assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
                self.cookies = cookie.split(';').next().unwrap().to_owned();
            }
        }
        reply
    }

    async fn sign_in(&mut self, email: &str, password: &str) -> Reply {
        self.post("/sign-in", &[("email", email), ("password", password), ("next", "/teams")]).await
    }

    async fn send(&self, request: axum::http::request::Builder, body: String) -> Reply {
        let mut request = request
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_LANGUAGE, "ja")
            .header(header::USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
            .header(header::COOKIE, &self.cookies)
            .body(Body::from(body))
            .unwrap();
        request.extensions_mut().insert(Transport::Tcp(self.address.parse().unwrap()));
        self.app.send(request).await
    }
}

async fn first_link(app: &TestApp) -> Option<String> {
    let mut tx = app.begin().await;
    let issued = link::at_start(&mut tx, &app.app.system(), &app.app.keys, false).await.unwrap();
    tx.commit().await.unwrap();
    issued.map(|issued| format!("/sign-in/link/{}", issued.token))
}

const FIRST: [(&str, &str); 6] = [
    ("name", "佐伯 真"),
    ("email", "Saeki@Example.com"),
    ("password", PASSWORD),
    ("organisation", "青空通販"),
    ("language", "ja"),
    ("time_zone", "asia/tokyo"),
];

/// The first administrator, who came by the link and has a password.
async fn settled(app: &TestApp) -> Browser<'_> {
    let link = first_link(app).await.expect("nobody can sign in yet");
    let mut browser = Browser::new(app);
    browser.post(&link, &FIRST).await.expect(303);
    browser
}

async fn operator(app: &TestApp, method: &str, path: &str, body: Value) -> Reply {
    let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
    let mut request = request.body(Body::from(body.to_string())).unwrap();
    request.extensions_mut().insert(Transport::Socket);
    app.send(request).await
}

async fn program(app: &TestApp, token: &str, method: &str, path: &str, body: Value) -> Reply {
    let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    app.send(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn events(app: &TestApp, kind: &'static str) -> i64 {
    app.app.db.reader().count(sql("select count(*) as n from events where kind = $1").bind(kind)).await.unwrap()
}

both! {
    /// The link shows a form and changes nothing; what is wrong is said; then it works once.
    async fn the_first_administrator_comes_by_the_link(app: TestApp) {
        let link = first_link(&app).await.unwrap();
        let other = first_link(&app).await.unwrap();
        let mut browser = Browser::new(&app);
        assert!(browser.get("/sign-in").await.expect(200).text.contains("起動時に表示したリンク"));
        for lang in Lang::ALL {
            let page = app.page_in(lang, None, &link).await.expect(200);
            assert!(!page.text.contains('⟦') && page.text.contains("class=\"narrow\""), "{}", page.text);
        }
        let refused = browser.post(&link, &[("name", ""), ("email", "saeki"), ("language", "ja"), ("password", "short")]).await.expect(422);
        for why in ["入力する", "12 文字以上", "name@example.com", "タイムゾーン"] {
            assert!(refused.text.contains(why), "{why}: {}", refused.text);
        }
        assert!(!refused.text.contains("short"), "a password is written back");
        browser.post(&link, &FIRST).await.expect(303);
        let me = browser.get("/me").await.expect(200);
        assert!(me.text.contains("saeki@example.com") && !me.text.contains('⟦'), "{}", me.text);
        assert_eq!(first_link(&app).await, None);
        for spent in [link, other] {
            browser.get(&spent).await.expect(410);
        }
        assert_eq!(events(&app, "person.added").await, 1);
        let organisation = ryugaku::organisation::store::load(&mut app.app.db.reader()).await.unwrap();
        assert_eq!((organisation.name.as_str(), organisation.time_zone.as_str()), ("青空通販", "Asia/Tokyo"));
    }

    async fn a_link_goes_out_of_date(app: TestApp) {
        let link = first_link(&app).await.unwrap();
        app.advance(SignedDuration::from_hours(25)).await;
        Browser::new(&app).get(&link).await.expect(410);
        Browser::new(&app).get("/sign-in/link/nonsense").await.expect(410);
    }

    /// Password, the wrong one, nobody's; the same words for all; then out again.
    async fn in_and_out_with_a_password(app: TestApp) {
        settled(&app).await;
        let mut browser = Browser::new(&app);
        let wrong = browser.sign_in("saeki@example.com", "wrong horse battery").await.expect(422);
        let nobody = browser.sign_in("nobody@example.com", "wrong horse battery").await.expect(422);
        let same = |reply: &Reply| reply.text.replace("saeki@", "").replace("nobody@", "");
        assert_eq!(same(&wrong), same(&nobody));
        assert!(!wrong.text.contains("wrong horse"));
        let entered = browser.sign_in(" SAEKI@example.com ", PASSWORD).await.expect(303);
        assert_eq!(entered.location(), "/teams");
        browser.get("/teams").await.expect(200);
        assert_eq!(browser.get("/sign-in?next=//evil").await.expect(303).location(), "/");
        browser.post("/sign-out", &[]).await.expect(303);
        assert_eq!(browser.get("/teams").await.expect(303).location(), "/sign-in?next=%2Fteams");
    }

    /// Guessing one account from many addresses, and many accounts from one, both get slower; waiting helps.
    async fn guessing_gets_slower(app: TestApp) {
        settled(&app).await;
        let mut browser = Browser::new(&app);
        for _ in 0..5 {
            browser.sign_in("saeki@example.com", "wrong horse battery").await.expect(422);
        }
        browser.address = "192.0.2.77:5";
        let blocked = browser.sign_in("saeki@example.com", PASSWORD).await.expect(429);
        assert_eq!(blocked.headers["retry-after"], "5");
        assert!(blocked.text.contains("5 秒待つ"), "{}", blocked.text);
        app.advance(SignedDuration::from_secs(6)).await;
        browser.sign_in("saeki@example.com", "wrong horse battery").await.expect(422);
        assert_eq!(browser.sign_in("saeki@example.com", PASSWORD).await.expect(429).headers["retry-after"], "10");
        app.advance(SignedDuration::from_secs(11)).await;
        browser.sign_in("saeki@example.com", PASSWORD).await.expect(303);
        let mut browser = Browser::new(&app);
        // The account's row is gone, the two addresses' are there.
        let kept = app.app.db.reader().count(sql("select count(*) as n from sign_in_failures")).await.unwrap();
        assert_eq!(kept, 2);
        // Five of the account's came from here.
        for guess in 0..25 {
            browser.sign_in(&format!("guess{guess}@example.com"), "wrong horse battery").await.expect(422);
        }
        browser.sign_in("guess99@example.com", "wrong horse battery").await.expect(429);
    }

    /// Another site may neither sign a browser in nor post with the token that everybody can read.
    async fn another_site_signs_nobody_in(app: TestApp) {
        settled(&app).await;
        let csrf = app.app.keys.sign("csrf", b"anonymous");
        for (origin, status) in [("https://evil.example", 303), ("null", 303), ("http://ryugaku.test", 422)] {
            let request = Request::post("/sign-in").header("host", "ryugaku.test").header("origin", origin);
            let body = format!("csrf={csrf}&email=saeki%40example.com&password=wrong+horse+battery");
            let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            Browser::new(&app).send(request, body).await.expect(status);
        }
        assert_eq!(events(&app, "session.begun").await, 1);
    }

    /// Seen at most every five minutes, sliding for thirty days, from where the proxy says only if it is ours.
    async fn sessions_slide_and_are_listed(app: TestApp) {
        let browser = settled(&app).await;
        let expires = || async { app.app.db.reader().count(sql("select expires_at as n from sessions")).await.unwrap() };
        let began = expires().await;
        app.advance(SignedDuration::from_mins(4)).await;
        browser.get("/me").await.expect(200);
        assert_eq!(expires().await, began);
        app.advance(SignedDuration::from_hours(24 * 20)).await;
        let forged = Request::get("/me/sessions").header("x-forwarded-for", "198.51.100.1");
        let page = browser.send(forged, String::new()).await.expect(200);
        let page = if page.text.contains("192.0.2.1") { page } else { browser.get("/me/sessions").await };
        assert!(page.text.contains("192.0.2.1") && !page.text.contains("198.51.100.1"), "{}", page.text);
        assert!(page.text.contains("Firefox · Linux") && page.text.contains("この端末"), "{}", page.text);
        assert!(expires().await > began);
        app.advance(SignedDuration::from_hours(24 * 29)).await;
        browser.get("/me").await.expect(200);
        app.advance(SignedDuration::from_hours(24 * 31)).await;
        browser.get("/me").await.expect(303);
    }

    async fn sessions_end_one_by_one_and_all(app: TestApp) {
        let mut here = settled(&app).await;
        let mut there = Browser::new(&app);
        there.sign_in("saeki@example.com", PASSWORD).await.expect(303);
        let mut third = Browser::new(&app);
        third.sign_in("saeki@example.com", PASSWORD).await.expect(303);
        let listed = app.get_by(&here.cookies, "/api/v1/me/sessions").await.expect(200).json();
        let sessions = listed["items"].as_array().unwrap();
        assert_eq!(sessions.len(), 3);
        let other = sessions.iter().find(|session| session["here"] == false).unwrap()["id"].as_str().unwrap();
        let stranger = app.person("水野 遥", Role::Member).await;
        app.post_form(&stranger, &format!("/me/sessions/{other}/end"), &[]).await.expect(404);
        let page = here.get("/me/sessions").await.expect(200);
        assert!(page.text.contains(other) && !page.text.contains('⟦'));
        let csrf_of = here.get("/me").await;
        assert!(csrf_of.status == 200);
        here.post_from("/me/sessions", &format!("/me/sessions/{other}/end")).await.expect(303);
        let alive = [there.get("/me").await.status, third.get("/me").await.status];
        assert_eq!(alive.iter().filter(|status| **status == 200).count(), 1);
        here.post_from("/me/sessions", "/me/sessions/end-others").await.expect(303);
        assert_eq!([here.get("/me").await.status, there.get("/me").await.status, third.get("/me").await.status], [200, 303, 303]);
        there.sign_in("saeki@example.com", PASSWORD).await.expect(303);
        let csrf = app.page_csrf(&here.cookies).await;
        let left = app.call_by(&here.cookies, &csrf, "DELETE", "/api/v1/me/sessions", Value::Null).await.expect(200).json();
        assert_eq!((left["items"].as_array().unwrap().len(), &left["items"][0]["here"]), (1, &json!(true)));
        there.get("/me").await.expect(303);
    }

    /// Arrived by link, the old password is not asked for; an hour later it is; the other sessions end.
    async fn the_password_is_changed(app: TestApp) {
        let mut browser = settled(&app).await;
        let mut there = Browser::new(&app);
        there.sign_in("saeki@example.com", PASSWORD).await.expect(303);
        browser.post("/me/password", &[("new", "another horse battery")]).await.expect(303);
        there.get("/me").await.expect(303);
        app.advance(SignedDuration::from_mins(61)).await;
        let page = browser.get("/me/password").await.expect(200);
        assert!(page.text.contains("name=\"old\"") && !page.text.contains('⟦'), "{}", page.text);
        let refused = browser.post("/me/password", &[("new", "one more horse battery")]).await.expect(422);
        assert!(refused.text.contains("いまのパスワードと違う"), "{}", refused.text);
        let common = browser.post("/me/password", &[("old", "another horse battery"), ("new", "password1234")]).await.expect(422);
        assert!(common.text.contains("推測されやすい"), "{}", common.text);
        browser.post("/me/password", &[("old", "another horse battery"), ("new", "one more horse battery")]).await.expect(303);
        there.sign_in("saeki@example.com", "one more horse battery").await.expect(303);
        let csrf = app.page_csrf(&there.cookies).await;
        let by_api = app.call_by(&there.cookies, &csrf, "POST", "/api/v1/me/password", json!({"new": "yet another horse"})).await;
        assert_eq!(by_api.expect(422).json()["errors"][0]["field"], "old");
    }

    /// An administrator makes a link for somebody, on record; it signs them in once, and lets them choose a password.
    async fn a_link_for_somebody_else(app: TestApp) {
        let admin = app.admin().await;
        let member = app.person("水野 遥", Role::Member).await;
        app.api(&member, "POST", "/api/v1/sign-in-links", json!({"person": "佐伯 真"})).await.expect(403);
        app.api(&member, "POST", &format!("/api/v1/people/{}/sign-in-link", admin.id), json!({})).await.expect(403);
        let made = app.api(&admin, "POST", &format!("/api/v1/people/{}/sign-in-link", member.id), json!({})).await.expect(200).json();
        assert_eq!(made["person"], member.id.to_string());
        assert_eq!(events(&app, "sign_in_link.issued").await, 1);
        let link: url::Url = made["link"].as_str().unwrap().parse().unwrap();
        for lang in Lang::ALL {
            let page = app.page_in(lang, None, link.path()).await.expect(200);
            assert!(page.text.contains("水野 遥") && !page.text.contains('⟦'), "{}", page.text);
        }
        let mut browser = Browser::new(&app);
        browser.post(link.path(), &[("password", "short")]).await.expect(422);
        browser.post(link.path(), &[("password", PASSWORD)]).await.expect(303);
        browser.get("/teams").await.expect(200);
        Browser::new(&app).get(link.path()).await.expect(410);
        let mut again = Browser::new(&app);
        again.sign_in(&format!("{}@example.com", member.id), PASSWORD).await.expect(303);
        // By name, by address, by nothing; not by a name that nobody has.
        for whom in [json!({"person": "水野 遥"}), json!({"person": format!("{}@EXAMPLE.com", member.id)}), json!({})] {
            operator(&app, "POST", "/api/v1/sign-in-links", whom).await.expect(200);
        }
        operator(&app, "POST", "/api/v1/sign-in-links", json!({"person": "誰か"})).await.expect(422);
        app.person("水野 遥", Role::Read).await;
        operator(&app, "POST", "/api/v1/sign-in-links", json!({"person": "水野 遥"})).await.expect(422);
    }

    /// Who has left is out at once: session, password, token, link.
    async fn who_has_left_is_out(app: TestApp) {
        let browser = settled(&app).await;
        let token = operator(&app, "POST", "/api/v1/tokens", json!({"name": "own", "role": "read", "person": "saeki@example.com"})).await.expect(201).json();
        let link = operator(&app, "POST", "/api/v1/sign-in-links", json!({"person": "saeki@example.com"})).await.expect(200).json();
        let mut tx = app.begin().await;
        tx.run(sql("update people set deactivated_at = $1").bind(app.now())).await.unwrap();
        tx.commit().await.unwrap();
        browser.get("/teams").await.expect(303);
        Browser::new(&app).sign_in("saeki@example.com", PASSWORD).await.expect(422);
        program(&app, token["token"].as_str().unwrap(), "GET", "/api/v1/me", Value::Null).await.expect(401);
        let link: url::Url = link["link"].as_str().unwrap().parse().unwrap();
        Browser::new(&app).get(link.path()).await.expect(410);
        operator(&app, "POST", "/api/v1/sign-in-links", json!({"person": "saeki@example.com"})).await.expect(409);
    }

    /// Tokens: shown once, within one's role, used, expired, revoked.
    async fn tokens_live_and_end(app: TestApp) {
        let admin = app.admin().await;
        let member = app.person("水野 遥", Role::Member).await;
        let reader = app.person("監査", Role::Read).await;
        let new = |role: &str, days: Value| json!({"name": "Prometheus", "role": role, "days": days});
        app.api(&member, "POST", "/api/v1/tokens", new("admin", json!(30))).await.expect(422);
        app.api(&reader, "POST", "/api/v1/tokens", new("intake", json!(30))).await.expect(422);
        app.api(&admin, "POST", "/api/v1/tokens", new("intake", json!(0))).await.expect(422);
        app.api(&member, "POST", "/api/v1/tokens", json!({"name": "x", "role": "read", "person": "監査"})).await.expect(403);
        app.api(&admin, "POST", "/api/v1/tokens", json!({"name": "x", "role": "member", "person": "監査"})).await.expect(422);
        let made = app.api(&admin, "POST", "/api/v1/tokens", new("intake", json!(null))).await.expect(201).json();
        let text = made["token"].as_str().unwrap().to_owned();
        assert!(text.starts_with("ryu_") && text.len() == 44 && text.starts_with(made["hint"].as_str().unwrap()), "{text}");
        let me = program(&app, &text, "GET", "/api/v1/me", Value::Null).await.expect(200).json();
        assert_eq!((me["kind"].as_str(), me["role"].as_str()), (Some("token"), Some("intake")));
        program(&app, &text, "GET", "/api/v1/teams", Value::Null).await.expect(403);
        program(&app, &text, "POST", "/api/v1/tokens", new("intake", json!(1))).await.expect(403);
        let own = app.api(&member, "POST", "/api/v1/tokens", new("read", json!(30))).await.expect(201).json();
        let mine = app.get(&member, "/api/v1/tokens").await.expect(200).json();
        assert_eq!(mine["items"].as_array().unwrap().len(), 1);
        assert_eq!(mine["items"][0]["token"], Value::Null);
        let all = app.get(&admin, "/api/v1/tokens").await.expect(200).json();
        assert_eq!(all["items"].as_array().unwrap().len(), 2);
        assert!(all["items"][1]["used_at"].is_string(), "{all}");
        app.api(&member, "DELETE", &format!("/api/v1/tokens/{}", made["id"].as_str().unwrap()), Value::Null).await.expect(404);
        app.api(&admin, "DELETE", &format!("/api/v1/tokens/{}", made["id"].as_str().unwrap()), Value::Null).await.expect(200);
        program(&app, &text, "GET", "/api/v1/me", Value::Null).await.expect(401);
        let own = own["token"].as_str().unwrap();
        program(&app, own, "GET", "/api/v1/teams", Value::Null).await.expect(200);
        app.advance(SignedDuration::from_hours(24 * 30)).await;
        program(&app, own, "GET", "/api/v1/teams", Value::Null).await.expect(401);
        assert_eq!((events(&app, "token.created").await, events(&app, "token.revoked").await), (2, 1));
    }

    async fn tokens_are_made_on_the_page(app: TestApp) {
        let admin = app.admin().await;
        let member = app.person("水野 遥", Role::Member).await;
        let empty = app.page(&member, "/settings/tokens").await.expect(200);
        assert!(empty.text.contains("トークンはまだない") && !empty.text.contains("value=\"admin\""), "{}", empty.text);
        let refused = app.post_form(&admin, "/settings/tokens", &[("name", ""), ("role", "intake"), ("days", "")]).await.expect(422);
        assert!(refused.text.contains("入力する"), "{}", refused.text);
        let fields = [("name", "Prometheus"), ("role", "intake"), ("days", ""), ("owner", "program")];
        let made = app.post_form(&admin, "/settings/tokens", &fields).await.expect(200);
        assert!(made.text.contains("<code id=\"token\">ryu_") && made.text.contains("いまだけ見える"), "{}", made.text);
        app.post_form(&member, "/settings/tokens", &[("name", "自分用"), ("role", "read"), ("days", "30"), ("owner", "program")]).await.expect(403);
        app.post_form(&member, "/settings/tokens", &[("name", "自分用"), ("role", "read"), ("days", "30")]).await.expect(200);
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&admin), "/settings/tokens").await.expect(200);
            assert!(page.text.contains("自分用") && page.text.contains("Prometheus"), "{}", page.text);
            assert!(!page.text.contains("id=\"token\"") && !page.text.contains('⟦'), "{}", page.text);
        }
        let all = app.get(&admin, "/api/v1/tokens").await.json();
        let id = all["items"][0]["id"].as_str().unwrap();
        let gone = app.post_form(&admin, &format!("/settings/tokens/{id}/revoke"), &[]).await.expect(303);
        assert_eq!(gone.location(), "/settings/tokens");
    }

    /// A person's own settings, by page and by API; nobody's by a program.
    async fn settings_are_ones_own(app: TestApp) {
        let reader = app.person("監査", Role::Read).await;
        let fields = [("name", "監査 太郎"), ("language", "en"), ("time_zone", "europe/berlin"), ("theme", "dark"), ("version", "1")];
        app.post_form(&reader, "/me", &fields).await.expect(303);
        let page = app.page(&reader, "/me").await.expect(200);
        assert!(page.text.contains("lang=\"en\" data-theme=\"dark\"") && page.text.contains("data-keys=\"off\""), "{}", page.text);
        assert!(page.text.contains("value=\"Europe/Berlin\"") && !page.text.contains('⟦'), "{}", page.text);
        app.post_form(&reader, "/me", &fields).await.expect(412);
        let refused = app.post_form(&reader, "/me", &[("name", ""), ("time_zone", "Asia/Edo")]).await.expect(422);
        assert!(refused.text.contains("Asia/Edo"), "{}", refused.text);
        let changed = app.api(&reader, "PATCH", "/api/v1/me", json!({"language": null, "single_keys": true})).await.expect(200).json();
        assert_eq!((changed["person"]["language"].clone(), changed["person"]["theme"].clone()), (Value::Null, json!("dark")));
        app.api(&reader, "PATCH", "/api/v1/me", json!({"theme": "sepia"})).await.expect(422);
        app.api_with(&reader, "PATCH", "/api/v1/me", json!({"theme": null}), &[("if-match", "\"1\"")]).await.expect(412);
        operator(&app, "PATCH", "/api/v1/me", json!({"name": "x"})).await.expect(403);
        assert_eq!(operator(&app, "GET", "/api/v1/me", Value::Null).await.expect(200).json()["kind"], "operator");
    }

    async fn settings_and_menu_lead_to_what_there_is(app: TestApp) {
        let admin = app.admin().await;
        for lang in Lang::ALL {
            for path in ["/settings", "/menu"] {
                let page = app.page_in(lang, Some(&admin), path).await.expect(200);
                assert!(!page.text.contains('⟦'), "{}", page.text);
            }
        }
        let index = app.page(&admin, "/settings").await.text;
        for path in index.split("class=\"title\" href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            app.page(&admin, path).await.expect(200);
        }
    }

    /// What verbs refuse before they look at anything.
    async fn strangers_change_nothing(app: TestApp) {
        let member = app.person("水野 遥", Role::Member).await;
        let cx = app.app.cx(Actor::anonymous(), Lang::En);
        let mut tx = app.begin().await;
        assert!(link::issue(&mut tx, &cx, &app.app.keys, Some(member.id)).await.is_err());
        assert!(link::at_start(&mut tx, &cx, &app.app.keys, true).await.is_err());
        drop(tx);
        for path in ["/me", "/me/sessions", "/me/password", "/settings", "/settings/tokens", "/menu"] {
            assert!(app.page_in(Lang::En, None, path).await.expect(303).location().starts_with("/sign-in?next="));
        }
        assert_eq!(events(&app, "sign_in_link.issued").await, 0);
    }
}

impl TestApp {
    async fn get_by(&self, cookies: &str, path: &str) -> Reply {
        self.send(Request::get(path).header(header::COOKIE, cookies).body(Body::empty()).unwrap()).await
    }

    async fn page_csrf(&self, cookies: &str) -> String {
        let page = self.send(Request::get("/me").header(header::COOKIE, cookies).body(Body::empty()).unwrap()).await;
        let (_, rest) = page.text.split_once("name=\"csrf\" content=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }

    async fn call_by(&self, cookies: &str, csrf: &str, method: &str, path: &str, body: Value) -> Reply {
        let request = Request::builder().method(method).uri(path);
        let request = request.header(header::COOKIE, cookies).header("x-csrf-token", csrf);
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }
}

impl Browser<'_> {
    /// Presses a button of one page that posts to another.
    async fn post_from(&mut self, page: &str, path: &str) -> Reply {
        let shown = self.get(page).await.expect(200);
        let csrf = shown.text.split_once("name=\"csrf\" content=\"").unwrap().1.split('"').next().unwrap().to_owned();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, format!("csrf={csrf}")).await
    }
}

/// What a log of everything holds when somebody signs in, makes a token and a link, and something fails.
mod logs {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::fmt::MakeWriter;

    use super::*;
    use crate::support::Home;

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for Log {
        type Writer = Self;
        fn make_writer(&'a self) -> Self {
            self.clone()
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn hold_no_secret() {
        let log = Log::default();
        let everything = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone());
        tracing::subscriber::set_global_default(everything.finish()).unwrap();
        let app = TestApp::on(Home::sqlite()).await;
        let link = first_link(&app).await.unwrap();
        let mut browser = Browser::new(&app);
        browser.post(&link, &FIRST).await.expect(303);
        let session = browser.cookies.split_once('=').unwrap().1.to_owned();
        let mut other = Browser::new(&app);
        other.sign_in("saeki@example.com", "a wrong horse battery").await.expect(422);
        other.sign_in("saeki@example.com", PASSWORD).await.expect(303);
        let made =
            operator(&app, "POST", "/api/v1/tokens", json!({"name": "x", "role": "read"})).await.expect(201).json();
        let token = made["token"].as_str().unwrap().to_owned();
        program(&app, &token, "GET", "/api/v1/me", Value::Null).await.expect(200);
        // A failure on our side is logged, the address is not.
        let mut tx = app.begin().await;
        tx.run(sql("alter table sign_in_links rename to elsewhere")).await.unwrap();
        tx.commit().await.unwrap();
        browser.get(&link).await.expect(500);
        let text = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
        assert!(
            text.contains("a request failed") && text.contains("/sign-in/link/{token}"),
            "nothing was logged: {text}"
        );
        let link = link.rsplit('/').next().unwrap();
        for secret in [PASSWORD, "a wrong horse battery", link, &session, &token, "$argon2id$"] {
            assert!(!text.contains(secret), "{secret} is in the log");
        }
    }
}

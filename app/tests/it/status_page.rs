//! The status page: off, inside and public; from an incident's draft to its end; who is told by e-mail, and how they leave.

use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use ryugaku::config::{Config, Smtp};
use ryugaku::people::TeamKind;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both_homes;
use crate::support::{Home, MailSink, Reply, TestApp, Who};

pub struct Stage {
    pub app: TestApp,
    pub admin: Who,
    pub sink: MailSink,
    /// The component for the service `checkout`.
    pub component: String,
}

pub const PAGE: &str = "/api/v1/status-page";
pub const ASKED: &str = "haruka@example.com";

/// A page that is switched on, with one component; mails go to the sink.
pub async fn stage(home: Home) -> Stage {
    let sink = MailSink::start().await;
    let mut smtp = Smtp::default();
    smtp.url = Some(sink.url.clone());
    let public_url = Some("https://ryugaku.example/".parse().unwrap());
    let app = TestApp::with(home, Config { smtp, public_url, ..Config::default() }).await;
    let admin = app.admin().await;
    app.team("pay", TeamKind::Product).await;
    app.api(&admin, "POST", "/api/v1/products", json!({"slug": "shop", "name": "店", "team": "pay"})).await.expect(201);
    let service = json!({"slug": "checkout", "name": "checkout-api-prod-3", "product": "shop"});
    let service = app.api(&admin, "POST", "/api/v1/services", service).await.expect(201).json();
    app.api(&admin, "PATCH", PAGE, json!({"visibility": "public"})).await.expect(200);
    let named = json!({"place": service["id"], "name": {"ja": "決済", "en": "Payments"}, "group": {"ja": "お店", "en": "Shop"}});
    let component = app.api(&admin, "POST", &format!("{PAGE}/components"), named).await.expect(201).json();
    let component = component["id"].as_str().unwrap().to_owned();
    Stage { app, admin, sink, component }
}

impl Stage {
    /// As somebody without a session reads it.
    pub async fn read(&self, path: &str) -> Reply {
        self.app.page_in(Lang::Ja, None, path).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.app.api(&self.admin, "POST", path, body).await
    }

    pub async fn incident(&self) {
        let opened = json!({"title": "checkout-db の接続枯渇", "severity": "sev2", "services": ["checkout"]});
        self.post("/api/v1/incidents", opened).await.expect(201);
    }

    /// A notice that is published, and its key.
    pub async fn published(&self) -> String {
        let told = json!({"kind": "incident", "title": {"ja": "決済の障害", "en": "Payments fail"},
            "body": {"ja": "調べています", "en": "We look into it"}, "components": {self.component.as_str(): "major"}});
        let id =
            self.post(&format!("{PAGE}/notices"), told).await.expect(201).json()["id"].as_str().unwrap().to_owned();
        self.post(&format!("{PAGE}/notices/{id}/publish"), json!({})).await.expect(200);
        id
    }

    /// What somebody without a session posts, as the page's own form does.
    pub async fn form(&self, path: &str, fields: &str) -> Reply {
        self.form_in(Lang::Ja, path, fields).await
    }

    pub async fn form_in(&self, lang: Lang, path: &str, fields: &str) -> Reply {
        let csrf = self.app.app.keys.sign("csrf", b"anonymous");
        let request = Request::builder().method("POST").uri(path).header(header::ACCEPT, "text/html");
        let request = request.header(header::ACCEPT_LANGUAGE, lang.tag());
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.app.send(request.body(Body::from(format!("csrf={csrf}&{fields}"))).unwrap()).await
    }

    /// The link in the one mail that came.
    pub async fn link(&self, part: &str) -> String {
        self.app.run_jobs().await;
        let mails = self.sink.take().await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        let body = mails[0].body();
        let line = body.lines().find(|line| line.contains(part)).unwrap_or_else(|| panic!("no link in {body}"));
        line.trim().trim_start_matches("https://ryugaku.example").to_owned()
    }

    pub async fn subscribed(&self) {
        self.form("/status/subscribe", &format!("address={ASKED}")).await.expect(200);
        let link = self.link("/status/confirm/").await;
        self.form(&link, "").await.expect(200);
    }

    pub async fn subscribers(&self) -> Vec<Value> {
        let list = self.app.get(&self.admin, &format!("{PAGE}/subscribers")).await.expect(200).json();
        list["items"].as_array().unwrap().clone()
    }
}

async fn it_is_off_inside_or_public(home: Home) {
    let app = TestApp::on(home).await;
    let (admin, reader) = (app.admin().await, app.person("監査", Role::Read).await);
    for path in ["/status", "/status.json", "/status/feed.atom", "/status/subscribe"] {
        assert_eq!(app.page(&admin, path).await.status, 404, "{path}");
    }
    app.api(&admin, "PATCH", PAGE, json!({"visibility": "inside"})).await.expect(200);
    assert_eq!(app.page_in(Lang::Ja, None, "/status").await.status, 303, "one signs in first");
    let inside = app.page(&reader, "/status").await.expect(200);
    assert_eq!(inside.headers["cache-control"], "no-store");
    app.api(&admin, "PATCH", PAGE, json!({"visibility": "public"})).await.expect(200);
    let public = app.page_in(Lang::En, None, "/status").await.expect(200);
    assert_eq!(public.headers["cache-control"], "public, max-age=30");
    let policy = public.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    assert!(!public.text.contains("<script") && public.headers.get("set-cookie").is_none(), "{}", public.text);
    assert!(public.text.contains("No component is shown yet"), "{}", public.text);
    let form = app.page_in(Lang::En, None, "/status/subscribe").await.expect(200).text;
    assert!(form.contains("E-mail is not available") && !form.contains("<form"), "{form}");
    let stale = app.api_with(&admin, "PATCH", PAGE, json!({"visibility": "off"}), &[("if-match", "\"1\"")]).await;
    assert_eq!(stale.status, 412);
    app.api(&admin, "PATCH", PAGE, json!({"visibility": "nobody"})).await.expect(422);
}

async fn a_notice_goes_from_an_incident_to_its_end(home: Home) {
    let stage = stage(home).await;
    stage.incident().await;
    let room = stage.app.page(&stage.admin, "/incidents/INC-1").await.expect(200).text;
    assert!(room.contains("/incidents/INC-1/status-notice"), "{room}");
    let update = json!({"circle": "stakeholders", "text": "決済が通りにくい"});
    stage.post("/api/v1/incidents/INC-1/updates", update).await.expect(201);
    let draft = stage.post("/api/v1/incidents/INC-1/status-notice", json!({})).await.expect(201).json();
    assert_eq!(draft["title"], json!({"ja": "checkout-db の接続枯渇", "en": ""}));
    assert_eq!(draft["updates"][0]["body"]["ja"], "決済が通りにくい");
    assert_eq!(draft["components"][&stage.component], "partial");
    stage.post("/api/v1/incidents/INC-1/status-notice", json!({})).await.expect(409);
    let (id, slug) = (draft["id"].as_str().unwrap(), draft["slug"].as_str().unwrap());
    let at = format!("{PAGE}/notices/{id}");
    let seen = stage.read("/status").await.expect(200).text;
    assert!(
        seen.contains("把握している問題はありません") && !seen.contains("接続枯渇"),
        "a draft is seen by nobody: {seen}"
    );
    assert_eq!(stage.read(&format!("/status/notices/{slug}")).await.status, 404);

    let written = json!({"title": {"ja": "決済が使えません"}, "body": {"en": "Half of it"}, "components": {stage.component.as_str(): "major"}});
    stage.app.api(&stage.admin, "PUT", &at, written).await.expect(200);
    let refused = stage.post(&format!("{at}/publish"), json!({})).await.expect(422).text;
    assert!(refused.contains("title_en") && refused.contains("body_ja"), "{refused}");
    let written = json!({"title": {"ja": "決済が使えません"}, "body": {"ja": "<b>調べて</b>います"}, "components": {stage.component.as_str(): "major"}});
    stage.app.api(&stage.admin, "PUT", &at, written).await.expect(200);
    let preview = stage.app.page(&stage.admin, &format!("/status-page/notices/{id}")).await.expect(200).text;
    assert!(preview.contains("This is in Japanese only"), "as an English reader sees it: {preview}");
    stage.post(&format!("{at}/publish"), json!({})).await.expect(200);
    stage.post(&format!("{at}/publish"), json!({})).await.expect(409);
    stage.app.api(&stage.admin, "DELETE", &at, json!({})).await.expect(409);

    let seen = stage.app.page_in(Lang::En, None, "/status").await.expect(200).text;
    for here in ["決済が使えません", "Payments", "Major outage", "This is in Japanese only", "&lt;b&gt;"] {
        assert!(seen.contains(here), "{here}: {seen}");
    }
    for inside in ["INC-1", "checkout", "接続枯渇", "佐伯", id, "incidents"] {
        assert!(!seen.contains(inside), "{inside} got out: {seen}");
    }
    let data = stage.read("/status.json").await.expect(200).json();
    assert_eq!(data["components"][0]["state"], "major");
    assert!(!data.to_string().contains("INC-1") && !data.to_string().contains(id), "{data}");

    stage.app.clock.advance(SignedDuration::from_mins(20));
    let said = json!({"stage": "resolved", "body": {"ja": "直りました", "en": "It works again"}});
    stage.post(&format!("{at}/updates"), json!({"stage": "done", "body": {"ja": "x"}})).await.expect(422);
    stage.post(&format!("{at}/updates"), json!({"stage": "monitoring"})).await.expect(422);
    let ended = stage.post(&format!("{at}/updates"), said).await.expect(200).json();
    assert_eq!((&ended["state"], ended["updates"].as_array().unwrap().len()), (&json!("ended"), 2));
    // What is not given stays.
    let mended = json!({"body": {"ja": "直りました。原因は調べています"}});
    let update = ended["updates"][1]["id"].as_str().unwrap();
    stage.post(&format!("{PAGE}/updates/{update}"), mended).await.expect(200);
    let title = json!({"title": {"en": "Payments failed"}});
    stage.post(&format!("{at}/mend"), title).await.expect(200);
    let title = json!({"title": {"ja": "決済が使えませんでした"}});
    let mended = stage.post(&format!("{at}/mend"), title).await.expect(200).json();
    assert_eq!(mended["title"], json!({"ja": "決済が使えませんでした", "en": "Payments failed"}));
    assert_eq!(mended["updates"][1]["body"]["en"], "It works again", "{mended}");
    let one = stage.read(&format!("/status/notices/{slug}")).await.expect(200).text;
    assert!(one.contains("訂正あり") && one.contains("決済が使えませんでした"), "{one}");
    let history = stage.app.page(&stage.admin, &format!("/status-page/notices/{id}")).await.expect(200).text;
    assert!(history.contains(">直りました</p>") && history.contains(">決済が使えません</p>"), "{history}");
    let room = stage.app.page(&stage.admin, "/incidents/INC-1").await.expect(200).text;
    assert!(room.contains("ステータスページに公開した") && !room.contains("/incidents/INC-1/status-notice"), "{room}");

    let feed = stage.read("/status/feed.atom?lang=en").await.expect(200);
    assert_eq!(feed.headers["content-type"], "application/atom+xml; charset=utf-8");
    assert!(
        feed.text.contains("<title>Resolved: Payments failed</title>") && feed.text.contains(slug),
        "{}",
        feed.text
    );
    assert!(feed.text.contains("&#60;p&#62;It works again"), "HTML inside of XML is escaped: {}", feed.text);
    stage.app.clock.advance(SignedDuration::from_hours(91 * 24));
    let later = stage.read("/status").await.expect(200).text;
    assert!(later.contains("過去90日のお知らせはありません"), "{later}");
    assert_eq!(stage.read(&format!("/status/notices/{slug}")).await.status, 200, "its own page stays");
    stage.app.run_jobs().await;
}

async fn what_few_may_know_is_not_offered(home: Home) {
    let stage = stage(home).await;
    stage.incident().await;
    stage.app.api(&stage.admin, "PUT", "/api/v1/incidents/INC-1/restriction", json!({"people": []})).await.expect(200);
    let room = stage.app.page(&stage.admin, "/incidents/INC-1").await.expect(200).text;
    assert!(!room.contains("/incidents/INC-1/status-notice"), "{room}");
    let refused = stage.post("/api/v1/incidents/INC-1/status-notice", json!({})).await.expect(409).text;
    assert!(refused.contains("Only the named") || refused.contains("限定インシデント"), "{refused}");
}

async fn planned_work_counts_once_it_begins(home: Home) {
    let stage = stage(home).await;
    let begins = stage.app.now().plus(SignedDuration::from_hours(2));
    let ends = begins.plus(SignedDuration::from_hours(1));
    let mut told = json!({"kind": "maintenance", "title": {"en": "New disks"}, "body": {"en": "We change disks"},
        "components": {stage.component.as_str(): "maintenance"}, "begins_at": ends, "ends_at": begins});
    stage.post(&format!("{PAGE}/notices"), told.clone()).await.expect(422);
    (told["begins_at"], told["ends_at"]) = (json!(begins), json!(ends));
    let id = stage.post(&format!("{PAGE}/notices"), told).await.expect(201).json()["id"].as_str().unwrap().to_owned();
    stage.post(&format!("{PAGE}/notices/{id}/publish"), json!({})).await.expect(200);
    let state = async || stage.read("/status.json").await.json()["components"][0]["state"].as_str().unwrap().to_owned();
    assert_eq!(state().await, "no_known_problem");
    stage.app.clock.advance(SignedDuration::from_hours(2));
    assert_eq!(state().await, "maintenance");
    stage
        .post(&format!("{PAGE}/notices/{id}/updates"), json!({"stage": "done", "body": {"en": "Done"}}))
        .await
        .expect(200);
    assert_eq!(state().await, "no_known_problem");
    stage.app.run_jobs().await;
}

async fn those_who_run_reliability_write_and_others_do_not(home: Home) {
    let stage = stage(home).await;
    let app = &stage.app;
    stage.incident().await;
    let ours = app.team("sre", TeamKind::Sre).await;
    let (sre, other) = (app.member_of(&ours, "大川 理").await, app.person("水野 遥", Role::Member).await);
    let begin = json!({"kind": "incident"});
    app.api(&other, "POST", &format!("{PAGE}/notices"), begin.clone()).await.expect(403);
    app.api(&other, "POST", "/api/v1/incidents/INC-1/status-notice", json!({})).await.expect(403);
    let component = json!({"place": stage.component, "name": {"ja": "あ", "en": "a"}});
    app.api(&other, "POST", &format!("{PAGE}/components"), component.clone()).await.expect(403);
    app.api(&sre, "POST", &format!("{PAGE}/components"), component).await.expect(422);
    let draft = app.api(&sre, "POST", &format!("{PAGE}/notices"), begin).await.expect(201).json();
    let draft = format!("{PAGE}/notices/{}", draft["id"].as_str().unwrap());
    app.api(&other, "POST", &format!("{draft}/publish"), json!({})).await.expect(403);
    app.api(&sre, "PATCH", PAGE, json!({"visibility": "off"})).await.expect(403);
    app.api(&sre, "DELETE", &draft, json!({})).await.expect(204);
    assert_eq!(app.get(&sre, &draft).await.status, 404);
    app.api(&other, "PUT", "/api/v1/incidents/INC-1/roles/communications", json!({"person": "me"})).await.expect(200);
    let room = app.page(&other, "/incidents/INC-1").await.expect(200).text;
    assert!(room.contains("/incidents/INC-1/status-notice"), "who speaks for the incident may: {room}");
    app.api(&other, "POST", "/api/v1/incidents/INC-1/status-notice", json!({})).await.expect(201);
    app.api(&stage.admin, "PATCH", PAGE, json!({"visibility": "off"})).await.expect(200);
    let list = app.get(&stage.admin, &format!("{PAGE}/notices?state=draft")).await.expect(200).json();
    let draft = format!("{PAGE}/notices/{}", list["items"][0]["id"].as_str().unwrap());
    app.api(&stage.admin, "POST", &format!("{draft}/publish"), json!({})).await.expect(409);
}

/// Neither is a draft begun, nor one published that was begun before; who is not named does not see that one either.
async fn a_restricted_incident_is_not_told_of(home: Home) {
    let stage = stage(home).await;
    stage.incident().await;
    let draft = stage.post("/api/v1/incidents/INC-1/status-notice", json!({})).await.expect(201).json();
    let other = stage.app.person("久保 圭", Role::Admin).await;
    let at = format!("{PAGE}/notices/{}", draft["id"].as_str().unwrap());
    stage.app.get(&other, &at).await.expect(200);
    stage.app.api(&stage.admin, "PUT", "/api/v1/incidents/INC-1/restriction", json!({"people": []})).await.expect(200);
    assert_eq!(stage.app.get(&other, &at).await.status, 404);
    let list = stage.app.get(&other, &format!("{PAGE}/notices")).await.expect(200).json();
    assert_eq!(list["items"], json!([]), "it is in no list");
    stage.post(&format!("{at}/publish"), json!({})).await.expect(409);
    stage.app.api(&stage.admin, "DELETE", &at, json!({})).await.expect(204);
    stage.post("/api/v1/incidents/INC-1/status-notice", json!({})).await.expect(409);
    let room = stage.app.page(&stage.admin, "/incidents/INC-1").await.expect(200).text;
    assert!(!room.contains("/incidents/INC-1/status-notice"), "{room}");
}

async fn subscribers_confirm_hear_and_leave(home: Home) {
    let stage = stage(home).await;
    stage.form("/status/subscribe", "address=nobody").await.expect(422);
    stage.form("/status/subscribe", &format!("address={ASKED}&components=x")).await.expect(422);
    let fields = format!("address={ASKED}&components={}", stage.component);
    let said = stage.form("/status/subscribe", &fields).await.expect(200).text;
    let link = stage.link("/status/confirm/").await;
    stage.published().await;
    stage.app.run_jobs().await;
    assert!(stage.sink.take().await.is_empty(), "nobody is told before they confirm");
    assert!(stage.read(&link).await.expect(200).text.contains("購読を始める"));
    assert!(stage.subscribers().await[0]["confirmed_at"].is_null(), "looking at the link does nothing");
    stage.form(&link, "").await.expect(200);
    assert_eq!(stage.subscribers().await[0]["components"], json!([stage.component]));

    let id = stage.published().await;
    stage.app.run_jobs().await;
    let mails = stage.sink.take().await;
    let [mail] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!(
        (mail.to.as_slice(), mail.header("List-Unsubscribe-Post")),
        ([ASKED.to_owned()].as_slice(), "List-Unsubscribe=One-Click")
    );
    assert!(mail.subject().contains("[調査中] 決済の障害") && mail.body().contains("調べています"), "{mail:?}");
    let own = mail.header("Message-ID");
    assert!(own.starts_with("<status-") && own.ends_with('>'), "{own}");
    let out = mail.header("List-Unsubscribe").trim_matches(['<', '>']).to_owned();
    assert!(mail.body().contains(&out), "the way out stands in the mail too");
    let none = json!({"stage": "identified", "body": {"ja": "原因がわかりました"}, "components": {}});
    stage.post(&format!("{PAGE}/notices/{id}/updates"), none).await.expect(200);
    stage.app.run_jobs().await;
    assert_eq!(stage.sink.take().await.len(), 1, "what concerns no component concerns all");

    stage.app.clock.advance(SignedDuration::from_mins(1));
    let again = stage.form("/status/subscribe", &format!("address={}", ASKED.to_uppercase())).await.expect(200).text;
    assert_eq!(again, said, "nobody learns whether an address is there");
    let changed = stage.link("/status/confirm/").await;
    stage.app.clock.advance(SignedDuration::from_hours(25));
    assert_eq!(stage.form(&changed, "").await.status, 410, "it has expired");
    assert_eq!(stage.subscribers().await.len(), 1);

    let out = out.trim_start_matches("https://ryugaku.example");
    assert!(stage.read(out).await.expect(200).text.contains("購読をやめる"));
    assert_eq!(stage.subscribers().await.len(), 1, "looking at the link does nothing");
    // As a mail program does it: no cookie, no token of a page.
    let one_click =
        Request::builder().method("POST").uri(out).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    stage.app.send(one_click.body(Body::from("List-Unsubscribe=One-Click")).unwrap()).await.expect(200);
    assert!(stage.subscribers().await.is_empty());
    assert_eq!(stage.form(&format!("{out}x"), "").await.status, 410);
}

async fn mails_that_come_back_are_shown_and_asking_is_slowed_down(home: Home) {
    let stage = stage(home).await;
    stage.subscribed().await;
    stage.sink.refuse(true);
    stage.published().await;
    stage.app.run_jobs().await;
    let one = stage.subscribers().await.remove(0);
    assert_eq!(one["failures"], 1);
    let error = one["last_error"].as_str().unwrap();
    assert!(error.contains("550") && error.contains("nobody here") && !error.contains(ASKED), "{one}");
    let page = stage.app.page(&stage.admin, "/status-page/subscribers").await.expect(200).text;
    assert!(page.contains(ASKED) && page.contains("届いていない"), "{page}");
    stage.sink.refuse(false);
    stage.published().await;
    stage.app.run_jobs().await;
    assert!(stage.subscribers().await[0]["last_error"].is_null(), "one that arrives ends it");
    let csv = stage.app.page(&stage.admin, "/status-page/subscribers.csv").await.expect(200).text;
    assert!(csv.lines().nth(1).unwrap().starts_with(&format!("\"{ASKED}\",ja,")), "{csv}");
    let asks = async || stage.form("/status/subscribe", &format!("address={ASKED}")).await.status;
    let mut answers = Vec::new();
    for _ in 0..6 {
        answers.push(asks().await);
    }
    assert_eq!(answers, [200, 200, 200, 200, 429, 429], "the same address is asked ever more slowly");
    let id = one["id"].as_str().unwrap();
    stage.app.api(&stage.admin, "DELETE", &format!("{PAGE}/subscribers/{id}"), json!({})).await.expect(204);
    stage.app.run_jobs().await;
    assert!(stage.subscribers().await.is_empty());
}

both_homes! {
    it_is_off_inside_or_public
    a_notice_goes_from_an_incident_to_its_end
    what_few_may_know_is_not_offered
    planned_work_counts_once_it_begins
    those_who_run_reliability_write_and_others_do_not
    a_restricted_incident_is_not_told_of
    subscribers_confirm_hear_and_leave
    mails_that_come_back_are_shown_and_asking_is_slowed_down
}

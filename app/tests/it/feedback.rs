//! Feedback: who writes it, who reads it, and that nobody else does, by any door.

use crate::both;
use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use jiff::civil::date;
use ryugaku::door::Transport;
use ryugaku::exchange::exchange::{Exchange, ExchangeId, People, Reached};
use ryugaku::exchange::{Side, State, store as exchanges};
use ryugaku::feedback::feedback::{QuoteTo, State as Stands};
use ryugaku::feedback::{self, Audience, Moment, store};
use ryugaku::people::TeamKind;
use ryugaku_db::{Read, sql};
use ryugaku_kernel::{Actor, ActorKind, Lang, Role};
use serde_json::{Value, json};

use crate::own_ways::{FIRST, by_password, enter, link, token, with_session};
use crate::support::{Reply, TestApp, Who};

/// What everybody writes here, so that it can be looked for.
const MARK: &str = "目印ZQX7";

pub struct Named<'a> {
    pub guest: &'a Who,
    pub buddy: Option<&'a Who>,
    pub home_manager: Option<&'a Who>,
    pub host_manager: Option<&'a Who>,
}

/// An exchange under way: mid-term feedback was due five days ago. Gives its number.
pub async fn exchange(app: &TestApp, named: &Named<'_>) -> String {
    let id = |who: Option<&Who>| who.map(|who| who.id.0);
    let teams = teams(app).await;
    let mut tx = app.begin().await;
    let exchange = Exchange {
        id: ExchangeId(app.app.chance.id(app.now())),
        count: exchanges::take_number(&mut tx).await.unwrap(),
        state: State::Active,
        paused_at: None,
        people: People {
            guest: named.guest.id.0,
            buddy: id(named.buddy),
            home_manager: id(named.home_manager),
            host_manager: id(named.host_manager),
        },
        home_team: teams.0,
        host_team: teams.1,
        from: date(2026, 10, 5),
        until: date(2026, 12, 25),
        share: 40,
        rhythm: String::new(),
        why: String::new(),
        template: None,
        offer: None,
        wish: None,
        created_by: None,
        created_at: app.now(),
        state_at: app.now(),
        reached: Reached::default(),
        version: 1,
    };
    exchanges::insert(&mut tx, &exchange).await.unwrap();
    tx.commit().await.unwrap();
    exchange.number().to_string()
}

/// A home and a host team for exchanges of which nobody is a member.
async fn teams(app: &TestApp) -> (ryugaku_kernel::Uuid, ryugaku_kernel::Uuid) {
    let q = &mut app.app.db.reader();
    match ryugaku::people::team_store::by_slug(q, "ex-home").await {
        Ok(home) => (home.id.0, ryugaku::people::team_store::by_slug(q, "ex-host").await.unwrap().id.0),
        Err(_) => {
            (app.team("ex-home", TeamKind::Product).await.id.0, app.team("ex-host", TeamKind::Product).await.id.0)
        }
    }
}

struct Cast {
    number: String,
    guest: Who,
    buddy: Who,
    manager: Who,
    owner: Who,
    admin: Who,
    stranger: Who,
    other_guest: Who,
}

impl Cast {
    fn api(&self, rest: &str) -> String {
        format!("/api/v1/exchanges/{}/feedback{rest}", self.number)
    }

    fn page(&self, rest: &str) -> String {
        format!("/exchanges/{}/feedback{rest}", self.number)
    }
}

async fn cast(app: &TestApp) -> Cast {
    let sre = app.team("sre", TeamKind::Sre).await;
    let person = |name: &'static str| app.person(name, Role::Member);
    let (guest, buddy, manager) = (person("水野 遥").await, person("古川 亮").await, person("大川 理").await);
    let (owner, admin) = (app.member_of(&sre, "佐伯 真").await, app.person("管理 者", Role::Admin).await);
    let (stranger, other_guest) = (person("佐野 光").await, person("別の 留学者").await);
    let named = Named { guest: &guest, buddy: Some(&buddy), home_manager: Some(&manager), host_manager: None };
    let number = exchange(app, &named).await;
    exchange(app, &Named { guest: &other_guest, buddy: Some(&buddy), home_manager: None, host_manager: None }).await;
    Cast { number, guest, buddy, manager, owner, admin, stranger, other_guest }
}

fn written() -> Value {
    json!({"answers": [{"question": "何が", "answer": format!("答え{MARK}")}], "free": format!("そのほか{MARK}"), "before": 2, "after": 4,
           "quote": format!("引用{MARK}"), "give": true})
}

async fn operator(app: &TestApp, method: &str, path: &str, body: Value) -> Reply {
    let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
    let mut request = request.body(Body::from(body.to_string())).unwrap();
    request.extensions_mut().insert(Transport::Socket);
    app.send(request).await
}

async fn bearer(app: &TestApp, token: &str, method: &str, path: &str, body: Value) -> Reply {
    let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    app.send(request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap()).await
}

/// Everything the database holds, as text and as bytes in hexadecimal digits.
async fn everything(app: &TestApp) -> String {
    if let Some(file) = app.home.file() {
        let mut all = Vec::new();
        for ending in ["", "-wal", "-shm"] {
            let path = format!("{}{ending}", file.display());
            all.extend(std::fs::read(path).unwrap_or_default());
        }
        return String::from_utf8_lossy(&all).into_owned() + &hex(&all);
    }
    let mut q = app.app.db.reader();
    let tables = q.all(
        sql("select cast(table_name as text) as name from information_schema.tables where table_schema = 'public'"),
        |row| row.get::<String>("name"),
    );
    let mut all = String::new();
    for table in tables.await.unwrap() {
        let text: &'static str = format!("select cast(t as text) as body from {table} t").leak();
        all.extend(q.all(sql(text), |row| row.get::<String>("body")).await.unwrap());
    }
    all
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Neither as it was written, nor escaped as JSON and addresses escape it, nor as bytes.
#[track_caller]
fn hides(text: &str, place: &str) {
    let escaped: String = url::form_urlencoded::byte_serialize(MARK.as_bytes()).collect();
    for mark in [MARK, "ZQX7", "\\u76ee", &escaped, &hex(MARK.as_bytes())] {
        assert!(!text.contains(mark), "{place} holds {mark}");
    }
}

both! {
    /// Through every door, as everybody: only the writer and whom they chose read it, and no table holds it.
    async fn nobody_else_reads_it(app: TestApp) {
        let cast = cast(&app).await;
        let hook = json!({"name": "x", "url": "https://example.com/hook", "kinds": ["feedback"]});
        let hook = app.api(&cast.admin, "POST", "/api/v1/webhooks", hook).await.expect(201).json()["id"].as_str().unwrap().to_owned();
        let place = cast.api("/mid/guest");
        // A draft is for its writer alone, whomever they have chosen already.
        let mut draft = written();
        draft["give"] = json!(false);
        draft["readers"] = json!(["exchange"]);
        draft["quote_to"] = json!("people");
        let kept = app.api_with(&cast.guest, "PUT", &place, draft, &[("idempotency-key", "k-1")]).await.expect(200);
        hides(&kept.text, "the answer");
        app.get(&cast.guest, &place).await.expect(200);
        app.get(&cast.buddy, &place).await.expect(404);
        let table = app.get(&cast.buddy, &cast.api("")).await.expect(200).json();
        assert!(table["items"].as_array().unwrap().iter().all(|cell| cell["given"] == json!([]) && cell["opens"] == false), "{table}");
        let (page, beside) = (app.page(&cast.buddy, &cast.page("")).await.expect(200).text, cast.page("").replace("/feedback", ""));
        assert!(page.contains("まだ。5日過ぎた") && page.contains("12/11(金)から書ける") && !page.contains("10/31(土)から書ける"), "{page}");
        assert!(app.page(&cast.buddy, &beside).await.expect(200).text.contains("title=\"まだ。5日過ぎた\""));
        // Given to one reader.
        let mut given = written();
        given["readers"] = json!(["古川 亮"]);
        given["quote_to"] = json!("nobody");
        app.api(&cast.guest, "PUT", &place, given).await.expect(200);
        app.api(&cast.guest, "PUT", &place, json!({"before": MARK})).await.expect(422);
        app.api(&cast.guest, "PUT", &place, json!({"free": format!("{MARK}{}", "x".repeat(8001))})).await.expect(422);
        let fields = [("question", "何が"), ("answer-1", MARK), ("free", MARK), ("quote", MARK), ("quote_to", "nobody"), ("deed", "give"), ("before", "9")];
        app.post_form(&cast.guest, &cast.page("/mid/guest"), &fields).await.expect(422);
        for who in [&cast.guest, &cast.buddy] {
            assert!(app.get(who, &place).await.expect(200).text.contains("そのほか目印ZQX7"));
            for lang in Lang::ALL {
                let page = app.page_in(lang, Some(who), &cast.page("/mid/guest")).await.expect(200).text;
                assert!(page.contains(MARK) && !page.contains('⟦'), "{page}");
            }
        }
        // Whoever is named in the exchange learns that it was given; everybody else, administrators too, nothing.
        app.get(&cast.manager, &place).await.expect(404);
        app.page(&cast.manager, &cast.page("/mid/guest")).await.expect(404);
        assert!(app.page(&cast.manager, &cast.page("")).await.expect(200).text.contains("#i-yes"));
        for who in [&cast.admin, &cast.owner, &cast.stranger, &cast.other_guest] {
            for path in [place.clone(), cast.api("")] {
                app.get(who, &path).await.expect(404);
            }
            for path in ["", "/mid/guest"] {
                app.page(who, &cast.page(path)).await.expect(404);
            }
            app.api(who, "PUT", &place, written()).await.expect(404);
            app.api(who, "PUT", &format!("{place}/readers"), json!({"readers": ["exchange"]})).await.expect(404);
            app.api(who, "DELETE", &place, Value::Null).await.expect(404);
            app.post_form(who, &cast.page("/mid/guest"), &fields).await.expect(404);
            app.post_form(who, &cast.page("/mid/guest/readers"), &[("quote_to", "company")]).await.expect(404);
            app.post_form(who, &cast.page("/mid/guest/withdraw"), &[]).await.expect(404);
        }
        // A reader reads, and neither writes, nor chooses, nor withdraws.
        app.api(&cast.buddy, "PUT", &place, json!({"free": "x"})).await.expect(404);
        app.api(&cast.buddy, "PUT", &format!("{place}/readers"), json!({"readers": []})).await.expect(404);
        app.api(&cast.buddy, "DELETE", &place, Value::Null).await.expect(404);
        // The host's own command line is nobody.
        for (method, path) in [("GET", place.clone()), ("GET", cast.api("")), ("DELETE", place.clone()), ("PUT", place.clone())] {
            let reply = operator(&app, method, &path, json!({"free": "x"})).await;
            assert!([403, 404].contains(&reply.status), "{method} {path}: {}", reply.status);
            hides(&reply.text, "the operator's answer");
        }
        // Nothing else tells of it.
        app.advance(SignedDuration::from_mins(2)).await;
        app.advance(SignedDuration::from_mins(2)).await;
        for who in [&cast.guest, &cast.buddy, &cast.manager, &cast.admin] {
            for path in ["/", "/ledger", "/api/v1/events", "/live/poll?after=0", "/palette?q=ZQX7", "/palette", "/me", "/tasks", "/api/v1/exchanges", "/settings/jobs", "/settings/webhooks"] {
                hides(&app.page(who, path).await.text, path);
            }
        }
        hides(&operator(&app, "GET", "/metrics", Value::Null).await.text, "/metrics");
        let deliveries = app.get(&cast.admin, &format!("/api/v1/webhooks/{hook}/deliveries")).await.expect(200).json();
        assert_eq!(deliveries["items"], json!([]));
        hides(&everything(&app).await, "the database");
    }

    /// Links and tokens that somebody else made open nothing, and a password set by such a link nothing from before.
    async fn no_borrowed_way_opens_it(app: TestApp) {
        let cast = cast(&app).await;
        let place = cast.api("/mid/guest");
        // The buddy is its reader.
        let mut given = written();
        given["readers"] = json!(["古川 亮"]);
        app.api(&cast.guest, "PUT", &place, given).await.expect(200);
        app.clock.advance(SignedDuration::from_mins(10));
        for whom in [&cast.guest, &cast.buddy] {
            let made = json!({"name": "x", "role": "member", "person": whom.id.to_string()});
            let made = app.api(&cast.admin, "POST", "/api/v1/tokens", made).await.expect(201).json();
            let lent = with_session(&app, &enter(&app, &link(&app, &cast.admin, whom).await, &[]).await).await;
            let lent_token = token(&app, &enter(&app, &link(&app, &cast.admin, whom).await, &[]).await).await;
            for token in [made["token"].as_str().unwrap(), &lent_token] {
                for (method, path) in [("GET", place.clone()), ("PUT", place.clone()), ("PUT", format!("{place}/readers")), ("DELETE", place.clone())] {
                    let reply = bearer(&app, token, method, &path, json!({"free": "x"})).await.expect(403);
                    hides(&reply.text, &path);
                }
            }
            app.get(&lent, &place).await.expect(403);
            for lang in Lang::ALL {
                let page = app.page_in(lang, Some(&lent), &cast.page("/mid/guest")).await.expect(403).text;
                hides(&page, "a link's page");
                let table = app.page_in(lang, Some(&lent), &cast.page("")).await.expect(200).text;
                assert!(!table.contains(&cast.page("/mid/guest")) && !table.contains('⟦'), "{table}");
            }
            app.api(&lent, "DELETE", &place, Value::Null).await.expect(403);
            app.post_form(&lent, &cast.page("/mid/guest/readers"), &[("quote_to", "company")]).await.expect(403);
            // The link's holder sets a password, and comes again with it.
            enter(&app, &link(&app, &cast.admin, whom).await, &[("password", FIRST)]).await;
            let renewed = with_session(&app, &by_password(&app, whom, FIRST).await).await;
            app.get(&renewed, &place).await.expect(404);
            hides(&app.page(&renewed, &cast.page("/mid/guest")).await.text, "a renewed password's page");
            app.api(&renewed, "PUT", &format!("{place}/readers"), json!({"readers": ["管理 者"]})).await.expect(if whom.id == cast.guest.id { 403 } else { 404 });
            let own = token(&app, &by_password(&app, whom, FIRST).await).await;
            bearer(&app, &own, "GET", &place, Value::Null).await.expect(404);
        }
        // Chosen anew, the reader reads by the password they now have; so does a token made with it.
        let mut q = app.app.db.reader();
        let exchange = exchanges::by_count(&mut q, 1).await.unwrap();
        drop(q);
        let renewed = by_password(&app, &cast.buddy, FIRST).await;
        let guest = with_session(&app, &by_password(&app, &cast.guest, FIRST).await).await;
        // The writer's own way is new too: they withdraw what it does not open, and have had it.
        app.page(&guest, &cast.page("/mid/guest")).await.expect(200);
        app.post_form(&guest, &cast.page("/mid/guest/withdraw"), &[]).await.expect(303);
        app.clock.advance(SignedDuration::from_mins(10));
        let home = cast.api("/mid/home");
        app.api(&cast.manager, "PUT", &home, json!({"free": MARK, "give": true, "readers": ["古川 亮"]})).await.expect(200);
        assert!(app.get(&with_session(&app, &renewed).await, &home).await.expect(200).text.contains(MARK));
        assert!(bearer(&app, &token(&app, &renewed).await, "GET", &home, Value::Null).await.expect(200).text.contains(MARK));
        assert_eq!(feedback::given(&mut app.app.db.reader(), exchange.id.0).await.unwrap().len(), 2);
    }

    /// Rows swapped by whoever holds the database do not open, and say nothing.
    async fn sealed_bytes_belong_to_their_row(app: TestApp) {
        let cast = cast(&app).await;
        app.api(&cast.guest, "PUT", &cast.api("/mid/guest"), written()).await.expect(200);
        app.api(&cast.manager, "PUT", &cast.api("/mid/home"), json!({"free": "ほか", "give": true})).await.expect(200);
        let mut tx = app.begin().await;
        tx.run(sql("update feedback set sealed = (select f.sealed from feedback f where f.side = 'guest') where side = 'home'")).await.unwrap();
        tx.commit().await.unwrap();
        hides(&app.get(&cast.manager, &cast.api("/mid/home")).await.expect(503).text, "a swapped row");
        hides(&app.page(&cast.manager, &cast.page("/mid/home")).await.expect(503).text, "a swapped row");
    }

    /// Who writes when; what can be changed; choosing wider and narrower; withdrawing.
    async fn it_is_its_writers(app: TestApp) {
        let cast = cast(&app).await;
        for lang in Lang::ALL {
            let form = app.page_in(lang, Some(&cast.guest), &cast.page("/mid/guest")).await.expect(200).text;
            assert!(!form.contains('⟦'), "{form}");
        }
        let form = app.page(&cast.guest, &cast.page("/mid/guest")).await.text;
        assert_eq!(form.matches(" checked").count(), 4, "oneself, no rating twice, quoted to nobody: {form}");
        assert!(form.contains("ホストと鍵の両方を持つ人なら"), "{form}");
        for (who, place, status) in [(&cast.guest, "/end/guest", 409), (&cast.guest, "/mid/host", 404), (&cast.buddy, "/mid/host", 422), (&cast.manager, "/mid/home", 422), (&cast.guest, "/mid/none", 404), (&cast.guest, "/x/guest", 404)] {
            app.api(who, "PUT", &cast.api(place), json!({"give": true})).await.expect(status);
        }
        app.api(&cast.manager, "PUT", &cast.api("/mid/home"), json!({"free": "x", "before": 3})).await.expect(422);
        app.api(&cast.guest, "PUT", &cast.api("/mid/guest"), json!({"free": "x", "readers": ["佐野 光"]})).await.expect(422);
        let fields = [("question", "何が"), ("answer-1", "手順書"), ("free", ""), ("before", "2"), ("after", ""), ("quote", ""), ("quote_to", "nobody"), ("version", "0"), ("deed", "draft")];
        app.post_form(&cast.guest, &cast.page("/mid/guest"), &fields).await.expect(303);
        app.post_form(&cast.guest, &cast.page("/mid/guest"), &fields).await.expect(412);
        let form = app.page(&cast.guest, &cast.page("/mid/guest")).await.text;
        assert!(form.contains("手順書") && form.contains("下書き"), "{form}");
        assert!(app.page(&cast.guest, &cast.page("")).await.text.contains("続きを書く"));
        let home = app.page(&cast.guest, "/").await.text;
        assert!(home.contains("中間のフィードバックを書く") && home.contains("読む人はあなたが選ぶ") && home.contains("5日超過"), "{home}");
        let give = app.api(&cast.guest, "PUT", &cast.api("/mid/guest"), json!({"give": true, "readers": ["exchange", "佐伯 真"]})).await.expect(200).json();
        assert_eq!((&give["state"], &give["version"]), (&json!("given"), &json!(2)));
        assert!(!app.page(&cast.guest, "/").await.text.contains("中間のフィードバックを書く"));
        for who in [&cast.buddy, &cast.manager, &cast.owner] {
            let page = app.page(who, &cast.page("/mid/guest")).await.expect(200).text;
            assert!(page.contains("手順書") && page.contains("まだ測っていない"), "{page}");
            assert!(!app.get(who, &cast.api("/mid/guest")).await.text.contains("readers"));
        }
        // Narrower.
        app.api_with(&cast.guest, "PUT", &cast.api("/mid/guest/readers"), json!({"readers": ["大川 理"]}), &[("if-match", "\"1\"")]).await.expect(412);
        app.api(&cast.guest, "PUT", &cast.api("/mid/guest/readers"), json!({"readers": ["大川 理"]})).await.expect(200);
        app.get(&cast.manager, &cast.api("/mid/guest")).await.expect(200);
        app.get(&cast.buddy, &cast.api("/mid/guest")).await.expect(404);
        app.get(&cast.owner, &cast.api("/mid/guest")).await.expect(404);
        // After a month it is closed; whom it is for is still its writer's to say.
        app.advance(SignedDuration::from_hours(24 * 31)).await;
        app.api(&cast.guest, "PUT", &cast.api("/mid/guest"), json!({"free": "y"})).await.expect(409);
        let closed = app.page(&cast.guest, &cast.page("/mid/guest")).await.expect(200).text;
        assert!(closed.contains("この人たちに決める") && !closed.contains("name=\"free\""), "{closed}");
        app.post_form(&cast.guest, &cast.page("/mid/guest/readers"), &[("quote_to", "nobody"), ("version", "3")]).await.expect(303);
        app.get(&cast.manager, &cast.api("/mid/guest")).await.expect(404);
        // Withdrawn, its bytes are gone; that it was given stays.
        app.post_form(&cast.guest, &cast.page("/mid/guest/withdraw"), &[]).await.expect(303);
        app.api(&cast.guest, "DELETE", &cast.api("/mid/guest"), Value::Null).await.expect(409);
        app.api(&cast.guest, "PUT", &cast.api("/mid/guest"), json!({"free": "y"})).await.expect(409);
        app.get(&cast.guest, &cast.api("/mid/guest")).await.expect(404);
        assert!(app.page(&cast.guest, &cast.page("/mid/guest")).await.expect(200).text.contains("取り下げた"));
        let mut q = app.app.db.reader();
        let exchange = exchanges::by_count(&mut q, 1).await.unwrap();
        let all = store::of_exchange(&mut q, exchange.id.0).await.unwrap();
        assert!(all[0].state == Stands::Withdrawn && all[0].sealed.is_none() && all[0].readers.is_empty());
        assert_eq!(feedback::given(&mut q, exchange.id.0).await.unwrap(), [feedback::Given { moment: Moment::Mid, side: Side::Guest, day: date(2026, 11, 19) }]);
        drop(q);
        // A draft leaves nothing.
        app.api(&cast.manager, "PUT", &cast.api("/mid/home"), json!({"free": "x"})).await.expect(200);
        app.api(&cast.manager, "DELETE", &cast.api("/mid/home"), Value::Null).await.expect(204);
        assert_eq!(store::at(&mut app.app.db.reader(), exchange.id.0, Moment::Mid, Side::Home).await.unwrap().len(), 0);
    }

    /// Who is put into the exchange later is none of those who were chosen.
    async fn everybody_means_those_of_that_moment(app: TestApp) {
        let cast = cast(&app).await;
        app.api(&cast.guest, "PUT", &cast.api("/mid/guest"), json!({"free": MARK, "quote": MARK, "give": true, "readers": ["exchange"], "quote_to": "people"})).await.expect(200);
        let mut tx = app.begin().await;
        let mut exchange = exchanges::by_count(&mut tx, 1).await.unwrap();
        exchange.people.host_manager = Some(cast.admin.id.0);
        exchange.people.buddy = Some(cast.admin.id.0);
        exchanges::update(&mut tx, &mut exchange).await.unwrap();
        tx.commit().await.unwrap();
        app.get(&cast.admin, &cast.api("/mid/guest")).await.expect(404);
        app.get(&cast.buddy, &cast.api("/mid/guest")).await.expect(200);
        let quotes = quotes(&app, &exchange, &cast.admin, Audience::People).await;
        assert!(quotes.is_empty());
    }

    /// The report finds what its writer allowed, for whom they allowed it.
    async fn only_what_may_be_quoted_is_quoted(app: TestApp) {
        let cast = cast(&app).await;
        let exchange = exchanges::by_count(&mut app.app.db.reader(), 1).await.unwrap();
        let put = |body: Value| { let (app, cast) = (&app, &cast); async move { app.api(&cast.guest, "PUT", &cast.api("/mid/guest"), body).await.expect(200); } };
        put(json!({"free": "ひみつ", "quote": "引用", "give": true})).await;
        for (to, guest, buddy, stranger) in [("nobody", 0, 0, 0), ("people", 1, 1, 0), ("company", 1, 1, 1), ("nobody", 0, 0, 0)] {
            put(json!({"quote_to": to})).await;
            for (who, count) in [(&cast.guest, guest), (&cast.buddy, buddy), (&cast.stranger, stranger)] {
                let found = quotes(&app, &exchange, who, Audience::People).await;
                assert_eq!(found.len(), count, "{to}");
                assert!(found.iter().all(|text| text == "引用"));
                let company = if to == "company" { 1 } else { 0 };
                assert_eq!(quotes(&app, &exchange, who, Audience::Company).await.len(), company, "{to}");
            }
        }
        put(json!({"quote_to": "company"})).await;
        let lent = Actor { kind: ActorKind::Person, id: Some(cast.guest.id.0), role: Some(Role::Member), ..Actor::anonymous() };
        for who in [lent, Actor::operator(), Actor::system()] {
            let cx = app.app.cx(who, Lang::Ja);
            let found = feedback::shareable(&mut app.app.db.reader(), &app.app.keys, &cx, &exchange, Audience::Company).await.unwrap();
            assert!(found.is_empty());
        }
    }

    /// Once it is due it is asked for once, of whoever has not given it; nobody else hears of it.
    async fn it_is_asked_for_once(app: TestApp) {
        let cast = cast(&app).await;
        app.api(&cast.guest, "PUT", &cast.api("/mid/guest"), written()).await.expect(200);
        for _ in 0..3 {
            app.advance(SignedDuration::from_mins(31)).await;
        }
        let asked = |who: &Who| { let (app, who) = (&app, who.clone()); async move {
            let events = app.get(&who, "/api/v1/events?kind=feedback.asked").await.expect(200).json();
            events["items"].as_array().unwrap().len()
        } };
        // The buddy of both exchanges is asked twice.
        assert_eq!((asked(&cast.guest).await, asked(&cast.buddy).await, asked(&cast.manager).await, asked(&cast.admin).await), (0, 2, 1, 0));
        let home = app.page(&cast.buddy, "/").await.text;
        assert!(home.contains("EX-1 中間") && home.contains("EX-2 中間"), "{home}");
    }

    /// What is stored comes back.
    async fn rows_of_feedback_come_back(app: TestApp) {
        let cast = cast(&app).await;
        app.api(&cast.guest, "PUT", &cast.api("/mid/guest"), json!({"free": "x", "give": true, "readers": ["佐伯 真"], "quote_to": "people"})).await.expect(200);
        let mut q = app.app.db.reader();
        let exchange = exchanges::by_count(&mut q, 1).await.unwrap();
        let one = store::at(&mut q, exchange.id.0, Moment::Mid, Side::Guest).await.unwrap().remove(0);
        assert_eq!((one.writer, one.state, one.quote_to, one.readers.len()), (cast.guest.id.0, Stands::Given, QuoteTo::People, 3));
        assert_eq!(one.reads_all().collect::<Vec<_>>(), [cast.owner.id.0]);
        assert_eq!((one.given_at, one.given_day, one.version), (Some(app.now()), Some(date(2026, 11, 19)), 1));
        assert_eq!(store::given_by(&mut q, cast.guest.id.0).await.unwrap(), [(exchange.id.0, Moment::Mid, Side::Guest)]);
        assert_eq!(store::given(&mut q, exchange.id.0).await.unwrap().len(), 1);
        let mut tx = app.begin().await;
        let place = (Moment::Mid, Side::Host);
        assert!(store::ask_once(&mut tx, exchange.id.0, place, cast.buddy.id.0, app.now()).await.unwrap());
        assert!(!store::ask_once(&mut tx, exchange.id.0, place, cast.buddy.id.0, app.now()).await.unwrap());
        store::remove(&mut tx, one.id).await.unwrap();
        assert!(store::of_exchange(&mut tx, exchange.id.0).await.unwrap().is_empty());
    }
}

async fn quotes(app: &TestApp, exchange: &Exchange, who: &Who, audience: Audience) -> Vec<String> {
    let actor = Actor {
        kind: ActorKind::Person,
        id: Some(who.id.0),
        role: Some(Role::Member),
        own_since: Some(app.now()),
        ..Actor::anonymous()
    };
    let cx = app.app.cx(actor, Lang::Ja);
    let found = feedback::shareable(&mut app.app.db.reader(), &app.app.keys, &cx, exchange, audience).await.unwrap();
    found.into_iter().map(|quote| quote.text).collect()
}

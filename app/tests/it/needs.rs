//! Discussions about SRE and the needs of teams, by page and by API.

use crate::both;
use jiff::civil::date;
use ryugaku::exchange::draft::NewExchange;
use ryugaku::needs::discussion_store;
use ryugaku::needs::need::{Kind, State};
use ryugaku::needs::store::{self, Filter};
use ryugaku::needs::{self, brief};
use ryugaku::people::{Team, TeamKind};
use ryugaku_kernel::{Actor, Lang, Limit, Role};
use serde_json::{Value, json};

use crate::support::{TestApp, Who};

struct Cast {
    shop: Team,
    ours: Who,
    sre: Who,
    stranger: Who,
    admin: Who,
}

async fn cast(app: &TestApp) -> Cast {
    let (sre, shop) = (app.team("sre", TeamKind::Sre).await, app.team("shop", TeamKind::Product).await);
    let other = app.team("other", TeamKind::Product).await;
    let stranger = app.member_of(&other, "大川 理").await;
    let (ours, sre) = (app.member_of(&shop, "水野 遥").await, app.member_of(&sre, "古川 亮").await);
    Cast { shop, ours, sre, stranger, admin: app.admin().await }
}

fn said(page: &str) -> bool {
    page.contains("監視が増えない") || page.contains("門番")
}

fn discussion() -> Value {
    json!({"day": "2026-11-18", "team": "shop", "people": ["古川 亮"], "image_before": "門番",
           "problems": "- 監視が増えない\n夜の呼び出し", "expectations": "レビューに来る"})
}

/// A member of shop is the guest; drafted by themselves, seen by those in it.
async fn exchange(app: &TestApp, guest: &Who) -> i64 {
    let actor = Actor {
        kind: ryugaku_kernel::ActorKind::Person,
        id: Some(guest.id.0),
        role: Some(Role::Member),
        ..Actor::anonymous()
    };
    let cx = app.app.cx(actor, Lang::Ja);
    let mut tx = app.begin().await;
    let new = NewExchange {
        guest: guest.id.to_string(),
        home_team: "shop".into(),
        host_team: "sre".into(),
        buddy: String::new(),
        home_manager: String::new(),
        host_manager: String::new(),
        from_day: date(2026, 10, 5),
        until_day: date(2026, 12, 25),
        share: 40,
        rhythm: String::new(),
        why: String::new(),
        template: None,
        offer: None,
        wish: None,
    };
    let drafted = ryugaku::exchange::draft::draft(&mut tx, &cx, new).await.unwrap();
    tx.commit().await.unwrap();
    drafted.count
}

both! {
    /// Asked, answered, taken up, met; declined with a reason and opened again. Nothing is written over.
    async fn a_need_goes_its_way(app: TestApp) {
        let Cast { ours, sre, stranger, admin, .. } = cast(&app).await;
        let new = |what: &'static str| json!({"team": "shop", "kind": "problem", "what": what});
        app.api(&stranger, "POST", "/api/v1/needs", new("x")).await.expect(403);
        for wrong in [new(" \n"), json!({"team": "none", "kind": "problem", "what": "x"}), json!({"team": "shop", "kind": "x", "what": "x"})] {
            app.api(&ours, "POST", "/api/v1/needs", wrong).await.expect(422);
        }
        let asked = app.api(&ours, "POST", "/api/v1/needs", new("- しきい値が分からない\n- 手順書がない")).await.expect(201);
        assert_eq!(asked.location(), "/api/v1/needs/ND-1");
        assert_eq!(asked.json()["items"].as_array().unwrap().len(), 2);
        app.api(&stranger, "POST", "/api/v1/needs/ND-1/answers", json!({"text": " "})).await.expect(422);
        let answered = app.api(&stranger, "POST", "/api/v1/needs/nd-1/answers", json!({"text": "うちは 5% にした"})).await.expect(200).json();
        assert_eq!((&answered["state"], &answered["answers"][0]["by"]), (&json!("answered"), &json!("大川 理")));
        let answered = app.api(&sre, "POST", "/api/v1/needs/1/answers", json!({"text": "来週 一緒に見る"})).await.expect(200).json();
        assert_eq!(answered["answers"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap()).collect::<Vec<_>>(), ["うちは 5% にした", "来週 一緒に見る"]);
        let state = |who: &Who, to: &'static str, reason: &'static str| { let (app, who) = (&app, who.clone()); async move { app.api(&who, "POST", "/api/v1/needs/ND-1/state", json!({"state": to, "reason": reason})).await.status } };
        assert_eq!(state(&stranger, "taken_up", "").await, 403);
        assert_eq!(state(&sre, "answered", "").await, 409);
        assert_eq!(state(&sre, "taken_up", "").await, 200);
        assert_eq!(state(&sre, "declined", " ").await, 422);
        assert_eq!(state(&sre, "declined", "今期はしない").await, 200);
        app.api(&sre, "POST", "/api/v1/needs/ND-1/answers", json!({"text": "x"})).await.expect(409);
        assert_eq!(state(&ours, "open", "やはり要る").await, 200);
        app.api_with(&ours, "POST", "/api/v1/needs/ND-1/state", json!({"state": "met"}), &[("if-match", "\"1\"")]).await.expect(412);
        assert_eq!(state(&admin, "met", "").await, 200);
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&stranger), "/needs/ND-1").await.expect(200).text;
            for text in ["うちは 5% にした", "来週 一緒に見る", "今期はしない", "やはり要る"] {
                assert!(page.contains(text), "{text}: {page}");
            }
            assert!(!page.contains('⟦'), "{page}");
        }
        assert_eq!(app.page(&ours, "/needs/nd-1").await.expect(308).location(), "/needs/ND-1");
        app.page(&ours, "/needs/ND-9").await.expect(404);
    }

    /// What waits stands on the list, on the team's page, and on the SRE team's day.
    async fn what_waits_is_seen(app: TestApp) {
        let Cast { ours, sre, stranger, .. } = cast(&app).await;
        for lang in Lang::ALL {
            let empty = app.page_in(lang, Some(&ours), "/needs").await.expect(200).text;
            assert!(!empty.contains('⟦'), "{empty}");
        }
        let form = app.page(&ours, "/needs/new?team=shop").await.expect(200).text;
        assert!(form.contains("value=\"shop\" selected") && !form.contains("value=\"other\""), "{form}");
        let refused = app.post_form(&ours, "/needs", &[("team", "shop"), ("kind", "wish"), ("what", "")]).await.expect(422).text;
        assert!(refused.contains("value=\"wish\" checked"), "{refused}");
        app.post_form(&stranger, "/needs", &[("team", "shop"), ("kind", "wish"), ("what", "x")]).await.expect(403);
        assert_eq!(app.post_form(&ours, "/needs", &[("team", "shop"), ("kind", "wish"), ("what", "SLO を学びたい")]).await.expect(303).location(), "/needs/ND-1");
        app.post_form(&ours, "/needs", &[("team", "shop"), ("kind", "problem"), ("what", "a\nb\nc")]).await.expect(303);
        app.advance(jiff::SignedDuration::from_hours(50)).await;
        let list = app.page(&stranger, "/needs?limit=2").await.expect(200).text;
        assert!(list.contains("SLO を学びたい") && list.contains("2日") && list.contains("after=2") && list.contains("4件"), "{list}");
        assert!(app.page(&stranger, "/needs?limit=2&after=2").await.text.contains("ND-4"));
        assert!(app.page(&stranger, "/needs?team=other").await.text.contains("この条件に合う"));
        assert!(app.page(&stranger, "/needs?state=x&team=none").await.expect(200).text.contains("ND-1"));
        for (query, found) in [("", 4), ("?kind=wish", 1), ("?team=shop", 4), ("?team=other", 0), ("?state=met", 0), ("?state=all&limit=3", 3)] {
            let list = app.get(&stranger, &format!("/api/v1/needs{query}")).await.expect(200).json();
            assert_eq!(list["items"].as_array().unwrap().len(), found, "{query}");
        }
        for query in ["?state=x", "?team=none", "?kind=x", "?after=x"] {
            app.get(&ours, &format!("/api/v1/needs{query}")).await.expect(422);
        }
        let team = app.page(&stranger, "/teams/shop").await.text;
        assert!(team.contains("/needs/ND-1") && !team.contains("/needs/new"), "{team}");
        let home = app.page(&sre, "/").await.text;
        assert!(home.contains("返事を待つニーズ 4件") && home.contains("ND-1"), "{home}");
        assert!(!app.page(&ours, "/").await.text.contains("返事を待つニーズ"));
        app.post_form(&sre, "/needs/ND-1/answers", &[("text", "来週から")]).await.expect(303);
        assert!(app.page(&sre, "/").await.text.contains("返事を待つニーズ 3件"));
        app.post_form(&ours, "/needs/ND-1/state", &[("state", "declined")]).await.expect(422);
        app.post_form(&stranger, "/needs/ND-1/state", &[("state", "met")]).await.expect(403);
        app.post_form(&ours, "/needs/ND-1/state", &[("state", "met"), ("version", "1")]).await.expect(412);
        app.post_form(&ours, "/needs/ND-1/state", &[("state", "met"), ("version", "2")]).await.expect(303);
        assert_eq!(app.page(&ours, "/teams/shop").await.text.matches("id=\"nd-").count(), 3);
    }

    /// Who has no part in a discussion learns that it took place, and not a word more: administrators among them.
    async fn a_discussion_is_read_by_its_people(app: TestApp) {
        let Cast { shop, ours, sre, stranger, admin } = cast(&app).await;
        let reader = app.member_of(&shop, "佐野 光").await;
        for (path, body) in [("image_before", json!("x".repeat(4001))), ("day", json!("2026-11-20")), ("people", json!(["だれか"])), ("team", json!("none")), ("exchange", json!("EX-9"))] {
            let mut wrong = discussion();
            wrong[path] = body;
            app.api(&ours, "POST", "/api/v1/discussions", wrong).await.expect(422);
        }
        app.api(&stranger, "POST", "/api/v1/discussions", discussion()).await.expect(403);
        let held = app.api(&ours, "POST", "/api/v1/discussions", discussion()).await.expect(201);
        assert_eq!(held.location(), "/api/v1/discussions/DI-1");
        assert_eq!(held.json()["said"]["people"].as_array().unwrap().len(), 2);
        let paths = ["/discussions/DI-1", "/discussions", "/needs", "/ledger", "/", "/teams/shop", "/api/v1/discussions", "/api/v1/discussions/1", "/api/v1/events", "/api/v1/needs"];
        for who in [&stranger, &admin] {
            for path in paths {
                let page = app.page(who, path).await.expect(200).text;
                assert!(!said(&page), "{path}: {page}");
            }
            assert!(app.page(who, "/discussions/DI-1").await.text.contains("話し合いが行われた"));
            assert!(app.get(who, "/api/v1/discussions/DI-1").await.json().get("said").is_none());
            app.page(who, "/discussions/DI-1/edit").await.expect(404);
            app.api(who, "PATCH", "/api/v1/discussions/1", json!({"image_after": "x"})).await.expect(404);
            app.api(who, "POST", "/api/v1/discussions/1/needs", json!({"kind": "problem", "line": "監視が増えない"})).await.expect(404);
        }
        for who in [&ours, &sre, &reader] {
            for lang in Lang::ALL {
                let page = app.page_in(lang, Some(who), "/discussions/DI-1").await.expect(200).text;
                assert!(said(&page) && !page.contains('⟦'), "{page}");
            }
        }
        // The team reads; who took part writes on.
        app.api(&reader, "PATCH", "/api/v1/discussions/1", json!({"image_after": "x"})).await.expect(403);
        app.api(&sre, "PATCH", "/api/v1/discussions/1", json!({"image_after": "隣にいる人"})).await.expect(200);
        app.api_with(&sre, "PATCH", "/api/v1/discussions/1", json!({"image_after": "y"}), &[("if-match", "\"1\"")]).await.expect(412);
        assert_eq!(app.api(&sre, "PATCH", "/api/v1/discussions/1", json!({})).await.expect(200).json()["version"], 2);
        let edit = app.page(&ours, "/discussions/DI-1/edit").await.expect(200).text;
        assert!(edit.contains("隣にいる人") && edit.contains("name=\"version\" value=\"2\""), "{edit}");
        app.post_form(&ours, "/discussions/DI-1/edit", &[("day", "2026-11-18"), ("version", "2"), ("image_before", "")]).await.expect(422);
        app.post_form(&ours, "/discussions/DI-1/edit", &[("day", "2026-11-17"), ("version", "2"), ("image_before", "門番")]).await.expect(303);
    }

    /// Lines become needs with one press, and stay the needs they are.
    async fn lines_become_needs(app: TestApp) {
        let Cast { ours, sre, stranger, .. } = cast(&app).await;
        let form = app.page(&ours, "/discussions/new?team=shop").await.expect(200).text;
        assert!(form.contains("value=\"2026-11-19\"") && form.contains("value=\"shop\" selected"), "{form}");
        app.post_form(&ours, "/discussions", &[("day", ""), ("team", "shop")]).await.expect(422);
        let fields = [("day", "2026-11-18"), ("team", "shop"), ("problems", "監視が増えない\n夜の呼び出し"), ("expectations", "レビューに来る")];
        assert_eq!(app.post_form(&ours, "/discussions", &fields).await.expect(303).location(), "/discussions/DI-1");
        app.post_form(&sre, "/discussions/DI-1/needs", &[("kind", "problem"), ("line", "夜の呼び出し")]).await.expect(303);
        app.post_form(&sre, "/discussions/DI-1/needs", &[("kind", "problem"), ("line", "夜の呼び出し")]).await.expect(303);
        app.post_form(&sre, "/discussions/DI-1/needs", &[("kind", "expectation"), ("line", "夜の呼び出し")]).await.expect(409);
        let need = app.api(&ours, "POST", "/api/v1/discussions/DI-1/needs", json!({"kind": "expectation", "line": "レビューに来る"})).await.expect(200).json();
        assert_eq!((&need["number"], &need["discussion"]), (&json!("ND-2"), &json!("DI-1")));
        let page = app.page(&ours, "/discussions/DI-1").await.text;
        assert!(page.contains("/needs/ND-1") && page.contains("/needs/ND-2") && page.contains("value=\"監視が増えない\""), "{page}");
        assert!(app.page(&stranger, "/needs/ND-1").await.expect(200).text.contains("夜の呼び出し"));
        assert!(!app.page(&stranger, "/needs/ND-1").await.text.contains("監視が増えない"));
    }

    /// A need becomes a task and an aim, linked both ways.
    async fn a_need_becomes_task_and_aim(app: TestApp) {
        let Cast { ours, sre, stranger, .. } = cast(&app).await;
        let count = exchange(&app, &ours).await;
        let number = format!("EX-{count}");
        let mut held = discussion();
        held["exchange"] = json!(number);
        app.api(&ours, "POST", "/api/v1/discussions", held).await.expect(201);
        app.api(&ours, "POST", "/api/v1/discussions/1/needs", json!({"kind": "problem", "line": "監視が増えない"})).await.expect(200);
        app.api(&stranger, "POST", "/api/v1/needs/1/task", json!({})).await.expect(403);
        app.post_form(&sre, "/needs/ND-1/task", &[]).await.expect(303);
        app.api(&sre, "POST", "/api/v1/needs/1/task", json!({})).await.expect(409);
        let task = app.get(&stranger, "/api/v1/tasks/RT-1").await.expect(200).json();
        assert_eq!((&task["title"], &task["origin"]), (&json!("監視が増えない"), &json!({"kind": "need", "number": "ND-1"})));
        assert!(app.page(&ours, "/tasks/RT-1").await.text.contains("/needs/ND-1"));
        assert!(app.page(&ours, "/tasks?origin=need").await.text.contains("/needs/ND-1"));
        let aim = |exchange: &str, how: &str| json!({"exchange": exchange, "how_to_tell": how});
        app.api(&ours, "POST", "/api/v1/needs/1/aim", aim("EX-99", "x")).await.expect(422);
        app.api(&ours, "POST", "/api/v1/needs/1/aim", aim(&number, "")).await.expect(422);
        let page = app.page(&ours, "/needs/ND-1").await.text;
        assert!(page.contains(&format!("<option value=\"{number}\"")), "{page}");
        app.post_form(&ours, "/needs/ND-1/aim", &[("exchange", &number), ("how_to_tell", "アラートが 3本増える")]).await.expect(303);
        let need = app.get(&ours, "/api/v1/needs/1").await.expect(200).json();
        assert_eq!((&need["task"], &need["exchange"], &need["state"]), (&json!("RT-1"), &json!(number), &json!("taken_up")));
        app.api(&ours, "POST", "/api/v1/needs/1/aim", aim(&number, "x")).await.expect(409);
        // A draft is not named to who has no part in it.
        assert!(app.get(&stranger, "/api/v1/needs/1").await.json().get("exchange").is_none());
        assert!(!app.page(&stranger, "/needs/ND-1").await.text.contains(&number));
        assert!(!app.page(&stranger, "/discussions/DI-1").await.text.contains(&number));
        let mut q = app.app.db.reader();
        let exchange = ryugaku::exchange::store::by_count(&mut q, count).await.unwrap();
        assert_eq!(needs::of_exchange(&mut q, exchange.id.0).await.unwrap().len(), 1);
        let cx = app.app.cx(Actor::operator(), Lang::Ja);
        let seen = needs::discussions_of_exchange(&mut q, &cx, exchange.id.0).await.unwrap();
        assert_eq!(seen.iter().map(|one| one.reads).collect::<Vec<_>>(), [false]);
    }

    /// What is stored comes back.
    async fn rows_of_needs_come_back(app: TestApp) {
        let Cast { shop, ours, .. } = cast(&app).await;
        app.api(&ours, "POST", "/api/v1/discussions", discussion()).await.expect(201);
        app.api(&ours, "POST", "/api/v1/discussions/1/needs", json!({"kind": "problem", "line": "監視が増えない"})).await.expect(200);
        let mut q = app.app.db.reader();
        let need = store::by_count(&mut q, 1).await.unwrap();
        assert_eq!((need.kind, need.state, need.team, need.asked_by), (Kind::Problem, State::Open, shop.id.0, Some(ours.id.0)));
        assert_eq!(store::of_ids(&mut q, vec![need.id.0]).await.unwrap().len(), 1);
        assert_eq!(store::of_ids(&mut q, Vec::new()).await.unwrap().len(), 0);
        assert_eq!(store::of_discussions(&mut q, vec![need.discussion.unwrap()]).await.unwrap().len(), 1);
        assert_eq!(brief::of_team(&mut q, shop.id.0).await.unwrap().len(), 1);
        assert_eq!(brief::unanswered(&mut q).await.unwrap().map(|(count, oldest)| (count, oldest.count)), Some((1, 1)));
        let none = Filter { kind: Some(Kind::Wish), ..Filter::waiting() };
        assert_eq!(store::count(&mut q, &none).await.unwrap(), 0);
        let filter = discussion_store::Filter { team: Some(shop.id.0), exchange: None };
        assert_eq!(discussion_store::page(&mut q, filter, Some(2), Limit::USUAL).await.unwrap().items.len(), 1);
        assert_eq!(discussion_store::page(&mut q, filter, Some(1), Limit::USUAL).await.unwrap().items.len(), 0);
        let found = discussion_store::of_ids(&mut q, vec![need.discussion.unwrap()]).await.unwrap();
        assert_eq!((found[0].texts.image_before.as_str(), found[0].people.len()), ("門番", 2));
    }
}

//! Plans of exchanges: what is planned, moved and done, who may, what clashes, what is proposed.

use crate::both;
use crate::support::{TestApp, Who};
use jiff::SignedDuration;
use jiff::civil::date;
use ryugaku::exchange::draft::{NewExchange, draft};
use ryugaku::exchange::{Exchange, State, store};
use ryugaku::people::{Team, TeamKind};
use ryugaku::plan::days::HostDays;
use ryugaku::plan::item::{Answer, Invitation, Item, ItemId, ItemKind, ItemState};
use ryugaku::plan::{brief, days_store, invitation_store, item_store};
use ryugaku_kernel::{Actor, Lang, Limit, Role, Time};
use serde_json::{Value, json};

/// Mizuno of the shop studies with SRE, from 5 October to 25 December 2026, for two days a week.
pub struct Scene {
    pub guest: Who,
    pub buddy: Who,
    pub colleague: Who,
    pub stranger: Who,
    pub sre: Team,
    pub exchange: Exchange,
}

pub async fn scene(app: &TestApp) -> Scene {
    let (sre, shop) = (app.team("sre", TeamKind::Sre).await, app.team("shop", TeamKind::Product).await);
    let other = app.team("other", TeamKind::Product).await;
    let (guest, buddy) = (app.member_of(&shop, "水野 遥").await, app.member_of(&sre, "佐伯 隆").await);
    let (colleague, stranger) = (app.member_of(&shop, "藤崎 圭").await, app.member_of(&other, "大川 理").await);
    let new = NewExchange {
        guest: guest.id.to_string(),
        home_team: String::new(),
        host_team: "sre".into(),
        buddy: buddy.id.to_string(),
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
    let cx = app.app.cx(Actor::operator(), Lang::Ja);
    let mut tx = app.begin().await;
    let mut exchange = draft(&mut tx, &cx, new).await.unwrap();
    exchange.enter(State::Active, app.now());
    store::update(&mut tx, &mut exchange).await.unwrap();
    tx.commit().await.unwrap();
    Scene { guest, buddy, colleague, stranger, sre, exchange }
}

pub const PLAN: &str = "/api/v1/exchanges/EX-1/plan";

pub fn pairing(from: &str, until: &str) -> Value {
    json!({"title": "手順書を二人で書く", "kind": "pairing", "from": format!("2026-11-{from}"), "until": format!("2026-11-{until}")})
}

pub fn texts(value: &Value, name: &str) -> Vec<String> {
    value.as_array().unwrap().iter().map(|row| row[name].as_str().unwrap().to_owned()).collect()
}

both! {
    async fn the_api_plans_changes_moves_and_ends(app: TestApp) {
        let Scene { guest, buddy, .. } = scene(&app).await;
        let mut new = pairing("24T13:00", "24T14:30");
        new["invited"] = json!(["佐伯 隆", guest.id.to_string()]);
        new["link"] = json!("https://example.com/doc");
        let made = app.api(&guest, "POST", PLAN, new).await.expect(201);
        assert_eq!((made.location(), made.json()["from"].as_str()), ("/api/v1/exchanges/EX-1/plan/1", Some("2026-11-24T04:00:00Z")));
        let answers: Vec<_> = made.json()["invited"].as_array().unwrap().iter().map(|one| one["answer"].as_str().unwrap().to_owned()).collect();
        assert_eq!(answers.iter().filter(|answer| *answer == "accepted").count(), 1, "{answers:?}");
        for (field, value) in [("title", json!("")), ("from", json!("soon")), ("until", json!("2026-11-24T12:00")), ("link", json!("javascript:x")),
                               ("aims", json!(["g9"])), ("invited", json!(["大川 理"])), ("kind", json!("party"))] {
            let mut wrong = pairing("24T13:00", "24T14:00");
            wrong[field] = value;
            let refused = app.api(&guest, "POST", PLAN, wrong).await.expect(422).json();
            assert_eq!(refused["errors"][0]["field"], field, "{refused}");
        }
        let one = format!("{PLAN}/1");
        app.api_with(&guest, "PATCH", &one, json!({"title": "x"}), &[("if-match", "\"9\"")]).await.expect(412);
        let changed = app.api_with(&guest, "PATCH", &one, json!({"title": "手順書", "place": "3階"}), &[("if-match", "\"1\"")]).await.expect(200);
        assert_eq!((changed.json()["version"].as_i64(), changed.json()["title"].as_str()), (Some(2), Some("手順書")));
        assert_eq!(app.api(&guest, "PATCH", &one, json!({"title": "手順書"})).await.expect(200).json()["version"], 2, "nothing changed");
        app.api(&buddy, "POST", &format!("{one}/answer"), json!({"answer": "accepted"})).await.expect(200);
        let moved = app.api(&guest, "POST", &format!("{one}/move"), json!({"days": 2, "minutes": -30})).await.expect(200).json();
        assert_eq!((moved["from"].as_str(), moved["until"].as_str()), (Some("2026-11-26T03:30:00Z"), Some("2026-11-26T05:00:00Z")));
        let asked_again: Vec<_> = moved["invited"].as_array().unwrap().iter().filter(|one| one["answer"] == "unanswered").collect();
        assert_eq!(asked_again.len(), 1, "who did not move it is asked again");
        for far in [json!({}), json!({"days": i64::MIN}), json!({"days": 1, "minutes": i64::MIN})] {
            app.api(&guest, "POST", &format!("{one}/move"), far).await.expect(422);
        }
        let early = app.api(&guest, "POST", &format!("{one}/state"), json!({"state": "done"})).await.expect(409).json();
        assert_eq!(early["detail"], "It has not begun yet. Mark it done once it has");
        app.advance(SignedDuration::from_hours(8 * 24)).await;
        for (state, status) in [("done", 200), ("absent", 409), ("planned", 200), ("absent", 200), ("planned", 200), ("cancelled", 200), ("proposed", 409)] {
            app.api(&guest, "POST", &format!("{one}/state"), json!({"state": state})).await.expect(status);
        }
        app.api(&guest, "POST", &format!("{one}/move"), json!({"days": 1})).await.expect(409);
        let mut idea = pairing("25T13:00", "25T14:00");
        idea["proposed"] = json!(true);
        app.api(&guest, "POST", PLAN, idea).await.expect(201);
        app.api(&buddy, "POST", &format!("{PLAN}/2/state"), json!({"state": "planned"})).await.expect(200);
        let listed = app.get(&guest, &format!("{PLAN}?limit=1")).await.expect(200).json();
        assert_eq!((listed["items"][0]["number"].as_i64(), listed["next"].as_str()), (Some(1), Some("1")));
        let rest = app.get(&guest, &format!("{PLAN}?after=1&state=planned&from=2026-11-25T00:00")).await.expect(200).json();
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
        app.get(&guest, &format!("{PLAN}?state=x")).await.expect(422);
        let kinds = texts(&app.get(&guest, "/api/v1/events?thing=plan_item&limit=200").await.expect(200).json()["items"], "kind");
        for kind in ["plan_item.added", "plan_item.changed", "plan_item.answered", "plan_item.moved", "plan_item.done", "plan_item.put_back", "plan_item.absent", "plan_item.cancelled", "plan_item.accepted"] {
            assert!(kinds.iter().any(|one| one == kind), "{kind} in {kinds:?}");
        }
        assert!(!app.get(&guest, "/api/v1/events?limit=200").await.text.contains("手順書"), "titles stay in their rows");
        for lang in Lang::ALL {
            let ledger = app.page_in(lang, Some(&guest), "/ledger?kind=plan_item").await.expect(200).text;
            assert!(ledger.contains("EX-1/1") && ledger.contains("/exchanges/EX-1/plan/1") && !ledger.contains('⟦'), "{ledger}");
        }
    }

    async fn a_week_says_what_clashes_and_how_much_it_takes(app: TestApp) {
        let Scene { guest, .. } = scene(&app).await;
        app.api(&guest, "PUT", &format!("{PLAN}/days"), json!({"days": [4, 2]})).await.expect(200);
        app.api(&guest, "PUT", &format!("{PLAN}/days"), json!({"days": [8]})).await.expect(422);
        for (from, until) in [("24T10:00", "24T12:00"), ("24T11:00", "24T12:00"), ("25T10:00", "25T11:00"), ("28T10:00", "28T11:00"), ("23T10:00", "23T11:00"), ("26T08:00", "26T20:30")] {
            app.api(&guest, "POST", PLAN, pairing(from, until)).await.expect(201);
        }
        let week = app.get(&guest, &format!("{PLAN}/week?week=2026-11-25")).await.expect(200).json();
        assert_eq!((week["monday"].as_str(), week["week"].as_i64(), &week["days"]), (Some("2026-11-23"), Some(8), &json!([2, 4])));
        assert_eq!((week["planned_hours"].as_f64(), week["agreed_hours"].as_f64()), (Some(17.5), Some(16.0)));
        let clashes = texts(&week["clashes"], "what");
        for part in ["Labour Thanksgiving", "overlap", "home-team day", "weekend", "1.5 h over the 16 h agreed"] {
            assert!(clashes.iter().any(|line| line.to_lowercase().contains(&part.to_lowercase())), "{part} in {clashes:?}");
        }
        assert_eq!(clashes.len(), 5, "{clashes:?}");
        app.get(&guest, &format!("{PLAN}/week?week=x")).await.expect(422);
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&guest), "/exchanges/EX-1/plan?week=2026-11-25").await.expect(200).text;
            for part in ["class=\"week fine seven\"", "data-lanes=\"2\"", "class=\"home\"", "plan?week=2026-11-30", "data-moves"] {
                assert!(page.contains(part), "{part} in {page}");
            }
            assert!(!page.contains('⟦') && page.matches("class=\"notice\"").count() == 5, "{page}");
        }
        let empty = app.page(&guest, "/exchanges/EX-1/plan?week=2026-12-08").await.expect(200).text;
        assert!(empty.contains("この週の予定はまだない") && !empty.contains('⟦'));
        app.page(&guest, "/exchanges/EX-1/plan?week=never").await.expect(200);
        assert_eq!(app.page(&guest, "/exchanges/ex-1/plan").await.expect(308).location(), "/exchanges/EX-1/plan");
    }

    async fn pages_plan_move_undo_and_answer(app: TestApp) {
        let Scene { guest, buddy, colleague, .. } = scene(&app).await;
        let fields = |title: &'static str| [("title", title), ("kind", "shadow_shift"), ("day", "2026-11-26"), ("from", "22:00"), ("until", "06:00")];
        let refused = app.post_form(&guest, "/exchanges/EX-1/plan", &fields("")).await.expect(422);
        assert!(refused.text.contains("value=\"2026-11-26\"") && refused.text.contains("class=\"why\"") && !refused.text.contains('⟦'), "{}", refused.text);
        let buddy_id = buddy.id.to_string();
        let mut given = fields("夜の <当番>").to_vec();
        given.push(("invited", &buddy_id));
        let made = app.post_form(&guest, "/exchanges/EX-1/plan", &given).await.expect(303);
        assert_eq!(made.location(), "/exchanges/EX-1/plan?week=2026-11-23#i-1");
        let week = app.page(&guest, "/exchanges/EX-1/plan?week=2026-11-23").await.expect(200).text;
        assert!(week.contains("夜の &#60;当番&#62;") && week.matches("<a class=\"title\" href=\"/exchanges/EX-1/plan/1\">").count() == 2 && week.matches("id=\"i-1\"").count() == 1, "{week}");
        // The buddy is asked, on the home page and there.
        let home = app.page(&buddy, "/").await.expect(200).text;
        assert!(home.contains("/exchanges/EX-1/plan/1") && home.contains("答えを待っている"), "{home}");
        let item = app.page(&buddy, "/exchanges/EX-1/plan/1").await.expect(200).text;
        assert!(item.contains("招かれている") && item.contains("22:00") && !item.contains('⟦'), "{item}");
        app.post_form(&buddy, "/exchanges/EX-1/plan/1/answer", &[("answer", "declined")]).await.expect(303);
        assert!(!app.page(&buddy, "/").await.text.contains("答えを待っている"));
        app.post_form(&colleague, "/exchanges/EX-1/plan/1/answer", &[("answer", "declined")]).await.expect(409);
        app.post_form(&guest, "/exchanges/EX-1/plan/1/move", &[("days", "1"), ("minutes", "0"), ("version", "1")]).await.expect(303);
        app.post_form(&guest, "/exchanges/EX-1/plan/1/move", &[("days", "1"), ("minutes", "0"), ("version", "1")]).await.expect(412);
        app.post_form(&guest, "/exchanges/EX-1/plan/1/move?days=-1&minutes=0&version=2", &[]).await.expect(303);
        app.post_form(&guest, "/exchanges/EX-1/plan/1/state", &[("state", "cancelled")]).await.expect(303);
        let week = app.page(&guest, "/exchanges/EX-1/plan?week=2026-11-23").await.text;
        assert!(week.contains("id=\"c-1\"") && !week.contains("id=\"i-1\""), "{week}");
        app.post_form(&guest, "/exchanges/EX-1/plan/1/state?to=planned&version=4", &[]).await.expect(303);
        for path in ["/exchanges/EX-1/plan/new?day=2026-11-26", "/exchanges/EX-1/plan/1/edit"] {
            for lang in Lang::ALL {
                let form = app.page_in(lang, Some(&guest), path).await.expect(200).text;
                assert!(form.contains("2026-11-26") && !form.contains('⟦'), "{form}");
            }
        }
        let edit = app.page(&guest, "/exchanges/EX-1/plan/1/edit").await.text;
        assert!(edit.contains("value=\"2026-11-27\"") && edit.contains("checked"), "{edit}");
        let mut stale = fields("当番").to_vec();
        stale.push(("version", "1"));
        app.post_form(&guest, "/exchanges/EX-1/plan/1/edit", &stale).await.expect(412);
        app.post_form(&guest, "/exchanges/EX-1/plan/1/edit", &fields("当番")).await.expect(303);
        let item = app.page(&guest, "/exchanges/EX-1/plan/1").await.text;
        assert!(item.contains("<h1>当番</h1>") && item.contains("まだだれも招いていない"), "{item}");
        app.post_form(&guest, "/exchanges/EX-1/plan/days", &[("days", "2"), ("days", "4"), ("week", "2026-11-23")]).await.expect(303);
        app.post_form(&guest, "/exchanges/EX-1/plan/days", &[("days", "x")]).await.expect(422);
        app.page(&guest, "/exchanges/EX-1/plan/9").await.expect(404);
        app.page(&guest, "/exchanges/EX-9/plan").await.expect(404);
    }

    async fn who_may_see_and_who_may_plan(app: TestApp) {
        let Scene { guest, buddy, colleague, stranger, sre, exchange } = scene(&app).await;
        app.api(&buddy, "POST", PLAN, pairing("24T13:00", "24T14:00")).await.expect(201);
        let owner = app.member_of(&sre, "久保田 海").await;
        let (admin, reader) = (app.admin().await, app.person("監査", Role::Read).await);
        for (who, reads, writes) in [(&guest, 200, 200), (&owner, 200, 200), (&admin, 200, 200), (&colleague, 200, 403), (&stranger, 403, 403), (&reader, 403, 403)] {
            for path in [PLAN, &format!("{PLAN}/1"), &format!("{PLAN}/week"), &format!("{PLAN}/1/invitation")] {
                app.get(who, path).await.expect(reads);
            }
            app.page(who, "/exchanges/EX-1/plan/1").await.expect(reads);
            app.page(who, "/exchanges/EX-1/plan/1/invitation.ics").await.expect(reads);
            app.api(who, "PATCH", &format!("{PLAN}/1"), json!({"title": "x"})).await.expect(writes);
            let page = app.page(who, "/exchanges/EX-1/plan?week=2026-11-24").await.expect(reads).text;
            assert_eq!(page.contains("action=\"/exchanges/EX-1/plan/1/move\""), writes == 200);
            if writes == 403 {
                for (path, body) in [("", pairing("24T13:00", "24T14:00")), ("/1/move", json!({"days": 1})), ("/1/state", json!({"state": "done"})), ("/proposals", json!({"source": "mid", "accept": true}))] {
                    app.api(who, "POST", &format!("{PLAN}{path}"), body).await.expect(403);
                }
                app.api(who, "PUT", &format!("{PLAN}/days"), json!({"days": [1]})).await.expect(403);
                app.api(who, "POST", &format!("{PLAN}/feed"), json!({})).await.expect(403);
                app.page(who, "/exchanges/EX-1/plan/new").await.expect(403);
                app.page(who, "/exchanges/EX-1/plan/1/edit").await.expect(403);
            }
        }
        assert!(!app.get(&stranger, "/api/v1/events?limit=200").await.text.contains("plan_item"), "it is for both teams");
        assert!(app.get(&colleague, "/api/v1/events?limit=200").await.text.contains("plan_item"));
        // A draft is not there for others.
        let mut draft = exchange;
        draft.enter(State::Draft, app.now());
        let mut tx = app.begin().await;
        store::update(&mut tx, &mut draft).await.unwrap();
        tx.commit().await.unwrap();
        for who in [&colleague, &stranger] {
            app.get(who, PLAN).await.expect(404);
            app.page(who, "/exchanges/EX-1/plan").await.expect(404);
            app.api(who, "POST", PLAN, json!({})).await.expect(404);
        }
    }

    /// What lies in later weeks is not crowded out by the first.
    /// Very many clashes are not told one by one.
    async fn clashes_are_told_up_to_a_number(app: TestApp) {
        let Scene { guest, exchange, .. } = scene(&app).await;
        let from: Time = "2026-11-24T04:00:00Z".parse::<jiff::Timestamp>().unwrap().into();
        let mut tx = app.begin().await;
        for ordinal in 1..=25 {
            let item = Item { id: ItemId(app.app.chance.id(app.now())), exchange: exchange.id, ordinal, title: "x".into(), kind: ItemKind::Drill, from, until: from.plus(jiff::SignedDuration::from_hours(1)), place: String::new(), link: String::new(),
                              aims: vec![], state: ItemState::Planned, source: None, created_by: None, changed_at: app.now(), version: 1 };
            item_store::insert(&mut tx, &item).await.unwrap();
        }
        tx.commit().await.unwrap();
        let week = app.get(&guest, &format!("{PLAN}/week?week=2026-11-24")).await.expect(200).json();
        let clashes = week["clashes"].as_array().unwrap();
        assert_eq!((clashes.len(), &clashes[200]["items"]), (201, &json!([])));
        for (lang, more) in [(Lang::Ja, "ほかにもある"), (Lang::En, "And more")] {
            let page = app.page_in(lang, Some(&guest), "/exchanges/EX-1/plan?week=2026-11-24").await.expect(200).text;
            assert!(page.contains(more) && !page.contains('⟦'), "{page}");
        }
    }

    async fn rows_come_back(app: TestApp) {
        let Scene { guest, buddy, exchange, .. } = scene(&app).await;
        let id = || app.app.chance.id(app.now());
        let item = Item { id: ItemId(id()), exchange: exchange.id, ordinal: 1, title: "x".into(), kind: ItemKind::Drill, from: app.now(), until: Time(app.now().0 + 1), place: "p".into(), link: "https://a.b".into(),
                          aims: vec![id()], state: ItemState::Planned, source: Some("mid".into()), created_by: Some(guest.id.0), changed_at: app.now(), version: 1 };
        let mut tx = app.begin().await;
        item_store::insert(&mut tx, &item).await.unwrap();
        for (person, answer) in [(guest.id.0, Answer::Accepted), (buddy.id.0, Answer::Unanswered)] {
            invitation_store::insert(&mut tx, &Invitation { item: item.id, person, answer }, app.now()).await.unwrap();
        }
        let days = HostDays::of([2, 4]);
        assert_eq!(days_store::of_exchange(&mut tx, exchange.id).await.unwrap(), None);
        days_store::put(&mut tx, exchange.id, &HostDays::of([1])).await.unwrap();
        days_store::put(&mut tx, exchange.id, &days).await.unwrap();
        tx.commit().await.unwrap();
        let mut q = app.app.db.reader();
        assert_eq!(item_store::find(&mut q, exchange.id, 1).await.unwrap(), item);
        assert_eq!(item_store::between(&mut q, exchange.id, item.until, Time(i64::MAX)).await.unwrap(), []);
        assert_eq!(item_store::page(&mut q, exchange.id, item_store::Filter::default(), None, Limit::USUAL).await.unwrap().items.len(), 1);
        assert_eq!(item_store::for_feed(&mut q, exchange.id).await.unwrap().len(), 1);
        assert_eq!(item_store::sources(&mut q, exchange.id).await.unwrap(), ["mid"]);
        assert_eq!(days_store::of_exchange(&mut q, exchange.id).await.unwrap(), Some(days));
        assert_eq!(brief::waiting_for(&mut q, buddy.id.0, app.now()).await.unwrap().len(), 1);
        assert_eq!(brief::waiting_for(&mut q, guest.id.0, app.now()).await.unwrap().len(), 0);
        assert_eq!(brief::places(&mut q, vec![item.id.0]).await.unwrap()[0].1, "EX-1/1");
        let mut tx = app.begin().await;
        invitation_store::ask_again(&mut tx, item.id, None).await.unwrap();
        invitation_store::remove(&mut tx, item.id, buddy.id.0).await.unwrap();
        let mut changed = Item { title: "y".into(), ..item.clone() };
        item_store::update(&mut tx, &mut changed, app.now()).await.unwrap();
        assert!(item_store::update(&mut tx, &mut item.clone(), app.now()).await.is_err());
        tx.commit().await.unwrap();
        let asked = invitation_store::of_items(&mut app.app.db.reader(), [item.id]).await.unwrap();
        assert_eq!(asked, [Invitation { item: item.id, person: guest.id.0, answer: Answer::Unanswered }]);
    }
}

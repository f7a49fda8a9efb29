//! Learnings, by page and by API: written, published, adopted, withdrawn.

use crate::both;
use crate::support::{TestApp, Who};
use jiff::civil::date;
use ryugaku::exchange::draft::{NewExchange, draft};
use ryugaku::learnings;
use ryugaku::people::TeamKind;
use ryugaku_kernel::{Actor, Lang, Role, Uuid};
use serde_json::{Value, json};

async fn write(app: &TestApp, who: &Who, body: Value) -> Value {
    app.api(who, "POST", "/api/v1/learnings", body).await.expect(201).json()
}

/// A draft of an exchange whose guest comes from `home`; its key and number.
async fn exchange(app: &TestApp, guest: &Who, home: &str, host: &str) -> (Uuid, String) {
    let cx = app.app.cx(Actor::operator(), Lang::Ja);
    let mut tx = app.begin().await;
    let new = NewExchange {
        guest: guest.id.to_string(),
        home_team: home.into(),
        host_team: host.into(),
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
    let made = draft(&mut tx, &cx, new).await.unwrap();
    tx.commit().await.unwrap();
    (made.id.0, made.number().to_string())
}

fn answers(learning: &Value) -> Vec<(&str, &str)> {
    let teams = learning["teams"].as_array().unwrap();
    teams.iter().map(|team| (team["team"].as_str().unwrap(), team["answer"].as_str().unwrap())).collect()
}

both! {
    /// From the draft to what each team has made of it.
    async fn a_learning_travels(app: TestApp) {
        let (a, b, sre) = (app.team("a", TeamKind::Product).await, app.team("b", TeamKind::Product).await, app.team("sre", TeamKind::Sre).await);
        let (admin, ours, theirs) = (app.admin().await, app.member_of(&a, "水野 遥").await, app.member_of(&b, "大川 理").await);
        let writer = app.member_of(&sre, "久保田 誠").await;
        for (slug, team) in [("shop", "a"), ("search", "b")] {
            app.api(&admin, "POST", "/api/v1/products", json!({"slug": slug, "name": slug.to_uppercase(), "team": team})).await.expect(201);
        }
        app.api(&admin, "POST", "/api/v1/services", json!({"slug": "index", "name": "索引", "product": "search"})).await.expect(201);
        for wrong in [json!({"title": "", "body": "x"}), json!({"title": "x", "body": " "}), json!({"title": "x".repeat(201), "body": "x"}), json!({"title": "x", "body": "x", "products": ["unheard-of"]}),
                      json!({"title": "x", "body": "x", "services": ["unheard-of"]}), json!({"title": "x", "body": "x", "teams": ["unheard-of"]}), json!({"title": "x", "body": "x", "exchange": "EX-9"})] {
            app.api(&writer, "POST", "/api/v1/learnings", wrong).await.expect(422);
        }
        let all = app.api(&writer, "POST", "/api/v1/learnings", json!({"title": "", "body": "", "products": ["?"], "teams": ["?"]})).await.expect(422).json();
        assert_eq!(all["errors"].as_array().unwrap().len(), 4, "{all}");
        let made = write(&app, &writer, json!({"title": "呼び出しの 1行目に理由を書く", "body": "**わけ**\n\n- <script>x</script>", "products": ["shop"], "services": ["index"]})).await;
        assert_eq!((&made["number"], &made["state"], answers(&made)), (&json!("LN-1"), &json!("draft"), vec![("a", "unknown"), ("b", "unknown")]));
        // A draft is the writer's alone, for admins too; and what is in the ledger of it.
        for who in [&ours, &admin] {
            app.get(who, "/api/v1/learnings/LN-1").await.expect(404);
            app.page(who, "/learnings/LN-1").await.expect(404);
            app.api(who, "POST", "/api/v1/learnings/LN-1/publish", json!({})).await.expect(404);
            assert!(!app.get(who, "/api/v1/events?limit=200").await.expect(200).text.contains("learning."));
            assert_eq!(app.get(who, "/api/v1/learnings?state=all").await.expect(200).json()["items"], json!([]));
        }
        assert_eq!(app.get(&writer, "/api/v1/learnings?state=draft").await.expect(200).json()["items"][0]["number"], "LN-1");
        app.api(&ours, "PUT", "/api/v1/learnings/LN-1/teams/a", json!({"answer": "adopted", "note": "x"})).await.expect(404);
        app.api_with(&writer, "POST", "/api/v1/learnings/LN-1/publish", json!({}), &[("if-match", "\"9\"")]).await.expect(412);
        app.api(&writer, "PATCH", "/api/v1/learnings/LN-1", json!({"teams": ["sre"], "services": []})).await.expect(200);
        let published = app.api(&writer, "POST", "/api/v1/learnings/LN-1/publish", json!({})).await.expect(200).json();
        assert_eq!((&published["published_day"], answers(&published)), (&json!("2026-11-19"), vec![("a", "unknown"), ("sre", "unknown")]));
        app.api(&writer, "POST", "/api/v1/learnings/LN-1/publish", json!({})).await.expect(409);
        // Published further: teams are added, none is taken away.
        let further = app.api(&writer, "PATCH", "/api/v1/learnings/LN-1", json!({"teams": ["b"]})).await.expect(200).json();
        assert_eq!(answers(&further), [("a", "unknown"), ("b", "unknown"), ("sre", "unknown")]);
        app.api(&ours, "PATCH", "/api/v1/learnings/LN-1", json!({"title": "y"})).await.expect(403);
        // Each team for itself.
        let put = |who, team: &'static str, body| { let app = &app; async move { app.api(who, "PUT", &format!("/api/v1/learnings/ln-1/teams/{team}"), body).await } };
        put(&theirs, "a", json!({"answer": "adopted", "note": "x"})).await.expect(403);
        put(&ours, "nobody", json!({"answer": "adopted", "note": "x"})).await.expect(404);
        for wrong in [json!({"answer": "adopted", "note": ""}), json!({"answer": "adopted", "note": "x", "day": "2026-11-20"}), json!({"answer": "perhaps", "note": "x"})] {
            put(&ours, "a", wrong).await.expect(422);
        }
        put(&ours, "a", json!({"answer": "unknown", "note": ""})).await.expect(409);
        let adopted = put(&ours, "a", json!({"answer": "adopted", "note": "型に入れた", "day": "2026-10-29"})).await.expect(200).json();
        assert_eq!((&adopted["teams"][0]["day"], &adopted["teams"][0]["by"]), (&json!("2026-10-29"), &json!("水野 遥")));
        put(&theirs, "b", json!({"answer": "not_applicable", "note": "バッチだけ"})).await.expect(200);
        for (query, n) in [("", 1), ("?team=a&answer=adopted", 1), ("?team=b&answer=adopted", 0), ("?answer=unknown", 1), ("?team=mine&answer=unknown", 0), ("?product=shop", 1), ("?product=search", 0), ("?state=withdrawn", 0)] {
            assert_eq!(app.get(&ours, &format!("/api/v1/learnings{query}")).await.expect(200).json()["items"].as_array().unwrap().len(), n, "{query}");
        }
        for query in ["?state=x", "?answer=x", "?team=x", "?product=x", "?exchange=x", "?after=x"] {
            app.get(&ours, &format!("/api/v1/learnings{query}")).await.expect(422);
        }
        let mut q = app.app.db.reader();
        assert_eq!(learnings::counts(&mut q).await.unwrap(), (1, 1));
        assert_eq!(learnings::waiting(&mut q, &[sre.id.0, a.id.0]).await.unwrap(), (1, Some(date(2026, 11, 19))));
        assert_eq!(learnings::waiting(&mut q, &[a.id.0]).await.unwrap(), (0, None));
        let travelled = learnings::published(&mut q, 10).await.unwrap();
        assert_eq!(travelled[0].of_team(a.id.0).unwrap().day, Some(date(2026, 10, 29)));
        let back = app.api(&theirs, "DELETE", "/api/v1/learnings/LN-1/teams/b", json!({})).await.expect(200).json();
        assert_eq!(answers(&back)[1], ("b", "unknown"));
        // Withdrawn, it stays readable; nothing moves any more.
        app.api(&writer, "POST", "/api/v1/learnings/LN-1/withdraw", json!({"reason": " "})).await.expect(422);
        app.api(&writer, "POST", "/api/v1/learnings/LN-1/withdraw", json!({"reason": "仕組みが変わった"})).await.expect(200);
        put(&ours, "a", json!({"answer": "adopted", "note": "x"})).await.expect(409);
        app.api(&writer, "PATCH", "/api/v1/learnings/LN-1", json!({"title": "y"})).await.expect(409);
        assert_eq!(learnings::counts(&mut q).await.unwrap(), (0, 0));
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&ours), "/learnings/LN-1").await.expect(200).text;
            assert!(page.contains("仕組みが変わった") && page.contains("<strong>わけ</strong>") && !page.contains("<script>x") && !page.contains('⟦'), "{page}");
        }
        let ledger = app.page(&ours, "/ledger").await.expect(200).text;
        assert!(ledger.contains("/learnings/LN-1") && ledger.contains("には当てはまらない"), "{ledger}");
    }

    /// The same by form; and the row on the first page.
    async fn a_learning_is_written_by_form(app: TestApp) {
        let a = app.team("a", TeamKind::Product).await;
        let (ours, writer) = (app.member_of(&a, "水野 遥").await, app.person("久保田 誠", Role::Member).await);
        for lang in Lang::ALL {
            let empty = app.page_in(lang, Some(&ours), "/learnings").await.expect(200).text;
            assert!(empty.contains("/learnings/new") && !empty.contains('⟦'), "{empty}");
        }
        let refused = app.post_form(&writer, "/learnings", &[("title", ""), ("body", "くわしく書いた")]).await.expect(422).text;
        assert!(refused.contains("くわしく書いた") && refused.contains("入力する"), "{refused}");
        assert_eq!(app.post_form(&writer, "/learnings", &[("title", "手順書の先頭に戻し方を置く"), ("body", "x")]).await.expect(303).location(), "/learnings/LN-1");
        let nobody = app.post_form(&writer, "/learnings/LN-1/publish", &[("version", "1")]).await.expect(422).text;
        assert!(nobody.contains("チームのどれかを選ぶ"), "{nobody}");
        let edit = app.page(&writer, "/learnings/LN-1/edit").await.expect(200).text;
        assert!(edit.contains("name=\"version\" value=\"1\"") && edit.contains("手順書の先頭に戻し方を置く"), "{edit}");
        let team = a.id.to_string();
        let fields = [("title", "手順書の先頭に戻し方を置く"), ("body", "## わけ"), ("teams", team.as_str()), ("version", "1")];
        app.post_form(&ours, "/learnings/LN-1/edit", &fields).await.expect(404);
        app.post_form(&writer, "/learnings/LN-1/edit", &fields).await.expect(303);
        app.post_form(&writer, "/learnings/LN-1/edit", &fields).await.expect(412);
        let refused = [("title", ""), ("body", "x"), ("version", "2")];
        assert!(app.post_form(&writer, "/learnings/LN-1/edit", &refused).await.expect(422).text.contains("/learnings/LN-1/edit"));
        assert!(!app.page(&ours, "/").await.text.contains("/learnings?"));
        app.post_form(&writer, "/learnings/LN-1/publish", &[("version", "2")]).await.expect(303);
        let today = app.page(&ours, "/").await.expect(200).text;
        assert!(today.contains("学び 1件が、チームの返答を待っている") && today.contains("team=mine"), "{today}");
        assert!(app.page(&ours, "/learnings?answer=unknown&team=mine").await.expect(200).text.contains("LN-1"));
        let page = app.page(&ours, "/learnings/LN-1").await.expect(200).text;
        assert!(page.contains("<h4>わけ</h4>") && page.contains("チームとして答える") && !page.contains("/learnings/LN-1/edit"), "{page}");
        let wrong = app.post_form(&ours, "/learnings/LN-1/answer", &[("team", "a"), ("answer", "adopted"), ("day", "2027-01-01"), ("note", "型に入れた")]).await.expect(422).text;
        assert!(wrong.contains("型に入れた") && wrong.contains("2026-11-19"), "{wrong}");
        app.post_form(&ours, "/learnings/LN-1/answer", &[("team", "a"), ("answer", "adopted"), ("day", "2026-11-10"), ("note", "型に入れた")]).await.expect(303);
        let page = app.page(&ours, "/learnings/LN-1").await.text;
        assert!(page.contains("11/10(火)") && page.contains("1 / 1") && page.contains("答えを取り消す"), "{page}");
        app.post_form(&ours, "/learnings/LN-1/answer", &[("team", "a"), ("answer", "unknown")]).await.expect(303);
        app.post_form(&writer, "/learnings/LN-1/withdraw", &[("reason", "")]).await.expect(422);
        app.post_form(&writer, "/learnings/LN-1/withdraw", &[("reason", "古い")]).await.expect(303);
        assert_eq!(app.page(&ours, "/learnings/ln-1").await.expect(308).location(), "/learnings/LN-1");
        assert!(app.page(&ours, "/learnings?state=unheard-of").await.expect(200).text.contains("/learnings/new"));
    }

    /// Out of an exchange: its people see the draft, and it stands with the exchange.
    async fn a_learning_comes_out_of_an_exchange(app: TestApp) {
        let (home, host) = (app.team("a", TeamKind::Product).await, app.team("b", TeamKind::Product).await);
        let (guest, colleague) = (app.member_of(&home, "水野 遥").await, app.member_of(&host, "大川 理").await);
        let (id, number) = exchange(&app, &guest, "a", "b").await;
        // A draft of an exchange is none to the others.
        app.api(&colleague, "POST", "/api/v1/learnings", json!({"title": "x", "body": "x", "exchange": number})).await.expect(422);
        let form = app.page(&guest, &format!("/learnings/new?exchange={number}")).await.expect(200).text;
        assert!(form.contains(&format!("value=\"{number}\"")), "{form}");
        let made = write(&app, &guest, json!({"title": "x", "body": "x", "exchange": number, "teams": ["b"]})).await;
        assert_eq!(made["exchange"], json!(number));
        let mut q = app.app.db.reader();
        assert!(learnings::of_exchange(&mut q, id).await.unwrap().is_empty());
        app.get(&colleague, "/api/v1/learnings/LN-1").await.expect(404);
        let cx = app.app.cx(Actor::operator(), Lang::Ja);
        let mut tx = app.begin().await;
        let change = ryugaku::exchange::change::ExchangeChange { buddy: Some(colleague.id.to_string()), ..Default::default() };
        ryugaku::exchange::change::change(&mut tx, &cx, 1, None, change).await.unwrap();
        tx.commit().await.unwrap();
        // Now the colleague is its buddy.
        app.get(&colleague, "/api/v1/learnings/LN-1").await.expect(200);
        assert_eq!(app.get(&colleague, &format!("/api/v1/learnings?state=draft&exchange={number}")).await.expect(200).json()["items"].as_array().unwrap().len(), 1);
        app.api(&colleague, "POST", "/api/v1/learnings/LN-1/publish", json!({})).await.expect(200);
        assert_eq!(learnings::of_exchange(&mut q, id).await.unwrap()[0].number, "LN-1");
    }

    /// A draft that a program wrote is for admins; it is withdrawn unseen.
    async fn a_program_writes_too(app: TestApp) {
        let (admin, member) = (app.admin().await, app.person("水野 遥", Role::Member).await);
        let cx = app.app.cx(Actor::operator(), Lang::Ja);
        let mut tx = app.begin().await;
        let new = learnings::write::NewLearning { title: "x".into(), body: "y".into(), ..Default::default() };
        learnings::write::write(&mut tx, &cx, new).await.unwrap();
        tx.commit().await.unwrap();
        app.get(&member, "/api/v1/learnings/LN-1").await.expect(404);
        assert!(app.page(&admin, "/learnings?state=draft").await.expect(200).text.contains("LN-1"));
        app.api(&admin, "POST", "/api/v1/learnings/LN-1/withdraw", json!({"reason": "重なっている"})).await.expect(200);
        app.get(&member, "/api/v1/learnings/LN-1").await.expect(404);
    }

    async fn lists_go_on(app: TestApp) {
        let writer = app.person("水野 遥", Role::Member).await;
        app.team("a", TeamKind::Product).await;
        for n in 1..=3 {
            write(&app, &writer, json!({"title": format!("{n}"), "body": "x", "teams": ["a"]})).await;
            app.api(&writer, "POST", &format!("/api/v1/learnings/{n}/publish"), json!({})).await.expect(200);
        }
        let first = app.get(&writer, "/api/v1/learnings?limit=2").await.expect(200).json();
        assert_eq!((&first["items"][0]["number"], &first["next"]), (&json!("LN-3"), &json!("2")));
        let second = app.get(&writer, "/api/v1/learnings?limit=2&after=2").await.expect(200).json();
        assert_eq!((second["items"].as_array().unwrap().len(), second.get("next")), (1, None));
        assert!(app.page(&writer, "/learnings?limit=1").await.expect(200).text.contains("after=3"));
    }
}

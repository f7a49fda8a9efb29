//! The programme page: what was recorded, exchanges on their axis, who worked with whom, how far learnings travelled.

use crate::both;
use crate::support::{TestApp, Who};
use jiff::civil::{Date, date};
use ryugaku::exchange::exchange::{ExchangeId, People, Reached};
use ryugaku::exchange::{Exchange, State, store};
use ryugaku::people::{Team, TeamKind};
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

/// An exchange as it stands, without the way there.
async fn exchange(app: &TestApp, guest: &Who, home: &Team, host: &Team, state: State, from: Date, until: Date) {
    let mut tx = app.begin().await;
    let proposed_at = (state != State::Draft).then(|| app.now());
    let people = People { guest: guest.id.0, buddy: None, home_manager: None, host_manager: None };
    let mut one = Exchange {
        id: ExchangeId(app.app.chance.id(app.now())),
        count: store::take_number(&mut tx).await.unwrap(),
        state,
        paused_at: None,
        people,
        home_team: home.id.0,
        host_team: host.id.0,
        from,
        until,
        share: 40,
        rhythm: String::new(),
        why: String::new(),
        template: None,
        offer: None,
        wish: None,
        created_by: None,
        created_at: app.now(),
        state_at: app.now(),
        reached: Reached::of([None, proposed_at, None, None, None, None, None, None]),
        version: 1,
    };
    store::insert(&mut tx, &one).await.unwrap();
    store::update(&mut tx, &mut one).await.unwrap();
    tx.commit().await.unwrap();
}

async fn record(app: &TestApp, who: &Who, kind: &str, team: &str, day: &str) {
    let body = json!({"kind": kind, "team": team, "day": day});
    app.api(who, "POST", "/api/v1/programme/milestones", body).await.expect(201);
}

both! {
    /// Empty it says so; nothing that nobody recorded is a number.
    async fn what_nobody_recorded_is_said(app: TestApp) {
        let (reader, admin) = (app.person("監査", Role::Read).await, app.admin().await);
        for lang in Lang::ALL {
            for who in [&reader, &admin] {
                let page = app.page_in(lang, Some(who), "/programme").await.expect(200).text;
                assert!(!page.contains('⟦') && (page.contains("記録なし") || page.contains("not recorded")), "{page}");
            }
        }
        let sums = app.get(&reader, "/api/v1/programme").await.expect(200).json()["sums"].clone();
        assert_eq!((&sums["teams_taken_on"], &sums["exchanges_begun"]), (&Value::Null, &json!(0)));
    }

    async fn milestones_are_recorded_by_owners(app: TestApp) {
        let (sre, shop) = (app.team("sre", TeamKind::Sre).await, app.team("shop", TeamKind::Product).await);
        let (owner, member) = (app.member_of(&sre, "久保田 誠").await, app.member_of(&shop, "水野 遥").await);
        let path = "/api/v1/programme/milestones";
        app.api(&member, "POST", path, json!({"kind": "taken_on", "team": "shop", "day": "2021-10-01"})).await.expect(403);
        for wrong in [json!({"kind": "taken_on", "day": "2021-10-01"}), json!({"kind": "taken_on", "team": "x", "day": "2021-10-01"}), json!({"kind": "other", "day": "2021-10-01"}),
                      json!({"kind": "taken_on", "team": "shop", "day": "2026-11-20"}), json!({"kind": "moon", "day": "2021-10-01"})] {
            app.api(&owner, "POST", path, wrong).await.expect(422);
        }
        record(&app, &owner, "taken_on", "shop", "2021-10-01").await;
        app.api(&owner, "POST", path, json!({"kind": "taken_on", "team": "shop", "day": "2022-10-01"})).await.expect(422);
        let refused = app.post_form(&owner, "/programme/milestones", &[("kind", "other"), ("day", "2022-03-05"), ("what", "")]).await.expect(422).text;
        assert!(refused.contains("value=\"2022-03-05\""), "{refused}");
        app.post_form(&owner, "/programme/milestones", &[("kind", "other"), ("day", "2022-03-05"), ("what", "合宿")]).await.expect(303);
        app.post_form(&member, "/programme/milestones", &[("kind", "other"), ("day", "2022-03-05"), ("what", "x")]).await.expect(403);
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&member), "/programme/milestones").await.expect(200).text;
            assert!(page.contains("合宿") && page.contains("SHOP") && !page.contains("take-back") && !page.contains('⟦'), "{page}");
        }
        let all = app.get(&member, path).await.expect(200).json();
        assert_eq!((all["items"].as_array().unwrap().len(), &all["items"][0]["team"]), (2, &json!("shop")));
        let id = all["items"][0]["id"].as_str().unwrap().to_owned();
        app.api(&member, "DELETE", &format!("{path}/{id}"), json!({})).await.expect(403);
        app.api(&owner, "DELETE", &format!("{path}/{id}"), json!({})).await.expect(200);
        app.api(&owner, "DELETE", &format!("{path}/{id}"), json!({})).await.expect(404);
        let other = all["items"][1]["id"].as_str().unwrap().to_owned();
        app.post_form(&owner, &format!("/programme/milestones/{other}/take-back"), &[]).await.expect(303);
        assert!(app.page(&member, "/ledger").await.text.contains("2022-03-05 の"));
    }

    /// The years on one page.
    async fn the_years_are_on_one_page(app: TestApp) {
        let (sre, a, b) = (app.team("sre", TeamKind::Sre).await, app.team("a", TeamKind::Product).await, app.team("b", TeamKind::Product).await);
        let (admin, guest, other) = (app.admin().await, app.member_of(&a, "水野 遥").await, app.member_of(&b, "古川 亮").await);
        for (kind, team, day) in [("founded", "sre", "2021-04-01"), ("taken_on", "a", "2021-10-01"), ("meetings_begun", "a", "2025-08-01")] {
            record(&app, &admin, kind, team, day).await;
        }
        app.api(&admin, "POST", "/api/v1/products", json!({"slug": "checkout", "name": "決済", "team": "a"})).await.expect(201);
        app.api(&admin, "POST", "/api/v1/products/checkout/sres", json!({"person": "水野 遥", "from_day": "2026-06-01"})).await.expect(201);
        exchange(&app, &guest, &a, &sre, State::Closed, date(2024, 3, 4), date(2024, 4, 14)).await;
        exchange(&app, &guest, &a, &sre, State::Active, date(2026, 10, 5), date(2026, 12, 25)).await;
        exchange(&app, &other, &b, &a, State::Declined, date(2026, 10, 5), date(2026, 12, 25)).await;
        exchange(&app, &other, &b, &a, State::Draft, date(2027, 1, 5), date(2027, 2, 25)).await;
        app.api(&admin, "POST", "/api/v1/learnings", json!({"title": "一行目に理由", "body": "x", "teams": ["a", "b"]})).await.expect(201);
        app.api(&admin, "POST", "/api/v1/learnings/1/publish", json!({})).await.expect(200);
        app.api(&guest, "PUT", "/api/v1/learnings/1/teams/a", json!({"answer": "adopted", "note": "x"})).await.expect(200);
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&other), "/programme").await.expect(200).text;
            assert!(!page.contains('⟦') && page.contains("EX-2") && page.contains("EX-3") && !page.contains("EX-4"), "{page}");
            assert!(page.contains("class=\"live\"") && page.contains("class=\"mtg\"") && page.contains("class=\"born\""), "{page}");
        }
        let page = app.page(&admin, "/programme").await.text;
        assert!(page.contains("初めての社内留学、A → SRE") && page.contains("控え 未定") && page.contains("A – B") && page.contains("一行目に理由"), "{page}");
        let all = app.get(&other, "/api/v1/programme").await.expect(200).json();
        let sums = &all["sums"];
        assert_eq!([&sums["teams_taken_on"], &sums["teams_with_meetings"], &sums["exchanges_begun"], &sums["product_sres"], &sums["learnings_adopted"]], [1, 1, 2, 1, 1]);
        assert_eq!(all["exchanges"].as_array().unwrap().len(), 3);
        assert_eq!(all["exchanges"][0]["follow_ups"], json!([{"day": "2024-05-14", "happened": false}, {"day": "2024-07-13", "happened": false}]));
        // To the day that has come: the second is in its seventh week.
        assert_eq!(all["together"], json!([{"home": "a", "host": "sre", "weeks": 6 + 7, "now": true}]));
        assert_eq!(all["not_met"], json!([["sre", "b"], ["a", "b"]]));
    }

    /// The page asks a fixed number of questions: many exchanges are folded.
    async fn many_are_folded(app: TestApp) {
        let (sre, a) = (app.team("sre", TeamKind::Sre).await, app.team("a", TeamKind::Product).await);
        let guest = app.member_of(&a, "水野 遥").await;
        for n in 0..70 {
            let from = date(2023, 1, 2).saturating_add(jiff::Span::new().weeks(n * 2));
            exchange(&app, &guest, &a, &sre, State::Closed, from, from.saturating_add(jiff::Span::new().weeks(6))).await;
        }
        let page = app.page(&guest, "/programme").await.expect(200).text;
        assert!(page.contains("これより前の 10件") && page.contains("x-EX-70") && !page.contains("x-EX-10\""), "{page}");
    }
}

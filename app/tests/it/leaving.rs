//! Somebody leaves the organisation: what they had in exchanges and on the market goes on without them.

use crate::both;
use crate::exchange::{active, agreed, aim, cast, drafted, turn};
use crate::market;
use crate::support::{TestApp, Who};
use jiff::SignedDuration;
use ryugaku::exchange::hand_over;
use ryugaku_kernel::{Actor, Failure, Lang, Role};
use serde_json::{Value, json};

async fn leaves(app: &TestApp, admin: &Who, who: &Who, to: Option<&Who>) -> Value {
    let body = json!({"hand_over_to": to.map(|to| to.id.to_string())});
    app.api(admin, "POST", &format!("/api/v1/people/{}/deactivate", who.id), body).await.expect(200).json()
}

/// Events of a kind, oldest first.
async fn events(app: &TestApp, who: &Who, kind: &str) -> Vec<Value> {
    let page = app.get(who, &format!("/api/v1/events?kind={kind}&limit=50")).await.expect(200).json();
    page["items"].as_array().unwrap().clone()
}

fn is_about(event: &Value, who: &Who) -> bool {
    event["about"].as_array().unwrap().iter().any(|one| one["id"] == json!(who.id.0))
}

/// What a page says somebody holds, in both languages.
async fn holds(app: &TestApp, reader: &Who, who: &Who) -> String {
    let mut both = String::new();
    for lang in Lang::ALL {
        let page = app.page_in(lang, Some(reader), &format!("/people/{}", who.id)).await.expect(200).text;
        both.push_str(page.split("id=\"holds\"").nth(1).unwrap().split("</section>").next().unwrap());
    }
    assert!(!both.contains('⟦'), "{both}");
    both
}

both! {
    /// A role goes to the heir, unless the heir is the guest; the words that were given stand, and the way leads on.
    async fn an_exchange_goes_on_with_others(app: TestApp) {
        let (cast, admin) = (cast(&app).await, app.admin().await);
        let heir = app.person("大川 理", Role::Member).await;
        let number = drafted(&app, &cast).await;
        let path = format!("/api/v1/exchanges/{number}");
        for (who, side) in [(&cast.guest, "guest"), (&cast.host_manager, "host"), (&cast.home_manager, "home")] {
            aim(&app, who, &number, side, "一次を受ける").await;
        }
        turn(&app, &cast.guest, &number, json!({"deed": "propose"}), 200).await;
        turn(&app, &cast.home_manager, &number, json!({"deed": "agree", "side": "home"}), 200).await;
        assert_eq!(leaves(&app, &admin, &cast.buddy, Some(&heir)).await["exchanges"], 1);
        leaves(&app, &admin, &cast.home_manager, Some(&cast.guest)).await;
        leaves(&app, &admin, &cast.host_manager, None).await;
        let left = app.get(&cast.guest, &path).await.expect(200).json();
        assert_eq!((&left["state"], &left["buddy"]["name"], &left["guest_left_at"]), (&json!("proposed"), &json!("大川 理"), &Value::Null));
        assert_eq!((&left["home_manager"], &left["host_manager"]), (&Value::Null, &Value::Null));
        assert_eq!((left["agreed"].as_array().unwrap().len(), &left["agreed"][0]["person"]["name"]), (1, &json!("藤崎 涼")));
        let changed = events(&app, &cast.guest, "exchange.changed").await;
        let fields: Vec<_> = changed.iter().map(|event| event["facts"]["fields"].clone()).collect();
        assert_eq!(fields, [json!(["buddy"]), json!(["home_manager"]), json!(["host_manager"])]);
        assert!(is_about(&changed[0], &heir) && !is_about(&changed[1], &heir), "{changed:?}");
        assert_eq!(events(&app, &cast.guest, "exchange.amended").await, Vec::<Value>::new());
        let gone = events(&app, &admin, "person.deactivated").await;
        assert!(gone.len() == 3 && gone.iter().all(|event| event["facts"]["exchanges"] == 1), "{gone:?}");
        app.api(&admin, "PATCH", &path, json!({"host_manager": "大川 理"})).await.expect(200);
        let agreed = turn(&app, &heir, &number, json!({"deed": "agree", "side": "host"}), 200).await;
        assert_eq!((&agreed["state"], &agreed["amended"]), (&json!("agreed"), &json!([])));
        // What is agreed is not agreed less, and shows who was meant then.
        leaves(&app, &admin, &heir, None).await;
        let on = app.get(&cast.guest, &path).await.expect(200).json();
        assert_eq!((&on["state"], &on["buddy"], &on["amended"], on["agreed"].as_array().unwrap().len()), (&json!("agreed"), &Value::Null, &json!(["people"]), 2));
    }

    /// What is not done goes to the heir, or is nobody's; what is done stays whose it was.
    async fn steps_and_follow_ups_are_open_or_handed_over(app: TestApp) {
        let (cast, admin) = (cast(&app).await, app.admin().await);
        let number = agreed(&app, &cast).await;
        let path = format!("/api/v1/exchanges/{number}");
        let mut made = Value::Null;
        for (what, owner, due) in [("済んだ", "久保田 翠", "2026-11-25"), ("まだ", "久保田 翠", "2026-11-26"), ("人の", "平井 灯", "2026-11-27")] {
            made = app.api(&cast.guest, "POST", &format!("{path}/steps"), json!({"what": what, "owner": owner, "due": due})).await.expect(200).json();
        }
        app.api(&cast.buddy, "POST", &format!("{path}/steps/{}/done", made["steps"][0]["id"].as_str().unwrap()), json!({"done": true})).await.expect(200);
        for (what, next) in [("区切った", "2027-01-12"), ("続く", "2027-01-13")] {
            made = app.api(&cast.buddy, "POST", &format!("{path}/follow-ups"), json!({"what": what, "owner": "me", "cadence": "monthly", "next": next})).await.expect(200).json();
        }
        app.api(&cast.buddy, "POST", &format!("{path}/follow-ups/{}/end", made["follow_ups"][0]["id"].as_str().unwrap()), json!({"reason": "済んだ"})).await.expect(200);
        let owners = |who: &Who| { let (app, who, path) = (&app, who.clone(), path.clone()); async move {
            let exchange = app.get(&who, &path).await.expect(200).json();
            let of = |list: &str| exchange[list].as_array().unwrap().iter().map(|one| format!("{} {}", one["what"].as_str().unwrap(), one["owner"]["name"].as_str().unwrap_or("-"))).collect::<Vec<_>>();
            (of("steps"), of("follow_ups"))
        } };
        let shown = holds(&app, &cast.guest, &cast.buddy).await;
        for word in [format!("/exchanges/{number}\""), "水野 遥 の社内留学".into(), "受け入れ担当".into(), "準備 1件".into(), "続けること 1件".into(), "1 step to do".into(), "1 follow-up".into()] {
            assert!(shown.contains(&word), "{word}: {shown}");
        }
        assert_eq!(leaves(&app, &admin, &cast.buddy, Some(&cast.guest)).await["exchanges"], 1);
        assert_eq!(owners(&cast.guest).await, (vec!["済んだ 久保田 翠".into(), "まだ 水野 遥".into(), "人の 平井 灯".into()], vec!["続く 水野 遥".into(), "区切った 久保田 翠".into()]));
        for kind in ["exchange_step.changed", "follow_up.changed"] {
            let given = events(&app, &cast.guest, kind).await;
            assert!(given.len() == 1 && is_about(&given[0], &cast.guest), "{kind}: {given:?}");
            assert_eq!(events(&app, &cast.stranger, kind).await, Vec::<Value>::new(), "{kind} is for both teams");
        }
        leaves(&app, &admin, &cast.guest, None).await;
        assert_eq!(owners(&admin).await, (vec!["済んだ 久保田 翠".into(), "まだ -".into(), "人の 平井 灯".into()], vec!["続く -".into(), "区切った 久保田 翠".into()]));
        let page = app.page(&cast.host_manager, &format!("/exchanges/{number}")).await.expect(200).text;
        assert!(page.contains("未定") && !page.contains('⟦'), "{page}");
        let ledger = app.page(&cast.host_manager, "/ledger?kind=follow_up").await.expect(200).text;
        assert!(ledger.contains("のあとに続けることの担当を変えた") && !ledger.contains('⟦'), "{ledger}");
    }

    /// Of what is closed the roles are a record; what goes on after it is handed over all the same.
    async fn what_goes_on_after_a_closed_exchange_is_handed_over(app: TestApp) {
        let (cast, admin) = (cast(&app).await, app.admin().await);
        let number = active(&app, &cast).await;
        let path = format!("/api/v1/exchanges/{number}");
        let new = json!({"what": "プロダクションMTGに陪席", "owner": "me", "cadence": "monthly", "next": "2027-01-12"});
        app.api(&cast.buddy, "POST", &format!("{path}/follow-ups"), new).await.expect(200);
        for state in ["reviewing", "following_up", "closed"] {
            assert_eq!(turn(&app, &cast.host_manager, &number, json!({"deed": "advance", "despite": "年度末"}), 200).await["state"], state);
        }
        let shown = holds(&app, &admin, &cast.buddy).await;
        assert!(shown.contains("続けること 1件") && !shown.contains("受け入れ担当"), "{shown}");
        assert!(holds(&app, &admin, &cast.host_manager).await.contains("関わっている社内留学もない"));
        assert_eq!(leaves(&app, &admin, &cast.host_manager, None).await["exchanges"], 0);
        assert_eq!(leaves(&app, &admin, &cast.buddy, Some(&cast.home_manager)).await["exchanges"], 1);
        let after = app.get(&cast.guest, &path).await.expect(200).json();
        assert_eq!((&after["buddy"]["name"], &after["follow_ups"][0]["owner"]["name"]), (&json!("久保田 翠"), &json!("藤崎 涼")));
        assert_eq!(events(&app, &cast.guest, "exchange.changed").await, Vec::<Value>::new());
        // The one who has it now is reminded.
        app.advance(SignedDuration::from_hours(24 * 50)).await;
        let due = events(&app, &cast.guest, "follow_up.due").await;
        assert!(due.len() == 1 && is_about(&due[0], &cast.home_manager), "{due:?}");
    }

    /// Nothing is cancelled by itself: the page and the API say that the guest has left.
    async fn an_exchange_outlasts_its_guest_and_says_so(app: TestApp) {
        let (cast, admin) = (cast(&app).await, app.admin().await);
        let number = active(&app, &cast).await;
        let path = format!("/api/v1/exchanges/{number}");
        let (page, person) = (format!("/exchanges/{number}"), format!("/people/{}", cast.guest.id));
        let ja = app.page_in(Lang::Ja, Some(&admin), &format!("{person}/leave")).await.expect(200).text;
        assert!(ja.contains(&format!("href=\"{page}\"")) && ja.contains("留学は残る") && ja.contains("希望は取り下げになり"), "{ja}");
        let en = app.page_in(Lang::En, Some(&admin), &format!("{person}/leave")).await.expect(200).text;
        assert!(en.contains("It stays; cancel it") && !en.contains('⟦'), "{en}");
        let asked = app.page(&admin, &format!("/people/{}/leave", cast.home_manager.id)).await.expect(200).text;
        assert!(asked.contains("所属チームの責任者 · 実施中") && !asked.contains("留学は残る"), "{asked}");
        assert!(!app.page(&cast.home_manager, &page).await.expect(200).text.contains("組織を離れた"));
        let left = app.post_form(&admin, &format!("{person}/leave"), &[("hand_over_to", &cast.stranger.id.to_string())]).await.expect(303);
        assert_eq!(left.location(), person);
        let on = app.get(&cast.home_manager, &path).await.expect(200).json();
        assert_eq!((&on["state"], &on["guest"]["name"]), (&json!("active"), &json!("水野 遥")));
        assert!(on["guest_left_at"].is_string(), "{on}");
        for (lang, word) in [(Lang::Ja, "留学者は組織を離れた"), (Lang::En, "The guest has left the organisation")] {
            for (who, edits) in [(&cast.home_manager, true), (&cast.reader, false)] {
                let shown = app.page_in(lang, Some(who), &page).await.expect(200).text;
                assert!(shown.contains(word) && !shown.contains('⟦'), "{shown}");
                assert_eq!(shown.contains("href=\"#r-cancel\""), edits, "{shown}");
            }
        }
        app.advance(SignedDuration::from_hours(24 * 60)).await;
        assert_eq!(app.get(&cast.buddy, &path).await.json()["state"], "active");
        app.api(&admin, "POST", &format!("/api/v1{person}/reactivate"), json!({})).await.expect(200);
        assert_eq!(app.get(&cast.buddy, &path).await.json()["guest_left_at"], Value::Null);
        leaves(&app, &admin, &cast.guest, None).await;
        turn(&app, &cast.home_manager, &number, json!({"deed": "cancel", "reason": "退職"}), 200).await;
        assert!(!app.page(&cast.home_manager, &page).await.expect(200).text.contains("留学者は組織を離れた"));
    }

    /// Somebody's page shows no more of exchanges than the one who reads it may see.
    async fn a_person_page_keeps_drafts_and_steps_to_those_who_see_them(app: TestApp) {
        let (cast, admin) = (cast(&app).await, app.admin().await);
        let number = drafted(&app, &cast).await;
        for (reader, sees) in [(&cast.guest, true), (&admin, true), (&cast.stranger, false), (&cast.reader, false)] {
            assert_eq!(holds(&app, reader, &cast.buddy).await.contains(&number), sees);
        }
        let step = json!({"what": "踏み台のアカウント", "owner": "青木 澄", "due": "2026-11-20"});
        app.api(&cast.guest, "POST", &format!("/api/v1/exchanges/{number}/steps"), step).await.expect(200);
        aim(&app, &cast.guest, &number, "guest", "一次を受ける").await;
        turn(&app, &cast.guest, &number, json!({"deed": "propose"}), 200).await;
        assert!(holds(&app, &cast.reader, &cast.buddy).await.contains("受け入れ担当"));
        // Whoever has a step alone is not named.
        for (reader, sees) in [(&cast.guest, true), (&admin, true), (&cast.reader, false)] {
            let shown = holds(&app, reader, &cast.stranger).await;
            assert_eq!((shown.contains(&number), shown.contains("準備 1件")), (sees, sees), "{shown}");
        }
        turn(&app, &cast.guest, &number, json!({"deed": "cancel", "reason": "やめる"}), 200).await;
        assert!(holds(&app, &admin, &cast.buddy).await.contains("is in no exchange"));
        assert_eq!(leaves(&app, &admin, &cast.stranger, None).await["exchanges"], 0);
    }

    /// By admins alone, and to somebody else.
    async fn handing_over_is_for_admins(app: TestApp) {
        let (cast, admin) = (cast(&app).await, app.admin().await);
        drafted(&app, &cast).await;
        let mut tx = app.begin().await;
        let weak = app.app.cx(Actor { role: Some(Role::Member), ..Actor::operator() }, Lang::Ja);
        assert!(matches!(hand_over::hand_over(&mut tx, &weak, cast.buddy.id, None).await, Err(Failure::Forbidden(_))));
        assert!(matches!(ryugaku::market::hand_over::hand_over(&mut tx, &weak, cast.buddy.id).await, Err(Failure::Forbidden(_))));
        let cx = app.app.cx(Actor::operator(), Lang::Ja);
        assert_eq!(hand_over::hand_over(&mut tx, &cx, cast.buddy.id, Some(cast.buddy.id)).await.unwrap(), 0);
        assert_eq!(hand_over::hand_over(&mut tx, &cx, cast.buddy.id, Some(admin.id)).await.unwrap(), 1);
        assert_eq!(hand_over::hand_over(&mut tx, &cx, cast.buddy.id, None).await.unwrap(), 0);
    }

    /// Open wishes are withdrawn, for those who may read them; offers have no buddy.
    async fn wishes_are_withdrawn_and_offers_have_no_buddy(app: TestApp) {
        let market::Cast { sre, guest, other } = market::cast(&app).await;
        let admin = app.admin().await;
        let mut private = market::wish();
        private["readers"] = json!("owners");
        for wish in [market::wish(), private, market::wish()] {
            app.api(&guest, "POST", "/api/v1/wishes", wish).await.expect(201);
        }
        app.api(&guest, "POST", "/api/v1/wishes/3/state", json!({"state": "matched"})).await.expect(200);
        for _ in 0..2 {
            app.api(&sre, "POST", "/api/v1/offers", market::offer()).await.expect(201);
        }
        app.api(&sre, "POST", "/api/v1/offers/2/state", json!({"state": "filled"})).await.expect(200);
        leaves(&app, &admin, &guest, Some(&other)).await;
        leaves(&app, &admin, &sre, Some(&other)).await;
        for (number, state) in [(1, "withdrawn"), (2, "withdrawn"), (3, "matched")] {
            let wish = app.get(&admin, &format!("/api/v1/wishes/{number}")).await.expect(200).json();
            assert_eq!((&wish["state"], &wish["person"]["name"]), (&json!(state), &json!("水野 遥")));
        }
        for (number, state) in [(1, "open"), (2, "filled")] {
            let offer = app.get(&other, &format!("/api/v1/offers/{number}")).await.expect(200).json();
            assert_eq!((&offer["buddy"], &offer["state"]), (&Value::Null, &json!(state)));
        }
        assert_eq!((events(&app, &admin, "wish.withdrawn").await.len(), events(&app, &other, "wish.withdrawn").await.len()), (2, 1));
        let changed = events(&app, &other, "offer.changed").await;
        assert!(changed.len() == 2 && changed.iter().all(|event| event["facts"]["fields"] == json!(["buddy"])), "{changed:?}");
        for lang in Lang::ALL {
            for path in ["/offers/OF-1", "/wishes/WI-1", "/offers"] {
                let page = app.page_in(lang, Some(&other), path).await.expect(200).text;
                assert!(!page.contains('⟦'), "{path}: {page}");
            }
        }
    }
}

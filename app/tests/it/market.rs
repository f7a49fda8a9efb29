//! Offers, wishes and matches, by page and by API.

use crate::both;
use crate::support::{TestApp, Who};
use jiff::civil::date;
use ryugaku::exchange::{State, brief, store};
use ryugaku::market::decline_store::{self, Decline};
use ryugaku::market::wish::WishState;
use ryugaku::market::wish_store::{self, Eyes};
use ryugaku::market::{self, limit_store, matches, offer_store, template_store};
use ryugaku::people::TeamKind;
use ryugaku_kernel::{Actor, ActorKind, Failure, Lang, Limit, Role};
use serde_json::{Value, json};

/// An SRE team with 森, a product team with 水野, and 大川 of another.
pub struct Cast {
    pub sre: Who,
    pub guest: Who,
    pub other: Who,
}

pub async fn cast(app: &TestApp) -> Cast {
    let sre = app.team("sre", TeamKind::Sre).await;
    let shop = app.team("shop", TeamKind::Product).await;
    let delivery = app.team("delivery", TeamKind::Product).await;
    Cast {
        sre: app.member_of(&sre, "森 誠").await,
        guest: app.member_of(&shop, "水野 遥").await,
        other: app.member_of(&delivery, "大川 理").await,
    }
}

pub fn offer() -> Value {
    json!({"team": "sre", "what": "オンコールを始める人", "shape": "product_to_sre", "from_day": "2027-01-04",
           "weeks": 12, "share": 40, "buddy": "森 誠"})
}

pub fn wish() -> Value {
    json!({"what": "オンコールの始め方", "earliest_day": "2026-12-01", "weeks": 8, "share": 20, "readers": "everybody"})
}

both! {
    /// An offer by API: by members of the team alone; changed, filled, opened again.
    async fn a_team_offers_to_host(app: TestApp) {
        let Cast { sre, guest, .. } = cast(&app).await;
        app.api(&guest, "POST", "/api/v1/offers", offer()).await.expect(403);
        let made = app.api(&sre, "POST", "/api/v1/offers", offer()).await.expect(201);
        assert_eq!(made.location(), "/api/v1/offers/OF-1");
        let made = made.json();
        assert_eq!((&made["team"]["name"], &made["buddy"]["name"], &made["places_left"], &made["state"]), (&json!("SRE"), &json!("森 誠"), &json!(1), &json!("open")));
        for (field, value) in [("what", json!("")), ("weeks", json!(0)), ("share", json!(101)), ("places", json!(21)), ("until_day", json!("2027-02-01")), ("from_day", json!("1999-01-01")), ("buddy", json!("水野 遥")), ("buddy", json!("だれか")), ("shape", json!("moon")), ("team", json!("moon"))] {
            let mut wrong = offer();
            wrong[field] = value;
            let refused = app.api(&sre, "POST", "/api/v1/offers", wrong).await.expect(422).json();
            assert!(refused["errors"].as_array().unwrap().iter().any(|error| error["field"].as_str().unwrap().contains(field)), "{field}: {refused}");
        }
        let changed = app.api(&sre, "PATCH", "/api/v1/offers/of-1", json!({"places": 2, "buddy": null, "until_day": "2027-06-30"})).await.expect(200).json();
        assert_eq!((&changed["places_left"], &changed["buddy"], &changed["version"]), (&json!(2), &Value::Null, &json!(2)));
        assert_eq!(app.api(&sre, "PATCH", "/api/v1/offers/1", json!({"places": 2})).await.expect(200).json()["version"], 2);
        app.api_with(&sre, "PATCH", "/api/v1/offers/1", json!({"places": 3}), &[("if-match", "\"1\"")]).await.expect(412);
        app.api(&guest, "PATCH", "/api/v1/offers/1", json!({"places": 3})).await.expect(403);
        app.api(&guest, "POST", "/api/v1/offers/1/state", json!({"state": "filled"})).await.expect(403);
        app.api(&sre, "POST", "/api/v1/offers/1/state", json!({"state": "open"})).await.expect(409);
        app.api(&sre, "POST", "/api/v1/offers/1/state", json!({"state": "filled"})).await.expect(200);
        app.api(&sre, "POST", "/api/v1/offers/1/state", json!({"state": "withdrawn"})).await.expect(409);
        let count = |query: &'static str| { let (app, guest) = (&app, &guest); async move { app.get(guest, &format!("/api/v1/offers{query}")).await.expect(200).json()["items"].as_array().unwrap().len() } };
        assert_eq!((count("").await, count("?state=all").await, count("?state=filled").await, count("?state=withdrawn").await), (0, 1, 1, 0));
        app.api(&sre, "POST", "/api/v1/offers/1/state", json!({"state": "open"})).await.expect(200);
        assert_eq!((count("").await, count("?team=sre").await, count("?team=shop").await, count("?shape=swap").await, count("?shape=product_to_sre&limit=1").await), (1, 1, 0, 0, 1));
        for query in ["?state=x", "?shape=x", "?team=x", "?after=x"] {
            app.get(&guest, &format!("/api/v1/offers{query}")).await.expect(422);
        }
        app.get(&guest, "/api/v1/offers/OF-9").await.expect(404);
        let ledger = app.page(&guest, "/ledger?kind=offer").await.expect(200).text;
        assert!(ledger.contains("href=\"/offers/OF-1\">OF-1</a>") && ledger.contains("が埋まった") && !ledger.contains('⟦'), "{ledger}");
    }

    /// A wish that is for owners is not there for anybody else, in no door and not in the ledger.
    async fn a_wish_is_read_by_whom_its_writer_chose(app: TestApp) {
        let Cast { sre, guest, other } = cast(&app).await;
        let (admin, reader) = (app.admin().await, app.person("監査", Role::Read).await);
        app.api(&sre, "POST", "/api/v1/offers", offer()).await.expect(201);
        let mut private = wish();
        private["readers"] = Value::Null;
        let made = app.api(&guest, "POST", "/api/v1/wishes", private).await.expect(201).json();
        assert_eq!((&made["number"], &made["readers"], &made["person"]["name"]), (&json!("WI-1"), &json!("owners"), &json!("水野 遥")));
        for who in [&other, &reader] {
            for path in ["/api/v1/wishes/WI-1", "/api/v1/matches/OF-1/WI-1"] {
                app.get(who, path).await.expect(404);
            }
            for path in ["/wishes/WI-1", "/matches/OF-1/WI-1"] {
                app.page(who, path).await.expect(404);
            }
            for path in ["/api/v1/wishes?state=all", "/api/v1/matches", "/api/v1/events?limit=200"] {
                let seen = app.get(who, path).await.expect(200).text;
                assert!(!seen.contains("WI-1") && !seen.contains("オンコールの始め方"), "{path}: {seen}");
            }
            for path in ["/offers?state=all", "/offers/OF-1", "/ledger", "/"] {
                let seen = app.page(who, path).await.expect(200).text;
                assert!(!seen.contains("WI-1") && !seen.contains("オンコールの始め方"), "{path}: {seen}");
            }
        }
        app.page(&other, "/wishes/WI-1/edit").await.expect(404);
        app.api(&other, "PATCH", "/api/v1/wishes/1", json!({"weeks": 2})).await.expect(404);
        app.api(&other, "POST", "/api/v1/wishes/1/invite", json!({"team": "delivery"})).await.expect(404);
        app.post_form(&other, "/wishes/WI-1/state", &[("state", "withdrawn")]).await.expect(404);
        app.api(&other, "POST", "/api/v1/matches/1/1/decline", json!({"reason": "x"})).await.expect(404);
        for who in [&guest, &sre, &admin] {
            app.get(who, "/api/v1/wishes/WI-1").await.expect(200);
            let page = app.page(who, "/wishes/WI-1").await.expect(200).text;
            assert!(page.contains("みんなに公開する") && page.contains("合う募集") && !page.contains('⟦'), "{page}");
            assert!(app.page(who, "/ledger").await.text.contains("WI-1"));
            assert!(app.page(who, "/offers").await.text.contains("公開前"));
        }
        app.post_form(&guest, "/wishes/WI-1/readers", &[("readers", "everybody"), ("version", "1")]).await.expect(303);
        app.post_form(&guest, "/wishes/WI-1/readers", &[("readers", "owners"), ("version", "1")]).await.expect(412);
        app.get(&other, "/api/v1/wishes/WI-1").await.expect(200);
        app.api(&other, "PATCH", "/api/v1/wishes/1", json!({"weeks": 2})).await.expect(403);
        app.page(&other, "/wishes/WI-1/edit").await.expect(403);
        let events = app.get(&other, "/api/v1/events?limit=200").await.expect(200).text;
        assert!(events.contains("wish.published") && !events.contains("wish.made"), "{events}");
        // An owner writes for somebody who told them; others write for themselves.
        let mut told = wish();
        told["person"] = json!("大川 理");
        app.api(&guest, "POST", "/api/v1/wishes", told.clone()).await.expect(403);
        assert_eq!(app.api(&sre, "POST", "/api/v1/wishes", told).await.expect(201).json()["person"]["name"], "大川 理");
        assert_eq!(app.get(&guest, "/api/v1/wishes?person=me").await.json()["items"].as_array().unwrap().len(), 1);
    }

    /// What fits is said, and what does not; a pair that was declined comes back once either has changed.
    async fn a_match_is_explained_and_declined(app: TestApp) {
        let Cast { sre, guest, other } = cast(&app).await;
        app.api(&sre, "POST", "/api/v1/offers", offer()).await.expect(201);
        app.api(&guest, "POST", "/api/v1/wishes", wish()).await.expect(201);
        app.advance(jiff::SignedDuration::from_hours(48)).await;
        let all = app.get(&other, "/api/v1/matches").await.expect(200).json();
        let pair = &all["items"][0];
        assert_eq!((&pair["offer"], &pair["wish"], &pair["score"], &pair["waiting"]), (&json!("OF-1"), &json!("WI-1"), &json!(4), &json!(true)));
        assert_eq!(pair["misses"], json!(["Length: wants 8 weeks, offers 12", "Share: wants 20%, offers 40%"]));
        for (who, waits) in [(&guest, true), (&sre, true), (&other, false)] {
            assert_eq!(app.page(who, "/").await.text.contains("/matches/OF-1/WI-1"), waits);
        }
        for lang in Lang::ALL {
            for path in ["/offers", "/matches/OF-1/WI-1", "/offers/OF-1", "/wishes/WI-1"] {
                let page = app.page_in(lang, Some(&guest), path).await.expect(200).text;
                assert!(page.contains("/matches/OF-1/WI-1") && !page.contains('⟦'), "{path}: {page}");
            }
        }
        assert!(!app.page(&other, "/matches/OF-1/WI-1").await.expect(200).text.contains("提案を始める"));
        app.api(&other, "POST", "/api/v1/matches/1/1/decline", json!({"reason": "x"})).await.expect(403);
        app.api(&other, "POST", "/api/v1/matches/1/1/propose", json!({})).await.expect(403);
        let refused = app.post_form(&sre, "/matches/OF-1/WI-1/decline", &[("reason", " ")]).await.expect(422).text;
        assert!(refused.contains("入力する"), "{refused}");
        app.api(&sre, "POST", "/api/v1/matches/1/1/decline", json!({"reason": "x".repeat(1001)})).await.expect(422);
        app.post_form(&sre, "/matches/OF-1/WI-1/decline", &[("reason", "8週では足りない")]).await.expect(303);
        let none = async || app.get(&guest, "/api/v1/matches").await.expect(200).json()["items"].as_array().unwrap().is_empty();
        assert!(none().await && app.page(&guest, "/matches/OF-1/WI-1").await.text.contains("8週では足りない"));
        app.api(&guest, "POST", "/api/v1/matches/1/1/propose", json!({})).await.expect(409);
        app.api(&guest, "POST", "/api/v1/matches/1/1/decline", json!({"reason": "x"})).await.expect(409);
        app.api(&guest, "POST", "/api/v1/matches/1/1/take-back", json!({})).await.expect(200);
        app.api(&guest, "POST", "/api/v1/matches/1/1/take-back", json!({})).await.expect(409);
        assert!(!none().await);
        app.api(&sre, "POST", "/api/v1/matches/1/1/decline", json!({"reason": "まだ短い"})).await.expect(200);
        app.api(&guest, "PATCH", "/api/v1/wishes/1", json!({"weeks": 12})).await.expect(200);
        let back = app.get(&guest, "/api/v1/matches").await.expect(200).json();
        assert_eq!((&back["items"][0]["score"], &back["items"][0]["since"]), (&json!(5), &json!(app.now().to_string())));
        let ledger = app.page(&other, "/ledger?kind=match").await.text;
        assert!(ledger.contains("8週では足りない") && ledger.contains("見送りを取り消した"), "{ledger}");
        for (query, status) in [("?limit=1", 200), ("?after=1-2-3", 200), ("?after=x", 422)] {
            app.get(&guest, &format!("/api/v1/matches{query}")).await.expect(status);
        }
    }

    /// A match becomes a draft with the days, the share and the template; the wish is matched, the place is taken.
    async fn a_match_becomes_a_proposal(app: TestApp) {
        let Cast { sre, guest, other } = cast(&app).await;
        app.api(&sre, "POST", "/api/v1/offers", offer()).await.expect(201);
        app.api(&guest, "POST", "/api/v1/wishes", wish()).await.expect(201);
        app.api(&other, "POST", "/api/v1/wishes", wish()).await.expect(201);
        let sent = app.post_form(&guest, "/matches/OF-1/WI-1/propose", &[]).await.expect(303);
        assert_eq!(sent.location(), "/exchanges/EX-1/edit");
        let mut q = app.app.db.reader();
        let offered = offer_store::by_count(&mut q, 1).await.unwrap();
        let wished = wish_store::by_count(&mut q, 1).await.unwrap();
        let drafted = brief::of_wish(&mut q, wished.id.0).await.unwrap().pop().unwrap();
        assert_eq!((drafted.people.guest, drafted.people.buddy, drafted.host_team), (guest.id.0, Some(sre.id.0), offered.team));
        assert_eq!((drafted.from, drafted.until, drafted.share), (date(2027, 1, 4), date(2027, 2, 26), 20));
        assert_eq!((drafted.template.as_deref(), drafted.offer, drafted.why.as_str()), (Some("product-to-sre"), Some(offered.id.0), "オンコールの始め方"));
        assert_eq!(app.get(&guest, "/api/v1/wishes/1").await.json()["state"], "matched");
        assert_eq!(app.get(&guest, "/api/v1/offers/1").await.json()["places_left"], 0);
        assert!(app.page(&guest, "/wishes/WI-1").await.text.contains("/exchanges/EX-1"));
        assert!(!app.page(&other, "/wishes/WI-1").await.text.contains("/exchanges/EX-1"), "a draft is for those in it");
        // There was one place.
        assert_eq!(app.get(&other, "/api/v1/matches").await.json()["items"], json!([]));
        let why = app.get(&other, "/api/v1/matches/1/2").await.expect(200).json();
        assert!(why["misses"].as_array().unwrap().contains(&json!("No place left")), "{why}");
        app.api(&other, "POST", "/api/v1/offers/1/apply", json!({})).await.expect(409);
        app.api(&sre, "PATCH", "/api/v1/offers/1", json!({"places": 2})).await.expect(200);
        app.api(&sre, "POST", "/api/v1/offers/1/apply", json!({})).await.expect(409);
        let page = app.page(&other, "/offers/OF-1").await.text;
        assert!(page.contains("action=\"/offers/OF-1/apply\"") && !app.page(&sre, "/offers/OF-1").await.text.contains("/apply\""));
        let refused = app.post_form(&other, "/offers/OF-1/apply", &[("why", &"あ".repeat(4001))]).await.expect(422).text;
        assert!(refused.contains("4000"), "{refused}");
        let applied = app.api(&other, "POST", "/api/v1/offers/1/apply", json!({"why": "当番が近い"})).await.expect(201);
        assert_eq!((applied.location(), &applied.json()["exchange"]), ("/api/v1/exchanges/EX-2", &json!("EX-2")));
        // A team answers a wish, though it has made no offer.
        app.api(&guest, "POST", "/api/v1/wishes/2/invite", json!({"team": "sre"})).await.expect(403);
        assert!(app.page(&guest, "/wishes/WI-2").await.text.contains("SHOP に招く"));
        let invited = app.post_form(&guest, "/wishes/WI-2/invite", &[("team", "shop")]).await.expect(303);
        assert_eq!(invited.location(), "/exchanges/EX-3/edit");
        app.post_form(&guest, "/wishes/WI-2/invite", &[("team", "shop")]).await.expect(409);
        app.api(&other, "POST", "/api/v1/wishes/2/state", json!({"state": "open"})).await.expect(200);
    }

    /// What comes to nothing before it began opens the wish again, and taking it back matches it; each names the other.
    async fn a_wish_outlives_an_exchange_that_falls_through(app: TestApp) {
        let Cast { sre, guest, other } = cast(&app).await;
        app.api(&sre, "POST", "/api/v1/offers", offer()).await.expect(201);
        let mut private = wish();
        private["readers"] = json!("owners");
        app.api(&guest, "POST", "/api/v1/wishes", private).await.expect(201);
        app.api(&guest, "POST", "/api/v1/matches/1/1/propose", json!({})).await.expect(201);
        let stands = async || app.get(&guest, "/api/v1/wishes/1").await.expect(200).json()["state"].as_str().unwrap().to_owned();
        let turn = async |who: &Who, deed: Value| app.api(who, "POST", "/api/v1/exchanges/1/state", deed).await.expect(200).json();
        assert_eq!(stands().await, "matched");
        turn(&guest, json!({"deed": "cancel", "reason": "異動した"})).await;
        assert_eq!(stands().await, "open");
        assert_eq!(app.get(&guest, "/api/v1/matches").await.json()["items"][0]["wish"], "WI-1", "the match is listed again");
        let told = app.page(&guest, "/wishes/WI-1").await.expect(200).text;
        assert!(told.contains("/exchanges/EX-1") && told.contains("/matches/OF-1/WI-1"), "{told}");
        turn(&guest, json!({"deed": "back", "to": "draft", "reason": "やはり行く"})).await;
        assert_eq!(stands().await, "matched");
        // Somebody decided otherwise meanwhile.
        turn(&guest, json!({"deed": "cancel", "reason": "異動した"})).await;
        app.api(&guest, "POST", "/api/v1/wishes/1/state", json!({"state": "withdrawn"})).await.expect(200);
        turn(&guest, json!({"deed": "back", "to": "draft", "reason": "やはり行く"})).await;
        assert_eq!(stands().await, "withdrawn");
        for (state, after) in [(State::Proposed, "open"), (State::Active, "matched")] {
            let mut tx = app.begin().await;
            let mut wished = wish_store::by_count(&mut tx, 1).await.unwrap();
            wished.state = WishState::Matched;
            wish_store::update(&mut tx, &mut wished).await.unwrap();
            let mut exchange = store::by_count(&mut tx, 1).await.unwrap();
            exchange.enter(state, app.now());
            store::update(&mut tx, &mut exchange).await.unwrap();
            tx.commit().await.unwrap();
            let deed = if state == State::Proposed { "decline" } else { "cancel" };
            turn(&sre, json!({"deed": deed, "reason": "席がない"})).await;
            assert_eq!(stands().await, after, "{state:?}");
            if state == State::Proposed {
                turn(&sre, json!({"deed": "back", "to": "proposed", "reason": "席ができた"})).await;
                assert_eq!(stands().await, "matched");
            }
        }
        // Both ways, for those who may read both.
        for (who, wish) in [(&guest, json!("WI-1")), (&other, Value::Null)] {
            let one = app.get(who, "/api/v1/exchanges/1").await.expect(200).json();
            assert_eq!((&one["offer"], &one["wish"]), (&json!("OF-1"), &wish));
            let page = app.page(who, "/exchanges/EX-1").await.expect(200).text;
            assert!(page.contains("/offers/OF-1") && page.contains("/wishes/WI-1") == wish.is_string() && !page.contains('⟦'), "{page}");
        }
        assert_eq!(app.get(&guest, "/api/v1/wishes?state=all").await.json()["items"][0]["exchanges"], json!(["EX-1"]));
        let ledger = app.get(&guest, "/api/v1/events?limit=200").await.expect(200).text;
        assert!(ledger.matches("wish.reopened").count() >= 3, "{ledger}");
    }

    /// Somebody looks for the wishes alone: they stand beside the offers.
    async fn collections_without_a_page_lead_to_theirs(app: TestApp) {
        let Cast { guest, .. } = cast(&app).await;
        for (path, page) in [("/wishes", "/offers"), ("/matches", "/offers"), ("/services", "/products")] {
            assert_eq!(app.page(&guest, path).await.expect(303).location(), page);
        }
    }

    /// The forms say what is wrong under each field, and keep what was typed.
    async fn offers_and_wishes_are_written_by_form(app: TestApp) {
        let Cast { sre, guest, .. } = cast(&app).await;
        let stranger = app.person("新人", Role::Member).await;
        assert!(app.page(&stranger, "/offers/new").await.expect(200).text.contains("募集を出せるチームに入っていない"));
        let form = app.page(&sre, "/offers/new?template=on-call-shadow").await.expect(200).text;
        assert!(form.contains("value=\"shadow\" selected") && form.contains("value=\"20\""), "{form}");
        app.page(&sre, "/offers/new?template=moon").await.expect(404);
        let refused = app.post_form(&sre, "/offers", &[("what", "来てほしい"), ("team", "sre"), ("weeks", "たくさん")]).await.expect(422).text;
        assert!(refused.contains("来てほしい") && refused.contains("w-from_day") && refused.contains("w-weeks") && refused.contains("w-share"), "{refused}");
        let fields = [("what", "来てほしい"), ("team", "sre"), ("shape", "hours"), ("from_day", "2027-01-04"), ("weeks", "4"), ("share", "10"), ("places", "1")];
        app.post_form(&guest, "/offers", &fields).await.expect(403);
        assert_eq!(app.post_form(&sre, "/offers", &fields).await.expect(303).location(), "/offers/OF-1");
        app.page(&guest, "/offers/OF-1/edit").await.expect(403);
        let edit = app.page(&sre, "/offers/OF-1/edit").await.expect(200).text;
        assert!(edit.contains("value=\"2027-01-04\"") && edit.contains("name=\"version\" value=\"1\""), "{edit}");
        let mut changed = fields.to_vec();
        changed.push(("version", "1"));
        changed[0].1 = "来てほしい人";
        app.post_form(&sre, "/offers/OF-1/edit", &changed).await.expect(303);
        app.post_form(&sre, "/offers/OF-1/edit", &changed).await.expect(412);
        app.page(&sre, "/offers/of-1").await.expect(308);
        app.post_form(&sre, "/offers/OF-1/state", &[("state", "filled")]).await.expect(303);
        app.post_form(&sre, "/offers/OF-1/state?to=open&version=3", &[]).await.expect(303);
        app.post_form(&sre, "/offers/OF-1/state?to=open&version=3", &[]).await.expect(412);

        let refused = app.post_form(&guest, "/wishes", &[("earliest_day", "あした"), ("readers", "owners")]).await.expect(422).text;
        assert!(refused.contains("w-what") && refused.contains("あした") && refused.contains("w-share"), "{refused}");
        let fields = [("what", "締め処理"), ("earliest_day", "2026-12-01"), ("latest_day", "2026-12-04"), ("weeks", "2"), ("share", "10"), ("readers", "owners")];
        assert!(app.post_form(&guest, "/wishes", &fields).await.expect(422).text.contains("w-latest_day"));
        let mut fields = fields.to_vec();
        fields[2].1 = "";
        assert_eq!(app.post_form(&guest, "/wishes", &fields).await.expect(303).location(), "/wishes/WI-1");
        let edit = app.page(&guest, "/wishes/WI-1/edit").await.expect(200).text;
        assert!(edit.contains("締め処理") && edit.contains("value=\"owners\" checked"), "{edit}");
        fields.push(("version", "1"));
        fields.push(("team", ""));
        fields[5].1 = "everybody";
        app.post_form(&guest, "/wishes/WI-1/edit", &fields).await.expect(303);
        assert!(app.page(&sre, "/wishes/WI-1").await.text.contains("どこでもよい"));
        app.post_form(&guest, "/wishes/WI-1/state", &[("state", "withdrawn")]).await.expect(303);
        app.page(&guest, "/wishes/wi-1").await.expect(308);
        assert!(app.page(&guest, "/offers?state=all").await.text.contains("/wishes/WI-1"));
        let none = app.page(&guest, "/offers?team=shop").await.expect(200).text;
        assert!(none.contains("この条件に合う募集はない") && none.contains("この条件に合う希望はない"), "{none}");
    }

    async fn readers_only_read(app: TestApp) {
        let Cast { sre, guest, .. } = cast(&app).await;
        let reader = app.person("監査", Role::Read).await;
        app.api(&sre, "POST", "/api/v1/offers", offer()).await.expect(201);
        app.api(&guest, "POST", "/api/v1/wishes", wish()).await.expect(201);
        for path in ["/offers", "/offers/OF-1", "/wishes/WI-1", "/matches/OF-1/WI-1", "/exchanges/templates", "/exchanges/templates/swap", "/exchanges/limits"] {
            let page = app.page(&reader, path).await.expect(200).text;
            assert!(!page.contains("method=\"post\"") && !page.contains("/new\""), "{path}: {page}");
        }
        for path in ["/offers", "/wishes", "/offers/OF-1/apply", "/wishes/WI-1/invite", "/matches/OF-1/WI-1/propose", "/exchanges/limits", "/exchanges/templates"] {
            app.post_form(&reader, path, &[]).await.expect(403);
        }
    }

    /// What is stored comes back.
    async fn market_rows_come_back(app: TestApp) {
        let Cast { sre, guest, other } = cast(&app).await;
        app.api(&sre, "POST", "/api/v1/offers", offer()).await.expect(201);
        let mut private = wish();
        (private["readers"], private["team"], private["shape"], private["latest_day"]) = (json!("owners"), json!("sre"), json!("shadow"), json!("2027-06-30"));
        app.api(&guest, "POST", "/api/v1/wishes", private).await.expect(201);
        let mut q = app.app.db.reader();
        let mut offered = offer_store::by_count(&mut q, 1).await.unwrap();
        let mut wished = wish_store::by_count(&mut q, 1).await.unwrap();
        assert_eq!((wished.latest, wished.team, wished.shape.map(|shape| shape.name())), (Some(date(2027, 6, 30)), Some(offered.team), Some("shadow")));
        let team = offer_store::Filter { team: Some(offered.team), ..Default::default() };
        assert_eq!(offer_store::page(&mut q, &team, Some(1), Limit::USUAL).await.unwrap().items.len(), 0);
        assert_eq!(market::brief::offers_of_ids(&mut q, vec![offered.id.0]).await.unwrap().len(), 1);
        assert_eq!(market::brief::wishes_of_ids(&mut q, vec![wished.id.0]).await.unwrap().len(), 1);
        for (eyes, seen) in [(Eyes::Owner, 1), (Eyes::Person(Some(guest.id.0)), 1), (Eyes::Person(Some(other.id.0)), 0), (Eyes::Person(None), 0)] {
            assert_eq!(wish_store::open(&mut q, eyes).await.unwrap().len(), seen, "{eyes:?}");
            assert_eq!(wish_store::page(&mut q, eyes, &wish_store::Filter { person: Some(guest.id.0), ..Default::default() }, None, Limit::USUAL).await.unwrap().items.len(), seen);
        }
        let cx = app.app.cx(Actor { kind: ActorKind::Person, id: Some(other.id.0), ..Actor::operator() }, Lang::Ja);
        assert_eq!(matches::waiting(&mut q, &cx, date(2026, 11, 19)).await.unwrap().len(), 1, "an admin owns the programme");

        let mut tx = app.begin().await;
        assert_eq!((offer_store::take_number(&mut tx).await.unwrap(), wish_store::take_number(&mut tx).await.unwrap()), (2, 2));
        offered.version = 9;
        assert!(matches!(offer_store::update(&mut tx, &mut offered).await, Err(Failure::Stale)));
        wished.version = 9;
        assert!(matches!(wish_store::update(&mut tx, &mut wished).await, Err(Failure::Stale)));
        let decline = Decline { offer: offered.id.0, wish: wished.id.0, offer_version: 1, wish_version: 1, reason: "x".into(), by: None, at: app.now() };
        decline_store::write(&mut tx, &decline).await.unwrap();
        decline_store::write(&mut tx, &Decline { reason: "y".into(), ..decline }).await.unwrap();
        assert_eq!(decline_store::of_offers(&mut tx, vec![offered.id.0]).await.unwrap().into_values().next().unwrap().reason, "y");
        assert_eq!(decline_store::remove(&mut tx, offered.id.0, wished.id.0).await.unwrap(), 1);
        let limits = limit_store::of_all(&mut tx).await.unwrap();
        assert_eq!(limit_store::write_all(&mut tx, &limits.limits, 0).await.unwrap(), 1);
        assert!(matches!(limit_store::write_all(&mut tx, &limits.limits, 7).await, Err(Failure::Stale)));
        assert_eq!(limit_store::write_team(&mut tx, offered.team, &Default::default(), 0).await.unwrap(), 1);
        assert_eq!(limit_store::of_teams(&mut tx).await.unwrap().len(), 1);
        assert!(template_store::find(&mut tx, "swap").await.unwrap().is_none() && template_store::all(&mut tx).await.unwrap().is_empty());
    }
}

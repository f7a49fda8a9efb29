//! Products and services, by page and by API.

use crate::both;
use ryugaku::catalog;
use ryugaku::catalog::add::{self, NewProduct, NewService};
use ryugaku::catalog::thing::Links;
use ryugaku::people::{TeamKind, team_store};
use ryugaku_kernel::{Actor, Lang, Role};
use serde_json::json;

both! {
    async fn a_product_and_its_service_by_form(app: TestApp) {
        let admin = app.admin().await;
        let team = app.team("payments", TeamKind::Product).await;
        let member = app.member_of(&team, "水野 遥").await;
        let form = |link: &'static str| [("slug", "checkout"), ("name", "決済"), ("team", "payments"), ("about", "払う"), ("runbook", link)];
        let refused = app.post_form(&member, "/products", &form("javascript:alert(1)")).await.expect(422);
        assert!(refused.text.contains("http か https"), "{}", refused.text);
        let made = app.post_form(&member, "/products", &form("https://wiki.example.com/run")).await.expect(303);
        assert_eq!(made.location(), "/products/checkout");
        app.post_form(&member, "/products", &form("")).await.expect(422);
        let service = [("slug", "checkout-api"), ("name", "決済API"), ("product", "checkout"), ("repository", "https://git.example.com/a?b=<c>")];
        app.post_form(&member, "/services", &service).await.expect(303);
        app.post_form(&member, "/services", &service).await.expect(422);
        let paths = ["/products", "/products/checkout", "/services/checkout-api", "/products/new", "/services/new?product=checkout",
            "/products/checkout/edit", "/services/checkout-api/edit", "/products?archived=1", "/teams/payments"];
        for path in paths {
            for lang in Lang::ALL {
                let page = app.page_in(lang, Some(&member), path).await.expect(200);
                assert!(!page.text.contains('⟦'), "{path} {}", page.text);
                assert!(!page.text.contains("<c>"), "{path} {}", page.text);
            }
        }
        let page = app.page(&member, "/services/checkout-api").await;
        assert!(page.text.contains("service=&#34;checkout-api&#34;") || page.text.contains("service=\"checkout-api\""), "{}", page.text);
        let fields = [("name", "決済の窓口"), ("about", ""), ("product", "checkout"), ("version", "1")];
        app.post_form(&member, "/services/checkout-api", &fields).await.expect(303);
        app.post_form(&member, "/services/checkout-api", &fields).await.expect(412);
        app.post_form(&member, "/products/checkout", &[("name", ""), ("team", "payments"), ("version", "1")]).await.expect(422);
        app.post_form(&member, "/products/checkout", &[("name", "会計"), ("team", "payments"), ("version", "1")]).await.expect(303);
        app.post_form(&member, "/services/checkout-api/archive", &[]).await.expect(303);
        app.post_form(&member, "/services/checkout-api/restore", &[]).await.expect(303);
        app.post_form(&member, "/products/checkout/archive", &[]).await.expect(303);
        assert!(catalog::services(&mut app.app.db.reader()).await.unwrap().is_empty(), "nothing of an archived product");
        app.post_form(&member, "/products/checkout/restore", &[]).await.expect(303);
        let team_page = app.page(&admin, "/teams/payments").await.expect(200);
        assert!(team_page.text.contains("会計") && team_page.text.contains("を戻した"), "{}", team_page.text);
    }

    /// With more products and services than any page of a list holds, the last of them can still be chosen.
    async fn every_one_of_many_can_be_chosen(app: TestApp) {
        let admin = app.admin().await;
        app.team("ours", TeamKind::Product).await;
        let cx = app.app.cx(Actor::operator(), Lang::Ja);
        let mut tx = app.begin().await;
        let team = team_store::by_slug(&mut tx, "ours").await.unwrap().id;
        for n in 0..205 {
            let (slug, name) = (format!("p{n:03}"), format!("店 {n:03}"));
            add::product(&mut tx, &cx, NewProduct { slug, name, about: String::new(), team, links: Links::default() }).await.unwrap();
        }
        for n in 0..250 {
            let (slug, name, product) = (format!("s{n:03}"), format!("窓口 {n:03}"), if n < 3 { "p000" } else { "p204" }.to_owned());
            add::service(&mut tx, &cx, NewService { slug, name, about: String::new(), product, links: Links::default() }).await.unwrap();
        }
        tx.commit().await.unwrap();
        let services = catalog::services(&mut app.app.db.reader()).await.unwrap();
        let id = |slug: &str| services.iter().find(|service| service.slug == slug).unwrap().id.to_string();
        for path in ["/incidents/new", "/tasks/new"] {
            let page = app.page(&admin, path).await.expect(200).text;
            assert!(services.iter().all(|service| page.contains(&format!("value=\"{}\"", service.id))), "{path}");
        }
        let filter = app.page(&admin, "/incidents").await.expect(200).text;
        assert!(filter.contains("<optgroup label=\"店 000\">") && filter.contains("value=\"s249\""), "{filter}");
        // Products are folded, but for those with something chosen.
        let folded = app.page(&admin, "/incidents/new").await.expect(200).text;
        assert!(folded.contains("<details><summary>店 204") && !folded.contains("<details open><summary>店"), "{folded}");
        let last = id("s249");
        let refused = app.post_form(&admin, "/incidents", &[("title", ""), ("severity", "sev3"), ("services", &last)]).await.expect(422).text;
        assert!(refused.contains("<details open><summary>店 204") && refused.contains("247 のうち 1") && refused.contains(&format!("value=\"{last}\" checked")), "{refused}");
        app.post_form(&admin, "/incidents", &[("title", "遅い"), ("severity", "sev3"), ("services", &last), ("services", &id("s000"))]).await.expect(303);
        assert_eq!(app.get(&admin, "/api/v1/incidents/INC-1").await.expect(200).json()["services"].as_array().unwrap().len(), 2);
        app.post_form(&admin, "/tasks", &[("title", "直す"), ("service", &last)]).await.expect(303);
        let form = app.page(&admin, "/services/new?product=p204").await.expect(200).text;
        assert!((0..205).all(|n| form.contains(&format!("value=\"p{n:03}\""))) && form.contains("value=\"p204\" selected"), "{form}");
        app.post_form(&admin, "/services", &[("slug", "one-more"), ("name", "もう一つ"), ("product", "p204")]).await.expect(303);
    }

    async fn what_a_team_owns_its_members_change(app: TestApp) {
        let admin = app.admin().await;
        let (ours, theirs) = (app.team("ours", TeamKind::Product).await, app.team("theirs", TeamKind::Product).await);
        let (mine, other) = (app.member_of(&ours, "水野 遥").await, app.member_of(&theirs, "大川 修").await);
        let reader = app.person("監査", Role::Read).await;
        let product = json!({"slug": "shop", "name": "店", "team": "ours"});
        for who in [&other, &reader] {
            app.api(who, "POST", "/api/v1/products", product.clone()).await.expect(403);
        }
        app.api(&mine, "POST", "/api/v1/products", json!({"slug": "shop", "name": "店", "team": "nowhere"})).await.expect(422);
        let made = app.api(&mine, "POST", "/api/v1/products", product).await.expect(201);
        assert_eq!((made.location(), made.json()["team"].as_str()), ("/api/v1/products/shop", Some("ours")));
        app.api(&mine, "POST", "/api/v1/services", json!({"slug": "shop_web", "name": "W", "product": "shop", "links": {"dashboard": "https://g.example.com/"}})).await.expect(201);
        app.api(&mine, "POST", "/api/v1/services", json!({"slug": "x", "name": "W", "product": "none"})).await.expect(422);
        for who in [&other, &reader] {
            app.api(who, "PATCH", "/api/v1/products/shop", json!({"about": "x"})).await.expect(403);
            app.api(who, "PATCH", "/api/v1/services/shop_web", json!({"about": "x"})).await.expect(403);
            app.api(who, "POST", "/api/v1/services", json!({"slug": "y", "name": "W", "product": "shop"})).await.expect(403);
            app.page(who, "/products/shop/edit").await.expect(403);
        }
        // Giving away needs a say in both teams.
        app.api(&mine, "PATCH", "/api/v1/products/shop", json!({"team": "theirs"})).await.expect(403);
        app.api_with(&mine, "PATCH", "/api/v1/products/shop", json!({"about": "x"}), &[("if-match", "\"5\"")]).await.expect(412);
        let moved = app.api(&admin, "PATCH", "/api/v1/products/shop", json!({"team": "theirs"})).await.expect(200).json();
        assert_eq!((moved["team"].as_str(), moved["version"].as_i64()), (Some("theirs"), Some(2)));
        app.api(&mine, "PATCH", "/api/v1/services/shop_web", json!({"about": "x"})).await.expect(403);
        app.api(&other, "PATCH", "/api/v1/services/shop_web", json!({"about": "x", "links": {}})).await.expect(200);
        app.api(&admin, "POST", "/api/v1/products", json!({"slug": "depot", "name": "倉", "team": "ours"})).await.expect(201);
        app.api(&other, "PATCH", "/api/v1/services/shop_web", json!({"product": "depot"})).await.expect(403);
        let service = app.api(&admin, "PATCH", "/api/v1/services/shop_web", json!({"product": "depot"})).await.expect(200).json();
        assert_eq!((service["product"].as_str(), service["links"].clone()), (Some("depot"), json!({})));
        let refused = app.api(&admin, "PATCH", "/api/v1/teams/ours", json!({"archived": true})).await.expect(409);
        assert!(refused.text.contains("1 product"), "{}", refused.text);
        let briefs = catalog::services(&mut app.app.db.reader()).await.unwrap();
        let brief = &briefs[0];
        assert_eq!((briefs.len(), brief.slug.as_str(), brief.product_name.as_str(), brief.team_id), (1, "shop_web", "倉", ours.id.0));
        let places = catalog::places(&mut app.app.db.reader(), [brief.id, brief.product_id]).await.unwrap();
        assert_eq!((places[&brief.id].address.as_str(), places[&brief.product_id].address.as_str()), ("/services/shop_web", "/products/depot"));
    }

    async fn lists_are_narrowed_and_paged(app: TestApp) {
        let admin = app.admin().await;
        app.team("a", TeamKind::Product).await;
        app.team("b", TeamKind::Product).await;
        for (slug, team) in [("one", "a"), ("two", "b"), ("three", "a")] {
            app.clock.advance(jiff::SignedDuration::from_secs(1));
            app.api(&admin, "POST", "/api/v1/products", json!({"slug": slug, "name": slug, "team": team})).await.expect(201);
            app.api(&admin, "POST", "/api/v1/services", json!({"slug": format!("{slug}-s"), "name": slug, "product": slug})).await.expect(201);
        }
        app.api(&admin, "PATCH", "/api/v1/products/one", json!({"archived": true})).await.expect(200);
        app.api(&admin, "PATCH", "/api/v1/services/two-s", json!({"archived": true})).await.expect(200);
        let slugs = async |path: &str| {
            let list = app.get(&admin, path).await.expect(200).json();
            list["items"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(slugs("/api/v1/products").await, ["two", "three"]);
        assert_eq!(slugs("/api/v1/products?team=a&archived=true").await, ["one", "three"]);
        assert_eq!(slugs("/api/v1/services?archived=true&limit=2").await, ["one-s", "two-s"]);
        assert_eq!(slugs("/api/v1/services?product=three").await, ["three-s"]);
        app.get(&admin, "/api/v1/services?product=none").await.expect(422);
        app.get(&admin, "/api/v1/products?team=none").await.expect(422);
        app.get(&admin, "/api/v1/services/none").await.expect(404);
        let counts = app.get(&admin, "/api/v1/teams").await.json();
        let counted: Vec<_> = counts["items"].as_array().unwrap().iter().map(|team| team["products"].as_i64().unwrap()).collect();
        assert_eq!(counted, [1, 1]);
        app.api(&admin, "POST", "/api/v1/services", json!({"slug": "z", "name": "z", "product": "one"})).await.expect(422);
    }
}

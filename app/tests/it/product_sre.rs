//! Product SREs, by page and by API: appointed, backed up, ended, and what becomes of them when somebody leaves.

use crate::both;
use ryugaku::people::TeamKind;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

both! {
    /// Appointed out of a team, with a backup; ended; the next one; the history.
    async fn a_product_has_one_sre_at_a_time(app: TestApp) {
        let (ours, sre) = (app.team("shop", TeamKind::Product).await, app.team("sre", TeamKind::Sre).await);
        let (admin, member, second) = (app.admin().await, app.member_of(&ours, "水野 遥").await, app.member_of(&ours, "古川 亮").await);
        let (owner, stranger) = (app.member_of(&sre, "久保田 誠").await, app.person("大川 理", Role::Member).await);
        app.api(&admin, "POST", "/api/v1/products", json!({"slug": "checkout", "name": "決済", "team": "shop"})).await.expect(201);
        let path = "/api/v1/products/checkout/sres";
        app.api(&stranger, "POST", path, json!({"person": "水野 遥"})).await.expect(403);
        for wrong in [json!({"person": ""}), json!({"person": "大川 理"}), json!({"person": "だれか"}), json!({"person": "水野 遥", "backup": "水野 遥"}), json!({"person": "水野 遥", "from_day": "2026-11-20"}),
                      json!({"person": "水野 遥", "exchange": "EX-9"}), json!({"person": "水野 遥", "backup": "だれか"})] {
            app.api(&member, "POST", path, wrong).await.expect(422);
        }
        app.api(&member, "PATCH", &format!("{path}/now"), json!({"backup": null})).await.expect(404);
        let made = app.api(&member, "POST", path, json!({"person": "水野 遥", "from_day": "2026-07-01"})).await.expect(201).json();
        assert_eq!((&made["person"]["name"], &made["backup"], &made["in_team"]), (&json!("水野 遥"), &Value::Null, &json!(true)));
        app.api(&owner, "POST", path, json!({"person": "古川 亮"})).await.expect(409);
        for lang in Lang::ALL {
            for path in ["/products/checkout", "/products/checkout/sre", "/people/{id}"] {
                let page = app.page_in(lang, Some(&admin), &path.replace("{id}", &member.id.to_string())).await.expect(200).text;
                assert!(!page.contains('⟦') && (page.contains("控え 未定") || page.contains("Backup: nobody yet")), "{page}");
            }
        }
        app.api(&member, "PATCH", &format!("{path}/now"), json!({})).await.expect(422);
        app.api(&member, "PATCH", &format!("{path}/now"), json!({"backup": "水野 遥"})).await.expect(422);
        app.api_with(&owner, "PATCH", &format!("{path}/now"), json!({"backup": "古川 亮"}), &[("if-match", "\"9\"")]).await.expect(412);
        let named = app.api(&owner, "PATCH", &format!("{path}/now"), json!({"backup": "古川 亮"})).await.expect(200).json();
        assert_eq!((&named["backup"]["name"], &named["version"]), (&json!("古川 亮"), &json!(2)));
        assert_eq!(app.api(&owner, "PATCH", &format!("{path}/now"), json!({"backup": "古川 亮"})).await.expect(200).json()["version"], 2);
        for wrong in [json!({"reason": ""}), json!({"reason": "x", "day": "2026-06-30"}), json!({"reason": "x", "day": "2026-11-20"})] {
            app.api(&member, "POST", &format!("{path}/now/end"), wrong).await.expect(422);
        }
        app.api(&member, "POST", &format!("{path}/now/end"), json!({"reason": "交代", "day": "2026-10-31"})).await.expect(200);
        app.api(&member, "POST", path, json!({"person": "古川 亮", "from_day": "2026-10-31"})).await.expect(422);
        app.api(&member, "POST", path, json!({"person": "古川 亮", "from_day": "2026-11-01"})).await.expect(201);
        let history = app.get(&stranger, path).await.expect(200).json();
        let people: Vec<_> = history["items"].as_array().unwrap().iter().map(|one| (one["person"]["name"].clone(), one["end_reason"].clone())).collect();
        assert_eq!(people, [(json!("古川 亮"), json!("")), (json!("水野 遥"), json!("交代"))]);
        let now = app.get(&stranger, "/api/v1/programme/product-sres").await.expect(200).json();
        assert_eq!((now["items"].as_array().unwrap().len(), &now["items"][0]["product"]), (1, &json!("checkout")));
        let ledger = app.page(&stranger, "/ledger").await.expect(200).text;
        assert!(ledger.contains("のプロダクトSRE を終えた") && !ledger.contains("記録: product_sre"), "{ledger}");
        app.api(&admin, "POST", &format!("/api/v1/people/{}/memberships", second.id), json!({"team": "sre"})).await.expect(200);
        assert!(app.page(&member, "/products/checkout").await.text.contains("いまはこのチームにいない"));
    }

    /// Who leaves: the backup takes over; without one there is nobody; a backup who leaves is none.
    async fn the_backup_takes_over(app: TestApp) {
        let ours = app.team("shop", TeamKind::Product).await;
        let (admin, first, second) = (app.admin().await, app.member_of(&ours, "水野 遥").await, app.member_of(&ours, "古川 亮").await);
        for slug in ["checkout", "search"] {
            app.api(&admin, "POST", "/api/v1/products", json!({"slug": slug, "name": slug, "team": "shop"})).await.expect(201);
        }
        let appoint = |product: &'static str, person: &'static str, backup: Option<&'static str>| { let (app, admin) = (&app, &admin); async move {
            let body = json!({"person": person, "backup": backup});
            app.api(admin, "POST", &format!("/api/v1/products/{product}/sres"), body).await.expect(201);
        } };
        appoint("checkout", "水野 遥", Some("古川 亮")).await;
        appoint("search", "古川 亮", Some("水野 遥")).await;
        let asked = app.page(&admin, &format!("/people/{}/leave", first.id)).await.expect(200).text;
        assert!(asked.contains("古川 亮 が引き継ぐ") && asked.contains("控えがいなくなる"), "{asked}");
        let left = app.api(&admin, "POST", &format!("/api/v1/people/{}/deactivate", first.id), json!({})).await.expect(200).json();
        assert_eq!(left["product_sres"], 2);
        let now = app.get(&admin, "/api/v1/programme/product-sres").await.expect(200).json();
        for one in now["items"].as_array().unwrap() {
            assert_eq!((&one["person"]["name"], &one["backup"]), (&json!("古川 亮"), &Value::Null), "{one}");
        }
        app.api(&admin, "POST", &format!("/api/v1/people/{}/deactivate", second.id), json!({})).await.expect(200);
        assert_eq!(app.get(&admin, "/api/v1/programme/product-sres").await.expect(200).json()["items"], json!([]));
        let history = app.get(&admin, "/api/v1/products/checkout/sres").await.expect(200).json();
        assert_eq!((history["items"].as_array().unwrap().len(), &history["items"][0]["end_reason"]), (2, &json!("組織を離れた")));
    }

    /// The same by form.
    async fn a_product_sre_is_named_by_form(app: TestApp) {
        let ours = app.team("shop", TeamKind::Product).await;
        let (admin, member, stranger) = (app.admin().await, app.member_of(&ours, "水野 遥").await, app.person("大川 理", Role::Member).await);
        app.api(&admin, "POST", "/api/v1/products", json!({"slug": "checkout", "name": "決済", "team": "shop"})).await.expect(201);
        let (id, other) = (member.id.to_string(), stranger.id.to_string());
        let page = app.page(&member, "/products/checkout/sre").await.expect(200).text;
        assert!(page.contains("value=\"2026-11-19\"") && page.contains("チームの中から決める"), "{page}");
        assert!(!app.page(&stranger, "/products/checkout/sre").await.expect(200).text.contains("method=\"post\" action=\"/products"));
        app.post_form(&stranger, "/products/checkout/sre", &[("person", &id)]).await.expect(403);
        let refused = app.post_form(&member, "/products/checkout/sre", &[("person", &id), ("backup", &id), ("exchange", "EX-9")]).await.expect(422).text;
        assert!(refused.contains("控えは別の人にする") && refused.contains("value=\"EX-9\""), "{refused}");
        app.post_form(&member, "/products/checkout/sre", &[("person", &id), ("from_day", "2026-11-02")]).await.expect(303);
        app.post_form(&member, "/products/checkout/sre/backup", &[("backup", &other), ("version", "1")]).await.expect(303);
        app.post_form(&member, "/products/checkout/sre/backup", &[("backup", ""), ("version", "1")]).await.expect(412);
        let refused = app.post_form(&member, "/products/checkout/sre/end", &[("day", "2026-11-01"), ("reason", "くわしい理由"), ("version", "2")]).await.expect(422).text;
        assert!(refused.contains("くわしい理由") && refused.contains("2026-11-02"), "{refused}");
        app.post_form(&member, "/products/checkout/sre/end", &[("day", "2026-11-10"), ("reason", "異動"), ("version", "2")]).await.expect(303);
        let page = app.page(&member, "/products/checkout/sre").await.expect(200).text;
        assert!(page.contains("11/10(火)まで") && page.contains("控え: 大川 理"), "{page}");
    }
}

//! What holds for everybody, by page and by API.

use crate::both;
use ryugaku_kernel::{Lang, Role};
use serde_json::json;

both! {
    async fn an_admin_sets_the_organisation_by_form(app: TestApp) {
        let admin = app.admin().await;
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&admin), "/settings/organisation").await.expect(200);
            assert!(!page.text.contains('⟦') && page.text.contains("2026-11-23"), "{}", page.text);
        }
        let fields = |zone: &'static str, days: &'static str| [
            ("name", "青葉"), ("language", "en"), ("time_zone", zone), ("fiscal_start_month", "1"), ("holidays", "none"), ("extra_days", days), ("version", "1"),
        ];
        let refused = app.post_form(&admin, "/settings/organisation", &fields("Asia/Edo", "2026-12-29 年末休業")).await.expect(422);
        assert!(refused.text.contains("Asia/Edo") && refused.text.contains("年末休業"), "{}", refused.text);
        let refused = app.post_form(&admin, "/settings/organisation", &fields("Asia/Seoul", "12/29 x")).await.expect(422);
        assert!(refused.text.contains("1 行目"), "{}", refused.text);
        app.post_form(&admin, "/settings/organisation", &fields("Asia/Seoul", "2026-12-29 年末休業")).await.expect(303);
        // What another has changed meanwhile is not overwritten.
        app.post_form(&admin, "/settings/organisation", &fields("Asia/Seoul", "")).await.expect(412);
        let page = app.page_in(Lang::En, Some(&admin), "/settings/organisation").await.expect(200);
        assert!(page.text.contains("Q4, fiscal 2026") && page.text.contains("年末休業"), "{}", page.text);
        assert!(!page.text.contains("勤労感謝"), "no public holidays are kept");
    }

    async fn the_api_reads_and_changes_it(app: TestApp) {
        let (admin, member) = (app.admin().await, app.person("水野 遥", Role::Member).await);
        let read = app.get(&member, "/api/v1/organisation").await.expect(200);
        assert_eq!((read.json()["time_zone"].clone(), read.headers["etag"].to_str().unwrap()), (json!("Asia/Tokyo"), "\"1\""));
        let path = "/api/v1/organisation";
        app.api(&member, "PATCH", path, json!({"name": "x"})).await.expect(403);
        let wrong = json!({"holidays": "mars", "language": "ja"});
        app.api(&admin, "PATCH", path, wrong).await.expect(422);
        app.api(&admin, "PATCH", path, json!({"fiscal_start_month": 13})).await.expect(422);
        app.api(&admin, "PATCH", path, json!({"extra_days": [{"date": "2026-02-30", "name": "x"}]})).await.expect(422);
        let days = json!([{"date": "2026-12-30", "name": "b"}, {"date": "2026-12-29", "name": "a"}]);
        let body = json!({"name": " 青葉 ", "time_zone": "asia/tokyo", "fiscal_start_month": 10, "extra_days": days});
        app.api_with(&admin, "PATCH", path, body.clone(), &[("if-match", "\"4\"")]).await.expect(412);
        let changed = app.api_with(&admin, "PATCH", path, body, &[("if-match", "\"1\"")]).await.expect(200).json();
        assert_eq!((changed["name"].as_str(), changed["time_zone"].as_str(), changed["version"].as_i64()), (Some("青葉"), Some("Asia/Tokyo"), Some(2)));
        assert_eq!(changed["extra_days"][0]["name"], "a");
        let organisation = ryugaku::organisation::store::load(&mut app.app.db.reader()).await.unwrap();
        assert!(!organisation.calendar().is_business_day("2026-12-29".parse().unwrap()));
        app.page(&member, "/settings/organisation").await.expect(403);
    }
}

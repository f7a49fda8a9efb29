//! The SRE team's page.

use crate::both;
use ryugaku::people::TeamKind;
use ryugaku_kernel::{Lang, Role};
use serde_json::json;

both! {
    async fn the_sre_team_says_what_it_does(app: TestApp) {
        let reader = app.person("監査", Role::Read).await;
        for lang in Lang::ALL {
            let empty = app.page_in(lang, Some(&reader), "/sre").await.expect(200);
            assert!(!empty.text.contains('⟦') && !empty.text.contains("/sre/edit"), "{}", empty.text);
        }
        let sre = app.team("sre", TeamKind::Sre).await;
        let product = app.team("shop", TeamKind::Product).await;
        let (ours, theirs) = (app.member_of(&sre, "佐伯 真").await, app.member_of(&product, "水野 遥").await);
        app.page(&theirs, "/sre/edit").await.expect(403);
        let fields = [("language", "ja"), ("version", "0"), ("does", "監視と <b>SLO</b>\r\n\r\n- 指揮\r\n- 訓練"), ("channel", "#sre-help"), ("hours", "")];
        app.post_form(&theirs, "/sre", &fields).await.expect(403);
        app.post_form(&ours, "/sre", &fields).await.expect(303);
        app.post_form(&ours, "/sre", &fields).await.expect(412);
        let long = "x".repeat(8001);
        let refused = app.post_form(&ours, "/sre", &[("language", "en"), ("version", "0"), ("does", &long)]).await.expect(422);
        assert!(!refused.text.contains('⟦'));
        let page = app.page(&reader, "/sre").await.expect(200);
        assert!(page.text.contains("<li>指揮</li>") && page.text.contains("#sre-help") && page.text.contains("佐伯 真"), "{}", page.text);
        assert!(!page.text.contains("<b>SLO</b>") && page.text.contains("未定") && page.text.contains("ここはまだ書かれていない"), "{}", page.text);
        let other = app.page_in(Lang::En, Some(&reader), "/sre").await.expect(200);
        assert!(other.text.contains("Written in Japanese only") && other.text.contains("lang=\"ja\">") && !other.text.contains('⟦'), "{}", other.text);
        for path in ["/sre/edit", "/sre/edit?language=en"] {
            let form = app.page(&ours, path).await.expect(200);
            assert!(!form.text.contains('⟦'), "{}", form.text);
        }
    }

    async fn the_api_reads_and_writes_it(app: TestApp) {
        let sre = app.team("sre", TeamKind::Sre).await;
        let ours = app.member_of(&sre, "佐伯 真").await;
        let stranger = app.person("水野 遥", Role::Member).await;
        let path = "/api/v1/programme/sre/en";
        app.get(&stranger, path).await.expect(404);
        app.get(&stranger, "/api/v1/programme/sre/fr").await.expect(404);
        app.api(&stranger, "PUT", path, json!({"does": "x"})).await.expect(403);
        let made = app.api_with(&ours, "PUT", path, json!({"does": "Watch"}), &[("if-match", "\"0\"")]).await.expect(200);
        assert_eq!((made.json()["does"].as_str(), made.headers["etag"].to_str().unwrap()), (Some("Watch"), "\"1\""));
        app.api_with(&ours, "PUT", path, json!({"does": "Watch"}), &[("if-match", "\"0\"")]).await.expect(412);
        app.api(&ours, "PUT", path, json!({"does": "Watch more", "hours": " 10–18 "})).await.expect(200);
        let read = app.get(&stranger, path).await.expect(200);
        assert_eq!((read.json()["hours"].as_str(), read.headers["etag"].to_str().unwrap()), (Some("10–18"), "\"2\""));
        let whole = app.get(&stranger, "/api/v1/programme/sre").await.expect(200).json();
        assert_eq!((whole["pages"].as_array().unwrap().len(), whole["members"][0]["name"].as_str()), (1, Some("佐伯 真")));
    }
}

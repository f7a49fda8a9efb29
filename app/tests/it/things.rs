//! What things are called in the lines of the ledger: by their names, with the way to them.

use ryugaku_db::sql;
use ryugaku_kernel::Lang;
use serde_json::json;

use crate::both;

both! {
    /// An alert by its alertname, as long as it is kept; then by its kind and the end of its key.
    async fn an_alert_is_called_by_its_name(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        // Many, so that the first two bits of their fingerprints, which no id in the ledger has, are all there.
        let alerts: Vec<_> = (0..12).map(|n| json!({"labels": {"alertname": format!("遅い <{n}>"), "n": n.to_string()}})).collect();
        app.alerts(&source, json!(alerts)).await;
        app.alerts(&source, json!([{"labels": {"instance": "x"}}])).await;
        let known = app.read_v2(&source.key, "/api/v2/alerts").await.expect(200).json();
        let fingerprints: Vec<_> = known.as_array().unwrap().iter().map(|alert| alert["fingerprint"].as_str().unwrap().to_owned()).collect();
        for fingerprint in &fingerprints {
            app.post_form(&admin, &format!("/alerts/{fingerprint}/acknowledge"), &[]).await.expect(303);
        }
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&admin), "/ledger?kind=alert").await.expect(200).text;
            for fingerprint in &fingerprints {
                assert!(page.contains(&format!("href=\"/alerts/{fingerprint}\"")), "{fingerprint}: {page}");
            }
            assert!((0..12).all(|n| page.contains(&format!("遅い &#60;{n}&#62;</a>"))) && page.contains(">{}</a>"), "{page}");
        }
        let mut tx = app.begin().await;
        tx.run(sql("delete from alert_runs")).await.unwrap();
        tx.commit().await.unwrap();
        let gone = app.page(&admin, "/ledger?kind=alert").await.expect(200).text;
        assert!(!gone.contains("/alerts/") || !gone.contains("遅い"), "{gone}");
        assert!(gone.contains("<b>アラート "), "{gone}");
    }

    /// An integration keeps its name when it is renamed and when it is removed, and then leads nowhere.
    async fn an_integration_is_called_by_its_name(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        let at = format!("/integrations/{}", source.id);
        app.api(&admin, "PATCH", &format!("/api/v1{at}"), json!({"name": "東京 & 大阪"})).await.expect(200);
        let link = format!("href=\"{at}\">東京 &#38; 大阪</a>");
        let here = app.page(&admin, "/ledger?kind=integration").await.expect(200).text;
        assert_eq!(here.matches(&link).count(), 2, "{here}");
        app.api(&admin, "DELETE", &format!("/api/v1{at}"), json!({})).await.expect(204);
        for lang in Lang::ALL {
            let gone = app.page_in(lang, Some(&admin), "/ledger?kind=integration").await.expect(200).text;
            assert!(gone.matches("<b>東京 &#38; 大阪</b>").count() == 3 && !gone.contains(&at), "{gone}");
        }
    }

    /// Webhooks and tokens have names too; of the organisation and of the SRE team's page there is one.
    async fn no_line_shows_the_end_of_a_key(app: TestApp) {
        let admin = app.admin().await;
        app.api(&admin, "POST", "/api/v1/webhooks", json!({"name": "社内", "url": "https://hooks.example.com/"})).await.expect(201);
        app.api(&admin, "POST", "/api/v1/tokens", json!({"name": "CI の鍵", "role": "read"})).await.expect(201);
        app.api(&admin, "PATCH", "/api/v1/organisation", json!({"name": "例"})).await.expect(200);
        app.api(&admin, "PUT", "/api/v1/programme/sre/ja", json!({"hours": "平日"})).await.expect(200);
        let page = app.page(&admin, "/ledger").await.expect(200).text;
        assert!(page.contains(">社内</a>") && page.contains("<b>CI の鍵</b>"), "{page}");
        for line in app.get(&admin, "/api/v1/events").await.expect(200).json()["items"].as_array().unwrap() {
            let sentence = line["sentence"].as_str().unwrap();
            for subject in line["about"].as_array().unwrap() {
                let id = subject["id"].as_str().unwrap();
                assert!(!sentence.contains(&id[id.len() - 8..]), "{line}");
            }
        }
    }
}

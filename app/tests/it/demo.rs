//! The example organisation, as somebody finds it who looks around.

use jiff::SignedDuration;
use ryugaku::demo;
use ryugaku_kernel::{Lang, Time};

use crate::both;

both! {
    /// Its Prometheus has delivered just now, its alerts came from there; nothing is sent anywhere, and no secret is shown.
    async fn it_is_connected_and_calls_nobody(app: TestApp) {
        demo::load(&app.app, Lang::Ja).await.unwrap();
        let admin = app.admin().await;
        let integrations = app.get(&admin, "/api/v1/integrations").await.expect(200).json();
        let prometheus = &integrations["items"][0];
        assert_eq!((prometheus["name"].as_str(), prometheus["kind"].as_str()), (Some("本番の Prometheus"), Some("prometheus")));
        assert!(prometheus["alerts"].as_i64().unwrap() > 1000, "{prometheus}");
        let seen: Time = serde_json::from_value(prometheus["last_seen_at"].clone()).unwrap();
        assert!(app.now().since(seen) < SignedDuration::from_mins(1), "{prometheus}");
        let alerts = app.get(&admin, "/api/v1/alerts").await.expect(200).json();
        let fingerprint = alerts["items"][0]["id"].as_str().expect("something fires").to_owned();
        let webhooks = app.get(&admin, "/api/v1/webhooks").await.expect(200).json();
        assert_eq!((webhooks["items"].as_array().unwrap().len(), &webhooks["items"][0]["active"]), (1, &false.into()), "{webhooks}");
        let tokens = app.get(&admin, "/api/v1/tokens").await.expect(200).json();
        assert_eq!((tokens["items"].as_array().unwrap().len(), &tokens["items"][0]["role"]), (1, &"read".into()), "{tokens}");
        for (path, says) in [("/integrations", "本番の Prometheus"), ("/settings/webhooks", "社内チャット"), ("/settings/tokens", "週報のスクリプト"),
                             (&format!("/alerts/{fingerprint}"), "本番の Prometheus"), ("/ledger?kind=integration", "本番の Prometheus</a>")] {
            for lang in Lang::ALL {
                let page = app.page_in(lang, Some(&admin), path).await.expect(200).text;
                assert!(page.contains(says) && !page.contains('⟦'), "{path}: {page}");
            }
        }
        app.run_jobs().await;
        assert_eq!(app.get(&admin, "/api/v1/jobs?state=ready").await.expect(200).json()["items"].as_array().unwrap().len(), 0);
    }
}

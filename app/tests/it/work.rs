//! Jobs as an admin sees them: counts, one job, running it again.

use ryugaku_jobs::{Registry, Runner, Stop};
use ryugaku_kernel::{Lang, Role};
use serde_json::json;

use crate::both;

both! {
    async fn what_was_given_up_is_seen_and_run_again(app: TestApp) {
        let (admin, member) = (app.admin().await, app.person("水野 遥", Role::Member).await);
        let mut tx = app.begin().await;
        let id = ryugaku_jobs::enqueue(&mut tx, &app.app.system(), "test", &json!({"n": 1}), app.now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut registry = Registry::default();
        registry.on("test", |_, _| async { Err(Stop::GiveUp("no such address".into())) });
        Runner::new(app.app.db.clone(), app.app.system(), registry).drain().await.unwrap();
        for lang in Lang::ALL {
            let list = app.page_in(lang, Some(&admin), "/settings/jobs?state=gave_up").await.expect(200).text;
            assert!(list.contains("no such address") && !list.contains('⟦'), "{list}");
            let one = app.page_in(lang, Some(&admin), &format!("/settings/jobs/{id}")).await.expect(200).text;
            assert!(one.contains("no such address") && !one.contains('⟦'), "{one}");
        }
        assert!(!app.page(&admin, "/settings/jobs?state=ready").await.expect(200).text.contains("no such address"));
        app.page(&admin, "/settings/jobs?state=x").await.expect(422);
        app.get(&admin, "/api/v1/jobs?state=x").await.expect(422);
        for path in ["/settings/jobs".to_owned(), format!("/settings/jobs/{id}")] {
            app.page(&member, &path).await.expect(403);
        }
        app.get(&member, "/api/v1/jobs").await.expect(403);
        app.get(&member, &format!("/api/v1/jobs/{id}")).await.expect(403);
        app.api(&member, "POST", &format!("/api/v1/jobs/{id}/rerun"), json!({})).await.expect(403);
        app.post_form(&admin, &format!("/settings/jobs/{id}/rerun"), &[]).await.expect(303);
        app.api(&admin, "POST", &format!("/api/v1/jobs/{id}/rerun"), json!({})).await.expect(409);
        assert_eq!(app.get(&admin, &format!("/api/v1/jobs/{id}")).await.expect(200).json()["state"], "ready");
        let mut registry = Registry::default();
        registry.on("test", |_, _| async { Ok(()) });
        Runner::new(app.app.db.clone(), app.app.system(), registry).drain().await.unwrap();
        assert_eq!(app.get(&admin, "/api/v1/jobs?state=done").await.json()["items"][0]["id"], json!(id));
        let events = app.get(&admin, "/api/v1/events?kind=job.rerun").await.json();
        assert!(events["items"][0]["sentence"].as_str().unwrap().contains("test"));
        app.advance(jiff::SignedDuration::from_hours(8 * 24)).await;
        app.get(&admin, &format!("/api/v1/jobs/{id}")).await.expect(404);
    }
}

//! What a plan is proposed out of what goes on, and what of it stands in the diary.

use crate::both;
use crate::plan::{PLAN, Scene, pairing, scene, texts};
use jiff::SignedDuration;
use ryugaku_kernel::Lang;
use serde_json::json;

both! {
    async fn what_took_place_stands_in_the_diary(app: TestApp) {
        let Scene { guest, buddy, .. } = scene(&app).await;
        let aim = json!({"side": "guest", "kind": "sre_role", "what": "一次を受ける", "how_to_tell": "数える"});
        app.api(&guest, "POST", "/api/v1/exchanges/EX-1/aims", aim).await.expect(201);
        for (kind, day) in [("meeting", "20"), ("pairing", "20"), ("drill", "23"), ("ours", "23")] {
            let mut item = pairing(&format!("{day}T10:00"), &format!("{day}T11:00"));
            (item["title"], item["kind"], item["aims"]) = (json!(format!("{kind} をした")), json!(kind), json!(["g1"]));
            app.api(&guest, "POST", PLAN, item).await.expect(201);
        }
        app.advance(SignedDuration::from_hours(6 * 24)).await;
        for item in 1..=4 {
            app.api(&buddy, "POST", &format!("{PLAN}/{item}/state"), json!({"state": "done"})).await.expect(200);
        }
        let diary = app.get(&guest, "/api/v1/exchanges/EX-1/activities").await.expect(200).json();
        assert_eq!(texts(&diary["items"], "kind"), ["product_sre", "co_development", "meeting"], "{diary}");
        assert_eq!(diary["items"][0]["at"], "2026-11-23T01:00:00Z", "when it took place, not when it was said so");
        assert!(diary["items"].as_array().unwrap().iter().all(|one| one["aims"] == json!(["g1"]) && one["auto"] == true), "{diary}");
        let evidence = || async { app.get(&guest, "/api/v1/exchanges/EX-1").await.json()["aims"][0]["evidence"].clone() };
        assert_eq!(evidence().await, 3);
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&buddy), "/exchanges/EX-1/diary").await.expect(200).text;
            assert!(page.contains("drill をした") && !page.contains("ours をした") && !page.contains("entry out written"), "{page}");
        }
        // Put back, it goes again; done once more, it is there once more.
        app.api(&guest, "POST", &format!("{PLAN}/3/state"), json!({"state": "planned"})).await.expect(200);
        assert_eq!(evidence().await, 2);
        app.api(&guest, "POST", &format!("{PLAN}/3/state"), json!({"state": "absent"})).await.expect(200);
        assert_eq!(evidence().await, 2);
        for state in ["planned", "done"] {
            app.api(&guest, "POST", &format!("{PLAN}/3/state"), json!({"state": state})).await.expect(200);
        }
        assert_eq!(evidence().await, 3);
    }

    async fn what_is_under_way_is_proposed(app: TestApp) {
        let Scene { guest, buddy, stranger, .. } = scene(&app).await;
        for (who, title, due) in [(&guest, "上限を決める", "2026-11-24"), (&buddy, "ダッシュボードを直す", "2026-11-25"), (&stranger, "関係ない", "2026-11-25")] {
            let task = json!({"title": title, "assignee": who.id.to_string(), "due": due});
            app.api(who, "POST", "/api/v1/tasks", task).await.expect(201);
        }
        for (who, title) in [(&buddy, "決済が遅い"), (&stranger, "検索が遅い"), (&stranger, "請求が遅い")] {
            app.api(who, "POST", "/api/v1/incidents", json!({"title": title, "severity": "sev3"})).await.expect(201);
        }
        app.api(&buddy, "POST", "/api/v1/incidents/1/commander", json!({"person": "me"})).await.expect(200);
        app.api(&guest, "POST", "/api/v1/incidents/2/notes", json!({"text": "索引を見ている"})).await.expect(201);
        let restricted = json!({"title": "合鍵が流出", "severity": "sev3", "restricted_to": []});
        app.api(&guest, "POST", "/api/v1/incidents", restricted).await.expect(201);
        let mut proposed = Vec::new();
        for week in ["2026-11-19", "2026-11-24"] {
            let week = app.get(&guest, &format!("{PLAN}/week?week={week}")).await.expect(200).json();
            proposed.extend(texts(&week["proposals"], "title"));
        }
        proposed.sort();
        let wanted = ["RT-1 上限を決める", "RT-2 ダッシュボードを直す"];
        assert_eq!(proposed.iter().filter(|title| title.starts_with("RT-")).collect::<Vec<_>>(), wanted);
        let incidents: Vec<_> = ["INC-1", "INC-2", "INC-3", "INC-4"].into_iter().filter(|one| proposed.iter().any(|title| title.contains(one))).collect();
        assert_eq!(incidents, ["INC-1", "INC-2"], "{proposed:?}");
    }

    async fn proposals_come_from_what_is_there(app: TestApp) {
        let Scene { guest, buddy, .. } = scene(&app).await;
        let admin = app.admin().await;
        for (path, body) in [
            ("/api/v1/products", json!({"slug": "watch", "name": "監視", "team": "sre"})),
            ("/api/v1/services", json!({"slug": "prom", "name": "Prometheus", "product": "watch"})),
            ("/api/v1/tasks", json!({"title": "世代を減らす", "product": "監視", "due": "2026-11-29"})),
            ("/api/v1/tasks", json!({"title": "期間の外", "product": "監視", "due": "2027-02-01"})),
            ("/api/v1/tasks", json!({"title": "だれのでもない", "due": "2026-11-27"})),
            ("/api/v1/incidents", json!({"title": "監視が止まった", "severity": "sev3", "services": ["prom"]})),
            ("/api/v1/incidents", json!({"title": "よそのこと", "severity": "sev3"})),
        ] {
            app.api(&admin, "POST", path, body).await.expect(201);
        }
        let proposed = async |week: &str| {
            let week = app.get(&guest, &format!("{PLAN}/week?week={week}")).await.expect(200).json();
            week["proposals"].as_array().unwrap().iter().map(|one| (one["source"].as_str().unwrap().to_owned(), one["title"].as_str().unwrap().to_owned(), one["from"].as_str().unwrap().to_owned())).collect::<Vec<_>>()
        };
        let now = proposed("2026-11-19").await;
        assert_eq!(now.len(), 1, "{now:?}");
        assert!(now[0].0.starts_with("incident:") && now[0].1.contains("INC-1") && now[0].2 == "2026-11-20T04:00:00Z");
        let task = proposed("2026-11-24").await;
        // Due on a Sunday: done on the Friday before.
        assert!(task.len() == 1 && task[0].0.starts_with("task:") && task[0].2 == "2026-11-27T04:00:00Z", "{task:?}");
        assert_eq!(proposed("2026-12-25").await.into_iter().map(|one| one.0).collect::<Vec<_>>(), ["end"]);
        let page = app.page(&guest, "/exchanges/EX-1/plan?week=2026-11-24").await.text;
        assert!(page.contains("RT-1 世代を減らす") && page.contains("受け入れチームのタスクの期限"), "{page}");
        let accepted = app.api(&buddy, "POST", &format!("{PLAN}/proposals"), json!({"source": task[0].0, "accept": true})).await.expect(200).json();
        assert_eq!((accepted["state"].as_str(), accepted["title"].as_str()), (Some("planned"), Some("RT-1 世代を減らす")));
        app.post_form(&guest, "/exchanges/EX-1/plan/proposals", &[("source", &now[0].0), ("deed", "dismiss")]).await.expect(303);
        app.post_form(&guest, "/exchanges/EX-1/plan/proposals", &[("source", "end"), ("deed", "accept")]).await.expect(303);
        for week in ["2026-11-19", "2026-11-24", "2026-12-25"] {
            assert!(proposed(week).await.is_empty(), "{week}");
        }
        app.api(&guest, "POST", &format!("{PLAN}/proposals"), json!({"source": "end", "accept": true})).await.expect(404);
    }

    async fn each_week_has_proposals_of_its_own(app: TestApp) {
        let Scene { guest, .. } = scene(&app).await;
        let admin = app.admin().await;
        let tasks = (0..60).map(|n| ("/api/v1/tasks", json!({"title": format!("{n}"), "product": "監視", "due": "2026-11-26"})));
        let later = ("/api/v1/tasks", json!({"title": "あと", "product": "監視", "due": "2026-12-16"}));
        for (path, body) in [
            ("/api/v1/products", json!({"slug": "watch", "name": "監視", "team": "sre"})),
            ("/api/v1/services", json!({"slug": "prom", "name": "Prometheus", "product": "watch"})),
        ].into_iter().chain(tasks).chain([later]) {
            app.api(&admin, "POST", path, body).await.expect(201);
        }
        let proposed = async |week: &str| {
            let week = app.get(&guest, &format!("{PLAN}/week?week={week}")).await.expect(200).json();
            week["proposals"].as_array().unwrap().iter().map(|one| one["source"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(proposed("2026-11-26").await.len(), 50);
        let later = proposed("2026-12-16").await;
        assert!(later.len() == 1 && later[0].starts_with("task:"), "{later:?}");
        app.api(&guest, "POST", &format!("{PLAN}/proposals"), json!({"source": later[0], "accept": true})).await.expect(200);
    }
}

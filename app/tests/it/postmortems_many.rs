//! Post-mortems with many versions and many action items, and those of drills.

use jiff::SignedDuration;
use ryugaku::schema::SCHEMA;
use ryugaku_db::sql;
use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::both;
use crate::own_command_line::Terminal;
use crate::postmortems::{AT, resolved, save};
use crate::support::{TestApp, Who};

/// Begun for `DRILL-1` and `INC-2`.
async fn one_of_a_drill_and_a_real_one(app: &TestApp, who: &Who) {
    let new = json!({"title": "決済が止まる", "severity": "sev1", "practice": true});
    app.api(who, "POST", "/api/v1/incidents", new).await.expect(201);
    app.api(who, "POST", "/api/v1/incidents", json!({"title": "決済が遅い", "severity": "sev1"})).await.expect(201);
    for number in ["DRILL-1", "INC-2"] {
        app.api(who, "POST", &format!("/api/v1/incidents/{number}/resolve"), json!({})).await.expect(200);
        app.api(who, "POST", &format!("/api/v1/incidents/{number}/postmortem"), json!({})).await.expect(201);
    }
}

/// Those of which incidents are late, with those of drills.
async fn late(app: &TestApp, who: &Who) -> Vec<String> {
    let late = app.get(who, "/api/v1/postmortems?due=late&drills=with").await.expect(200).json();
    late["items"].as_array().unwrap().iter().map(|one| one["incident"].as_str().unwrap().to_owned()).collect()
}

/// One that was written elsewhere.
fn past(title: &str, day: &str) -> String {
    format!(
        "# {title}\n\n## Timeline\n\nAll times in UTC.\n\n| Time | Event |\n|--|--|\n| {day} 11:00 | 保守 |\n| {day} 12:20 | 変更 |\n\
         | {day} 12:25 | アラート |\n| {day} 12:35 | 復旧 |\n\n## Action Items\n\n- 監視する\n\n\
         ## Stats\n\n- Time to detection: 5 minutes\n- Time to recovery: 15 minutes\n"
    )
}

both! {
    async fn a_hundred_items_become_tasks_at_once(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        resolved(&app, &saeki).await;
        app.api(&saeki, "POST", AT, json!({})).await.expect(201);
        let items: String = (1..=102).map(|n| format!("- [ ] 対策 {n}\n")).collect();
        assert_eq!(save(&app, &saeki, 1, &format!("## アクションアイテム\n\n{items}")).await.0, 200);
        let page = app.page(&saeki, "/incidents/INC-1/postmortem").await.expect(200).text;
        assert!(page.contains("はじめの 100件をタスクにする"), "{page}");
        let tasks = |shown: &Value| shown["actions"].as_array().unwrap().iter().filter(|one| one["task"].is_string()).count();
        let first = app.api(&saeki, "POST", &format!("{AT}/tasks"), json!({})).await.expect(200).json();
        assert_eq!(tasks(&first), 100);
        let page = app.page(&saeki, "/incidents/INC-1/postmortem").await.expect(200).text;
        assert!(page.contains("残り 2件をタスクにする"), "{page}");
        let rest = app.api(&saeki, "POST", &format!("{AT}/tasks"), json!({})).await.expect(200).json();
        assert_eq!(tasks(&rest), 102);
    }

    async fn the_command_line_shows_every_version(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        resolved(&app, &saeki).await;
        app.api(&saeki, "POST", AT, json!({})).await.expect(201);
        for version in 1..=201 {
            assert_eq!(save(&app, &saeki, version, &format!("## 概要\n\n{version}")).await.0, 200);
        }
        let said = Terminal::of(&app, &saeki).await.done(&["postmortem", "versions", "INC-1"]);
        assert_eq!(said.trim_end().lines().count(), 1 + 202, "{said}");
    }

    /// It is due on the drill's clock alone.
    async fn that_of_a_drill_is_never_late(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        one_of_a_drill_and_a_real_one(&app, &saeki).await;
        app.clock.advance(SignedDuration::from_hours(24 * 40));
        assert_eq!(late(&app, &saeki).await, ["INC-2"]);
        let drill = app.get(&saeki, "/api/v1/incidents/DRILL-1/postmortem").await.expect(200).json();
        assert_eq!((&drill["late"], &drill["due_at"]), (&json!(false), &Value::Null));
    }

    /// Also of those that were written when a drill's still had a time. And what went by the program's own policy keeps its language.
    async fn those_of_former_drills_are_owed_no_more(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        one_of_a_drill_and_a_real_one(&app, &saeki).await;
        // As it was before the migration.
        let mut tx = app.begin().await;
        for statement in [
            "drop index incidents_by_opened",
            "alter table status_subscribers add column wanted jsonb",
            "update postmortems set due_at = 7",
            "alter table postmortem_documents drop column began_at",
            "alter table postmortems drop column saved_at",
            "update incident_severities set policy_version = 0",
            "delete from schema_version where number = 45",
        ] {
            tx.run(sql(statement)).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(SCHEMA.apply(&app.app.db, app.now()).await.unwrap(), ["0045_past_by_opening"]);
        assert_eq!(late(&app, &saeki).await, ["INC-2"]);
        let drill = app.get(&saeki, "/api/v1/incidents/DRILL-1/postmortem").await.expect(200).json();
        assert_eq!(drill["due_at"], Value::Null, "{drill}");
        let english = json!({"language": "en"});
        app.api(&app.admin().await, "PATCH", "/api/v1/organisation", english).await.expect(200);
        let steps = app.get(&saeki, "/api/v1/incidents/INC-2/steps").await.expect(200).text;
        assert!(steps.contains("tell/経営層") && !steps.contains("tell/Executives"), "{steps}");
    }

    /// Also by two at the same moment.
    async fn the_same_file_is_taken_once(app: TestApp) {
        let admin = app.admin().await;
        for round in 1..=8 {
            let text = past(&format!("DNS {round}"), "2019-06-07");
            let take = || app.post_bytes(&admin, "/api/v1/postmortems/import", "text/markdown", text.as_bytes());
            let (one, other) = tokio::join!(take(), take());
            let both = [one.expect(200).json(), other.expect(200).json()];
            let number = json!(format!("INC-{round}"));
            assert!(both.iter().all(|taken| taken["incident"] == number), "round {round}: {both:?}");
            assert_eq!(both.iter().filter(|taken| taken["already"] == true).count(), 1, "round {round}: {both:?}");
        }
        let list = app.get(&admin, "/api/v1/incidents?status=past").await.expect(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 8, "{list}");
    }

    /// What was taken from elsewhere has the newest numbers, and stands where it belongs: by when it was opened.
    async fn what_is_over_stands_in_the_order_of_its_opening(app: TestApp) {
        let admin = app.admin().await;
        app.api(&admin, "POST", "/api/v1/incidents", json!({"title": "決済が遅い", "severity": "sev1"})).await.expect(201);
        app.api(&admin, "POST", "/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
        for (n, day) in ["2021-02-03", "2019-06-07", "2021-02-03"].into_iter().enumerate() {
            let text = past(&format!("DNS {n}"), day);
            let taken = app.post_bytes(&admin, "/api/v1/postmortems/import", "text/markdown", text.as_bytes()).await.expect(200).json();
            assert_eq!(taken["applied"], true, "{taken}");
        }
        let order = ["INC-1", "INC-4", "INC-2", "INC-3"];
        let (mut found, mut after) = (Vec::new(), String::new());
        loop {
            let page = app.get(&admin, &format!("/api/v1/incidents?status=past&limit=1{after}")).await.expect(200).json();
            found.push(page["items"][0]["number"].as_str().unwrap().to_owned());
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(found, order);
        let page = app.page(&admin, "/incidents").await.expect(200).text;
        let past = page.split("<tbody>").last().unwrap();
        let places: Vec<usize> = order.map(|number| past.find(&format!("/incidents/{number}\"")).unwrap_or_else(|| panic!("{number}: {past}"))).to_vec();
        assert!(places.is_sorted(), "{places:?}");
    }
}

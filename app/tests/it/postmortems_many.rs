//! Post-mortems with many versions and many action items, and those of drills.

use jiff::SignedDuration;
use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::both;
use crate::own_command_line::Terminal;
use crate::postmortems::{AT, resolved, save};

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
        let new = json!({"title": "決済が止まる", "severity": "sev1", "practice": true});
        app.api(&saeki, "POST", "/api/v1/incidents", new).await.expect(201);
        app.api(&saeki, "POST", "/api/v1/incidents", json!({"title": "決済が遅い", "severity": "sev1"})).await.expect(201);
        for number in ["DRILL-1", "INC-2"] {
            app.api(&saeki, "POST", &format!("/api/v1/incidents/{number}/resolve"), json!({})).await.expect(200);
            app.api(&saeki, "POST", &format!("/api/v1/incidents/{number}/postmortem"), json!({})).await.expect(201);
        }
        app.clock.advance(SignedDuration::from_hours(24 * 40));
        let late = app.get(&saeki, "/api/v1/postmortems?due=late").await.expect(200).json();
        let late: Vec<&str> = late["items"].as_array().unwrap().iter().map(|one| one["incident"].as_str().unwrap()).collect();
        assert_eq!(late, ["INC-2"]);
        let drill = app.get(&saeki, "/api/v1/incidents/DRILL-1/postmortem").await.expect(200).json();
        assert_eq!((&drill["late"], &drill["due_at"]), (&json!(false), &Value::Null));
    }
}

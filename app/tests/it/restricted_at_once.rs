//! Restricting an incident at the moment in which somebody gets something to do in it, or takes a name away: whoever has a role
//! is named, whichever comes first. And in which tasks are made of what was written of it.

use std::time::Duration;

use ryugaku::incidents::restrict;
use ryugaku_kernel::{Actor, Lang, Role};
use serde_json::{Value, json};

use crate::both;
use crate::restricted::open;
use crate::support::{TestApp, Who};

/// Often enough for either to come first.
const ROUNDS: usize = 8;

async fn is_named(app: &TestApp, who: &Who, at: &str, name: &str) -> bool {
    let list = app.get(who, &format!("{at}/named")).await.expect(200).json();
    list["items"].as_array().unwrap().iter().any(|one| one["name"] == name)
}

both! {
    async fn whoever_gets_a_role_meanwhile_is_named(app: TestApp) {
        let (admin, aoki) = (app.admin().await, app.person("青木 澄", Role::Member).await);
        app.person("久保田 翠", Role::Member).await;
        for round in 1..=ROUNDS {
            open(&app, &aoki, json!({"title": "合鍵が流出", "severity": "sev2"})).await;
            let at = format!("/api/v1/incidents/INC-{round}");
            let (role, restriction) = (format!("{at}/roles/scribe"), format!("{at}/restriction"));
            let (given, restricted) = tokio::join!(
                app.api(&aoki, "PUT", &role, json!({"person": "久保田 翠"})),
                app.api(&admin, "PUT", &restriction, json!({"people": []})),
            );
            assert_eq!((given.status, restricted.status), (200, 200), "{} {}", given.text, restricted.text);
            assert!(is_named(&app, &aoki, &at, "久保田 翠").await, "round {round}");
        }
    }

    async fn whoever_takes_command_meanwhile_is_named(app: TestApp) {
        let (admin, aoki) = (app.admin().await, app.person("青木 澄", Role::Member).await);
        let kubota = app.person("久保田 翠", Role::Member).await;
        for round in 1..=ROUNDS {
            open(&app, &aoki, json!({"title": "合鍵が流出", "severity": "sev2"})).await;
            let at = format!("/api/v1/incidents/INC-{round}");
            let (role, restriction) = (format!("{at}/roles/commander"), format!("{at}/restriction"));
            let (taken, restricted) = tokio::join!(
                app.api(&kubota, "PUT", &role, json!({"person": "me"})),
                app.api(&admin, "PUT", &restriction, json!({"people": []})),
            );
            assert_eq!(restricted.status, 200, "{}", restricted.text);
            // Whoever comes too late finds nothing there.
            assert!([200, 404].contains(&taken.status), "{}", taken.text);
            assert_eq!(is_named(&app, &aoki, &at, "久保田 翠").await, taken.status == 200, "round {round}");
        }
    }

    async fn nobody_loses_their_name_while_they_get_a_role(app: TestApp) {
        let (aoki, kubota) = (app.person("青木 澄", Role::Member).await, app.person("久保田 翠", Role::Member).await);
        for round in 1..=ROUNDS {
            let named = json!({"title": "合鍵が流出", "severity": "sev2", "restricted_to": ["久保田 翠"]});
            open(&app, &aoki, named).await;
            let at = format!("/api/v1/incidents/INC-{round}");
            let (role, name) = (format!("{at}/roles/scribe"), format!("{at}/named/{}", kubota.id));
            let (given, removed) = tokio::join!(
                app.api(&aoki, "PUT", &role, json!({"person": "久保田 翠"})),
                app.api(&aoki, "DELETE", &name, Value::Null),
            );
            assert_eq!(given.status, 200, "{}", given.text);
            assert!([200, 409].contains(&removed.status), "{}", removed.text);
            assert!(is_named(&app, &aoki, &at, "久保田 翠").await, "round {round}");
        }
    }

    /// Everybody reads a task: it does not say what the text says while the veil is being drawn.
    async fn tasks_made_meanwhile_have_a_title_alone(app: TestApp) {
        let aoki = app.person("青木 澄", Role::Member).await;
        open(&app, &aoki, json!({"title": "合鍵が流出", "severity": "sev2"})).await;
        let at = "/api/v1/incidents/INC-1";
        app.api(&aoki, "POST", &format!("{at}/resolve"), json!({})).await.expect(200);
        app.api(&aoki, "POST", &format!("{at}/postmortem"), json!({})).await.expect(201);
        let text = json!({"body": "## アクションアイテム\n\n- [ ] 合鍵を替える\n  - 金庫の裏にある\n"});
        app.api(&aoki, "PUT", &format!("{at}/postmortem"), text).await.expect(200);
        let mut restricts = app.begin().await;
        let operator = app.app.cx(Actor::operator(), Lang::Ja);
        restrict::restrict(&mut restricts, &operator, 1, &[]).await.unwrap();
        let tasks = format!("{at}/postmortem/tasks");
        let mut made = Box::pin(app.api(&aoki, "POST", &tasks, json!({})));
        let early = tokio::time::timeout(Duration::from_millis(500), &mut made).await;
        assert!(early.is_err(), "it did not wait: {}", early.unwrap().text);
        restricts.commit().await.unwrap();
        made.await.expect(200);
        let task = app.get(&aoki, "/api/v1/tasks/RT-1").await.expect(200).json();
        assert_eq!((&task["title"], &task["detail"]), (&json!("合鍵を替える"), &json!("")), "{task}");
    }

    /// What goes on in a restricted one is as hidden, whichever comes first.
    async fn what_is_merged_meanwhile_is_hidden_too(app: TestApp) {
        let (aoki, mori) = (app.person("青木 澄", Role::Member).await, app.person("森 葵", Role::Member).await);
        let kubota = app.person("久保田 翠", Role::Member).await;
        for round in 0..ROUNDS {
            for _ in 0..2 {
                open(&app, &aoki, json!({"title": "合鍵が流出", "severity": "sev2"})).await;
            }
            let (from, into) = (2 * round + 1, 2 * round + 2);
            let merge = format!("/api/v1/incidents/INC-{from}/merge");
            let restriction = format!("/api/v1/incidents/INC-{into}/restriction");
            let (merged, restricted) = tokio::join!(
                app.api(&aoki, "POST", &merge, json!({"into": format!("INC-{into}")})),
                app.api(&mori, "PUT", &restriction, json!({"people": []})),
            );
            assert_eq!(restricted.status, 200, "{}", restricted.text);
            // Whoever comes too late is refused.
            assert!([200, 409].contains(&merged.status), "{}", merged.text);
            let shown = if merged.status == 200 { 404 } else { 200 };
            app.get(&kubota, &format!("/api/v1/incidents/INC-{from}")).await.expect(shown);
        }
    }
}

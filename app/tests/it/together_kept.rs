//! What is written together reaches who only reads while it goes on.

use jiff::SignedDuration;
use ryugaku_db::sql;
use ryugaku_kernel::{Role, Uuid};
use serde_json::json;

use crate::both;
use crate::together::{Editor, draft, saved};

both! {
    /// Nobody has to stop for a minute.
    async fn while_they_write_a_version_is_kept_now_and_then(app: TestApp) {
        let (saeki, reader) = (app.person("佐伯 真", Role::Member).await, app.person("監査", Role::Read).await);
        draft(&app, &saeki).await;
        let mut editor = Editor::new(1);
        editor.syncs(&app, &saeki).await;
        editor.types("止まった", "。はじめの文");
        for half_minutes in 1..=22 {
            editor.types("", " まだ");
            editor.syncs(&app, &saeki).await;
            app.advance(SignedDuration::from_secs(30)).await;
            let file = app.page(&reader, "/incidents/INC-1/postmortem.md").await.expect(200).text;
            assert_eq!(file.contains("はじめの文"), half_minutes >= 20, "{half_minutes}: {file}");
        }
        assert_eq!(saved(&app, &saeki).await.0, 3, "one version in ten minutes");
    }

    /// Not even what is begun in a text that nobody has touched for long.
    async fn half_a_sentence_is_read_by_nobody(app: TestApp) {
        let (saeki, reader) = (app.person("佐伯 真", Role::Member).await, app.person("監査", Role::Read).await);
        draft(&app, &saeki).await;
        app.advance(SignedDuration::from_mins(11)).await;
        let mut editor = Editor::new(1);
        editor.syncs(&app, &saeki).await;
        editor.types("止まった", "。原因はおそ");
        editor.syncs(&app, &saeki).await;
        let file = async || app.page(&reader, "/incidents/INC-1/postmortem.md").await.expect(200).text;
        app.advance(SignedDuration::from_secs(30)).await;
        assert!(!file().await.contains("原因はおそ"));
        app.advance(SignedDuration::from_secs(31)).await;
        assert!(file().await.contains("原因はおそ"), "quiet for a minute");
    }

    /// What cannot be read any more keeps no other text back.
    async fn one_that_is_broken_stands_alone(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        draft(&app, &saeki).await;
        app.api(&saeki, "POST", "/api/v1/incidents", json!({"title": "決済が遅い", "severity": "sev1"})).await.expect(201);
        app.api(&saeki, "POST", "/api/v1/incidents/INC-2/resolve", json!({})).await.expect(200);
        let broken = app.api(&saeki, "POST", "/api/v1/incidents/INC-2/postmortem", json!({})).await.expect(201).json();
        let broken: Uuid = broken["id"].as_str().unwrap().parse().unwrap();
        let mut tx = app.begin().await;
        let document = "insert into postmortem_documents (postmortem_id, last, wrote_at, began_at) values ($1, 1, 1, 1)";
        tx.run(sql(document).bind(broken)).await.unwrap();
        let update = "insert into postmortem_updates (postmortem_id, number, data) values ($1, 1, $2)";
        tx.run(sql(update).bind(broken).bind(vec![255_u8])).await.unwrap();
        tx.commit().await.unwrap();
        let mut editor = Editor::new(1);
        editor.syncs(&app, &saeki).await;
        editor.types("止まった", "。18分");
        editor.syncs(&app, &saeki).await;
        app.advance(SignedDuration::from_secs(61)).await;
        let file = app.page(&saeki, "/incidents/INC-1/postmortem.md").await.expect(200).text;
        assert!(file.contains("。18分"), "{file}");
    }

    /// However many they are.
    async fn many_that_are_broken_keep_no_other_back(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        draft(&app, &saeki).await;
        let rows = [
            "insert into incidents (id, count, title, severity, status, impact, began_at, opened_at, version) \
             values ($1, $2, 'x', 'sev4', 'closed', '', 1, 1, 1)",
            "insert into postmortems (id, incident_id, body, state, written_at, changed_at, version) values ($1, $2, '', 'draft', 1, 1, 1)",
            "insert into postmortem_documents (postmortem_id, last, wrote_at, began_at) values ($1, 1, 1, 1)",
            "insert into postmortem_updates (postmortem_id, number, data) values ($1, 1, $2)",
        ];
        let mut tx = app.begin().await;
        for count in 1000_u16..1100 {
            let id = Uuid::from_u128(u128::from(count));
            tx.run(sql(rows[0]).bind(id).bind(i64::from(count))).await.unwrap();
            tx.run(sql(rows[1]).bind(id).bind(id)).await.unwrap();
            tx.run(sql(rows[2]).bind(id)).await.unwrap();
            tx.run(sql(rows[3]).bind(id).bind(vec![255_u8])).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut editor = Editor::new(1);
        editor.syncs(&app, &saeki).await;
        editor.types("止まった", "。18分");
        editor.syncs(&app, &saeki).await;
        for seconds in [61, 30] {
            app.advance(SignedDuration::from_secs(seconds)).await;
        }
        let file = app.page(&saeki, "/incidents/INC-1/postmortem.md").await.expect(200).text;
        assert!(file.contains("。18分"), "{file}");
    }

    /// Whoever makes tasks of a text that is another by now is told so once, and then sees the text as it is.
    async fn tasks_are_made_while_somebody_writes(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        draft(&app, &saeki).await;
        let mut editor = Editor::new(1);
        editor.syncs(&app, &saeki).await;
        editor.types("上限", "\n\n## アクションアイテム\n\n- [ ] 上限を監視する\n- [ ] 手順を直す");
        editor.syncs(&app, &saeki).await;
        let seen = saved(&app, &saeki).await.0.to_string();
        let tasks = "/incidents/INC-1/postmortem/tasks";
        app.post_form(&saeki, tasks, &[("version", &seen)]).await.expect(412);
        let (now, body) = saved(&app, &saeki).await;
        assert!(body.contains("上限を監視する") && !body.contains("(RT-"), "{body}");
        app.post_form(&saeki, tasks, &[("version", &now.to_string())]).await.expect(303);
        assert_eq!(saved(&app, &saeki).await.1.matches("(RT-").count(), 2);
        editor.types("止まった", "。18分");
        editor.syncs(&app, &saeki).await;
        let stale = [("if-match", "\"1\"")];
        let path = "/api/v1/incidents/INC-1/postmortem/tasks";
        app.api_with(&saeki, "POST", path, json!({}), &stale).await.expect(412);
        assert!(saved(&app, &saeki).await.1.contains("。18分"));
    }
}

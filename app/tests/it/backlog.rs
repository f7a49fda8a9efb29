//! Reliability tasks, by page and by API.

use crate::both;
use jiff::civil::date;
use ryugaku::backlog::list_store::{self, Assignee, Filter};
use ryugaku::backlog::origin::{Origin, OriginKind};
use ryugaku::backlog::task::{Effort, Task, TaskId, TaskState};
use ryugaku::backlog::{self, store};
use ryugaku_kernel::{Actor, Failure, Lang, Limit, Role};
use serde_json::{Value, json};

both! {
    /// A task by API: added, changed, begun, rejected with a reason, reopened, done.
    async fn a_task_goes_its_way_by_api(app: TestApp) {
        let member = app.person("水野 遥", Role::Member).await;
        let added = app.api(&member, "POST", "/api/v1/tasks", json!({"title": " 証明書を自動で替える ", "due": "2026-11-16", "effort": "l", "assignee": "水野 遥"})).await.expect(201);
        assert_eq!(added.location(), "/api/v1/tasks/RT-1");
        let added = added.json();
        assert_eq!((&added["title"], &added["state"], &added["due"], &added["days_over"]), (&json!("証明書を自動で替える"), &json!("open"), &json!("2026-11-16"), &json!(3)));
        assert_eq!((&added["assignee"]["name"], &added["origin"]), (&json!("水野 遥"), &json!({"kind": "hand"})));
        let change = |body: Value| { let (app, member) = (&app, &member); async move { app.api(member, "PATCH", "/api/v1/tasks/rt-1", body).await } };
        for wrong in [json!({"title": ""}), json!({"title": "x".repeat(201)}), json!({"due": "2026-02-30"}), json!({"due": "9999-01-01"}), json!({"assignee": "だれか"}),
                      json!({"product": "unheard-of"}), json!({"service": "unheard-of"}), json!({"effort": "xl"})] {
            change(wrong).await.expect(422);
        }
        let changed = change(json!({"assignee": null, "due": null, "effort": "m", "detail": "30日前に"})).await.expect(200).json();
        assert_eq!((&changed["assignee"], &changed["due"], &changed["effort"], &changed["version"]), (&Value::Null, &Value::Null, &json!("m"), &json!(2)));
        assert_eq!(change(json!({})).await.expect(200).json()["version"], 2);
        app.api_with(&member, "PATCH", "/api/v1/tasks/RT-1", json!({"title": "y"}), &[("if-match", "\"1\"")]).await.expect(412);
        let state = |to: &'static str, reason: &'static str| { let (app, member) = (&app, &member); async move { app.api(member, "POST", "/api/v1/tasks/1/state", json!({"state": to, "reason": reason})).await } };
        state("open", "").await.expect(409);
        state("rejected", " ").await.expect(422);
        state("doing", "").await.expect(200);
        state("open", "").await.expect(200);
        let rejected = state("rejected", "利用者なし").await.expect(200).json();
        assert_eq!(rejected["ended_at"], json!(app.now().to_string()));
        state("done", "").await.expect(409);
        state("open", "やはり要る").await.expect(200);
        assert_eq!(state("done", "").await.expect(200).json()["state"], "done");
        app.get(&member, "/api/v1/tasks/RT-2").await.expect(404);
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&member), "/tasks/RT-1").await.expect(200).text;
            assert!(page.contains("利用者なし") && page.contains("やはり要る") && !page.contains('⟦'), "{page}");
        }
        assert_eq!(app.page(&member, "/tasks/rt-1").await.expect(308).location(), "/tasks/RT-1");
    }

    /// The list by due day, then by age; filters; pages.
    async fn what_is_due_comes_first(app: TestApp) {
        let (member, other) = (app.person("水野 遥", Role::Member).await, app.person("大川 理", Role::Member).await);
        let empty = app.page(&member, "/tasks").await.expect(200).text;
        assert!(empty.contains("未完了のタスクはない"), "{empty}");
        app.api(&member, "POST", "/api/v1/incidents", json!({"title": "決済が止まった", "severity": "sev1"})).await.expect(201);
        for (title, due, assignee) in [("a", None, Some("水野 遥")), ("b", Some("2026-12-02"), None), ("c", Some("2026-11-18"), Some("大川 理")), ("d", Some("2026-12-02"), Some("水野 遥")), ("e", None, None)] {
            app.api(&member, "POST", "/api/v1/tasks", json!({"title": title, "due": due, "assignee": assignee})).await.expect(201);
        }
        app.api(&member, "POST", "/api/v1/incidents/1/tasks", json!({"title": "f"})).await.expect(201);
        app.api(&member, "POST", "/api/v1/tasks/RT-5/state", json!({"state": "done"})).await.expect(200);
        let titles = |query: String| { let (app, member) = (&app, &member); async move {
            let list = app.get(member, &format!("/api/v1/tasks{query}")).await.expect(200).json();
            list["items"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect::<String>()
        } };
        for (query, found) in [("", "cbdaf"), ("?state=all", "cbdaef"), ("?state=done", "e"), ("?assignee=me", "da"), ("?assignee=nobody", "bf"), ("?origin=incident", "f"),
                               ("?origin=hand", "cbda"), ("?limit=2", "cb"), ("?limit=2&after=20261202-2", "da")] {
            assert_eq!(titles(query.into()).await, found, "{query}");
        }
        assert_eq!(titles(format!("?assignee={}", other.id)).await, "c");
        assert_eq!(titles(format!("?product={}", other.id)).await, "");
        for query in ["?state=x", "?assignee=x", "?origin=x", "?product=x", "?after=x", "?after=1-x"] {
            app.get(&member, &format!("/api/v1/tasks{query}")).await.expect(422);
        }
        for lang in Lang::ALL {
            let list = app.page_in(lang, Some(&member), "/tasks").await.expect(200).text;
            assert!(list.contains("/incidents/INC-1") && !list.contains('⟦'), "{list}");
        }
        let list = app.page(&member, "/tasks?limit=1").await.text;
        assert!(list.contains("1日超過") && list.contains("期限を過ぎたもの 1件") && list.contains("after=20261118-3"), "{list}");
        assert!(app.page(&member, "/tasks?state=rejected").await.text.contains("この条件に合う"));
        assert!(app.page(&member, "/tasks?state=unheard-of").await.expect(200).text.contains("RT-3"));
    }

    /// The form, for a new task, a follow-up and a change.
    async fn a_task_is_written_by_form(app: TestApp) {
        let member = app.person("水野 遥", Role::Member).await;
        app.api(&member, "POST", "/api/v1/incidents", json!({"title": "x", "severity": "sev1"})).await.expect(201);
        let form = app.page(&member, "/tasks/new?incident=inc-1").await.expect(200).text;
        assert!(form.contains("action=\"/incidents/INC-1/tasks\"") && !form.contains('⟦'), "{form}");
        app.page(&member, "/tasks/new?incident=INC-9").await.expect(404);
        let refused = app.post_form(&member, "/incidents/INC-1/tasks", &[("title", ""), ("detail", "くわしく書いた")]).await.expect(422).text;
        assert!(refused.contains("くわしく書いた") && refused.contains("入力する"), "{refused}");
        app.post_form(&member, "/tasks", &[("title", "x"), ("due", "あした")]).await.expect(422);
        app.post_form(&member, "/incidents/INC-9/tasks", &[("title", "x")]).await.expect(404);
        assert_eq!(app.post_form(&member, "/incidents/INC-1/tasks", &[("title", "後始末")]).await.expect(303).location(), "/incidents/INC-1");
        assert_eq!(app.post_form(&member, "/tasks", &[("title", "手で追加"), ("due", "2026-12-02"), ("effort", "s")]).await.expect(303).location(), "/tasks/RT-2");
        assert!(app.page(&member, "/tasks/RT-1").await.text.contains("/incidents/INC-1"));
        let edit = app.page(&member, "/tasks/RT-2/edit").await.expect(200).text;
        assert!(edit.contains("value=\"2026-12-02\"") && edit.contains("name=\"version\" value=\"1\""), "{edit}");
        let assignee = member.id.to_string();
        let fields = [("title", "手で追加"), ("due", "2026-12-03"), ("assignee", assignee.as_str()), ("version", "1")];
        app.post_form(&member, "/tasks/RT-2/edit", &fields).await.expect(303);
        app.post_form(&member, "/tasks/RT-2/edit", &fields).await.expect(412);
        let page = app.page(&member, "/tasks/RT-2").await.text;
        assert!(page.contains("12/3(木)") && page.contains("担当、期限、労力を変えた"), "{page}");
        app.post_form(&member, "/tasks/RT-2/state", &[("state", "rejected")]).await.expect(422);
        app.post_form(&member, "/tasks/RT-2/state", &[("state", "doing")]).await.expect(303);
        app.post_form(&member, "/tasks/RT-2/state?to=open&version=3", &[]).await.expect(303);
        app.post_form(&member, "/tasks/RT-2/state?to=doing&version=3", &[]).await.expect(412);
        // The incident's room tells of its task.
        app.post_form(&member, "/tasks/RT-1/state", &[("state", "done")]).await.expect(303);
        let room = app.page(&member, "/incidents/INC-1").await.text;
        assert!(room.contains("完了した <a class=\"title\" href=\"/tasks/RT-1\">RT-1</a> <span class=\"note\">後始末</span>"), "{room}");
    }

    async fn readers_only_read(app: TestApp) {
        let (member, reader) = (app.person("水野 遥", Role::Member).await, app.person("監査", Role::Read).await);
        app.api(&member, "POST", "/api/v1/tasks", json!({"title": "x"})).await.expect(201);
        for path in ["/api/v1/tasks", "/api/v1/tasks/1"] {
            app.get(&reader, path).await.expect(200);
        }
        for path in ["/tasks", "/tasks/RT-1"] {
            assert!(!app.page(&reader, path).await.expect(200).text.contains("method=\"post\""));
            app.page_in(Lang::En, None, path).await.expect(303);
        }
        app.api(&reader, "POST", "/api/v1/tasks", json!({"title": "x"})).await.expect(403);
        app.api(&reader, "PATCH", "/api/v1/tasks/1", json!({"title": "y"})).await.expect(403);
        app.api(&reader, "POST", "/api/v1/tasks/1/state", json!({"state": "done"})).await.expect(403);
        for path in ["/tasks", "/tasks/RT-1/edit", "/tasks/RT-1/state"] {
            app.post_form(&reader, path, &[("title", "y")]).await.expect(403);
        }
        app.page(&reader, "/tasks/new").await.expect(403);
        app.page(&reader, "/tasks/RT-1/edit").await.expect(403);
    }

    /// What is stored comes back; a task of a product belongs to the product's team, and to admins where the team is gone.
    async fn task_rows_come_back(app: TestApp) {
        let (member, admin) = (app.person("水野 遥", Role::Member).await, app.admin().await);
        let id = || app.app.chance.id(app.now());
        let mut tx = app.begin().await;
        assert_eq!(store::take_number(&mut tx).await.unwrap(), 1);
        let task = Task { id: TaskId(id()), count: 1, title: "x".into(), detail: "y".into(), product: Some(id()), service: Some(id()), origin: Origin::Incident(id()),
                          assignee: Some(member.id.0), due: Some(date(2026, 12, 2)), effort: Some(Effort::M), state: TaskState::Open, added_at: app.now(), ended_at: None, version: 1 };
        store::insert(&mut tx, &task).await.unwrap();
        tx.commit().await.unwrap();
        let mut q = app.app.db.reader();
        assert_eq!(format!("{:?}", store::by_count(&mut q, 1).await.unwrap()), format!("{task:?}"));
        assert_eq!(list_store::of_origin(&mut q, task.origin).await.unwrap().len(), 1);
        assert_eq!(list_store::of_origin(&mut q, Origin::Incident(id())).await.unwrap().len(), 0);
        assert_eq!(backlog::of_incident(&mut q, task.origin.id().unwrap()).await.unwrap().len(), 1);
        assert_eq!(backlog::of_person(&mut q, member.id.0).await.unwrap().len(), 1);
        assert_eq!(backlog::of_product(&mut q, task.product.unwrap()).await.unwrap().len(), 1);
        let all = Filter { states: Some(vec![TaskState::Open]), product: task.product, assignee: Some(Assignee::Person(member.id.0)), origin: Some(OriginKind::Incident), due_before: Some(date(2026, 12, 3)) };
        assert_eq!(list_store::count(&mut q, &all).await.unwrap(), 1);
        let none = Filter { due_before: Some(date(2026, 12, 2)), ..all };
        assert_eq!(list_store::count(&mut q, &none).await.unwrap(), 0);
        assert_eq!(list_store::page(&mut q, &none, None, Limit::USUAL).await.unwrap().items.len(), 0);

        let page = app.page(&member, "/tasks/RT-1").await.expect(200).text;
        assert!(page.contains("プロダクトのチームのメンバーに頼む"), "{page}");
        app.api(&member, "PATCH", "/api/v1/tasks/1", json!({"title": "y"})).await.expect(403);
        app.page(&member, "/tasks/RT-1/edit").await.expect(403);
        app.api(&admin, "PATCH", "/api/v1/tasks/1", json!({"title": "y"})).await.expect(200);

        let mut tx = app.begin().await;
        let mut stale = task;
        assert!(matches!(store::update(&mut tx, &mut stale).await, Err(Failure::Stale)));
    }

    async fn tasks_are_handed_over(app: TestApp) {
        let (leaver, heir) = (app.person("古川 亮", Role::Member).await, app.person("大川 理", Role::Member).await);
        for title in ["a", "b", "c"] {
            app.api(&leaver, "POST", "/api/v1/tasks", json!({"title": title, "assignee": "古川 亮"})).await.expect(201);
        }
        app.api(&leaver, "POST", "/api/v1/tasks/2/state", json!({"state": "done"})).await.expect(200);
        let cx = app.app.cx(Actor::operator(), Lang::Ja);
        let mut tx = app.begin().await;
        let weak = app.app.cx(Actor { role: Some(Role::Member), ..Actor::operator() }, Lang::Ja);
        assert!(matches!(backlog::hand_over::hand_over(&mut tx, &weak, leaver.id, None).await, Err(Failure::Forbidden(_))));
        assert_eq!(backlog::hand_over::hand_over(&mut tx, &cx, leaver.id, Some(leaver.id)).await.unwrap(), 0);
        assert_eq!(backlog::hand_over::hand_over(&mut tx, &cx, leaver.id, Some(heir.id)).await.unwrap(), 2);
        tx.commit().await.unwrap();
        let mut q = app.app.db.reader();
        assert_eq!(backlog::of_person(&mut q, heir.id.0).await.unwrap().len(), 2);
        let mut tx = app.begin().await;
        assert_eq!(backlog::hand_over::hand_over(&mut tx, &cx, heir.id, None).await.unwrap(), 2);
        tx.commit().await.unwrap();
        assert!(app.page(&heir, "/tasks/RT-1").await.text.contains("担当を外した"));
    }
}

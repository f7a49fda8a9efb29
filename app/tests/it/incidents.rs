//! Incidents, from opening to closing, by page and by API.

use crate::both;
use crate::support::Who;
use jiff::SignedDuration;
use ryugaku::incidents::incident::{Incident, IncidentId, count_of};
use ryugaku::incidents::link_store::{self, LinkedAlert};
use ryugaku::incidents::list_store::{self, Filter};
use ryugaku::incidents::severity::Severity;
use ryugaku::incidents::{self, store};
use ryugaku_kernel::{Actor, Failure, Lang, Limit, Role, Time};
use serde_json::{Value, json};

/// What is posted where, and what the next step is then, in both languages.
type Deed = (&'static str, &'static [(&'static str, &'static str)], &'static str, &'static str);

both! {
    /// One incident from the first line to the last, by API; every wrong turn is refused in words.
    async fn an_incident_goes_its_way_by_api(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        let opened = app.api(&saeki, "POST", "/api/v1/incidents", json!({"title": " 決済APIで5xx ", "severity": "sev2", "impact": "決済のみ"})).await.expect(201);
        assert_eq!(opened.location(), "/api/v1/incidents/INC-1");
        let opened = opened.json();
        assert_eq!((&opened["number"], &opened["title"], &opened["status"], &opened["version"]), (&json!("INC-1"), &json!("決済APIで5xx"), &json!("investigating"), &json!(1)));
        assert_eq!((&opened["commander"], &opened["services"], &opened["alerts"]), (&Value::Null, &json!([]), &json!([])));
        let deed = |deed: &'static str, body: Value| { let (app, saeki) = (&app, &saeki); async move { app.api(saeki, "POST", &format!("/api/v1/incidents/inc-1/{deed}"), body).await } };
        deed("close", json!({})).await.expect(409);
        deed("reopen", json!({"reason": "x"})).await.expect(409);
        deed("status", json!({"status": "investigating"})).await.expect(409);
        deed("status", json!({"status": "resolved"})).await.expect(422);
        deed("status", json!({"status": "melting"})).await.expect(422);
        app.clock.advance(SignedDuration::from_mins(3));
        let taken = deed("commander", json!({"person": "me"})).await.expect(200).json();
        assert_eq!(taken["commander"]["name"], "佐伯 真");
        deed("commander", json!({"person": "me"})).await.expect(409);
        app.clock.advance(SignedDuration::from_mins(10));
        let fixing = deed("status", json!({"status": "fixing"})).await.expect(200).json();
        assert_eq!(fixing["status_since"], json!(app.now().to_string()));
        deed("status", json!({"status": "identified"})).await.expect(200);
        let note = deed("notes", json!({"text": "上限が 20 になっている\n02:31 から"})).await.expect(201).json();
        deed("notes", json!({"text": "　\n"})).await.expect(422);
        deed("notes", json!({"text": "x".repeat(10_001)})).await.expect(422);
        app.api_with(&saeki, "PATCH", "/api/v1/incidents/INC-1", json!({"severity": "sev1"}), &[("if-match", "\"1\"")]).await.expect(412);
        let worse = app.api(&saeki, "PATCH", "/api/v1/incidents/INC-1", json!({"severity": "sev1"})).await.expect(200);
        assert_eq!((worse.headers["etag"].to_str().unwrap(), &worse.json()["severity"]), ("\"5\"", &json!("sev1")));
        let same = app.api(&saeki, "PATCH", "/api/v1/incidents/INC-1", json!({"severity": "sev1"})).await.expect(200);
        assert_eq!(same.json()["version"], 5, "a change that changes nothing is none");
        app.clock.advance(SignedDuration::from_mins(10));
        let resolved = deed("resolve", json!({"line": "v2.9.0 に戻した"})).await.expect(200).json();
        assert_eq!((&resolved["status"], &resolved["resolved_at"]), (&json!("resolved"), &json!(app.now().to_string())));
        deed("resolve", json!({})).await.expect(409);
        deed("status", json!({"status": "fixing"})).await.expect(409);
        let task = deed("tasks", json!({"title": "接続プールの上限を CI で確かめる", "due": "2026-12-02", "effort": "s"})).await.expect(201).json();
        assert_eq!((&task["number"], &task["origin"]), (&json!("RT-1"), &json!({"kind": "incident", "number": "INC-1"})));
        deed("close", json!({})).await.expect(409);
        deed("steps", json!({"step": "close/postmortem", "answer": "not_needed", "reason": "訓練だった"})).await.expect(200);
        let closed = deed("close", json!({})).await.expect(200).json();
        assert_eq!(closed["closed_at"], json!(app.now().to_string()));
        deed("commander", json!({"person": null})).await.expect(409);
        deed("reopen", json!({"reason": ""})).await.expect(422);
        deed("reopen", json!({"reason": "x", "status": "closed"})).await.expect(422);
        let again = deed("reopen", json!({"reason": "また増えた", "status": "fixing"})).await.expect(200).json();
        assert_eq!((&again["status"], &again["resolved_at"], &again["closed_at"]), (&json!("fixing"), &Value::Null, &Value::Null));

        let timeline = app.get(&saeki, "/api/v1/incidents/INC-1/timeline").await.expect(200).json();
        let entries = timeline["items"].as_array().unwrap();
        let kinds: Vec<&str> = entries.iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["incident.reopened", "incident.closed", "incident.step_not_needed", "task.added", "incident.resolved", "incident.severity_changed", "incident.noted",
                           "incident.status_changed", "incident.status_changed", "incident.command_taken", "incident.opened"]);
        assert_eq!(entries[0]["text"], "また増えた");
        assert_eq!((&entries[4]["sentence"], &entries[4]["text"]), (&json!("Status Identified → Resolved"), &json!("v2.9.0 に戻した")));
        assert_eq!((&entries[6]["text"], &entries[6]["redact"]), (&json!("上限が 20 になっている\n02:31 から"), &note["position"]));
        assert!(entries.iter().all(|entry| !entry["sentence"].as_str().unwrap().contains('⟦')));
    }

    /// Texts can be taken away by their writer and by admins; nobody else, and no text of another incident.
    async fn words_can_be_taken_away(app: TestApp) {
        let (writer, other, admin) = (app.person("水野 遥", Role::Member).await, app.person("大川 理", Role::Member).await, app.admin().await);
        let reader = app.person("監査", Role::Read).await;
        open(&app, &writer, "a").await;
        open(&app, &writer, "b").await;
        let write = |text: &'static str| { let (app, writer) = (&app, &writer); async move {
            let note = app.api(writer, "POST", "/api/v1/incidents/1/notes", json!({"text": text})).await.expect(201).json();
            format!("notes/{}/redact", note["position"])
        } };
        let (first, second) = (write("秘密の一").await, write("秘密の二").await);
        app.api(&reader, "POST", &format!("/api/v1/incidents/1/{first}"), json!({})).await.expect(403);
        app.api(&other, "POST", &format!("/api/v1/incidents/1/{first}"), json!({})).await.expect(403);
        app.api(&writer, "POST", &format!("/api/v1/incidents/2/{first}"), json!({})).await.expect(404);
        app.api(&writer, "POST", "/api/v1/incidents/1/notes/nonsense/redact", json!({})).await.expect(404);
        app.api(&writer, "POST", &format!("/api/v1/incidents/1/{first}"), json!({})).await.expect(200);
        app.api(&writer, "POST", &format!("/api/v1/incidents/1/{first}"), json!({})).await.expect(409);
        app.api(&writer, "POST", "/api/v1/incidents/1/notes/1/redact", json!({})).await.expect(404);
        app.post_form(&admin, &format!("/incidents/INC-1/{second}"), &[]).await.expect(303);
        let room = app.page(&writer, "/incidents/INC-1").await.expect(200).text;
        assert!(!room.contains("秘密の") && room.contains("消したメモ"), "{room}");
        let timeline = app.get(&writer, "/api/v1/incidents/1/timeline").await.text;
        assert!(!timeline.contains("秘密の") && timeline.contains("\"redacted\":true"), "{timeline}");
    }

    /// The room at every step, in both languages: one next step, and only forms that do something.
    async fn the_room_leads_on(app: TestApp) {
        let member = app.person("佐伯 真", Role::Member).await;
        let reader = app.person("監査", Role::Read).await;
        let made = app.post_form(&member, "/incidents", &[("title", "<b>決済</b>"), ("severity", "sev4"), ("began_at", "2026-11-19T02:44")]).await.expect(303);
        assert_eq!(made.location(), "/incidents/INC-1");
        let steps: [Deed; 8] = [
            ("roles", &[("role", "commander"), ("person", "me")], "原因を突き止める", "Find the cause"),
            ("status", &[("status", "identified")], "復旧をはじめる", "Start the fix"),
            ("status", &[("status", "fixing")], "復旧させる", "Finish the fix"),
            ("status", &[("status", "monitoring")], "収束したら、解決にする", "Resolve it when it holds"),
            ("notes", &[("text", "12/12 台")], "収束したら、解決にする", "Resolve it when it holds"),
            ("resolve", &[("line", "戻した")], "あとに残すタスクを書く", "Write the follow-up"),
            ("tasks", &[("title", "上限を CI で確かめる")], "閉じる", "Close it"),
            ("close", &[], "残っている作業はない", "Nothing is left to do"),
        ];
        seen(&app, &[&member, &reader], "指揮を引き受ける", "Take command").await;
        for (deed, fields, ja, en) in steps {
            app.clock.advance(SignedDuration::from_mins(4));
            let done = app.post_form(&member, &format!("/incidents/INC-1/{deed}"), fields).await.expect(303);
            assert_eq!(done.location(), "/incidents/INC-1");
            seen(&app, &[&member, &reader], ja, en).await;
        }
        let tab = app.page(&member, "/incidents/INC-1?show=notes").await.expect(200).text;
        assert!(tab.contains("12/12 台") && !tab.contains("状態 調査中"), "{tab}");
        assert_eq!(app.page(&member, "/incidents/inc-1").await.expect(308).location(), "/incidents/INC-1");
        app.page(&member, "/incidents/INC-9").await.expect(404);
        app.page(&member, "/incidents/RT-1").await.expect(404);
        app.post_form(&member, "/incidents/INC-1/notes", &[("text", "閉じたあとの気づき")]).await.expect(303);
        app.post_form(&member, "/incidents/INC-1/reopen", &[("reason", "")]).await.expect(422);
        app.post_form(&member, "/incidents/INC-1/reopen", &[("reason", "また出た")]).await.expect(303);
        assert!(app.page(&member, "/incidents/INC-1").await.text.contains("また出た"));
        // The next day the timeline names its days.
        app.clock.advance(SignedDuration::from_hours(30));
        assert!(app.page(&member, "/incidents/INC-1").await.text.contains("class=\"day out\""));
    }

    /// What was refused is shown at its field with what was typed; what is out of date says so.
    async fn forms_say_what_is_wrong(app: TestApp) {
        let member = app.person("佐伯 真", Role::Member).await;
        let new = app.page(&member, "/incidents/new").await.expect(200).text;
        assert!(new.contains("value=\"sev3\" checked") && !new.contains('⟦'), "{new}");
        let refused = app.post_form(&member, "/incidents", &[("title", ""), ("severity", "sev1"), ("impact", "決済のみ"), ("began_at", "2026-11-19T04:00")]).await.expect(422).text;
        assert!(refused.contains("決済のみ") && refused.contains("開いた時刻より前にする") && refused.contains("入力する"), "{refused}");
        app.post_form(&member, "/incidents", &[("title", "x"), ("severity", "sev9")]).await.expect(422);
        app.post_form(&member, "/incidents", &[("title", "x"), ("severity", "sev1"), ("began_at", "昨日")]).await.expect(422);
        app.post_form(&member, "/incidents", &[("title", "x"), ("severity", "sev1"), ("services", "nonsense")]).await.expect(422);
        app.post_form(&member, "/incidents", &[("title", "x"), ("severity", "sev1"), ("alert", "00ab00ab00ab00ab")]).await.expect(422);
        assert_eq!(app.get(&member, "/api/v1/incidents").await.json()["items"], json!([]), "nothing was opened");
        open(&app, &member, "\u{1b}x\u{202e}\n").await;
        let edit = app.page(&member, "/incidents/INC-1/edit").await.expect(200).text;
        assert!(edit.contains("name=\"version\" value=\"1\"") && !edit.contains('⟦'), "{edit}");
        let same = [("title", "x"), ("severity", "sev3"), ("impact", ""), ("began_at", "2026-11-19T03:12"), ("version", "1")];
        app.post_form(&member, "/incidents/INC-1/edit", &same).await.expect(303);
        assert_eq!(app.get(&member, "/api/v1/incidents/1").await.json()["version"], 1, "the same minute is no change");
        let earlier = [("title", "y"), ("severity", "sev2"), ("impact", "検索"), ("began_at", "2026-11-19T02:44"), ("version", "1")];
        app.post_form(&member, "/incidents/INC-1/edit", &earlier).await.expect(303);
        assert_eq!(app.get(&member, "/api/v1/incidents/1").await.json()["began_at"], "2026-11-18T17:44:00Z");
        let room = app.page(&member, "/incidents/INC-1").await.text;
        assert!(room.contains("件名、影響、発生時刻を変えた"), "{room}");
        let stale = app.post_form(&member, "/incidents/INC-1/edit", &earlier).await.expect(412).text;
        assert!(stale.contains("読んだあとに、ほかで変わった"), "{stale}");
        app.post_form(&member, "/incidents/INC-1/edit", &[("title", ""), ("severity", "sev2"), ("version", "2")]).await.expect(422);
        app.post_form(&member, "/incidents/INC-1/notes", &[("text", "")]).await.expect(422);
        let unknown = app.post_form(&member, "/incidents/INC-1/alerts", &[("fingerprint", "00ab00ab00ab00ab")]).await.expect(422).text;
        assert!(unknown.contains("このフィンガープリントのアラートは届いていない"), "{unknown}");
        app.post_form(&member, "/incidents/INC-1/severity", &[("severity", "sev2")]).await.expect(409);
        app.post_form(&member, "/incidents/INC-1/status", &[("status", "closed")]).await.expect(422);
        app.post_form(&member, "/incidents/INC-1/close", &[]).await.expect(409);
        app.post_form(&member, "/incidents/INC-1/roles", &[("role", "commander"), ("person", "だれか")]).await.expect(422);
    }

    /// A move can be taken back, unless somebody has moved on meanwhile.
    async fn moves_are_undone(app: TestApp) {
        let member = app.person("佐伯 真", Role::Member).await;
        open(&app, &member, "x").await;
        app.post_form(&member, "/incidents/INC-1/status", &[("status", "monitoring")]).await.expect(303);
        app.post_form(&member, "/incidents/INC-1/status?to=investigating&version=2", &[]).await.expect(303);
        app.post_form(&member, "/incidents/INC-1/severity", &[("severity", "sev1")]).await.expect(303);
        app.post_form(&member, "/incidents/INC-1/status?to=monitoring&version=3", &[]).await.expect(412);
        app.post_form(&member, "/incidents/INC-1/severity?to=sev3&version=4", &[]).await.expect(303);
        let now = app.get(&member, "/api/v1/incidents/1").await.json();
        assert_eq!((&now["status"], &now["severity"]), (&json!("investigating"), &json!("sev3")));
    }

    /// Readers read; strangers do not.
    async fn readers_read_only(app: TestApp) {
        let (member, reader) = (app.person("佐伯 真", Role::Member).await, app.person("監査", Role::Read).await);
        let intake = app.person("鍵", Role::Intake).await;
        open(&app, &member, "x").await;
        for path in ["/api/v1/incidents", "/api/v1/incidents/INC-1", "/api/v1/incidents/INC-1/timeline"] {
            app.get(&reader, path).await.expect(200);
            app.get(&intake, path).await.expect(403);
        }
        let deeds = [("status", json!({"status": "fixing"})), ("resolve", json!({})), ("reopen", json!({"reason": "x"})), ("close", json!({})), ("commander", json!({"person": "me"})),
                     ("notes", json!({"text": "x"})), ("alerts", json!({"fingerprint": "x"})), ("tasks", json!({"title": "x"})),
                     ("updates", json!({"circle": "inside", "text": "x"})), ("steps", json!({"step": "role/scribe", "answer": "put_off"}))];
        for (deed, body) in deeds {
            app.api(&reader, "POST", &format!("/api/v1/incidents/INC-1/{deed}"), body).await.expect(403);
        }
        app.api(&reader, "DELETE", "/api/v1/incidents/INC-1/alerts/x", Value::Null).await.expect(403);
        app.api(&reader, "POST", "/api/v1/incidents", json!({"title": "x", "severity": "sev1"})).await.expect(403);
        app.api(&reader, "PATCH", "/api/v1/incidents/INC-1", json!({"title": "y"})).await.expect(403);
        for deed in ["status", "severity", "resolve", "reopen", "close", "roles", "updates", "steps", "notes", "alerts", "tasks", "edit", "alerts/x/unlink"] {
            app.post_form(&reader, &format!("/incidents/INC-1/{deed}"), &[]).await.expect(403);
        }
        for path in ["/incidents/new", "/incidents/INC-1/edit"] {
            app.page(&reader, path).await.expect(403);
        }
        for path in ["/incidents", "/incidents/INC-1"] {
            assert!(app.page_in(Lang::En, None, path).await.expect(303).location().starts_with("/sign-in"));
        }
    }

    /// The list: what goes on first, filters, pages; and what it says when there is nothing.
    async fn the_list_finds_incidents(app: TestApp) {
        let member = app.person("佐伯 真", Role::Member).await;
        let empty = app.page(&member, "/incidents").await.expect(200).text;
        assert!(empty.contains("動いているインシデントはない") && empty.contains("まだ 1つも"), "{empty}");
        for (title, severity) in [("Search is slow", "sev3"), ("決済が止まった", "sev1"), ("検索が遅い", "sev3"), ("Batch late", "sev4")] {
            app.api(&member, "POST", "/api/v1/incidents", json!({"title": title, "severity": severity})).await.expect(201);
        }
        for number in [1, 4] {
            app.api(&member, "POST", &format!("/api/v1/incidents/{number}/resolve"), json!({})).await.expect(200);
        }
        let numbers = |query: &'static str| { let (app, member) = (&app, &member); async move {
            let list = app.get(member, &format!("/api/v1/incidents{query}")).await.expect(200).json();
            list["items"].as_array().unwrap().iter().map(|one| one["number"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
        } };
        for (query, found) in [("", "INC-4 INC-3 INC-2 INC-1"), ("?status=open", "INC-3 INC-2"), ("?status=past", "INC-4 INC-1"), ("?status=resolved&severity=sev4", "INC-4"),
                               ("?severity=SEV3", "INC-3 INC-1"), ("?q=SLOW", "INC-1"), ("?q=%E6%A4%9C%E7%B4%A2", "INC-3"), ("?limit=2", "INC-4 INC-3"), ("?q=none", "")] {
            assert_eq!(numbers(query).await, found, "{query}");
        }
        let first = app.get(&member, "/api/v1/incidents?limit=2").await.expect(200).json();
        let rest = app.get(&member, &format!("/api/v1/incidents?limit=2&after={}", first["next"].as_str().unwrap())).await.expect(200).json();
        assert_eq!((&rest["items"][0]["number"], &rest["items"][1]["number"], &rest["next"]), (&json!("INC-2"), &json!("INC-1"), &Value::Null));
        for query in ["?status=melting", "?severity=9", "?after=x", "?after=3", "?after=1-x"] {
            app.get(&member, &format!("/api/v1/incidents{query}")).await.expect(422);
        }
        for field in ["service", "team", "commander", "drills"] {
            let refused = app.get(&member, &format!("/api/v1/incidents?{field}=unheard-of")).await.expect(422).json();
            assert_eq!(refused["errors"][0]["field"], field, "{refused}");
        }
        for lang in Lang::ALL {
            let list = app.page_in(lang, Some(&member), "/incidents").await.expect(200).text;
            assert!(!list.contains('⟦'), "{list}");
            let places: Vec<usize> = ["INC-2\"", "INC-3\"", "INC-4\"", "INC-1\""].map(|number| list.find(number).unwrap()).to_vec();
            assert!(places.is_sorted(), "the worst that goes on comes first: {places:?}");
        }
        let nav = app.page(&member, "/teams").await.text;
        assert!(nav.contains("<span class=\"n\">2</span>"), "{nav}");
        let second = app.page(&member, "/incidents?status=past&limit=1").await.text;
        let after = second.split("status=past&#38;after=").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        assert!(after.ends_with("-4") && !second.contains("Search is slow"), "{second}");
        let third = app.page(&member, &format!("/incidents?status=past&limit=1&after={after}")).await.expect(200).text;
        assert!(third.contains("Search is slow") && !third.contains("Batch late"), "{third}");
        assert!(app.page(&member, "/incidents?q=none").await.text.contains("この条件に合う"));
        assert!(app.page(&member, "/incidents?status=unheard-of&team=x").await.expect(200).text.contains("INC-2"));
    }

    /// What is stored comes back, and a row that changed meanwhile is not overwritten.
    async fn rows_come_back(app: TestApp) {
        let member = app.person("佐伯 真", Role::Member).await;
        let mut tx = app.begin().await;
        assert_eq!((store::take_number(&mut tx).await.unwrap(), store::take_number(&mut tx).await.unwrap()), (1, 2));
        let mut incident = Incident::opened(IncidentId(app.app.chance.id(app.now())), 2, "x".into(), Severity::Sev4, app.now());
        incident.commander = Some(member.id.0);
        incident.began_at = Time(app.now().0 - 7);
        store::insert(&mut tx, &incident).await.unwrap();
        let (a, b) = (app.app.chance.id(app.now()), app.app.chance.id(app.now()));
        link_store::set_services(&mut tx, incident.id, &[a, b]).await.unwrap();
        link_store::set_services(&mut tx, incident.id, &[b]).await.unwrap();
        let alert = LinkedAlert { fingerprint: "00ab00ab00ab00ab".into(), name: "HighErrorRate".into(), starts_at: Time(5), linked_at: Time(6) };
        assert!(link_store::link(&mut tx, incident.id, &alert).await.unwrap());
        assert!(!link_store::link(&mut tx, incident.id, &alert).await.unwrap());
        tx.commit().await.unwrap();
        let mut q = app.app.db.reader();
        let read = store::by_count(&mut q, &Actor::system(), 2).await.unwrap();
        assert_eq!(format!("{read:?}"), format!("{incident:?}"));
        assert!(matches!(store::by_count(&mut q, &Actor::system(), 1).await, Err(Failure::NotFound(_))));
        assert_eq!(link_store::services(&mut q, vec![incident.id.0]).await.unwrap(), [(incident.id.0, b)]);
        assert_eq!(link_store::alerts(&mut q, incident.id).await.unwrap()[0].name, "HighErrorRate");
        assert_eq!(list_store::of_ids(&mut q, &Actor::system(), vec![incident.id.0, a]).await.unwrap().len(), 1);
        let hit = Filter { services: Some(vec![b]), commander: Some(member.id.0), ..Filter::default() };
        assert_eq!(list_store::page(&mut q, &Actor::system(), &hit, None, Limit::USUAL).await.unwrap().items.len(), 1);
        let none = Filter { services: Some(Vec::new()), ..Filter::default() };
        assert_eq!(list_store::page(&mut q, &Actor::system(), &none, None, Limit::USUAL).await.unwrap().items.len(), 0);

        // Others see it by its alert, and the room shows the alert though nobody knows it any more.
        assert_eq!(incidents::of_alert(&mut q, &Actor::system(), "00ab00ab00ab00ab").await.unwrap()[0].number, "INC-2");
        assert_eq!(incidents::of_alert(&mut q, &Actor::system(), "0000000000000000").await.unwrap().len(), 0);
        let open = incidents::open_now(&mut q, &Actor::system()).await.unwrap();
        assert_eq!((open[0].commander_name.as_deref(), incidents::count_open(&mut q, &Actor::system()).await.unwrap()), (Some("佐伯 真"), 1));
        assert_eq!(incidents::newest(&mut q, &Actor::system()).await.unwrap().unwrap().number, "INC-2");
        let room = app.page(&member, "/incidents/INC-2").await.expect(200).text;
        assert!(room.contains("HighErrorRate") && room.contains("いまの状態はわからない"), "{room}");
        app.post_form(&member, "/incidents/INC-2/alerts/00ab00ab00ab00ab/unlink", &[]).await.expect(303);
        app.api(&member, "DELETE", "/api/v1/incidents/2/alerts/00ab00ab00ab00ab", Value::Null).await.expect(404);
        assert!(incidents::of_alert(&mut q, &Actor::system(), "00ab00ab00ab00ab").await.unwrap().is_empty());

        let mut tx = app.begin().await;
        let (mut first, mut second) = (incident.clone(), incident);
        first.title = "y".into();
        store::update(&mut tx, &mut first).await.unwrap();
        assert!(matches!(store::update(&mut tx, &mut second).await, Err(Failure::Stale)));
    }

    /// Somebody leaves: what is not closed goes to another, or is left open.
    async fn command_is_handed_over(app: TestApp) {
        let (leaver, heir, admin) = (app.person("古川 亮", Role::Member).await, app.person("大川 理", Role::Member).await, app.admin().await);
        for title in ["a", "b", "c"] {
            open(&app, &leaver, title).await;
        }
        for number in [1, 2, 3] {
            app.api(&leaver, "POST", &format!("/api/v1/incidents/{number}/commander"), json!({"person": "me"})).await.expect(200);
        }
        for deed in ["resolve", "close"] {
            app.api(&leaver, "POST", &format!("/api/v1/incidents/2/{deed}"), json!({})).await.expect(200);
        }
        let cx = |who: &Who| app.app.cx(Actor { id: Some(who.id.0), ..Actor::operator() }, Lang::Ja);
        let mut tx = app.begin().await;
        let mut weak = cx(&admin);
        weak.who.role = Some(Role::Member);
        assert!(matches!(incidents::hand_over::hand_over(&mut tx, &weak, leaver.id, None).await, Err(Failure::Forbidden(_))));
        assert_eq!(incidents::hand_over::hand_over(&mut tx, &cx(&admin), leaver.id, Some(heir.id)).await.unwrap(), 2);
        assert_eq!(incidents::hand_over::hand_over(&mut tx, &cx(&admin), heir.id, None).await.unwrap(), 2);
        tx.commit().await.unwrap();
        let list = app.get(&heir, "/api/v1/incidents").await.json();
        let commanders: Vec<&Value> = list["items"].as_array().unwrap().iter().map(|one| &one["commander"]["name"]).collect();
        assert_eq!(commanders, [&Value::Null, &json!("古川 亮"), &Value::Null]);
        let room = app.page(&heir, "/incidents/INC-1").await.text;
        assert!(room.contains("指揮を 大川 理 に渡した") && room.contains("指揮官が未定になった"), "{room}");
    }

    /// Command goes to people who are here and may act, by id or by name.
    async fn command_is_given(app: TestApp) {
        let (member, heir) = (app.person("佐伯 真", Role::Member).await, app.person("大川 理", Role::Admin).await);
        app.person("監査", Role::Read).await;
        app.person("同名", Role::Member).await;
        app.person("同名", Role::Member).await;
        open(&app, &member, "x").await;
        let give = |person: &'static str| { let (app, member) = (&app, &member); async move { app.api(member, "POST", "/api/v1/incidents/1/commander", json!({"person": person})).await } };
        assert_eq!(give("大川 理").await.expect(200).json()["commander"]["id"], json!(heir.id.0));
        for nobody in ["監査", "同名", "だれか", ""] {
            give(nobody).await.expect(422);
        }
        give("佐伯 真").await.expect(200);
        app.post_form(&member, "/incidents/INC-1/roles", &[("role", "commander"), ("person", "")]).await.expect(303);
        let kinds: Vec<String> = app.get(&member, "/api/v1/incidents/1/timeline").await.json()["items"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().into()).collect();
        assert_eq!(kinds, ["incident.command_left", "incident.command_taken", "incident.command_given", "incident.opened"]);
    }
}

#[test]
fn numbers_are_read_in_any_case() {
    assert_eq!(count_of("inc-214").unwrap(), 214);
    assert!(matches!(count_of("EX-214"), Err(Failure::NotFound(_))));
}

async fn open(app: &crate::support::TestApp, who: &Who, title: &str) {
    app.api(who, "POST", "/api/v1/incidents", json!({"title": title, "severity": "sev3"})).await.expect(201);
}

async fn seen(app: &crate::support::TestApp, by: &[&Who], ja: &str, en: &str) {
    for who in by {
        for (lang, words) in [(Lang::Ja, ja), (Lang::En, en)] {
            let room = app.page_in(lang, Some(who), "/incidents/INC-1").await.expect(200).text;
            let next = room.split("id=\"next-h\"").nth(1).unwrap().split("</h2>").next().unwrap();
            assert!(next.contains(words), "{next}");
            assert!(!room.contains('⟦') && !room.contains("<b>決済</b>"), "{room}");
        }
    }
}

//! The diary that writes itself: what the guest did anywhere, what they wrote, what it is evidence for.

use crate::both;
use crate::exchange::{active, aim, cast, drafted};
use crate::support::{TestApp, Who};
use jiff::SignedDuration;
use ryugaku_db::{Value as Bound, sql};
use ryugaku_kernel::{Failure, Lang};
use serde_json::{Value, json};

async fn activities(app: &TestApp, who: &Who, query: &str) -> Vec<Value> {
    let page = app.get(who, &format!("/api/v1/exchanges/EX-1/activities{query}")).await.expect(200).json();
    page["items"].as_array().unwrap().clone()
}

fn told(items: &[Value]) -> Vec<&str> {
    items.iter().map(|one| one["what"].as_str().unwrap()).collect()
}

both! {
    /// Incidents and tasks appear by themselves; settings and sign-ins do not, nor what somebody else did.
    async fn what_the_guest_does_appears_by_itself(app: TestApp) {
        let cast = cast(&app).await;
        active(&app, &cast).await;
        assert_eq!(activities(&app, &cast.guest, "").await, Vec::<Value>::new());
        app.api(&cast.guest, "POST", "/api/v1/incidents", json!({"title": "決済が止まった", "severity": "sev1"})).await.expect(201);
        app.advance(SignedDuration::from_mins(1)).await;
        app.api(&cast.guest, "POST", "/api/v1/incidents/INC-1/notes", json!({"text": "接続が枯れている"})).await.expect(201);
        app.advance(SignedDuration::from_mins(1)).await;
        app.api(&cast.guest, "POST", "/api/v1/tasks", json!({"title": "上限を決める"})).await.expect(201);
        app.api(&cast.stranger, "POST", "/api/v1/tasks", json!({"title": "関係ない"})).await.expect(201);
        app.api(&cast.guest, "PATCH", "/api/v1/me", json!({"theme": "dark"})).await.expect(200);
        app.api(&cast.guest, "POST", "/api/v1/tokens", json!({"name": "自分の道具", "role": "read"})).await.expect(201);
        app.api(&cast.guest, "POST", "/api/v1/exchanges/EX-1/plan/feed", Value::Null).await.expect(200);
        let all = activities(&app, &cast.guest, "").await;
        assert_eq!(told(&all), ["Added RT-1", "Wrote a note on INC-1", "Opened INC-1 as SEV1"], "{all:?}");
        assert_eq!(told(&activities(&app, &cast.buddy, "?kind=incident").await).len(), 2);
        assert_eq!(told(&activities(&app, &cast.buddy, "?kind=product_sre").await), ["Added RT-1"]);
        assert_eq!(told(&activities(&app, &cast.buddy, "?kind=other").await).len(), 0);
        // Both teams read it, others do not.
        for who in [&cast.stranger, &cast.reader] {
            app.get(who, "/api/v1/exchanges/EX-1/activities").await.expect(403);
            app.page(who, "/exchanges/EX-1/diary").await.expect(403);
        }
        // After the last day it goes on without the diary.
        app.advance(SignedDuration::from_hours(24 * 40)).await;
        app.api(&cast.guest, "POST", "/api/v1/tasks", json!({"title": "あと"})).await.expect(201);
        assert_eq!(activities(&app, &cast.guest, "").await.len(), 3);
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&cast.guest), "/exchanges/EX-1/diary").await.expect(200).text;
            assert!(page.contains("/incidents/INC-1") && !page.contains("RT-3") && !page.contains('⟦'), "{page}");
        }
    }

    /// Of an incident that somebody else opened: the role, the status update, its end and the post-mortem.
    async fn what_the_guest_does_in_an_incident_appears(app: TestApp) {
        let cast = cast(&app).await;
        active(&app, &cast).await;
        app.api(&cast.stranger, "POST", "/api/v1/incidents", json!({"title": "決済が止まった", "severity": "sev2"})).await.expect(201);
        for (method, deed, body, status) in [
            ("PUT", "roles/scribe", json!({"person": "me"}), 200),
            ("POST", "updates", json!({"circle": "inside", "text": "接続が枯れている"}), 201),
            ("POST", "resolve", json!({}), 200),
            ("POST", "postmortem", json!({}), 201),
        ] {
            app.advance(SignedDuration::from_mins(1)).await;
            app.api(&cast.guest, method, &format!("/api/v1/incidents/INC-1/{deed}"), body).await.expect(status);
        }
        let all = activities(&app, &cast.buddy, "?kind=incident").await;
        for said in ["took a role in INC-1", "status update 1 of INC-1", "Resolved INC-1", "the post-mortem of INC-1"] {
            assert_eq!(told(&all).iter().filter(|line| line.contains(said)).count(), 1, "{said}: {all:?}");
        }
        assert!(!told(&all).iter().any(|line| line.contains("Opened")), "{all:?}");
    }

    /// A drill is told of as one, a deploy as developing together, and routes and the policy as a Product SRE's work.
    async fn each_deed_is_of_the_kind_that_it_is(app: TestApp) {
        let cast = cast(&app).await;
        active(&app, &cast).await;
        let admin = app.admin().await;
        app.api(&admin, "POST", "/api/v1/products", json!({"slug": "shop", "name": "店", "team": "payments"})).await.expect(201);
        app.api(&admin, "POST", "/api/v1/services", json!({"slug": "api", "name": "決済API", "product": "shop"})).await.expect(201);
        let deploy = json!({"service": "api", "version": "1.4.2"});
        app.api(&cast.guest, "POST", "/api/v1/deploys", deploy).await.expect(201);
        for practice in [true, false] {
            let new = json!({"title": "決済が止まった", "severity": "sev2", "practice": practice});
            let number = app.api(&cast.guest, "POST", "/api/v1/incidents", new).await.expect(201).json()["number"].as_str().unwrap().to_owned();
            app.api(&cast.guest, "POST", &format!("/api/v1/incidents/{number}/notes"), json!({"text": "接続が枯れている"})).await.expect(201);
            app.api(&cast.guest, "POST", &format!("/api/v1/incidents/{number}/resolve"), json!({})).await.expect(200);
            app.api(&cast.guest, "POST", &format!("/api/v1/incidents/{number}/postmortem"), json!({})).await.expect(201);
        }
        let of = |kind: &'static str| activities(&app, &cast.buddy, kind);
        let (incidents, drilled) = (of("?kind=incident").await, of("?kind=product_sre").await);
        assert!(incidents.len() >= 4 && told(&incidents).iter().all(|line| line.contains("INC-2")), "{incidents:?}");
        assert!(drilled.len() >= 4 && told(&drilled).iter().all(|line| line.contains("DRILL-1")), "{drilled:?}");
        assert!(drilled.iter().all(|line| line["kind"] == "product_sre"), "{drilled:?}");
        assert_eq!((of("?kind=co_development").await.len(), of("?kind=other").await.len()), (1, 0));
        assert_eq!(of("").await.len(), incidents.len() + drilled.len() + 1);
        let report = app.get(&cast.buddy, "/api/v1/exchanges/EX-1/report").await.expect(200).json();
        let group = |kind: &str| report["diary"]["groups"].as_array().unwrap().iter().find(|group| group["kind"] == kind).map(|group| group["auto"].clone());
        let counted = [incidents.len(), drilled.len(), 1].map(|n| Some(json!(n)));
        assert_eq!([group("meeting"), group("product_sre"), group("co_development")], counted, "{report}");
        app.run_jobs().await;
    }

    /// What is meant for others only does not leak into it, whoever reads.
    async fn nothing_private_leaks_into_it(app: TestApp) {
        let cast = cast(&app).await;
        active(&app, &cast).await;
        let cx = app.app.cx(ryugaku_kernel::Actor { kind: ryugaku_kernel::ActorKind::Person, id: Some(cast.guest.id.0), name: "x".into(), role: Some(ryugaku_kernel::Role::Member), teams: vec![], own_since: None }, Lang::En);
        let mut tx = app.begin().await;
        let event = ryugaku_ledger::NewEvent::of("incident.noted").about("incident", cast.guest.id);
        tx.record(&cx, event.only(Vec::new(), vec![cast.guest.id.0, cast.stranger.id.0]));
        tx.commit().await.unwrap();
        assert_eq!(activities(&app, &cast.guest, "").await.len(), 1);
        assert_eq!(activities(&app, &cast.buddy, "").await.len(), 0);
        assert_eq!(activities(&app, &cast.host_manager, "").await.len(), 0);
    }

    /// Written in one line, linked in a click, hidden, joined, annotated; the ledger stays as it is.
    async fn the_guest_arranges_the_diary(app: TestApp) {
        let cast = cast(&app).await;
        active(&app, &cast).await;
        let path = "/api/v1/exchanges/EX-1/activities";
        for title in ["a", "b", "c"] {
            app.advance(SignedDuration::from_mins(1)).await;
            app.api(&cast.guest, "POST", "/api/v1/tasks", json!({"title": title})).await.expect(201);
        }
        app.advance(SignedDuration::from_mins(1)).await;
        let written = app.api(&cast.guest, "POST", path, json!({"text": "手順書を二人で書いた https://example.com/pr/7 #g1"})).await.expect(201).json();
        assert_eq!((&written["what"], &written["url"], &written["aims"]), (&json!("手順書を二人で書いた"), &json!("https://example.com/pr/7"), &json!(["g1"])));
        for wrong in [json!({"text": " "}), json!({"text": "x", "url": "javascript:alert(1)"}), json!({"text": "x", "aims": ["z9"]}), json!({"text": "x", "at": "2030-01-01T00:00:00Z"})] {
            app.api(&cast.guest, "POST", path, wrong).await.expect(422);
        }
        app.api(&cast.guest, "POST", path, json!({"text": "x #g9"})).await.expect(404);
        app.api(&cast.stranger, "POST", path, json!({"text": "x"})).await.expect(403);
        let all = activities(&app, &cast.guest, "").await;
        assert_eq!(all.len(), 4, "what was refused left nothing: {all:?}");
        let lines: Vec<String> = all[1..].iter().map(|one| one["activity"].as_str().unwrap().to_owned()).collect();
        let (c, b, a) = (&lines[0], &lines[1], &lines[2]);
        let mark = |who: &Who, activity: &str, deed: Value| { let (app, who, path) = (&app, who.clone(), format!("{path}/{activity}/mark")); async move { app.api(&who, "POST", &path, deed).await } };
        mark(&cast.buddy, a, json!({"deed": "hide"})).await.expect(403);
        mark(&cast.guest, a, json!({"deed": "hide"})).await.expect(204);
        mark(&cast.guest, b, json!({"deed": "join", "to": c[1..].parse::<i64>().unwrap()})).await.expect(204);
        mark(&cast.guest, c, json!({"deed": "join", "to": b[1..].parse::<i64>().unwrap()})).await.expect(422);
        mark(&cast.guest, c, json!({"deed": "annotate", "note": "訓練のあと"})).await.expect(204);
        let all = activities(&app, &cast.buddy, "").await;
        assert_eq!((all.len(), &all[1]["more"], &all[1]["note"]), (2, &json!(1), &json!("訓練のあと")));
        mark(&cast.guest, a, json!({"deed": "show"})).await.expect(204);
        app.api(&cast.buddy, "PUT", &format!("{path}/{c}/aims/h1"), Value::Null).await.expect(204);
        app.api(&cast.buddy, "PUT", &format!("{path}/p999999/aims/h1"), Value::Null).await.expect(404);
        assert_eq!(told(&activities(&app, &cast.guest, "?show=unlinked").await), ["Added RT-1"]);
        assert_eq!(activities(&app, &cast.guest, "?show=written").await.len(), 1);
        assert_eq!(activities(&app, &cast.guest, "?show=auto").await.len(), 2);
        let exchange = app.get(&cast.guest, "/api/v1/exchanges/EX-1").await.json();
        assert_eq!(exchange["aims"].as_array().unwrap().iter().map(|aim| aim["evidence"].as_i64().unwrap()).collect::<Vec<_>>(), [1, 1, 0]);
        let page = app.page(&cast.guest, "/exchanges/EX-1/diary").await.expect(200).text;
        assert!(page.contains("ほか 1件") && page.contains("訓練のあと"), "{page}");

        // An outcome joins activities, aim and artefact.
        let outcome = json!({"what": "手順書 第2版", "aim": "g1", "artefact": "https://example.com/doc", "activities": [c, written["activity"]]});
        let made = app.api(&cast.guest, "POST", "/api/v1/exchanges/EX-1/outcomes", outcome).await.expect(201).json();
        assert_eq!((&made["aim"], made["activities"].as_array().unwrap().len()), (&json!("g1"), 2));
        app.api(&cast.guest, "POST", "/api/v1/exchanges/EX-1/outcomes", json!({"what": "x", "activities": ["p1"]})).await.expect(404);
        let id = made["id"].as_str().unwrap();
        app.api(&cast.guest, "PUT", &format!("/api/v1/exchanges/EX-1/outcomes/{id}"), json!({"what": "手順書 第3版"})).await.expect(200);
        assert!(app.page(&cast.reader, "/exchanges/EX-1").await.expect(200).text.contains("手順書 第3版"));
        app.api(&cast.guest, "DELETE", &format!("/api/v1/exchanges/EX-1/outcomes/{id}"), Value::Null).await.expect(204);

        let entry = written["activity"].as_str().unwrap();
        app.api(&cast.buddy, "PATCH", &format!("{path}/{entry}"), json!({"text": "y"})).await.expect(403);
        app.api(&cast.guest, "PATCH", &format!("{path}/{c}"), json!({"text": "y"})).await.expect(409);
        app.api(&cast.guest, "DELETE", &format!("{path}/{entry}"), Value::Null).await.expect(204);
        assert_eq!(activities(&app, &cast.guest, "?show=written").await.len(), 0);
    }

    /// The forms of the page.
    async fn a_line_is_written_by_form(app: TestApp) {
        let cast = cast(&app).await;
        active(&app, &cast).await;
        assert_eq!(app.post_form(&cast.guest, "/exchanges/EX-1/diary", &[("text", "話した #g1"), ("from", "one")]).await.expect(303).location(), "/exchanges/EX-1#diary");
        let refused = app.post_form(&cast.guest, "/exchanges/EX-1/diary", &[("text", "")]).await.expect(422).text;
        assert!(refused.contains("id=\"w-say\""), "{refused}");
        app.api(&cast.guest, "POST", "/api/v1/tasks", json!({"title": "a"})).await.expect(201);
        let all = activities(&app, &cast.guest, "?show=auto").await;
        let line = all[0]["activity"].as_str().unwrap().to_owned();
        let deed = |deed: &'static str, fields: Vec<(&'static str, &'static str)>| { let (app, who, path) = (&app, &cast.guest, format!("/exchanges/EX-1/diary/{line}/{deed}")); async move { app.post_form(who, &path, &fields).await } };
        deed("link", vec![("aim", "g1")]).await.expect(303);
        deed("unlink", vec![("aim", "g1")]).await.expect(303);
        deed("annotate", vec![("note", "はじめて")]).await.expect(303);
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&cast.guest), &format!("/exchanges/EX-1/diary/{line}")).await.expect(200).text;
            assert!(page.contains("はじめて") && !page.contains('⟦'), "{page}");
        }
        deed("hide", vec![]).await.expect(303);
        assert!(app.page(&cast.guest, "/exchanges/EX-1/diary").await.text.contains("隠したもの"));
        assert!(!app.page(&cast.buddy, "/exchanges/EX-1/diary").await.text.contains("隠したもの"));
        deed("show", vec![]).await.expect(303);
        deed("nothing", vec![]).await.expect(404);
        let outcome = [("what", "手順書"), ("day", "2026-12-01"), ("aim", "g1"), ("artefact", "x")];
        app.post_form(&cast.guest, "/exchanges/EX-1/outcomes", &outcome).await.expect(422);
        let outcome = [("what", "手順書"), ("day", "2026-12-01"), ("aim", "g1"), ("activity", line.as_str())];
        app.post_form(&cast.guest, "/exchanges/EX-1/outcomes", &outcome).await.expect(303);
    }

    /// What the guest has hidden is there for the guest alone, and takes nothing along that was told with it.
    async fn a_hidden_line_is_the_guests_alone(app: TestApp) {
        let cast = cast(&app).await;
        active(&app, &cast).await;
        for title in ["a", "b", "c"] {
            app.api(&cast.guest, "POST", "/api/v1/tasks", json!({"title": title})).await.expect(201);
        }
        let lines: Vec<String> = activities(&app, &cast.guest, "").await.iter().map(|one| one["activity"].as_str().unwrap().to_owned()).collect();
        let (lead, joined) = (&lines[0], &lines[1]);
        let path = "/api/v1/exchanges/EX-1/activities";
        let mark = async |line: &str, deed: Value| app.api(&cast.guest, "POST", &format!("{path}/{line}/mark"), deed).await.expect(204);
        let join = json!({"deed": "join", "to": lead[1..].parse::<i64>().unwrap()});
        mark(joined, json!({"deed": "hide"})).await;
        mark(joined, join).await;
        assert!(!app.page(&cast.guest, "/exchanges/EX-1/diary").await.expect(200).text.contains("隠したもの"), "what is told with another is not hidden");
        mark(lead, json!({"deed": "annotate", "note": "言いたくない"})).await;
        mark(lead, json!({"deed": "hide"})).await;
        let left: Vec<String> = activities(&app, &cast.buddy, "").await.iter().map(|one| one["activity"].as_str().unwrap().to_owned()).collect();
        assert_eq!(left, lines[1..], "what was told with it stands by itself");
        let one = format!("/exchanges/EX-1/diary/{lead}");
        for who in [&cast.buddy, &cast.host_manager] {
            assert!(!app.page(who, &one).await.expect(404).text.contains("言いたくない"));
            app.api(who, "PUT", &format!("{path}/{lead}/aims/g1"), Value::Null).await.expect(404);
            app.api(who, "POST", "/api/v1/exchanges/EX-1/outcomes", json!({"what": "x", "activities": [lead]})).await.expect(404);
        }
        assert!(app.page(&cast.guest, &one).await.expect(200).text.contains("言いたくない"));
        assert!(app.page(&cast.guest, "/exchanges/EX-1/diary").await.expect(200).text.contains("隠したもの"));
    }

    /// However old, hidden or gone it is: what an outcome came of stays when the outcome is edited.
    async fn an_outcome_keeps_what_it_came_of(app: TestApp) {
        let cast = cast(&app).await;
        active(&app, &cast).await;
        let path = "/api/v1/exchanges/EX-1/activities";
        for title in ["a", "b"] {
            app.api(&cast.guest, "POST", "/api/v1/tasks", json!({"title": title})).await.expect(201);
        }
        let mut chosen: Vec<String> = activities(&app, &cast.guest, "").await.iter().map(|one| one["activity"].as_str().unwrap().to_owned()).collect();
        let written = app.api(&cast.guest, "POST", path, json!({"text": "話した"})).await.expect(201).json();
        let entry = written["activity"].as_str().unwrap().to_owned();
        chosen.push(entry.clone());
        let made = app.api(&cast.guest, "POST", "/api/v1/exchanges/EX-1/outcomes", json!({"what": "手順書", "activities": chosen})).await.expect(201).json();
        app.advance(SignedDuration::from_mins(1)).await;
        many(&app, &cast.guest, 60).await;
        app.api(&cast.guest, "POST", &format!("{path}/{}/mark", chosen[1]), json!({"deed": "hide"})).await.expect(204);
        let page = format!("/exchanges/EX-1/outcomes/{}", made["id"].as_str().unwrap());
        let (boxed, kept) = (|one: &str| format!("type=\"checkbox\" name=\"activity\" value=\"{one}\" checked"), |one: &str| format!("type=\"hidden\" name=\"activity\" value=\"{one}\""));
        let form = app.page(&cast.buddy, &page).await.expect(200).text;
        assert!(form.contains(&boxed(&chosen[0])) && form.contains(&boxed(&entry)) && form.contains(&kept(&chosen[1])), "{form}");
        let form = app.page(&cast.guest, &page).await.expect(200).text;
        assert!(form.contains(&boxed(&chosen[1])) && !form.contains(&kept(&chosen[1])), "{form}");
        let mut fields = vec![("what", "手順書 第2版"), ("day", "2026-12-01"), ("version", "1")];
        fields.extend(chosen.iter().map(|activity| ("activity", activity.as_str())));
        app.post_form(&cast.buddy, &page, &fields).await.expect(303);
        app.api(&cast.guest, "DELETE", &format!("{path}/{entry}"), Value::Null).await.expect(204);
        let listed = async || app.get(&cast.buddy, "/api/v1/exchanges/EX-1/outcomes").await.expect(200).json()["items"][0].clone();
        let mut left: Vec<String> = chosen[..2].to_vec();
        left.sort();
        assert_eq!((&listed().await["activities"], &listed().await["version"]), (&json!(left), &json!(3)));
        let change = json!({"what": "手順書 第3版", "activities": listed().await["activities"]});
        app.api(&cast.buddy, "PUT", &format!("/api/v1/exchanges/EX-1/outcomes/{}", made["id"].as_str().unwrap()), change).await.expect(200);
        assert_eq!(listed().await["activities"], json!(left));
    }

    /// Many lines of one moment, a time that cannot be, and an aim that is taken away.
    async fn every_written_line_is_reached(app: TestApp) {
        let cast = cast(&app).await;
        let number = drafted(&app, &cast).await;
        let path = format!("/api/v1/exchanges/{number}/activities");
        let at = app.now().to_string();
        for n in 0..9 {
            app.api(&cast.guest, "POST", &path, json!({"text": format!("{n}"), "at": at})).await.expect(201);
        }
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = app.get(&cast.guest, &format!("{path}?limit=1&after={after}")).await.expect(200).json();
            seen.extend(told(page["items"].as_array().unwrap()).into_iter().map(str::to_owned));
            match page["next"].as_str() {
                Some(next) => after = next.to_owned(),
                None => break,
            }
        }
        seen.sort();
        assert_eq!(seen, (0..9).map(|n| n.to_string()).collect::<Vec<_>>());
        let early = json!({"text": "x", "at": "1969-07-20T20:17:00Z"});
        let refused = app.api(&cast.guest, "POST", &path, early.clone()).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], "at", "{refused}");
        let line = activities(&app, &cast.guest, "").await[0]["activity"].as_str().unwrap().to_owned();
        app.api(&cast.guest, "PATCH", &format!("{path}/{line}"), early).await.expect(422);
        aim(&app, &cast.guest, &number, "guest", "一次を受ける").await;
        app.api(&cast.guest, "PUT", &format!("{path}/{line}/aims/g1"), Value::Null).await.expect(204);
        assert_eq!(activities(&app, &cast.guest, "?show=unlinked").await.len(), 8);
        app.api(&cast.guest, "DELETE", &format!("/api/v1/exchanges/{number}/aims/g1"), Value::Null).await.expect(204);
        assert_eq!(activities(&app, &cast.guest, "?show=unlinked").await.len(), 9);
        let mut q = app.app.db.reader();
        let exchange = ryugaku::exchange::store::by_count(&mut q, 1).await.unwrap();
        let counts = ryugaku::diary::read::counts(&mut q, &app.app.system(), &exchange).await.unwrap();
        assert_eq!((counts.written, counts.unlinked), (9, 9));
    }

    /// Pages end and go on, with what was written in between and with many lines hidden.
    async fn a_long_diary_has_pages(app: TestApp) {
        let cast = cast(&app).await;
        active(&app, &cast).await;
        many(&app, &cast.guest, 300).await;
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = app.get(&cast.guest, &format!("/api/v1/exchanges/EX-1/activities?limit=70&after={after}")).await.expect(200).json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|one| one["activity"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => after = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(seen.len(), 300);
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), 300, "each line once");
        app.get(&cast.guest, "/api/v1/exchanges/EX-1/activities?after=x").await.expect(422);
        app.page(&cast.guest, "/exchanges/EX-1/diary").await.expect(200);
        let mut q = app.app.db.reader();
        assert!(matches!(ryugaku::diary::store::find(&mut q, cast.guest.id.0, ryugaku::diary::entry::EntryId(cast.guest.id.0)).await, Err(Failure::NotFound(_))));
    }
}

/// So many lines of the ledger that the guest made since the first day.
pub async fn many(app: &TestApp, guest: &Who, count: i64) {
    let mut tx = app.begin().await;
    let now = app.now();
    let newest = ryugaku_ledger::newest(&mut *tx).await.unwrap();
    let rows = (1..=count).map(|n| {
        let at = now.0 - n * 1000;
        vec![
            Bound::from(newest + n),
            at.into(),
            at.into(),
            "person".into(),
            guest.id.0.into(),
            "task.added".into(),
            "task".into(),
            "all".into(),
            json!([{"kind": "task", "id": guest.id.0}]).into(),
            json!({"number": "RT-1"}).into(),
            Bound::Uuid(None),
        ]
    });
    tx.insert_many("insert into events (position, recorded_at, happened_at, actor_kind, actor_id, kind, thing, audience, about, facts, text_id) values ", rows.collect()).await.unwrap();
    tx.run(sql("update ledger_head set position = position + $1 where id = 1").bind(count)).await.unwrap();
    tx.commit().await.unwrap();
}

//! How an incident is answered: steps from the policy, roles, status updates, by page and by API.

use crate::both;
use crate::support::{TestApp, Who};
use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

/// The steps in order, each as `name` or `name late`.
async fn steps(app: &TestApp, who: &Who) -> Vec<String> {
    let list = app.get(who, "/api/v1/incidents/INC-1/steps").await.expect(200).json();
    let one = |step: &Value| {
        let name = step["step"].as_str().unwrap();
        if step["late"] == true { format!("{name} late") } else { name.to_owned() }
    };
    list["items"].as_array().unwrap().iter().map(one).collect()
}

async fn step(app: &TestApp, who: &Who, name: &str) -> Value {
    let list = app.get(who, "/api/v1/incidents/INC-1/steps").await.expect(200).json();
    let found = list["items"].as_array().unwrap().iter().find(|step| step["step"] == name).cloned();
    found.unwrap_or_else(|| panic!("{name}: {list}"))
}

async fn send(app: &TestApp, who: &Who, part: &str, body: Value) -> u16 {
    app.api(who, "POST", &format!("/api/v1/incidents/INC-1/{part}"), body).await.status
}

async fn opened(app: &TestApp, who: &Who, severity: &str) {
    let body = json!({"title": "決済APIで5xx", "severity": severity, "impact": "決済のみ"});
    app.api(who, "POST", "/api/v1/incidents", body).await.expect(201);
}

async fn role(app: &TestApp, who: &Who, role: &str, person: &str) -> u16 {
    app.api(who, "PUT", &format!("/api/v1/incidents/INC-1/roles/{role}"), json!({"person": person})).await.status
}

both! {
    /// A SEV1 night: nobody has to remember what comes next.
    async fn the_next_step_is_always_there(app: TestApp) {
        let (saeki, mizuno) = (app.person("佐伯 真", Role::Member).await, app.person("水野 遥", Role::Member).await);
        opened(&app, &saeki, "sev1").await;
        assert_eq!(steps(&app, &saeki).await, ["role/commander", "role/communications", "role/responder", "update/inside/1", "tell/カスタマーサポート",
                                               "role/scribe", "update/stakeholders/1", "tell/経営層"]);
        assert_eq!(role(&app, &saeki, "commander", "me").await, 200);
        assert_eq!(role(&app, &mizuno, "communications", "me").await, 200);
        assert_eq!(role(&app, &mizuno, "communications", "me").await, 409, "they have it already");
        assert_eq!(role(&app, &saeki, "responder", "大川").await, 422);
        assert_eq!(role(&app, &saeki, "captain", "me").await, 422);
        app.clock.advance(SignedDuration::from_mins(12));
        // What is due soon stands before the way to the end, what is late first of all.
        assert_eq!(steps(&app, &saeki).await, ["role/responder late", "update/inside/1", "tell/カスタマーサポート", "role/scribe", "turn/identified",
                                               "update/stakeholders/1", "tell/経営層"]);
        let update = step(&app, &saeki, "update/stakeholders/1").await;
        assert_eq!((&update["people"][0]["name"], &update["late"]), (&json!("水野 遥"), &json!(false)));
        assert_eq!(update["goes_to"], "The policy names nobody to send it to: it stands here and in the channel only");
        let draft = update["draft"].as_str().unwrap();
        assert!(draft.contains("決済のみ"), "{draft}");
        let sent = app.api(&mizuno, "POST", "/api/v1/incidents/INC-1/updates", json!({"circle": "stakeholders", "text": draft, "number": 1})).await.expect(201).json();
        assert_eq!((&sent["number"], &sent["by"]["name"]), (&json!(1), &json!("水野 遥")));
        // Who meant to send the first must see that it has gone out.
        assert_eq!(send(&app, &saeki, "updates", json!({"circle": "stakeholders", "text": "x", "number": 1})).await, 412);
        assert_eq!(send(&app, &saeki, "updates", json!({"circle": "stakeholders", "text": " "})).await, 422);
        assert_eq!(send(&app, &saeki, "updates", json!({"circle": "everybody", "text": "x"})).await, 422);
        app.clock.advance(SignedDuration::from_mins(29));
        let next = step(&app, &saeki, "update/stakeholders/2").await;
        assert_eq!((&next["late"], next["due"].as_str().is_some()), (&json!(false), true));
        assert!(steps(&app, &saeki).await.contains(&"tell/経営層 late".to_owned()));
        // Who was told by phone is on record, once.
        assert_eq!(send(&app, &saeki, "steps", json!({"step": "tell/経営層", "answer": "told"})).await, 200);
        assert_eq!(send(&app, &saeki, "steps", json!({"step": "tell/経営層", "answer": "told"})).await, 409);
        assert_eq!(send(&app, &saeki, "steps", json!({"step": "role/scribe", "answer": "told"})).await, 409);
        assert_eq!(send(&app, &saeki, "steps", json!({"step": "role/scribe", "answer": "not_needed", "reason": ""})).await, 422);
        assert_eq!(send(&app, &saeki, "steps", json!({"step": "role/scribe", "answer": "not_needed", "reason": "2人で足りる"})).await, 200);
        assert_eq!(send(&app, &saeki, "steps", json!({"step": "update/inside/1", "answer": "put_off", "minutes": 10_000})).await, 422);
        assert_eq!(send(&app, &saeki, "steps", json!({"step": "update/inside/1", "answer": "put_off"})).await, 200);
        assert_eq!(send(&app, &saeki, "steps", json!({"step": "turn/identified", "answer": "put_off"})).await, 404);
        assert_eq!(steps(&app, &saeki).await, ["role/responder late", "tell/カスタマーサポート late", "update/stakeholders/2", "turn/identified", "update/inside/1 late"]);
        app.clock.advance(SignedDuration::from_mins(10));
        assert!(steps(&app, &saeki).await[..3].contains(&"update/inside/1 late".to_owned()), "it comes again when its time is up");
        assert_eq!(send(&app, &saeki, "steps", json!({"step": "role/scribe", "answer": "ask_again"})).await, 200);
        assert_eq!(send(&app, &saeki, "steps", json!({"step": "role/scribe", "answer": "ask_again"})).await, 404);
        assert!(steps(&app, &saeki).await.contains(&"role/scribe late".to_owned()));
        // One that was left out has its number: the next has the one after it, and goes out.
        assert_eq!(send(&app, &saeki, "steps", json!({"step": "update/inside/1", "answer": "not_needed", "reason": "みな部屋にいる"})).await, 200);
        step(&app, &saeki, "update/inside/2").await;
        assert_eq!(send(&app, &saeki, "updates", json!({"circle": "inside", "text": "x", "number": 2})).await, 201);
        assert_eq!(send(&app, &saeki, "steps", json!({"step": "update/inside/1", "answer": "ask_again"})).await, 200);
        step(&app, &saeki, "update/inside/3").await;
        assert_eq!(send(&app, &saeki, "resolve", json!({})).await, 200);
        let over = steps(&app, &saeki).await;
        assert!(over.contains(&"update/stakeholders/2".to_owned()) && !over.iter().any(|step| step.starts_with("role/")), "{over:?}");
        let timeline = app.get(&saeki, "/api/v1/incidents/INC-1/timeline").await.expect(200).json();
        let lines: Vec<&str> = timeline["items"].as_array().unwrap().iter().map(|entry| entry["sentence"].as_str().unwrap()).collect();
        assert!(lines.iter().all(|line| !line.contains('⟦')), "{lines:?}");
        for kind in ["incident.updated", "incident.told", "incident.step_not_needed", "incident.step_put_off", "incident.step_asked_again", "incident.role_taken"] {
            assert!(timeline["items"].as_array().unwrap().iter().any(|entry| entry["kind"] == kind), "{kind}");
        }
    }

    /// Nobody has to know who could be asked: those who know best what is hit stand first, and one click gives them the role.
    async fn a_role_that_nobody_has_names_who_could_be_asked(app: TestApp) {
        let admin = app.admin().await;
        let shop = app.team("shop", TeamKind::Product).await;
        let (first, second, sre) = (app.member_of(&shop, "青木").await, app.member_of(&shop, "井上").await, app.member_of(&shop, "上田").await);
        app.api(&admin, "POST", "/api/v1/products", json!({"slug": "pay", "name": "決済", "team": "shop"})).await.expect(201);
        app.api(&admin, "POST", "/api/v1/services", json!({"slug": "checkout", "name": "決済 API", "product": "pay"})).await.expect(201);
        let appoint = json!({"person": sre.id.to_string(), "backup": second.id.to_string(), "from_day": "2026-11-01"});
        app.api(&admin, "POST", "/api/v1/products/pay/sres", appoint).await.expect(201);
        app.api(&admin, "POST", "/api/v1/incidents", json!({"title": "x", "severity": "sev1", "services": ["checkout"]})).await.expect(201);
        let asked = async |name: &str| {
            let step = step(&app, &admin, name).await;
            step["candidates"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(asked("role/commander").await, ["上田", "井上", "青木"]);
        let room = app.page_in(Lang::Ja, Some(&admin), "/incidents/INC-1").await.expect(200).text;
        assert!(room.contains("頼める人") && room.contains("上田 に頼む"), "{room}");
        app.post_form(&admin, "/incidents/INC-1/roles", &[("role", "commander"), ("person", &sre.id.to_string())]).await.expect(303);
        assert_eq!(asked("role/scribe").await, ["井上", "青木"], "who has a role is not asked for another");
        assert_eq!(role(&app, &first, "scribe", "me").await, 200);
        assert_eq!(step(&app, &admin, "update/inside/1").await.get("candidates"), None);
    }

    /// A worse severity asks for more, from then on, and the timeline says what.
    async fn a_change_of_severity_applies_the_difference(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        opened(&app, &saeki, "sev3").await;
        assert_eq!(role(&app, &saeki, "commander", "me").await, 200);
        app.clock.advance(SignedDuration::from_mins(60));
        assert_eq!(steps(&app, &saeki).await, ["turn/identified", "update/inside/1"]);
        app.post_form(&saeki, "/incidents/INC-1/severity", &[("severity", "sev1")]).await.expect(303);
        assert!(!steps(&app, &saeki).await.contains(&"role/scribe late".to_owned()), "the time of what is new counts from the change");
        let timeline = app.get(&saeki, "/api/v1/incidents/INC-1/timeline").await.expect(200).json();
        let asks: Vec<&str> = timeline["items"][0]["asks"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
        assert!(asks.len() >= 6 && asks.iter().all(|line| !line.contains('⟦')), "{asks:?}");
        // With something else in one go it is said just so.
        let both = json!({"severity": "sev4", "title": "決済が遅い"});
        app.api(&saeki, "PATCH", "/api/v1/incidents/INC-1", both).await.expect(200);
        let timeline = app.get(&saeki, "/api/v1/incidents/INC-1/timeline").await.expect(200).json();
        let kind = |place: usize| timeline["items"][place]["kind"].as_str().unwrap();
        assert_eq!((kind(0), kind(1)), ("incident.severity_changed", "incident.changed"));
        assert!(!timeline["items"][0]["asks"].as_array().unwrap().is_empty() && timeline["items"][1]["asks"].is_null(), "{timeline}");
        app.api(&saeki, "PATCH", "/api/v1/incidents/INC-1", json!({"severity": "sev1"})).await.expect(200);
        // When others hear of what is late is said, too, by the page on which it was changed.
        let (more, less) = (" · エスカレーション: 10分 → 15分", " · エスカレーション: 15分 → 10分");
        for (form, severity, said) in [("severity", "sev2", more), ("severity", "sev1", less), ("edit", "sev2", more), ("edit", "sev1", less)] {
            app.clock.advance(SignedDuration::from_mins(1));
            let fields = [("severity", severity), ("title", "決済が遅い")];
            let done = app.post_form(&saeki, &format!("/incidents/INC-1/{form}"), &fields).await.expect(303);
            let flash = done.headers.get_all(header::SET_COOKIE).iter().find_map(|cookie| cookie.to_str().unwrap().split(';').next()).unwrap().to_owned();
            let request = Request::get("/incidents/INC-1").header(header::ACCEPT, "text/html").header(header::ACCEPT_LANGUAGE, "ja");
            let request = request.header(header::COOKIE, format!("{}; {flash}", saeki.cookie()));
            let page = app.send(request.body(Body::empty()).unwrap()).await.expect(200).text;
            assert!(page.contains(said), "{form} {said}: {page}");
        }
        let room = app.page_in(Lang::Ja, Some(&saeki), "/incidents/INC-1").await.expect(200).text;
        assert!(room.contains("経営層") && room.contains("カスタマーサポート"), "{room}");
    }

    /// An incident keeps the policy it was opened with until its severity changes.
    async fn deadlines_do_not_move_under_anybodys_hands(app: TestApp) {
        let admin = app.admin().await;
        opened(&app, &admin, "sev1").await;
        let before = steps(&app, &admin).await;
        let text = "levels:\n  sev1: {roles: {scribe: 1m}}\n  sev2: {tell: {広報: 5m}}\n  sev3: {}\n  sev4: {}\n";
        app.api(&admin, "PUT", "/api/v1/severity-policy", json!({"text": text})).await.expect(200);
        assert_eq!(steps(&app, &admin).await, before);
        app.api(&admin, "PATCH", "/api/v1/incidents/INC-1", json!({"severity": "sev2"})).await.expect(200);
        assert_eq!(steps(&app, &admin).await, ["role/commander", "tell/広報"]);
    }

    /// The organisation takes another language: in an incident that goes on nothing is called otherwise, and what was answered does not
    /// come again; what is opened from now on is in the new one.
    async fn steps_keep_their_names(app: TestApp) {
        let admin = app.admin().await;
        opened(&app, &admin, "sev1").await;
        assert_eq!(send(&app, &admin, "steps", json!({"step": "tell/経営層", "answer": "told"})).await, 200);
        let before = steps(&app, &admin).await;
        assert!(before.contains(&"tell/カスタマーサポート".to_owned()), "{before:?}");
        app.api(&admin, "PATCH", "/api/v1/organisation", json!({"language": "en"})).await.expect(200);
        assert_eq!(steps(&app, &admin).await, before);
        for severity in ["sev2", "sev1"] {
            app.clock.advance(SignedDuration::from_secs(1));
            app.api(&admin, "PATCH", "/api/v1/incidents/INC-1", json!({"severity": severity})).await.expect(200);
        }
        let told: Vec<String> = steps(&app, &admin).await.into_iter().filter(|step| step.starts_with("tell/")).collect();
        assert_eq!(told, ["tell/カスタマーサポート"]);
        opened(&app, &admin, "sev1").await;
        let other = app.get(&admin, "/api/v1/incidents/INC-2/steps").await.expect(200).text;
        assert!(other.contains("tell/Executives") && !other.contains("経営層"), "{other}");
    }

    /// Going back to an earlier status is no new beginning; opening it again is.
    async fn what_is_late_stays_late(app: TestApp) {
        let admin = app.admin().await;
        opened(&app, &admin, "sev1").await;
        assert_eq!(send(&app, &admin, "status", json!({"status": "identified"})).await, 200);
        app.clock.advance(SignedDuration::from_mins(20));
        let before = steps(&app, &admin).await;
        assert!(before.contains(&"role/commander late".to_owned()), "{before:?}");
        assert_eq!(send(&app, &admin, "status", json!({"status": "investigating"})).await, 200);
        assert_eq!(steps(&app, &admin).await, before);
        assert_eq!(send(&app, &admin, "resolve", json!({})).await, 200);
        app.clock.advance(SignedDuration::from_mins(20));
        assert_eq!(send(&app, &admin, "reopen", json!({"reason": "また落ちた"})).await, 200);
        let again = steps(&app, &admin).await;
        assert!(again.contains(&"role/commander".to_owned()) && again.iter().all(|step| !step.ends_with(" late")), "{again:?}");
    }

    /// One has a single role; of two who reach for it the second takes it over, and the first is named.
    async fn roles_go_from_hand_to_hand(app: TestApp) {
        let (saeki, mizuno, reader) = (app.person("佐伯 真", Role::Member).await, app.person("水野 遥", Role::Member).await, app.person("監査", Role::Read).await);
        opened(&app, &saeki, "sev1").await;
        assert_eq!(role(&app, &saeki, "scribe", "me").await, 200);
        assert_eq!(role(&app, &mizuno, "scribe", "me").await, 200);
        assert_eq!(role(&app, &reader, "scribe", "me").await, 403);
        assert_eq!(role(&app, &saeki, "responder", "me").await, 200);
        assert_eq!(role(&app, &saeki, "responder", "水野 遥").await, 200);
        let roles = app.get(&reader, "/api/v1/incidents/INC-1/roles").await.expect(200).json();
        let of = |name: &str| roles["items"].as_array().unwrap().iter().find(|one| one["role"] == name).unwrap()["people"].as_array().unwrap().len();
        assert_eq!((of("scribe"), of("responder"), of("commander")), (1, 2, 0));
        app.api(&saeki, "DELETE", "/api/v1/incidents/INC-1/roles/scribe", Value::Null).await.expect(409);
        app.api(&saeki, "DELETE", "/api/v1/incidents/INC-1/roles/responder", Value::Null).await.expect(200);
        for (person, status) in [("nobody@example.com".to_owned(), 422), (format!("{}@example.com", mizuno.id), 200)] {
            let path = format!("/api/v1/incidents/INC-1/roles/responder?person={person}");
            app.api(&saeki, "DELETE", &path, Value::Null).await.expect(status);
        }
        // Who leaves the organisation hands over what they had.
        let admin = app.admin().await;
        app.api(&admin, "POST", &format!("/api/v1/people/{}/deactivate", mizuno.id), json!({"hand_over_to": saeki.id.to_string()})).await.expect(200);
        let roles = app.get(&reader, "/api/v1/incidents/INC-1/roles").await.expect(200).json();
        let scribe = roles["items"].as_array().unwrap().iter().find(|one| one["role"] == "scribe").unwrap();
        assert_eq!(scribe["people"][0]["name"], "佐伯 真");
        assert_eq!(send(&app, &saeki, "resolve", json!({})).await, 200);
        assert_eq!(send(&app, &saeki, "steps", json!({"step": "close/postmortem", "answer": "not_needed", "reason": "訓練だった"})).await, 200);
        assert_eq!(send(&app, &saeki, "close", json!({})).await, 200);
        assert_eq!(role(&app, &saeki, "communications", "me").await, 409);
        assert_eq!(send(&app, &saeki, "updates", json!({"circle": "inside", "text": "x"})).await, 409);
    }

    /// The call is one click away, and is no address but the web's.
    async fn the_call_is_one_click_away(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        opened(&app, &saeki, "sev2").await;
        app.api(&saeki, "PATCH", "/api/v1/incidents/INC-1", json!({"call_url": "javascript:alert(1)"})).await.expect(422);
        let changed = app.api(&saeki, "PATCH", "/api/v1/incidents/INC-1", json!({"call_url": " https://meet.example.com/abc "})).await.expect(200).json();
        assert_eq!(changed["call_url"], "https://meet.example.com/abc");
        let room = app.page(&saeki, "/incidents/INC-1").await.expect(200).text;
        assert!(room.contains("href=\"https://meet.example.com/abc\"") && room.contains(">meet.example.com<"), "{room}");
        let form = [("title", "x"), ("severity", "sev2"), ("impact", ""), ("call_url", "meet"), ("began_at", "2026-11-19T02:44")];
        app.post_form(&saeki, "/incidents/INC-1/edit", &form).await.expect(422);
    }

    /// Of two who reach for a role at the same moment one has it.
    async fn two_reach_for_one_role(app: TestApp) {
        let (saeki, mizuno) = (app.person("佐伯 真", Role::Member).await, app.person("水野 遥", Role::Member).await);
        opened(&app, &saeki, "sev1").await;
        let mine = json!({"person": "me", "if_empty": true});
        let take = async |who: &Who, role: &str| app.api(who, "PUT", &format!("/api/v1/incidents/INC-1/roles/{role}"), mine.clone()).await;
        for name in ["commander", "scribe"] {
            let (one, two) = tokio::join!(take(&saeki, name), take(&mizuno, name));
            let (refused, holder, late) = if one.status == 200 { (two, "佐伯 真", &mizuno) } else { (one, "水野 遥", &saeki) };
            let said = refused.expect(409).text;
            assert!(said.contains(holder) && said.contains(&format!("take {name}")), "{said}");
            let has = async || {
                let roles = app.get(&saeki, "/api/v1/incidents/INC-1/roles").await.expect(200).json();
                let found = roles["items"].as_array().unwrap().iter().find(|one| one["role"] == name).unwrap();
                found["people"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
            };
            assert_eq!(has().await, [holder]);
            // A page that was open for a while.
            let stale = [("role", name), ("person", "me"), ("if_empty", "yes")];
            let said = app.post_form(late, "/incidents/INC-1/roles", &stale).await.expect(409).text;
            assert!(said.contains(holder), "{said}");
            assert_eq!(has().await, [holder]);
        }
        for who in [&saeki, &mizuno] {
            take(who, "responder").await.expect(200);
        }
        // Command has a door of its own, which keeps it the same way.
        let holder = app.get(&saeki, "/api/v1/incidents/INC-1").await.json()["commander"]["name"].as_str().unwrap().to_owned();
        let late = if holder == "佐伯 真" { &mizuno } else { &saeki };
        let command = "/api/v1/incidents/INC-1/commander";
        let said = app.api(late, "POST", command, mine.clone()).await.expect(409).text;
        assert!(said.contains(&holder), "{said}");
        app.api(late, "POST", command, json!({"person": null, "if_empty": true})).await.expect(409);
        app.api(late, "POST", command, json!({"person": null, "holder": holder})).await.expect(200);
        app.api(late, "POST", command, mine.clone()).await.expect(200);
        // Of the four only the communications lead is nobody: the step that asks for one, and the list of roles.
        let room = app.page(&saeki, "/incidents/INC-1").await.expect(200).text;
        assert_eq!(room.matches("name=\"if_empty\"").count(), 2, "{room}");
    }

    /// Of what may stand in a field all is named, in the language of whoever asks.
    async fn what_may_stand_in_a_field_is_named(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        opened(&app, &saeki, "sev1").await;
        let at = "/api/v1/incidents/INC-1";
        for (method, path, body, field, names) in [
            ("PUT", format!("{at}/roles/boss"), json!({"person": "me"}), "role", "commander, communications, scribe, responder"),
            ("POST", format!("{at}/status"), json!({"status": "boss"}), "status", "investigating, identified, fixing, monitoring, resolved, closed"),
            ("POST", format!("{at}/status"), json!({"status": "closed"}), "status", "investigating, identified, fixing, monitoring"),
            ("PATCH", at.to_owned(), json!({"severity": "boss"}), "severity", "sev1, sev2, sev3, sev4"),
            ("POST", format!("{at}/updates"), json!({"circle": "boss", "text": "x"}), "circle", "inside, stakeholders"),
            ("POST", format!("{at}/steps"), json!({"step": "role/scribe", "answer": "boss"}), "answer", "told, not_needed, put_off, ask_again"),
        ] {
            for (lang, said) in [("en", "is none of these: "), ("ja", "は使えない。")] {
                let refused = app.api_with(&saeki, method, &path, body.clone(), &[("accept-language", lang)]).await.expect(422);
                let error = &refused.json()["errors"][0];
                let detail = error["detail"].as_str().unwrap();
                assert_eq!(error["field"], field, "{}", refused.text);
                assert!(detail.contains(said) && detail.contains(names) && !detail.contains("variant"), "{detail}");
            }
        }
        for (query, names) in [("status=boss", "open, past, merged, investigating"), ("severity=boss", "sev1, sev2"), ("drills=boss", "without, with, only")] {
            let refused = app.get(&saeki, &format!("/api/v1/incidents?{query}")).await.expect(422).text;
            assert!(refused.contains(names), "{refused}");
        }
        let missing = app.api(&saeki, "POST", "/api/v1/incidents", json!({"severity": "sev1"})).await.expect(422).json();
        assert_eq!((&missing["errors"][0]["field"], &missing["errors"][0]["detail"]), (&json!("title"), &json!("Enter something")));
    }

    /// A live part that fetches itself in between takes away nothing of what the page is to say.
    async fn what_was_done_is_said_by_the_page(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        opened(&app, &saeki, "sev1").await;
        let done = app.post_form(&saeki, "/incidents/INC-1/roles", &[("role", "scribe"), ("person", "me")]).await.expect(303);
        let flash = done.headers.get_all(header::SET_COOKIE).iter().find_map(|cookie| cookie.to_str().unwrap().split(';').next()).unwrap().to_owned();
        let fetch = async |part: bool| {
            let request = Request::get("/incidents/INC-1").header(header::ACCEPT, "text/html").header(header::ACCEPT_LANGUAGE, "ja");
            let request = request.header(header::COOKIE, format!("{}; {flash}", saeki.cookie()));
            let request = if part { request.header("hx-request", "true") } else { request };
            let reply = app.send(request.body(Body::empty()).unwrap()).await.expect(200);
            let forgets = reply.headers.get_all(header::SET_COOKIE).iter().any(|cookie| cookie.to_str().unwrap().starts_with("ryugaku_flash="));
            (forgets, reply.text.contains("書記を引き受けた"))
        };
        assert!(!fetch(true).await.0);
        assert_eq!(fetch(false).await, (true, true));
    }

    /// What was like it before stands beside it, with what helped then.
    async fn what_helped_before_is_there(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        for (number, title, line) in [(1, "決済APIで5xxが増えた", "接続プールの上限を戻した"), (2, "夜間バッチの遅れ", "再実行した")] {
            app.api(&saeki, "POST", "/api/v1/incidents", json!({"title": title, "severity": "sev2"})).await.expect(201);
            app.clock.advance(SignedDuration::from_mins(22));
            app.api(&saeki, "POST", &format!("/api/v1/incidents/{number}/resolve"), json!({"line": line})).await.expect(200);
        }
        app.api(&saeki, "POST", "/api/v1/incidents", json!({"title": "決済APIで5xxが急に増えた", "severity": "sev1"})).await.expect(201);
        let similar = app.get(&saeki, "/api/v1/incidents/INC-3/similar").await.expect(200).json();
        let [past] = similar["items"].as_array().unwrap().as_slice() else { panic!("{similar}") };
        assert_eq!((&past["number"], &past["helped"], &past["took_seconds"]), (&json!("INC-1"), &json!("接続プールの上限を戻した"), &json!(22 * 60)));
        let room = app.page_in(Lang::Ja, Some(&saeki), "/incidents/INC-3").await.expect(200).text;
        assert!(room.contains("接続プールの上限を戻した") && room.contains("22分で解決"), "{room}");
        app.api(&saeki, "POST", "/api/v1/incidents/INC-3/resolve", json!({})).await.expect(200);
        assert!(!app.page(&saeki, "/incidents/INC-3").await.expect(200).text.contains("like-h"), "once it is over it is no help");
    }

    /// The room shows one step with its form, does what is posted, and takes it back.
    async fn the_room_does_the_same(app: TestApp) {
        let sre = app.team("sre", TeamKind::Sre).await;
        let saeki = app.member_of(&sre, "佐伯 真").await;
        opened(&app, &saeki, "sev1").await;
        for lang in Lang::ALL {
            let room = app.page_in(lang, Some(&saeki), "/incidents/INC-1").await.expect(200).text;
            assert!(!room.contains('⟦'), "{room}");
        }
        app.post_form(&saeki, "/incidents/INC-1/roles", &[("role", "commander"), ("person", "me")]).await.expect(303);
        app.post_form(&saeki, "/incidents/INC-1/roles", &[("role", "communications"), ("person", "me")]).await.expect(303);
        app.post_form(&saeki, "/incidents/INC-1/roles", &[("role", "communications"), ("person", "")]).await.expect(303);
        app.post_form(&saeki, "/incidents/INC-1/roles", &[("role", "communications"), ("person", "だれか")]).await.expect(422);
        app.post_form(&saeki, "/incidents/INC-1/updates", &[("circle", "inside"), ("text", "調べている <b>")]).await.expect(303);
        app.post_form(&saeki, "/incidents/INC-1/updates", &[("circle", "inside"), ("text", "")]).await.expect(422);
        app.post_form(&saeki, "/incidents/INC-1/steps", &[("step", "tell/経営層"), ("answer", "told")]).await.expect(303);
        app.post_form(&saeki, "/incidents/INC-1/steps?step=tell%2F%E7%B5%8C%E5%96%B6%E5%B1%A4", &[]).await.expect(303);
        app.post_form(&saeki, "/incidents/INC-1/steps", &[("step", "role/scribe"), ("answer", "not_needed")]).await.expect(422);
        app.post_form(&saeki, "/incidents/INC-1/steps", &[("step", "role/scribe"), ("answer", "put_off"), ("minutes", "10")]).await.expect(303);
        app.post_form(&saeki, "/incidents/INC-1/steps", &[("step", "x"), ("answer", "told")]).await.expect(404);
        let room = app.page_in(Lang::Ja, Some(&saeki), "/incidents/INC-1").await.expect(200).text;
        assert!(room.contains("調べている &#60;b&#62;") && room.contains("対応チーム 第1報"), "{room}");
        assert!(room.contains("やはり要る"), "what is put off can be asked for again");
        // What is late comes home to whoever it waits for.
        app.clock.advance(SignedDuration::from_mins(31));
        let home = app.page_in(Lang::Ja, Some(&saeki), "/").await.expect(200).text;
        assert!(home.contains("を決める") || home.contains("に知らせる"), "{home}");
    }
}

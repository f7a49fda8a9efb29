//! Laying a role down, asking who could take one, and going on without one.

use axum::body::Body;
use axum::http::Request;
use ryugaku::people::TeamKind;
use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::both;
use crate::support::{TestApp, Who};

const AT: &str = "/api/v1/incidents/INC-1";

async fn open(app: &TestApp, who: &Who, services: Value) {
    let body = json!({"title": "決済APIで5xx", "severity": "sev1", "services": services});
    app.api(who, "POST", "/api/v1/incidents", body).await.expect(201);
}

async fn steps(app: &TestApp, who: &Who) -> Vec<Value> {
    app.get(who, &format!("{AT}/steps")).await.expect(200).json()["items"].as_array().unwrap().clone()
}

both! {
    /// Command is laid down by whoever has it; a page that shows somebody else takes it from nobody.
    async fn command_is_taken_from_whom_the_page_shows(app: TestApp) {
        let (saeki, mizuno) = (app.person("佐伯 真", Role::Member).await, app.person("水野 遥", Role::Member).await);
        open(&app, &saeki, json!([])).await;
        let commander = format!("{AT}/roles/commander");
        app.api(&saeki, "PUT", &commander, json!({"person": "me"})).await.expect(200);
        app.api(&mizuno, "DELETE", &commander, Value::Null).await.expect(409);
        for (holder, status) in [(mizuno.id.to_string(), 409), (saeki.id.to_string(), 303)] {
            let shown = [("role", "commander"), ("person", ""), ("holder-commander", holder.as_str())];
            app.post_form(&mizuno, "/incidents/INC-1/roles", &shown).await.expect(status);
        }
        app.api(&saeki, "DELETE", &commander, Value::Null).await.expect(409);
        app.api(&saeki, "PUT", &commander, json!({"person": "me"})).await.expect(200);
        app.api(&saeki, "DELETE", &commander, Value::Null).await.expect(200);
        // Command's own door takes it from nobody else either.
        let door = format!("{AT}/commander");
        app.api(&saeki, "POST", &door, json!({"person": "me"})).await.expect(200);
        for (holder, status) in [(Value::Null, 409), (json!(mizuno.id.to_string()), 409), (json!(saeki.id.to_string()), 200)] {
            app.api(&mizuno, "POST", &door, json!({"person": null, "holder": holder})).await.expect(status);
        }
        let unknown = app.api(&mizuno, "POST", &door, json!({"person": null, "holder": "だれか"})).await.expect(422).json();
        assert_eq!(unknown["errors"][0]["field"], "holder");
        app.api(&mizuno, "POST", &door, json!({"person": "me"})).await.expect(200);
        // A program lays nothing down of its own.
        let admin = app.person("管理者", Role::Admin).await;
        let made = app.api(&admin, "POST", "/api/v1/tokens", json!({"name": "ci", "role": "member"})).await.expect(201).json();
        let bearer = format!("Bearer {}", made["token"].as_str().unwrap());
        let program = Request::builder().method("POST").uri(&door).header("authorization", bearer);
        let asked = program.header("content-type", "application/json").body(Body::from("{\"person\":null}")).unwrap();
        assert_eq!(app.send(asked).await.expect(422).json()["errors"][0]["field"], "holder");
        app.api(&mizuno, "POST", &door, json!({"person": null})).await.expect(200);
    }

    /// The room's form says whose roles it shows: anybody lays one down for somebody who cannot.
    async fn a_role_is_laid_down_for_somebody(app: TestApp) {
        let (saeki, mizuno) = (app.person("佐伯 真", Role::Member).await, app.person("水野 遥", Role::Member).await);
        open(&app, &saeki, json!([])).await;
        app.api(&mizuno, "PUT", &format!("{AT}/roles/scribe"), json!({"person": "me"})).await.expect(200);
        let room = app.page(&saeki, "/incidents/INC-1").await.expect(200).text;
        let hidden = format!("name=\"holder-scribe\" value=\"{}\"", mizuno.id);
        assert!(room.contains(&hidden), "{room}");
        let holder = mizuno.id.to_string();
        let shown = [("role", "scribe"), ("person", ""), ("holder-scribe", holder.as_str())];
        app.post_form(&saeki, "/incidents/INC-1/roles", &shown).await.expect(303);
        let roles = app.get(&saeki, &format!("{AT}/roles")).await.expect(200).json();
        let scribe = roles["items"].as_array().unwrap().iter().find(|one| one["role"] == "scribe").unwrap();
        assert_eq!(scribe["people"], json!([]));
    }

    /// A backup stands before the others, whatever team they are in.
    async fn a_backup_could_be_asked(app: TestApp) {
        let admin = app.admin().await;
        let shop = app.team("shop", TeamKind::Product).await;
        app.member_of(&shop, "井上").await;
        let (own, backup) = (app.member_of(&shop, "青木").await, app.person("江口", Role::Member).await);
        app.api(&admin, "POST", "/api/v1/products", json!({"slug": "pay", "name": "決済", "team": "shop"})).await.expect(201);
        app.api(&admin, "POST", "/api/v1/services", json!({"slug": "checkout", "name": "決済 API", "product": "pay"})).await.expect(201);
        let appoint = json!({"person": own.id.to_string(), "backup": backup.id.to_string(), "from_day": "2026-11-01"});
        app.api(&admin, "POST", "/api/v1/products/pay/sres", appoint).await.expect(201);
        open(&app, &admin, json!(["checkout"])).await;
        let steps = steps(&app, &admin).await;
        let command = steps.iter().find(|step| step["step"] == "role/commander").unwrap();
        let names: Vec<&str> = command["candidates"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["青木", "江口", "井上"]);
    }

    /// Where nobody has to command, the way to the end is on the list all the same.
    async fn it_goes_on_without_a_commander(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        open(&app, &saeki, json!([])).await;
        let has_way = async || steps(&app, &saeki).await.iter().any(|step| step["step"] == "turn/identified");
        assert!(!has_way().await, "first somebody commands");
        for (answer, way) in [("not_needed", true), ("ask_again", false)] {
            let said = json!({"step": "role/commander", "answer": answer, "reason": "二人しかいない"});
            app.api(&saeki, "POST", &format!("{AT}/steps"), said).await.expect(200);
            assert_eq!(has_way().await, way, "{answer}");
        }
    }

    /// It waits for whoever opened it, then for the team of what is hit, on their start page too.
    async fn the_way_without_a_commander_is_somebodys(app: TestApp) {
        let (admin, saeki) = (app.admin().await, app.person("佐伯 真", Role::Member).await);
        let shop = app.team("shop", TeamKind::Product).await;
        let owner = app.member_of(&shop, "青木").await;
        app.api(&admin, "POST", "/api/v1/products", json!({"slug": "pay", "name": "決済", "team": "shop"})).await.expect(201);
        app.api(&admin, "POST", "/api/v1/services", json!({"slug": "checkout", "name": "決済 API", "product": "pay"})).await.expect(201);
        open(&app, &saeki, json!([])).await;
        let said = json!({"step": "role/commander", "answer": "not_needed", "reason": "二人しかいない"});
        app.api(&saeki, "POST", &format!("{AT}/steps"), said).await.expect(200);
        let way = async || {
            let step = steps(&app, &saeki).await.into_iter().find(|step| step["step"] == "turn/identified").unwrap();
            let today = async |who: &Who| app.page(who, "/").await.expect(200).text.contains("原因を突き止める");
            let named = ["people", "teams"].map(|kind| step[kind].as_array().unwrap().len());
            (named, today(&saeki).await, today(&owner).await)
        };
        assert_eq!(way().await, ([1, 0], true, false));
        app.api(&saeki, "PATCH", AT, json!({"services": ["checkout"]})).await.expect(200);
        assert_eq!(way().await, ([0, 1], false, true));
    }
}

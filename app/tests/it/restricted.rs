//! Restricted incidents: who is not named is told nothing by any door, administrators included.

use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both;
use crate::support::{TestApp, Who};

pub const AT: &str = "/api/v1/incidents/INC-1";
/// What must not be read by anybody else: titles, notes, the number.
const SECRETS: [&str; 4] = ["INC-1", "合鍵が流出", "社外からの読み出し", "鍵束"];

pub async fn open(app: &TestApp, who: &Who, body: Value) -> String {
    app.api(who, "POST", "/api/v1/incidents", body).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

async fn names(app: &TestApp, who: &Who) -> Vec<String> {
    let list = app.get(who, &format!("{AT}/named")).await.expect(200).json();
    list["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

pub fn leaks(text: &str, id: &str) -> Vec<String> {
    SECRETS.iter().chain([&id]).filter(|secret| text.contains(**secret)).map(ToString::to_string).collect()
}

both! {
    /// Turned restricted later, what was recorded before disappears; who is named later sees it all; opened up, everybody does.
    async fn a_veil_is_drawn_and_lifted(app: TestApp) {
        let (admin, aoki) = (app.admin().await, app.person("青木 澄", Role::Member).await);
        let (kubota, reader) = (app.person("久保田 翠", Role::Member).await, app.person("監査", Role::Read).await);
        let id = open(&app, &aoki, json!({"title": "合鍵が流出", "severity": "sev2"})).await;
        app.api(&kubota, "PUT", &format!("{AT}/roles/scribe"), json!({"person": "me"})).await.expect(200);
        app.api(&aoki, "POST", &format!("{AT}/notes"), json!({"text": "鍵束を替えた"})).await.expect(201);
        app.api(&reader, "PUT", &format!("{AT}/restriction"), json!({})).await.expect(403);
        app.api(&admin, "PUT", &format!("{AT}/restriction"), json!({"people": ["だれか"]})).await.expect(422);
        assert!(app.page(&reader, "/ledger").await.expect(200).text.contains("INC-1"));
        let restricted = app.api(&admin, "PUT", &format!("{AT}/restriction"), json!({"people": []})).await.expect(200);
        assert_eq!(restricted.json()["restricted"], true);
        // Whoever opened it, has a role, or asked for it.
        assert_eq!(names(&app, &aoki).await.len(), 3, "{:?}", names(&app, &aoki).await);
        app.api(&admin, "PUT", &format!("{AT}/restriction"), json!({})).await.expect(409);
        let ledger = app.page(&reader, "/ledger").await.expect(200).text;
        assert_eq!(leaks(&ledger, &id), Vec::<String>::new(), "{ledger}");
        app.get(&reader, AT).await.expect(404);

        app.api(&kubota, "PUT", &format!("{AT}/named/{}", reader.id), Value::Null).await.expect(200);
        app.api(&kubota, "PUT", &format!("{AT}/named/{}", reader.id), Value::Null).await.expect(409);
        let timeline = app.get(&reader, &format!("{AT}/timeline")).await.expect(200).text;
        assert!(timeline.contains("鍵束を替えた"), "{timeline}");
        app.api(&kubota, "DELETE", &format!("{AT}/named/{}", reader.id), Value::Null).await.expect(200);
        app.get(&reader, AT).await.expect(404);
        app.api(&aoki, "DELETE", &format!("{AT}/named/{}", kubota.id), Value::Null).await.expect(409);
        app.api(&kubota, "DELETE", &format!("{AT}/roles/scribe"), Value::Null).await.expect(200);
        app.api(&kubota, "DELETE", &format!("{AT}/named/me"), Value::Null).await.expect(200);
        app.get(&kubota, AT).await.expect(404);
        app.api(&admin, "DELETE", &format!("{AT}/named/me"), Value::Null).await.expect(200);
        app.api(&aoki, "DELETE", &format!("{AT}/named/me"), Value::Null).await.expect(409);
        app.api(&admin, "DELETE", &format!("{AT}/restriction"), Value::Null).await.expect(404);
        // Who is given something to do in it knows of it.
        app.api(&aoki, "PUT", &format!("{AT}/roles/commander"), json!({"person": "久保田 翠"})).await.expect(200);
        assert_eq!(names(&app, &kubota).await, ["青木 澄", "久保田 翠"]);

        app.api(&kubota, "DELETE", &format!("{AT}/restriction"), Value::Null).await.expect(200);
        let timeline = app.get(&reader, &format!("{AT}/timeline")).await.expect(200).text;
        assert!(timeline.contains("鍵束を替えた") && !timeline.contains('⟦'), "{timeline}");
        for lang in Lang::ALL {
            let ledger = app.page_in(lang, Some(&reader), "/ledger?kind=incident").await.expect(200).text;
            assert!(ledger.contains("INC-1") && !ledger.contains('⟦'), "{ledger}");
        }
        app.api(&kubota, "DELETE", &format!("{AT}/restriction"), Value::Null).await.expect(409);
    }

    /// The page does all of it, and says it in both languages.
    async fn the_room_lets_people_in(app: TestApp) {
        let (admin, aoki) = (app.admin().await, app.person("青木 澄", Role::Member).await);
        let aoki_id = aoki.id.to_string();
        let fields = [("title", "合鍵が流出"), ("severity", "sev2"), ("restricted", "yes"), ("people", &aoki_id)];
        app.post_form(&admin, "/incidents", &fields).await.expect(303);
        assert_eq!(names(&app, &aoki).await.len(), 2);
        for lang in Lang::ALL {
            let room = app.page_in(lang, Some(&aoki), "/incidents/INC-1").await.expect(200).text;
            assert!(room.contains("/incidents/INC-1/restriction") && !room.contains('⟦'), "{room}");
            let list = app.page_in(lang, Some(&aoki), "/incidents").await.expect(200).text;
            assert!(list.contains("#i-held"), "{list}");
        }
        app.post_form(&aoki, &format!("/incidents/INC-1/named/{}/remove", admin.id), &[]).await.expect(303);
        app.page(&admin, "/incidents/INC-1").await.expect(404);
        let counted = app.page(&admin, "/incidents").await.expect(200).text;
        assert_eq!(leaks(&counted, "nothing"), Vec::<String>::new());
        app.post_form(&aoki, &format!("/incidents/INC-1/named/{aoki_id}/remove"), &[]).await.expect(409);
        app.post_form(&aoki, "/incidents/INC-1/named", &[("person", &admin.id.to_string())]).await.expect(303);
        let left = app.post_form(&aoki, &format!("/incidents/INC-1/named/{aoki_id}/remove"), &[]).await.expect(303);
        assert_eq!(left.location(), "/incidents");
        app.post_form(&admin, "/incidents/INC-1/restriction", &[("to", "all")]).await.expect(303);
        app.page(&aoki, "/incidents/INC-1").await.expect(200);
        app.post_form(&aoki, "/incidents/INC-1/restriction", &[("to", "named")]).await.expect(303);
        assert_eq!(names(&app, &aoki).await.len(), 2, "who was named before, is again");
        // Whoever chose people has meant them alone, with the box ticked or not.
        let fields = [("title", "鍵の続き"), ("severity", "sev2"), ("people", &aoki_id)];
        app.post_form(&admin, "/incidents", &fields).await.expect(303);
        let reader = app.person("監査", Role::Read).await;
        app.page(&reader, "/incidents/INC-2").await.expect(404);
        app.page(&aoki, "/incidents/INC-2").await.expect(200);
    }

    /// A task is read by everybody: what few may know it does not take.
    async fn its_tasks_take_no_details(app: TestApp) {
        let aoki = app.person("青木 澄", Role::Member).await;
        open(&app, &aoki, json!({"title": "合鍵が流出", "severity": "sev2", "restricted_to": []})).await;
        let form = app.page(&aoki, "/tasks/new?incident=INC-1").await.expect(200).text;
        assert!(!form.contains("name=\"detail\"") && form.contains("タスクは、だれでも読める"), "{form}");
        let told = json!({"title": "鍵の交換", "detail": "鍵束は別棟"});
        app.api(&aoki, "POST", &format!("{AT}/tasks"), told).await.expect(422);
        let fields = [("title", "鍵の交換"), ("detail", "鍵束は別棟")];
        let again = app.post_form(&aoki, "/incidents/INC-1/tasks", &fields).await.expect(422).text;
        assert!(again.contains("鍵束は別棟") && again.contains("メモに残す"), "what was written is not lost: {again}");
        app.post_form(&aoki, "/incidents/INC-1/tasks", &fields[..1]).await.expect(303);
        let task = app.get(&aoki, "/api/v1/tasks/RT-1").await.expect(200).json();
        assert_eq!((&task["title"], &task["detail"]), (&json!("鍵の交換"), &json!("")));
    }

    /// Somebody leaves: an heir who is not named hears nothing of it, unless nobody else would be left.
    async fn whoever_leaves_hands_over_in_silence(app: TestApp) {
        let (admin, aoki) = (app.admin().await, app.person("青木 澄", Role::Member).await);
        let (kubota, heir) = (app.person("久保田 翠", Role::Member).await, app.person("大川 理", Role::Member).await);
        open(&app, &aoki, json!({"title": "合鍵が流出", "severity": "sev2", "restricted_to": ["久保田 翠"]})).await;
        app.api(&aoki, "PUT", &format!("{AT}/roles/commander"), json!({"person": "me"})).await.expect(200);
        app.api(&aoki, "PUT", &format!("{AT}/roles/scribe"), json!({"person": "me"})).await.expect(200);
        let leave = |who: &Who| format!("/api/v1/people/{}/deactivate", who.id);
        let to = json!({"hand_over_to": heir.id.to_string()});
        let left = app.api(&admin, "POST", &leave(&aoki), to.clone()).await.expect(200).json();
        assert_eq!(left["incidents"], 0, "{left}");
        app.get(&heir, AT).await.expect(404);
        let there = app.get(&kubota, AT).await.expect(200).json();
        assert_eq!(there["commander"], Value::Null, "{there}");
        app.api(&kubota, "PUT", &format!("{AT}/roles/commander"), json!({"person": "me"})).await.expect(200);
        let left = app.api(&admin, "POST", &leave(&kubota), to).await.expect(200).json();
        assert_eq!(left["incidents"], 0, "{left}");
        assert_eq!(app.get(&heir, AT).await.expect(200).json()["commander"]["name"], "大川 理");
        app.get(&admin, AT).await.expect(404);
        // Also what is closed, and what the last one who is named had no role in, is known to somebody.
        let closed = "/api/v1/incidents/INC-2";
        open(&app, &heir, json!({"title": "合鍵が流出", "severity": "sev4", "restricted_to": []})).await;
        app.api(&heir, "POST", &format!("{closed}/resolve"), json!({})).await.expect(200);
        app.api(&heir, "POST", &format!("{closed}/close"), json!({})).await.expect(200);
        let next = app.person("水野 遥", Role::Member).await;
        let to = json!({"hand_over_to": next.id.to_string()});
        app.api(&admin, "POST", &leave(&heir), to).await.expect(200);
        assert_eq!(app.get(&next, closed).await.expect(200).json()["status"], "closed");
        app.get(&admin, closed).await.expect(404);
    }
}

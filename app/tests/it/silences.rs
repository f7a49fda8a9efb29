//! Silences, by API, by Alertmanager's API, by page.

use jiff::SignedDuration;
use ryugaku::silences::{
    Asked, By, NewSilence, Reach, SilenceId, Weighed, Which, all_current, by_id, current, lately, make, page, same,
    silence_names, window_names,
};
use ryugaku_alerting::{Labels, Matcher};
use ryugaku_kernel::{Actor, Cx, Failure, Lang, Limit, Role, Time, Uuid};
use ryugaku_routing::Silences;
use serde_json::{Value, json};

use crate::both;
use crate::support::{TestApp, Who};

fn alert(name: &str, cluster: &str) -> Value {
    json!({"labels": {"alertname": name, "cluster": cluster}})
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

pub async fn kinds(app: &TestApp, id: &str) -> Vec<String> {
    let trail = ryugaku_ledger::trail(&mut app.app.db.reader(), &app.app.system().who, id.parse().unwrap()).await;
    trail.unwrap().into_iter().map(|event| event.kind).collect()
}

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

/// As `amtool silence add` posts it.
fn posted(app: &TestApp, name: &str, length: SignedDuration) -> Value {
    json!({"matchers": [{"name": "alertname", "value": name, "isRegex": false, "isEqual": true}], "createdBy": "root",
        "comment": "点検", "startsAt": app.now().to_string(), "endsAt": app.now().plus(length).to_string()})
}

async fn listed(app: &TestApp, who: &Who, query: &str) -> Vec<String> {
    let list = app.get(who, &format!("/api/v2/silences{query}")).await.expect(200).json();
    list.as_array().unwrap().iter().map(|one| text(&one["matchers"][0]["value"])).collect()
}

both! {
    async fn a_silence_goes_its_way_by_api(app: TestApp) {
        let member = app.person("水野 遥", Role::Member).await;
        let new = json!({"matchers": ["cluster=\"tokyo-3\"", {"name": "alertname", "op": "=~", "value": "Node.*"}], "duration": "2h", "comment": " 電源の工事 "});
        let made = app.api(&member, "POST", "/api/v1/silences", new).await.expect(201);
        let silence = made.json();
        let id = text(&silence["id"]);
        assert_eq!(made.location(), format!("/api/v1/silences/{id}"));
        assert_eq!((&silence["state"], &silence["comment"], &silence["created_by"], &silence["version"]), (&json!("active"), &json!("電源の工事"), &json!("水野 遥"), &json!(1)));
        assert_eq!(silence["matchers"][1], json!({"name": "alertname", "op": "=~", "value": "Node.*"}));
        assert_eq!(silence["ends_at"], json!(app.now().plus(hours(2)).to_string()));
        let path = format!("/api/v1/silences/{id}");
        let change = |body: Value| { let (app, member, path) = (&app, &member, &path); async move { app.api(member, "PATCH", path, body).await } };
        // Later, and with other words: the same silence.
        let longer = change(json!({"duration": "4h", "comment": "延びた"})).await.expect(200).json();
        assert_eq!((&longer["id"], &longer["version"], &longer["ends_at"]), (&json!(id), &json!(2), &json!(app.now().plus(hours(4)).to_string())));
        app.api_with(&member, "PATCH", &path, json!({"comment": "x"}), &[("if-match", "\"1\"")]).await.expect(412);
        // Other matchers: another one in its place.
        app.clock.advance(hours(1));
        let other = change(json!({"matchers": ["cluster=\"tokyo-3\""]})).await.expect(200).json();
        let next = text(&other["id"]);
        assert!(next != id && other["starts_at"] == json!(app.now().to_string()) && other["comment"] == "延びた", "{other}");
        let old = app.get(&member, &path).await.expect(200).json();
        assert_eq!((&old["state"], &old["replaced_by"], &old["expired_at"]), (&json!("expired"), &json!(next), &json!(app.now().to_string())));
        assert_eq!(kinds(&app, &id).await, ["silence.replaced", "silence.changed", "silence.made"]);
        app.api(&member, "POST", &format!("{path}/expire"), json!({})).await.expect(409);
        // What is expired stays so; a new one comes out of it.
        let anew = change(json!({"duration": "1h"})).await.expect(200).json();
        assert!(anew["id"] != json!(id) && anew["state"] == "active", "{anew}");
        let ended = app.api(&member, "POST", &format!("/api/v1/silences/{next}/expire"), json!({})).await.expect(200).json();
        assert_eq!((&ended["state"], &ended["ends_at"]), (&json!("expired"), &json!(app.now().to_string())));
        let ids = |query: &'static str| { let (app, member) = (&app, &member); async move {
            let list = app.get(member, &format!("/api/v1/silences{query}")).await.expect(200).json();
            list["items"].as_array().unwrap().iter().map(|one| text(&one["id"])).collect::<Vec<_>>()
        } };
        assert_eq!(ids("").await, [text(&anew["id"])]);
        assert_eq!(ids("?state=pending").await, Vec::<String>::new());
        assert_eq!(ids("?state=expired").await.len(), 2);
        assert_eq!(ids("?state=expired&filter=alertname%3D~%22Node.*%22").await, std::slice::from_ref(&id));
        for query in ["?state=x", "?filter=x", "?after=x"] {
            let status = app.get(&member, &format!("/api/v1/silences{query}")).await.status;
            assert!([400, 422].contains(&status), "{query}: {status}");
        }
        for nothing in ["/api/v1/silences/x", "/api/v1/silences/018f0000-0000-7000-8000-000000000000"] {
            app.get(&member, nothing).await.expect(404);
        }
    }

    async fn what_makes_no_sense_is_refused(app: TestApp) {
        let member = app.person("水野 遥", Role::Member).await;
        let past = app.now().minus(hours(1)).to_string();
        let many: Vec<String> = (0..51).map(|n| format!("l{n}=x")).collect();
        for (body, field) in [
            (json!({"duration": "1h"}), "matchers"),
            (json!({"matchers": ["a"], "duration": "1h"}), "matchers"),
            (json!({"matchers": ["a=~\"[\""], "duration": "1h"}), "matchers"),
            (json!({"matchers": ["a=~\"(x{999}){999}\""], "duration": "1h"}), "matchers"),
            (json!({"matchers": [{"name": "a", "op": "==", "value": "b"}], "duration": "1h"}), "matchers"),
            (json!({"matchers": ["a=~\".*\""], "duration": "1h"}), "matchers"),
            (json!({"matchers": ["a=x", "a=y"], "duration": "1h"}), "matchers"),
            (json!({"matchers": many, "duration": "1h"}), "matchers"),
            (json!({"matchers": ["a=b"]}), "ends_at"),
            (json!({"matchers": ["a=b"], "ends_at": past}), "ends_at"),
            (json!({"matchers": ["a=b"], "duration": "soon"}), "duration"),
            (json!({"matchers": ["a=b"], "duration": "1h", "comment": "x".repeat(4_001)}), "comment"),
        ] {
            let refused = app.api(&member, "POST", "/api/v1/silences", body.clone()).await.expect(422).json();
            assert_eq!(refused["errors"][0]["field"], field, "{body}: {refused}");
        }
    }

    /// What hides everything is asked about twice, but not where Alertmanager's clients ask.
    async fn everything_falls_silent_only_when_it_is_meant(app: TestApp) {
        let (admin, member) = (app.admin().await, app.person("水野 遥", Role::Member).await);
        let source = app.source(&admin, "prometheus").await;
        let all: Vec<Value> = (0..5).map(|n| alert(&format!("A{n}"), "tokyo")).collect();
        app.alerts(&source, json!(all)).await;
        for matcher in ["cluster=tokyo", "alertname=~\".+\""] {
            let refused = app.api(&member, "POST", "/api/v1/silences", json!({"matchers": [matcher], "duration": "1h"})).await.expect(422).json();
            assert!(refused["errors"][0]["field"] == "catches_all" && refused["errors"][0].to_string().contains('5'), "{refused}");
        }
        let sure = json!({"matchers": ["cluster=tokyo"], "duration": "1h", "catches_all": true});
        let made = app.api(&member, "POST", "/api/v1/silences", sure).await.expect(201).json();
        let trail = ryugaku_ledger::trail(&mut app.app.db.reader(), &app.app.system().who, text(&made["id"]).parse().unwrap()).await.unwrap();
        assert_eq!((trail[0].fact("catches_all"), &trail[0].facts["hides"]), (Some("yes"), &json!(5)));
        app.api(&member, "POST", "/api/v1/silences", json!({"matchers": ["alertname=A1"], "duration": "1h"})).await.expect(201);
        let form = [("matchers", "cluster=~\".+\"\nalertname=~\".+\""), ("lasting", "1h")];
        let again = app.post_form(&member, "/silences", &form).await.expect(422).text;
        assert!(again.contains("name=\"catches_all\"") && again.contains("すべて黙る"), "{again}");
        app.post_form(&member, "/silences", &[form[0], form[1], ("catches_all", "yes")]).await.expect(303);
        let window = json!({"title": "停電", "matchers": ["cluster=tokyo"], "duration": "1h"});
        app.api(&member, "POST", "/api/v1/maintenance-windows", window).await.expect(422);
        let mut posted = posted(&app, ".+", hours(1));
        posted["matchers"][0]["isRegex"] = json!(true);
        let id = text(&app.api(&member, "POST", "/api/v2/silences", posted).await.expect(200).json()["silenceID"]);
        let trail = ryugaku_ledger::trail(&mut app.app.db.reader(), &app.app.system().who, id.parse().unwrap()).await.unwrap();
        assert_eq!(trail[0].fact("catches_all"), Some("yes"));
    }

    /// The shapes of openapi.yaml, the order and the semantics of Alertmanager.
    async fn alertmanagers_clients_find_what_they_know(app: TestApp) {
        let (admin, member, reader) = (app.admin().await, app.person("水野 遥", Role::Member).await, app.person("監査", Role::Read).await);
        let source = app.source(&admin, "prometheus").await;
        let id = text(&app.api(&member, "POST", "/api/v2/silences", posted(&app, "B", hours(2))).await.expect(200).json()["silenceID"]);
        let path = format!("/api/v2/silence/{id}");
        let found = app.get(&reader, &path).await.expect(200).json();
        assert_eq!(found, json!({"id": id, "status": {"state": "active"}, "updatedAt": app.now().to_string(), "comment": "点検", "createdBy": "root", "annotations": {},
            "startsAt": app.now().to_string(), "endsAt": app.now().plus(hours(2)).to_string(), "matchers": [{"name": "alertname", "value": "B", "isRegex": false, "isEqual": true}]}));
        // An intake key reads, and changes nothing.
        assert_eq!(app.read_v2(&source.key, "/api/v2/silences").await.expect(200).json(), json!([found]));
        app.deliver("/api/v2/silences", Some(&source.key), posted(&app, "X", hours(1)).to_string()).await.expect(403);
        app.deliver("/api/v2/silences", None, posted(&app, "X", hours(1)).to_string()).await.expect(401);
        app.api(&reader, "POST", "/api/v2/silences", posted(&app, "X", hours(1))).await.expect(403);
        app.api(&reader, "DELETE", &path, json!({})).await.expect(403);
        let forged = app.api_with(&member, "POST", "/api/v2/silences", posted(&app, "X", hours(1)), &[("x-csrf-token", "no")]).await;
        assert_eq!(forged.status, 401, "{}", forged.text);

        for (name, starts, ends) in [("A", 0, 1), ("D", 4, 9), ("C", 3, 10)] {
            let mut new = posted(&app, name, hours(ends));
            new["startsAt"] = json!(app.now().plus(hours(starts)).to_string());
            app.api(&member, "POST", "/api/v2/silences", new).await.expect(200);
        }
        for name in ["E", "F"] {
            app.clock.advance(SignedDuration::from_secs(1));
            let id = text(&app.api(&member, "POST", "/api/v2/silences", posted(&app, name, hours(1))).await.expect(200).json()["silenceID"]);
            app.clock.advance(SignedDuration::from_secs(1));
            let gone = app.api(&member, "DELETE", &format!("/api/v2/silence/{id}"), json!({})).await.expect(200);
            assert_eq!(gone.text, "");
            app.api(&member, "DELETE", &format!("/api/v2/silence/{id}"), json!({})).await.expect(200);
            assert_eq!(kinds(&app, &id).await, ["silence.expired", "silence.made"]);
        }
        assert_eq!(listed(&app, &member, "").await, ["A", "B", "C", "D", "F", "E"]);
        assert_eq!(listed(&app, &member, "?expired=false&pending=false").await, ["A", "B"]);
        assert_eq!(listed(&app, &member, "?active=false&filter=alertname%3D%22E%22").await, ["E"]);
        assert_eq!(listed(&app, &member, "?filter=alertname%3D~%22A%7CB%22").await, Vec::<String>::new());
        app.get(&member, "/api/v2/silences?active=maybe").await.expect(400);
        app.get(&member, "/api/v2/silences?filter=nothing").await.expect(400);

        // In place, as `amtool silence update` does it.
        let mut update = found.clone();
        update["endsAt"] = json!(app.now().plus(hours(5)).to_string());
        let same = app.api(&member, "POST", "/api/v2/silences", update.clone()).await.expect(200).json();
        assert_eq!(same["silenceID"], json!(id));
        update["matchers"][0]["value"] = json!("B2");
        let other = text(&app.api(&member, "POST", "/api/v2/silences", update).await.expect(200).json()["silenceID"]);
        assert_ne!(other, id);
        assert_eq!(app.get(&member, &path).await.json()["status"]["state"], "expired");

        // Refusals are texts.
        let mut unknown = posted(&app, "G", hours(1));
        unknown["id"] = json!("018f0000-0000-7000-8000-000000000000");
        assert!(app.api(&member, "POST", "/api/v2/silences", unknown).await.expect(404).json().is_string());
        app.get(&member, "/api/v2/silence/x").await.expect(404);
        let mut backwards = posted(&app, "G", hours(1));
        backwards["endsAt"] = json!(app.now().minus(hours(1)).to_string());
        let mut contradictory = posted(&app, "G", hours(1));
        contradictory["matchers"] = json!([{"name": "a", "value": "x", "isRegex": false}, {"name": "a", "value": "y", "isRegex": false}]);
        let mut nothing = posted(&app, "G", hours(1));
        nothing["matchers"] = json!([]);
        for wrong in [backwards, contradictory, nothing, json!({}), json!([])] {
            assert!(app.api(&member, "POST", "/api/v2/silences", wrong).await.expect(400).json().is_string());
        }
        // Expired ones are given for five days.
        app.clock.advance(hours(119));
        assert!(listed(&app, &member, "").await.contains(&"E".to_owned()));
        app.clock.advance(hours(2));
        assert!(!listed(&app, &member, "").await.contains(&"E".to_owned()));
    }

    async fn the_preview_says_what_would_be_hidden(app: TestApp) {
        let (admin, member, reader) = (app.admin().await, app.person("水野 遥", Role::Member).await, app.person("監査", Role::Read).await);
        let source = app.source(&admin, "prometheus").await;
        // For half an hour on three days, an incident on the second of them.
        for day in 0..3 {
            app.alerts(&source, json!([alert("NodeDown", "tokyo"), alert("NodeDown", "osaka")])).await;
            if day == 1 {
                let list = app.get(&member, "/api/v1/alerts").await.json();
                let id = list["items"].as_array().unwrap().iter().find(|one| one["labels"]["cluster"] == "tokyo").unwrap()["id"].clone();
                app.api(&member, "POST", "/api/v1/incidents", json!({"title": "ノードが落ちた", "severity": "sev2", "alerts": [id]})).await.expect(201);
            }
            app.clock.advance(SignedDuration::from_mins(30));
            let over = |cluster| { let mut over = alert("NodeDown", cluster); over["endsAt"] = json!(app.now().to_string()); over };
            app.alerts(&source, json!([over("tokyo"), over("osaka")])).await;
            app.clock.advance(hours(24) - SignedDuration::from_mins(30));
        }
        app.alerts(&source, json!([alert("NodeDown", "tokyo"), alert("DiskFull", "osaka")])).await;
        let ask = json!({"matchers": ["cluster=tokyo"], "duration": "2h"});
        app.api(&reader, "POST", "/api/v1/silences/preview", ask.clone()).await.expect(403);
        let preview = app.api(&member, "POST", "/api/v1/silences/preview", ask.clone()).await.expect(200).json();
        assert_eq!((&preview["firing"], &preview["hidden"], &preview["catches_all"]), (&json!(2), &json!(1), &json!(false)));
        assert_eq!((&preview["alerts"][0]["name"], &preview["alerts"][0]["labels"]["cluster"]), (&json!("NodeDown"), &json!("tokyo")));
        let days: Vec<_> = preview["days"].as_array().unwrap().iter().map(|day| (day["hidden"].as_u64().unwrap(), day["incidents"].as_u64().unwrap())).collect();
        assert_eq!(days, [(0, 0), (0, 0), (0, 0), (0, 0), (1, 0), (1, 1), (1, 0)]);
        assert_eq!((&preview["incidents"], &preview["duplicates"]), (&json!(["INC-1"]), &json!([])));
        assert!(preview.get("looked_until").is_none());
        let made = app.api(&member, "POST", "/api/v1/silences", ask.clone()).await.expect(201).json();
        let again = app.api(&member, "POST", "/api/v1/silences/preview", ask).await.expect(200).json();
        assert_eq!(again["duplicates"], json!([made["id"]]));
        let window = json!({"matchers": ["cluster=osaka"], "duration": "2h"});
        assert_eq!(app.api(&member, "POST", "/api/v1/maintenance-windows/preview", window).await.expect(200).json()["hidden"], 1);
        for lang in Lang::ALL {
            let form = app.page_in(lang, Some(&member), "/silences/new?matcher=cluster%3D%22tokyo%22&lasting=2h").await.expect(200).text;
            assert!(form.contains("class=\"hit\"") && form.contains("INC-1") && form.contains(&format!("/silences/{}", text(&made["id"]))) && !form.contains('⟦'), "{form}");
        }
    }

    async fn a_silence_is_made_extended_and_ended_by_page(app: TestApp) {
        let (admin, member, reader) = (app.admin().await, app.person("水野 遥", Role::Member).await, app.person("監査", Role::Read).await);
        let source = app.source(&admin, "prometheus").await;
        for lang in Lang::ALL {
            for state in ["active", "pending", "expired"] {
                let empty = app.page_in(lang, Some(&member), &format!("/silences?state={state}")).await.expect(200).text;
                assert!(empty.contains("class=\"empty\"") && !empty.contains('⟦'), "{empty}");
            }
        }
        app.alerts(&source, json!([alert("NodeDown", "tokyo"), alert("DiskFull", "osaka")])).await;
        let list = app.get(&member, "/api/v1/alerts").await.json();
        let fingerprint = text(&list["items"].as_array().unwrap().iter().find(|one| one["name"] == "NodeDown").unwrap()["id"]);
        assert!(app.page(&member, "/alerts").await.text.contains("href=\"/silences\""));
        assert!(app.page(&member, &format!("/alerts/{fingerprint}")).await.text.contains(&format!("/silences/new?alert={fingerprint}")));
        let form = app.page(&member, &format!("/silences/new?alert={fingerprint}")).await.expect(200).text;
        assert!(form.contains("alertname=&#34;NodeDown&#34;\ncluster=&#34;tokyo&#34;"), "{form}");
        app.page(&member, "/silences/new?alert=0123456789abcdef").await.expect(404);
        let typing = app.page(&member, "/silences/new?matchers=cluster%3D~%22%5B&lasting=1h").await.expect(200).text;
        assert!(typing.contains("class=\"notice\""), "{typing}");
        for wrong in [[("matchers", ""), ("lasting", "1h")], [("matchers", "a"), ("lasting", "1h")], [("matchers", "a=b"), ("lasting", "for ever")], [("matchers", "a=b"), ("lasting", "until")]] {
            let refused = app.post_form(&member, "/silences", &wrong).await.expect(422).text;
            assert!(refused.contains("aria-invalid") || refused.contains("class=\"why\""), "{refused}");
        }
        let made = app.post_form(&member, "/silences", &[("matchers", "cluster=tokyo\nalertname=~\"Node.*\""), ("lasting", "2h"), ("comment", "電源の工事")]).await.expect(303);
        let address = made.location().to_owned();
        for lang in Lang::ALL {
            let one = app.page_in(lang, Some(&member), &address).await.expect(200).text;
            assert!(one.contains("電源の工事") && one.contains(&fingerprint) && one.contains("水野 遥") && !one.contains('⟦'), "{one}");
        }
        assert!(!app.page(&reader, &address).await.expect(200).text.contains("method=\"post\""));
        let id = address.rsplit('/').next().unwrap().to_owned();
        let ends = |app: &TestApp| { let (db, id) = (app.app.db.clone(), id.clone()); async move { by_id(&mut db.reader(), id.parse().unwrap()).await.unwrap().ends_at } };
        assert_eq!(ends(&app).await, app.now().plus(hours(2)));
        app.post_form(&member, &format!("{address}/extend"), &[("hours", "4")]).await.expect(303);
        assert_eq!(ends(&app).await, app.now().plus(hours(6)));
        app.post_form(&member, &format!("{address}/extend"), &[]).await.expect(422);
        // The form again, as it stands: nothing moves, but the words.
        let edit = app.page(&member, &format!("{address}/edit")).await.expect(200).text;
        let value = |name: &str| { let (_, rest) = edit.split_once(&format!("name=\"{name}\"")).unwrap(); rest.split_once("value=\"").unwrap().1.split('"').next().unwrap().to_owned() };
        let (starts_at, until, version) = (value("starts_at"), value("until"), value("version"));
        let fields = [("matchers", "alertname=~\"Node.*\"\ncluster=tokyo"), ("lasting", "until"), ("starts_at", starts_at.as_str()), ("until", &until), ("comment", "続く"), ("version", &version)];
        assert_eq!(app.post_form(&member, &format!("{address}/edit"), &fields).await.expect(303).location(), address);
        assert_eq!(ends(&app).await, app.now().plus(hours(6)));
        // Somebody else was faster: what was typed is still there, and may be sent once more.
        let again = app.post_form(&member, &format!("{address}/edit"), &fields).await.expect(412).text;
        assert!(again.contains("読んだあとに、ほかで変わった") && again.contains(">続く</textarea>"), "{again}");
        let now = by_id(&mut app.app.db.reader(), id.parse().unwrap()).await.unwrap().version;
        assert!(again.contains(&format!("name=\"version\" value=\"{now}\"")), "{now}: {again}");
        // Ended, and made anew until when it would have ended.
        let ended = app.post_form(&member, &format!("{address}/expire"), &[]).await.expect(303);
        assert_eq!(ended.location(), "/silences");
        let undone = app.post_form(&member, &format!("{address}/again?until={}", app.now().plus(hours(6)).0), &[]).await.expect(303);
        let anew = by_id(&mut app.app.db.reader(), undone.location().rsplit('/').next().unwrap().parse().unwrap()).await.unwrap();
        assert_eq!((anew.ends_at, anew.comment.as_str(), anew.id.to_string() == id), (app.now().plus(hours(6)), "続く", false));
        app.post_form(&member, &format!("{address}/expire"), &[]).await.expect(409);
        let expired = app.page(&member, &address).await.expect(200).text;
        assert!(expired.contains("/silences/new?matchers="), "{expired}");
        let list = app.page(&member, "/silences?q=cluster%3Dtokyo").await.expect(200).text;
        assert!(list.contains(undone.location()) && !list.contains(&id), "{list}");
        assert!(app.page(&member, "/silences?q=x").await.expect(200).text.contains("条件を読めない"));
        let ledger = app.page(&member, "/ledger").await.expect(200).text;
        assert!(ledger.contains(undone.location()), "{ledger}");
        for path in ["/silences/new", &format!("{address}/edit")] {
            app.page(&reader, path).await.expect(403);
        }
        for path in ["/silences", &format!("{address}/edit"), &format!("{address}/extend"), &format!("{address}/expire"), &format!("{address}/again")] {
            app.post_form(&reader, path, &[]).await.expect(403);
        }
    }

    async fn readers_only_read(app: TestApp) {
        let (member, reader) = (app.person("水野 遥", Role::Member).await, app.person("監査", Role::Read).await);
        let made = app.api(&member, "POST", "/api/v1/silences", json!({"matchers": ["a=b"], "duration": "1h"})).await.expect(201);
        let silence = made.location().to_owned();
        let made = app.api(&member, "POST", "/api/v1/maintenance-windows", json!({"title": "x", "matchers": ["a=b"], "duration": "1h"})).await.expect(201);
        let window = made.location().to_owned();
        for path in ["/api/v1/silences", &silence, "/api/v1/maintenance-windows", &window] {
            app.get(&reader, path).await.expect(200);
        }
        for (method, path) in [("POST", "/api/v1/silences".to_owned()), ("PATCH", silence.clone()), ("POST", format!("{silence}/expire")), ("POST", "/api/v1/maintenance-windows".to_owned()), ("PATCH", window.clone()), ("POST", format!("{window}/end"))] {
            app.api(&reader, method, &path, json!({})).await.expect(403);
        }
    }

    /// What is stored comes back, is found by what it matches, and is forgotten after 400 days.
    async fn rows_come_back_and_are_forgotten(app: TestApp) {
        let member = app.person("水野 遥", Role::Member).await;
        let cx: Cx = app.app.cx(Actor { id: Some(member.id.0), ..Actor::operator() }, Lang::Ja);
        let weighed = Weighed { reach: Reach { firing: 0, hidden: 0 }, sure: false };
        let matchers = Matcher::parse_list(r#"a="b", c!="d", e=~"f.*", "g h"!~"i""#).unwrap();
        let new = NewSilence { matchers: matchers.clone(), starts_at: Some(app.now().plus(hours(1))), ends_at: app.now().plus(hours(2)), comment: "x".into(), created_by: Some("amtool".into()) };
        let mut tx = app.begin().await;
        let silence = make(&mut tx, &cx, new.clone(), weighed).await.unwrap();
        tx.commit().await.unwrap();
        let mut q = app.app.db.reader();
        let stored = by_id(&mut q, silence.id).await.unwrap();
        assert_eq!(format!("{stored:?}"), format!("{silence:?}"));
        assert_eq!(stored.by, By { kind: cx.who.kind, id: Some(member.id.0) });
        assert!(matches!(by_id(&mut q, SilenceId(Uuid::nil())).await, Err(Failure::NotFound(_))));
        assert_eq!((current(&mut q, app.now()).await.unwrap().len(), current(&mut q, silence.ends_at.plus(hours(1))).await.unwrap().len()), (1, 0));
        let reversed: Vec<Matcher> = matchers.iter().rev().cloned().collect();
        let overlap = (app.now(), app.now().plus(hours(1)));
        assert_eq!(same(&mut q, &reversed, overlap, app.now()).await.unwrap().len(), 1);
        assert_eq!(same(&mut q, &reversed, (app.now(), app.now().plus(SignedDuration::from_mins(59))), app.now()).await.unwrap().len(), 0);
        assert_eq!(same(&mut q, &matchers[1..], overlap, app.now()).await.unwrap().len(), 0);
        let names = silence_names(&mut q, [silence.id.0, Uuid::nil()].into()).await.unwrap();
        assert!(names.len() == 1 && names[&silence.id.0].starts_with("a=\"b\", c!=\"d\""), "{names:?}");
        assert!(silence_names(&mut q, Default::default()).await.unwrap().is_empty() && window_names(&mut q, Default::default()).await.unwrap().is_empty());
        let mut silences = Silences::default();
        all_current(&mut q, app.now()).await.unwrap().into_iter().for_each(|one| silences.put(one));
        let labels = Labels::new([("a", "b"), ("e", "fx")]);
        assert_eq!((silences.silencing(&labels, app.now()).len(), silences.silencing(&labels, silence.starts_at)), (0, vec![silence.id.0]));
        // Pages of a list, by what ends soonest.
        for n in 3..6 {
            let mut tx = app.begin().await;
            make(&mut tx, &cx, NewSilence { ends_at: app.now().plus(hours(n)), ..new.clone() }, weighed).await.unwrap();
            tx.commit().await.unwrap();
        }
        for filter in [Vec::new(), Matcher::parse_list("a=b").unwrap()] {
            let asked = Asked { which: Which::Pending, filter };
            let first = page(&mut q, &asked, app.now(), None, Limit::of(3)).await.unwrap();
            let rest = page(&mut q, &asked, app.now(), Some(first.next.unwrap().parse().unwrap()), Limit::of(3)).await.unwrap();
            let ends: Vec<Time> = first.items.iter().chain(&rest.items).map(|one| one.ends_at).collect();
            assert_eq!((ends, rest.next), ((2..6).map(|n| app.now().plus(hours(n))).collect(), None));
        }
        let none = Asked { which: Which::Current, filter: Matcher::parse_list("a=z").unwrap() };
        assert!(page(&mut q, &none, app.now(), None, Limit::USUAL).await.unwrap().items.is_empty());
        app.clock.advance(hours(24 * 399));
        app.run_jobs().await;
        assert_eq!(lately(&mut q, app.now(), Time(0)).await.unwrap().len(), 4);
        app.advance(hours(24 * 2)).await;
        assert_eq!(lately(&mut q, app.now(), Time(0)).await.unwrap().len(), 0);
    }
}

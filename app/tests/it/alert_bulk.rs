//! What is done with many alerts at once: acknowledged and taken back, silenced, made an incident of.

use axum::body::Body;
use axum::http::{Request, header};
use ryugaku::alerts::subject;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both;
use crate::support::{Reply, TestApp, Who};

fn alert(name: &str, cluster: &str) -> Value {
    json!({"labels": {"alertname": name, "service": "checkout", "cluster": cluster}})
}

/// The alerts' ids, by name.
async fn fire(app: &TestApp, alerts: Value) -> Vec<String> {
    let admin = app.admin().await;
    let source = app.source(&admin, "prometheus").await;
    app.alerts(&source, alerts).await;
    let list = app.get(&admin, "/api/v1/alerts?limit=200").await.expect(200).json();
    let mut found: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap(), one["id"].as_str().unwrap()))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, id)| id.to_owned()).collect()
}

async fn waiting(app: &TestApp, who: &Who) -> usize {
    app.apply_alerts().await;
    app.get(who, "/api/v1/alerts?state=waiting").await.expect(200).json()["items"].as_array().unwrap().len()
}

async fn kinds(app: &TestApp, id: &str) -> Vec<String> {
    let trail =
        ryugaku_ledger::trail(&mut app.app.db.reader(), &app.app.system().who, subject(id.parse().unwrap())).await;
    trail.unwrap().into_iter().map(|event| event.kind).collect()
}

fn picked(ids: &[String]) -> Vec<(&str, &str)> {
    ids.iter().map(|id| ("alert", id.as_str())).chain([("next", "/alerts?state=firing&by=rule")]).collect()
}

/// What the list says next, after a deed.
async fn told(app: &TestApp, who: &Who, reply: &Reply) -> String {
    app.apply_alerts().await;
    let cookies = reply.headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    let flash =
        cookies.filter_map(|cookie| cookie.split(';').next()).find(|cookie| cookie.starts_with("ryugaku_flash"));
    let cookies = format!("{}; {}", who.cookie(), flash.expect("something is said"));
    let request = Request::get(reply.location()).header(header::ACCEPT, "text/html").header(header::COOKIE, cookies);
    app.send(request.header(header::ACCEPT_LANGUAGE, "ja").body(Body::empty()).unwrap()).await.expect(200).text
}

/// The address that takes it back, as the page says it.
fn undo(page: &str) -> String {
    let address = page.split("/alerts/unacknowledge?at=").nth(1).unwrap_or_else(|| panic!("{page}"));
    let digits: String = address.chars().take_while(char::is_ascii_digit).collect();
    format!("/alerts/unacknowledge?at={digits}")
}

async fn acked(app: &TestApp, who: &Who, ids: &[String]) -> usize {
    let mut n = 0;
    for id in ids {
        n += usize::from(
            app.get(who, &format!("/api/v1/alerts/{id}")).await.expect(200).json()["acknowledged"].is_object(),
        );
    }
    n
}

both! {
    async fn many_are_acknowledged_and_taken_back_together(app: TestApp) {
        let ids = fire(&app, json!([alert("A", "tokyo"), alert("B", "tokyo"), alert("C", "osaka")])).await;
        let (member, other, reader) = (app.person("水野 遥", Role::Member).await, app.person("大川", Role::Member).await, app.person("監査", Role::Read).await);
        app.post_form(&reader, "/alerts/acknowledge", &picked(&ids)).await.expect(403);
        app.api(&other, "POST", &format!("/api/v1/alerts/{}/acknowledge", ids[2]), json!({})).await.expect(200);
        app.clock.advance(jiff::SignedDuration::from_secs(1));
        let done = app.post_form(&member, "/alerts/acknowledge", &picked(&ids)).await.expect(303);
        assert_eq!(done.location(), "/alerts?state=firing&by=rule");
        let at = app.now().0;
        assert_eq!(waiting(&app, &member).await, 0);
        // Who came first stays.
        let third = app.get(&member, &format!("/api/v1/alerts/{}", ids[2])).await.json();
        assert_eq!(third["acknowledged"]["name"], "大川");
        assert_eq!(kinds(&app, &ids[0]).await, ["alert.acknowledged_together"]);
        assert_eq!(kinds(&app, &ids[1]).await, ["alert.acknowledged_together"]);
        for (lang, said) in [(Lang::Ja, "ほか 1件を引き受けた"), (Lang::En, "and 1 more")] {
            let ledger = app.page_in(lang, Some(&member), "/ledger?kind=alert").await.expect(200).text;
            assert!(ledger.contains(said), "{ledger}");
        }
        // Taken back by whoever did it, and by nobody else.
        let undo = format!("/alerts/unacknowledge?at={at}");
        app.post_form(&reader, &undo, &[]).await.expect(403);
        app.post_form(&other, &undo, &[]).await.expect(303);
        assert_eq!(waiting(&app, &member).await, 0);
        app.post_form(&member, &undo, &[]).await.expect(303);
        assert_eq!(waiting(&app, &member).await, 2);
        assert_eq!(kinds(&app, &ids[0]).await, ["alert.unacknowledged_together", "alert.acknowledged_together"]);
        // Of one alone the ledger says what it always did.
        app.post_form(&member, "/alerts/acknowledge", &picked(&ids[..1])).await.expect(303);
        assert_eq!(kinds(&app, &ids[0]).await[0], "alert.acknowledged");
        app.post_form(&member, "/alerts/unacknowledge", &picked(&ids[..1])).await.expect(303);
        assert_eq!(kinds(&app, &ids[0]).await[0], "alert.unacknowledged");
    }

    /// What waits in it: neither what is held back nor what somebody has; as narrow as the list is.
    async fn a_group_is_acknowledged_from_its_head(app: TestApp) {
        let all = json!([alert("A", "kobe"), alert("A", "osaka"), alert("A", "tokyo"), alert("B", "tokyo"), alert("C", "kobe")]);
        let ids = fire(&app, all).await;
        let (member, reader) = (app.person("水野 遥", Role::Member).await, app.person("監査", Role::Read).await);
        let silence = json!({"matchers": ["cluster=kobe"], "duration": "2h"});
        app.api(&member, "POST", "/api/v1/silences", silence).await.expect(201);
        app.apply_alerts().await;
        const DOOR: &str = "/alerts/groups/acknowledge";
        let page = app.page(&member, "/alerts?by=rule").await.expect(200).text;
        let button = "name=\"group\" value=\"rule:A\"><button class=\"button small\" data-key=\"a\" aria-label=\"A の 2件を引き受ける\">2件を引き受ける</button>";
        assert!(page.matches(DOOR).count() == 1 && page.contains(button), "{page}");
        // By cause, the silence is a group in which nothing waits.
        let page = app.page(&member, "/alerts").await.expect(200).text;
        assert!(page.matches(DOOR).count() == 1 && page.matches("class=\"gh\"").count() == 2, "{page}");
        for list in ["/alerts?by=rule", "/alerts?by=service", "/alerts?by=rule&group=rule%3AA"] {
            assert!(app.page(&member, list).await.text.contains(DOOR), "{list}");
            assert!(!app.page(&reader, list).await.expect(200).text.contains(DOOR), "{list}");
        }
        for list in ["/alerts?by=flat", "/alerts?by=rule&state=silenced", "/alerts?by=rule&state=resolved"] {
            assert!(!app.page(&member, list).await.expect(200).text.contains(DOOR), "{list}");
        }
        let group = async |who: &Who, next: &str, group: &str| app.post_form(who, DOOR, &[("next", next), ("group", group)]).await;
        group(&reader, "/alerts?by=rule", "rule:A").await.expect(403);
        // Only what the list is narrowed to.
        let done = group(&member, "/alerts?by=rule&q=cluster%3Dosaka", "rule:A").await.expect(303);
        assert_eq!(done.location(), "/alerts?by=rule&q=cluster%3Dosaka");
        let page = told(&app, &member, &done).await;
        assert!(page.contains("1件を引き受けた") && acked(&app, &member, &ids).await == 1, "{page}");
        app.post_form(&member, &undo(&page), &[]).await.expect(303);
        assert_eq!(acked(&app, &member, &ids).await, 0);
        app.clock.advance(jiff::SignedDuration::from_secs(1));
        app.apply_alerts().await;
        let page = told(&app, &member, &group(&member, "/alerts?by=rule", "rule:A").await.expect(303)).await;
        assert!(page.contains("2件を引き受けた") && !page.contains(DOOR), "{page}");
        let list = app.get(&member, "/api/v1/alerts?state=silenced").await.expect(200).json();
        let silenced: Vec<String> = list["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!((silenced.len(), acked(&app, &member, &silenced).await), (2, 0));
        assert_eq!((acked(&app, &member, &ids[..3]).await, acked(&app, &member, &ids[3..]).await), (2, 0));
        let taken = ids[..3].iter().find(|id| !silenced.contains(id)).unwrap();
        assert_eq!(kinds(&app, taken).await[0], "alert.acknowledged_together");
        // Nothing is left; nor is there anything in what is no group, or not of this list.
        for (next, key) in [("/alerts?by=rule", "rule:A"), ("/alerts?by=rule&state=resolved", "rule:B"), ("/alerts", "nonsense"), ("", "")] {
            let page = told(&app, &member, &group(&member, next, key).await.expect(303)).await;
            assert!(page.contains("引き受けるものはもうない"), "{next} {key}: {page}");
        }
        app.post_form(&member, &undo(&page), &[]).await.expect(303);
        assert_eq!(acked(&app, &member, &ids).await, 0);
    }

    /// Shown or not; of more than 500 the newest, and that is said.
    async fn all_of_a_large_group_is_acknowledged(app: TestApp) {
        let storm: Vec<_> = (0..520).map(|n| alert("Storm", &format!("s{n}"))).collect();
        fire(&app, json!(storm)).await;
        let member = app.person("水野 遥", Role::Member).await;
        let waiting = async || {
            app.apply_alerts().await;
            let page = app.page(&member, "/alerts?by=rule").await.expect(200).text;
            page.split("未対応 <span class=\"n\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
        };
        let page = app.page(&member, "/alerts?by=rule").await.expect(200).text;
        assert!(page.contains("520件のうち 20件") && page.contains(">500件を引き受ける<"), "{page}");
        let fields = [("next", "/alerts?by=rule"), ("group", "rule:Storm")];
        let done = app.post_form(&member, "/alerts/groups/acknowledge", &fields).await.expect(303);
        assert_eq!(waiting().await, "20");
        let page = told(&app, &member, &done).await;
        assert!(page.contains("500件を引き受けた。一度に引き受けるのは 500件まで。このまとまりにはあと 20件ある"), "{page}");
        assert!(page.contains(">20件を引き受ける<"), "{page}");
        app.clock.advance(jiff::SignedDuration::from_secs(1));
        app.post_form(&member, "/alerts/groups/acknowledge", &fields).await.expect(303);
        assert_eq!(waiting().await, "0");
        app.post_form(&member, &undo(&page), &[]).await.expect(303);
        assert_eq!(waiting().await, "500");
    }

    async fn programs_acknowledge_many(app: TestApp) {
        let ids = fire(&app, json!([alert("A", "tokyo"), alert("B", "tokyo")])).await;
        let (member, reader) = (app.person("水野 遥", Role::Member).await, app.person("監査", Role::Read).await);
        let at = "/api/v1/alerts/acknowledge";
        app.api(&reader, "POST", at, json!({"alerts": ids})).await.expect(403);
        app.api(&member, "POST", at, json!({"alerts": []})).await.expect(422);
        app.api(&member, "POST", at, json!({})).await.expect(422);
        let refused = app.api(&member, "POST", at, json!({"alerts": [ids[0], "x"]})).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], "alerts[1]");
        let many: Vec<String> = (0..501).map(|n| format!("{n:016x}")).collect();
        let refused = app.api(&member, "POST", at, json!({"alerts": many})).await.expect(422).json();
        assert!(refused.to_string().contains("500"), "{refused}");
        let unknown = "00000000000000ab";
        let turned = app.api(&member, "POST", at, json!({"alerts": [ids[0], unknown, ids[0]]})).await.expect(200).json();
        assert_eq!(turned, json!({"changed": [ids[0]], "unchanged": [], "not_firing": [unknown]}));
        let turned = app.api(&member, "POST", at, json!({"alerts": ids})).await.expect(200).json();
        assert_eq!((&turned["changed"], &turned["unchanged"]), (&json!([ids[1]]), &json!([ids[0]])));
        assert_eq!(waiting(&app, &member).await, 0);
        let turned = app.api(&member, "POST", "/api/v1/alerts/unacknowledge", json!({"alerts": ids})).await.expect(200).json();
        assert_eq!(turned["changed"].as_array().unwrap().len(), 2);
        assert_eq!(waiting(&app, &member).await, 2);
    }

    async fn what_is_picked_leads_to_a_silence_and_an_incident(app: TestApp) {
        let ids = fire(&app, json!([alert("A.x", "tokyo"), alert("B", "tokyo"), alert("C", "osaka")])).await;
        let (member, reader) = (app.person("水野 遥", Role::Member).await, app.person("監査", Role::Read).await);
        let silence = app.post_form(&member, "/alerts/silence", &picked(&ids[..2])).await.expect(303);
        let form = app.page(&member, silence.location()).await.expect(200).text;
        assert!(form.contains("alertname=~&#34;A\\\\.x|B&#34;\ncluster=&#34;tokyo&#34;\nservice=&#34;checkout&#34;"), "{form}");
        let incident = app.post_form(&member, "/alerts/incident", &picked(&ids)).await.expect(303);
        let form = app.page(&member, incident.location()).await.expect(200).text;
        assert!(ids.iter().all(|id| form.contains(&format!("value=\"{id}\""))), "{form}");
        for deed in ["acknowledge", "silence", "incident"] {
            let path = format!("/alerts/{deed}");
            app.post_form(&reader, &path, &picked(&ids)).await.expect(403);
            // Nothing, or nothing that is an alert.
            for nothing in [&[][..], &[("alert", "nonsense")]] {
                assert_eq!(app.post_form(&member, &path, nothing).await.expect(303).location(), "/alerts", "{deed}");
            }
            let many: Vec<String> = (0..501).map(|n| format!("{n:016x}")).collect();
            assert_eq!(app.post_form(&member, &path, &picked(&many)).await.expect(303).location(), "/alerts?state=firing&by=rule");
            let elsewhere = [("alert", ids[0].as_str()), ("next", "https://example.com/")];
            assert!(app.post_form(&member, &path, &elsewhere).await.expect(303).location().starts_with('/'));
        }
        app.post_form(&member, "/alerts/silence", &[("alert", "00000000000000ab")]).await.expect(303);
    }
}

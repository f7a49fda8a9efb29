//! The list of alerts: by state, narrowed by conditions, gathered into groups; by page and by API.

use axum::body::Body;
use axum::http::Request;
use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both;
use crate::intake::Source;
use crate::support::{TestApp, Who};

/// What inhibits by service, and what flaps.
const ROUTES: &str = "route: {receiver: default}\nreceivers: [{name: default}]\n\
    inhibit_rules: [{source_matchers: [severity=\"critical\"], target_matchers: [severity=\"warning\"], equal: [service]}]\n\
    ryugaku: {flapping: {changes: 3, within: 10m}}\n";

fn alert(name: &str, service: &str, severity: &str, cluster: &str) -> Value {
    json!({"labels": {"alertname": name, "service": service, "severity": severity, "cluster": cluster},
        "annotations": {"summary": format!("{name} が続いている")}})
}

struct Stage {
    member: Who,
    admin: Who,
    source: Source,
    silence: String,
    window: String,
}

/// One alert that is told of, and one of each kind that is held back.
async fn stage(app: &TestApp) -> Stage {
    let admin = app.admin().await;
    let team = app.team("pay", TeamKind::Product).await;
    let member = app.member_of(&team, "水野 遥").await;
    let product = json!({"slug": "shop", "name": "店", "team": "pay"});
    app.api(&admin, "POST", "/api/v1/products", product).await.expect(201);
    let service = json!({"slug": "checkout", "name": "決済", "product": "shop"});
    app.api(&admin, "POST", "/api/v1/services", service).await.expect(201);
    app.api(&admin, "PUT", "/api/v1/routing", json!({"text": ROUTES})).await.expect(200);
    let silence = json!({"matchers": ["cluster=\"tokyo-3\""], "duration": "2h", "comment": "ノードの入れ替え"});
    let silence = app.api(&member, "POST", "/api/v1/silences", silence).await.expect(201).json();
    let window = json!({"title": "大阪の停電", "matchers": ["cluster=osaka"], "duration": "2h"});
    let window = app.api(&member, "POST", "/api/v1/maintenance-windows", window).await.expect(201).json();
    let source = app.source(&admin, "prometheus").await;
    app.apply_alerts().await;
    let all = json!([
        alert("Down", "checkout", "critical", "tokyo-1"),
        alert("Slow", "checkout", "warning", "tokyo-1"),
        alert("Slow", "checkout", "warning", "tokyo-2"),
        alert("KubeletDown", "node", "warning", "tokyo-3"),
        alert("PowerLost", "node", "warning", "osaka"),
    ]);
    app.alerts(&source, all).await;
    for _ in 0..2 {
        app.alerts(&source, json!([alert("Unsteady", "search", "page", "tokyo-1")])).await;
        let mut over = alert("Unsteady", "search", "page", "tokyo-1");
        app.clock.advance(SignedDuration::from_secs(20));
        over["endsAt"] = json!(app.now().to_string());
        app.alerts(&source, json!([over])).await;
    }
    app.alerts(&source, json!([alert("Unsteady", "search", "page", "tokyo-1")])).await;
    let text = |value: &Value| value["id"].as_str().unwrap().to_owned();
    Stage { member, admin, source, silence: text(&silence), window: text(&window) }
}

async fn listed(app: &TestApp, who: &Who, query: &str) -> Vec<String> {
    let list = app.get(who, &format!("/api/v1/alerts?{query}")).await.expect(200).json();
    let mut names: Vec<_> =
        list["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

async fn one(app: &TestApp, who: &Who, name: &str) -> Value {
    let list = app.get(who, "/api/v1/alerts?limit=200").await.expect(200).json();
    list["items"].as_array().unwrap().iter().find(|alert| alert["name"] == name).expect("it is active").clone()
}

fn count(page: &str, word: &str) -> usize {
    page.matches(word).count()
}

both! {
    async fn every_alert_stands_in_its_state(app: TestApp) {
        let Stage { member, silence, window, .. } = stage(&app).await;
        for (state, names) in [
            ("", &["Down", "KubeletDown", "PowerLost", "Slow", "Slow", "Unsteady"][..]),
            ("state=active", &["Down", "KubeletDown", "PowerLost", "Slow", "Slow", "Unsteady"]),
            ("state=firing", &["Down"]),
            ("state=waiting", &["Down"]),
            ("state=inhibited", &["Slow", "Slow"]),
            ("state=silenced", &["KubeletDown", "PowerLost"]),
            ("state=flapping", &["Unsteady"]),
            ("state=resolved", &["Unsteady", "Unsteady"]),
            ("state=silenced&filter=cluster%3Dosaka", &["PowerLost"]),
            ("state=inhibited&service=node", &[]),
        ] {
            assert_eq!(listed(&app, &member, state).await, names, "{state}");
        }
        app.get(&member, "/api/v1/alerts?state=unheard").await.expect(422);
        let down = one(&app, &member, "Down").await;
        assert_eq!((&down["state"], down.get("held_by"), &down["service"]["slug"]), (&json!("firing"), None, &json!("checkout")));
        assert_eq!(down["team"], down["service"]["team"]);
        let slow = one(&app, &member, "Slow").await;
        assert_eq!(slow["held_by"]["inhibited_by"], json!([{"id": down["id"], "name": "Down"}]));
        let silenced = one(&app, &member, "KubeletDown").await;
        assert_eq!((&silenced["state"], &silenced["held_by"]["silences"][0]["id"]), (&json!("silenced"), &json!(silence)));
        assert_eq!(silenced["held_by"]["silences"][0]["name"], "cluster=\"tokyo-3\"");
        let alone = app.get(&member, &format!("/api/v1/alerts/{}", silenced["id"].as_str().unwrap())).await.expect(200).json();
        assert_eq!(alone["held_by"], silenced["held_by"]);
        let maintained = one(&app, &member, "PowerLost").await;
        assert_eq!(maintained["held_by"], json!({"maintenance_windows": [{"id": window, "name": "大阪の停電"}]}));
        assert_eq!(one(&app, &member, "Unsteady").await["held_by"], json!({"flapping": true}));
        // The tabs count the same, and the side counts what waits.
        let page = app.page(&member, "/alerts").await.expect(200).text;
        for (word, n) in [("すべて", 6), ("鳴っている", 1), ("未対応", 1), ("ばたつき", 1), ("抑制", 2), ("サイレンス", 2), ("鳴りやんだ", 2)] {
            assert!(page.contains(&format!("{word} <span class=\"n\">{n}</span>")), "{word} {n}: {page}");
        }
        assert!(page.contains("<span class=\"label\">アラート</span><span class=\"n\">1</span>"), "{page}");
        // Held ones say by what, with a link.
        for said in [format!("/silences/{silence}"), format!("/maintenance/{window}"), "Down が鳴っている間は知らせない".into(), "短い間に".into(), "ノードの入れ替え".into()] {
            assert!(page.contains(&said), "{said}: {page}");
        }
        assert!(page.contains("href=\"/alerts/") && page.contains("#why\""));
        for lang in Lang::ALL {
            for state in ["active", "firing", "waiting", "flapping", "inhibited", "silenced", "resolved"] {
                for by in ["cause", "rule", "service", "owner", "flat"] {
                    for q in ["", "&q=nothing-fits"] {
                        let page = app.page_in(lang, Some(&member), &format!("/alerts?state={state}&by={by}{q}")).await.expect(200).text;
                        assert!(!page.contains('⟦') && page.contains("class=\"empty\"") != q.is_empty(), "{state} {by}: {page}");
                    }
                }
            }
        }
        // The silence is over: what it held back is told of.
        app.api(&member, "POST", &format!("/api/v1/silences/{silence}/expire"), json!({})).await.expect(200);
        app.apply_alerts().await;
        assert_eq!(listed(&app, &member, "state=firing").await, ["Down", "KubeletDown"]);
        assert_eq!(listed(&app, &member, "state=silenced").await, ["PowerLost"]);
    }

    async fn conditions_are_chips(app: TestApp) {
        let Stage { member, .. } = stage(&app).await;
        let page = app.page(&member, "/alerts?q=severity%3Dwarning,cluster!%3Dosaka&q=Tokyo&service=checkout&by=flat").await.expect(200).text;
        assert_eq!(count(&page, "class=\"mt\""), 4, "{page}");
        assert_eq!(count(&page, "data-pick data-key"), 2, "{page}");
        // Each leaves the others when it goes, and goes along when one more is written.
        assert!(page.contains("/alerts?state=active&#38;q=cluster%21%3D%22osaka%22&#38;q=tokyo&#38;service=checkout&#38;by=flat"), "{page}");
        assert!(page.contains("name=\"q\" value=\"cluster!=&#34;osaka&#34;\"") && page.contains("name=\"service\" value=\"checkout\""), "{page}");
        // A label leads to the list that is narrowed by it.
        assert!(page.contains("q=cluster%3D%22tokyo-2%22"), "{page}");
        assert!(!page.contains("q=severity%3D%22warning%22&#38;q=severity"), "what is asked for already is not offered again");
        // What cannot be read is said, and stays to be mended; the others hold.
        let wrong = app.page(&member, "/alerts?q=a%3D~%5B&q=cluster%3Dosaka").await.expect(200).text;
        assert!(wrong.contains("条件を読めない") && wrong.contains("value=\"a=~[\"") && count(&wrong, "class=\"mt\"") == 1, "{wrong}");
        assert!(wrong.contains("PowerLost") && !wrong.contains("KubeletDown"), "{wrong}");
        let many: String = (0..120).map(|n| format!("&q=word{n}")).collect();
        assert!(app.page(&member, &format!("/alerts?{}", &many[1..])).await.expect(200).text.contains("条件を読めない"));
    }

    async fn groups_are_by_what_is_asked(app: TestApp) {
        let Stage { member, admin, source, .. } = stage(&app).await;
        let down = one(&app, &member, "Down").await["id"].as_str().unwrap().to_owned();
        let opened = json!({"title": "決済が止まった", "severity": "sev1", "alerts": [down]});
        let number = app.api(&admin, "POST", "/api/v1/incidents", opened).await.expect(201).json()["number"].as_str().unwrap().to_owned();
        let page = app.page(&member, "/alerts").await.expect(200).text;
        let places: Vec<_> = [&*format!("{number} 決済が止まった"), "短い間に", "ノードの入れ替え", "Down が鳴っている間は知らせない"].iter().map(|said| page.find(said).unwrap_or_else(|| panic!("{said}: {page}"))).collect();
        assert!(places.is_sorted(), "what is told of comes first: {places:?} {page}");
        let page = app.page(&member, "/alerts?by=service").await.expect(200).text;
        assert!(page.contains(">checkout</a><span class=\"note\">店</span>"), "{page}");
        let page = app.page(&member, "/alerts?by=owner").await.expect(200).text;
        assert!(page.contains(">PAY ") && page.contains(">持ち主がわからない</th>"), "{page}");
        assert_eq!(count(&app.page(&member, "/alerts?by=flat").await.text, "class=\"gh\""), 0);
        // A storm leaves room for the rest, and all of it is a page of its own.
        let storm: Vec<_> = (0..230).map(|n| alert("Storm", &format!("s{n}"), "info", "kobe")).collect();
        app.alerts(&source, json!(storm)).await;
        let page = app.page(&member, "/alerts?by=rule").await.expect(200).text;
        assert!(page.contains("230件のうち 20件") && page.contains("KubeletDown") && page.contains("group=rule%3AStorm"), "{page}");
        let page = app.page(&member, "/alerts?by=rule&group=rule%3AStorm").await.expect(200).text;
        assert!(count(&page, "data-pick data-key") == 100 && !page.contains("KubeletDown") && page.contains("rel=\"next\""), "{page}");
        let (mut seen, mut after) = (0, String::new());
        loop {
            let page = app.page(&member, &format!("/alerts?by=rule&group=rule%3AStorm{after}")).await.expect(200).text;
            seen += count(&page, "data-pick data-key");
            let Some(next) = page.split("rel=\"next\"").nth(1) else { break };
            after = format!("&after={}", next.split("after=").nth(1).unwrap().split('"').next().unwrap());
        }
        assert_eq!(seen, 230);
        // By age alone the pages are those of the API.
        let flat = app.page(&member, "/alerts?by=flat").await.expect(200).text;
        assert!(count(&flat, "data-pick data-key") == 100 && !flat.contains("KubeletDown"), "{flat}");
    }

    /// Theirs alone, in whatever state the list is; the same twice is once, and there is an end to it.
    async fn conditions_are_kept(app: TestApp) {
        let Stage { member, .. } = stage(&app).await;
        let reader = app.person("監査", Role::Read).await;
        let keep = async |who: &Who, query: &str| {
            let next = format!("/alerts?{query}");
            assert_eq!(app.post_form(who, "/alerts/filters", &[("next", &next)]).await.expect(303).location(), next);
        };
        let narrowed = "state=silenced&q=cluster%3D%22tokyo-3%22&q=kubelet";
        let page = app.page(&reader, &format!("/alerts?{narrowed}")).await.expect(200).text;
        assert!(page.contains("この条件を覚える") && !page.contains("覚えた条件</span>"), "{page}");
        for _ in 0..2 {
            keep(&reader, narrowed).await;
        }
        let page = app.page(&reader, &format!("/alerts?{narrowed}")).await.text;
        assert!(!page.contains("この条件を覚える") && count(&page, "aria-current=\"true\"") == 1, "{page}");
        let page = app.page(&reader, "/alerts?state=firing&by=rule").await.text;
        let link = "/alerts?state=firing&#38;q=cluster%3D%22tokyo-3%22&#38;q=kubelet&#38;by=rule";
        assert!(count(&page, link) == 1 && page.contains("cluster=&#34;tokyo-3&#34;, kubelet"), "{page}");
        // Nobody else has it, or hears of it, or takes it out.
        assert!(!app.page(&member, "/alerts").await.text.contains("覚えた条件"));
        assert!(!app.page(&member, "/ledger").await.text.contains("条件を 1つ覚えた"));
        assert!(app.page(&reader, "/ledger").await.text.contains("条件を 1つ覚えた"));
        let drop = page.split("action=\"/alerts/filters/").nth(1).unwrap().split('"').next().unwrap();
        let drop = format!("/alerts/filters/{drop}");
        app.post_form(&member, &drop, &[]).await.expect(404);
        // Nothing to keep, too much, too many.
        for (query, says) in [("state=active", "覚える条件がない".to_owned()), (&*format!("q={}", "x".repeat(2_000)), "条件が長すぎる".to_owned())] {
            let next = format!("/alerts?{query}");
            app.post_form(&reader, "/alerts/filters", &[("next", &next)]).await.expect(303);
            let page = app.page(&reader, "/alerts").await.text;
            assert!(count(&page, "action=\"/alerts/filters/") == 1, "{says}: {page}");
        }
        for n in 0..30 {
            keep(&reader, &format!("q=word{n}")).await;
        }
        let page = app.page(&reader, "/alerts").await.text;
        assert!(count(&page, "action=\"/alerts/filters/") == 20 && page.contains("word18") && !page.contains("word19"), "{page}");
        app.post_form(&reader, &drop, &[("next", "/alerts?q=word3")]).await.expect(303);
        let page = app.page_in(Lang::En, Some(&reader), "/alerts?q=word99").await.text;
        assert!(count(&page, "action=\"/alerts/filters/") == 19 && !page.contains("kubelet") && page.contains("Remember this filter"), "{page}");
    }

    /// As on the page; by persons alone.
    async fn conditions_are_kept_by_api(app: TestApp) {
        const AT: &str = "/api/v1/alerts/filters";
        let Stage { member, admin, .. } = stage(&app).await;
        let (reader, intake) = (app.person("監査", Role::Read).await, app.person("送り手", Role::Intake).await);
        let body = json!({"conditions": ["severity=critical, cluster=~\"tokyo.*\"", "Down 決済"]});
        let made = app.api(&reader, "POST", AT, body.clone()).await.expect(201);
        let (location, made) = (made.location().to_owned(), made.json());
        assert_eq!(made["conditions"], json!(["severity=\"critical\"", "cluster=~\"tokyo.*\"", "down", "決済"]));
        assert!(location.ends_with(made["id"].as_str().unwrap()) && made["kept_at"].is_string(), "{location} {made}");
        assert_eq!(app.api(&reader, "POST", AT, body).await.expect(201).json(), made);
        // It stands above the list, and leads to what it narrows; one of the page is here.
        let page = app.page(&reader, made["page"].as_str().unwrap()).await.expect(200).text;
        assert!(count(&page, "action=\"/alerts/filters/") == 1 && count(&page, "aria-current=\"true\"") == 1, "{page}");
        app.post_form(&reader, "/alerts/filters", &[("next", "/alerts?q=slow&service=checkout")]).await.expect(303);
        let list = app.get(&reader, AT).await.expect(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        assert_eq!(list["items"][1]["conditions"], json!(["slow", "service=\"checkout\""]));
        for (conditions, field, says) in [
            (json!([]), "conditions", "nothing to remember"),
            (json!([" "]), "conditions", "nothing to remember"),
            (json!(["a=b", "c=~["]), "conditions[1]", ""),
            (json!(["x".repeat(2_001)]), "conditions", "too long"),
            (json!([7]), "conditions[0]", ""),
        ] {
            let refused = app.api(&reader, "POST", AT, json!({"conditions": conditions})).await.expect(422).json();
            assert_eq!(refused["errors"][0]["field"], field, "{refused}");
            assert!(refused["errors"][0]["detail"].as_str().unwrap().contains(says), "{refused}");
        }
        // Others have their own; whoever may not read the list keeps nothing of it.
        assert_eq!(app.get(&member, AT).await.expect(200).json()["items"], json!([]));
        app.api(&member, "DELETE", &location, Value::Null).await.expect(404);
        app.get(&intake, AT).await.expect(403);
        app.api(&intake, "POST", AT, json!({})).await.expect(403);
        // A program is told why.
        let token = app.api(&admin, "POST", "/api/v1/tokens", json!({"name": "ci", "role": "member"})).await.expect(201).json();
        for (method, path, body) in [("GET", AT, ""), ("POST", AT, "{\"conditions\":[\"a=b\"]}"), ("DELETE", location.as_str(), "")] {
            let request = Request::builder().method(method).uri(path).header("authorization", format!("Bearer {}", token["token"].as_str().unwrap()));
            let reply = app.send(request.header("accept-language", "en").body(Body::from(body)).unwrap()).await.expect(403);
            assert!(reply.text.contains("belong to a person"), "{}", reply.text);
        }
        let left = app.api(&reader, "DELETE", &location, Value::Null).await.expect(200).json();
        assert_eq!((left["items"].as_array().unwrap().len(), &left["items"][0]), (1, &list["items"][1]));
        app.api(&reader, "DELETE", &location, Value::Null).await.expect(404);
    }

    async fn readers_pick_nothing(app: TestApp) {
        stage(&app).await;
        let reader = app.person("監査", Role::Read).await;
        let page = app.page(&reader, "/alerts").await.expect(200).text;
        assert!(page.contains("Down") && !page.contains("data-pick") && !page.contains("class=\"bulk\""), "{page}");
    }
}

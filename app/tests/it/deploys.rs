//! Deploys: told by a sender, by API and by hand; kept once; shown where an incident asks what changed before it.

use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_kernel::{Lang, Role, Time};
use serde_json::{Value, json};

use crate::both;
use crate::support::{TestApp, Who};

const AT: &str = "/api/v1/deploys";

async fn services(app: &TestApp, admin: &Who) {
    app.team("ours", TeamKind::Product).await;
    app.api(admin, "POST", "/api/v1/products", json!({"slug": "shop", "name": "店", "team": "ours"})).await.expect(201);
    for (slug, name) in [("api", "決済API"), ("web", "画面")] {
        let service = json!({"slug": slug, "name": name, "product": "shop"});
        app.api(admin, "POST", "/api/v1/services", service).await.expect(201);
    }
}

async fn kept(app: &TestApp, who: &Who, query: &str) -> Vec<Value> {
    app.get(who, &format!("{AT}?{query}")).await.expect(200).json()["items"].as_array().unwrap().clone()
}

fn ago(app: &TestApp, minutes: i64) -> Time {
    app.now().minus(SignedDuration::from_mins(minutes))
}

/// Of the timeline, each as `kind sentence`.
async fn deploys(app: &TestApp, who: &Who, number: &str) -> Vec<String> {
    let path = format!("/api/v1/incidents/{number}/timeline");
    let page = app.get(who, &path).await.expect(200).json();
    let entries = page["items"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "deploy.recorded");
    entries.map(|entry| entry["sentence"].as_str().unwrap().to_owned()).collect()
}

both! {
    async fn a_sender_tells_of_deploys_and_each_is_there_once(app: TestApp) {
        let admin = app.admin().await;
        services(&app, &admin).await;
        let source = app.source(&admin, "deploy").await;
        let one = json!({"service": "api", "version": "1.4.2", "revision": "3f9a2b1c", "url": "https://ci.example/1",
            "who": "CI", "at": ago(&app, 5)});
        for _ in 0..2 {
            app.deliver(&format!("/intake/deploy/{}", source.key), None, one.to_string()).await.expect(200);
            app.deliver("/intake/deploy", Some(&source.key), one.to_string()).await.expect(200);
        }
        let all = kept(&app, &admin, "").await;
        assert_eq!(all.len(), 1, "{all:?}");
        assert_eq!((&all[0]["services"], &all[0]["environment"], &all[0]["who"]), (&json!(["api"]), &json!("production"), &json!("CI")));
        let named = |version: &str| json!([{"product": "shop", "version": version, "id": "run-7", "environment": "staging"}]);
        app.deliver("/intake/deploy", Some(&source.key), named("2").to_string()).await.expect(200);
        app.deliver("/intake/deploy", Some(&source.key), named("3").to_string()).await.expect(200);
        let of_web = kept(&app, &admin, "service=web").await;
        assert_eq!((of_web.len(), &of_web[0]["version"], &of_web[0]["product"]), (1, &json!("2"), &json!("shop")));
        let events = app.get(&admin, "/api/v1/events?limit=200").await.expect(200).json();
        let events: Vec<&Value> = events["items"].as_array().unwrap().iter().filter(|event| event["kind"] == "deploy.recorded").collect();
        assert_eq!(events.len(), 2, "{events:?}");
        assert_eq!((&events[0]["facts"]["version"], events[0]["about"].as_array().unwrap().len()), (&json!("1.4.2"), 1));
        assert!(!events[0].to_string().contains("ci.example"), "what people write stands in no event");
        assert_eq!(events[1]["about"].as_array().unwrap().len(), 3, "both services and the product");
        let shown = app.get(&admin, &format!("/api/v1/integrations/{}", source.id)).await.json();
        assert_eq!((&shown["kind"], &shown["deliveries"], &shown["alerts"]), (&json!("deploy"), &json!(6), &json!(0)));
        for (lang, words, says) in [(Lang::Ja, "届いている", "をデプロイした"), (Lang::En, "Receiving", "Deployed")] {
            let page = app.page_in(lang, Some(&admin), &format!("/integrations/{}", source.id)).await.expect(200).text;
            assert!(page.contains("/intake/deploy") && page.contains(words) && !page.contains('⟦'), "{page}");
            assert!(!page.contains("/test\""), "it sends no alerts");
            let ledger = app.page_in(lang, Some(&admin), "/ledger").await.expect(200).text;
            assert!(ledger.contains(says) && !ledger.contains('⟦'), "{ledger}");
        }
    }

    async fn what_is_wrong_is_named_and_the_rest_is_kept(app: TestApp) {
        let admin = app.admin().await;
        services(&app, &admin).await;
        let source = app.source(&admin, "deploy").await;
        let mixed = json!([{"service": "api", "version": "1"}, {"service": "none", "version": "1"}, {"version": 5}, 7,
            {"service": "web", "product": "shop", "version": ""}, {"service": "web", "version": "2"},
            {"service": "web", "version": "3", "url": "javascript:alert(1)", "at": "2036-01-01T00:00:00Z"}]);
        let refused = app.deliver("/intake/deploy", Some(&source.key), mixed.to_string()).await.expect(422).json();
        let fields: Vec<&str> = refused["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["1.service", "2.version", "3", "4.service", "4.version", "6.url", "6.at"], "in the order of what was sent: {refused}");
        let alone = json!({"at": "2036-01-01T00:00:00Z", "who": "a\nb", "version": " ", "service": "none"});
        let refused = app.api(&admin, "POST", AT, alone).await.expect(422).json();
        let fields: Vec<&str> = refused["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["service", "version", "who", "at"], "{refused}");
        assert_eq!(kept(&app, &admin, "").await.len(), 2);
        for wrong in ["", "[", "5", "{}"] {
            app.deliver("/intake/deploy", Some(&source.key), wrong).await.expect(422);
        }
        app.deliver("/intake/deploy", Some(&source.key), json!(vec![0; 501]).to_string()).await.expect(422);
        app.deliver("/intake/deploy", Some(&source.key), vec![b' '; (10 << 20) + 1]).await.expect(413);
        app.deliver("/intake/deploy", Some(&source.key), "{\"service\": \"api\", \"version\": \"a\\u0000b\"}").await.expect(422);
        let shown = app.get(&admin, &format!("/api/v1/integrations/{}", source.id)).await.json();
        assert_eq!((&shown["refusals"], &shown["last_refusal"]["field"]), (&json!(8), &json!("version")));
        // What else GitHub tells of is no mistake of whoever set the webhook up.
        let push = json!({"ref": "refs/heads/main", "commits": [], "repository": {"name": "shop-monorepo"}, "sender": {"login": "octo"}});
        let ping = json!({"zen": "Keep it logically awesome.", "hook_id": 1, "repository": {}, "sender": {}});
        for other in [push, ping] {
            let said = app.deliver(&format!("/intake/deploy/{}", source.key), None, other.to_string()).await.expect(200).text;
            assert!(said.contains("no deploy"), "{said}");
        }
        let shown = app.get(&admin, &format!("/api/v1/integrations/{}", source.id)).await.json();
        assert_eq!(shown["refusals"], 8, "{shown}");
        // GitHub says when it has begun, and again when it is done.
        let github = |state: &str| json!({"deployment_status": {"state": state, "target_url": null, "created_at": ago(&app, 1)},
            "deployment": {"id": 9, "ref": "v7", "sha": "f95f852b", "environment": "production", "creator": {"login": "octo"}},
            "repository": {"name": "shop-monorepo"}}).to_string();
        let at = format!("/intake/deploy/{}?service=web", source.key);
        app.deliver(&at, None, github("in_progress")).await.expect(200);
        assert_eq!(kept(&app, &admin, "").await.len(), 2);
        app.deliver(&at, None, github("success")).await.expect(200);
        app.deliver(&at, None, github("success")).await.expect(200);
        let newest = &kept(&app, &admin, "service=web").await[0];
        assert_eq!((&newest["version"], &newest["who"]), (&json!("v7"), &json!("octo")));
        assert_eq!(kept(&app, &admin, "").await.len(), 3);
        let unknown = app.deliver(&format!("/intake/deploy/{}", source.key), None, github("success")).await.expect(422);
        assert!(unknown.text.contains("service"), "{}", unknown.text);
    }

    async fn who_may_and_page_by_page(app: TestApp) {
        let admin = app.admin().await;
        services(&app, &admin).await;
        let (member, reader) = (app.person("水野 遥", Role::Member).await, app.person("監査", Role::Read).await);
        let new = |version: &str| json!({"service": "api", "version": version, "at": ago(&app, 3)});
        let made = app.api(&member, "POST", AT, new("1")).await.expect(201);
        let at = made.location().to_owned();
        let again = app.api(&member, "POST", AT, new("1")).await.expect(200).json();
        assert_eq!(again["id"], made.json()["id"]);
        assert_eq!(app.get(&reader, &at).await.expect(200).json(), again);
        app.get(&reader, &format!("{AT}/{}", reader.id)).await.expect(404);
        app.api(&reader, "POST", AT, new("2")).await.expect(403);
        app.api(&member, "POST", AT, json!({"service": "none", "version": "1"})).await.expect(422);
        app.deliver("/intake/deploy/rki_wrong", None, new("2").to_string()).await.expect(401);
        app.deliver("/intake/deploy", None, new("2").to_string()).await.expect(401);
        let source = app.source(&admin, "prometheus").await;
        app.read_v2(&source.key, AT).await.expect(403);
        for version in ["2", "3"] {
            app.clock.advance(SignedDuration::from_secs(1));
            app.api(&member, "POST", AT, new(version)).await.expect(201);
        }
        let first = app.get(&reader, &format!("{AT}?limit=2&service=api")).await.expect(200).json();
        let rest = app.get(&reader, &format!("{AT}?limit=2&after={}", first["next"].as_str().unwrap())).await.expect(200).json();
        let versions: Vec<&Value> = [&first, &rest].iter().flat_map(|page| page["items"].as_array().unwrap()).map(|one| &one["version"]).collect();
        assert_eq!(versions, ["3", "2", "1"]);
        app.get(&reader, &format!("{AT}?service=none")).await.expect(422);
        app.get(&reader, &format!("{AT}?after=x")).await.expect(422);
    }

    /// From two hours before it began until it was resolved, of its own services alone; whenever it was told.
    async fn an_incident_shows_what_changed_just_before(app: TestApp) {
        let admin = app.admin().await;
        services(&app, &admin).await;
        let tell = async |service: &str, version: &str, at: Time| {
            let new = json!({"service": service, "version": version, "at": at, "revision": "3f9a2b1c7d8e9f", "who": "佐伯",
                "url": "https://ci.example/runs/7"});
            app.api(&admin, "POST", AT, new).await.expect(201);
        };
        let begun = app.now();
        tell("api", "1.0", ago(&app, 121)).await;
        tell("api", "1.1", ago(&app, 119)).await;
        tell("web", "5", ago(&app, 10)).await;
        for more in [json!({}), json!({"practice": true}), json!({"restricted_to": []})] {
            let mut new = json!({"title": "決済APIで5xx", "severity": "sev2", "services": ["api"]});
            new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let number = app.api(&admin, "POST", "/api/v1/incidents", new).await.expect(201).json()["number"].as_str().unwrap().to_owned();
            assert_eq!(deploys(&app, &admin, &number).await, ["Deployed 決済API 1.1 (production)"], "{number}");
        }
        app.clock.advance(SignedDuration::from_mins(20));
        app.api(&admin, "POST", "/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
        app.clock.advance(SignedDuration::from_mins(20));
        tell("api", "1.3", ago(&app, 1)).await;
        app.api(&admin, "POST", AT, json!({"product": "shop", "version": "1.2", "at": begun.plus(SignedDuration::from_mins(8))})).await.expect(201);
        assert_eq!(deploys(&app, &admin, "INC-1").await, ["Deployed 決済API 1.2 (production)", "Deployed 決済API 1.1 (production)"]);
        for (lang, label, sentence) in [
            (Lang::Ja, "直前のデプロイ", "決済API 1.1 をデプロイした (production)"),
            (Lang::En, "Deployed just before", "Deployed 決済API 1.1 (production)"),
        ] {
            for (tab, lines) in [("", 2), ("?show=deploys", 2), ("?show=notes", 1)] {
                let room = app.page_in(lang, Some(&admin), &format!("/incidents/INC-1{tab}")).await.expect(200).text;
                assert!(room.contains(label) && !room.contains('⟦'), "{room}");
                assert_eq!(room.matches(sentence).count(), lines, "{tab}: {room}");
            }
            let room = app.page_in(lang, Some(&admin), "/incidents/INC-1?show=deploys").await.expect(200).text;
            assert!(room.contains("href=\"https://ci.example/runs/7\" rel=\"noopener noreferrer\" target=\"_blank\">3f9a2b1c7d<"), "{room}");
        }
        let draft = app.api(&admin, "POST", "/api/v1/incidents/INC-1/postmortem", json!({})).await.expect(201).json();
        let text = draft["body"].as_str().unwrap();
        assert!(text.contains("- 直前のデプロイ: 2026-11-19 01:13 決済API 1.1 をデプロイした (production)\n"), "{text}");
        assert!(text.contains("| 2026-11-19 01:13 | 決済API 1.1 をデプロイした (production) 3f9a2b1c7d (佐伯) |"), "{text}");
        assert!(text.contains("決済API 1.2") && !text.contains("1.3") && !text.contains("1.0 を"), "{text}");
        app.run_jobs().await;
    }

    /// However much is deployed while it goes on, what was deployed before it is named.
    async fn a_long_incident_names_what_was_before_it(app: TestApp) {
        let admin = app.admin().await;
        services(&app, &admin).await;
        let source = app.source(&admin, "deploy").await;
        let begun = app.now();
        let before = json!({"service": "api", "version": "before", "at": ago(&app, 10)});
        app.api(&admin, "POST", AT, before).await.expect(201);
        app.api(&admin, "POST", AT, json!({"service": "api", "version": "just-then", "at": begun})).await.expect(201);
        let new = json!({"title": "決済APIで5xx", "severity": "sev2", "services": ["api"]});
        app.api(&admin, "POST", "/api/v1/incidents", new).await.expect(201);
        app.clock.advance(SignedDuration::from_hours(6));
        let since = |n: i64| json!({"service": "api", "version": format!("since-{n}"), "at": begun.plus(SignedDuration::from_mins(n))});
        let all: Vec<Value> = (1..=210).map(since).collect();
        app.deliver("/intake/deploy", Some(&source.key), json!(all).to_string()).await.expect(200);
        let found = deploys(&app, &admin, "INC-1").await;
        let once = |version: &str| found.iter().filter(|said| said.contains(version)).count();
        assert_eq!((found.len(), once("since-210 "), once("since-1 ")), (202, 1, 0), "the latest two hundred of what came since");
        assert_eq!((once(" before "), once("just-then")), (1, 1), "{found:?}");
        let room = app.page(&admin, "/incidents/INC-1?show=notes").await.expect(200).text;
        assert!(room.contains("直前のデプロイ") && room.contains("決済API just-then をデプロイした"), "{room}");
        app.api(&admin, "POST", "/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
        let draft = app.api(&admin, "POST", "/api/v1/incidents/INC-1/postmortem", json!({})).await.expect(201).json();
        let text = draft["body"].as_str().unwrap();
        let line = text.lines().find(|line| line.starts_with("- 直前のデプロイ: ")).unwrap_or_default();
        assert!(line.contains("just-then") && line.contains("決済API before") && !line.contains("since"), "{text}");
        app.run_jobs().await;
    }

    /// Whatever arrived last first, of one service, page by page, with what began soon after as far as the reader may know of it.
    async fn all_of_them_stand_on_a_page(app: TestApp) {
        let admin = app.admin().await;
        services(&app, &admin).await;
        let reader = app.person("監査", Role::Read).await;
        for (lang, says) in [(Lang::Ja, "まだ届いていない"), (Lang::En, "No deploy has arrived so far")] {
            let empty = app.page_in(lang, Some(&reader), "/deploys").await.expect(200).text;
            assert!(empty.contains(says) && empty.contains("/intake/deploy") && !empty.contains('⟦'), "{empty}");
            assert!(!empty.contains("/integrations/new") && !empty.contains("data-row"), "{empty}");
        }
        assert!(app.page(&admin, "/deploys").await.expect(200).text.contains("/integrations/new"));
        let shop = json!({"product": "shop", "version": "5.0", "environment": "staging", "at": ago(&app, 125)});
        app.api(&admin, "POST", AT, shop).await.expect(201);
        let api = json!({"service": "api", "version": "1.4.2", "revision": "3f9a2b1c7d8e9f", "url": "https://ci.example/runs/7",
            "who": "<佐伯>", "at": ago(&app, 20)});
        app.clock.advance(SignedDuration::from_secs(1));
        app.api(&admin, "POST", AT, api).await.expect(201);
        for more in [json!({}), json!({"restricted_to": []}), json!({"practice": true}), json!({"services": ["web"]})] {
            let mut new = json!({"title": "決済APIで5xx", "severity": "sev2", "services": ["api"]});
            new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            app.api(&admin, "POST", "/api/v1/incidents", new).await.expect(201);
        }
        for (lang, whole, then) in [(Lang::Ja, "すべてのサービス", "このあとに始まった"), (Lang::En, "All services", "Began soon after:")] {
            let page = app.page_in(lang, Some(&reader), "/deploys").await.expect(200).text;
            assert_eq!((page.matches("data-row").count(), page.matches(then).count()), (2, 1), "{page}");
            assert!(page.contains("href=\"/incidents/INC-1\">INC-1</a> 決済APIで5xx"), "{page}");
            assert!(page.find(">1.4.2<").unwrap() < page.find(">5.0<").unwrap(), "what arrived last comes first: {page}");
            assert!(page.contains("href=\"https://ci.example/runs/7\" rel=\"noopener noreferrer\" target=\"_blank\">3f9a2b1c7d<"), "{page}");
            assert!(page.contains(whole) && page.contains("/products/shop") && !page.contains("<佐伯>") && !page.contains('⟦'), "{page}");
        }
        let all = app.page(&admin, "/deploys").await.expect(200).text;
        assert!(all.contains("/incidents/INC-2\""), "whoever is named sees what is restricted: {all}");
        let of_web = app.page(&reader, "/deploys?service=web").await.expect(200).text;
        assert!(of_web.matches("data-row").count() == 1 && of_web.contains(">5.0<"), "{of_web}");
        let none = app.page(&reader, "/deploys?service=none").await.expect(200).text;
        assert!(none.contains("届いていない") && !none.contains("data-row") && !none.contains("/intake/deploy"), "{none}");
        let first = app.page(&reader, "/deploys?limit=1").await.expect(200).text;
        assert!(first.contains(">1.4.2<") && !first.contains(">5.0<"), "{first}");
        let (_, next) = first.split_once("href=\"/deploys?after=").unwrap();
        let second = app.page(&reader, &format!("/deploys?after={}", next.split_once('"').unwrap().0)).await.expect(200).text;
        assert!(second.contains(">5.0<") && !second.contains(">1.4.2<") && !second.contains("rel=\"next\""), "{second}");
        for (path, leads) in [("/services/api", "/deploys?service=api"), ("/incidents", "/deploys"), ("/incidents/INC-1", "/deploys?service=api")] {
            let page = app.page(&reader, path).await.expect(200).text;
            assert!(page.contains(&format!("href=\"{leads}\"")), "{path}: {page}");
        }
        app.run_jobs().await;
    }
}

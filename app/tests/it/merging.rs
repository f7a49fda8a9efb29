//! Merging incidents, and how many users were hit.

use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both;
use crate::support::{TestApp, Who};

async fn open(app: &TestApp, who: &Who, title: &str, more: Value) -> String {
    let mut body = json!({"title": title, "severity": "sev2"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.api(who, "POST", "/api/v1/incidents", body).await.expect(201).json()["number"].as_str().unwrap().to_owned()
}

async fn merge(app: &TestApp, who: &Who, number: &str, into: &str, status: u16) -> Value {
    let path = format!("/api/v1/incidents/{number}/merge");
    app.api(who, "POST", &path, json!({"into": into})).await.expect(status).json()
}

async fn get(app: &TestApp, who: &Who, path: &str) -> Value {
    app.get(who, &format!("/api/v1/{path}")).await.expect(200).json()
}

fn numbers(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|one| one["number"].as_str().unwrap()).collect()
}

const ROUTES: &str = "\
route:
  receiver: default
  group_by: [alertname]
  group_wait: 10s
  group_interval: 1m
receivers: [{name: default}]
ryugaku:
  open_incidents: [{matchers: ['severity=\"critical\"'], severity: sev1}]
";

async fn after(app: &TestApp, length: SignedDuration) {
    app.clock.advance(length);
    app.apply_alerts().await;
    app.apply_alerts().await;
}

both! {
    /// The page offers what it would take: to a drill drills, to a real one none of them.
    async fn drills_are_offered_to_drills(app: TestApp) {
        let admin = app.admin().await;
        for (title, practice) in [("本番のひとつ", false), ("本番のふたつ", false), ("訓練のひとつ", true), ("訓練のふたつ", true)] {
            open(&app, &admin, title, json!({"practice": practice})).await;
        }
        let offered = async |number: &str| {
            let page = app.page(&admin, &format!("/incidents/{number}/merge")).await.expect(200).text;
            ["INC-1", "INC-2", "DRILL-3", "DRILL-4"].into_iter().filter(|one| page.contains(&format!("<option value=\"{one}\""))).collect::<Vec<_>>()
        };
        assert_eq!(offered("INC-1").await, ["INC-2"]);
        assert_eq!(offered("DRILL-3").await, ["DRILL-4"]);
    }

    /// What belongs to one belongs to the other from then on.
    async fn it_goes_on_in_the_other(app: TestApp) {
        let (admin, aoki) = (app.admin().await, app.person("青木 澄", Role::Member).await);
        app.team("ours", TeamKind::Product).await;
        app.api(&admin, "POST", "/api/v1/products", json!({"slug": "shop", "name": "店", "team": "ours"})).await.expect(201);
        for slug in ["api", "web"] {
            let service = json!({"slug": slug, "name": slug, "product": "shop"});
            app.api(&admin, "POST", "/api/v1/services", service).await.expect(201);
        }
        let source = app.source(&admin, "prometheus").await;
        app.alerts(&source, json!([{"labels": {"alertname": "A"}}, {"labels": {"alertname": "B"}}])).await;
        let alerts = get(&app, &admin, "alerts").await;
        let alert = |at: usize| alerts["items"][at]["id"].as_str().unwrap().to_owned();
        open(&app, &admin, "決済が止まった", json!({"services": ["api"], "alerts": [alert(0)]})).await;
        open(&app, &aoki, "画面が白い", json!({"services": ["api", "web"], "alerts": [alert(0), alert(1)]})).await;
        app.api(&aoki, "PUT", "/api/v1/incidents/INC-2/roles/commander", json!({"person": "me"})).await.expect(200);
        app.api(&aoki, "PUT", "/api/v1/incidents/INC-2/roles/scribe", json!({"person": "me"})).await.expect(200);
        app.api(&aoki, "POST", "/api/v1/incidents/INC-2/notes", json!({"text": "配信側は正常"})).await.expect(201);
        app.api(&aoki, "POST", "/api/v1/incidents/INC-2/tasks", json!({"title": "監視を足す"})).await.expect(201);

        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&aoki), "/incidents/INC-2/merge?into=INC-1").await.expect(200).text;
            assert!(page.contains("決済が止まった") && page.contains("value=\"INC-1\"") && !page.contains('⟦'), "{page}");
        }
        let done = merge(&app, &aoki, "INC-2", "inc-1", 200).await;
        assert_eq!((&done["alerts"], &done["services"], &done["tasks"]), (&json!(1), &json!(1), &json!(1)), "{done}");
        let there = get(&app, &aoki, "incidents/INC-1").await;
        assert_eq!(there["alerts"].as_array().unwrap().len(), 2, "{there}");
        assert_eq!(there["services"].as_array().unwrap().len(), 2, "{there}");
        let gone = get(&app, &aoki, "incidents/INC-2").await;
        assert_eq!((&gone["merged_into"], &gone["status"], &gone["commander"]), (&json!("INC-1"), &json!("closed"), &Value::Null));
        let roles = get(&app, &aoki, "incidents/INC-2/roles").await;
        assert!(roles["items"].as_array().unwrap().iter().all(|role| role["people"].as_array().unwrap().is_empty()), "{roles}");
        assert_eq!(get(&app, &aoki, "tasks/RT-1").await["origin"]["number"], "INC-1");
        let timeline = get(&app, &aoki, "incidents/INC-1/timeline").await;
        let note = timeline["items"].as_array().unwrap().iter().find(|entry| entry["text"] == "配信側は正常").unwrap();
        assert_eq!(note["from"], "INC-2", "{timeline}");
        let merged = timeline["items"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "incident.merged").count();
        assert_eq!(merged, 1, "{timeline}");

        // It is counted once, and changed there alone.
        assert_eq!(numbers(&get(&app, &aoki, "incidents?status=open").await), ["INC-1"]);
        assert_eq!(numbers(&get(&app, &aoki, "incidents?status=merged").await), ["INC-2"]);
        assert!(numbers(&get(&app, &aoki, "incidents?status=closed").await).is_empty());
        for (method, path, body) in [("POST", "notes", json!({"text": "x"})), ("POST", "reopen", json!({"reason": "x"})),
            ("POST", "tasks", json!({"title": "x"})), ("PUT", "roles/scribe", json!({"person": "me"})), ("PUT", "restriction", json!({})),
            ("POST", "postmortem", json!({})), ("POST", "alerts", json!({"fingerprint": alert(0)}))] {
            let reply = app.api(&aoki, method, &format!("/api/v1/incidents/INC-2/{path}"), body).await.expect(409);
            assert!(reply.text.contains("INC-1"), "{path}: {}", reply.text);
        }
        let alert = app.page(&aoki, &format!("/alerts/{}", alert(1))).await.expect(200).text;
        assert!(alert.contains("INC-1") && !alert.contains("INC-2"), "{alert}");
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&aoki), "/incidents/INC-2").await.expect(200).text;
            assert!(page.contains("href=\"/incidents/INC-1\"") && !page.contains("action=\"/incidents/INC-2/notes\"") && !page.contains('⟦'), "{page}");
            let room = app.page_in(lang, Some(&aoki), "/incidents/INC-1").await.expect(200).text;
            assert!(room.contains("href=\"/incidents/INC-2\"") && !room.contains('⟦'), "{room}");
        }
        // Words can be taken away all the same.
        let path = format!("/api/v1/incidents/INC-2/notes/{}/redact", note["position"]);
        app.api(&aoki, "POST", &path, json!({})).await.expect(200);
        assert!(!app.page(&aoki, "/incidents/INC-1").await.expect(200).text.contains("配信側は正常"));
        // A second time goes further: all of them follow.
        open(&app, &admin, "全部止まった", json!({})).await;
        merge(&app, &admin, "INC-1", "INC-3", 200).await;
        assert_eq!(get(&app, &aoki, "incidents/INC-2").await["merged_into"], "INC-3");
        let timeline = get(&app, &aoki, "incidents/INC-3/timeline").await;
        assert!(timeline["items"].as_array().unwrap().iter().any(|entry| entry["from"] == "INC-2"), "{timeline}");
    }

    /// What cannot be merged is told why.
    async fn what_cannot_be_merged(app: TestApp) {
        let admin = app.admin().await;
        let reader = app.person("監査", Role::Read).await;
        for title in ["一つめ", "二つめ", "三つめ", "四つめ"] {
            open(&app, &admin, title, json!({})).await;
        }
        app.api(&reader, "POST", "/api/v1/incidents/INC-1/merge", json!({"into": "INC-2"})).await.expect(403);
        merge(&app, &admin, "INC-1", "INC-1", 422).await;
        merge(&app, &admin, "INC-1", "INC-99", 422).await;
        merge(&app, &admin, "INC-1", "", 422).await;
        app.post_form(&admin, "/incidents/INC-1/merge", &[("into", "INC-1")]).await.expect(422);
        app.api(&admin, "PUT", "/api/v1/incidents/INC-3/restriction", json!({})).await.expect(200);
        assert!(merge(&app, &admin, "INC-3", "INC-1", 409).await.to_string().contains("Restrict the other one too"));
        merge(&app, &admin, "INC-1", "INC-3", 409).await;
        merge(&app, &admin, "INC-1", "INC-2", 200).await;
        // Neither once more, nor back, nor into what is gone.
        merge(&app, &admin, "INC-1", "INC-2", 409).await;
        merge(&app, &admin, "INC-2", "INC-1", 409).await;
        merge(&app, &admin, "INC-4", "INC-1", 409).await;
        app.api(&admin, "POST", "/api/v1/incidents/INC-2/resolve", json!({})).await.expect(200);
        app.api(&admin, "POST", "/api/v1/incidents/INC-2/postmortem", json!({})).await.expect(201);
        merge(&app, &admin, "INC-2", "INC-4", 409).await;
        // Two that are both restricted: who knew of either knows of both, then everybody.
        let aoki = app.person("青木 澄", Role::Member).await;
        app.api(&admin, "PUT", "/api/v1/incidents/INC-4/restriction", json!({"people": ["青木 澄"]})).await.expect(200);
        app.get(&aoki, "/api/v1/incidents/INC-3").await.expect(404);
        merge(&app, &admin, "INC-3", "INC-4", 200).await;
        app.get(&aoki, "/api/v1/incidents/INC-3").await.expect(200);
        app.get(&reader, "/api/v1/incidents/INC-3").await.expect(404);
        app.api(&aoki, "DELETE", "/api/v1/incidents/INC-4/restriction", Value::Null).await.expect(200);
        app.get(&reader, "/api/v1/incidents/INC-3").await.expect(200);
    }

    /// Of two who merge at the same moment one does.
    async fn one_of_two_wins(app: TestApp) {
        let admin = app.admin().await;
        for title in ["一つめ", "二つめ", "三つめ"] {
            open(&app, &admin, title, json!({})).await;
        }
        let to = |into: &str| json!({"into": into});
        let (one, other) = tokio::join!(
            app.api(&admin, "POST", "/api/v1/incidents/INC-1/merge", to("INC-2")),
            app.api(&admin, "POST", "/api/v1/incidents/INC-2/merge", to("INC-1")),
        );
        let mut both = [one.status, other.status];
        both.sort_unstable();
        assert!(both[0] == 200 && (409..=412).contains(&both[1]), "{both:?} {} {}", one.text, other.text);
        assert_eq!(numbers(&get(&app, &admin, "incidents?status=merged").await).len(), 1);
    }

    /// What has a post-mortem is not merged, and what was merged gets none, whichever comes first.
    async fn a_postmortem_is_begun_meanwhile(app: TestApp) {
        let admin = app.admin().await;
        for round in 1..=8 {
            let (from, into) = (format!("INC-{}", 2 * round - 1), format!("INC-{}", 2 * round));
            for title in ["一つめ", "二つめ"] {
                open(&app, &admin, title, json!({})).await;
            }
            app.api(&admin, "POST", &format!("/api/v1/incidents/{from}/resolve"), json!({})).await.expect(200);
            let (merge, postmortem) = (format!("/api/v1/incidents/{from}/merge"), format!("/api/v1/incidents/{from}/postmortem"));
            let (merged, begun) = tokio::join!(
                app.api(&admin, "POST", &merge, json!({"into": into})),
                app.api(&admin, "POST", &postmortem, json!({})),
            );
            let both = (merged.status, begun.status);
            assert!([(200, 409), (409, 201)].contains(&both), "round {round}: {both:?} {} {}", merged.text, begun.text);
        }
    }

    /// The storm of alerts that opened it goes on in the other: no third one is opened.
    async fn a_storm_follows(app: TestApp) {
        let admin = app.admin().await;
        app.api(&admin, "PUT", "/api/v1/routing", json!({"text": ROUTES, "note": ""})).await.expect(200);
        let source = app.source(&admin, "prometheus").await;
        app.apply_alerts().await;
        let critical = |name: &str, instance: &str| json!([{"labels": {"alertname": name, "instance": instance, "severity": "critical"}}]);
        open(&app, &admin, "決済が止まった", json!({})).await;
        app.alerts(&source, critical("A", "1")).await;
        after(&app, SignedDuration::from_secs(11)).await;
        assert_eq!(numbers(&get(&app, &admin, "incidents?status=open").await), ["INC-2", "INC-1"]);
        merge(&app, &admin, "INC-2", "INC-1", 200).await;
        app.alerts(&source, critical("A", "2")).await;
        after(&app, SignedDuration::from_secs(61)).await;
        assert_eq!(numbers(&get(&app, &admin, "incidents?status=open").await), ["INC-1"]);
        let there = get(&app, &admin, "incidents/INC-1").await;
        assert_eq!(there["alerts"].as_array().unwrap().len(), 2, "{there}");
    }

    /// How many were hit, and how that is known; nothing is made up.
    async fn the_share_of_users(app: TestApp) {
        let admin = app.admin().await;
        open(&app, &admin, "決済が止まった", json!({})).await;
        let at = "/api/v1/incidents/INC-1";
        assert_eq!(get(&app, &admin, "incidents/INC-1").await["users_share"], Value::Null);
        for wrong in [json!({"users_share": 12.5}), json!({"users_share": 101, "users_source": "x"}), json!({"users_share": -1, "users_source": "x"}), json!({"users_share": 12.345, "users_source": "x"})] {
            app.api(&admin, "PATCH", at, wrong).await.expect(422);
        }
        let known = json!({"users_share": 12.5, "users_source": "アクセスログ"});
        let after = app.api(&admin, "PATCH", at, known).await.expect(200).json();
        assert_eq!((&after["users_share"], &after["users_source"]), (&json!(12.5), &json!("アクセスログ")));
        let kept = app.api(&admin, "PATCH", at, json!({"impact": "決済のみ"})).await.expect(200).json();
        assert_eq!(kept["users_share"], 12.5, "what is not named stays");
        let form = [("title", "決済が止まった"), ("severity", "sev2"), ("users_share", "7,25 %"), ("users_source", "")];
        let page = app.post_form(&admin, "/incidents/INC-1/edit", &form).await.expect(422).text;
        assert!(page.contains("どうわかったか"), "{page}");
        let form = [("title", "決済が止まった"), ("severity", "sev2"), ("users_share", "7,25 %"), ("users_source", "アクセスログ")];
        app.post_form(&admin, "/incidents/INC-1/edit", &form).await.expect(303);
        let room = app.page(&admin, "/incidents/INC-1").await.expect(200).text;
        assert!(room.contains("7.25%(アクセスログ)"), "{room}");
        let steps = get(&app, &admin, "incidents/INC-1/steps").await.to_string();
        assert!(steps.contains("Users hit: 7.25% (アクセスログ)."), "{steps}");
        app.api(&admin, "POST", "/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
        let text = app.api(&admin, "POST", "/api/v1/incidents/INC-1/postmortem", json!({})).await.expect(201).text;
        assert!(text.contains("影響を受けた利用者: 7.25% (アクセスログ)"), "{text}");
        let gone = app.api(&admin, "PATCH", at, json!({"users_share": null})).await.expect(200).json();
        assert_eq!(gone["users_share"], Value::Null);
    }
}

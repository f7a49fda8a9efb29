//! Alerts from delivery to page: they fire, are acknowledged, end; nothing acknowledged is lost whoever is the owner.

use jiff::SignedDuration;
use ryugaku::alerts::{Owner, PastRun, RESOLVE_TIMEOUT, ReadFilter, briefs, standing, subject, write_past};
use ryugaku_alerting::{Annotations, Labels};
use ryugaku_db::{Read, sql};
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both;
use crate::support::{TestApp, Who};

const LATER: SignedDuration = SignedDuration::from_secs(11);

fn firing(name: &str, service: &str) -> Value {
    json!({"labels": {"alertname": name, "service": service, "severity": "page"},
        "annotations": {"summary": format!("{name} が続いている"), "runbook_url": "https://r.example.com/x"},
        "generatorURL": "http://prometheus.example/graph"})
}

/// An owner as another process has it, with a board of its own.
async fn replica(app: &TestApp) -> Owner {
    Owner::new(app.beside().await)
}

async fn listed(app: &TestApp, who: &Who, query: &str) -> Vec<String> {
    let list = app.get(who, &format!("/api/v1/alerts?{query}")).await.expect(200).json();
    list["items"].as_array().unwrap().iter().map(|alert| alert["name"].as_str().unwrap().to_owned()).collect()
}

async fn one(app: &TestApp, who: &Who, name: &str) -> Value {
    let list = app.get(who, "/api/v1/alerts?limit=200").await.expect(200).json();
    list["items"].as_array().unwrap().iter().find(|alert| alert["name"] == name).expect("it fires").clone()
}

both! {
    async fn an_alert_fires_is_acknowledged_and_ends(app: TestApp) {
        let admin = app.admin().await;
        let member = app.person("水野 遥", Role::Member).await;
        let reader = app.person("監査", Role::Read).await;
        let source = app.source(&admin, "prometheus").await;
        app.alerts(&source, json!([firing("HighErrorRate", "checkout-api")])).await;
        let alert = one(&app, &member, "HighErrorRate").await;
        let id = alert["id"].as_str().unwrap().to_owned();
        assert_eq!((&alert["state"], &alert["source"]), (&json!("firing"), &json!(source.id)));
        let nav = app.page(&member, "/alerts").await.expect(200);
        assert!(nav.text.contains("HighErrorRate") && nav.text.contains("<span class=\"n\">1</span>"), "{}", nav.text);

        app.api(&reader, "POST", &format!("/api/v1/alerts/{id}/acknowledge"), json!({})).await.expect(403);
        app.post_form(&member, &format!("/alerts/{id}/acknowledge"), &[("next", "/alerts?state=firing")]).await.expect(303);
        let acked = app.get(&reader, &format!("/api/v1/alerts/{id}")).await.expect(200).json();
        assert_eq!(acked["acknowledged"]["name"], "水野 遥");
        // Who came first stays.
        let again = app.api(&admin, "POST", &format!("/api/v1/alerts/{id}/acknowledge"), json!({})).await.expect(200);
        assert_eq!(again.json()["acknowledged"]["name"], "水野 遥");
        app.apply_alerts().await;
        assert!(listed(&app, &member, "state=waiting").await.is_empty());
        // What is heard again changes nothing about that; texts that change do not either.
        let mut other = firing("HighErrorRate", "checkout-api");
        other["annotations"]["summary"] = json!("まだ続いている");
        app.alerts(&source, json!([other])).await;
        let page = app.page(&member, &format!("/alerts/{id}")).await.expect(200);
        assert!(page.text.contains("まだ続いている") && page.text.contains("水野 遥"), "{}", page.text);
        assert!(page.text.contains(&format!("/incidents/new?alert={id}")));
        app.post_form(&member, &format!("/alerts/{id}/unacknowledge"), &[]).await.expect(303);
        app.apply_alerts().await;
        assert_eq!(listed(&app, &member, "state=waiting").await, ["HighErrorRate"]);

        app.clock.advance(SignedDuration::from_mins(2));
        let mut over = firing("HighErrorRate", "checkout-api");
        over["endsAt"] = json!(app.now().to_string());
        app.alerts(&source, json!([over])).await;
        assert!(listed(&app, &member, "").await.is_empty());
        assert_eq!(listed(&app, &member, "state=resolved").await, ["HighErrorRate"]);
        app.api(&member, "POST", &format!("/api/v1/alerts/{id}/acknowledge"), json!({})).await.expect(409);
        let runs = app.get(&member, &format!("/api/v1/alerts/{id}/history")).await.expect(200).json();
        assert_eq!(runs["items"].as_array().unwrap().len(), 1);
        assert!(runs["items"][0]["ended_at"].is_string());
        let trail = ryugaku_ledger::trail(&mut app.app.db.reader(), &app.app.system().who, subject(id.parse().unwrap())).await.unwrap();
        let kinds: Vec<_> = trail.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["alert.unacknowledged", "alert.acknowledged"]);
        // It fires anew: a new run, and it waits again.
        app.clock.advance(SignedDuration::from_mins(1));
        app.alerts(&source, json!([firing("HighErrorRate", "checkout-api")])).await;
        assert_eq!(listed(&app, &member, "state=waiting").await, ["HighErrorRate"]);
        let runs = app.get(&member, "/api/v1/alerts/history").await.expect(200).json();
        assert_eq!(runs["items"].as_array().unwrap().len(), 2);
    }

    async fn what_is_not_heard_of_times_out_and_what_is_goes_on(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        let both = json!([firing("Stays", "a"), firing("Goes", "b")]);
        app.alerts(&source, both).await;
        for _ in 0..3 {
            app.clock.advance(SignedDuration::from_mins(2));
            app.alerts(&source, json!([firing("Stays", "a")])).await;
        }
        assert_eq!(listed(&app, &admin, "").await, ["Stays"]);
        let gone = app.get(&admin, "/api/v1/alerts?state=resolved").await.json()["items"][0].clone();
        let runs = app.get(&admin, &format!("/api/v1/alerts/{}/history", gone["id"].as_str().unwrap())).await.json();
        assert_eq!(runs["items"][0]["timed_out"], true);
        // What was only heard again has been flushed, and another owner knows of it.
        assert_eq!(app.app.db.reader().count(sql("select count(*) as n from alert_seen where chunk >= 0")).await.unwrap(), 1);
        let (_, found) = standing(&app.beside().await, &ReadFilter::default()).await.unwrap();
        assert!(found.len() == 1 && found[0].seen_until > app.now(), "{:?}", found[0].seen_until);
    }

    /// The owner is gone in the midst of it: what it had not written is applied again, once in effect.
    async fn another_owner_goes_on_where_the_first_broke_off(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        let mut first = replica(&app).await;
        app.deliver("/api/v2/alerts", Some(&source.key), json!([firing("Before", "a")]).to_string()).await.expect(200);
        assert_eq!(first.step().await.unwrap(), 1);
        app.deliver("/api/v2/alerts", Some(&source.key), json!([firing("During", "a")]).to_string()).await.expect(200);
        drop(first);
        app.clock.advance(LATER);
        let mut second = replica(&app).await;
        assert_eq!(second.step().await.unwrap(), 1);
        assert!(second.is_owner());
        let mut names = listed(&app, &admin, "").await;
        names.sort();
        assert_eq!(names, ["Before", "During"]);
        // Just after the change nothing times out, however long it was.
        app.clock.advance(RESOLVE_TIMEOUT - SignedDuration::from_secs(1));
        second.step().await.unwrap();
        assert_eq!(listed(&app, &admin, "").await.len(), 2);
        app.clock.advance(SignedDuration::from_secs(2));
        second.step().await.unwrap();
        assert_eq!(listed(&app, &admin, "").await.len(), 0);
        // A third takes over while the second still believes that it is the owner: it finds out, and writes nothing.
        second.end().await.unwrap();
        let mut third = replica(&app).await;
        third.step().await.unwrap();
        assert!(third.is_owner() && !second.is_owner());
        let runs = app.get(&admin, "/api/v1/alerts/history").await.json();
        assert_eq!(runs["items"].as_array().unwrap().len(), 2, "each fired once");
    }

    /// Rows say until when alerts go on only now and then; the journal knows the rest.
    async fn a_later_end_holds_after_a_restart(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        let ending = |hours: i64| {
            let ends_at = app.now().plus(SignedDuration::from_hours(hours)).to_string();
            json!([{"labels": {"alertname": "Long"}, "endsAt": ends_at}]).to_string()
        };
        let mut first = replica(&app).await;
        app.deliver("/api/v2/alerts", Some(&source.key), ending(1)).await.expect(200);
        first.step().await.unwrap();
        app.clock.advance(RESOLVE_TIMEOUT);
        first.step().await.unwrap();
        app.deliver("/api/v2/alerts", Some(&source.key), ending(3)).await.expect(200);
        first.step().await.unwrap();
        drop(first);
        app.clock.advance(LATER);
        let mut second = replica(&app).await;
        second.step().await.unwrap();
        app.clock.advance(SignedDuration::from_hours(2));
        second.step().await.unwrap();
        assert_eq!(listed(&app, &admin, "").await, ["Long"]);
        // What the second has written down does for the third, though the journal has long been trimmed.
        drop(second);
        app.clock.advance(LATER);
        let mut third = replica(&app).await;
        third.step().await.unwrap();
        app.clock.advance(SignedDuration::from_mins(50));
        third.step().await.unwrap();
        assert_eq!(listed(&app, &admin, "").await, ["Long"]);
        app.clock.advance(SignedDuration::from_mins(15));
        third.step().await.unwrap();
        assert!(listed(&app, &admin, "").await.is_empty());
    }

    async fn an_owner_that_was_put_aside_writes_nothing(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        let (mut old, mut new) = (replica(&app).await, replica(&app).await);
        old.step().await.unwrap();
        app.clock.advance(LATER);
        new.step().await.unwrap();
        app.deliver("/api/v2/alerts", Some(&source.key), json!([firing("A", "a")]).to_string()).await.expect(200);
        old.step().await.unwrap();
        assert!(!old.is_owner());
        assert_eq!(app.app.db.reader().count(sql("select count(*) as n from alert_runs")).await.unwrap(), 0);
        assert_eq!(new.step().await.unwrap(), 1);
        assert_eq!(listed(&app, &admin, "").await, ["A"]);
    }

    /// Whatever was answered with success is there after the owner began again at any point.
    async fn all_that_was_acknowledged_is_there_after_a_restart(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        let mut expected = std::collections::BTreeSet::new();
        for round in 0..6_u32 {
            let mut owner = replica(&app).await;
            let mut sent = Vec::new();
            for number in 0..8_u32 {
                let name = format!("Alert{round}x{number}");
                let ends_at = app.now().plus(SignedDuration::from_hours(24)).to_string();
                let body = json!([{"labels": {"alertname": name}, "endsAt": ends_at}]).to_string();
                sent.push(async { app.deliver("/api/v2/alerts", Some(&source.key), body).await.expect(200) });
                expected.insert(name);
                if number % (round + 2) == 0 {
                    futures_util::future::join_all(sent.drain(..)).await;
                    owner.step().await.unwrap();
                }
            }
            futures_util::future::join_all(sent).await;
            drop(owner);
            app.clock.advance(LATER);
        }
        app.apply_alerts().await;
        let found: std::collections::BTreeSet<_> = listed(&app, &admin, "limit=200").await.into_iter().collect();
        assert_eq!(found, expected);
        assert_eq!(app.app.db.reader().count(sql("select count(*) as n from alert_runs")).await.unwrap(), 48);
        let journal = sql("select position - applied as n from journal_head where name = 'alerts'");
        assert_eq!(app.app.db.reader().count(journal).await.unwrap(), 0);
    }

    async fn lists_are_filtered_and_paged(app: TestApp) {
        let admin = app.admin().await;
        let source = app.source(&admin, "prometheus").await;
        let many: Vec<_> = (0..230).map(|n| json!({"labels": {"alertname": format!("Rule{}", n % 7), "service": format!("svc-{}", n % 3), "instance": format!("node-{n}")}})).collect();
        app.alerts(&source, json!(many)).await;
        let mut seen = std::collections::BTreeSet::new();
        let mut after = String::new();
        loop {
            let page = app.get(&admin, &format!("/api/v1/alerts?limit=100&after={after}")).await.expect(200).json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|alert| alert["id"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => after = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(seen.len(), 230);
        assert_eq!(listed(&app, &admin, "limit=200&service=svc-1").await.len(), 77);
        assert_eq!(listed(&app, &admin, "limit=200&filter=instance%3D~%22node-1.%22").await.len(), 10);
        assert_eq!(listed(&app, &admin, "limit=200&filter=node-229").await.len(), 1);
        assert_eq!(listed(&app, &admin, "limit=200&filter=alertname%3DRule3,service%3Dsvc-0").await.len(), 11);
        app.get(&admin, "/api/v1/alerts?filter=a%3D~%5B").await.expect(422);
        app.get(&admin, "/api/v1/alerts?after=nonsense").await.expect(422);
        app.get(&admin, "/api/v1/alerts/nonsense").await.expect(404);
        app.get(&admin, "/api/v1/alerts/0000000000000000").await.expect(404);
        for lang in Lang::ALL {
            for path in ["/alerts", "/alerts?q=node-229", "/alerts?q=a%3D~%5B", "/alerts?state=resolved", "/alerts?q=nothing-fits", "/alerts?service=svc-2&state=waiting"] {
                let page = app.page_in(lang, Some(&admin), path).await.expect(200);
                assert!(!page.text.contains('⟦'), "{path}: {}", page.text);
            }
        }
        let wrong = app.page(&admin, "/alerts?q=a%3D~%5B").await;
        assert!(wrong.text.contains("条件を読めない"));
    }

    /// A page looks at so many rows; what is rare comes on a later one.
    async fn a_service_that_is_rare_is_looked_for_page_by_page(app: TestApp) {
        let run = |hours: i64, service: &str| PastRun {
            labels: Labels::new([("alertname", "Old"), ("service", service)]),
            annotations: Annotations::default(),
            source: None,
            starts_at: app.now().minus(SignedDuration::from_hours(hours + 1)),
            ended_at: Some(app.now().minus(SignedDuration::from_hours(hours))),
            seen_until: app.now(),
        };
        let mut tx = app.app.db.begin().await.unwrap();
        let common = (0..5_001).map(|_| run(1, "common"));
        write_past(&mut tx, std::iter::once(run(9, "rare")).chain(common).collect()).await.unwrap();
        tx.commit().await.unwrap();
        let admin = app.admin().await;
        let path = "/api/v1/alerts?state=resolved&service=rare";
        let first = app.get(&admin, path).await.expect(200).json();
        assert_eq!(first["items"], json!([]));
        let next = first["next"].as_str().expect("more is to be looked at");
        let second = app.get(&admin, &format!("{path}&after={next}")).await.expect(200).json();
        assert_eq!(second["items"].as_array().unwrap().len(), 1);
        assert!(second["next"].is_null());
        assert_eq!(listed(&app, &admin, "state=resolved&service=common&limit=200").await.len(), 200);
    }

    async fn others_learn_the_brief_of_an_alert(app: TestApp) {
        let labels = Labels::new([("alertname", "Old"), ("service", "search")]);
        let run = |hours: i64, labels: &Labels| PastRun {
            labels: labels.clone(),
            annotations: Annotations::new([("description", "索引が遅い")]),
            source: None,
            starts_at: app.now().minus(SignedDuration::from_hours(hours)),
            ended_at: Some(app.now().minus(SignedDuration::from_hours(hours - 1))),
            seen_until: app.now(),
        };
        let mut tx = app.app.db.begin().await.unwrap();
        write_past(&mut tx, vec![run(9, &labels), run(5, &labels)]).await.unwrap();
        tx.commit().await.unwrap();
        let id = labels.fingerprint().to_string();
        let found = briefs(&mut app.app.db.reader(), &["nonsense".into(), id.clone(), "0000000000000001".into()]).await.unwrap();
        assert_eq!((found.len(), found[0].name.as_str(), found[0].summary.as_str(), found[0].firing), (1, "Old", "索引が遅い", false));
        assert_eq!(found[0].labels["service"], "search");
        let admin = app.admin().await;
        let runs = app.get(&admin, &format!("/api/v1/alerts/{id}/history")).await.json();
        assert_eq!(runs["items"].as_array().unwrap().len(), 2);
        let none = app.page(&admin, "/alerts").await.expect(200);
        assert!(none.text.contains("鳴っているアラートはない") && none.text.contains("Old"), "{}", none.text);
        // Kept for a year and a half.
        app.advance(SignedDuration::from_hours(24 * 551)).await;
        assert!(briefs(&mut app.app.db.reader(), &[id]).await.unwrap().is_empty());
    }
}

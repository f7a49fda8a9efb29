//! Figures by month and team: what is counted, what came in time, and what is left out.

use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both;
use crate::support::{TestApp, Who};

async fn services(app: &TestApp, admin: &Who) {
    for (team, product, service) in [("payments", "shop", "api"), ("search", "find", "index")] {
        app.team(team, TeamKind::Product).await;
        let new = json!({"slug": product, "name": product, "team": team});
        app.api(admin, "POST", "/api/v1/products", new).await.expect(201);
        let new = json!({"slug": service, "name": service, "product": product});
        app.api(admin, "POST", "/api/v1/services", new).await.expect(201);
    }
}

async fn open(app: &TestApp, who: &Who, more: Value) -> String {
    let mut new = json!({"title": "遅い", "severity": "sev1"});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.api(who, "POST", "/api/v1/incidents", new).await.expect(201).json()["number"].as_str().unwrap().to_owned()
}

async fn act(app: &TestApp, who: &Who, number: &str, deed: &str, body: Value) {
    let answer = app.api(who, "POST", &format!("/api/v1/incidents/{number}/{deed}"), body).await;
    assert!((200..300).contains(&answer.status), "{deed}: {}", answer.text);
}

async fn figures(app: &TestApp, who: &Who, query: &str) -> Value {
    app.get(who, &format!("/api/v1/figures?{query}")).await.expect(200).json()
}

fn pass(app: &TestApp, minutes: i64) {
    app.clock.advance(SignedDuration::from_mins(minutes));
}

fn row<'a>(all: &'a Value, key: &str, value: &str) -> &'a Value {
    let found = all.as_array().unwrap().iter().find(|row| row[key] == value);
    found.unwrap_or_else(|| panic!("no {value}: {all}"))
}

both! {
    async fn what_is_counted(app: TestApp) {
        let (admin, aoki) = (app.admin().await, app.person("青木 澄", Role::Member).await);
        services(&app, &admin).await;
        let month = app.now().to_string()[..7].to_owned();
        let both = open(&app, &admin, json!({"services": ["api", "index"]})).await;
        // The command in time; the first update in time, the second one forgotten.
        pass(&app, 2);
        act(&app, &aoki, &both, "commander", json!({"person": "me"})).await;
        pass(&app, 1);
        act(&app, &admin, &both, "updates", json!({"circle": "inside", "text": "調べている"})).await;
        pass(&app, 297);
        act(&app, &admin, &both, "resolve", json!({})).await;
        let other = open(&app, &admin, json!({"severity": "sev4"})).await;
        open(&app, &admin, json!({"practice": true})).await;
        let gone = open(&app, &admin, json!({})).await;
        act(&app, &admin, &gone, "merge", json!({"into": other})).await;

        let all = figures(&app, &admin, "").await;
        let here = row(&all["months"], "month", &month);
        assert_eq!((&here["incidents"], &here["sev1"], &here["sev4"], &here["going_on"]), (&json!(2), &json!(1), &json!(1), &json!(1)), "neither the drill nor the merged one: {here}");
        let updates = &here["updates"];
        assert_eq!(updates["in_time"], 1, "{here}");
        assert!(updates["due"].as_i64().unwrap() > 1, "{here}");
        assert!(here["roles"]["in_time"].as_i64().unwrap() >= 1 && here["roles"]["due"].as_i64() > here["roles"]["in_time"].as_i64(), "{here}");
        assert_eq!(here["resolved"], json!({"n": 1, "shortest": 18_000, "median": 18_000, "longest": 18_000}));
        assert_eq!(here["commanded"], json!({"n": 1, "shortest": 120, "median": 120, "longest": 120}));
        assert_eq!(all["months"].as_array().unwrap().len(), 12);
        for team in ["payments", "search"] {
            assert_eq!(row(&all["teams"], "team", team)["incidents"], 1);
        }
        let nobody = all["teams"].as_array().unwrap().last().unwrap();
        assert!(nobody.get("team").is_none() && nobody["incidents"] == 1, "{nobody}");

        let search = figures(&app, &admin, "team=search").await;
        assert_eq!((&row(&search["months"], "month", &month)["incidents"], &search["chosen"]["sev1"]), (&json!(1), &json!(1)));
        assert_eq!(figures(&app, &admin, "month=2025-03").await["chosen"]["incidents"], 0);
        for wrong in ["month=2026", "until=soon", "team=nowhere"] {
            app.get(&admin, &format!("/api/v1/figures?{wrong}")).await.expect(422);
        }
        let file = app.page(&admin, "/figures.csv").await.expect(200).text;
        assert!(file.lines().any(|line| line.starts_with(&format!("{month},payments,1,1,0,0,0,1,"))), "{file}");
        assert_eq!(file.lines().count(), 4, "a head, two teams, and what hit no service: {file}");
        let page = app.page_in(Lang::En, Some(&admin), "/figures?team=search").await.expect(200).text;
        assert!(page.contains("median 5 h") && page.contains("n = 1"), "{page}");
        assert!(!page.contains("青木"), "nobody is named: {page}");
        for said in [file, all.to_string(), search.to_string()] {
            let who = ["青木".to_owned(), "佐伯".to_owned(), aoki.id.to_string(), admin.id.to_string()];
            assert!(!who.iter().any(|who| said.contains(who)), "nobody is named: {said}");
        }
        // Five hours are 300 minutes, and the scale ends with 30 days.
        let place = (300_f64.ln() / 43_200_f64.ln() * 1000.0).round() / 10.0;
        assert!(page.contains(&format!("cx=\"{place}%\"")), "{place}: {page}");
    }

    async fn a_post_mortem_that_is_late(app: TestApp) {
        let admin = app.admin().await;
        let numbers = [open(&app, &admin, json!({})).await, open(&app, &admin, json!({})).await];
        for number in &numbers {
            act(&app, &admin, number, "resolve", json!({})).await;
            act(&app, &admin, number, "postmortem", json!({})).await;
        }
        pass(&app, 60);
        act(&app, &admin, &numbers[0], "postmortem/review", json!({})).await;
        pass(&app, 60 * 24 * 60);
        let all = figures(&app, &admin, "").await;
        let year: Vec<&Value> = all["months"].as_array().unwrap().iter().filter(|row| row["incidents"] == 2).collect();
        assert_eq!(year[0]["postmortems"], json!({"in_time": 1, "due": 2}));
    }

    /// Where a lower severity asks for none any more, none came in time.
    async fn a_post_mortem_that_was_never_written(app: TestApp) {
        let admin = app.admin().await;
        let number = open(&app, &admin, json!({})).await;
        act(&app, &admin, &number, "resolve", json!({})).await;
        pass(&app, 1);
        app.api(&admin, "PATCH", &format!("/api/v1/incidents/{number}"), json!({"severity": "sev3"})).await.expect(200);
        pass(&app, 60 * 24 * 60);
        let all = figures(&app, &admin, "").await;
        let year: Vec<&Value> = all["months"].as_array().unwrap().iter().filter(|row| row["incidents"] == 1).collect();
        assert_eq!(year[0]["postmortems"], json!({"in_time": 0, "due": 0}));
    }

    async fn what_one_may_not_know_of_is_not_counted(app: TestApp) {
        let (admin, reader) = (app.admin().await, app.person("読む人", Role::Read).await);
        open(&app, &admin, json!({"restricted_to": []})).await;
        assert_eq!(figures(&app, &admin, "").await["chosen"]["incidents"], 1);
        assert_eq!(figures(&app, &reader, "").await["chosen"]["incidents"], 0);
        let page = app.page_in(Lang::Ja, Some(&reader), "/figures").await.expect(200).text;
        assert!(page.contains("インシデントはなかった"), "{page}");
    }
}

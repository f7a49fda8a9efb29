//! Rules of the routes that open incidents by themselves: one for a storm, whatever happens meanwhile.

use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_db::{Read, sql};
use ryugaku_kernel::Lang;
use serde_json::{Value, json};

use crate::both;
use crate::intake::Source;
use crate::support::{TestApp, Who};

const ROUTES: &str = "\
route:
  receiver: default
  group_by: [alertname]
  group_wait: 10s
  group_interval: 1m
receivers:
  - name: default
ryugaku:
  open_incidents:
    - matchers: [severity=\"critical\"]
      severity: sev1
    - matchers: [severity=\"page\"]
      severity: sev2
      group_size: 2
";

async fn begin(app: &TestApp) -> (Who, Source) {
    let admin = app.admin().await;
    app.api(&admin, "PUT", "/api/v1/routing", json!({"text": ROUTES, "note": ""})).await.expect(200);
    let source = app.source(&admin, "prometheus").await;
    app.apply_alerts().await;
    (admin, source)
}

fn alert(app: &TestApp, name: &str, instance: usize, severity: &str, team: &str) -> Value {
    json!({"labels": {"alertname": name, "instance": instance.to_string(), "severity": severity, "team": team},
        "annotations": {"summary": format!("{name} が続いている")}, "startsAt": app.now().to_string(),
        "endsAt": app.now().plus(SignedDuration::from_hours(3)).to_string()})
}

async fn fire(app: &TestApp, source: &Source, name: &str, instances: std::ops::Range<usize>, severity: &str) {
    let alerts: Vec<_> = instances.map(|instance| alert(app, name, instance, severity, "")).collect();
    app.alerts(source, json!(alerts)).await;
}

async fn end(app: &TestApp, source: &Source, name: &str, instances: std::ops::Range<usize>, severity: &str) {
    let over = |instance| {
        let mut alert = alert(app, name, instance, severity, "");
        alert["startsAt"] = json!(app.now().minus(SignedDuration::from_mins(1)).to_string());
        alert["endsAt"] = json!(app.now().to_string());
        alert
    };
    app.alerts(source, json!(instances.map(over).collect::<Vec<_>>())).await;
}

async fn after(app: &TestApp, length: SignedDuration) {
    app.clock.advance(length);
    app.apply_alerts().await;
}

/// The youngest first.
async fn incidents(app: &TestApp, who: &Who) -> Vec<Value> {
    app.get(who, "/api/v1/incidents").await.expect(200).json()["items"].as_array().unwrap().clone()
}

async fn linked(app: &TestApp) -> i64 {
    app.app.db.reader().count(sql("select count(*) as n from incident_alerts")).await.unwrap()
}

async fn events(app: &TestApp, kind: &str) -> i64 {
    app.app.db.reader().count(sql("select count(*) as n from events where kind = $1").bind(kind)).await.unwrap()
}

const SECONDS: fn(i64) -> SignedDuration = SignedDuration::from_secs;
const MINUTES: fn(i64) -> SignedDuration = SignedDuration::from_mins;

both! {
    async fn a_group_that_is_large_enough_opens_an_incident(app: TestApp) {
        let (admin, source) = begin(&app).await;
        fire(&app, &source, "DiskFull", 0..1, "page").await;
        after(&app, SECONDS(11)).await;
        assert!(incidents(&app, &admin).await.is_empty(), "too few");
        fire(&app, &source, "DiskFull", 1..3, "page").await;
        after(&app, MINUTES(1)).await;
        let all = incidents(&app, &admin).await;
        assert_eq!(all.len(), 1);
        assert_eq!((&all[0]["title"], &all[0]["severity"]), (&json!("DiskFull が続いている"), &json!("sev2")));
        assert_eq!(linked(&app).await, 3);
        let number = all[0]["number"].as_str().unwrap();
        let room = app.page(&admin, &format!("/incidents/{number}")).await.expect(200).text;
        assert!(room.contains("道すじの決まり 2 で開いた SEV2"), "{room}");
        assert!(room.contains("<a class=\"title\" href=\"/routing/versions/1\">第1版</a>"), "{room}");
        let room = app.page_in(Lang::En, Some(&admin), &format!("/incidents/{number}")).await.expect(200).text;
        assert!(room.contains("Opened by rule 2 of the routes, SEV2"), "{room}");
        // The rules stand with the routes.
        let page = app.page(&admin, "/routing").await.expect(200).text;
        assert!(page.contains("id=\"openings\"") && page.contains("1つのまとまりに 2件から"), "{page}");
        let routing = app.get(&admin, "/api/v1/routing").await.expect(200).json();
        assert_eq!(routing["openings"][1], json!({"matchers": ["severity=\"page\""], "severity": "sev2", "group_size": 2, "ask": false}));
        // What comes to it is linked, in one line; what somebody has taken away stays away.
        fire(&app, &source, "DiskFull", 3..6, "page").await;
        after(&app, MINUTES(1)).await;
        assert_eq!((linked(&app).await, events(&app, "incident.alerts_linked").await), (6, 1));
        let list = app.get(&admin, "/api/v1/alerts").await.json();
        let id = list["items"][0]["id"].as_str().unwrap();
        let path = format!("/api/v1/incidents/{number}/alerts/{id}");
        app.api(&admin, "DELETE", &path, json!({})).await.expect(200);
        after(&app, MINUTES(5)).await;
        assert_eq!((linked(&app).await, events(&app, "incident.alerts_linked").await), (5, 1));
        let room = app.page(&admin, &format!("/incidents/{number}")).await.expect(200).text;
        assert!(room.contains("決まり 2 に合うアラート 3件をつないだ"), "{room}");
    }

    /// Ten thousand alerts of two hundred groups, all within a minute.
    async fn one_storm_makes_one_incident(app: TestApp) {
        let (admin, source) = begin(&app).await;
        for wave in 0..4 {
            for group in 0..50 {
                let name = format!("Storm{}", wave * 50 + group);
                let alerts: Vec<_> = (0..50).map(|instance| alert(&app, &name, instance, "page", "")).collect();
                app.deliver("/api/v2/alerts", Some(&source.key), json!(alerts).to_string()).await.expect(200);
            }
            after(&app, SECONDS(15)).await;
        }
        after(&app, SECONDS(15)).await;
        let runs = app.app.db.reader().count(sql("select count(*) as n from alert_runs where ended_at is null")).await.unwrap();
        assert_eq!(runs, 10_000);
        assert_eq!(incidents(&app, &admin).await.len(), 1);
        assert_eq!(linked(&app).await, 200, "as many as one holds");
        assert!(events(&app, "incident.alerts_linked").await <= 4, "a line for each look, and none once it is full");
        let groups = app.app.db.reader().count(sql("select count(*) as n from incident_groups")).await.unwrap();
        assert_eq!(groups, 200);
    }

    /// Each time that it fired and went quiet stands in the timeline, as long as it is not resolved.
    async fn its_alerts_come_and_go_in_the_timeline(app: TestApp) {
        let (admin, source) = begin(&app).await;
        fire(&app, &source, "Down", 0..1, "critical").await;
        after(&app, SECONDS(11)).await;
        end(&app, &source, "Down", 0..1, "critical").await;
        after(&app, MINUTES(10)).await;
        fire(&app, &source, "Down", 0..1, "critical").await;
        after(&app, MINUTES(1)).await;
        let number = incidents(&app, &admin).await[0]["number"].as_str().unwrap().to_owned();
        let come_and_go = async || {
            let timeline = app.get(&admin, &format!("/api/v1/incidents/{number}/timeline")).await.expect(200).json();
            let kinds = timeline["items"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap().to_owned());
            kinds.filter_map(|kind| kind.strip_prefix("alert.").map(str::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!(come_and_go().await, ["fired", "cleared", "fired"]);
        let room = app.page(&admin, &format!("/incidents/{number}?show=alerts")).await.expect(200).text;
        assert!(room.contains("鳴りやんだ"), "{room}");
        app.api(&admin, "POST", &format!("/api/v1/incidents/{number}/resolve"), json!({})).await.expect(200);
        end(&app, &source, "Down", 0..1, "critical").await;
        after(&app, MINUTES(10)).await;
        fire(&app, &source, "Down", 0..1, "critical").await;
        after(&app, MINUTES(1)).await;
        assert_eq!(come_and_go().await, ["cleared", "fired", "cleared", "fired"], "what fires later is another matter");
    }

    async fn what_was_resolved_stays_so_until_it_fires_anew(app: TestApp) {
        let (admin, source) = begin(&app).await;
        fire(&app, &source, "Down", 0..2, "critical").await;
        after(&app, SECONDS(11)).await;
        let number = incidents(&app, &admin).await[0]["number"].as_str().unwrap().to_owned();
        app.api(&admin, "POST", &format!("/api/v1/incidents/{number}/resolve"), json!({})).await.expect(200);
        for _ in 0..3 {
            fire(&app, &source, "Down", 0..4, "critical").await;
            after(&app, MINUTES(1)).await;
        }
        assert_eq!(incidents(&app, &admin).await.len(), 1, "it still fires");
        app.begin_again().await;
        after(&app, MINUTES(1)).await;
        assert_eq!(incidents(&app, &admin).await.len(), 1, "another owner knows that");
        end(&app, &source, "Down", 0..4, "critical").await;
        after(&app, MINUTES(2)).await;
        fire(&app, &source, "Down", 0..1, "critical").await;
        after(&app, SECONDS(11)).await;
        let all = incidents(&app, &admin).await;
        assert_eq!((all.len(), &all[0]["severity"]), (2, &json!("sev1")));
        // It went quiet while nobody was there.
        let number = all[0]["number"].as_str().unwrap();
        app.api(&admin, "POST", &format!("/api/v1/incidents/{number}/resolve"), json!({})).await.expect(200);
        let mut over = alert(&app, "Down", 0, "critical", "");
        over["endsAt"] = json!(app.now().to_string());
        over["startsAt"] = json!(app.now().minus(MINUTES(5)).to_string());
        app.deliver("/api/v2/alerts", Some(&source.key), json!([over]).to_string()).await.expect(200);
        app.begin_again().await;
        after(&app, MINUTES(2)).await;
        fire(&app, &source, "Down", 0..1, "critical").await;
        after(&app, SECONDS(11)).await;
        assert_eq!(incidents(&app, &admin).await.len(), 3);
    }

    async fn each_owner_has_their_own(app: TestApp) {
        let (admin, source) = begin(&app).await;
        app.team("search", TeamKind::Product).await;
        app.team("payments", TeamKind::Product).await;
        app.apply_alerts().await;
        let of = |name: &str, team: &str| alert(&app, name, 0, "critical", team);
        let alerts = json!([of("A", "search"), of("B", "search"), of("C", "payments"), of("D", "nobody-knows"), of("E", "")]);
        app.alerts(&source, alerts).await;
        after(&app, SECONDS(11)).await;
        let mut titles: Vec<_> = incidents(&app, &admin).await.iter().map(|one| one["title"].as_str().unwrap().chars().next().unwrap()).collect();
        titles.sort_unstable();
        // Of alerts that began together either may give the title.
        assert!(titles.len() == 3 && "AB".contains(titles[0]) && titles[1] == 'C', "{titles:?}");
        assert!("DE".contains(titles[2]), "E has no owner either, as D's is not known: {titles:?}");
    }

    /// The owner is gone before what it decided was written, and again after that.
    async fn nothing_opens_twice(app: TestApp) {
        let (admin, source) = begin(&app).await;
        fire(&app, &source, "Down", 0..2, "critical").await;
        app.begin_again().await;
        after(&app, SECONDS(11)).await;
        app.begin_again().await;
        after(&app, SECONDS(11)).await;
        assert_eq!(incidents(&app, &admin).await.len(), 1);
        // Others routes, and the same rule: the group is another one, the storm is not.
        let text = ROUTES.replace("group_by: [alertname]", "group_by: [severity]").replace("severity: sev1", "severity: sev3");
        app.api(&admin, "PUT", "/api/v1/routing", json!({"text": text, "note": ""})).await.expect(200);
        after(&app, MINUTES(2)).await;
        assert_eq!(incidents(&app, &admin).await.len(), 1);
        // What nobody hears of opens nothing.
        let silence = json!({"matchers": [{"name": "alertname", "op": "=", "value": "Quiet"}], "starts_at": app.now().to_string(),
            "ends_at": app.now().plus(MINUTES(60)).to_string(), "comment": "作業"});
        app.api(&admin, "POST", "/api/v1/silences", silence).await.expect(201);
        let number = incidents(&app, &admin).await[0]["number"].as_str().unwrap().to_owned();
        app.api(&admin, "POST", &format!("/api/v1/incidents/{number}/resolve"), json!({})).await.expect(200);
        end(&app, &source, "Down", 0..2, "critical").await;
        after(&app, MINUTES(2)).await;
        fire(&app, &source, "Quiet", 0..2, "critical").await;
        after(&app, MINUTES(2)).await;
        assert_eq!(incidents(&app, &admin).await.len(), 1);
        after(&app, MINUTES(61)).await;
        let all = incidents(&app, &admin).await;
        assert_eq!((all.len(), &all[0]["severity"]), (2, &json!("sev3")), "the silence is over");
    }

    async fn a_dry_run_counts_them(app: TestApp) {
        let (admin, source) = begin(&app).await;
        for name in ["A", "B"] {
            fire(&app, &source, name, 0..3, "page").await;
            after(&app, MINUTES(5)).await;
            end(&app, &source, name, 0..3, "page").await;
            after(&app, MINUTES(20)).await;
        }
        let text = ROUTES.replace("group_size: 2", "group_size: 4");
        let body = json!({"text": text, "days": 1});
        let compared = app.api(&admin, "POST", "/api/v1/routing/dry-run", body).await.expect(200).json();
        assert_eq!(compared["incidents"], json!({"before": 2, "after": 0}));
        let form = [("text", text.as_str()), ("days", "1"), ("version", "1"), ("note", ""), ("deed", "dry-run")];
        let page = app.post_form(&admin, "/routing/edit", &form).await.expect(200).text;
        assert!(page.contains("決まりが開くインシデント: 2 → 0件"), "{page}");
    }
}

//! Every page in both languages, of an organisation that holds one of each thing. A page that is new must find its thing here, and a line
//! in `bench/pages.txt`: the browser test looks at those.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ryugaku::people::TeamKind;
use ryugaku_kernel::Lang;
use serde_json::{Value, json};

use crate::every_route::routes;
use crate::feedback::{self, Named};
use crate::plan::pairing;
use crate::support::{Home, Receiver, TestApp, Who};
use crate::{exchange, webhooks};

/// Answered with something else than a page of the shell.
const APART: &[&str] = &[
    "/assets/{*file}",
    "/healthz",
    "/readyz",
    "/metrics",
    "/live",
    "/live/poll",
    // A redirect back.
    "/language/{tag}",
    // Redirects to the page on which they are listed.
    "/matches",
    "/services",
    "/wishes",
    // Calendars, tried in their own stories.
    "/ical/{file}",
    "/exchanges/{number}/plan/{item}/invitation.ics",
    // Redirects to the provider and back, tried in their own story.
    "/sign-in/oidc",
    "/sign-in/oidc/callback",
    // Markdown, tried in its own story.
    "/exchanges/{number}/report.md",
    "/exchanges/{number}/report.marp.md",
    "/incidents/{number}/postmortem.md",
    "/incidents/{number}/debrief.md",
    "/figures.csv",
    // Feed, data and links in mails, tried in their own story.
    "/status/feed.atom",
    "/status.json",
    "/status/confirm/{token}",
    "/status/leave/{token}",
    "/status-page/subscribers.csv",
];

/// Without a line in `bench/pages.txt`: whoever has signed in to the example organisation by its link is led to none of them.
const UNLISTED: &[&str] = &[
    // A part of each page, shown by itself.
    "/menu",
    // The API's reference, which is no page of the shell.
    "/api/docs",
    // For who has not signed in; the browser test looks at them from outside.
    "/sign-in",
    "/sign-in/link/{token}",
    // What stands in `/exchanges/{number}/slides`.
    "/exchanges/{number}/slides.html",
    // Linked to for who has signed in their own way, as the browser test does, which looks at them.
    "/exchanges/{number}/feedback/{moment}/{side}",
    // The example organisation tells and calls nobody, and no job of its failed; the browser test has somebody told in vain, and looks.
    "/notices/{id}",
    "/settings/jobs/{id}",
    "/settings/webhooks/{id}/deliveries/{delivery}",
];

/// Where each thing's pages are.
struct Samples {
    begins: Vec<(&'static str, String)>,
}

impl Samples {
    /// The address with the sample's key in it, such as `/teams/ours/edit`.
    fn fill(&self, path: &str) -> String {
        let Some((begin, filled)) = self.begins.iter().find(|(begin, _)| path.starts_with(begin)) else {
            return path.to_owned();
        };
        path.replacen(begin, filled, 1)
    }
}

async fn made(app: &TestApp, admin: &Who, path: &str, body: Value) -> Value {
    app.api(admin, "POST", path, body).await.expect(201).json()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The first that a receiver was told, once it is written down.
async fn notice(app: &TestApp, admin: &Who) -> String {
    for _ in 0..3_000 {
        app.apply_alerts().await;
        let told = app.get(admin, "/api/v1/notices").await.expect(200).json();
        if let Some(id) = told["items"][0]["id"].as_str() {
            return id.to_owned();
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("nobody was told");
}

async fn samples(app: &TestApp, admin: &Who, receiver: &Receiver) -> Samples {
    let cast = exchange::cast(app).await;
    let studying = exchange::agreed(app, &cast).await;
    let written = json!({"text": "構成図を描いた", "aims": ["g1"]});
    let written = made(app, &cast.guest, &format!("/api/v1/exchanges/{studying}/activities"), written).await;
    let outcome = json!({"what": "構成図", "aim": "g1"});
    let outcome = made(app, &cast.guest, &format!("/api/v1/exchanges/{studying}/outcomes"), outcome).await;
    let (activity, outcome) = (text(&written["activity"]), text(&outcome["id"]));
    let team = app.team("ours", TeamKind::Sre).await;
    let member = app.member_of(&team, "大川 理").await;
    let (webhook, _) = webhooks::add(app, admin, receiver, &["incident"]).await;
    made(app, admin, "/api/v1/products", json!({"slug": "shop", "name": "店", "team": "ours"})).await;
    made(app, admin, "/api/v1/services", json!({"slug": "api", "name": "API", "product": "shop"})).await;
    let source = app.source(admin, "prometheus").await;
    app.alerts(&source, json!([{"labels": {"alertname": "DiskFull", "service": "api"}}])).await;
    let alert = text(&app.get(admin, "/api/v1/alerts").await.expect(200).json()["items"][0]["id"]);
    let silence = json!({"matchers": ["service=\"api\""], "duration": "2h"});
    let silence = text(&made(app, admin, "/api/v1/silences", silence).await["id"]);
    let window = json!({"title": "ストレージの交換", "service": "api", "duration": "4h"});
    let window = text(&made(app, admin, "/api/v1/maintenance-windows", window).await["id"]);
    let opened = json!({"title": "ディスクが満杯", "severity": "sev2", "services": ["api"], "alerts": [alert]});
    let incident = text(&made(app, admin, "/api/v1/incidents", opened).await["number"]);
    let task = json!({"title": "ログの世代を減らす"});
    let task = text(&made(app, admin, &format!("/api/v1/incidents/{incident}/tasks"), task).await["number"]);
    let over = json!({"title": "証明書の期限切れ", "severity": "sev3", "services": ["api"]});
    let over = text(&made(app, admin, "/api/v1/incidents", over).await["number"]);
    app.api(admin, "POST", &format!("/api/v1/incidents/{over}/resolve"), json!({})).await.expect(200);
    made(app, admin, &format!("/api/v1/incidents/{over}/postmortem"), json!({})).await;
    let scenario = json!({"title": "決済が止まる", "severity": "sev1", "services": ["api"], "injects": [{"minute": 5, "said": "DBも落ちた"}], "aims": ["15分で知らせる"]});
    let scenario = text(&made(app, admin, "/api/v1/scenarios", scenario).await["number"]);
    let drill = json!({"title": "決済が止まる", "severity": "sev1", "practice": true, "scenario": scenario});
    let drill = text(&made(app, admin, "/api/v1/incidents", drill).await["number"]);
    app.api(admin, "PUT", "/api/v1/programme/sre/ja", json!({"does": "監視"})).await.expect(200);
    made(app, admin, "/api/v1/exchanges/EX-1/plan", pairing("30T13:00", "30T14:00")).await;
    let need = json!({"team": "ours", "kind": "problem", "what": "監視が増えない"});
    made(app, admin, "/api/v1/needs", need).await;
    let discussion =
        json!({"day": "2026-11-18", "team": "ours", "people": [admin.id.to_string()], "problems": "監視が増えない"});
    made(app, &member, "/api/v1/discussions", discussion).await;
    let spoken =
        feedback::exchange(app, &Named { guest: &member, buddy: None, home_manager: Some(admin), host_manager: None })
            .await;
    let offer = json!({"team": "ours", "what": "オンコールを始める人", "shape": "product_to_sre", "from_day": "2027-01-04", "weeks": 12, "share": 40});
    made(app, admin, "/api/v1/offers", offer).await;
    let wish = json!({"what": "オンコールの始め方", "earliest_day": "2026-12-01", "weeks": 12, "share": 40});
    made(app, admin, "/api/v1/wishes", wish).await;
    let learning = json!({"title": "戻し方を先に置く", "body": "- 手順書の先頭", "products": ["shop"]});
    let learning = text(&made(app, admin, "/api/v1/learnings", learning).await["number"]);
    let night = text(&made(app, admin, "/api/v1/receivers", json!({"name": "夜間"})).await["id"]);
    let channel = json!({"kind": "webhook", "url": receiver.url});
    made(app, admin, &format!("/api/v1/receivers/{night}/channels"), channel).await;
    let routes = "route:\n  receiver: default\n  routes: [{matchers: [severity=page], receiver: 夜間, group_wait: 0s}]\n\
                  receivers: [{name: default}, {name: 夜間}]\n\
                  ryugaku: {open_incidents: [{matchers: [severity=page], severity: sev3, ask: true}]}\n";
    app.api(admin, "PUT", "/api/v1/routing", json!({"text": routes})).await.expect(200);
    let page = json!([{"labels": {"alertname": "HighErrorRate", "severity": "page"}}]);
    app.alerts(&source, page).await;
    let notice = notice(app, admin).await;
    app.apply_alerts().await;
    let asked = app.get(admin, "/api/v1/questions?state=open").await.expect(200).json();
    assert_eq!(asked["items"].as_array().unwrap().len(), 1, "{asked}");
    let deploy = json!({"service": "api", "version": "1.4.2", "url": "https://ci.example/1", "who": "CI"});
    made(app, admin, "/api/v1/deploys", deploy).await;
    let rules = "groups: [{name: disks, rules: [{alert: DiskFull, expr: free == 0}]}]";
    let take = "/api/v1/alert-rules/import?file=disks.yml";
    app.post_bytes(admin, take, "application/yaml", rules.as_bytes()).await.expect(200);
    let rule = text(&app.get(admin, "/api/v1/alert-rules").await.expect(200).json()["items"][0]["id"]);
    app.api(admin, "PATCH", "/api/v1/status-page", json!({"visibility": "public"})).await.expect(200);
    let told = json!({"kind": "incident", "title": {"ja": "決済の障害"}, "body": {"ja": "調べています"}});
    let draft = text(&made(app, admin, "/api/v1/status-page/notices", told.clone()).await["id"]);
    let told = made(app, admin, "/api/v1/status-page/notices", told).await;
    let publish = format!("/api/v1/status-page/notices/{}/publish", text(&told["id"]));
    app.api(admin, "POST", &publish, json!({})).await.expect(200);
    app.run_jobs().await;
    let deliveries = app.get(admin, &format!("/api/v1/webhooks/{webhook}/deliveries")).await.expect(200).json();
    let delivery = text(&deliveries["items"][0]["id"]);
    let job = text(&app.get(admin, "/api/v1/jobs").await.expect(200).json()["items"][0]["id"]);
    let link =
        app.api(admin, "POST", &format!("/api/v1/people/{}/sign-in-link", member.id), json!({})).await.expect(200);
    let link = text(&link.json()["link"]);
    let (_, link) = link.rsplit_once('/').unwrap();
    Samples {
        begins: vec![
            ("/teams/{slug}", "/teams/ours".into()),
            ("/people/{id}", format!("/people/{}", member.id)),
            ("/products/{slug}", "/products/shop".into()),
            ("/services/{slug}", "/services/api".into()),
            ("/alerts/{fingerprint}", format!("/alerts/{alert}")),
            ("/silences/{id}", format!("/silences/{silence}")),
            ("/maintenance/{id}", format!("/maintenance/{window}")),
            ("/routing/versions/{version}", "/routing/versions/1".into()),
            ("/severity-policy/versions/{version}", "/severity-policy/versions/0".into()),
            ("/routing/route", format!("/routing/route?alert={alert}")),
            ("/notices/{id}", format!("/notices/{notice}")),
            ("/receivers/{id}", format!("/receivers/{night}")),
            ("/alert-rules/{id}", format!("/alert-rules/{rule}")),
            ("/incidents/{number}/postmortem/versions/{version}", format!("/incidents/{over}/postmortem/versions/1")),
            ("/drills/{number}", format!("/drills/{scenario}")),
            ("/incidents/{number}/debrief", format!("/incidents/{drill}/debrief")),
            ("/incidents/{number}/postmortem/facts", format!("/incidents/{over}/postmortem/facts")),
            ("/incidents/{number}/postmortem", format!("/incidents/{over}/postmortem")),
            ("/incidents/{number}", format!("/incidents/{incident}")),
            ("/exchanges/{number}/feedback/{moment}/{side}", format!("/exchanges/{spoken}/feedback/mid/home")),
            ("/exchanges/{number}/feedback", format!("/exchanges/{spoken}/feedback")),
            ("/exchanges/{number}/aims/{mark}", format!("/exchanges/{studying}/aims/g1")),
            ("/exchanges/{number}/diary/{activity}", format!("/exchanges/{studying}/diary/{activity}")),
            ("/exchanges/{number}/outcomes/{id}", format!("/exchanges/{studying}/outcomes/{outcome}")),
            ("/exchanges/{number}/plan/{item}", format!("/exchanges/{studying}/plan/1")),
            ("/exchanges/{number}", format!("/exchanges/{studying}")),
            ("/tasks/{number}", format!("/tasks/{task}")),
            ("/needs/{number}", "/needs/ND-1".into()),
            ("/discussions/{number}", "/discussions/DI-1".into()),
            ("/offers/{number}", "/offers/OF-1".into()),
            ("/wishes/{number}", "/wishes/WI-1".into()),
            ("/matches/{offer}/{wish}", "/matches/OF-1/WI-1".into()),
            ("/exchanges/templates/{slug}", "/exchanges/templates/swap".into()),
            ("/learnings/{number}", format!("/learnings/{learning}")),
            ("/integrations/{id}", format!("/integrations/{}", source.id)),
            (
                "/settings/webhooks/{id}/deliveries/{delivery}",
                format!("/settings/webhooks/{webhook}/deliveries/{delivery}"),
            ),
            ("/settings/webhooks/{id}", format!("/settings/webhooks/{webhook}")),
            ("/settings/jobs/{id}", format!("/settings/jobs/{job}")),
            ("/status/notices/{slug}", format!("/status/notices/{}", text(&told["slug"]))),
            ("/status-page/notices/{id}", format!("/status-page/notices/{draft}")),
            ("/ledger/{position}", "/ledger/1".into()),
            ("/sign-in/link/{token}", format!("/sign-in/link/{link}")),
        ],
    }
}

fn pages() -> Vec<String> {
    let is_page = |path: &str| !path.starts_with("/api/v") && path != "/api/openapi.json" && !APART.contains(&path);
    let pages: Vec<String> = routes().into_iter().filter(|route| route.is_safe()).map(|route| route.path).collect();
    let pages: Vec<String> = pages.into_iter().filter(|path| is_page(path)).collect();
    assert!(pages.len() > 40, "the pages were not found: {pages:?}");
    pages
}

#[test]
fn each_page_is_listed_once() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bench/pages.txt");
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lines: Vec<&str> = lines.map(|line| line.split('?').next().unwrap_or_default()).collect();
    let listed: BTreeSet<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    let starred = |page: &str| {
        let parts = page.split('/').map(|part| if part.starts_with('{') { "*" } else { part });
        parts.collect::<Vec<_>>().join("/")
    };
    let (apart, rest): (Vec<String>, Vec<String>) =
        pages().into_iter().partition(|page| UNLISTED.contains(&page.as_str()));
    let rest: BTreeSet<String> = rest.iter().map(|page| starred(page)).collect();
    assert!(lines.len() == listed.len() && apart.len() == UNLISTED.len(), "a line stands twice, or a page is gone");
    let (without, without_page): (Vec<_>, Vec<_>) =
        (rest.difference(&listed).collect(), listed.difference(&rest).collect());
    assert!(without.is_empty(), "without a line in bench/pages.txt, or in UNLISTED: {without:?}");
    assert!(without_page.is_empty(), "lines without a page: {without_page:?}");
}

async fn every_page(home: Home) {
    let (app, admin, receiver) = webhooks::begin(home).await;
    let samples = samples(&app, &admin, &receiver).await;
    let mut wrong = Vec::new();
    for page in &pages() {
        let path = samples.fill(page);
        for lang in Lang::ALL {
            // Who has signed in is sent on from where one signs in.
            let who = Some(&admin).filter(|_| !path.starts_with("/sign-in"));
            let reply = app.page_in(lang, who, &path).await;
            let fragment = ["/menu", "/palette"].contains(&page.as_str());
            if reply.status != 200 {
                wrong.push(format!("{path} in {}: {}", lang.tag(), reply.status));
            } else if reply.text.contains('⟦') {
                wrong.push(format!("{path} in {}: words are missing", lang.tag()));
            } else if !fragment && !reply.text.contains(&format!("<html lang=\"{}\"", lang.tag())) {
                wrong.push(format!("{path} in {}: says another language", lang.tag()));
            }
        }
    }
    assert!(wrong.is_empty(), "pages:\n  {}", wrong.join("\n  "));
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    every_page(Home::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    if let Some(home) = Home::postgres().await {
        every_page(home).await;
    }
}

//! Every address of pages and API × anonymous, reader, intake, member, admin. An address that is new falls under the
//! usual rule until it is named here; a name that no longer exists fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use axum::body::Body;
use axum::http::{Request, header};
use ryugaku_kernel::Role;
use serde_json::Value;

use crate::support::{Home, TestApp, Who};

/// Anybody may come here, and is not sent to sign in.
const OPEN: &[&str] = &[
    "GET /assets/{*file}",
    "GET /healthz",
    "GET /language/{tag}",
    "GET /readyz",
    "GET /sign-in",
    "POST /sign-in",
    "GET /sign-in/link/{token}",
    "POST /sign-in/link/{token}",
    "GET /sign-in/oidc",
    "GET /sign-in/oidc/callback",
    "GET /api/openapi.json",
    // The key in the path is the permission.
    "GET /ical/{file}",
    "POST /intake/alertmanager",
    "POST /intake/alertmanager/{key}",
    "POST /intake/deploy",
    "POST /intake/deploy/{key}",
    "POST /intake/prometheus/{key}/api/v2/alerts",
    // The signature is the permission.
    "POST /slack/commands",
    "POST /slack/events",
    "POST /slack/interactions",
    // Switched off it is not there, for anybody.
    "GET /status",
    "GET /status.json",
    "GET /status/feed.atom",
    "GET /status/notices/{slug}",
    "GET /status/subscribe",
    "POST /status/subscribe",
    // The signature in the link is the permission.
    "GET /status/confirm/{token}",
    "POST /status/confirm/{token}",
    "GET /status/leave/{token}",
    "POST /status/leave/{token}",
];

/// Whoever has signed in may do this: it concerns themselves.
const OWN: &[&str] = &[
    "GET /me",
    "POST /me",
    "GET /me/calendars",
    "POST /me/calendars",
    "POST /me/calendars/{id}/remove",
    "POST /alerts/filters",
    "POST /alerts/filters/{id}/drop",
    "GET /me/chat",
    "POST /me/chat",
    "POST /me/chat/unlink",
    "GET /me/password",
    "POST /me/password",
    "GET /me/sessions",
    "GET /menu",
    "GET /settings",
    "GET /settings/tokens",
    "POST /settings/tokens",
    "POST /settings/tokens/{id}/revoke",
    "GET /api/v1/me",
    "PATCH /api/v1/me",
    "GET /api/v1/me/calendars",
    "POST /api/v1/me/calendars",
    "DELETE /api/v1/me/calendars/{id}",
    "GET /api/v1/me/chat",
    "DELETE /api/v1/me/chat",
    "POST /api/v1/me/chat/codes",
    "POST /api/v1/me/password",
    "POST /api/v1/alerts/filters",
    "DELETE /api/v1/alerts/filters/{id}",
    "GET /api/v1/tokens",
    "POST /api/v1/tokens",
    "DELETE /api/v1/tokens/{id}",
];

/// Admins alone.
const ADMIN: &[&str] = &[
    "GET /settings/webhooks",
    "POST /settings/webhooks",
    "GET /settings/webhooks/new",
    "GET /settings/webhooks/{id}",
    "POST /settings/webhooks/{id}",
    "GET /settings/webhooks/{id}/edit",
    "POST /settings/webhooks/{id}/{deed}",
    "GET /settings/webhooks/{id}/deliveries/{delivery}",
    "POST /settings/webhooks/{id}/deliveries/{delivery}/resend",
    "GET /settings/jobs",
    "GET /settings/jobs/{id}",
    "POST /settings/jobs/{id}/rerun",
    "GET /api/v1/webhooks",
    "POST /api/v1/webhooks",
    "GET /api/v1/webhooks/{id}",
    "PATCH /api/v1/webhooks/{id}",
    "DELETE /api/v1/webhooks/{id}",
    "POST /api/v1/webhooks/{id}/rotate",
    "POST /api/v1/webhooks/{id}/test",
    "GET /api/v1/webhooks/{id}/deliveries",
    "GET /api/v1/webhooks/{id}/deliveries/{delivery}",
    "POST /api/v1/webhooks/{id}/deliveries/{delivery}/resend",
    "GET /api/v1/jobs",
    "GET /api/v1/jobs/{id}",
    "POST /api/v1/jobs/{id}/rerun",
    "GET /integrations/new",
    "POST /integrations",
    "POST /integrations/{id}/rename",
    "POST /integrations/{id}/rotate",
    "POST /integrations/{id}/keys/{key}/revoke",
    "POST /integrations/{id}/remove",
    "POST /api/v1/integrations",
    "PATCH /api/v1/integrations/{id}",
    "DELETE /api/v1/integrations/{id}",
    "POST /api/v1/integrations/{id}/rotate",
    "POST /api/v1/integrations/{id}/keys/{key}/revoke",
    "POST /people/{id}/sign-in-link",
    "POST /api/v1/people/{id}/sign-in-link",
    "POST /api/v1/sign-in-links",
    "POST /status-page/switch",
    "GET /status-page/subscribers",
    "GET /status-page/subscribers.csv",
    "POST /status-page/subscribers/{id}/remove",
    "PATCH /api/v1/status-page",
    "GET /api/v1/status-page/subscribers",
    "DELETE /api/v1/status-page/subscribers/{id}",
];

/// Posted, and changes nothing: whoever reads may ask.
const ASKED: &[&str] = &["POST /api/v1/routing/route"];

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Route {
    pub method: String,
    pub path: String,
}

impl Route {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    pub fn is_safe(&self) -> bool {
        self.method == "GET"
    }

    /// The path with something in the place of its parts; mostly nothing that exists.
    pub fn filled(&self) -> String {
        let parts = self.path.split('/').map(|part| match part {
            "{number}" if self.path.contains("/tasks") => "RT-1",
            "{number}" if self.path.contains("/exchanges") => "EX-1",
            "{item}" if self.path.contains("/plan/") => "1",
            "{number}" if self.path.contains("/offers") => "OF-1",
            "{number}" if self.path.contains("/wishes") => "WI-1",
            "{number}" => "INC-1",
            "{offer}" => "OF-1",
            "{wish}" => "WI-1",
            "{slug}" => "ours",
            "{fingerprint}" => "0123456789abcdef",
            "{tag}" => "en",
            "{*file}" => "app.js",
            "{position}" => "1",
            "{version}" => "1",
            part if part.starts_with('{') => "018f0000-0000-7000-8000-000000000000",
            part => part,
        });
        parts.collect::<Vec<_>>().join("/")
    }
}

pub fn routes() -> BTreeSet<Route> {
    let document = serde_json::to_value(ryugaku::router::api().into_openapi()).unwrap();
    let mut found = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| ["get", "post", "put", "patch", "delete"].contains(&key.as_str()))
        {
            found.insert(Route { method: method.to_uppercase(), path: path.clone() });
        }
    }
    for text in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        for rest in text.split(".route(").skip(1) {
            let Some(path) = rest.split('"').nth(1) else { continue };
            let call = &rest[..end_of_call(rest)];
            for method in ["get", "post", "put", "patch", "delete"] {
                if call.contains(&format!("{method}(")) {
                    found.insert(Route { method: method.to_uppercase(), path: path.to_owned() });
                }
            }
        }
    }
    found
}

/// Where the parenthesis that is open at the beginning closes.
fn end_of_call(text: &str) -> usize {
    let mut depth = 1;
    for (at, letter) in text.char_indices() {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

fn sources(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else {
            found.push(fs::read_to_string(path).unwrap());
        }
    }
    found
}

async fn ask(app: &TestApp, route: &Route, who: Option<&Who>) -> u16 {
    let page = !route.path.starts_with("/api/") && !route.path.starts_with("/intake/");
    let path = route.filled();
    match who {
        Some(who) if page && route.is_safe() => app.page(who, &path).await.status,
        Some(who) if page => app.post_form(who, &path, &[]).await.status,
        Some(who) if route.is_safe() => app.get(who, &path).await.status,
        Some(who) => app.api(who, &route.method, &path, Value::Object(Default::default())).await.status,
        None => {
            let accept = if page { "text/html" } else { "application/json" };
            let request = Request::builder().method(route.method.as_str()).uri(path).header(header::ACCEPT, accept);
            app.send(request.body(Body::empty()).unwrap()).await.status
        }
    }
}

async fn matrix(app: TestApp) {
    let routes = routes();
    assert!(routes.len() > 20, "the routes were not found: {routes:?}");
    let names: BTreeSet<_> = routes.iter().map(Route::name).collect();
    let stale: Vec<_> =
        OPEN.iter().chain(OWN).chain(ADMIN).chain(ASKED).filter(|name| !names.contains(**name)).collect();
    assert!(stale.is_empty(), "named here, but no route: {stale:?}");

    let ours = app.team("ours", ryugaku::people::TeamKind::Product).await;
    let (admin, reader) = (app.admin().await, app.person("監査", Role::Read).await);
    let (member, intake) = (app.member_of(&ours, "水野 遥").await, app.person("送り手", Role::Intake).await);
    let mut wrong = Vec::new();
    for route in &routes {
        let name = route.name();
        let is = |list: &[&str]| list.contains(&name.as_str());
        // A stream does not end by itself; its permission is tried in its own story.
        if route.path == "/live" {
            continue;
        }
        let anonymous = ask(&app, route, None).await;
        if !is(OPEN) && ![303, 401, 403].contains(&anonymous) {
            wrong.push(format!("{name}: anonymous got {anonymous}"));
        }
        for (who, whom) in [("reader", &reader), ("intake", &intake), ("member", &member), ("admin", &admin)] {
            // Signing out, and ending sessions, would end the matrix.
            if route.path.contains("sign-out") || route.path.contains("sessions") {
                continue;
            }
            let status = ask(&app, route, Some(whom)).await;
            let free = is(OPEN) || is(OWN);
            let refused = [401, 403].contains(&status);
            let must_refuse = !free
                && match who {
                    "reader" => !(route.is_safe() || is(ASKED)) || is(ADMIN),
                    "intake" => !route.path.starts_with("/api/v2/") && route.path != "/metrics",
                    "member" => is(ADMIN),
                    _ => false,
                };
            if must_refuse && !refused {
                wrong.push(format!("{name}: {who} got {status}, not a refusal"));
            }
            if !must_refuse && refused && who == "admin" && !is(OPEN) {
                wrong.push(format!("{name}: admin was refused with {status}"));
            }
            if status >= 500 {
                wrong.push(format!("{name}: {who} got {status}"));
            }
        }
    }
    assert!(wrong.is_empty(), "permissions:\n  {}", wrong.join("\n  "));
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    matrix(TestApp::on(Home::sqlite()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    if let Some(home) = Home::postgres().await {
        matrix(TestApp::on(home).await).await;
    }
}

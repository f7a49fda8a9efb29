//! `/settings`: which settings there are, and where.

use askama::Template;
use axum::extract::State;

use crate::app::App;
use crate::door::{PageResult, Visit, page};
use crate::shell::{Place, Shell};
use crate::words;

struct Row {
    address: &'static str,
    icon: &'static str,
    key: &'static str,
    /// The key of what is said of it.
    about: &'static str,
    admins_only: bool,
}

const fn row(address: &'static str, icon: &'static str, key: &'static str, about: &'static str) -> Row {
    Row { address, icon, key, about, admins_only: false }
}

const fn admins(address: &'static str, icon: &'static str, key: &'static str, about: &'static str) -> Row {
    Row { address, icon, key, about, admins_only: true }
}

/// A line for each page that exists. Those for administrators alone say so.
const ROWS: &[Row] = &[
    row("/me", "person", "me-title", "settings-me-about"),
    row("/settings/organisation", "ledger", "organisation-title", "settings-organisation-about"),
    row("/teams", "consult", "nav-teams", "settings-teams-about"),
    row("/people", "person", "people-title", "settings-people-about"),
    row("/products", "map", "nav-products", "settings-products-about"),
    row("/integrations", "alert", "integrations", "settings-integrations-about"),
    row("/status-page", "told", "status-title", "settings-status-about"),
    row("/settings/tokens", "command", "token-title", "settings-tokens-about"),
    admins("/settings/webhooks", "link", "webhook-title", "settings-webhooks-about"),
    admins("/settings/jobs", "auto", "job-title", "settings-jobs-about"),
    row("/api/docs", "link", "docs-title", "docs-about"),
];

#[derive(Template)]
#[template(path = "home/settings.html")]
struct Settings {
    shell: Shell,
    rows: Vec<&'static Row>,
    /// Why nothing comes from Slack, and what to do about it.
    slack_trouble: Option<String>,
}

pub async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    let shell = Shell::new(&app, &visit, Place::Settings, words::text(visit.lang(), "nav-settings")).await?;
    let admin = visit.cx.who.is_admin();
    let rows = ROWS.iter().filter(|row| admin || !row.admins_only).collect();
    let slack_trouble = app.socket_mode.trouble(visit.lang());
    page(&Settings { shell, rows, slack_trouble })
}

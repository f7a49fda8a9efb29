//! `/alerts`: the list, one alert, taking note.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use ryugaku_kernel::{Failure, Limit, Msg, Outcome, Page};
use serde::Deserialize;

use super::api::named;
use super::owners::Owners;
use super::{Alert, AlertState, Cursor, Find, Run, acknowledge, store, unacknowledge};
use crate::app::App;
use crate::door::{self, Fields, Flash, PageResult, Paging, Visit, get, page, post, see_other};
use crate::incidents::{self, IncidentBrief};
use crate::intake::{self, Integration};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/alerts", get(list))
        .route("/alerts/{fingerprint}", get(show))
        .route("/alerts/{fingerprint}/acknowledge", post(take_note))
        .route("/alerts/{fingerprint}/unacknowledge", post(take_back))
}

const ROWS: i64 = 100;

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    service: String,
    #[serde(default)]
    after: String,
}

/// Alerts of one name that stand together.
struct AlertGroup {
    name: String,
    alerts: Vec<Alert>,
}

struct Empty {
    ever: bool,
    last: Option<Alert>,
}

#[derive(Template)]
#[template(path = "alerts/list.html")]
struct ListPage {
    shell: Shell,
    asked: Asked,
    state: AlertState,
    narrowed: bool,
    /// What is wrong with the filter; the list shows everything then.
    why: String,
    groups: Vec<AlertGroup>,
    next: Option<String>,
    firing: i64,
    waiting: i64,
    services: Vec<(String, i64)>,
    owners: Owners,
    sources: Vec<Integration>,
    empty: Option<Empty>,
    here: String,
}

impl ListPage {
    /// The list of another state, with the same filter.
    fn of(&self, state: AlertState) -> String {
        let query = [("state", state.name()), ("q", &self.asked.q), ("service", &self.asked.service)];
        format!("/alerts?{}", door::query(query))
    }
}

#[derive(Template)]
#[template(path = "alerts/one.html")]
struct OnePage {
    shell: Shell,
    alert: Alert,
    runs: Page<Run>,
    owners: Owners,
    source: Option<String>,
    incidents: Vec<IncidentBrief>,
}

async fn list(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> PageResult {
    visit.cx.require_read()?;
    let state = AlertState::named(&asked.state).unwrap_or(AlertState::Firing);
    let service = Some(asked.service.clone()).filter(|service| !service.is_empty());
    let all = Find { service, ..Find::all(state) };
    let (find, why) = match all.clone().text(&asked.q) {
        Ok(find) => (find, String::new()),
        Err(Failure::Invalid(errors)) => (all, errors.first().map(|error| visit.say(&error.msg)).unwrap_or_default()),
        Err(failure) => return Err(failure.into()),
    };
    // A place in the list that makes no sense is its beginning.
    let after: Option<Cursor> = asked.after.parse().ok();
    let mut q = app.db.reader();
    let found = store::page(&mut q, &find, after, Limit::of(ROWS)).await?;
    let owners = Owners::load(&mut q, &found.items).await?;
    let empty = if found.items.is_empty() && after.is_none() {
        Some(Empty { ever: store::any_ever(&mut q).await?, last: store::last_ended(&mut q).await? })
    } else {
        None
    };
    let shell = Shell::new(&app, &visit, Place::Alerts, words::text(visit.lang(), "nav-alerts")).await?;
    page(&ListPage {
        shell,
        state,
        narrowed: find.is_narrowed(),
        why,
        next: found.next,
        groups: grouped(found.items),
        firing: store::firing_count(&mut q).await?,
        waiting: store::waiting(&mut q).await?,
        services: store::services(&mut q, state).await?,
        owners,
        sources: intake::active(&mut q).await?,
        empty,
        here: visit.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        asked,
    })
}

/// By name, in the order in which each name first comes.
fn grouped(alerts: Vec<Alert>) -> Vec<AlertGroup> {
    let mut groups: Vec<AlertGroup> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for alert in alerts {
        let place = *places.entry(alert.name.clone()).or_insert_with(|| {
            groups.push(AlertGroup { name: alert.name.clone(), alerts: Vec::new() });
            groups.len() - 1
        });
        groups[place].alerts.push(alert);
    }
    groups
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let alert = store::by_fingerprint(&mut q, named(&id)?).await?;
    let runs = store::history(&mut q, Some(alert.fingerprint), paging.after()?, Limit::of(20)).await?;
    let owners = Owners::load(&mut q, std::slice::from_ref(&alert)).await?;
    let source = match alert.source {
        Some(id) => intake::names(&mut q, [id]).await?.remove(&id).map(|(name, _)| name),
        None => None,
    };
    let shell = Shell::new(&app, &visit, Place::Alerts, alert.title()).await?;
    let incidents = incidents::of_alert(&mut q, &alert.id()).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-alerts"), "/alerts");
    page(&OnePage { shell, alert, runs, owners, source, incidents })
}

async fn take_note(State(app): State<App>, visit: Visit, Path(id): Path<String>, fields: Fields) -> PageResult {
    let mut tx = app.begin().await?;
    let alert = acknowledge(&mut tx, &visit.cx, named(&id)?).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("alert-acknowledged-said").with("name", alert.title()));
    let next = back(&fields, &id)?;
    Ok(see_other(&app, &next, Some(said.undo(format!("/alerts/{id}/unacknowledge")))))
}

async fn take_back(State(app): State<App>, visit: Visit, Path(id): Path<String>, fields: Fields) -> PageResult {
    let mut tx = app.begin().await?;
    let alert = unacknowledge(&mut tx, &visit.cx, named(&id)?).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("alert-unacknowledged-said").with("name", alert.title()));
    let next = back(&fields, &id)?;
    Ok(see_other(&app, &next, Some(said)))
}

/// The list it was done from, or the alert's own page.
fn back(fields: &Fields, id: &str) -> Outcome<String> {
    let next = fields.get("next");
    let list = next == "/alerts" || next.starts_with("/alerts?");
    Ok(if list { next.to_owned() } else { format!("/alerts/{}", named(id)?) })
}

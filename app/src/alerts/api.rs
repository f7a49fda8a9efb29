//! `/api/v1/alerts`.

mod filters;
mod json;
mod together;

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use ryugaku_alerting::Fingerprint;
use ryugaku_kernel::{Failure, Outcome, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use json::AlertJson;

use super::owners::Owners;
use super::{Alert, AlertState, Find, Run, acknowledge, listed, store, unacknowledge};
use crate::app::App;
use crate::door::{Answer, Failed, Listed, Paging, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(all_history))
        .routes(routes!(show))
        .routes(routes!(history))
        .routes(routes!(take_note))
        .routes(routes!(take_back))
        .merge(filters::routes())
        .merge(together::routes())
        .merge(super::why::api::routes())
}

/// One time an alert fired.
#[derive(Serialize, ToSchema)]
struct RunJson {
    id: i64,
    alert: String,
    name: String,
    starts_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Time>,
    /// Nobody said that it was over; nothing was heard of it in time.
    timed_out: bool,
    labels: BTreeMap<String, String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// `active` if absent.
    #[param(inline)]
    state: Option<AlertState>,
    /// Matchers such as `severity="critical"`, with commas; or words that labels hold.
    filter: Option<String>,
    /// The value of the label `service`.
    service: Option<String>,
}

/// Alerts that are active or have resolved, the youngest first; with what holds them back
#[utoipa::path(get, path = "/api/v1/alerts", tag = "alerts", params(Which, Paging), responses(
    (status = 200, body = Listed<AlertJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(which): Query<Which>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<AlertJson>>, Failed> {
    visit.cx.require_read()?;
    let service = which.service.filter(|service| !service.is_empty());
    let find = Find { service, ..Find::all(which.state.unwrap_or(AlertState::Active)) };
    let find = find.text(which.filter.as_deref().unwrap_or_default())?;
    let page = listed::page(&app, &find, paging.after()?, paging.limit()).await?;
    let owners = Owners::load(&mut app.db.reader(), page.items.iter().map(|one| &one.alert)).await?;
    Ok(Answer::ok(page.map(|one| json::of(&one, &owners)).into()))
}

/// Each time any alert fired, the youngest first
#[utoipa::path(get, path = "/api/v1/alerts/history", tag = "alerts", params(Paging), responses(
    (status = 200, body = Listed<RunJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn all_history(
    State(app): State<App>,
    visit: Visit,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<RunJson>>, Failed> {
    visit.cx.require_read()?;
    let page = store::history(&mut app.db.reader(), None, paging.after()?, paging.limit()).await?;
    Ok(Answer::ok(page.into()))
}

/// One alert
#[utoipa::path(get, path = "/api/v1/alerts/{fingerprint}", tag = "alerts", params(("fingerprint" = String, Path)), responses(
    (status = 200, body = AlertJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Result<Answer<AlertJson>, Failed> {
    visit.cx.require_read()?;
    let alert = store::by_fingerprint(&mut app.db.reader(), named(&id)?).await?;
    answer(&app, alert).await
}

/// Each time one alert fired, the youngest first
#[utoipa::path(get, path = "/api/v1/alerts/{fingerprint}/history", tag = "alerts", params(("fingerprint" = String, Path), Paging), responses(
    (status = 200, body = Listed<RunJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn history(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<RunJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let alert = store::by_fingerprint(&mut q, named(&id)?).await?;
    let page = store::history(&mut q, Some(alert.fingerprint), paging.after()?, paging.limit()).await?;
    Ok(Answer::ok(page.into()))
}

/// Take note of a firing alert
#[utoipa::path(post, path = "/api/v1/alerts/{fingerprint}/acknowledge", tag = "alerts", params(("fingerprint" = String, Path)), responses(
    (status = 200, body = AlertJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn take_note(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Result<Answer<AlertJson>, Failed> {
    let mut tx = app.begin().await?;
    let alert = acknowledge(&mut tx, &visit.cx, named(&id)?).await?;
    tx.commit().await?;
    answer(&app, alert).await
}

/// Take the note back
#[utoipa::path(post, path = "/api/v1/alerts/{fingerprint}/unacknowledge", tag = "alerts", params(("fingerprint" = String, Path)), responses(
    (status = 200, body = AlertJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn take_back(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Result<Answer<AlertJson>, Failed> {
    let mut tx = app.begin().await?;
    let alert = unacknowledge(&mut tx, &visit.cx, named(&id)?).await?;
    tx.commit().await?;
    answer(&app, alert).await
}

/// What is no fingerprint names no alert.
pub(super) fn named(id: &str) -> Outcome<Fingerprint> {
    id.parse().map_err(|_| Failure::NotFound("alert"))
}

async fn answer(app: &App, alert: Alert) -> Result<Answer<AlertJson>, Failed> {
    let owners = Owners::load(&mut app.db.reader(), [&alert]).await?;
    Ok(Answer::ok(json::of(&listed::one(app, alert).await?, &owners)))
}

fn texts<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeMap<String, String> {
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

impl From<Run> for RunJson {
    fn from(run: Run) -> Self {
        Self {
            id: run.id.0,
            alert: run.fingerprint.to_string(),
            name: run.name,
            starts_at: run.starts_at,
            ended_at: run.ended_at,
            timed_out: run.timed_out,
            labels: texts(run.labels.iter()),
        }
    }
}

//! Who may know of an incident, and merging it into another.

use axum::extract::{Path, State};
use ryugaku_kernel::{Outcome, Uuid};
use ryugaku_ledger::Tx;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::json::{IncidentJson, NamedJson};
use super::resource;
use crate::app::App;
use crate::door::{Answer, Body, Failed, Listed, Visit, routes};
use crate::incidents::incident::{Incident, count_of};
use crate::incidents::{merge, restrict, store};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(restrict_one, open_up))
        .routes(routes!(list_named))
        .routes(routes!(name, unname))
        .routes(routes!(merge_one))
}

#[derive(Default, Deserialize, ToSchema)]
struct RestrictJson {
    /// By id, e-mail address or whole name; whoever asks, opened it or has a role in it is named by that
    #[serde(default)]
    people: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
struct MergeJson {
    /// The number of the incident in which it goes on
    into: String,
}

/// What became of it
#[derive(Serialize, ToSchema)]
struct MergedJson {
    /// The one that is gone
    number: String,
    /// The one that goes on
    incident: IncidentJson,
    /// How many alerts, services and tasks went along
    alerts: usize,
    services: usize,
    tasks: usize,
    /// Alerts for which there was no room
    alerts_left: usize,
}

/// Restrict it: only those who are named know of it, administrators included
#[utoipa::path(put, path = "/api/v1/incidents/{number}/restriction", tag = "incidents", params(("number" = String, Path)), request_body = RestrictJson, responses(
    (status = 200, body = IncidentJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn restrict_one(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<RestrictJson>, Failed>,
) -> Result<Answer<IncidentJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let done = restrict::restrict(&mut tx, &visit.cx, count_of(&number)?, &body.people).await;
    answered(&app, tx, done).await
}

/// Open it up: everybody may know of it, and of all that was recorded
#[utoipa::path(delete, path = "/api/v1/incidents/{number}/restriction", tag = "incidents", params(("number" = String, Path)), responses(
    (status = 200, body = IncidentJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn open_up(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<IncidentJson>, Failed> {
    let mut tx = app.begin().await?;
    let done = restrict::open_up(&mut tx, &visit.cx, count_of(&number)?).await;
    answered(&app, tx, done).await
}

/// Who knows of a restricted one
#[utoipa::path(get, path = "/api/v1/incidents/{number}/named", tag = "incidents", params(("number" = String, Path)), responses(
    (status = 200, body = Listed<NamedJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list_named(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<Listed<NamedJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let incident = store::by_count(&mut q, &visit.cx.who, count_of(&number)?).await?;
    Ok(listed(restrict::named(&mut q, &incident).await?))
}

/// Let somebody know of it, by id, e-mail address or whole name
#[utoipa::path(put, path = "/api/v1/incidents/{number}/named/{person}", tag = "incidents", params(("number" = String, Path), ("person" = String, Path)), responses(
    (status = 200, body = Listed<NamedJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn name(
    State(app): State<App>,
    visit: Visit,
    Path((number, person)): Path<(String, String)>,
) -> Result<Answer<Listed<NamedJson>>, Failed> {
    let mut tx = app.begin().await?;
    let incident = restrict::name(&mut tx, &visit.cx, count_of(&number)?, &person).await?;
    tx.commit().await?;
    Ok(listed(restrict::named(&mut app.db.reader(), &incident).await?))
}

/// Let somebody know of it no more, by id, e-mail address or whole name; `me` for oneself
#[utoipa::path(delete, path = "/api/v1/incidents/{number}/named/{person}", tag = "incidents", params(("number" = String, Path), ("person" = String, Path)), responses(
    (status = 200, body = Listed<NamedJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn unname(
    State(app): State<App>,
    visit: Visit,
    Path((number, person)): Path<(String, String)>,
) -> Result<Answer<Listed<NamedJson>>, Failed> {
    let mut tx = app.begin().await?;
    let incident = restrict::unname(&mut tx, &visit.cx, count_of(&number)?, &person).await?;
    tx.commit().await?;
    Ok(listed(restrict::named(&mut app.db.reader(), &incident).await?))
}

/// Merge it into another one, where it goes on; this cannot be undone
#[utoipa::path(post, path = "/api/v1/incidents/{number}/merge", tag = "incidents", params(("number" = String, Path)), request_body = MergeJson, responses(
    (status = 200, body = MergedJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn merge_one(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<MergeJson>, Failed>,
) -> Result<Answer<MergedJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let done = merge::merge(&mut tx, &visit.cx, count_of(&number)?, &body.into).await?;
    tx.commit().await?;
    Ok(Answer::ok(MergedJson {
        number: done.from.number().to_string(),
        alerts: done.alerts,
        services: done.services,
        tasks: done.tasks,
        alerts_left: done.left,
        incident: resource::said(&app, done.into).await?,
    }))
}

fn listed(named: Vec<(Uuid, String)>) -> Answer<Listed<NamedJson>> {
    let items = named.into_iter().map(|(id, name)| NamedJson { id, name, slug: None }).collect();
    Answer::ok(Listed { items, next: None })
}

async fn answered(app: &App, tx: Tx, done: Outcome<Incident>) -> Result<Answer<IncidentJson>, Failed> {
    let incident = done?;
    tx.commit().await?;
    let version = incident.version;
    Ok(Answer::ok(resource::said(app, incident).await?).version(version))
}

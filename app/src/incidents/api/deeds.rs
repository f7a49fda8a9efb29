//! `POST /api/v1/incidents/{number}/…`: what is done to an incident.

use axum::extract::{Path, State};
use ryugaku_kernel::{Failure, FieldError, Outcome};
use ryugaku_ledger::Tx;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::json::IncidentJson;
use super::resource;
use crate::app::App;
use crate::backlog::api::{NewTaskJson, TaskJson};
use crate::door::{Answer, Body, Failed, IfMatch, Visit, routes};
use crate::incidents::incident::{Incident, count_of};
use crate::incidents::role::Role;
use crate::incidents::status::Status;
use crate::incidents::{commander, follow_up, link_alert, note, roles, turn};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(set_status))
        .routes(routes!(resolve))
        .routes(routes!(reopen))
        .routes(routes!(close))
        .routes(routes!(set_commander))
        .routes(routes!(write_note))
        .routes(routes!(redact_note))
        .routes(routes!(link))
        .routes(routes!(unlink))
        .routes(routes!(add_task))
}

#[derive(Deserialize, ToSchema)]
struct StatusJson {
    /// One of the open ones: investigating, identified, fixing, monitoring
    status: Status,
}

#[derive(Deserialize, ToSchema)]
struct ResolveJson {
    /// What ended it, in a line
    #[serde(default)]
    line: String,
}

#[derive(Deserialize, ToSchema)]
struct ReopenJson {
    reason: String,
    /// Where it stands then; investigating if unset
    status: Option<Status>,
}

#[derive(Deserialize, ToSchema)]
struct CommanderJson {
    /// A person by id, e-mail address or whole name; `me`; null lays it down
    person: Option<String>,
    /// Who lays it down where `person` is null, by id, e-mail address or whole name; unset: whoever asks
    holder: Option<String>,
    /// Only while nobody commands: otherwise 409 names who does. Without it, command is taken over.
    #[serde(default)]
    if_empty: bool,
}

#[derive(Deserialize, ToSchema)]
struct NewNoteJson {
    text: String,
}

#[derive(Serialize, ToSchema)]
struct NoteJson {
    /// Its position in the ledger; redact it by this
    position: i64,
    /// The incident's number
    incident: String,
}

#[derive(Deserialize, ToSchema)]
struct LinkAlertJson {
    fingerprint: String,
}

/// Move to another open status
#[utoipa::path(post, path = "/api/v1/incidents/{number}/status", tag = "incidents", params(("number" = String, Path)), request_body = StatusJson, responses(
    (status = 200, body = IncidentJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn set_status(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<StatusJson>, Failed>,
) -> Result<Answer<IncidentJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let done = turn::set_status(&mut tx, &visit.cx, count_of(&number)?, expected, body.status).await;
    answered(&app, tx, done).await
}

/// Resolve
#[utoipa::path(post, path = "/api/v1/incidents/{number}/resolve", tag = "incidents", params(("number" = String, Path)), request_body = ResolveJson, responses(
    (status = 200, body = IncidentJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn resolve(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<ResolveJson>, Failed>,
) -> Result<Answer<IncidentJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let done = turn::resolve(&mut tx, &visit.cx, count_of(&number)?, expected, &body.line).await;
    answered(&app, tx, done).await
}

/// Reopen, with a reason
#[utoipa::path(post, path = "/api/v1/incidents/{number}/reopen", tag = "incidents", params(("number" = String, Path)), request_body = ReopenJson, responses(
    (status = 200, body = IncidentJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn reopen(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<ReopenJson>, Failed>,
) -> Result<Answer<IncidentJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let count = count_of(&number)?;
    let done = turn::reopen(&mut tx, &visit.cx, count, expected, &body.reason, body.status).await;
    answered(&app, tx, done).await
}

/// Close a resolved incident
#[utoipa::path(post, path = "/api/v1/incidents/{number}/close", tag = "incidents", params(("number" = String, Path)), responses(
    (status = 200, body = IncidentJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn close(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
) -> Result<Answer<IncidentJson>, Failed> {
    let mut tx = app.begin().await?;
    let done = turn::close(&mut tx, &visit.cx, count_of(&number)?, expected).await;
    answered(&app, tx, done.map_err(turn::with_step)).await
}

/// Take command, give it to somebody, or lay it down; the same as the role `commander`
#[utoipa::path(post, path = "/api/v1/incidents/{number}/commander", tag = "incidents", params(("number" = String, Path)), request_body = CommanderJson, responses(
    (status = 200, body = IncidentJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn set_commander(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<CommanderJson>, Failed>,
) -> Result<Answer<IncidentJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let count = count_of(&number)?;
    if body.if_empty && body.person.is_some() {
        roles::still_empty(&mut tx, &visit.cx, count, Role::Commander).await?;
    }
    let done = match body.person.as_deref() {
        Some("me") => commander::take(&mut tx, &visit.cx, count).await,
        // A program has nothing to lay down itself.
        None if body.holder.is_none() && visit.cx.who.person().is_none() => {
            Err(Failure::invalid("holder", "failure-required"))
        }
        None => {
            let left = roles::leave(&mut tx, &visit.cx, count, Role::Commander, body.holder.as_deref()).await;
            left.map_err(of_holder)
        }
        person => commander::give(&mut tx, &visit.cx, count, person).await,
    };
    answered(&app, tx, done).await
}

/// What is wrong with whoever lays it down stands at the field that names them.
fn of_holder(failure: Failure) -> Failure {
    match failure {
        Failure::Invalid(errors) => {
            Failure::Invalid(errors.into_iter().map(|error| FieldError::new("holder", error.msg)).collect())
        }
        other => other,
    }
}

/// Write a note
#[utoipa::path(post, path = "/api/v1/incidents/{number}/notes", tag = "incidents", params(("number" = String, Path)), request_body = NewNoteJson, responses(
    (status = 201, body = NoteJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn write_note(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<NewNoteJson>, Failed>,
) -> Result<Answer<NoteJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let incident = note::write(&mut tx, &visit.cx, count_of(&number)?, &body.text).await?;
    let position = tx.commit().await?.ok_or_else(|| Failure::internal("a note was not recorded"))?;
    let number = incident.number().to_string();
    let location = format!("/api/v1/incidents/{number}/timeline");
    Ok(Answer::created(NoteJson { position, incident: number }, location))
}

/// Take the words of a note, a reason or a closing line away for good
#[utoipa::path(post, path = "/api/v1/incidents/{number}/notes/{position}/redact", tag = "incidents", params(("number" = String, Path), ("position" = i64, Path)), responses(
    (status = 200, body = IncidentJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn redact_note(
    State(app): State<App>,
    visit: Visit,
    Path((number, position)): Path<(String, String)>,
) -> Result<Answer<IncidentJson>, Failed> {
    let mut tx = app.begin().await?;
    let done = note::redact(&mut tx, &visit.cx, count_of(&number)?, position_of(&position)?).await;
    answered(&app, tx, done).await
}

/// Link an alert
#[utoipa::path(post, path = "/api/v1/incidents/{number}/alerts", tag = "incidents", params(("number" = String, Path)), request_body = LinkAlertJson, responses(
    (status = 200, body = IncidentJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn link(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<LinkAlertJson>, Failed>,
) -> Result<Answer<IncidentJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let done = link_alert::link(&mut tx, &visit.cx, count_of(&number)?, &body.fingerprint).await;
    answered(&app, tx, done).await
}

/// Take the link to an alert away
#[utoipa::path(delete, path = "/api/v1/incidents/{number}/alerts/{fingerprint}", tag = "incidents", params(("number" = String, Path), ("fingerprint" = String, Path)), responses(
    (status = 200, body = IncidentJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn unlink(
    State(app): State<App>,
    visit: Visit,
    Path((number, fingerprint)): Path<(String, String)>,
) -> Result<Answer<IncidentJson>, Failed> {
    let mut tx = app.begin().await?;
    let done = link_alert::unlink(&mut tx, &visit.cx, count_of(&number)?, &fingerprint).await;
    answered(&app, tx, done).await
}

/// Write a follow-up: a reliability task with this incident as its origin
#[utoipa::path(post, path = "/api/v1/incidents/{number}/tasks", tag = "incidents", params(("number" = String, Path)), request_body = NewTaskJson, responses(
    (status = 201, body = TaskJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add_task(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    new: Result<Body<NewTaskJson>, Failed>,
) -> Result<Answer<TaskJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let task = follow_up::follow_up(&mut tx, &visit.cx, count_of(&number)?, new.into()).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/tasks/{}", task.number()), task.version);
    Ok(Answer::created(crate::backlog::api::said(&app, &visit, task).await?, location).version(version))
}

/// What is no position is no note.
fn position_of(text: &str) -> Outcome<i64> {
    text.parse().map_err(|_| Failure::NotFound("note"))
}

async fn answered(app: &App, tx: Tx, done: Outcome<Incident>) -> Result<Answer<IncidentJson>, Failed> {
    let incident = done?;
    tx.commit().await?;
    let version = incident.version;
    Ok(Answer::ok(resource::said(app, incident).await?).version(version))
}

//! What the room's forms post: each does one verb and comes back to the room.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome};
use ryugaku_ledger::Tx;
use serde::Deserialize;

use super::room;
use super::tabs::Part;
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, post, see_other};
use crate::incidents::change::{self, Changed, IncidentChange};
use crate::incidents::incident::{Incident, count_of};
use crate::incidents::severity::Severity;
use crate::incidents::status::Status;
use crate::incidents::{facts, link_alert, note, owed, store, turn};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/incidents/{number}/status", post(set_status))
        .route("/incidents/{number}/severity", post(set_severity))
        .route("/incidents/{number}/resolve", post(resolve))
        .route("/incidents/{number}/reopen", post(reopen))
        .route("/incidents/{number}/close", post(close))
        .route("/incidents/{number}/notes", post(write_note))
        .route("/incidents/{number}/notes/{position}/redact", post(redact_note))
        .route("/incidents/{number}/alerts", post(link))
        .route("/incidents/{number}/alerts/{fingerprint}/unlink", post(unlink))
}

/// Undoing posts to an address that says what was before, and which version may be undone.
#[derive(Default, Deserialize)]
struct Back {
    to: Option<String>,
    version: Option<i64>,
}

async fn set_status(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(back): Query<Back>,
    fields: Fields,
) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = async {
        visit.cx.require_act()?;
        let before = store::by_count(&mut tx, &visit.cx.who, count).await?.status;
        let to = back.to.as_deref().and_then(Status::open_named);
        let to = to.map_or_else(|| fields.word("status", Status::open_named), Ok)?;
        let incident = turn::set_status(&mut tx, &visit.cx, count, back.version, to).await?;
        let said = Flash::new(Msg::new("incident-status-said").with("status", visit.say(&Msg::new(to.key()))));
        let undo = format!("/incidents/{}/status?to={}&version={}", incident.number(), before.name(), incident.version);
        Ok((incident, Some(said.undo(undo))))
    }
    .await;
    answered(&app, &visit, tx, count, &fields, done).await
}

async fn set_severity(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(back): Query<Back>,
    fields: Fields,
) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = async {
        visit.cx.require_act()?;
        let to = back.to.as_deref().and_then(Severity::named);
        let to = to.map_or_else(|| fields.word("severity", Severity::named), Ok)?;
        let change = IncidentChange { severity: Some(to), ..IncidentChange::default() };
        let changed = change::change_from(&mut tx, &visit.cx, count, back.version, change).await?;
        let Changed { incident, before } = changed;
        if to == before.severity {
            return Err(Failure::conflict("incident-same-severity"));
        }
        let said = Flash::new(severity_said(&mut tx, &visit, &incident).await?);
        let (number, was) = (incident.number(), before.severity.name());
        let undo = format!("/incidents/{number}/severity?to={was}&version={}", incident.version);
        Ok((incident, Some(said.undo(undo))))
    }
    .await;
    answered(&app, &visit, tx, count, &fields, done).await
}

/// With what the change did.
pub(super) async fn severity_said(tx: &mut Tx, visit: &Visit, incident: &Incident) -> Outcome<Msg> {
    let asks = owed::last_change(visit.lang(), &facts::one(tx, incident).await?);
    let key = if asks.is_empty() { "incident-severity-said" } else { "incident-severity-asks-said" };
    Ok(Msg::new(key).with("severity", incident.severity.label()).with("asks", asks.join(" · ")))
}

async fn resolve(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = turn::resolve(&mut tx, &visit.cx, count, None, fields.get("line")).await;
    answered(&app, &visit, tx, count, &fields, done.map(said("incident-resolved-said"))).await
}

async fn reopen(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = turn::reopen(&mut tx, &visit.cx, count, None, fields.get("reason"), None).await;
    answered(&app, &visit, tx, count, &fields, done.map(said("incident-reopened-said"))).await
}

async fn close(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = turn::close(&mut tx, &visit.cx, count, None).await;
    answered(&app, &visit, tx, count, &fields, done.map(said("incident-closed-said"))).await
}

async fn write_note(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = note::write(&mut tx, &visit.cx, count, fields.get("text")).await;
    answered(&app, &visit, tx, count, &fields, done.map(|incident| (incident, None))).await
}

async fn redact_note(
    State(app): State<App>,
    visit: Visit,
    Path((number, position)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let position = position.parse().map_err(|_| Failure::NotFound("note"))?;
    let done = note::redact(&mut tx, &visit.cx, count, position).await;
    answered(&app, &visit, tx, count, &fields, done.map(said("incident-redacted-said"))).await
}

async fn link(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = link_alert::link(&mut tx, &visit.cx, count, fields.get("fingerprint")).await;
    answered(&app, &visit, tx, count, &fields, done.map(said("incident-linked-said"))).await
}

async fn unlink(
    State(app): State<App>,
    visit: Visit,
    Path((number, fingerprint)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = link_alert::unlink(&mut tx, &visit.cx, count, &fingerprint).await;
    answered(&app, &visit, tx, count, &fields, done.map(said("incident-unlinked-said"))).await
}

pub(super) fn said(key: &'static str) -> impl Fn(Incident) -> (Incident, Option<Flash>) {
    move |incident| {
        let said = Flash::new(Msg::new(key).with("number", incident.number().to_string()));
        (incident, Some(said))
    }
}

/// Commits and leads back to the room; what was refused is shown there, at its field.
pub(super) async fn answered(
    app: &App,
    visit: &Visit,
    tx: Tx,
    count: i64,
    fields: &Fields,
    done: Outcome<(Incident, Option<Flash>)>,
) -> PageResult {
    match done {
        Ok((incident, flash)) => {
            tx.commit().await?;
            Ok(see_other(app, &format!("/incidents/{}", incident.number()), flash))
        }
        Err(Failure::Invalid(errors)) => {
            drop(tx);
            let form = Form::refused(fields, &errors, visit.lang());
            room::page_of(app, visit, count, StatusCode::UNPROCESSABLE_ENTITY, form, Part::default()).await
        }
        Err(failure) => Err(failure.into()),
    }
}

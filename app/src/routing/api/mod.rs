//! `/api/v1/routing`.

mod json;
mod tries;
mod versions;

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::current::{Current, current};
use super::save::{NewVersion, save};
use super::{may_edit, require_editor};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Visit, routes};
use json::RoutingJson;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, put)).merge(versions::routes()).merge(tries::routes())
}

#[derive(Deserialize, ToSchema)]
struct RoutingChangeJson {
    /// YAML as Alertmanager has it, receivers by name alone, and a section `ryugaku`.
    text: String,
    /// Why it changes.
    #[serde(default)]
    note: String,
}

/// Routes, time intervals and rules of inhibition as they hold now
#[utoipa::path(get, path = "/api/v1/routing", tag = "routing", responses(
    (status = 200, body = RoutingJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit) -> Result<Answer<RoutingJson>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let editable = may_edit(&mut q, &visit.cx).await?;
    answer(current(&mut q).await?, &visit, editable)
}

/// Save a new version; a text that is as it was makes none
#[utoipa::path(put, path = "/api/v1/routing", tag = "routing", request_body = RoutingChangeJson, responses(
    (status = 200, body = RoutingJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn put(
    State(app): State<App>,
    visit: Visit,
    IfMatch(expected): IfMatch,
    wanted: Result<Body<RoutingChangeJson>, Failed>,
) -> Result<Answer<RoutingJson>, Failed> {
    // Who may not do it is not told how it is written.
    require_editor(&mut app.db.reader(), &visit.cx).await?;
    let Body(wanted) = wanted?;
    let mut tx = app.begin().await?;
    let new = NewVersion { text: wanted.text, note: wanted.note };
    let saved = save(&mut tx, &visit.cx, new, expected).await?;
    tx.commit().await?;
    answer(saved, &visit, true)
}

/// The version as JSON, with its number as the tag.
fn answer(current: Current, visit: &Visit, editable: bool) -> Result<Answer<RoutingJson>, Failed> {
    let version = current.version.version;
    Ok(Answer::ok(RoutingJson::of(current, visit.cx.now(), editable)).version(version))
}

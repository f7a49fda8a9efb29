//! `/api/v1/severity-policy`.

mod json;
mod versions;

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::asks::Named;
use super::current::{Current, current};
use super::preview::preview;
use super::save::{NewVersion, save};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Visit, routes};
use crate::routing::{may_edit, require_editor};
use json::{PolicyPreviewJson, SeverityPolicyJson};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, put)).routes(routes!(look)).merge(versions::routes())
}

#[derive(Deserialize, ToSchema)]
struct SeverityPolicyChangeJson {
    /// YAML: `levels`, then `products` with what differs, and `reach` with how those who are told are reached.
    text: String,
    /// Why it changes.
    #[serde(default)]
    note: String,
}

#[derive(Deserialize, ToSchema)]
struct PolicyPreviewQuestionJson {
    text: String,
}

/// What each severity asks for as it holds now
#[utoipa::path(get, path = "/api/v1/severity-policy", tag = "severity_policy", responses(
    (status = 200, body = SeverityPolicyJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit) -> Result<Answer<SeverityPolicyJson>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let editable = may_edit(&mut q, &visit.cx).await?;
    Ok(answer(current(&mut q).await?, editable))
}

/// Save a new version; a text that is as it was makes none
#[utoipa::path(put, path = "/api/v1/severity-policy", tag = "severity_policy", request_body = SeverityPolicyChangeJson, responses(
    (status = 200, body = SeverityPolicyJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn put(
    State(app): State<App>,
    visit: Visit,
    IfMatch(expected): IfMatch,
    wanted: Result<Body<SeverityPolicyChangeJson>, Failed>,
) -> Result<Answer<SeverityPolicyJson>, Failed> {
    // Who may not do it is not told how it is written.
    require_editor(&mut app.db.reader(), &visit.cx).await?;
    let Body(wanted) = wanted?;
    let mut tx = app.begin().await?;
    let new = NewVersion { text: wanted.text, note: wanted.note };
    let saved = save(&mut tx, &visit.cx, new, expected).await?;
    tx.commit().await?;
    Ok(answer(saved, true))
}

/// What a changed text would ask for that the one in force does not, and the other way round; nothing is saved
#[utoipa::path(post, path = "/api/v1/severity-policy/preview", tag = "severity_policy", request_body = PolicyPreviewQuestionJson, responses(
    (status = 200, body = PolicyPreviewJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn look(
    State(app): State<App>,
    visit: Visit,
    asked: Result<Body<PolicyPreviewQuestionJson>, Failed>,
) -> Result<Answer<PolicyPreviewJson>, Failed> {
    visit.cx.require_act()?;
    let Body(asked) = asked?;
    let mut q = app.db.reader();
    let found = preview(&mut q, &visit.cx, &asked.text).await?;
    let named = Named::here(&mut q).await?;
    Ok(Answer::ok(PolicyPreviewJson::of(found, &named, visit.lang())))
}

/// The version as JSON, with its number as the tag.
fn answer(current: Current, editable: bool) -> Answer<SeverityPolicyJson> {
    let version = current.version.version;
    Answer::ok(SeverityPolicyJson::of(current, editable)).version(version)
}

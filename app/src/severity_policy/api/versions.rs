//! `/api/v1/severity-policy/versions`.

use axum::extract::{Path, Query, State};
use utoipa_axum::router::OpenApiRouter;

use super::super::current::{one, versions};
use super::super::restore;
use super::json::SeverityPolicyJson;
use crate::app::App;
use crate::door::{Answer, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::routing::may_edit;
use crate::versions::VersionJson;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show)).routes(routes!(restore_one))
}

/// All versions, the youngest first; the last is the program's own
#[utoipa::path(get, path = "/api/v1/severity-policy/versions", tag = "severity_policy", params(Paging), responses(
    (status = 200, body = Listed<VersionJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<VersionJson>>, Failed> {
    visit.cx.require_read()?;
    let page = versions(&mut app.db.reader(), paging.after()?, paging.limit()).await?;
    Ok(Answer::ok(page.map(|version| VersionJson::from(&version)).into()))
}

/// One version
#[utoipa::path(get, path = "/api/v1/severity-policy/versions/{version}", tag = "severity_policy", params(("version" = i64, Path)), responses(
    (status = 200, body = SeverityPolicyJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(version): Path<i64>,
) -> Result<Answer<SeverityPolicyJson>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let editable = may_edit(&mut q, &visit.cx).await?;
    Ok(super::answer(one(&mut q, version).await?, editable))
}

/// Let a former version hold again, as a new one
#[utoipa::path(post, path = "/api/v1/severity-policy/versions/{version}/restore", tag = "severity_policy", params(("version" = i64, Path)), responses(
    (status = 200, body = SeverityPolicyJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn restore_one(
    State(app): State<App>,
    visit: Visit,
    Path(version): Path<i64>,
    IfMatch(expected): IfMatch,
) -> Result<Answer<SeverityPolicyJson>, Failed> {
    let mut tx = app.begin().await?;
    let current = restore(&mut tx, &visit.cx, version, expected).await?;
    tx.commit().await?;
    Ok(super::answer(current, true))
}

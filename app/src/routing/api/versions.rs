//! `/api/v1/routing/versions`.

use axum::extract::{Path, Query, State};
use utoipa_axum::router::OpenApiRouter;

use super::super::current::{one, versions};
use super::super::{may_edit, restore};
use super::json::RoutingJson;
use crate::app::App;
use crate::door::{Answer, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::versions::VersionJson;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show)).routes(routes!(restore_one))
}

/// All versions, the youngest first; the last is the program's own
#[utoipa::path(get, path = "/api/v1/routing/versions", tag = "routing", params(Paging), responses(
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
#[utoipa::path(get, path = "/api/v1/routing/versions/{version}", tag = "routing", params(("version" = i64, Path)), responses(
    (status = 200, body = RoutingJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(version): Path<i64>) -> Result<Answer<RoutingJson>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let editable = may_edit(&mut q, &visit.cx).await?;
    let found = one(&mut q, version).await?;
    Ok(Answer::ok(RoutingJson::of(found, visit.cx.now(), editable)).version(version))
}

/// Let a former version hold again, as a new one
#[utoipa::path(post, path = "/api/v1/routing/versions/{version}/restore", tag = "routing", params(("version" = i64, Path)), responses(
    (status = 200, body = RoutingJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn restore_one(
    State(app): State<App>,
    visit: Visit,
    Path(version): Path<i64>,
    IfMatch(expected): IfMatch,
) -> Result<Answer<RoutingJson>, Failed> {
    let mut tx = app.begin().await?;
    let current = restore(&mut tx, &visit.cx, version, expected).await?;
    tx.commit().await?;
    super::answer(current, &visit, true)
}

//! `/api/v1/incidents/{number}/postmortem/versions`

use axum::extract::{Path, Query, State};
use ryugaku_kernel::{Failure, Time};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::json::PostmortemJson;
use super::resource::answered;
use crate::app::App;
use crate::door::{Answer, Failed, Listed, Paging, Visit, routes};
use crate::incidents::{self, incident::count_of};
use crate::postmortems::{revert, store, version_store, written_by};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(restore_one))
}

#[derive(Serialize, ToSchema)]
#[schema(as = PostmortemVersionJson)]
pub struct SavedJson {
    pub version: i64,
    pub saved_at: Time,
    /// Who had a hand in it
    pub by: Vec<String>,
}

/// Every version that was kept, the youngest first
#[utoipa::path(get, path = "/api/v1/incidents/{number}/postmortem/versions", tag = "postmortems", params(("number" = String, Path), Paging), responses(
    (status = 200, body = Listed<SavedJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<SavedJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let incident = incidents::store::by_count(&mut q, &visit.cx.who, count_of(&number)?).await?;
    let found = store::of_incident(&mut q, incident.id.0).await?.ok_or(Failure::NotFound("postmortem"))?;
    let page = version_store::page(&mut q, found.id, paging.after()?, paging.limit()).await?;
    let mut names = written_by::names(&mut q, found.id, &page.items).await?;
    let items = page.items.into_iter().map(|saved| SavedJson {
        version: saved.version,
        saved_at: saved.saved_at,
        by: names.remove(&saved.version).unwrap_or_default(),
    });
    Ok(Answer::ok(Listed { items: items.collect(), next: page.next }))
}

/// A former version becomes the text again
#[utoipa::path(post, path = "/api/v1/incidents/{number}/postmortem/versions/{version}/restore", tag = "postmortems", params(("number" = String, Path), ("version" = i64, Path)), responses(
    (status = 200, body = PostmortemJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn restore_one(
    State(app): State<App>,
    visit: Visit,
    Path((number, version)): Path<(String, i64)>,
) -> Result<Answer<PostmortemJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let restored = revert::revert(&mut tx, &visit.cx, count_of(&number)?, version).await?;
    tx.commit().await?;
    answered(&app, &visit, restored).await
}

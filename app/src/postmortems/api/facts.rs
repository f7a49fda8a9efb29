//! `/api/v1/incidents/{number}/postmortem/facts`: what is known by now, for a text that was drafted before.

use axum::extract::{Path, State};
use ryugaku_kernel::Failure;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::door::{Answer, Failed, Visit, routes};
use crate::incidents::{self, incident::count_of};
use crate::postmortems::{gather, store};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Serialize, ToSchema)]
pub struct PostmortemFactsJson {
    /// Of the incident, such as `INC-7`
    pub incident: String,
    /// Markdown: a draft as it would be made now, in the language of the organisation
    pub body: String,
    /// So many entries of the timeline are younger than the draft that was made
    pub since_draft: usize,
}

/// What is known of the incident by now, as a draft would have it; the text stays as it is
#[utoipa::path(get, path = "/api/v1/incidents/{number}/postmortem/facts", tag = "postmortems", params(("number" = String, Path)), responses(
    (status = 200, body = PostmortemFactsJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<PostmortemFactsJson>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let incident = incidents::store::by_count(&mut q, &visit.cx.who, count_of(&number)?).await?;
    store::of_incident(&mut q, incident.id.0).await?.ok_or(Failure::NotFound("postmortem"))?;
    let facts = gather::gather(&mut q, &visit.cx, &incident).await?;
    let since_draft = gather::since_draft(&mut q, &visit.cx, &incident).await?;
    let incident = incident.number().to_string();
    Ok(Answer::ok(PostmortemFactsJson { incident, body: facts.told(), since_draft }))
}

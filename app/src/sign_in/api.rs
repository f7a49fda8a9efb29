//! One-time links: `/api/v1/sign-in-links`, `/api/v1/people/{id}/sign-in-link`.

use axum::extract::{Path, State};
use ryugaku_kernel::{Outcome, Time, Uuid};
use ryugaku_web::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::link;
use crate::app::App;
use crate::door::{Answer, Body, Failed, Visit, routes};
use crate::people::{self, PersonId};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(issue)).routes(routes!(issue_for))
}

#[derive(Serialize, ToSchema)]
pub struct LinkJson {
    /// Opens once, in a browser. In this answer alone.
    pub link: String,
    /// Absent when it is for the first administrator, who says who they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<Uuid>,
    pub expires_at: Time,
}

#[derive(Deserialize, ToSchema)]
struct ForWhomJson {
    /// An id, an address or a whole name; absent: the first administrator.
    person: Option<String>,
}

/// Make a one-time link that signs somebody in; administrators only, and on record
#[utoipa::path(post, path = "/api/v1/sign-in-links", tag = "people", request_body = ForWhomJson, responses(
    (status = 200, body = LinkJson), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
async fn issue(
    State(app): State<App>,
    visit: Visit,
    Body(whom): Body<ForWhomJson>,
) -> Result<Answer<LinkJson>, Failed> {
    visit.cx.require_admin()?;
    let mut q = app.db.reader();
    let person = match whom.person {
        Some(text) => Some(people::store::meant(&mut q, &text).await?.id),
        None => people::store::active_admins(&mut q).await?.first().copied(),
    };
    answer(&app, &visit, person).await.map_err(Failed::from)
}

/// Make a one-time link that signs this person in; administrators only, and on record
#[utoipa::path(post, path = "/api/v1/people/{id}/sign-in-link", tag = "people", params(("id" = Uuid, Path)), responses(
    (status = 200, body = LinkJson), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
async fn issue_for(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<Answer<LinkJson>, Failed> {
    answer(&app, &visit, Some(PersonId(id))).await.map_err(Failed::from)
}

async fn answer(app: &App, visit: &Visit, person: Option<PersonId>) -> Outcome<Answer<LinkJson>> {
    let mut tx = app.begin().await?;
    let issued = link::issue(&mut tx, &visit.cx, &app.keys, person).await?;
    tx.commit().await?;
    let link = issued.address(&app.config.public_url()).to_string();
    let json = LinkJson { link, person: issued.person.map(|person| person.0), expires_at: issued.expires_at };
    Ok(Answer::ok(json))
}

//! `/api/v1/programme/sre`: the SRE team's page, a resource a language.

use axum::extract::{Path, State};
use ryugaku_kernel::{Failure, Lang, Outcome, Time, Uuid};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::sre_page::{Parts, SrePage};
use super::{sre_store, write_sre};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Visit, routes};
use crate::people::membership_store;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(show_in, write))
}

#[derive(Serialize, ToSchema)]
struct SreJson {
    /// What has been written, a page a language.
    pages: Vec<SrePageJson>,
    /// Who is in an SRE team now.
    members: Vec<SreMemberJson>,
}

#[derive(Serialize, ToSchema)]
struct SreMemberJson {
    id: Uuid,
    name: String,
}

#[derive(Serialize, ToSchema)]
struct SrePageJson {
    #[schema(value_type = String, example = "ja")]
    language: Lang,
    #[serde(flatten)]
    parts: Parts,
    changed_at: Time,
    version: i64,
}

impl From<SrePage> for SrePageJson {
    fn from(page: SrePage) -> Self {
        Self { language: page.language, parts: page.parts, changed_at: page.changed_at, version: page.version }
    }
}

/// What the SRE team does, how far and when to ask, and who is in it
#[utoipa::path(get, path = "/api/v1/programme/sre", tag = "programme", responses(
    (status = 200, body = SreJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit) -> Result<Answer<SreJson>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let teams: Vec<Uuid> = write_sre::sre_teams(&mut q).await?.iter().map(|team| team.id.0).collect();
    let members = membership_store::members_of(&mut q, &teams).await?;
    let members = members.into_iter().map(|member| SreMemberJson { id: member.id.0, name: member.name }).collect();
    let pages = sre_store::all(&mut q).await?.into_iter().map(SrePageJson::from).collect();
    Ok(Answer::ok(SreJson { pages, members }))
}

/// The page in one language
#[utoipa::path(get, path = "/api/v1/programme/sre/{language}", tag = "programme", params(("language" = String, Path)), responses(
    (status = 200, body = SrePageJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show_in(State(app): State<App>, visit: Visit, Path(tag): Path<String>) -> Result<Answer<SrePageJson>, Failed> {
    visit.cx.require_read()?;
    let page = sre_store::find(&mut app.db.reader(), language(&tag)?).await?.ok_or(Failure::NotFound("page"))?;
    let version = page.version;
    Ok(Answer::ok(page.into()).version(version))
}

/// Write the page in one language; for members of an SRE team
#[utoipa::path(put, path = "/api/v1/programme/sre/{language}", tag = "programme", params(("language" = String, Path)), request_body = Parts, responses(
    (status = 200, body = SrePageJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn write(
    State(app): State<App>,
    visit: Visit,
    Path(tag): Path<String>,
    IfMatch(expected): IfMatch,
    parts: Result<Body<Parts>, Failed>,
) -> Result<Answer<SrePageJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(parts) = parts?;
    let mut tx = app.begin().await?;
    let page = write_sre::write(&mut tx, &visit.cx, language(&tag)?, expected, parts).await?;
    tx.commit().await?;
    let version = page.version;
    Ok(Answer::ok(page.into()).version(version))
}

fn language(tag: &str) -> Outcome<Lang> {
    Lang::named(tag).ok_or(Failure::NotFound("language"))
}

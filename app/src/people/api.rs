//! `/api/v1/teams`; the list counts members and products.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use ryugaku_kernel::{Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::change_team::{self, TeamChange};
use super::found_team::{self, NewTeam};
use super::team::{Team, TeamKind};
use super::{membership_store, team_store};
use crate::app::App;
use crate::catalog;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, found))
        .routes(routes!(show, change))
        .routes(routes!(members))
        .merge(super::import_api::routes())
        .merge(super::person_api::routes())
}

#[derive(Serialize, ToSchema)]
pub struct TeamJson {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub kind: TeamKind,
    pub about: String,
    /// Where the team is reached in the chat; empty: nowhere.
    pub channel: String,
    pub archived_at: Option<Time>,
    pub version: i64,
}

impl From<Team> for TeamJson {
    fn from(team: Team) -> Self {
        Self {
            id: team.id.0,
            slug: team.slug,
            name: team.name,
            kind: team.kind,
            about: team.about,
            channel: team.channel,
            archived_at: team.archived_at,
            version: team.version,
        }
    }
}

#[derive(Serialize, ToSchema)]
struct ListedTeamJson {
    #[serde(flatten)]
    team: TeamJson,
    /// People whose home it is now.
    members: i64,
    /// Products that it owns.
    products: i64,
}

#[derive(Serialize, ToSchema)]
struct MemberJson {
    id: Uuid,
    name: String,
    email: String,
    #[schema(value_type = String, format = Date)]
    from_day: jiff::civil::Date,
}

#[derive(Deserialize, ToSchema)]
struct NewTeamJson {
    /// Lower-case letters, digits and hyphens.
    slug: String,
    name: String,
    kind: TeamKind,
    #[serde(default)]
    about: String,
    /// `#payments`, or the chat's own id.
    #[serde(default)]
    channel: String,
}

#[derive(Deserialize, ToSchema)]
struct TeamChangeJson {
    name: Option<String>,
    kind: Option<TeamKind>,
    about: Option<String>,
    /// `#payments`, or the chat's own id; empty: none.
    channel: Option<String>,
    archived: Option<bool>,
}

/// Teams, oldest first
#[utoipa::path(get, path = "/api/v1/teams", tag = "teams", params(Paging), responses(
    (status = 200, body = Listed<ListedTeamJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<ListedTeamJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let page = team_store::page(&mut q, true, paging.after()?, paging.limit()).await?;
    let members = team_store::member_counts(&mut q).await?;
    let products = catalog::product_store::counts(&mut q).await?;
    let count = |counts: &HashMap<Uuid, i64>, team: &Team| counts.get(&team.id.0).copied().unwrap_or_default();
    let listed = page.map(|team| ListedTeamJson {
        members: count(&members, &team),
        products: count(&products, &team),
        team: team.into(),
    });
    Ok(Answer::ok(listed.into()))
}

/// Who is in a team now, longest first
#[utoipa::path(get, path = "/api/v1/teams/{slug}/members", tag = "teams", params(("slug" = String, Path)), responses(
    (status = 200, body = Listed<MemberJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn members(
    State(app): State<App>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Result<Answer<Listed<MemberJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let team = team_store::by_slug(&mut q, &slug).await?;
    let members = membership_store::members(&mut q, team.id).await?.into_iter();
    let members = members.map(|m| MemberJson { id: m.id.0, name: m.name, email: m.email, from_day: m.from }).collect();
    Ok(Answer::ok(Listed { items: members, next: None }))
}

/// Found a team
#[utoipa::path(post, path = "/api/v1/teams", tag = "teams", request_body = NewTeamJson, responses(
    (status = 201, body = TeamJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn found(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewTeamJson>, Failed>,
) -> Result<Answer<TeamJson>, Failed> {
    visit.cx.require_admin()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let new = NewTeam { slug: new.slug, name: new.name, kind: new.kind, about: new.about, channel: new.channel };
    let team = found_team::found(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/teams/{}", team.slug), team.version);
    Ok(Answer::created(team.into(), location).version(version))
}

/// One team
#[utoipa::path(get, path = "/api/v1/teams/{slug}", tag = "teams", params(("slug" = String, Path)), responses(
    (status = 200, body = TeamJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> Result<Answer<TeamJson>, Failed> {
    visit.cx.require_read()?;
    let team = team_store::by_slug(&mut app.db.reader(), &slug).await?;
    let version = team.version;
    Ok(Answer::ok(team.into()).version(version))
}

/// Change a team, or archive it
#[utoipa::path(patch, path = "/api/v1/teams/{slug}", tag = "teams", params(("slug" = String, Path)), request_body = TeamChangeJson, responses(
    (status = 200, body = TeamJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(slug): Path<String>,
    IfMatch(expected): IfMatch,
    Body(change): Body<TeamChangeJson>,
) -> Result<Answer<TeamJson>, Failed> {
    let mut tx = app.begin().await?;
    let TeamChangeJson { name, kind, about, channel, archived } = change;
    let change = TeamChange { name, kind, about, channel, archived };
    let team = change_team::change(&mut tx, &visit.cx, &slug, expected, change).await?;
    tx.commit().await?;
    let version = team.version;
    Ok(Answer::ok(team.into()).version(version))
}

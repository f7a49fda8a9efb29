//! `/api/v1/discussions`

use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use ryugaku_kernel::{Failure, Outcome};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::json::{DiscussionJson, NeedJson};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::exchange::{self, access};
use crate::needs::discussion::{Texts, count_of};
use crate::needs::discussion_store::{self, Filter};
use crate::needs::hold::{self, DiscussionChange, NewDiscussion};
use crate::needs::need::Kind;
use crate::needs::see::{self, Seen};
use crate::needs::{ask, shown};
use crate::people::{self, TeamId, team_store};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, hold_one)).routes(routes!(show, change)).routes(routes!(line_to_need))
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// A team's short name
    #[serde(default)]
    team: String,
    /// Such as `EX-3`
    #[serde(default)]
    exchange: String,
}

#[derive(Deserialize, ToSchema)]
struct NewDiscussionJson {
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// Id, short name or whole name
    team: String,
    /// Such as `EX-3`
    exchange: Option<String>,
    /// Who took part, by id or whole name; whoever writes is among them
    #[serde(default)]
    people: Vec<String>,
    #[serde(default)]
    image_before: String,
    /// One a line
    #[serde(default)]
    problems: String,
    /// One a line
    #[serde(default)]
    expectations: String,
    #[serde(default)]
    image_after: String,
}

#[derive(Deserialize, ToSchema)]
struct DiscussionChangeJson {
    #[schema(value_type = Option<String>, format = Date)]
    day: Option<Date>,
    people: Option<Vec<String>>,
    image_before: Option<String>,
    problems: Option<String>,
    expectations: Option<String>,
    image_after: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct DiscussionLineJson {
    /// `problem` or `expectation`
    kind: Kind,
    /// As it stands in the discussion
    line: String,
}

/// Discussions, newest first; who has no part in one learns only that it took place
#[utoipa::path(get, path = "/api/v1/discussions", tag = "discussions", params(Asked, Paging), responses(
    (status = 200, body = Listed<DiscussionJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<DiscussionJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let team = match asked.team.as_str() {
        "" => None,
        slug => Some(team_store::chosen(&mut q, slug).await?.0),
    };
    let exchange = match asked.exchange.as_str() {
        "" => None,
        number => {
            let count = exchange::exchange::count_of(number)?;
            Some(access::seen(&mut q, &visit.cx, count).await?.0.id.0)
        }
    };
    let page = discussion_store::page(&mut q, Filter { team, exchange }, paging.after()?, paging.limit()).await?;
    let seen = see::many(&mut q, &visit.cx, page.items).await?;
    drop(q);
    Ok(Answer::ok(Listed { items: said(&app, seen).await?, next: page.next }))
}

/// Write down a discussion about SRE
#[utoipa::path(post, path = "/api/v1/discussions", tag = "discussions", request_body = NewDiscussionJson, responses(
    (status = 201, body = DiscussionJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn hold_one(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewDiscussionJson>, Failed>,
) -> Result<Answer<DiscussionJson>, Failed> {
    visit.cx.require_act()?;
    let Body(new) = new?;
    let texts = Texts {
        image_before: new.image_before,
        problems: new.problems,
        expectations: new.expectations,
        image_after: new.image_after,
    };
    let new = NewDiscussion { day: new.day, team: new.team, exchange: new.exchange, people: new.people, texts };
    let mut tx = app.begin().await?;
    let discussion = hold::hold(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    let location = format!("/api/v1/discussions/{}", discussion.number());
    let (json, version) = one(&app, &visit, discussion.count).await?;
    Ok(Answer::created(json, location).version(version))
}

/// One discussion
#[utoipa::path(get, path = "/api/v1/discussions/{number}", tag = "discussions", params(("number" = String, Path)), responses(
    (status = 200, body = DiscussionJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<DiscussionJson>, Failed> {
    visit.cx.require_read()?;
    let (json, version) = one(&app, &visit, count_of(&number)?).await?;
    Ok(Answer::ok(json).version(version))
}

/// Write on: by who took part
#[utoipa::path(patch, path = "/api/v1/discussions/{number}", tag = "discussions", params(("number" = String, Path)), request_body = DiscussionChangeJson, responses(
    (status = 200, body = DiscussionJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<DiscussionChangeJson>, Failed>,
) -> Result<Answer<DiscussionJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let change = DiscussionChange {
        day: body.day,
        people: body.people,
        image_before: body.image_before,
        problems: body.problems,
        expectations: body.expectations,
        image_after: body.image_after,
    };
    let mut tx = app.begin().await?;
    let discussion = hold::change(&mut tx, &visit.cx, count_of(&number)?, expected, change).await?;
    tx.commit().await?;
    let (json, version) = one(&app, &visit, discussion.count).await?;
    Ok(Answer::ok(json).version(version))
}

/// Make a need of a line; a line that is one already stays that one
#[utoipa::path(post, path = "/api/v1/discussions/{number}/needs", tag = "discussions", params(("number" = String, Path)), request_body = DiscussionLineJson, responses(
    (status = 200, body = NeedJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn line_to_need(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<DiscussionLineJson>, Failed>,
) -> Result<Answer<NeedJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let need = ask::from_line(&mut tx, &visit.cx, count_of(&number)?, body.kind, &body.line).await?;
    tx.commit().await?;
    let version = need.version;
    Ok(Answer::ok(shown::one(&mut app.db.reader(), &visit.cx, need).await?.into()).version(version))
}

async fn one(app: &App, visit: &Visit, count: i64) -> Outcome<(DiscussionJson, i64)> {
    let seen = see::one(&mut app.db.reader(), &visit.cx, count).await?;
    let version = seen.discussion.version;
    let json = said(app, vec![seen]).await?.pop().ok_or(Failure::NotFound("discussion"))?;
    Ok((json, version))
}

async fn said(app: &App, seen: Vec<Seen>) -> Outcome<Vec<DiscussionJson>> {
    let mut q = app.db.reader();
    let teams = team_store::many(&mut q, seen.iter().map(|one| TeamId(one.discussion.team))).await?;
    let names = people::names(&mut q, seen.iter().flat_map(|one| one.discussion.people.clone())).await?;
    Ok(seen.into_iter().map(|one| DiscussionJson::of(one, &teams, &names)).collect())
}

//! `/api/v1/postmortems`, and the one of an incident.

use axum::extract::{Path, Query, State};
use ryugaku_db::Query as Db;
use ryugaku_kernel::{Failure, Outcome};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

use super::json::{FollowJson, PostmortemBodyJson, PostmortemBriefJson, PostmortemJson, TakenBackJson};
use crate::app::App;
use crate::catalog;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::incidents::list_store::Drills;
use crate::incidents::{self, incident::count_of};
use crate::people::team_store;
use crate::postmortems::list_store::{self, Filter};
use crate::postmortems::postmortem::{Postmortem, State as Stands};
use crate::postmortems::save::{self, Saved};
use crate::postmortems::{follow, shown, store, turn, write};
use crate::words;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show, write_one, save_one))
        .routes(routes!(review))
        .routes(routes!(publish))
        .routes(routes!(take_back))
        .routes(routes!(follow_items))
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `draft`, `review` or `published`
    #[serde(default)]
    pub state: String,
    /// Of incidents that hit what this team owns: its short name
    #[serde(default)]
    pub team: String,
    /// `late`: wanted before now, and not published
    #[serde(default)]
    pub due: String,
    /// `without` those of drills, which is what no answer means; `with` them, or these `only`
    #[serde(default)]
    pub drills: String,
}

pub async fn filter(q: &mut dyn Db, visit: &Visit, asked: &Asked) -> Outcome<Filter> {
    let state = match asked.state.as_str() {
        "" => None,
        name => {
            let none = || Failure::invalid_msg("state", words::none_of(name, Stands::ALL.map(Stands::name)));
            Some(Stands::named(name).ok_or_else(none)?)
        }
    };
    let late_at = match asked.due.as_str() {
        "" => None,
        "late" => Some(visit.cx.now()),
        name => return Err(Failure::invalid_msg("due", words::none_of(name, ["late"]))),
    };
    let incidents = match asked.team.as_str() {
        "" => None,
        slug => {
            let teams = team_store::open(q).await?;
            let wrong = || Failure::invalid("team", "failure-choose-one");
            let team = teams.iter().find(|team| team.slug == slug).ok_or_else(wrong)?;
            let services = catalog::services(q).await?.into_iter().filter(|service| service.team_id == team.id.0);
            Some(incidents::link_store::of_services(q, services.map(|service| service.id).collect()).await?)
        }
    };
    let drills = match asked.drills.as_str() {
        "" => Drills::default(),
        name => {
            let wrong = || Failure::invalid_msg("drills", words::none_of(name, Drills::NAMES));
            Drills::named(name).ok_or_else(wrong)?
        }
    };
    Ok(Filter { state, incidents, late_at, drills })
}

/// Post-mortems without their texts, the last written first
#[utoipa::path(get, path = "/api/v1/postmortems", tag = "postmortems", params(Asked, Paging), responses(
    (status = 200, body = Listed<PostmortemBriefJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<PostmortemBriefJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let filter = filter(&mut q, &visit, &asked).await?;
    let page = list_store::page(&mut q, &visit.cx.who, &filter, paging.after()?, paging.limit()).await?;
    let next = page.next.clone();
    let shown = shown::many(&mut q, &visit.cx.who, page.items).await?;
    let items = shown.into_iter().map(|shown| PostmortemBriefJson::of(shown, visit.cx.now())).collect();
    Ok(Answer::ok(Listed { items, next }))
}

/// The post-mortem of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{number}/postmortem", tag = "postmortems", params(("number" = String, Path)), responses(
    (status = 200, body = PostmortemJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<PostmortemJson>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let incident = incidents::store::by_count(&mut q, &visit.cx.who, count_of(&number)?).await?;
    let found = store::of_incident(&mut q, incident.id.0).await?.ok_or(Failure::NotFound("postmortem"))?;
    drop(q);
    answered(&app, &visit, found).await
}

/// Begin one: a draft from what is known of the incident, once it is resolved
#[utoipa::path(post, path = "/api/v1/incidents/{number}/postmortem", tag = "postmortems", params(("number" = String, Path)), responses(
    (status = 201, body = PostmortemJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn write_one(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<PostmortemJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let written = write::write(&mut tx, &visit.cx, count_of(&number)?).await?;
    tx.commit().await?;
    let version = written.version;
    let shown = shown::one(&mut app.db.reader(), &visit.cx.who, written).await?;
    let location = format!("/api/v1/incidents/{}/postmortem", shown.incident.number);
    Ok(Answer::created(PostmortemJson::of(shown, visit.cx.now()), location).version(version))
}

/// Save a text. With `If-Match`, what others have saved meanwhile in other places stays; 412 where both changed the same lines
#[utoipa::path(put, path = "/api/v1/incidents/{number}/postmortem", tag = "postmortems", params(("number" = String, Path)), request_body = PostmortemBodyJson, responses(
    (status = 200, body = PostmortemJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn save_one(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<PostmortemBodyJson>, Failed>,
) -> Result<Answer<PostmortemJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let expected = expected.or(body.version);
    let mut tx = app.begin().await?;
    match save::save(&mut tx, &visit.cx, count_of(&number)?, expected, &body.body).await? {
        Saved::As(saved) | Saved::Joined(saved) => {
            tx.commit().await?;
            answered(&app, &visit, saved).await
        }
        Saved::Apart(_) => {
            // What was written together until now stays as a version: it is what they read next, and save against.
            tx.commit().await?;
            Err(Failure::Stale.into())
        }
    }
}

/// Send it to review
#[utoipa::path(post, path = "/api/v1/incidents/{number}/postmortem/review", tag = "postmortems", params(("number" = String, Path)), responses(
    (status = 200, body = PostmortemJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn review(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
) -> Result<Answer<PostmortemJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let sent = turn::send_to_review(&mut tx, &visit.cx, count_of(&number)?, expected).await?;
    tx.commit().await?;
    answered(&app, &visit, sent).await
}

/// Publish it, after its review
#[utoipa::path(post, path = "/api/v1/incidents/{number}/postmortem/publish", tag = "postmortems", params(("number" = String, Path)), responses(
    (status = 200, body = PostmortemJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn publish(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
) -> Result<Answer<PostmortemJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let published = turn::publish(&mut tx, &visit.cx, count_of(&number)?, expected).await?;
    tx.commit().await?;
    answered(&app, &visit, published).await
}

/// Back to a draft, with why
#[utoipa::path(post, path = "/api/v1/incidents/{number}/postmortem/take-back", tag = "postmortems", params(("number" = String, Path)), request_body = TakenBackJson, responses(
    (status = 200, body = PostmortemJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn take_back(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<TakenBackJson>, Failed>,
) -> Result<Answer<PostmortemJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let back = turn::take_back(&mut tx, &visit.cx, count_of(&number)?, expected, &body.reason).await?;
    tx.commit().await?;
    answered(&app, &visit, back).await
}

/// Make action items reliability tasks, with their owner and due day
#[utoipa::path(post, path = "/api/v1/incidents/{number}/postmortem/tasks", tag = "postmortems", params(("number" = String, Path)), request_body = FollowJson, responses(
    (status = 200, body = PostmortemJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn follow_items(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<FollowJson>, Failed>,
) -> Result<Answer<PostmortemJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let done = follow::follow(&mut tx, &visit.cx, count_of(&number)?, expected, body.line).await;
    // What was written together until now stays as a version: it is what they read next, and choose from.
    if matches!(done, Ok(_) | Err(Failure::Stale)) {
        tx.commit().await?;
    }
    answered(&app, &visit, done?.0).await
}

pub(super) async fn answered(
    app: &App,
    visit: &Visit,
    postmortem: Postmortem,
) -> Result<Answer<PostmortemJson>, Failed> {
    let version = postmortem.version;
    let shown = shown::one(&mut app.db.reader(), &visit.cx.who, postmortem).await?;
    Ok(Answer::ok(PostmortemJson::of(shown, visit.cx.now())).version(version))
}

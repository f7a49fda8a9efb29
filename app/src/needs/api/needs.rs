//! `/api/v1/needs`

use axum::extract::{Path, Query, State as In};
use ryugaku_db::Query as Read;
use ryugaku_kernel::{Failure, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::json::NeedJson;
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::exchange::AimKind;
use crate::needs::become_aim::{self, BecomeAim};
use crate::needs::consultation::{Reach, Urgency};
use crate::needs::need::{Kind, Need, State, count_of};
use crate::needs::store::{self, Filter};
use crate::needs::{answer, ask, become_task, shown, turn};
use crate::people::team_store;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, ask_for))
        .routes(routes!(show))
        .routes(routes!(answer_to))
        .routes(routes!(set_state))
        .routes(routes!(to_task))
        .routes(routes!(to_aim))
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `open`, `answered`, `taken_up`, `met`, `declined`, or `all`; without it what is neither met nor declined
    #[serde(default)]
    pub state: String,
    /// A team's short name
    #[serde(default)]
    pub team: String,
    /// `problem`, `expectation`, `wish` or `consultation`
    #[serde(default)]
    pub kind: String,
}

#[derive(Deserialize, ToSchema)]
struct NewNeedsJson {
    /// Id, short name or whole name
    team: String,
    kind: Kind,
    /// One need a line; at most 20
    what: String,
    /// Of a consultation: by when
    urgency: Option<Urgency>,
    /// Of a consultation: how far the help is to go
    reach: Option<Reach>,
}

#[derive(Serialize, ToSchema)]
struct AskedNeedsJson {
    items: Vec<NeedJson>,
}

#[derive(Deserialize, ToSchema)]
struct NeedTextJson {
    text: String,
}

#[derive(Deserialize, ToSchema)]
struct NeedTurnJson {
    state: State,
    /// Needed to decline
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize, ToSchema)]
struct NeedTaskJson {
    /// Id or name
    product: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct NeedAimJson {
    /// Such as `EX-3`
    exchange: String,
    /// Without it what fits the kind of need
    kind: Option<AimKind>,
    /// How one would tell that it was reached
    how_to_tell: String,
}

/// Needs, oldest first
#[utoipa::path(get, path = "/api/v1/needs", tag = "needs", params(Asked, Paging), responses(
    (status = 200, body = Listed<NeedJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    In(app): In<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<NeedJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let filter = filter(&mut q, &asked).await?;
    let page = store::page(&mut q, &filter, paging.after()?, paging.limit()).await?;
    let items = shown::many(&mut q, &visit.cx, page.items).await?.into_iter().map(Into::into).collect();
    Ok(Answer::ok(Listed { items, next: page.next }))
}

pub async fn filter(q: &mut dyn Read, asked: &Asked) -> Outcome<Filter> {
    let wrong = |field: &'static str| move || Failure::invalid(field, "failure-choose-one");
    let states = match asked.state.as_str() {
        "" => Filter::waiting().states,
        "all" => None,
        name => Some(vec![State::named(name).ok_or_else(wrong("state"))?]),
    };
    let kind = match asked.kind.as_str() {
        "" => None,
        name => Some(Kind::named(name).ok_or_else(wrong("kind"))?),
    };
    let team = match asked.team.as_str() {
        "" => None,
        slug => Some(team_store::chosen(q, slug).await?.0),
    };
    Ok(Filter { states, team, kind })
}

/// Write down what a team needs: each line is a need
#[utoipa::path(post, path = "/api/v1/needs", tag = "needs", request_body = NewNeedsJson, responses(
    (status = 201, body = AskedNeedsJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn ask_for(
    In(app): In<App>,
    visit: Visit,
    new: Result<Body<NewNeedsJson>, Failed>,
) -> Result<Answer<AskedNeedsJson>, Failed> {
    visit.cx.require_act()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let new = ask::NewNeeds { team: new.team, kind: new.kind, whats: new.what, urgency: new.urgency, reach: new.reach };
    let needs = ask::ask(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    let location = needs.first().map_or_else(String::new, |need| format!("/api/v1/needs/{}", need.number()));
    let items = shown::many(&mut app.db.reader(), &visit.cx, needs).await?.into_iter().map(Into::into).collect();
    Ok(Answer::created(AskedNeedsJson { items }, location))
}

/// One need with its answers
#[utoipa::path(get, path = "/api/v1/needs/{number}", tag = "needs", params(("number" = String, Path)), responses(
    (status = 200, body = NeedJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(In(app): In<App>, visit: Visit, Path(number): Path<String>) -> Result<Answer<NeedJson>, Failed> {
    visit.cx.require_read()?;
    let need = store::by_count(&mut app.db.reader(), count_of(&number)?).await?;
    said(&app, &visit, need).await
}

/// Answer a need; answers are added, never written over
#[utoipa::path(post, path = "/api/v1/needs/{number}/answers", tag = "needs", params(("number" = String, Path)), request_body = NeedTextJson, responses(
    (status = 200, body = NeedJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn answer_to(
    In(app): In<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<NeedTextJson>, Failed>,
) -> Result<Answer<NeedJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let need = answer::answer(&mut tx, &visit.cx, count_of(&number)?, &body.text).await?;
    tx.commit().await?;
    said(&app, &visit, need).await
}

/// Take up, meet, decline with a reason, open again
#[utoipa::path(post, path = "/api/v1/needs/{number}/state", tag = "needs", params(("number" = String, Path)), request_body = NeedTurnJson, responses(
    (status = 200, body = NeedJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn set_state(
    In(app): In<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<NeedTurnJson>, Failed>,
) -> Result<Answer<NeedJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let count = count_of(&number)?;
    let need = turn::set_state(&mut tx, &visit.cx, count, expected, body.state, &body.reason).await?;
    tx.commit().await?;
    said(&app, &visit, need).await
}

/// Make a reliability task of a need
#[utoipa::path(post, path = "/api/v1/needs/{number}/task", tag = "needs", params(("number" = String, Path)), request_body = NeedTaskJson, responses(
    (status = 200, body = NeedJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn to_task(
    In(app): In<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<NeedTaskJson>, Failed>,
) -> Result<Answer<NeedJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let (need, _) = become_task::become_task(&mut tx, &visit.cx, count_of(&number)?, body.product).await?;
    tx.commit().await?;
    said(&app, &visit, need).await
}

/// Make an aim of an exchange of a need
#[utoipa::path(post, path = "/api/v1/needs/{number}/aim", tag = "needs", params(("number" = String, Path)), request_body = NeedAimJson, responses(
    (status = 200, body = NeedJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn to_aim(
    In(app): In<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<NeedAimJson>, Failed>,
) -> Result<Answer<NeedJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let new = BecomeAim { exchange: body.exchange, kind: body.kind, how_to_tell: body.how_to_tell };
    let (need, _) = become_aim::become_aim(&mut tx, &visit.cx, count_of(&number)?, new).await?;
    tx.commit().await?;
    said(&app, &visit, need).await
}

async fn said(app: &App, visit: &Visit, need: Need) -> Result<Answer<NeedJson>, Failed> {
    let mut q = app.db.reader();
    let version = need.version;
    let answers = shown::answers(&mut q, &visit.cx, &need).await?;
    let mut json = NeedJson::from(shown::one(&mut q, &visit.cx, need).await?);
    json.answers = Some(answers.into_iter().map(Into::into).collect());
    Ok(Answer::ok(json).version(version))
}

//! What is done with items of a plan: states, moving, answers, proposals, the days with the host team.

use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::items::said;
use super::json::PlanItemJson;
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Visit, routes};
use crate::exchange::exchange::count_of;
use crate::plan::item::{Answer as Reply, ItemState};
use crate::plan::{answer, change, days, turn};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(set_plan_state))
        .routes(routes!(shift_item))
        .routes(routes!(answer_invitation))
        .routes(routes!(settle_proposal))
        .routes(routes!(set_plan_days))
}

#[derive(Deserialize, ToSchema)]
struct PlanStateJson {
    state: ItemState,
}

#[derive(Deserialize, ToSchema)]
struct PlanMoveJson {
    #[serde(default)]
    days: i64,
    #[serde(default)]
    minutes: i64,
}

#[derive(Deserialize, ToSchema)]
struct PlanAnswerJson {
    answer: Reply,
}

#[derive(Deserialize, ToSchema)]
struct PlanSettleJson {
    /// As the proposal names it
    source: String,
    /// false: it is not proposed again
    accept: bool,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct PlanDaysJson {
    /// 1 is Monday; none: it is not settled
    days: Vec<i8>,
}

/// Accept, finish, mark as absent, cancel, put back
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/plan/{item}/state", tag = "plan", params(("number" = String, Path), ("item" = i64, Path)), request_body = PlanStateJson, responses(
    (status = 200, body = PlanItemJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn set_plan_state(
    State(app): State<App>,
    visit: Visit,
    Path((number, ordinal)): Path<(String, i64)>,
    IfMatch(expected): IfMatch,
    body: Result<Body<PlanStateJson>, Failed>,
) -> Result<Answer<PlanItemJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let item = turn::set_state(&mut tx, &visit.cx, count, ordinal, expected, body.state).await?;
    tx.commit().await?;
    let version = item.version;
    Ok(Answer::ok(said(&app, &visit, count, item).await?).version(version))
}

/// Move an item by days and minutes
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/plan/{item}/move", tag = "plan", params(("number" = String, Path), ("item" = i64, Path)), request_body = PlanMoveJson, responses(
    (status = 200, body = PlanItemJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn shift_item(
    State(app): State<App>,
    visit: Visit,
    Path((number, ordinal)): Path<(String, i64)>,
    IfMatch(expected): IfMatch,
    body: Result<Body<PlanMoveJson>, Failed>,
) -> Result<Answer<PlanItemJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let by = (body.days, body.minutes);
    let item = change::shift(&mut tx, &visit.cx, count, ordinal, expected, by).await?;
    tx.commit().await?;
    let version = item.version;
    Ok(Answer::ok(said(&app, &visit, count, item).await?).version(version))
}

/// Answer an invitation of your own
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/plan/{item}/answer", tag = "plan", params(("number" = String, Path), ("item" = i64, Path)), request_body = PlanAnswerJson, responses(
    (status = 200, body = PlanItemJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn answer_invitation(
    State(app): State<App>,
    visit: Visit,
    Path((number, ordinal)): Path<(String, i64)>,
    body: Result<Body<PlanAnswerJson>, Failed>,
) -> Result<Answer<PlanItemJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let item = answer::answer(&mut tx, &visit.cx, count, ordinal, body.answer).await?;
    tx.commit().await?;
    let version = item.version;
    Ok(Answer::ok(said(&app, &visit, count, item).await?).version(version))
}

/// Accept or dismiss what the product proposes
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/plan/proposals", tag = "plan", params(("number" = String, Path)), request_body = PlanSettleJson, responses(
    (status = 200, body = PlanItemJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn settle_proposal(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<PlanSettleJson>, Failed>,
) -> Result<Answer<PlanItemJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let item = turn::settle(&mut tx, &visit.cx, count, &body.source, body.accept).await?;
    tx.commit().await?;
    let version = item.version;
    Ok(Answer::ok(said(&app, &visit, count, item).await?).version(version))
}

/// Say which days of the week are spent with the host team
#[utoipa::path(put, path = "/api/v1/exchanges/{number}/plan/days", tag = "plan", params(("number" = String, Path)), request_body = PlanDaysJson, responses(
    (status = 200, body = PlanDaysJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn set_plan_days(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<PlanDaysJson>, Failed>,
) -> Result<Answer<PlanDaysJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let days = days::set(&mut tx, &visit.cx, count_of(&number)?, &body.days).await?;
    tx.commit().await?;
    Ok(Answer::ok(PlanDaysJson { days: days.numbers().to_vec() }))
}

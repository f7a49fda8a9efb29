//! Readiness steps, follow-ups and what it costs at home, below `/api/v1/exchanges/{number}`.

use axum::extract::{Path, State as From};
use axum::http::StatusCode;
use jiff::civil::Date;
use ryugaku_kernel::{Failure, Outcome, Uuid};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::json::ExchangeJson;
use super::said;
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Visit, routes};
use crate::exchange::exchange::count_of;
use crate::exchange::follow_up::{Cadence, FollowUpId};
use crate::exchange::follow_ups::{self, NewFollowUp};
use crate::exchange::step::StepId;
use crate::exchange::steps::{self, NewStep, StepChange};
use crate::exchange::{access, capacity};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(add_step))
        .routes(routes!(change_step, remove_step))
        .routes(routes!(set_done))
        .routes(routes!(add_follow_up))
        .routes(routes!(note))
        .routes(routes!(end_follow_up))
        .routes(routes!(record_week))
        .routes(routes!(put_off))
        .routes(routes!(take_back))
}

#[derive(Deserialize, ToSchema)]
struct NewStepJson {
    what: String,
    /// Id, e-mail address or whole name, or `me`; nobody yet without it
    #[serde(default)]
    owner: String,
    #[schema(value_type = String, format = Date)]
    due: Date,
}

#[derive(Deserialize, ToSchema)]
struct StepChangeJson {
    what: Option<String>,
    /// Empty is nobody
    owner: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    due: Option<Date>,
}

#[derive(Deserialize, ToSchema)]
struct StepDoneJson {
    done: bool,
}

#[derive(Deserialize, ToSchema)]
struct NewFollowUpJson {
    what: String,
    #[serde(default)]
    owner: String,
    cadence: Cadence,
    /// The first day it is due
    #[schema(value_type = String, format = Date)]
    next: Date,
}

#[derive(Deserialize, ToSchema)]
struct FollowedJson {
    /// What was said
    note: String,
}

#[derive(Deserialize, ToSchema)]
struct FollowEndJson {
    reason: String,
}

#[derive(Deserialize, ToSchema)]
struct AwayJson {
    /// Days away from home in that week, 0 to 7
    days: f64,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize, ToSchema)]
struct NewPutOffJson {
    /// What the home team does later because of it
    what: String,
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Date>,
}

/// Add a step that has to be ready before day one
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/steps", tag = "exchanges", params(("number" = String, Path)), request_body = NewStepJson, responses(
    (status = 200, body = ExchangeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add_step(
    From(app): From<App>,
    visit: Visit,
    Path(number): Path<String>,
    new: Result<Body<NewStepJson>, Failed>,
) -> Result<Answer<ExchangeJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let new = NewStep { what: new.what, owner: new.owner, due: new.due };
    let mut tx = app.begin().await?;
    steps::add(&mut tx, &visit.cx, count_of(&number)?, new).await?;
    tx.commit().await?;
    whole(&app, &visit, &number).await
}

/// Change a step
#[utoipa::path(patch, path = "/api/v1/exchanges/{number}/steps/{id}", tag = "exchanges", params(("number" = String, Path), ("id" = String, Path)), request_body = StepChangeJson, responses(
    (status = 200, body = ExchangeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change_step(
    From(app): From<App>,
    visit: Visit,
    Path((number, id)): Path<(String, String)>,
    IfMatch(expected): IfMatch,
    change: Result<Body<StepChangeJson>, Failed>,
) -> Result<Answer<ExchangeJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(change) = change?;
    let change = StepChange { what: change.what, owner: change.owner, due: change.due };
    let mut tx = app.begin().await?;
    steps::change(&mut tx, &visit.cx, count_of(&number)?, StepId(key(&id, "step")?), expected, change).await?;
    tx.commit().await?;
    whole(&app, &visit, &number).await
}

/// Take a step off the list
#[utoipa::path(delete, path = "/api/v1/exchanges/{number}/steps/{id}", tag = "exchanges", params(("number" = String, Path), ("id" = String, Path)), responses(
    (status = 204), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn remove_step(
    From(app): From<App>,
    visit: Visit,
    Path((number, id)): Path<(String, String)>,
) -> Result<StatusCode, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    steps::remove(&mut tx, &visit.cx, count_of(&number)?, StepId(key(&id, "step")?)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tick a step off, or say that it is not done after all
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/steps/{id}/done", tag = "exchanges", params(("number" = String, Path), ("id" = String, Path)), request_body = StepDoneJson, responses(
    (status = 200, body = ExchangeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn set_done(
    From(app): From<App>,
    visit: Visit,
    Path((number, id)): Path<(String, String)>,
    body: Result<Body<StepDoneJson>, Failed>,
) -> Result<Answer<ExchangeJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    steps::set_done(&mut tx, &visit.cx, count_of(&number)?, StepId(key(&id, "step")?), body.done).await?;
    tx.commit().await?;
    whole(&app, &visit, &number).await
}

/// Promise something for afterwards
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/follow-ups", tag = "exchanges", params(("number" = String, Path)), request_body = NewFollowUpJson, responses(
    (status = 200, body = ExchangeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add_follow_up(
    From(app): From<App>,
    visit: Visit,
    Path(number): Path<String>,
    new: Result<Body<NewFollowUpJson>, Failed>,
) -> Result<Answer<ExchangeJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let new = NewFollowUp { what: new.what, owner: new.owner, cadence: new.cadence, next: new.next };
    let mut tx = app.begin().await?;
    follow_ups::add(&mut tx, &visit.cx, count_of(&number)?, new).await?;
    tx.commit().await?;
    whole(&app, &visit, &number).await
}

/// Write down what was said this time; it is then due again as its cadence says
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/follow-ups/{id}/notes", tag = "exchanges", params(("number" = String, Path), ("id" = String, Path)), request_body = FollowedJson, responses(
    (status = 200, body = ExchangeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn note(
    From(app): From<App>,
    visit: Visit,
    Path((number, id)): Path<(String, String)>,
    body: Result<Body<FollowedJson>, Failed>,
) -> Result<Answer<ExchangeJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let today = visit.organisation.today(visit.cx.now());
    let id = FollowUpId(key(&id, "follow_up")?);
    let mut tx = app.begin().await?;
    follow_ups::note(&mut tx, &visit.cx, count_of(&number)?, id, &body.note, today).await?;
    tx.commit().await?;
    whole(&app, &visit, &number).await
}

/// End a follow-up, with the reason
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/follow-ups/{id}/end", tag = "exchanges", params(("number" = String, Path), ("id" = String, Path)), request_body = FollowEndJson, responses(
    (status = 200, body = ExchangeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn end_follow_up(
    From(app): From<App>,
    visit: Visit,
    Path((number, id)): Path<(String, String)>,
    body: Result<Body<FollowEndJson>, Failed>,
) -> Result<Answer<ExchangeJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let today = visit.organisation.today(visit.cx.now());
    let id = FollowUpId(key(&id, "follow_up")?);
    let mut tx = app.begin().await?;
    follow_ups::end(&mut tx, &visit.cx, count_of(&number)?, id, &body.reason, today).await?;
    tx.commit().await?;
    whole(&app, &visit, &number).await
}

/// Record the days away from home in the week of a day
#[utoipa::path(put, path = "/api/v1/exchanges/{number}/weeks/{day}", tag = "exchanges", params(("number" = String, Path), ("day" = String, Path)), request_body = AwayJson, responses(
    (status = 200, body = ExchangeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn record_week(
    From(app): From<App>,
    visit: Visit,
    Path((number, day)): Path<(String, String)>,
    body: Result<Body<AwayJson>, Failed>,
) -> Result<Answer<ExchangeJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let day: Date = day.parse().map_err(|_| Failure::invalid("day", "failure-not-understood"))?;
    let mut tx = app.begin().await?;
    capacity::record_week(&mut tx, &visit.cx, count_of(&number)?, day, body.days, &body.note).await?;
    tx.commit().await?;
    whole(&app, &visit, &number).await
}

/// Record what the home team does later because of it
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/put-offs", tag = "exchanges", params(("number" = String, Path)), request_body = NewPutOffJson, responses(
    (status = 200, body = ExchangeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn put_off(
    From(app): From<App>,
    visit: Visit,
    Path(number): Path<String>,
    new: Result<Body<NewPutOffJson>, Failed>,
) -> Result<Answer<ExchangeJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    capacity::put_off(&mut tx, &visit.cx, count_of(&number)?, &new.what, new.until).await?;
    tx.commit().await?;
    whole(&app, &visit, &number).await
}

/// It was not put off after all
#[utoipa::path(delete, path = "/api/v1/exchanges/{number}/put-offs/{id}", tag = "exchanges", params(("number" = String, Path), ("id" = String, Path)), responses(
    (status = 204), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn take_back(
    From(app): From<App>,
    visit: Visit,
    Path((number, id)): Path<(String, String)>,
) -> Result<StatusCode, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    capacity::take_back(&mut tx, &visit.cx, count_of(&number)?, key(&id, "put_off")?).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn key(text: &str, thing: &'static str) -> Outcome<Uuid> {
    text.parse().map_err(|_| Failure::NotFound(thing))
}

async fn whole(app: &App, visit: &Visit, number: &str) -> Result<Answer<ExchangeJson>, Failed> {
    let (exchange, _) = access::seen(&mut app.db.reader(), &visit.cx, count_of(number)?).await?;
    Ok(said(app, &visit.cx, exchange).await?)
}

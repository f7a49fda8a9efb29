//! `/api/v1/exchanges/{number}/aims`

use axum::extract::{Path, State as From};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Outcome};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::json::AimJson;
use crate::app::App;
use crate::diary;
use crate::door::{Answer, Body, Failed, IfMatch, Visit, given, routes};
use crate::exchange::aim::{Aim, of_mark};
use crate::exchange::aims::{self, AimChange, NewAim};
use crate::exchange::exchange::count_of;
use crate::exchange::{AimKind, AimResult, Side};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(add))
        .routes(routes!(change, remove))
        .routes(routes!(read_off))
        .routes(routes!(end))
        .routes(routes!(reopen))
}

#[derive(Deserialize, ToSchema)]
struct NewAimJson {
    side: Side,
    kind: AimKind,
    what: String,
    /// How one would tell that it was reached
    how_to_tell: String,
    /// 1 is first, 3 is last; 2 without it
    #[serde(default)]
    priority: i64,
    #[serde(default)]
    unit: String,
    baseline: Option<f64>,
    target: Option<f64>,
}

#[derive(Deserialize, ToSchema)]
struct AimChangeJson {
    kind: Option<AimKind>,
    what: Option<String>,
    how_to_tell: Option<String>,
    priority: Option<i64>,
    unit: Option<String>,
    /// null empties
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<f64>)]
    baseline: Option<Option<f64>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<f64>)]
    target: Option<Option<f64>>,
}

#[derive(Deserialize, ToSchema)]
struct ReadingJson {
    /// null: not measured
    reading: Option<f64>,
}

#[derive(Deserialize, ToSchema)]
struct AimEndJson {
    result: AimResult,
    /// What shows it, or why it was dropped
    note: String,
}

/// Add an aim of one side
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/aims", tag = "exchanges", params(("number" = String, Path)), request_body = NewAimJson, responses(
    (status = 201, body = AimJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add(
    From(app): From<App>,
    visit: Visit,
    Path(number): Path<String>,
    new: Result<Body<NewAimJson>, Failed>,
) -> Result<Answer<AimJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let new = NewAim {
        side: new.side,
        kind: new.kind,
        what: new.what,
        how_to_tell: new.how_to_tell,
        priority: new.priority,
        unit: new.unit,
        baseline: new.baseline,
        target: new.target,
    };
    let mut tx = app.begin().await?;
    let aim = aims::add(&mut tx, &visit.cx, count_of(&number)?, new).await?;
    tx.commit().await?;
    let location = format!("/api/v1/exchanges/EX-{}/aims/{}", count_of(&number)?, aim.mark());
    Ok(Answer::created(AimJson::of(&aim, 0), location).version(aim.version))
}

/// Change an aim; once agreed it shows as an amendment
#[utoipa::path(patch, path = "/api/v1/exchanges/{number}/aims/{mark}", tag = "exchanges", params(("number" = String, Path), ("mark" = String, Path)), request_body = AimChangeJson, responses(
    (status = 200, body = AimJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    From(app): From<App>,
    visit: Visit,
    Path((number, mark)): Path<(String, String)>,
    IfMatch(expected): IfMatch,
    change: Result<Body<AimChangeJson>, Failed>,
) -> Result<Answer<AimJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(change) = change?;
    let change = AimChange {
        kind: change.kind,
        what: change.what,
        how_to_tell: change.how_to_tell,
        priority: change.priority,
        unit: change.unit,
        baseline: change.baseline,
        target: change.target,
    };
    let mut tx = app.begin().await?;
    let aim = aims::change(&mut tx, &visit.cx, count_of(&number)?, marked(&mark)?, expected, change).await?;
    tx.commit().await?;
    said(&app, aim).await
}

/// Take an aim away, while nothing is agreed
#[utoipa::path(delete, path = "/api/v1/exchanges/{number}/aims/{mark}", tag = "exchanges", params(("number" = String, Path), ("mark" = String, Path)), responses(
    (status = 204), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn remove(
    From(app): From<App>,
    visit: Visit,
    Path((number, mark)): Path<(String, String)>,
) -> Result<StatusCode, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    aims::remove(&mut tx, &visit.cx, count_of(&number)?, marked(&mark)?).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say what an aim's number is now
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/aims/{mark}/reading", tag = "exchanges", params(("number" = String, Path), ("mark" = String, Path)), request_body = ReadingJson, responses(
    (status = 200, body = AimJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn read_off(
    From(app): From<App>,
    visit: Visit,
    Path((number, mark)): Path<(String, String)>,
    body: Result<Body<ReadingJson>, Failed>,
) -> Result<Answer<AimJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let aim = aims::read_off(&mut tx, &visit.cx, count_of(&number)?, marked(&mark)?, body.reading).await?;
    tx.commit().await?;
    said(&app, aim).await
}

/// Reached, partly or dropped, with what shows it or why
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/aims/{mark}/result", tag = "exchanges", params(("number" = String, Path), ("mark" = String, Path)), request_body = AimEndJson, responses(
    (status = 200, body = AimJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn end(
    From(app): From<App>,
    visit: Visit,
    Path((number, mark)): Path<(String, String)>,
    body: Result<Body<AimEndJson>, Failed>,
) -> Result<Answer<AimJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let aim = aims::end(&mut tx, &visit.cx, count_of(&number)?, marked(&mark)?, body.result, &body.note).await?;
    tx.commit().await?;
    said(&app, aim).await
}

/// Open an aim again that had ended
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/aims/{mark}/reopen", tag = "exchanges", params(("number" = String, Path), ("mark" = String, Path)), responses(
    (status = 200, body = AimJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn reopen(
    From(app): From<App>,
    visit: Visit,
    Path((number, mark)): Path<(String, String)>,
) -> Result<Answer<AimJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let aim = aims::reopen(&mut tx, &visit.cx, count_of(&number)?, marked(&mark)?).await?;
    tx.commit().await?;
    said(&app, aim).await
}

pub fn marked(mark: &str) -> Outcome<(Side, i64)> {
    of_mark(mark).ok_or(Failure::NotFound("aim"))
}

async fn said(app: &App, aim: Aim) -> Result<Answer<AimJson>, Failed> {
    let evidence = diary::evidence(&mut app.db.reader(), aim.exchange.0).await?;
    Ok(Answer::ok(AimJson::of(&aim, evidence.get(&aim.id.0).copied().unwrap_or(0))).version(aim.version))
}

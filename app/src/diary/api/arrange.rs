//! Links to aims, and what the guest does with the ledger's lines: hide, show, join, annotate.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Outcome};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::activities::marked;
use crate::app::App;
use crate::diary::{Activity, arrange, link};
use crate::door::{Body, Failed, Visit, routes};
use crate::exchange::exchange::count_of;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(set_link, unlink)).routes(routes!(set_mark))
}

/// What is to be done with a line of the ledger in this diary
#[derive(Deserialize, ToSchema)]
#[serde(tag = "deed", rename_all = "snake_case")]
enum DiaryMarkJson {
    Hide,
    /// By itself again: undoes hiding and joining
    Show,
    /// Told together with the line at this position
    Join {
        to: i64,
    },
    /// A note beside it; empty takes it away
    Annotate {
        note: String,
    },
}

/// Say that an activity is evidence for an aim
#[utoipa::path(put, path = "/api/v1/exchanges/{number}/activities/{activity}/aims/{mark}", tag = "activities", params(("number" = String, Path), ("activity" = String, Path), ("mark" = String, Path)), responses(
    (status = 204), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn set_link(
    State(app): State<App>,
    visit: Visit,
    Path((number, activity, mark)): Path<(String, String, String)>,
) -> Result<StatusCode, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    link::link(&mut tx, &visit.cx, count_of(&number)?, activity.parse()?, marked("mark", &mark)?).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say that it is not
#[utoipa::path(delete, path = "/api/v1/exchanges/{number}/activities/{activity}/aims/{mark}", tag = "activities", params(("number" = String, Path), ("activity" = String, Path), ("mark" = String, Path)), responses(
    (status = 204), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn unlink(
    State(app): State<App>,
    visit: Visit,
    Path((number, activity, mark)): Path<(String, String, String)>,
) -> Result<StatusCode, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    link::unlink(&mut tx, &visit.cx, count_of(&number)?, activity.parse()?, marked("mark", &mark)?).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hide, show, join or annotate a line of the ledger in one's own diary
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/activities/{activity}/mark", tag = "activities", params(("number" = String, Path), ("activity" = String, Path)), request_body = DiaryMarkJson, responses(
    (status = 204), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn set_mark(
    State(app): State<App>,
    visit: Visit,
    Path((number, activity)): Path<(String, String)>,
    deed: Result<Body<DiaryMarkJson>, Failed>,
) -> Result<StatusCode, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(deed) = deed?;
    let (count, position, cx) = (count_of(&number)?, of_ledger(&activity)?, &visit.cx);
    let mut tx = app.begin().await?;
    match deed {
        DiaryMarkJson::Hide => arrange::hide(&mut tx, cx, count, position).await?,
        DiaryMarkJson::Show => arrange::show(&mut tx, cx, count, position).await?,
        DiaryMarkJson::Join { to } => arrange::join(&mut tx, cx, count, position, to).await?,
        DiaryMarkJson::Annotate { note } => arrange::annotate(&mut tx, cx, count, position, &note).await?,
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn of_ledger(activity: &str) -> Outcome<i64> {
    match activity.parse()? {
        Activity::Event(position) => Ok(position),
        Activity::Entry(_) => Err(Failure::conflict("diary-written-by-hand")),
    }
}

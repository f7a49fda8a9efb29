//! What the facilitator's buttons in the room of a drill post.

use axum::Router;
use axum::extract::{Path, State};
use ryugaku_kernel::Failure;

use crate::app::App;
use crate::door::{Fields, PageResult, Visit, post, see_other};
use crate::drills::clock::Turn;
use crate::drills::{run, turn_clock};
use crate::incidents::incident::count_of;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/incidents/{number}/drill/clock", post(turn))
        .route("/incidents/{number}/drill/injects", post(give))
}

async fn turn(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let turn = match fields.get("turn") {
        "pause" => Turn::Pause,
        "start" => Turn::Start,
        _ => Turn::Forward(fields.maybe_parse("minutes")?.unwrap_or_default()),
    };
    let mut tx = app.begin().await?;
    let incident = turn_clock::turn(&mut tx, &visit.cx, count_of(&number)?, turn).await?;
    tx.commit().await?;
    Ok(see_other(&app, &format!("/incidents/{}", incident.number()), None))
}

async fn give(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let inject = fields.maybe_parse("inject")?.ok_or(Failure::NotFound("inject"))?;
    let mut tx = app.begin().await?;
    let incident = run::give(&mut tx, &visit.cx, count_of(&number)?, inject).await?;
    tx.commit().await?;
    Ok(see_other(&app, &format!("/incidents/{}", incident.number()), None))
}

//! What the room of an incident posts about who was told.

use axum::Router;
use axum::extract::{Path, State};
use ryugaku_kernel::Msg;

use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Visit, post, see_other};
use crate::incidents::{self, tell};

pub fn routes() -> Router<App> {
    Router::new().route("/incidents/{number}/tellings/again", post(tell_again))
}

async fn tell_again(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let (mut tx, count) = (app.begin().await?, incidents::incident::count_of(&number)?);
    let incident = tell::again(&mut tx, &visit.cx, count, fields.get("step")).await?;
    tx.commit().await?;
    let flash = Flash::new(Msg::new("telling-again-said"));
    Ok(see_other(&app, &format!("/incidents/{}", incident.number()), Some(flash)))
}

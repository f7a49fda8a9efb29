//! `/alerts`: taking note; the list, one alert, and what is done with many are in files of their own.

mod asked;
mod bulk;
mod head;
mod kept;
mod list;
mod one;

use axum::Router;
use axum::extract::{Path, State};
use ryugaku_kernel::{Msg, Outcome};

use super::api::named;
use super::{acknowledge, unacknowledge};
use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Visit, get, post, see_other};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/alerts", get(list::list))
        .route("/alerts/acknowledge", post(bulk::acknowledge))
        .route("/alerts/groups/acknowledge", post(bulk::acknowledge_group))
        .route("/alerts/unacknowledge", post(bulk::unacknowledge))
        .route("/alerts/silence", post(bulk::silence))
        .route("/alerts/incident", post(bulk::incident))
        .route("/alerts/filters", post(kept::keep))
        .route("/alerts/filters/{id}/drop", post(kept::take_out))
        .route("/alerts/{fingerprint}", get(one::show))
        .route("/alerts/{fingerprint}/acknowledge", post(take_note))
        .route("/alerts/{fingerprint}/unacknowledge", post(take_back))
}

async fn take_note(State(app): State<App>, visit: Visit, Path(id): Path<String>, fields: Fields) -> PageResult {
    let mut tx = app.begin().await?;
    let alert = acknowledge(&mut tx, &visit.cx, named(&id)?).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("alert-acknowledged-said").with("name", alert.title()));
    let next = back(&fields, &id)?;
    Ok(see_other(&app, &next, Some(said.undo(format!("/alerts/{id}/unacknowledge")))))
}

async fn take_back(State(app): State<App>, visit: Visit, Path(id): Path<String>, fields: Fields) -> PageResult {
    let mut tx = app.begin().await?;
    let alert = unacknowledge(&mut tx, &visit.cx, named(&id)?).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("alert-unacknowledged-said").with("name", alert.title()));
    let next = back(&fields, &id)?;
    Ok(see_other(&app, &next, Some(said)))
}

/// The list it was done from, or the alert's own page.
fn back(fields: &Fields, id: &str) -> Outcome<String> {
    Ok(match list_in(fields) {
        Some(list) => list.to_owned(),
        None => format!("/alerts/{}", named(id)?),
    })
}

/// The list it was done from, if it says so.
fn list_in(fields: &Fields) -> Option<&str> {
    Some(fields.get("next")).filter(|next| *next == "/alerts" || next.starts_with("/alerts?"))
}

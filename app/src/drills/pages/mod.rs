//! The pages of drills: scenarios, the debrief, and what the facilitator's buttons in the room post.

mod debrief;
mod list;
mod room;
mod scenario;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    list::routes().merge(scenario::routes()).merge(room::routes()).merge(debrief::routes())
}

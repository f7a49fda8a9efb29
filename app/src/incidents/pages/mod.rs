//! The pages of incidents: list, room, forms, and what the room's forms post.

mod deeds;
mod edit;
mod list;
mod new;
mod room;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    list::routes().merge(new::routes()).merge(room::routes()).merge(edit::routes()).merge(deeds::routes())
}

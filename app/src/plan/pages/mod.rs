//! Pages of plans and of one's own calendars.

mod calendars;
mod deeds;
mod feed;
mod form;
mod item;
mod week;

use axum::Router;

use crate::app::App;

pub use calendars::zone_of;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(week::routes())
        .merge(form::routes())
        .merge(item::routes())
        .merge(deeds::routes())
        .merge(calendars::routes())
}

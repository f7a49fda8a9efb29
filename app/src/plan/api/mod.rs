//! `/api/v1/exchanges/{number}/plan…` and `/api/v1/me/calendars`.

mod calendars;
mod feed;
mod items;
mod json;
mod settle;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(items::routes()).merge(settle::routes()).merge(feed::routes()).merge(calendars::routes())
}

//! `/api/v1/exchanges/{number}/activities` and `/outcomes`

mod activities;
mod arrange;
mod outcomes;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(super) use activities::{DiaryAsked, marked};

pub fn routes() -> OpenApiRouter<App> {
    activities::routes().merge(arrange::routes()).merge(outcomes::routes())
}

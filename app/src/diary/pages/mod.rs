//! The pages of a diary: all of it, one activity, and outcomes.

mod activity;
mod deeds;
mod diary;
mod outcome;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    diary::routes().merge(deeds::routes()).merge(activity::routes()).merge(outcome::routes())
}

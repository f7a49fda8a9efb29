//! `/severity-policy`: what each severity asks for as it holds, its text, its versions.

mod edit;
mod filled;
mod form;
mod history;
mod show;

use axum::Router;

use crate::app::App;
use crate::door::{get, post};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/severity-policy", get(show::show))
        .route("/severity-policy/form", get(form::show).merge(post(form::act)))
        .route("/severity-policy/edit", get(edit::edit).merge(post(edit::act)))
        .route("/severity-policy/versions", get(history::list))
        .route("/severity-policy/versions/{version}", get(history::show))
        .route("/severity-policy/versions/{version}/restore", post(history::act))
}

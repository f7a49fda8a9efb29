//! The pages of tasks: list, one task, forms.

mod form;
mod list;
mod task;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    list::routes().merge(form::routes()).merge(task::routes())
}

//! The pages of learnings: list, one learning, forms.

mod form;
mod learning;
mod list;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    list::routes().merge(form::routes()).merge(learning::routes())
}

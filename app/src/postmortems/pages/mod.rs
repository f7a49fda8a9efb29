//! The pages of post-mortems: list, one, its form with a preview.

mod edit;
mod list;
mod show;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    list::routes().merge(show::routes()).merge(edit::routes())
}

//! The pages of post-mortems: list, one, its form with a preview, and what editors in browsers bring, its versions.

mod edit;
mod list;
mod show;
mod together;
mod versions;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    list::routes().merge(show::routes()).merge(edit::routes()).merge(together::routes()).merge(versions::routes())
}

//! The pages of post-mortems: list, one, its form with a preview, the facts to copy from, and what editors in browsers bring, its versions.

mod edit;
mod facts;
mod list;
mod show;
mod together;
mod versions;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    list::routes()
        .merge(show::routes())
        .merge(edit::routes())
        .merge(facts::routes())
        .merge(together::routes())
        .merge(versions::routes())
}

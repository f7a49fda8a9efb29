//! The pages of silences and of maintenance windows: lists, forms with what they would hide, one of each.

mod form;
mod list;
mod seen;
mod silence;
mod window;
mod window_form;
mod window_list;
mod written;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    list::routes()
        .merge(form::routes())
        .merge(silence::routes())
        .merge(window_list::routes())
        .merge(window_form::routes())
        .merge(window::routes())
}

//! The pages of needs and of discussions.

mod discussion;
mod discussion_form;
mod discussions;
mod list;
mod need;
mod new;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    list::routes()
        .merge(new::routes())
        .merge(need::routes())
        .merge(discussions::routes())
        .merge(discussion::routes())
        .merge(discussion_form::routes())
}

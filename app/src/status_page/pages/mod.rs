//! The pages: the one that others read, with its feed and its mails' links, and the editor behind it.

mod components;
mod drafts;
mod editor;
mod feed;
mod leave;
mod notice;
mod public;
mod subscribe;
mod subscribers;

use axum::Router;

use crate::app::App;

pub use leave::one_click;
pub(super) use public::{foreign, prose, word};
pub(super) use subscribers::address;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(public::routes())
        .merge(feed::routes())
        .merge(subscribe::routes())
        .merge(leave::routes())
        .merge(editor::routes())
        .merge(components::routes())
        .merge(drafts::routes())
        .merge(notice::routes())
        .merge(subscribers::routes())
}

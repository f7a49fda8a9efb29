//! One's own settings: name, language, zone, theme, keys, password, sessions. Nobody else's are changed here.

mod api;
pub mod command;
mod pages;
mod password_pages;
mod session_pages;
pub mod settings;

use axum::Router;

use crate::app::App;

pub use api::routes as api;

pub fn pages() -> Router<App> {
    Router::new().merge(pages::routes()).merge(password_pages::routes()).merge(session_pages::routes())
}

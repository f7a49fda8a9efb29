//! Today: what needs me, what changed. And what belongs to no slice: assets, language, health.

mod assets;
mod health;
pub(crate) mod language;
mod menu;
mod pages;
mod settings;

use axum::Router;
use axum::routing::get;

use crate::app::App;

pub fn pages() -> Router<App> {
    Router::new()
        .route("/", get(pages::today))
        .route("/menu", get(menu::show))
        .route("/settings", get(settings::show))
        .route("/language/{tag}", get(language::choose))
        .route("/assets/{*file}", get(assets::file))
        .route("/metrics", get(health::metrics))
}

/// Answered also when the database does not: outside the layers that need it.
pub fn health() -> Router<App> {
    Router::new().route("/healthz", get(health::alive)).route("/readyz", get(health::ready))
}

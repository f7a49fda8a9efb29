//! Today: what needs me, what changed. And what belongs to no slice: assets, language, health.

pub mod assets;
mod changes;
mod docs;
mod first_steps;
mod fold;
mod health;
pub(crate) mod language;
mod menu;
mod needs;
pub mod openapi;
mod pages;
mod palette;
mod places;
mod ruler;
mod settings;

use axum::Router;

use crate::app::App;
use crate::door::get;

pub fn pages() -> Router<App> {
    Router::new()
        .route("/", get(pages::today))
        .route("/menu", get(menu::show))
        .route("/settings", get(settings::show))
        .route("/language/{tag}", get(language::choose))
        .route("/assets/{*file}", get(assets::file))
        .route("/palette", get(palette::find))
        .route("/api/docs", get(docs::show))
        .route("/metrics", get(health::metrics))
}

/// Answered also when the database does not: outside the layers that need it.
pub fn health() -> Router<App> {
    Router::new().route("/healthz", get(health::alive)).route("/readyz", get(health::ready))
}

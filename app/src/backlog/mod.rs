//! Placeholder header, replaced by the slice.

pub mod hand_over;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn pages() -> Router<App> {
    Router::new()
}

pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}

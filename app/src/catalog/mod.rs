//! Placeholder header, replaced by the slice.

mod brief;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub use brief::{ServiceBrief, services};

pub fn pages() -> Router<App> {
    Router::new()
}

pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}

//! The catalog: products, owned by teams, and the services they consist of. Declared here; what is observed is not.

pub mod add;
mod brief_store;
pub mod change_product;
pub mod change_service;
pub mod product;
pub mod product_store;
pub mod service;
pub mod service_store;
pub mod thing;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub use brief_store::{ServiceBrief, names, services};
pub use product::{Product, ProductId};
pub use service::{Service, ServiceId};

pub fn pages() -> Router<App> {
    Router::new()
}

pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}

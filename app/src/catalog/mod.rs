//! The catalog: products, owned by teams, and the services they consist of. Declared here; what is observed is not.

pub mod add;
mod api;
mod brief_store;
pub mod change_product;
pub mod change_service;
pub mod product;
pub mod product_store;
pub mod service;
mod service_api;
pub mod service_store;
pub mod thing;

use axum::Router;

use crate::app::App;

pub use api::routes as api;
pub use brief_store::{ServiceBrief, names, services};
pub use product::{Product, ProductId};
pub use service::{Service, ServiceId};

pub fn pages() -> Router<App> {
    Router::new()
}

//! The catalog: products, owned by teams, and the services they consist of. Declared here; what is observed is not.

pub mod add;
mod api;
mod brief_store;
pub mod change_product;
pub mod change_service;
mod pages;
pub mod product;
pub mod product_store;
pub mod service;
mod service_api;
mod service_pages;
pub mod service_store;
pub mod thing;

pub use api::routes as api;
pub use brief_store::{ServiceBrief, names, services};
pub use pages::routes as pages;
pub use product::{Product, ProductId};
pub use service::{Service, ServiceId};

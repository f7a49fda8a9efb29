//! The catalog: products, owned by teams, and the services they consist of. Declared here; what is observed is not.

pub mod add;
mod api;
mod brief_store;
pub mod change_product;
pub mod change_service;
pub mod command;
mod pages;
pub mod product;
pub mod product_service;
pub mod product_store;
mod service_api;
mod service_pages;
pub mod service_store;
pub mod thing;

pub use api::routes as api;
pub use brief_store::{CatalogPlace, ServiceBrief, by_product, places, product_slugs, services};
pub use pages::routes as pages;
pub use product::{Product, ProductId};
pub use product_service::{Service, ServiceId};
pub use thing::is_web_address;

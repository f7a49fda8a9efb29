//! The organisation: its name, zone, language, holidays and fiscal year. One row, made at first start.

mod api;
pub mod change;
pub mod command;
mod pages;
pub mod settings;
pub mod store;

pub use api::routes as api;
pub use pages::routes as pages;
pub use settings::{ExtraDay, Organisation};

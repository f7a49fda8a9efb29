//! Product SREs: a product team's own member who runs its reliability, with a backup. One at a time for each product.

mod api;
pub mod appoint;
pub mod appointment;
mod brief;
pub mod change;
pub mod command;
pub mod hand_over;
mod pages;
pub mod store;

pub use api::routes as api;
pub use appointment::Appointment;
pub use brief::{Named, history, now, now_of, of_exchange, of_person};
pub use pages::routes as pages;

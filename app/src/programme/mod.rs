//! The programme: what the SRE team offers to everybody. Effects and the year come with what they are measured from.

mod api;
pub mod command;
mod pages;
pub mod sre_page;
pub mod sre_store;
pub mod write_sre;

pub use api::routes as api;
pub use pages::routes as pages;

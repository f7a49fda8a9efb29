//! Work after the commit, as an admin sees it: what waits, what runs, what was given up and why, and running it again.

mod api;
pub mod command;
pub mod jobs;
mod pages;
mod rerun;

pub use api::routes as api;
pub use pages::{routes as pages, said, state_icon, state_key};

//! Reliability tasks: what is to be mended, where it came from, who has it, until when.
//!
//! Every task has one origin and ends once, done or rejected with a reason. Ranks come from the due day and the age.

pub mod add;
pub mod api;
pub mod brief;
pub mod change;
pub mod command;
mod go_on;
pub mod hand_over;
pub mod list_store;
pub mod origin;
mod pages;
pub mod product;
mod shown;
pub mod store;
pub mod task;

pub use api::routes as api;
pub use brief::{counts_of_incidents, of_ids, of_incident, of_incidents, of_person, of_product};
pub use go_on::go_on;
pub use pages::routes as pages;
pub use task::{Task, TaskState};

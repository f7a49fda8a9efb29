//! Post-mortems (ポストモーテム): what was learned of an incident, blameless, one for each.
//!
//! A draft is made from the facts; people write the rest, several at once. Its action items become reliability tasks. What is
//! published is not changed unless it is taken back, with why.

mod actions;
mod api;
mod brief;
pub mod command;
mod draft;
pub mod follow;
mod gather;
mod hints;
pub mod import;
pub mod list_store;
mod merge;
mod pages;
mod past;
pub mod postmortem;
pub mod save;
mod shown;
pub mod store;
pub mod turn;
pub mod write;

pub use api::routes as api;
pub use brief::{numbers, states};
pub use pages::routes as pages;
pub use past::is_postmortem;
pub use postmortem::{Postmortem, State};

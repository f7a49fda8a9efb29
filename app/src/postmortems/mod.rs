//! Post-mortems (ポストモーテム): what was learned of an incident, blameless, one for each.
//!
//! A draft is made from the facts; people write the rest, several at once: in browsers as one Yjs document, of which versions are
//! kept, and by whole texts, which are joined into it. Its action items become reliability tasks. What is
//! published is not changed unless it is taken back, with why.

mod actions;
mod api;
mod brief;
pub mod command;
mod document;
mod draft;
mod due;
mod edits;
pub mod follow;
mod gather;
mod hints;
pub mod import;
pub mod jobs;
mod keep;
pub mod list_store;
mod merge;
mod pages;
mod past;
pub mod postmortem;
mod revert;
pub mod save;
mod shown;
pub mod store;
pub mod together;
mod together_store;
pub mod turn;
mod unlisted;
mod version_store;
mod withdrawn;
pub mod write;
mod written_by;

pub use api::routes as api;
pub use brief::{numbers, states};
pub use due::due_anew;
pub use pages::routes as pages;
pub use past::is_postmortem;
pub use postmortem::{Postmortem, State};

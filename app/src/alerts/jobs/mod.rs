//! What runs by itself: every replica follows the journal, one of them writes what came of it.

mod desk;
mod draft;
mod openings;
mod owner;
mod owning;
mod pending;

pub use owner::{JOURNAL, Owner, RESOLVE_TIMEOUT, rounds};
pub use pending::Pending;

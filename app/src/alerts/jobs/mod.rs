//! What runs by itself: every replica follows the journal, one of them writes what came of it.

mod owner;
mod pending;

pub use owner::{JOURNAL, Owner, RESOLVE_TIMEOUT, rounds};
pub use pending::Pending;

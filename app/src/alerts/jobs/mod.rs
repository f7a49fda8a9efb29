//! What happens to alerts without anybody asking: the owner applies the journal, old ones are forgotten.

mod owned;
mod owner;

pub use owner::{JOURNAL, Owner, RESOLVE_TIMEOUT, rounds};

//! The journal of the hot ways: what comes in by the thousand is on disk before it is answered, in one order.
//!
//! Many append at once and share a commit ([`Journal`]); one owner among the replicas ([`Lease`]) reads what has been
//! appended, and advances in the same transaction in which it writes what came of it ([`Follower`]). Positions never
//! skip. What an entry means is none of this crate's business: it knows bytes alone.

mod follow;
mod journal;
mod lease;

pub use follow::{Entry, Follower};
pub use journal::Journal;
pub use lease::Lease;

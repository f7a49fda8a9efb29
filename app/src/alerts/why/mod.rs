//! Why: what happened to one alert in one of its runs, step by step: received, owner, route, group, what held it back, whom
//! it was told to, who took it on, how it ended.
//!
//! The past comes from what was written down then: the dispatcher's looks at groups, notices, the ledger, the version of
//! the routes that held. What is worked out from how things stand now says so. Nothing here decides anything.

pub mod api;
mod facts;
mod held;
mod look;
mod look_store;
mod looks;
mod opening;
mod run_store;
mod saying;
mod step;
mod story;
mod turns;

pub use look_store::{sweep, write};
pub use looks::Looks;
pub use saying::Reader;
pub use step::Step;
pub use story::{Story, story};

use jiff::SignedDuration;

/// Looks are kept as long as notices are.
pub const KEPT: SignedDuration = crate::notices::KEPT;

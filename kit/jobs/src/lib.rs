//! Work after the commit: calls to the outside, reminders, anything that may have to be tried again.
//!
//! A verb enqueues in its own transaction; any replica claims. A job says *retry* or *give up*; one that was given up
//! stays visible and can be run again by hand. A replica that dies loses its claim after a while, so every job is safe
//! to run twice. This crate knows no kind of job by name.

mod claim;
mod job;
mod queue;
mod runner;

pub use claim::ATTEMPTS;
pub use job::{Job, State, Stop};
pub use queue::{by_ids, counts, enqueue, enqueue_unique, find, page, rerun, sweep};
pub use runner::{Registry, Runner};

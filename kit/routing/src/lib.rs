//! From an active alert to who hears of it: the tree of routes, groups, silences, inhibition, time intervals.
//!
//! Pure: nothing here waits, reads a clock, or knows a database or HTTP. What is decided here is carried out by the app.

mod inhibit;
mod tree;

pub use inhibit::InhibitRule;
pub use tree::{GroupBy, Node, NodeId, Tree};

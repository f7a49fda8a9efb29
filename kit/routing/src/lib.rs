//! From an active alert to who hears of it: the tree of routes, groups, silences, inhibition, time intervals.
//!
//! Pure: nothing here waits, reads a clock, or knows a database or HTTP. What is decided here is carried out by the app.

pub mod config;
mod explain;
mod inhibit;
mod interval;
mod tree;

pub use config::{Authorization, Channel, Flapping, Imported, Opening, Own, Receiver, Remark, Routing, Secret};
pub use explain::{Step, Tried};
pub use inhibit::InhibitRule;
pub use interval::{Intervals, NamedInterval, Range, TimeInterval, TimeRange};
pub use tree::{GroupBy, Node, NodeId, Tree};

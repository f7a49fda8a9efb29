//! From an active alert to who hears of it: the tree of routes, groups, silences, inhibition, time intervals.
//!
//! Pure: nothing here waits, reads a clock, or knows a database or HTTP. What is decided here is carried out by the app.

pub mod config;
mod dispatch;
mod explain;
mod flap;
mod group;
mod inhibit;
mod inhibitor;
mod interval;
mod judge;
mod maintenance;
mod notified;
mod opening;
mod place;
mod selection;
mod silence;
mod suppress;
mod told;
mod tree;

pub use dispatch::{Change, Dispatcher, Flush, FlushId, Member, Muted, Verdict};
pub use explain::{Step, Tried};
pub use flap::{FlapRule, Flapping};
pub use inhibit::InhibitRule;
pub use inhibitor::Inhibitor;
pub use interval::{Intervals, NamedInterval, Range, TimeInterval, TimeRange};
pub use judge::{Calendar, Channel, Fate, Held, Inhibition, Judge, Receivers, World};
pub use maintenance::{MaintenanceWindow, MaintenanceWindows};
pub use notified::{Decision, Entry, Notified, RETENTION, Skip, Why};
pub use opening::{Alerts, Deed, Joined, Opener, OpeningId, Running, Sight, StormId};
pub use place::{AlertLabels, GroupId, Place, group_key};
pub use silence::{Silence, SilenceState, Silences};
pub use suppress::Suppression;
pub use told::Told;
pub use tree::{GroupBy, Node, NodeId, Tree};

//! Alerts: what is firing, what has been, who has taken note of it.
//!
//! Deliveries are no verbs: the intake appends them to the journal, every replica applies it to its board (the state machine
//! of `ryugaku_alerting`), and one owner among them writes what changed. What people do
//! with an alert is a verb like any other.

mod acknowledge;
mod alert;
mod api;
mod board;
mod brief;
pub mod command;
mod find;
mod jobs;
mod owner_store;
mod owners;
mod pages;
mod past;
mod store;
mod v2;

pub use acknowledge::{acknowledge, unacknowledge};
pub use alert::{Acked, Alert, AlertState, subject};
pub use api::routes as api;
pub use board::Board;
pub use brief::{AlertBrief, briefs, of_subjects};
pub use find::{Cursor, Find};
pub use jobs::{JOURNAL, Owner, RESOLVE_TIMEOUT, rounds};
pub use pages::routes as pages;
pub use past::{PastRun, write_past};
pub use store::{Run, any_ever, by_fingerprint, history, page, waiting};
pub use v2::{Firing, ReadFilter, gettable};

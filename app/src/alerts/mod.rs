//! Alerts: what is firing, what has been, who has taken note of it.
//!
//! Deliveries are no verbs: the intake appends them to the journal, every replica applies it to its board (the state machine
//! of `ryugaku_alerting`), and one owner among them writes what changed. What people do
//! with an alert is a verb like any other.

mod acknowledge;
mod acknowledge_all;
mod active;
mod alert;
mod alert_state;
mod alike;
mod api;
mod board;
mod brief;
pub mod command;
mod filter_command;
mod find;
mod group;
mod held;
mod jobs;
mod judging;
mod kept_filter;
mod kept_filter_store;
mod listed;
mod owner_store;
mod owners;
mod pages;
mod past;
mod recent_store;
mod shorten;
mod store;
mod v2;
mod why;

/// The pages around alerts, each with the key of its name, in the order of what one needs at night.
pub const WAYS: [(&str, &str); 9] = [
    ("/alerts", "nav-alerts"),
    ("/questions", "questions-title"),
    ("/silences", "silences-title"),
    ("/maintenance", "maintenance-title"),
    ("/routing", "routing-title"),
    ("/receivers", "receivers-title"),
    ("/notices", "notices"),
    ("/alert-rules", "alert-rules-title"),
    ("/integrations", "integrations"),
];

pub use acknowledge::{acknowledge, unacknowledge};
pub use acknowledge_all::{acknowledge_all, unacknowledge_all, unacknowledge_since};
pub use alert::{Acked, Alert, subject};
pub use alert_state::AlertState;
pub use api::routes as api;
pub use board::{Board, State as BoardState};
pub use brief::{AlertBrief, briefs, of_subjects};
pub use find::{Cursor, Find};
pub use jobs::{JOURNAL, Owner, RESOLVE_TIMEOUT, rounds};
pub use judging::Ownership;
pub use kept_filter::{KeptFilter, KeptFilterId, drop_filter, keep_filter, kept_filters, own_filters};
pub use listed::waiting;
pub use pages::routes as pages;
pub use past::{PastRun, write_past};
pub use recent_store::{Recent, begun_since, counts_by_name};
pub use shorten::{read_v2, shorten};
pub use store::{Run, any_ever, by_fingerprint, ended_since, firing_between, history};
pub use v2::{Firing, ReadFilter, Standing, groups_of, standing, with_texts};

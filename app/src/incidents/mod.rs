//! Incidents: opened by hand or from alerts, moved along their steps, written on, resolved, closed, reopened.
//!
//! What happened stands in the ledger; rows say how things are now. A status moves only as [`status::Status`] allows.

mod alerted;
pub mod answer;
mod api;
mod ask;
pub mod brief;
pub mod by_rule;
mod candidates;
pub mod change;
pub mod chat;
mod chat_command;
pub mod circle;
mod circle_command;
pub mod collect;
pub mod command;
pub mod commander;
mod deployed;
mod door;
mod draft;
mod drill_time;
pub mod facts;
pub mod follow_up;
pub mod hand_over;
pub mod history;
mod hit_services;
pub mod incident;
mod likeness;
pub mod link_alert;
pub mod link_store;
pub mod list_store;
pub mod merge;
mod next_step;
pub mod note;
pub mod open;
pub mod owed;
mod pages;
pub mod past;
pub mod past_steps;
mod respond;
pub mod response;
mod response_store;
pub mod restrict;
pub mod role;
mod role_store;
pub mod roles;
pub mod rule_store;
pub mod sentence;
pub mod severity;
mod show_command;
pub mod shown;
pub mod similar;
mod similar_store;
pub mod status;
pub mod status_update;
pub mod step;
pub mod store;
pub mod tell;
pub mod timeline;
pub mod turn;
pub mod users;
mod waiting;

pub use api::routes as api;
pub use brief::{
    IncidentBrief, count_open, held_by, linked, linked_now, newest, of_alert, of_alerts, of_events, of_ids, open_now,
};
pub use deployed::begun_after;
pub use door::rightly_called;
pub use incident::{Incident, MOST_ALERTS};
pub use pages::routes as pages;
pub use past::{postmortem_due, severities};
pub use role_store::has_role;
pub use waiting::{Waiting, postmortems_of, waiting_for, with_role};

//! Ryugaku: one SRE team and several product teams run reliability together.
//!
//! Slices are modules here; what knows nothing of them is a crate in `kit/`. See ARCHITECTURE.md for the rooms.

pub mod app;
pub mod cli;
pub mod client;
pub mod config;
pub mod door;
pub mod import;
pub mod markdown;
pub mod router;
pub mod schema;
pub mod serve;
pub mod shell;
pub mod words;

pub mod alert_rules;
pub mod alerts;
pub mod backlog;
pub mod bot;
pub mod catalog;
pub mod demo;
pub mod deploys;
pub mod diary;
pub mod drills;
pub mod exchange;
pub mod feedback;
pub mod figures;
pub mod home;
pub mod incidents;
pub mod intake;
pub mod learnings;
pub mod market;
pub mod me;
pub mod needs;
pub mod notices;
pub mod notify;
pub mod organisation;
pub mod people;
pub mod plan;
pub mod postmortems;
pub mod programme;
pub mod questions;
pub mod receivers;
pub mod record;
pub mod report;
pub mod routing;
pub mod severity_policy;
pub mod sign_in;
pub mod silences;
pub mod status_page;
pub mod telling;
mod versions;
pub mod work;

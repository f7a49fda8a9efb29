//! People and teams: who is here, in which team, since when.
//!
//! A person has one home team at a time. People who leave are deactivated, never deleted: the ledger names them.

mod api;
mod brief_store;
pub mod change_team;
pub mod chosen;
pub mod command;
pub mod found_team;
pub mod own_store;
mod pages;
pub mod person;
pub mod store;
pub mod team;
pub mod team_store;

pub use api::routes as api;
pub use brief_store::{PersonBrief, active, names, team_slugs};
pub use pages::routes as pages;
pub use person::{Person, PersonId};
pub use team::{Team, TeamId, TeamKind};

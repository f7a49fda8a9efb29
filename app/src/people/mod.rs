//! People and teams: who is here, in which team, since when.
//!
//! A person has one home team at a time. People who leave are deactivated, never deleted: the ledger names them.

pub mod add_person;
mod api;
mod brief_store;
pub mod change_person;
pub mod change_team;
pub mod chosen;
pub mod command;
pub mod csv;
pub mod found_team;
mod holdings;
mod import_api;
mod import_pages;
pub mod import_people;
pub mod import_plan;
pub mod leave;
mod leave_pages;
pub mod list;
pub mod membership;
pub mod membership_store;
pub mod move_person;
mod pages;
pub mod person;
mod person_api;
pub mod person_command;
mod person_json;
mod person_pages;
pub mod store;
pub mod team;
pub mod team_store;
mod trail;

pub use api::routes as api;
pub use brief_store::{PersonBrief, active, names, still_here, team_slugs};
pub use pages::routes as pages;
pub use person::{Person, PersonId};
pub use team::{Team, TeamId, TeamKind};

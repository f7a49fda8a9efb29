//! People and teams: who is here, in which team, since when.
//!
//! A person has one home team at a time. People who leave are deactivated, never deleted: the ledger names them.

pub mod person;
pub mod store;

pub use person::{Person, PersonId};

pub fn pages() -> axum::Router<crate::app::App> {
    axum::Router::new()
}

pub fn api() -> utoipa_axum::router::OpenApiRouter<crate::app::App> {
    utoipa_axum::router::OpenApiRouter::new()
}

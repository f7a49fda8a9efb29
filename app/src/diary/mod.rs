//! The diary of an exchange: what the guest did, read from the ledger, and what they wrote themselves.

pub mod activity;
pub mod arrange;
pub mod entry;
pub mod link;
pub mod outcome;
pub mod outcome_store;
pub mod outcomes;
pub mod read;
pub mod store;
pub mod write;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub use activity::{Activity, Kind};
pub use store::evidence;

pub fn pages() -> Router<App> {
    Router::new()
}

pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}

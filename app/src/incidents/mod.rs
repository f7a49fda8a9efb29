//! Incidents: opened by hand or from alerts, moved along their steps, written on, resolved, closed, reopened.
//!
//! What happened stands in the ledger; rows say how things are now. A status moves only as [`status::Status`] allows.

mod api;
mod api_deeds;
pub mod brief;
pub mod change;
pub mod command;
pub mod commander;
mod deeds;
mod edit;
pub mod follow_up;
pub mod hand_over;
pub mod incident;
mod json;
pub mod link_alert;
pub mod link_store;
mod list;
pub mod list_store;
mod new;
mod next_step;
pub mod note;
pub mod open;
mod room;
pub mod sentence;
mod services;
pub mod severity;
mod shown;
pub mod status;
pub mod store;
pub mod timeline;
pub mod turn;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub use brief::{IncidentBrief, count_open, newest, of_alert, of_ids, open_now};

pub fn pages() -> Router<App> {
    Router::new()
        .merge(list::routes())
        .merge(new::routes())
        .merge(room::routes())
        .merge(edit::routes())
        .merge(deeds::routes())
}

pub fn api() -> OpenApiRouter<App> {
    api::routes().merge(api_deeds::routes())
}

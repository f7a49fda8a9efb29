//! Reliability tasks: what is to be mended, where it came from, who has it, until when.
//!
//! Every task has one origin and ends once, done or rejected with a reason. Ranks come from the due day and the age.

pub mod add;
mod api;
pub mod brief;
pub mod change;
pub mod command;
mod form;
pub mod hand_over;
pub mod json;
mod list;
pub mod list_store;
pub mod origin;
mod page;
pub mod product;
mod shown;
pub mod store;
pub mod task;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub use brief::{of_incident, of_person, of_product};
pub use task::{Task, TaskState};

pub fn pages() -> Router<App> {
    list::routes().merge(form::routes()).merge(page::routes())
}

pub fn api() -> OpenApiRouter<App> {
    api::routes()
}

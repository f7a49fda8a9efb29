//! The programme: what the SRE team offers to everybody, who runs a product's reliability, and what has grown over the years.

mod api;
pub mod command;
pub mod milestone;
mod milestone_api;
mod milestone_pages;
pub mod milestone_store;
mod overview;
mod pages;
pub mod product_sre;
pub mod programme_command;
pub mod record_milestone;
pub mod sre_page;
pub mod sre_store;
pub mod write_sre;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn pages() -> Router<App> {
    pages::routes().merge(product_sre::pages()).merge(milestone_pages::routes()).merge(overview::pages())
}

pub fn api() -> OpenApiRouter<App> {
    api::routes().merge(product_sre::api()).merge(milestone_api::routes()).merge(overview::api())
}

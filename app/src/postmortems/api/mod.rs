//! `/api/v1/postmortems` and `/api/v1/incidents/{number}/postmortem`.

mod facts;
mod import;
mod json;
mod resource;
mod versions;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(super) use resource::{Asked, filter};

pub fn routes() -> OpenApiRouter<App> {
    resource::routes().merge(facts::routes()).merge(versions::routes()).merge(import::routes())
}

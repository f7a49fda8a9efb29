//! `/api/v1/needs` and `/api/v1/discussions`

mod discussions;
mod json;
mod needs;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(super) use needs::{Asked, filter};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(needs::routes()).merge(discussions::routes())
}

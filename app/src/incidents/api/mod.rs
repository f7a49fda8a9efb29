//! `/api/v1/incidents`

mod circle;
mod deeds;
mod json;
mod resource;
mod response;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    resource::routes().merge(deeds::routes()).merge(response::routes()).merge(circle::routes())
}

//! `/api/v1/offers`, `/wishes`, `/matches`, `/exchange-templates`, `/exchange-limits`

mod json;
mod limits;
mod matches;
mod offers;
mod templates;
mod wishes;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(offers::routes())
        .merge(wishes::routes())
        .merge(matches::routes())
        .merge(templates::routes())
        .merge(limits::routes())
}

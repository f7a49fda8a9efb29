//! `/api/v1/scenarios`, and the drill of an incident.

mod drill;
mod scenarios;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    scenarios::routes().merge(drill::routes())
}

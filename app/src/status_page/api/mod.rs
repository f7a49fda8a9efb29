//! `/api/v1/status-page`: who sees it, what it shows, its notices, and who is told by e-mail.

mod json;
mod notices;
mod settings;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    settings::routes().merge(notices::routes())
}

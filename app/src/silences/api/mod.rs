//! `/api/v1/silences` and `/api/v1/maintenance-windows`.

mod json;
mod preview;
mod silence;
mod window;
mod window_json;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub use silence::named;
pub use window::named as named_window;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(preview::routes()).merge(silence::routes()).merge(window::routes())
}

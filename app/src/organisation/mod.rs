//! The organisation: its name, zone, language, holidays and fiscal year. One row, made at first start.

pub mod settings;
pub mod store;

pub use settings::Organisation;

pub fn pages() -> axum::Router<crate::app::App> {
    axum::Router::new()
}

pub fn api() -> utoipa_axum::router::OpenApiRouter<crate::app::App> {
    utoipa_axum::router::OpenApiRouter::new()
}

//! Signing in, and knowing again who has: sessions, tokens, one-time links, passwords, OpenID Connect.
//!
//! Tokens and sessions are stored hashed. Nothing here says whether an account exists to who cannot sign in to it.

pub mod ending_store;
pub mod store;
pub mod who;

pub fn pages() -> axum::Router<crate::app::App> {
    axum::Router::new()
}

pub fn api() -> utoipa_axum::router::OpenApiRouter<crate::app::App> {
    utoipa_axum::router::OpenApiRouter::new()
}

//! Signing in, and knowing again who has: sessions, tokens, one-time links, passwords, OpenID Connect.
//!
//! Tokens, sessions and links are stored hashed. Nothing here says whether an account exists to who cannot sign in to it.

pub mod account_store;
mod api;
pub mod command;
pub mod ending_store;
mod first;
mod first_pages;
pub mod hashing;
pub mod identity;
pub mod link;
mod link_pages;
pub mod link_store;
pub mod oidc;
mod oidc_pages;
mod pages;
pub mod password;
pub mod secret;
pub mod session;
pub mod session_store;
pub mod throttle;
pub mod throttle_store;
pub mod token;
mod token_api;
mod token_pages;
pub mod token_store;
pub mod who;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub use oidc::Provider;
pub use token_pages::role_key;

pub fn pages() -> Router<App> {
    Router::new()
        .merge(pages::routes())
        .merge(link_pages::routes())
        .merge(oidc_pages::routes())
        .merge(token_pages::routes())
}

pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(api::routes()).merge(token_api::routes())
}

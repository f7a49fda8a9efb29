//! The programme page: what one SRE team has grown with the others, from records and the ledger. Nothing that nobody
//! recorded is drawn.

mod api;
mod axis;
mod gather;
mod pages;
mod story;
mod timeline;
mod together;

pub use api::routes as api;
pub use pages::routes as pages;

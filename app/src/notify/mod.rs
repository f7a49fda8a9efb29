//! Outgoing webhooks: ledger events sent to other systems, signed as Standard Webhooks say (v1, HMAC-SHA256).
//!
//! Only events that are meant for everybody leave. Each endpoint follows the ledger by position, so that none is missed and
//! none is made twice, however many replicas run; each delivery is a job, tried again with backoff, and given up visibly.
//! Nothing here shows a secret again after it was made.

mod api;
mod attempt;
mod change;
pub mod command;
mod create;
mod delivery;
mod delivery_store;
pub mod jobs;
mod pages;
mod payload;
mod rotate;
pub(crate) mod secret;
mod send;
mod store;
mod switch;
mod webhook;

pub use api::routes as api;
pub use attempt::{Attempt, reach};
pub use create::{NewWebhook, create};
pub use pages::routes as pages;
pub use store::names;
pub use switch::switch;

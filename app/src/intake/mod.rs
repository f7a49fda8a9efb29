//! The intake: where alerts come from, with which key, and the doors they come in by.
//!
//! The doors for senders are no verbs: they judge, append to the journal, and answer once it is on disk. Keys are stored
//! hashed; a key in a path never reaches a log. Making and changing integrations are verbs like any other.

mod api;
pub mod command;
mod connect;
mod door;
mod fire;
mod integration;
mod key;
mod pages;
mod refusal_store;
mod refusals;
mod snippet;
mod store;

pub use api::routes as api;
pub use connect::{connect, remove, rename};
pub use door::routes as senders;
pub use fire::fire;
pub use integration::{DeliveryNote, Integration, IntegrationId, Key, Kind};
pub use key::{revoke, rotate, sender_by_key};
pub use pages::routes as pages;
pub use refusals::Refusals;
pub use store::{active, names, note_delivery};

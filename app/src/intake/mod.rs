//! The intake: where alerts and word of deploys come from, with which key, and the doors they come in by.
//!
//! The doors for senders are no verbs: they judge, append to the journal, and answer once it is on disk. Keys are stored
//! hashed; a key in a path never reaches a log. Making and changing integrations are verbs like any other.

mod api;
pub mod command;
mod connect;
mod door;
mod fire;
mod habit;
mod habit_store;
mod integration;
mod jobs;
mod key;
mod pages;
mod recent_keys;
mod refusal_store;
mod refusals;
mod silence;
mod snippet;
mod sources;
mod store;
mod take_deploys;

pub use api::routes as api;
pub use connect::{connect, remove, rename};
pub use door::routes as senders;
pub use fire::{TEST_ALERT, fire};
pub use habit_store::{note_delivery, silences};
pub use integration::{DeliveryNote, Integration, IntegrationId, Key, Kind};
pub use jobs::rounds;
pub use key::{revoke, rotate, sender_by_key};
pub use pages::routes as pages;
pub use recent_keys::RecentKeys;
pub use refusals::Refusals;
pub use silence::note as note_silence;
pub use snippet::{Snippet, snippet};
pub use sources::Sources;
pub use store::names;
pub use take_deploys::take_deploys;

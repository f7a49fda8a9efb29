//! The record: the ledger as people read it, as programs follow it, and as pages that are open hear of it.
//!
//! Every way out of the ledger goes through a reader that honours the audience. Nothing here writes an event but the
//! redaction of a text.

mod api;
pub mod command;
mod line;
mod live;
mod pages;
pub mod redact;
mod sentence;
mod streams;
mod things;

pub use api::{EventJson, routes as api};
pub use line::{Line, lines};
pub use pages::routes as pages;
pub use sentence::{Part, icon, plain, sentence};
pub use streams::{Held, Streams};
pub use things::{Thing, Things};

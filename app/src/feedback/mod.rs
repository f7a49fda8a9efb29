//! Feedback on an exchange: sealed, and shown to the readers its writer chose.
//!
//! What was written leaves this slice by three ways alone: [`see::opened`] for the pages and API of its readers, and
//! [`share::shareable`] for the report. It opens only to who came in by a way that nobody else could have made. Whoever
//! holds host and key could still open it, and the form says so.

mod api;
pub mod ask;
pub mod choose;
pub mod command;
pub mod content;
#[expect(clippy::module_inception, reason = "the thing is called as its slice is")]
pub mod feedback;
pub mod jobs;
mod measured;
pub mod moment;
mod pages;
pub mod questions;
pub mod see;
pub mod share;
pub mod store;
pub mod withdraw;
pub mod write;

pub use api::routes as api;
pub use ask::owed_by;
pub use feedback::Given;
pub use moment::{Moment, due};
pub use pages::routes as pages;
pub use see::given;
pub use share::{Audience, Quote, shareable};

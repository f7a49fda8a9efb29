//! The report of an exchange, made from the record at any moment: page, Markdown, slides.
//!
//! One model ([`report`]) holds everything it says; page, Markdown, Marp and slides say the same, in either language, whatever
//! the reader's own. What is not for an audience never gets into the model made for it. What was not measured has no number.

mod activities;
pub mod aim_line;
mod api;
pub mod audience;
pub mod command;
pub mod deck;
mod drawing;
pub mod escape;
mod fit;
pub mod gather;
pub mod goes_on;
mod halves;
mod headline;
pub mod markdown;
pub mod marp;
mod measure;
mod onward;
mod pages;
#[expect(clippy::module_inception, reason = "the thing is called as its slice is")]
pub mod report;
mod sources;
pub mod voice;
pub mod wording;
pub mod wording_store;
pub mod write_wording;

pub use api::routes as api;
pub use audience::Audience;
pub use gather::Asked;
pub use pages::routes as pages;
pub use report::Report;

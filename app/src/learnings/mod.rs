//! Learnings: written once, published to the teams they apply to, adopted there with a date.
//!
//! A draft is nobody else's business. What a team has answered stays, also when the learning is withdrawn.

pub mod access;
pub mod answer;
pub mod answer_store;
mod api;
pub mod brief;
pub mod change;
pub mod command;
pub mod learning;
pub mod list_store;
mod pages;
pub mod publish;
pub mod reply;
mod shown;
pub mod store;
pub mod targets;
pub mod write;

pub use answer::{Answer, AnswerKind};
pub use api::routes as api;
pub use brief::{Travelled, counts, of_exchange, of_ids, published, waiting};
pub use learning::{Learning, LearningState};
pub use pages::routes as pages;

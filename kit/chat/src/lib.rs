//! Chat as others make it: what a message holds, what may go wrong, and Slack's and Matrix' ways of saying both.
//!
//! This crate knows no domain word and stores nothing. It calls the outside through `ryugaku_web::Outside` alone.

mod fault;
mod form;
pub mod matrix;
mod message;
pub mod slack;

pub use fault::Fault;
pub use form::{Choice, Entry, Form, Input};
pub use message::{Button, Message, Part, Span, Style, Text};

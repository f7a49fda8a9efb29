//! Rules for alerts, as Prometheus' files name them: which there are, whose they are, where their runbooks stand.
//!
//! Nothing here evaluates an expression. A file that is taken again replaces what it brought before.

mod api;
pub mod command;
mod import;
mod pages;
mod rule;
mod seen;
mod store;

pub use api::routes as api;
pub use import::{Import, Taken, import};
pub use pages::routes as pages;
pub use rule::{Rule, RuleId};
pub use store::{rule_of, runbooks};

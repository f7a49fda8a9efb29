//! The diary of an exchange: what the guest did, read from the ledger, and what they wrote themselves.

pub mod activity;
mod api;
pub mod arrange;
pub mod attended;
pub mod command;
mod drills;
pub mod entry;
pub mod link;
pub mod outcome;
pub mod outcome_store;
pub mod outcomes;
mod pages;
pub mod read;
pub mod shown;
pub mod store;
pub mod write;

pub use activity::{Activity, Kind};
pub use api::routes as api;
pub use pages::routes as pages;
pub use shown::{Day, by_day};
pub use store::{evidence, unlink_aim};

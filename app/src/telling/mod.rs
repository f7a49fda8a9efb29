//! Telling: who must know of an incident, or hears of its status updates, is told by itself, by the ways that the severity policy
//! gives.
//!
//! Each address is a way of its own, stored in the transaction of what it tells of and tried until it was delivered, refused or
//! given up. Mail and webhooks arrive at least once, a channel of the chat hears it once. Which steps there are, and what is
//! done with one whose ways were all delivered, is the incidents' business.

mod again;
mod api;
mod begin;
pub mod command;
mod jobs;
mod letter;
mod pages;
mod shown;
mod store;
pub mod trouble;
mod way;
mod withdraw;

pub use again::{Again, again};
pub use api::{TellingJson, routes as api};
pub use begin::{NOT_ASKED, RESTRICTED, begin};
pub use jobs::register;
pub use pages::routes as pages;
pub use shown::{Shown, WayShown, done, of_incident};
pub use way::{Trouble, WayKind, WayState};
pub use withdraw::withdraw;

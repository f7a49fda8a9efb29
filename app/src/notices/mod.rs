//! Notices: what channels of receivers are told of groups of alerts; sent, tried again, superseded, given up, and kept for
//! thirty days with every attempt.
//!
//! The first attempt is made by the owner of the alerts before anything is stored, the others by jobs: each notice is sent
//! at least once, and a receiver may hear it twice. Nothing here decides who hears of what: that is `ryugaku_routing`'s.

mod api;
pub mod command;
mod jobs;
mod keep;
mod lanes;
mod log_store;
mod mail;
mod notice;
mod pages;
mod send;
mod store;
mod trial;
mod way;
mod webhook4;

pub use api::routes as api;
pub use jobs::register;
pub use keep::keep;
pub use lanes::Lanes;
pub use log_store::{log, write_log};
pub use mail::{AutoSubmitted, SMTP_MISSING, deliver, mailbox};
pub use notice::{Content, KEPT, MOST, Notice, NoticeId, NoticeState, Owner, Reason, Sent, Told};
pub use pages::routes as pages;
pub use send::{Came, post, post_signed, send};
pub use store::of_groups;
pub use trial::{begin_tests, carry_out, write_down};
pub use way::{To, Way};
pub use webhook4::payload;

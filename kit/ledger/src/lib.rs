//! The ledger (台帳): what happened, when, by whom, about what. Never rewritten.
//!
//! A verb records its event in its own [`Tx`]. At commit the head row is locked, the events are numbered and inserted,
//! so that positions never skip and a reader who has seen position n has seen all before it. Events hold ids and small
//! facts; free text lives in [`texts`], where it can be redacted. Every reader filters by [`Audience`], and by what is
//! under a [`veil`]. This crate knows no kind of event by name.

mod audience;
mod event;
mod read;
pub mod texts;
mod tx;
pub mod veil;

pub use audience::Audience;
pub use event::{Event, NewEvent, Subject};
pub use read::{
    AT_ONCE, DeedPlace, Deeds, Filter, about_after, about_any, about_any_after, about_inside, archived_through,
    audience_of, count_deeds, deeds, find, find_inside, last_inside, many, newest, page, people_inside, since,
    since_inside, things, trail, whole_trail,
};
pub use tx::Tx;

//! The example organisation: one SRE team, four product teams, eighteen months, from a seed, relative to today.
//!
//! The past is made by the same verbs as the present, on a clock that is moved. Nothing here is reached by any other way.

mod cast;
mod past;
mod rules;

pub use cast::{Both, CAST};
pub use past::{Episode, Firing, FollowUp, Note, past};

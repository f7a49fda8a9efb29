//! The example organisation: one SRE team, four product teams, eighteen months, from a seed, relative to today.
//!
//! The past is made by the same verbs as the present, on a clock that is moved. Nothing here is reached by any other way.

mod asked;
mod cast;
mod deployed;
mod drilled;
mod exchange_cast;
mod exchange_now;
mod exchange_past;
mod exchanges;
mod growth;
mod hearing;
mod held;
mod load;
mod named;
mod outward;
mod past;
mod played;
mod reach;
mod reviewed;
mod rules;
mod said;
mod said_cast;
mod settle;
mod texts;
mod tools;

use cast::{Both, CAST};
pub use load::load;

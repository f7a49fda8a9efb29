//! Matrix: its client-server API, how messages look there, and what its sync brings.

mod client;
mod heard;
mod render;
mod sync;

pub use client::{Matrix, NewRoom, Posted};
pub use heard::{Heard, What, heard, plain_key, said_to};
pub use render::{Offer, content, edited, offers};
pub use sync::{Invited, Synced};

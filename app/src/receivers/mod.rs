//! Receivers: whom routes name, and the channels by which each is reached. Nothing here sends anything but
//! a test that somebody asks for.
//!
//! What lets somebody post to a webhook (its whole address, its authorization, its signing key) is sealed and never shown
//! again; a page shows the host. A channel's number stays its own for good: what it was told is known by it.

mod api;
mod change;
mod channel;
mod channel_change;
pub mod command;
mod make;
mod pages;
mod receiver;
mod store;
mod target;
mod trial;
mod trial_door;

pub use api::routes as api;
pub use channel::{Channel, ChannelKind, NewChannel, Settings, Way, is_address};
pub use channel_change::add as add_channel;
pub use make::{ensure_default, make};
pub use pages::routes as pages;
pub use receiver::{Receiver, ReceiverId};
pub use store::{all, channels, names};
pub use target::{Authorization, Target, open};

pub(crate) use channel_change::insert_channel;
pub(crate) use make::insert_receiver;

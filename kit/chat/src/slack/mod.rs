//! Slack: its Web API, Block Kit within its documented limits, its signatures, and what it posts.

mod blocks;
mod client;
mod inbound;
mod sign;

pub use blocks::{blocks, home, modal, text};
pub use client::{Account, Posted, Room, Slack, Workspace};
pub use inbound::{Action, Asked, Command, Envelope, Event, Interaction, Submitted, command, envelope, interaction};
pub use sign::{Forged, sign, verify};

//! Slack: its Web API, Block Kit within its documented limits, its signatures, and what it posts.

mod blocks;
mod client;
mod inbound;
mod respond;
mod sign;
mod socket;
mod words;

pub use blocks::{blocks, home, modal, text};
pub use client::{Account, Posted, Room, Slack, TOO_MANY, Workspace};
pub use inbound::{
    Action, Asked, Command, Envelope, Event, Interaction, Submitted, command, command_of, envelope, envelope_of,
    interaction, interaction_of,
};
pub use sign::{Forged, sign, verify};
pub use socket::{Letter, Line, Mail, Socket};
pub use words::{plain, typed, unmarked};

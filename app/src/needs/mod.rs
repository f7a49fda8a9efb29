//! Discussions about SRE, and the needs of teams that come of them.
//!
//! A discussion is read by who has a part in it; a need by everybody, until it is met or declined.

pub mod answer;
mod api;
pub mod ask;
pub mod become_aim;
pub mod become_task;
pub mod brief;
pub mod command;
pub mod consult;
pub mod consultation;
pub mod discussion;
pub mod discussion_command;
pub mod discussion_store;
pub mod hold;
pub mod need;
mod pages;
pub mod see;
mod shown;
pub mod store;
pub mod turn;

pub use api::routes as api;
pub use brief::{discussions_of_exchange, of_exchange, of_team};
pub use discussion::Discussion;
pub use need::Need;
pub use pages::routes as pages;

//! Exchanges (社内留学): the life of one, who is who in it, what each side wants of it, what is agreed and prepared.
//!
//! A passed end date closes nothing. What was written stays when an exchange turns back.

pub mod access;
pub mod agreement;
pub mod agreement_store;
pub mod aim;
pub mod aim_store;
pub mod aims;
mod api;
pub mod brief;
pub mod capacity;
pub mod capacity_store;
pub mod change;
pub mod chat;
pub mod chosen;
pub mod command;
mod command_parts;
mod command_shown;
pub mod draft;
pub mod event;
#[expect(clippy::module_inception, reason = "the thing is called as its slice is")]
pub mod exchange;
pub mod follow_store;
pub mod follow_up;
pub mod follow_ups;
mod from_template;
pub mod hand_over;
pub mod held;
pub mod jobs;
pub mod life;
pub mod list_store;
pub mod mine;
pub mod nudge;
pub mod overview_store;
mod pages;
mod room;
pub mod side;
pub mod standing;
pub mod state;
pub mod step;
pub mod step_store;
pub mod steps;
pub mod store;
pub mod turn;
pub mod waiting;
pub mod whole;

pub use access::Access;
pub use api::routes as api;
pub use exchange::{Exchange, ExchangeId};
pub use pages::routes as pages;
pub use side::{AimKind, AimResult, Side};
pub use state::State;

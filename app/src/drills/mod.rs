//! Drills (障害訓練): practice incidents that run the whole flow, on a clock that their facilitator turns.
//!
//! A drill is an incident with the same verbs, steps and channel. Nobody outside hears of it, and nothing counts it. What the
//! ledger has keeps the time on the wall; steps, room and debrief are on the clock of the drill.

mod api;
mod begin;
mod clock;
mod clock_store;
pub mod command;
mod drill;
mod drill_store;
mod markdown;
mod pages;
pub mod run;
mod scenario;
mod scenario_store;
mod shown;
pub mod turn_clock;
pub mod write_scenario;

pub use api::routes as api;
pub use begin::begin;
pub use clock::{Clock, Turn};
pub use clock_store::clocks;
pub use pages::routes as pages;
pub use scenario::{Inject, Scenario, count_of};
pub use scenario_store::{by_count, names, open as scenarios};
pub use shown::{Room, of_incident};

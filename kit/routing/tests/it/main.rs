//! Stories of simulated days against the dispatcher and all that holds alerts back: compared with a model that does the
//! same without any index, and held against what must be true of every story.

#![expect(clippy::unwrap_used, reason = "a test that fails says so with a panic")]

mod model;
mod promises;
mod simulation;
mod stage;

//! Stories and stores through the whole app, on both engines, and the checks of the house.

#![expect(clippy::unwrap_used, reason = "a test may break off where it stands")]

mod support;

mod backlog;
mod incidents;
mod people;

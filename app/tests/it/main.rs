//! Stories and stores through the whole app, on both engines, and the checks of the house.

#![expect(clippy::unwrap_used, reason = "a test may break off where it stands")]

mod support;

mod alerts;
mod bad_days;
mod every_route;
mod intake;
mod jobs;
mod journal;
mod ledger;
mod people;
mod record;
mod sentences;
mod sign_in;
mod tidy;
mod webhooks;
mod work;

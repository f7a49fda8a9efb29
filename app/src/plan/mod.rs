//! The calendar of an exchange: what is planned, what is proposed, what clashes, and how much of the agreed share it takes.
//!
//! What somebody's own calendar says is theirs: others learn when they are busy, never with what.

pub mod add;
pub mod answer;
mod api;
pub mod brief;
pub mod calendar;
pub mod calendar_command;
pub mod calendar_file;
pub mod calendar_store;
pub mod change;
pub mod clash;
pub mod command;
pub mod days;
pub mod days_store;
pub mod feed;
pub mod feed_store;
pub mod grid;
mod ical_door;
pub mod import_calendar;
pub mod invitation_store;
pub mod invited;
pub mod item;
pub mod item_store;
pub mod load;
mod pages;
pub mod proposals;
pub mod shown;
pub mod turn;
pub mod week;

use axum::Router;

use crate::app::App;

pub use api::routes as api;

pub fn pages() -> Router<App> {
    pages::routes().merge(ical_door::routes())
}

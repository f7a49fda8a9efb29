//! Silences and maintenance windows: what is not to be told of, from when until when, and who said so.
//!
//! Whether an alert is held back is decided in `ryugaku_routing`, from what [`all_current`] and [`all_current_windows`] give.

mod api;
mod brief;
mod change;
mod change_window;
pub mod command;
mod given;
mod jobs;
mod list_store;
mod make;
mod matchers;
mod pages;
mod plan_window;
mod preview;
mod reach;
mod shown;
mod silence;
mod store;
mod weekly;
mod window;
mod window_store;

pub use api::routes as api;
pub use brief::{
    CurrentWindows, SilenceBrief, all_current, all_current_windows, silence_briefs, silence_names, window_names,
};
pub use change::{expire, put};
pub use change_window::{WindowChange, change_window, end_window};
pub use jobs::rounds;
pub use list_store::{Asked, Which, current, lately, of_ids, page, same};
pub use make::{NewSilence, make};
pub use matchers::{filtered, not_too_many, words};
pub use pages::routes as pages;
pub use plan_window::{NewWindow, plan_window};
pub use preview::{Hours, Preview, preview};
pub use reach::{Reach, Weighed, reach};
pub use silence::{By, Silence, SilenceId, state_name};
pub use store::by_id;
pub use weekly::{Weekday, Weekly};
pub use window::{Window, WindowId, WindowState};

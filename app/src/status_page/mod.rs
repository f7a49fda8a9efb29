//! The status page (ステータスページ): what those outside are told of incidents and of planned work, in words that people wrote
//! for them.
//!
//! Nothing gets there by itself: a notice is a draft until somebody publishes it. No internal name, number or text is shown. What
//! no notice speaks of has *no known problem*; nobody claims that it works. It is off until it is switched on.

mod access;
mod api;
mod bilingual;
mod board;
pub mod command;
pub mod component;
mod component_store;
pub mod components;
pub mod draft;
mod from_incident;
mod jobs;
mod links;
mod mail;
pub mod notice;
mod notice_store;
mod pages;
pub mod say;
mod shown;
mod subscribe;
mod subscriber;
mod subscriber_store;
pub mod switch;
mod switch_store;
mod update_store;

pub use access::writers;
pub use api::routes as api;
pub use bilingual::{Bilingual, BilingualChange};
pub use component_store::names;
pub use from_incident::{OnPage, end, going_on, on_page, to_end};
pub use jobs::register;
pub use notice_store::titles;
use pages::{foreign, prose, word};
pub use pages::{one_click, routes as pages};

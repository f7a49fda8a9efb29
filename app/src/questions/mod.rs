//! Questions: whether alerts that fit a rule of the routes are to open an incident. The team that owns them is asked, in its channel of
//! the chat and on the web; whoever answers first decides.
//!
//! A question is to the engine what an incident is: one for a storm, which further groups join. One that was declined opens nothing
//! until its groups have gone quiet; one whose groups have all gone quiet before anybody answered is withdrawn.

mod again;
mod answer;
mod api;
pub mod ask;
pub mod chat;
pub mod command;
mod jobs;
mod pages;
mod question;
mod shown;
mod store;
mod waiting;
mod withdraw;

pub use api::routes as api;
pub use jobs::register;
pub use pages::routes as pages;
pub use question::{Question, QuestionBrief};
pub use store::{groups, over_alert, running, set_groups, titles};
pub use waiting::{waiting_for, waiting_over};
pub use withdraw::withdraw_quiet;

//! The pages of reports: to read, as files, as slides, and the form of what the guest writes into one.

mod choice;
mod file;
mod read;
mod slides;
mod wording;

use axum::Router;

use crate::app::App;

pub(super) use choice::{Choice, made};
pub(super) use file::{MARKDOWN, markdown_file, marp_file};
pub(super) use slides::slides_file;

pub fn routes() -> Router<App> {
    read::routes().merge(slides::routes()).merge(wording::routes())
}

//! The pages of feedback: what is due and given, and one moment of one side to write or to read.

mod one;
mod table;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    table::routes().merge(one::routes())
}

//! `/api/docs`: the description of the API to read and to try out, from our own assets.

use askama::Template;
use axum::extract::State;

use crate::app::App;
use crate::door::{PageResult, Visit, page};
use crate::shell::{Place, Shell};
use crate::words;

#[derive(Template)]
#[template(path = "home/docs.html")]
struct DocsPage {
    shell: Shell,
}

pub async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    let title = words::text(visit.lang(), "docs-title");
    page(&DocsPage { shell: Shell::new(&app, &visit, Place::Elsewhere, title).await? })
}

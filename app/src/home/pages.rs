//! The page of today.

use askama::Template;
use axum::extract::State;

use crate::app::App;
use crate::door::{PageResult, Visit, page};
use crate::shell::{Place, Shell};
use crate::words;

#[derive(Template)]
#[template(path = "home/today.html")]
struct Today {
    shell: Shell,
}

pub async fn today(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    let title = words::text(visit.lang(), "nav-home");
    page(&Today { shell: Shell::new(&app, &visit, Place::Home, title).await? })
}

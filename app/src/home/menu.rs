//! The menu for phones: what stands at the side on wider screens, and what is one's own.

use askama::Template;
use axum::extract::State;

use crate::app::App;
use crate::door::{PageResult, Visit, page};
use crate::shell::{Place, Shell};
use crate::words;

#[derive(Template)]
#[template(path = "home/menu.html")]
struct Menu {
    shell: Shell,
}

pub async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    let shell = Shell::new(&app, &visit, Place::Elsewhere, words::text(visit.lang(), "nav-menu")).await?;
    page(&Menu { shell })
}

//! `/maintenance`: maintenance windows that are under way, will come, and are past.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::window_form;
use crate::app::App;
use crate::door::{PageResult, Paging, Visit, get, page, post};
use crate::shell::{Place, Shell};
use crate::silences::shown::Names;
use crate::silences::window::{Window, WindowState};
use crate::silences::window_store;
use crate::words;

pub fn routes() -> Router<App> {
    // Planning one posts to the list's address.
    Router::new().route("/maintenance", get(list).merge(post(window_form::plan)))
}

#[derive(Deserialize)]
struct Looked {
    #[serde(default)]
    state: String,
}

struct Row {
    window: Window,
    open: bool,
}

#[derive(Template)]
#[template(path = "silences/windows.html")]
struct ListPage {
    shell: Shell,
    state: WindowState,
    states: [WindowState; 3],
    rows: Vec<Row>,
    names: Names,
    /// The address of what follows.
    next: Option<String>,
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(looked): Query<Looked>,
    Query(paging): Query<Paging>,
) -> PageResult {
    visit.cx.require_read()?;
    let state = WindowState::named(&looked.state).unwrap_or_default();
    let (mut q, now, zone) = (app.db.reader(), visit.cx.now(), visit.organisation.zone());
    // A place in the list that makes no sense is its beginning.
    let after = paging.after().unwrap_or_default();
    let found = window_store::page(&mut q, state, now, after, paging.limit()).await?;
    let names = Names::of_windows(&mut q, &found.items).await?;
    let mut rows = Vec::with_capacity(found.items.len());
    for window in found.items {
        rows.push(Row { open: window.is_open(now, &zone)?, window });
    }
    let shell = Shell::new(&app, &visit, Place::Alerts, words::text(visit.lang(), "maintenance-title")).await?;
    page(&ListPage {
        shell: shell.crumb(words::text(visit.lang(), "nav-alerts"), "/alerts"),
        state,
        states: WindowState::ALL,
        rows,
        names,
        next: found.next.map(|after| format!("/maintenance?state={}&after={after}", state.name())),
    })
}

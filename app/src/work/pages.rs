//! `/settings/jobs`.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use ryugaku_jobs::{Job, State as JobState};
use ryugaku_kernel::{Msg, Outcome, Page, Uuid};
use serde::Deserialize;

use super::{api, rerun};
use crate::app::App;
use crate::door::{Flash, PageResult, Paging, Visit, get, page, post, see_other};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/jobs", get(list))
        .route("/settings/jobs/{id}", get(show))
        .route("/settings/jobs/{id}/rerun", post(again))
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Asked {
    state: String,
}

/// A state to look at, with how many are in it.
struct Tab {
    state: JobState,
    count: i64,
}

impl Tab {
    fn key(&self) -> &'static str {
        state_key(&self.state)
    }
}

/// Why it failed, in words: failures of ours are kept as their keys, others as they came.
pub fn said(shell: &Shell, error: &str) -> String {
    shell.known(error).unwrap_or_else(|| error.to_owned())
}

/// The key of a state's word.
pub fn state_key(state: &JobState) -> &'static str {
    match state {
        JobState::Ready => "job-ready",
        JobState::Running => "job-running",
        JobState::Done => "job-done",
        JobState::GaveUp => "job-gave-up",
    }
}

pub fn state_icon(state: &JobState) -> &'static str {
    match state {
        JobState::Ready => "waiting",
        JobState::Running => "next",
        JobState::Done => "yes",
        JobState::GaveUp => "no",
    }
}

#[derive(Template)]
#[template(path = "work/jobs.html")]
struct JobsPage {
    shell: Shell,
    asked: Asked,
    tabs: Vec<Tab>,
    jobs: Page<Job>,
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> PageResult {
    visit.cx.require_admin()?;
    let mut q = app.db.reader();
    let state = api::state_of(&asked.state)?;
    let jobs = ryugaku_jobs::page(&mut q, state, paging.after()?, paging.limit()).await?;
    let counts = ryugaku_jobs::counts(&mut q).await?;
    let count = |state| counts.iter().find(|(of, _)| *of == state).map_or(0, |(_, count)| *count);
    let tabs = JobState::ALL.map(|state| Tab { state, count: count(state) }).into();
    page(&JobsPage {
        shell: shell(&app, &visit, words::text(visit.lang(), "job-title"), true).await?,
        asked,
        tabs,
        jobs,
    })
}

async fn shell(app: &App, visit: &Visit, title: String, here: bool) -> Outcome<Shell> {
    let shell = Shell::new(app, visit, Place::Settings, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-settings"), "/settings");
    Ok(if here { shell } else { shell.crumb(words::text(visit.lang(), "job-title"), "/settings/jobs") })
}

#[derive(Template)]
#[template(path = "work/job.html")]
struct JobPage {
    shell: Shell,
    job: Job,
    payload: String,
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    visit.cx.require_admin()?;
    let job = ryugaku_jobs::find(&mut app.db.reader(), id).await?;
    let shell = shell(&app, &visit, job.kind.clone(), false).await?;
    page(&JobPage { shell, payload: format!("{:#}", for_all(&job)), job })
}

/// What was to be said to one person in the chat is between them and Ryugaku: it may be of what others may not know.
fn for_all(job: &Job) -> serde_json::Value {
    let mut payload = job.payload.clone();
    if let Some(fields) = payload.as_object_mut().filter(|_| job.kind.starts_with("bot.")) {
        fields.retain(|name, _| !["message", "form"].contains(&name.as_str()));
    }
    payload
}

async fn again(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    let mut tx = app.begin().await?;
    rerun::rerun(&mut tx, &visit.cx, id).await?;
    tx.commit().await?;
    Ok(see_other(&app, &format!("/settings/jobs/{id}"), Some(Flash::new(Msg::new("job-rerun-said")))))
}

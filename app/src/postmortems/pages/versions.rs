//! `/incidents/{number}/postmortem/versions`: who wrote what when, one version with what changed in it, and back to it.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use ryugaku_db::Query as Db;
use ryugaku_kernel::{Actor, Failure, Msg, Outcome, Page};

use crate::app::App;
use crate::door::{Flash, PageResult, Paging, Visit, get, page, post, see_other};
use crate::incidents::{self, Incident, incident::count_of};
use crate::postmortems::postmortem::{Postmortem, State as Stands};
use crate::postmortems::version_store::{self, Saved};
use crate::postmortems::{revert, store, written_by};
use crate::shell::{Place, Shell};
use crate::versions::{Line, Mark, changes};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/incidents/{number}/postmortem/versions", get(list))
        .route("/incidents/{number}/postmortem/versions/{version}", get(show))
        .route("/incidents/{number}/postmortem/versions/{version}/restore", post(restore_one))
}

#[derive(Template)]
#[template(path = "postmortems/versions.html")]
struct VersionsPage {
    shell: Shell,
    number: String,
    /// Of a drill.
    practice: bool,
    holds: i64,
    saved: Page<Saved>,
    names: HashMap<i64, Vec<String>>,
}

impl VersionsPage {
    fn is_current(&self, one: &Saved) -> bool {
        one.version == self.holds
    }
}

#[derive(Template)]
#[template(path = "postmortems/version.html")]
struct VersionPage {
    shell: Shell,
    number: String,
    /// Of a drill.
    practice: bool,
    saved: Saved,
    names: Vec<String>,
    body: String,
    /// From the version before it; the first has none.
    changes: Vec<Vec<Line>>,
    holds: bool,
    may_restore: bool,
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(paging): Query<Paging>,
) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (incident, found) = found(&mut q, &visit.cx.who, &number).await?;
    let (number, practice) = (incident.number().to_string(), incident.practice);
    let saved = version_store::page(&mut q, found.id, paging.after()?, paging.limit()).await?;
    let names = written_by::names(&mut q, found.id, &saved.items).await?;
    let shell = shell(&app, &visit, &number, words::text(visit.lang(), "versions")).await?;
    page(&VersionsPage { shell, number, practice, holds: found.version, saved, names })
}

async fn show(State(app): State<App>, visit: Visit, Path((number, version)): Path<(String, i64)>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (incident, found) = found(&mut q, &visit.cx.who, &number).await?;
    let (number, practice) = (incident.number().to_string(), incident.practice);
    let missing = || Failure::NotFound("postmortem");
    let saved = version_store::find(&mut q, found.id, version).await?.ok_or_else(missing)?;
    let body = store::body_at(&mut q, found.id, version).await?.ok_or_else(missing)?;
    let before = store::body_at(&mut q, found.id, version - 1).await?;
    let changes = before.map(|before| changes(&before, &body)).unwrap_or_default();
    let mut names = written_by::names(&mut q, found.id, std::slice::from_ref(&saved)).await?;
    let title = visit.say(&Msg::new("version-n").with("version", version));
    let shell = shell(&app, &visit, &number, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "versions"), format!("/incidents/{number}/postmortem/versions"));
    let holds = found.version == version;
    let may_restore = !holds && visit.cx.who.may_act() && found.state != Stands::Published && body != found.body;
    let names = names.remove(&version).unwrap_or_default();
    page(&VersionPage { shell, number, practice, saved, names, body, changes, holds, may_restore })
}

async fn restore_one(State(app): State<App>, visit: Visit, Path((number, version)): Path<(String, i64)>) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let restored = revert::revert(&mut tx, &visit.cx, count, version).await?;
    tx.commit().await?;
    let said = Msg::new("version-restored-said").with("restored", version).with("version", restored.version);
    Ok(see_other(&app, &format!("/incidents/{count}/postmortem"), Some(Flash::new(said))))
}

async fn found(q: &mut dyn Db, who: &Actor, number: &str) -> Outcome<(Incident, Postmortem)> {
    let incident = incidents::store::by_count(q, who, count_of(number)?).await?;
    let found = store::of_incident(q, incident.id.0).await?.ok_or(Failure::NotFound("postmortem"))?;
    Ok((incident, found))
}

async fn shell(app: &App, visit: &Visit, number: &str, title: String) -> Outcome<Shell> {
    let shell = Shell::new(app, visit, Place::Incidents, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-incidents"), "/incidents");
    let shell = shell.crumb(number.to_owned(), format!("/incidents/{number}"));
    Ok(shell.crumb(words::text(visit.lang(), "postmortem"), format!("/incidents/{number}/postmortem")))
}

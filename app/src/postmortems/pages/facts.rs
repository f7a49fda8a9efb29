//! `/incidents/{number}/postmortem/facts`: what is known by now, to copy from; the form opens it above the text.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use ryugaku_kernel::Failure;

use crate::app::App;
use crate::door::{PageResult, Visit, get, page};
use crate::incidents::{self, incident::count_of};
use crate::postmortems::{gather, store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/incidents/{number}/postmortem/facts", get(show))
}

#[derive(Template)]
#[template(path = "postmortems/facts.html")]
struct FactsPage {
    shell: Shell,
    number: String,
    /// Of a drill.
    practice: bool,
    facts: String,
}

async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let incident = incidents::store::by_count(&mut q, &visit.cx.who, count_of(&number)?).await?;
    store::of_incident(&mut q, incident.id.0).await?.ok_or(Failure::NotFound("postmortem"))?;
    let facts = gather::gather(&mut q, &visit.cx, &incident).await?.told();
    let number = incident.number().to_string();
    let shell = Shell::new(&app, &visit, Place::Incidents, words::text(visit.lang(), "postmortem-facts-now")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-incidents"), "/incidents");
    let shell = shell.crumb(number.clone(), format!("/incidents/{number}"));
    let shell = shell.crumb(words::text(visit.lang(), "postmortem"), format!("/incidents/{number}/postmortem"));
    page(&FactsPage { shell, number, practice: incident.practice, facts })
}

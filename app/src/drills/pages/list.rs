//! `/drills`: the scenarios, and the drills that were.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use ryugaku_kernel::Limit;

use super::scenario;
use crate::app::App;
use crate::door::{PageResult, Paging, Visit, get, page, post};
use crate::drills::scenario::Scenario;
use crate::drills::scenario_store as store;
use crate::incidents::list_store::{self, Drills, Filter};
use crate::incidents::{Incident, IncidentBrief, brief};
use crate::shell::{Place, Shell};
use crate::words;

/// Of the drills, the newest; the list of incidents has all.
const DRILLS: i64 = 20;

pub fn routes() -> Router<App> {
    Router::new().route("/drills", get(list).merge(post(scenario::write)))
}

#[derive(Template)]
#[template(path = "drills/list.html")]
struct ListPage {
    shell: Shell,
    scenarios: Vec<Scenario>,
    next: Option<String>,
    drills: Vec<IncidentBrief>,
}

async fn list(State(app): State<App>, visit: Visit, Query(paging): Query<Paging>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let found = store::page(&mut q, paging.after()?, paging.limit()).await?;
    let filter = Filter { drills: Drills::Only, ..Filter::default() };
    let drills: Vec<Incident> = list_store::page(&mut q, &visit.cx.who, &filter, None, Limit::of(DRILLS)).await?.items;
    let drills = brief::of_ids(&mut q, &visit.cx.who, drills.into_iter().map(|drill| drill.id.0).collect()).await?;
    let shell = Shell::new(&app, &visit, Place::Incidents, words::text(visit.lang(), "drills")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-incidents"), "/incidents");
    let next = found.next.map(|after| format!("/drills?after={after}"));
    page(&ListPage { shell, scenarios: found.items, next, drills })
}

//! `/postmortems`: those that are owed, and all that were written.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use ryugaku_kernel::{Failure, Outcome};

use crate::app::App;
use crate::door::{self, PageResult, Paging, Visit, get, page};
use crate::incidents::{self, Waiting};
use crate::people::{Team, team_store};
use crate::postmortems::api::{Asked, filter};
use crate::postmortems::list_store::{self, Filter};
use crate::postmortems::postmortem::State as Stands;
use crate::postmortems::shown::{self, Shown};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/postmortems", get(list))
}

#[derive(Template)]
#[template(path = "postmortems/list.html")]
struct ListPage {
    shell: Shell,
    asked: Asked,
    /// What must be done before resolved incidents may be closed; on the first page without a filter.
    owed: Vec<Waiting>,
    found: Vec<Shown>,
    next: Option<String>,
    count: i64,
    is_filtered: bool,
    teams: Vec<Team>,
    states: [Stands; 3],
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let filter = forgiving(filter(&mut q, &visit, &asked).await)?;
    let found = list_store::page(&mut q, &visit.cx.who, &filter, paging.after()?, paging.limit()).await?;
    let query = door::query([
        ("state", asked.state.as_str()),
        ("team", &asked.team),
        ("due", &asked.due),
        ("drills", &asked.drills),
    ]);
    let joint = if query.is_empty() { "" } else { "&" };
    let next = found.next.map(|after| format!("/postmortems?{query}{joint}after={after}"));
    let owed = match query.is_empty() && paging.after.is_none() {
        true => incidents::postmortems_of(&mut q, &visit.cx, None).await?,
        false => Vec::new(),
    };
    let shell = Shell::new(&app, &visit, Place::Incidents, words::text(visit.lang(), "postmortems")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-incidents"), "/incidents");
    page(&ListPage {
        shell,
        owed,
        is_filtered: !query.is_empty(),
        found: shown::many(&mut q, &visit.cx.who, found.items).await?,
        next,
        count: list_store::count(&mut q, &visit.cx.who, &filter).await?,
        teams: team_store::open(&mut q).await?,
        states: Stands::ALL,
        asked,
    })
}

/// A filter that fits nothing filters nothing: a page is not refused for an old link.
fn forgiving(filter: Outcome<Filter>) -> Outcome<Filter> {
    match filter {
        Err(Failure::Invalid(_)) => Ok(Filter::default()),
        other => other,
    }
}

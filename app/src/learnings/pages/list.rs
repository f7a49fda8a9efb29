//! `/learnings`: what was learned, newest first, and how far it has travelled.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use ryugaku_kernel::{Failure, Outcome};

use super::form;
use crate::app::App;
use crate::catalog::{Product, product_store};
use crate::door::{self, PageResult, Paging, Visit, get, page, post};
use crate::learnings::access::Seer;
use crate::learnings::answer::AnswerKind;
use crate::learnings::api::{Asked, filter};
use crate::learnings::learning::LearningState;
use crate::learnings::list_store::{self, Filter};
use crate::learnings::shown::{self, Shown};
use crate::people::{Team, team_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    // Writing posts to the list's address.
    Router::new().route("/learnings", get(list).merge(post(form::write)))
}

#[derive(Template)]
#[template(path = "learnings/list.html")]
struct ListPage {
    shell: Shell,
    asked: Asked,
    learnings: Vec<Shown>,
    /// The address of what follows.
    next: Option<String>,
    count: i64,
    is_filtered: bool,
    has_team: bool,
    teams: Vec<Team>,
    products: Vec<Product>,
    states: [LearningState; 3],
    answers: [AnswerKind; 3],
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let seer = Seer::of(&mut q, &visit.cx).await?;
    let filter = forgiving(filter(&mut q, &visit, &asked).await)?;
    let found = list_store::page(&mut q, &seer, &filter, paging.after()?, paging.limit()).await?;
    let count = list_store::count(&mut q, &seer, &filter).await?;
    let query = query(&asked);
    let next =
        found.next.map(|after| format!("/learnings?{query}{}after={after}", if query.is_empty() { "" } else { "&" }));
    let shell = Shell::new(&app, &visit, Place::Learnings, words::text(visit.lang(), "nav-learnings")).await?;
    page(&ListPage {
        shell,
        is_filtered: !query.is_empty(),
        learnings: shown::many(&mut q, found.items).await?,
        next,
        count,
        has_team: !visit.cx.who.teams.is_empty(),
        teams: team_store::open(&mut q).await?,
        products: product_store::open(&mut q).await?,
        states: LearningState::ALL,
        answers: AnswerKind::ALL,
        asked,
    })
}

/// A filter that fits nothing filters nothing: a page is not refused for an old link.
fn forgiving(filter: Outcome<Filter>) -> Outcome<Filter> {
    match filter {
        Err(Failure::Invalid(_)) => Ok(Filter { state: Some(LearningState::Published), ..Filter::default() }),
        other => other,
    }
}

fn query(asked: &Asked) -> String {
    door::query([
        ("state", asked.state.as_str()),
        ("team", &asked.team),
        ("product", &asked.product),
        ("answer", &asked.answer),
        ("exchange", &asked.exchange),
    ])
}

//! `/tasks`: what is to be mended, due soonest first.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use ryugaku_kernel::{Failure, Outcome};

use super::form;
use crate::app::App;
use crate::backlog::api::{Asked, filter, today};
use crate::backlog::list_store::{self, Filter};
use crate::backlog::origin::OriginKind;
use crate::backlog::product::{self, ProductChoice};
use crate::backlog::shown::{self, Shown};
use crate::backlog::task::TaskState;
use crate::catalog;
use crate::door::{self, PageResult, Paging, Visit, get, page, post};
use crate::people::{self, PersonBrief};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    // Adding posts to the list's address.
    Router::new().route("/tasks", get(list).merge(post(form::add)))
}

#[derive(Template)]
#[template(path = "backlog/list.html")]
struct ListPage {
    shell: Shell,
    asked: Asked,
    tasks: Vec<Shown>,
    /// The address of what follows.
    next: Option<String>,
    count: i64,
    over: i64,
    is_filtered: bool,
    may_ask_mine: bool,
    products: Vec<ProductChoice>,
    people: Vec<PersonBrief>,
    states: [TaskState; 4],
    origins: [OriginKind; 3],
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let filter = wanted(&visit, &asked)?;
    let today = today(&visit);
    let page_of = list_store::page(&mut q, &filter, paging.after()?, paging.limit()).await?;
    let count = list_store::count(&mut q, &filter).await?;
    let late = Filter { due_before: Some(today), states: Filter::not_over().states, ..filter };
    let over = list_store::count(&mut q, &late).await?;
    let query = query(&asked);
    let next =
        page_of.next.map(|after| format!("/tasks?{query}{}after={after}", if query.is_empty() { "" } else { "&" }));
    let shell = Shell::new(&app, &visit, Place::Tasks, words::text(visit.lang(), "nav-tasks")).await?;
    page(&ListPage {
        shell,
        is_filtered: !query.is_empty(),
        tasks: shown::many(&mut q, &visit.cx.who, page_of.items, today).await?,
        next,
        count,
        over,
        may_ask_mine: visit.cx.who.person().is_some(),
        products: product::choices(&catalog::services(&mut q).await?),
        people: people::active(&mut q).await?,
        states: TaskState::ALL,
        origins: OriginKind::ALL,
        asked,
    })
}

/// A filter that fits nothing filters nothing: a page is not refused for an old link.
fn wanted(visit: &Visit, asked: &Asked) -> Outcome<Filter> {
    match filter(visit, asked) {
        Err(Failure::Invalid(_)) => Ok(Filter::not_over()),
        other => other,
    }
}

fn query(asked: &Asked) -> String {
    door::query([
        ("state", asked.state.as_str()),
        ("product", &asked.product),
        ("assignee", &asked.assignee),
        ("origin", &asked.origin),
    ])
}

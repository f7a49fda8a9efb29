//! `/needs`: what teams need from SRE, oldest first.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use ryugaku_kernel::{Failure, Limit};

use super::new;
use crate::app::App;
use crate::door::{self, PageResult, Paging, Visit, get, page, post};
use crate::needs::api::{Asked, filter};
use crate::needs::need::{self, Kind};
use crate::needs::see::{self, Seen};
use crate::needs::shown::{self, Shown};
use crate::needs::store::{self, Filter};
use crate::needs::{discussion_store, pages::discussions};
use crate::people::{Team, team_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    // Writing needs down posts to the list's address.
    Router::new().route("/needs", get(list).merge(post(new::ask_for)))
}

#[derive(Template)]
#[template(path = "needs/list.html")]
struct ListPage {
    shell: Shell,
    asked: Asked,
    needs: Vec<Shown>,
    /// The address of what follows.
    next: Option<String>,
    count: i64,
    unanswered: i64,
    is_filtered: bool,
    teams: Vec<Team>,
    kinds: [Kind; 4],
    states: [need::State; 5],
    discussions: Vec<Seen>,
    /// Names of the discussions' teams.
    names: discussions::Names,
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    // A filter that fits nothing filters nothing: a page is not refused for an old link.
    let filter = match filter(&mut q, &asked).await {
        Err(Failure::Invalid(_)) => Filter::waiting(),
        other => other?,
    };
    let found = store::page(&mut q, &filter, paging.after()?, paging.limit()).await?;
    let count = store::count(&mut q, &filter).await?;
    let unanswered = Filter { states: Some(vec![need::State::Open]), team: filter.team, kind: filter.kind };
    let unanswered = store::count(&mut q, &unanswered).await?;
    let query = door::query([("state", asked.state.as_str()), ("team", &asked.team), ("kind", &asked.kind)]);
    let next =
        found.next.map(|after| format!("/needs?{query}{}after={after}", if query.is_empty() { "" } else { "&" }));
    let latest = discussion_store::Filter { team: filter.team, exchange: None };
    let latest = discussion_store::page(&mut q, latest, None, Limit::of(8)).await?.items;
    let discussions = see::many(&mut q, &visit.cx, latest).await?;
    page(&ListPage {
        shell: Shell::new(&app, &visit, Place::Needs, words::text(visit.lang(), "nav-needs")).await?,
        is_filtered: !query.is_empty(),
        needs: shown::many(&mut q, &visit.cx, found.items).await?,
        next,
        count,
        unanswered,
        teams: team_store::open(&mut q).await?,
        kinds: Kind::ALL,
        states: need::State::ALL,
        names: discussions::Names::of(&mut q, &discussions).await?,
        discussions,
        asked,
    })
}

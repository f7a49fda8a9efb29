//! `/exchanges`: all of them, newest first.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State as From};
use ryugaku_kernel::Uuid;

use crate::app::App;
use crate::door::{self, PageResult, Paging, Visit, get, page};
use crate::exchange::api::{ExchangesAsked, filter};
use crate::exchange::{Exchange, State, list_store};
use crate::people::{self, Team, team_store};
use crate::programme::write_sre;
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/exchanges", get(list))
}

#[derive(Template)]
#[template(path = "exchange/list.html")]
struct ListPage {
    shell: Shell,
    asked: ExchangesAsked,
    exchanges: Vec<Exchange>,
    names: HashMap<Uuid, String>,
    teams: Vec<Team>,
    states: [State; 10],
    next: Option<String>,
    today: jiff::civil::Date,
    may_ask_mine: bool,
}

impl ListPage {
    fn name(&self, id: &Uuid) -> &str {
        self.names.get(id).map_or("?", String::as_str)
    }

    fn is_filtered(&self) -> bool {
        [&self.asked.state, &self.asked.team, &self.asked.person].iter().any(|text| !text.is_empty())
    }

    fn week(&self, exchange: &Exchange) -> Option<i64> {
        exchange.week_of(self.today).filter(|_| exchange.state == State::Active)
    }
}

async fn list(
    From(app): From<App>,
    visit: Visit,
    Query(asked): Query<ExchangesAsked>,
    Query(paging): Query<Paging>,
) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let owns = write_sre::may_write(&visit.cx, &write_sre::sre_teams(&mut q).await?);
    // What is not understood in a page's address is passed over: it shows everything.
    let asked = if filter(&visit, &asked, owns).is_ok() { asked } else { ExchangesAsked::default() };
    let found = list_store::page(&mut q, &filter(&visit, &asked, owns)?, paging.after()?, paging.limit()).await?;
    let ids = found.items.iter().flat_map(|one| [one.people.guest, one.home_team, one.host_team]);
    let names = people::names(&mut q, ids.collect::<Vec<_>>()).await?;
    let query = door::query([("state", asked.state.as_str()), ("team", &asked.team), ("person", &asked.person)]);
    let joint = if query.is_empty() { "" } else { "&" };
    page(&ListPage {
        shell: Shell::new(&app, &visit, Place::Exchanges, words::text(visit.lang(), "nav-exchanges")).await?,
        names,
        teams: team_store::open(&mut q).await?,
        states: State::ALL,
        next: found.next.map(|after| format!("/exchanges?{query}{joint}after={after}")),
        today: visit.organisation.today(visit.cx.now()),
        may_ask_mine: visit.cx.who.person().is_some(),
        exchanges: found.items,
        asked,
    })
}

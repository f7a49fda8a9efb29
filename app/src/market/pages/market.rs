//! `/offers`: the market. Matches that wait, then what teams offer and what people wish.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use ryugaku_kernel::{Limit, Outcome};
use serde::Deserialize;

use super::{offer_form, today};
use crate::app::App;
use crate::door::{self, PageResult, Paging, Visit, get, page, post};
use crate::market::offer::OfferState;
use crate::market::shape::Shape;
use crate::market::shown::{self, MatchShown, OfferShown, WishShown};
use crate::market::wish::WishState;
use crate::market::wish_store::Eyes;
use crate::market::{matches, offer_store, owners, wish_store};
use crate::people::{Team, team_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    // An offer that is made posts to the list's address.
    Router::new().route("/offers", get(list).merge(post(offer_form::make)))
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    team: String,
    #[serde(default)]
    shape: String,
    /// `all`: what is over too.
    #[serde(default)]
    state: String,
    /// Where the wishes go on; `after` is for offers.
    #[serde(default)]
    wishes_after: Option<String>,
}

#[derive(Template)]
#[template(path = "market/market.html")]
struct MarketPage {
    shell: Shell,
    asked: Asked,
    /// The longest waiting of those that are the reader's to decide.
    next: Option<MatchShown>,
    waiting: Vec<MatchShown>,
    offers: Vec<OfferShown>,
    wishes: Vec<WishShown>,
    more_offers: Option<String>,
    more_wishes: Option<String>,
    teams: Vec<Team>,
    shapes: [Shape; 6],
    is_filtered: bool,
    may_offer: bool,
    may_wish: bool,
}

/// Matches beyond these are on the API; a market with more of them has other things to do first.
const MOST_MATCHES: usize = 20;

async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let teams = team_store::open(&mut q).await?;
    let mut waiting = matches::waiting(&mut q, &visit.cx, today(&visit)).await?;
    let mine = waiting.iter().position(|pair| pair.waits_for(&visit.cx)).map(|at| waiting.remove(at));
    waiting.truncate(MOST_MATCHES);
    let mut shown = shown::matches(&mut q, visit.lang(), mine.into_iter().chain(waiting).collect()).await?;
    let is_mine = shown.first().is_some_and(|first| first.pair.waits_for(&visit.cx));
    let next = is_mine.then(|| shown.remove(0));

    // A filter that fits nothing filters nothing: a page is not refused for an old link.
    let team = teams.iter().find(|team| team.slug == asked.team).map(|team| team.id.0);
    let shape = Shape::named(&asked.shape);
    let all = asked.state == "all";
    let filter = offer_store::Filter { state: (!all).then_some(OfferState::Open), team, shape };
    let offers = offer_store::page(&mut q, &filter, paging.after()?, paging.limit()).await?;
    let eyes = if owners::asks(&mut q, &visit.cx).await? { Eyes::Owner } else { Eyes::Person(visit.cx.who.person()) };
    let filter = wish_store::Filter { state: (!all).then_some(WishState::Open), team, shape, person: None };
    let wishes = wish_store::page(&mut q, eyes, &filter, wishes_after(&asked)?, Limit::USUAL).await?;
    let query = door::query([("team", asked.team.as_str()), ("shape", &asked.shape), ("state", &asked.state)]);
    let more = |name: &str, next: Option<String>| {
        next.map(|after| format!("/offers?{query}{}{name}={after}", if query.is_empty() { "" } else { "&" }))
    };
    let shell = Shell::new(&app, &visit, Place::Offers, words::text(visit.lang(), "nav-offers")).await?;
    page(&MarketPage {
        shell,
        next,
        waiting: shown,
        more_offers: more("after", offers.next),
        more_wishes: more("wishes_after", wishes.next),
        offers: shown::offers(&mut q, offers.items).await?,
        wishes: shown::wishes(&mut q, wishes.items).await?,
        teams,
        shapes: Shape::ALL,
        is_filtered: !query.is_empty(),
        may_offer: visit.cx.who.may_act() && (visit.cx.who.is_admin() || !visit.cx.who.teams.is_empty()),
        may_wish: visit.cx.who.may_act(),
        asked,
    })
}

fn wishes_after(asked: &Asked) -> Outcome<Option<i64>> {
    Paging { after: asked.wishes_after.clone(), limit: None }.after()
}

//! `/wishes/{number}`: a wish with the offers that fit it, and what its buttons post. For whoever may read it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use ryugaku_kernel::Msg;
use serde::Deserialize;

use super::{today, trail, wish_form};
use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Visit, get, page, post, see_other};
use crate::exchange::{Exchange, brief};
use crate::market::change_wish::{self, WishChange};
use crate::market::shown::{self, MatchShown, WishShown};
use crate::market::wish::{WishReaders, WishState, count_of};
use crate::market::{matches, propose};
use crate::people::{Team, TeamId, team_store};
use crate::record::{Line, Part};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/wishes", get(list).merge(post(wish_form::make)))
        .route("/wishes/{number}", get(show))
        .route("/wishes/{number}/state", post(set_state))
        .route("/wishes/{number}/readers", post(set_readers))
        .route("/wishes/{number}/invite", post(invite))
}

/// Wishes stand beside the offers.
async fn list(visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    Ok(Redirect::to("/offers").into_response())
}

#[derive(Template)]
#[template(path = "market/wish.html")]
struct WishPage {
    shell: Shell,
    number: String,
    shown: WishShown,
    matches: Vec<MatchShown>,
    /// What came of it, as far as the reader may see it.
    exchanges: Vec<Exchange>,
    trail: Vec<Line>,
    may_change: bool,
    /// Teams for which the reader could answer.
    inviting: Vec<Team>,
}

async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let count = count_of(&number)?;
    let canonical = format!("WI-{count}");
    if number != canonical {
        return Ok(Redirect::permanent(&format!("/wishes/{canonical}")).into_response());
    }
    let mut q = app.db.reader();
    let (wish, may_change) = change_wish::seen(&mut q, &visit.cx, count).await?;
    let matches = if wish.is_open() {
        let pairs = matches::of_wish(&mut q, &visit.cx, today(&visit), &wish).await?;
        shown::matches(&mut q, visit.lang(), pairs).await?
    } else {
        Vec::new()
    };
    let mut came = brief::came_of_wishes(&mut q, &visit.cx, vec![wish.id.0]).await?;
    let exchanges = came.remove(&wish.id.0).unwrap_or_default();
    let trail = trail(&mut q, &visit, wish.id.0).await?;
    let shown = shown::wishes(&mut q, vec![wish]).await?.pop().expect("one wish gives one");
    let home = shown.home.as_ref().map(|(id, _)| *id);
    let inviting: Vec<TeamId> = propose::inviting(&visit.cx, &shown.wish, home).into_iter().map(TeamId).collect();
    let inviting = team_store::many(&mut q, inviting).await?.into_values().collect();
    let shell = Shell::new(&app, &visit, Place::Offers, format!("{canonical} {}", shown.wish.what)).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-offers"), "/offers");
    page(&WishPage { shell, number: canonical, shown, matches, exchanges, trail, may_change, inviting })
}

/// Undoing posts to an address that says what was before, and which version may be undone.
#[derive(Default, Deserialize)]
struct Back {
    to: Option<String>,
    version: Option<i64>,
}

async fn set_state(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(back): Query<Back>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let to = back.to.as_deref().and_then(WishState::named);
    let to = to.map_or_else(|| fields.word("state", WishState::named), Ok)?;
    let mut tx = app.begin().await?;
    let (before, _) = change_wish::seen(&mut tx, &visit.cx, count).await?;
    let wish = change_wish::set_state(&mut tx, &visit.cx, count, back.version, to).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("wish-state-said").with("state", visit.say(&Msg::new(to.key()))));
    let undo = format!("/wishes/{}/state?to={}&version={}", wish.number(), before.state.name(), wish.version);
    let said = if to.move_to(before.state).is_ok() { said.undo(undo) } else { said };
    Ok(see_other(&app, &format!("/wishes/{}", wish.number()), Some(said)))
}

async fn set_readers(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let readers = fields.word("readers", WishReaders::named)?;
    let change = WishChange { readers: Some(readers), ..WishChange::default() };
    let mut tx = app.begin().await?;
    let expected = fields.maybe_parse("version")?;
    let wish = change_wish::change(&mut tx, &visit.cx, count_of(&number)?, expected, change).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("wish-readers-said").with("readers", visit.say(&Msg::new(readers.key()))));
    Ok(see_other(&app, &format!("/wishes/{}", wish.number()), Some(said)))
}

async fn invite(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let (count, team) = (count_of(&number)?, fields.get("team"));
    let mut tx = app.begin().await?;
    let exchange = propose::of_wish(&mut tx, &visit.cx, &visit.organisation, count, team).await?;
    tx.commit().await?;
    Ok(super::matched::drafted(&app, &exchange))
}

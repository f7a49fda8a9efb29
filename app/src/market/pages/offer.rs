//! `/offers/{number}`: an offer with the wishes that fit it, and what its buttons post.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use ryugaku_kernel::{Failure, Msg, Outcome};
use serde::Deserialize;

use super::{today, trail};
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::exchange::{Exchange, chosen};
use crate::market::offer::{OfferState, count_of};
use crate::market::shown::{self, MatchShown, OfferShown};
use crate::market::{change_offer, matches, offer_store, propose};
use crate::record::{Line, Part};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/offers/{number}", get(show))
        .route("/offers/{number}/state", post(set_state))
        .route("/offers/{number}/apply", post(apply))
}

#[derive(Template)]
#[template(path = "market/offer.html")]
struct OfferPage {
    shell: Shell,
    number: String,
    shown: OfferShown,
    matches: Vec<MatchShown>,
    trail: Vec<Line>,
    may_change: bool,
    may_apply: bool,
    form: Form,
}

async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let count = count_of(&number)?;
    let canonical = format!("OF-{count}");
    if number != canonical {
        return Ok(Redirect::permanent(&format!("/offers/{canonical}")).into_response());
    }
    page_of(&app, &visit, count, StatusCode::OK, Form::default()).await
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
    let to = back.to.as_deref().and_then(OfferState::named);
    let to = to.map_or_else(|| fields.word("state", OfferState::named), Ok)?;
    let mut tx = app.begin().await?;
    let before = offer_store::by_count(&mut tx, count).await?.state;
    let offer = change_offer::set_state(&mut tx, &visit.cx, count, back.version, to).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("offer-state-said").with("state", visit.say(&Msg::new(to.key()))));
    let undo = format!("/offers/{}/state?to={}&version={}", offer.number(), before.name(), offer.version);
    let said = if to.move_to(before).is_ok() { said.undo(undo) } else { said };
    Ok(see_other(&app, &format!("/offers/{}", offer.number()), Some(said)))
}

async fn apply(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    match try_apply(&app, &visit, count, &fields).await {
        Ok(exchange) => Ok(super::matched::drafted(&app, &exchange)),
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            page_of(&app, &visit, count, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_apply(app: &App, visit: &Visit, count: i64, fields: &Fields) -> Outcome<Exchange> {
    let mut tx = app.begin().await?;
    let exchange = propose::of_offer(&mut tx, &visit.cx, &visit.organisation, count, fields.get("why")).await?;
    tx.commit().await?;
    Ok(exchange)
}

async fn page_of(app: &App, visit: &Visit, count: i64, status: StatusCode, form: Form) -> PageResult {
    let mut q = app.db.reader();
    let offer = offer_store::by_count(&mut q, count).await?;
    let matches = matches::of_offer(&mut q, &visit.cx, today(visit), &offer).await?;
    let matches = shown::matches(&mut q, visit.lang(), matches).await?;
    let trail = trail(&mut q, visit, offer.id.0).await?;
    let shown = shown::offers(&mut q, vec![offer]).await?.pop().expect("one offer gives one");
    let (number, offer) = (shown.offer.number().to_string(), &shown.offer);
    let home = match visit.cx.who.person() {
        Some(me) => chosen::home_of(&mut q, me).await?,
        None => None,
    };
    // Somebody of another team; who is in none has nowhere to come from.
    let may_apply =
        visit.cx.who.may_act() && offer.is_open() && shown.left > 0 && home.is_some_and(|home| home != offer.team);
    let may_change = visit.cx.require_team(offer.team).is_ok();
    let shell = Shell::new(app, visit, Place::Offers, format!("{number} {}", offer.what)).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-offers"), "/offers");
    page_with(status, &OfferPage { shell, number, shown, matches, trail, may_change, may_apply, form })
}

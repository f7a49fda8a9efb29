//! What the buttons of a plan post: states, moving, answers, proposals, the days with the host team, the secret address.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use ryugaku_kernel::{Failure, Msg};
use serde::Deserialize;

use super::item::address_of;
use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Visit, post, see_other};
use crate::exchange::exchange::count_of;
use crate::plan::item::{Answer, Item, ItemState};
use crate::plan::{answer, change, days, feed, turn};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/exchanges/{number}/plan/{item}/state", post(set_state))
        .route("/exchanges/{number}/plan/{item}/move", post(shift))
        .route("/exchanges/{number}/plan/{item}/answer", post(answer))
        .route("/exchanges/{number}/plan/proposals", post(settle))
        .route("/exchanges/{number}/plan/days", post(set_days))
        .route("/exchanges/{number}/plan/feed", post(make_feed))
        .route("/exchanges/{number}/plan/feed/revoke", post(revoke_feed))
}

/// Undoing posts to an address that says what was before, and which version may be undone.
#[derive(Default, Deserialize)]
struct Back {
    to: Option<String>,
    days: Option<i64>,
    minutes: Option<i64>,
    version: Option<i64>,
}

async fn set_state(
    State(app): State<App>,
    visit: Visit,
    Path((number, ordinal)): Path<(String, i64)>,
    Query(back): Query<Back>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let to = back.to.as_deref().and_then(ItemState::named);
    let to = to.map_or_else(|| fields.word("state", ItemState::named), Ok)?;
    let mut tx = app.begin().await?;
    let item = turn::set_state(&mut tx, &visit.cx, count, ordinal, back.version, to).await?;
    tx.commit().await?;
    let said = Msg::new("plan-state-said").with("title", item.title.clone());
    let said = Flash::new(said.with("state", visit.say(&Msg::new(to.key()))));
    let can_undo = to.move_to(ItemState::Planned).is_ok() && to != ItemState::Proposed;
    let undo = format!("/exchanges/EX-{count}/plan/{ordinal}/state?to=planned&version={}", item.version);
    Ok(to_week(&app, &visit, count, &item, if can_undo { said.undo(undo) } else { said }))
}

async fn shift(
    State(app): State<App>,
    visit: Visit,
    Path((number, ordinal)): Path<(String, i64)>,
    Query(back): Query<Back>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let number_of = |name: &str, given: Option<i64>| match given {
        Some(given) => Ok(given),
        None => fields.maybe_parse(name).map(|n: Option<i64>| n.unwrap_or(0)),
    };
    let by = (number_of("days", back.days)?, number_of("minutes", back.minutes)?);
    let expected = match back.version {
        Some(version) => Some(version),
        None => fields.maybe_parse("version")?,
    };
    let mut tx = app.begin().await?;
    let item = change::shift(&mut tx, &visit.cx, count, ordinal, expected, by).await?;
    tx.commit().await?;
    let undo =
        format!("/exchanges/EX-{count}/plan/{ordinal}/move?days={}&minutes={}&version={}", -by.0, -by.1, item.version);
    let at = visit.organisation.zone().to_datetime(item.from.timestamp());
    let said = Msg::new("plan-moved-said").with("title", item.title.clone());
    let said = said.with("at", at.strftime("%-m/%-d %H:%M").to_string());
    Ok(to_week(&app, &visit, count, &item, Flash::new(said).undo(undo)))
}

async fn answer(
    State(app): State<App>,
    visit: Visit,
    Path((number, ordinal)): Path<(String, i64)>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let given = fields.word("answer", Answer::named)?;
    let mut tx = app.begin().await?;
    answer::answer(&mut tx, &visit.cx, count, ordinal, given).await?;
    tx.commit().await?;
    let said = Msg::new("plan-answered-said").with("answer", visit.say(&Msg::new(given.key())));
    Ok(see_other(&app, &format!("/exchanges/EX-{count}/plan/{ordinal}"), Some(Flash::new(said))))
}

async fn settle(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let accept = fields.word("deed", |word| match word {
        "accept" => Some(true),
        "dismiss" => Some(false),
        _ => None,
    })?;
    let mut tx = app.begin().await?;
    let item = turn::settle(&mut tx, &visit.cx, count, fields.get("source"), accept).await?;
    tx.commit().await?;
    let key = if accept { "plan-accepted-said" } else { "plan-dismissed-said" };
    let said = Flash::new(Msg::new(key).with("title", item.title.clone()));
    let undo = format!("/exchanges/EX-{count}/plan/{}/state?to=planned&version={}", item.ordinal, item.version);
    Ok(to_week(&app, &visit, count, &item, if accept { said } else { said.undo(undo) }))
}

async fn set_days(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let wrong = || Failure::invalid("days", "plan-days-range");
    let numbers: Result<Vec<i8>, _> = fields.all("days").map(|day| day.parse().map_err(|_| wrong())).collect();
    let mut tx = app.begin().await?;
    days::set(&mut tx, &visit.cx, count, &numbers?).await?;
    tx.commit().await?;
    let back = format!("/exchanges/EX-{count}/plan?week={}", fields.get("week"));
    Ok(see_other(&app, &back, Some(Flash::new(Msg::new("plan-days-said")))))
}

/// The secret is shown on the page that answers, and nowhere again.
async fn make_feed(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let (_, secret) = feed::make(&mut tx, &visit.cx, &app.keys, count).await?;
    tx.commit().await?;
    super::feed::made(&app, &visit, count, &secret).await
}

async fn revoke_feed(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    feed::revoke(&mut tx, &visit.cx, count).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("plan-feed-revoked-said"));
    Ok(see_other(&app, &format!("/exchanges/EX-{count}/plan"), Some(said)))
}

fn to_week(app: &App, visit: &Visit, count: i64, item: &Item, said: Flash) -> Response {
    see_other(app, &address_of(visit, count, item), Some(said))
}

//! `POST /exchanges/{number}/state`: along the way, back, and out of it.

use axum::Router;
use axum::extract::{Path, State as From};
use ryugaku_kernel::{Failure, Msg, Outcome};
use ryugaku_ledger::Tx;

use super::{answered, form};
use crate::app::App;
use crate::door::{Fields, PageResult, Visit, post};
use crate::exchange::exchange::count_of;
use crate::exchange::{Exchange, Side, State, agreement, turn};

pub fn routes() -> Router<App> {
    Router::new().route("/exchanges/{number}/state", post(set))
}

async fn set(From(app): From<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = deed(&mut tx, &visit, count, &fields).await;
    let done = done.map(|exchange| {
        let state = visit.say(&Msg::new(exchange.state.key()));
        Msg::new("exchange-state-said").with("number", exchange.number().to_string()).with("state", state)
    });
    answered(&app, &visit, tx, count, "", &fields, done).await
}

async fn deed(tx: &mut Tx, visit: &Visit, count: i64, fields: &Fields) -> Outcome<Exchange> {
    let (cx, reason) = (&visit.cx, fields.get("reason"));
    match fields.get("deed") {
        "propose" => turn::propose(tx, cx, count).await,
        "agree" => agreement::agree(tx, cx, count, fields.word("side", Side::named)?).await,
        "advance" => turn::advance(tx, cx, count, fields.get("despite")).await,
        "decline" => turn::decline(tx, cx, count, reason).await,
        "cancel" => turn::cancel(tx, cx, count, reason).await,
        "pause" => turn::pause(tx, cx, count, reason).await,
        "resume" => turn::resume(tx, cx, count).await,
        "extend" => turn::extend(tx, cx, count, form::day(fields, "until_day")?, reason).await,
        "back" => turn::back(tx, cx, count, fields.word("to", State::named)?, reason).await,
        _ => Err(Failure::invalid("deed", "failure-choose-one")),
    }
}

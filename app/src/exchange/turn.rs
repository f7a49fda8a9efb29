//! Moving an exchange along its way, back, and out of it. What is missing holds it up, unless an owner goes on with a reason.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use ryugaku_ledger::{NewEvent, Tx, texts};

use super::access::Access;
use super::exchange::{self, Exchange, check_text};
use super::life::Need;
use super::state::State;
use super::{access, agreement_store, event, life, room, standing, store};
use crate::market::release_wish;

/// Hands the draft to both teams.
pub async fn propose(tx: &mut Tx, cx: &Cx, count: i64) -> Outcome<Exchange> {
    let (mut exchange, _) = access::edited(tx, cx, count).await?;
    if exchange.state != State::Draft {
        return Err(Failure::conflict("exchange-propose-draft-only"));
    }
    ready_for(tx, cx, &exchange, State::Proposed).await?;
    room::require(tx, cx, &exchange).await?;
    enter(tx, cx, &mut exchange, State::Proposed).await?;
    tx.record(cx, event::open("exchange.proposed", &exchange));
    Ok(exchange)
}

/// To the next state of the way. `despite` is the reason why it goes on although something is missing: owners alone.
/// What both managers say is theirs: from proposed it goes on by their word.
pub async fn advance(tx: &mut Tx, cx: &Cx, count: i64, despite: &str) -> Outcome<Exchange> {
    let (mut exchange, access) = access::edited(tx, cx, count).await?;
    let next = match exchange.state {
        State::Draft => return propose(tx, cx, count).await,
        State::Proposed => return Err(Failure::conflict("exchange-agree-first")),
        state => state.next().ok_or_else(|| Failure::conflict("exchange-is-over"))?,
    };
    if exchange.paused_at.is_some() {
        return Err(Failure::conflict("exchange-resume-first"));
    }
    let missing = life::missing(&standing::of(tx, cx, &exchange).await?);
    if !missing.is_empty() && despite.trim().is_empty() {
        return Err(lacks(cx, next, &missing));
    }
    let missing = missing.len();
    if missing > 0 {
        access.require_owner()?;
        check_text("despite", despite)?;
    }
    let kind = match next {
        State::Preparing => "exchange.preparing",
        State::Active => "exchange.begun",
        State::Reviewing => "exchange.reviewing",
        State::FollowingUp => "exchange.following_up",
        _ => "exchange.closed",
    };
    enter(tx, cx, &mut exchange, next).await?;
    let mut event = event::open(kind, &exchange).fact("missing", missing);
    if missing > 0 {
        event = event.text(texts::write(tx, cx, despite.trim()).await?);
    }
    tx.record(cx, event);
    Ok(exchange)
}

/// Back along the way, or out of an early end. The managers' word stands only from agreed on.
pub async fn back(tx: &mut Tx, cx: &Cx, count: i64, to: State, reason: &str) -> Outcome<Exchange> {
    let (mut exchange, access) = access::edited(tx, cx, count).await?;
    let kind = exchange.state.back_to(to)?;
    check_text("reason", reason)?;
    if exchange.state == State::Closed {
        access.require_owner()?;
    }
    let from = exchange.state;
    if !to.is_settled() {
        agreement_store::withdraw_all(tx, exchange.id, cx.now()).await?;
    }
    // Who may learn of it is settled by where it stood: a draft was read by others before.
    let event = event::open(kind, &exchange);
    exchange.paused_at = None;
    enter(tx, cx, &mut exchange, to).await?;
    written(tx, cx, event.fact("from", from.name()).fact("to", to.name()), reason).await?;
    if matches!(from, State::Declined | State::Cancelled) {
        release_wish::hold(tx, cx, &exchange).await?;
    }
    Ok(exchange)
}

/// By whoever speaks for a side of it.
pub async fn decline(tx: &mut Tx, cx: &Cx, count: i64, reason: &str) -> Outcome<Exchange> {
    let (mut exchange, _) = access::edited(tx, cx, count).await?;
    exchange.state.decline()?;
    check_text("reason", reason)?;
    enter(tx, cx, &mut exchange, State::Declined).await?;
    written(tx, cx, event::open("exchange.declined", &exchange), reason).await?;
    release_wish::release(tx, cx, &exchange).await?;
    Ok(exchange)
}

pub async fn cancel(tx: &mut Tx, cx: &Cx, count: i64, reason: &str) -> Outcome<Exchange> {
    let (mut exchange, _) = access::edited(tx, cx, count).await?;
    exchange.state.cancel()?;
    check_text("reason", reason)?;
    let event = event::open("exchange.cancelled", &exchange).fact("from", exchange.state.name());
    enter(tx, cx, &mut exchange, State::Cancelled).await?;
    written(tx, cx, event, reason).await?;
    release_wish::release(tx, cx, &exchange).await?;
    Ok(exchange)
}

pub async fn pause(tx: &mut Tx, cx: &Cx, count: i64, reason: &str) -> Outcome<Exchange> {
    let (mut exchange, _) = access::edited(tx, cx, count).await?;
    exchange.state.pause()?;
    if exchange.paused_at.is_some() {
        return Err(Failure::conflict("exchange-paused-already"));
    }
    check_text("reason", reason)?;
    exchange.paused_at = Some(cx.now());
    store::update(tx, &mut exchange).await?;
    written(tx, cx, event::open("exchange.paused", &exchange), reason).await?;
    Ok(exchange)
}

pub async fn resume(tx: &mut Tx, cx: &Cx, count: i64) -> Outcome<Exchange> {
    let (mut exchange, _) = access::edited(tx, cx, count).await?;
    let Some(since) = exchange.paused_at.take() else { return Err(Failure::conflict("exchange-not-paused")) };
    store::update(tx, &mut exchange).await?;
    let days = cx.now().since(since).as_hours() / 24;
    tx.record(cx, event::open("exchange.resumed", &exchange).fact("days", days));
    Ok(exchange)
}

/// A later last day, with the reason; it shows as an amendment.
pub async fn extend(tx: &mut Tx, cx: &Cx, count: i64, until: Date, reason: &str) -> Outcome<Exchange> {
    let (mut exchange, _) = access::edited(tx, cx, count).await?;
    exchange.state.extend()?;
    let before = exchange.until;
    if until <= before {
        let msg = Msg::new("exchange-extend-later").with("until", before.to_string());
        return Err(Failure::invalid_msg("until_day", msg));
    }
    check_text("reason", reason)?;
    exchange.until = until;
    exchange::check(&exchange)?;
    room::require(tx, cx, &exchange).await?;
    store::update(tx, &mut exchange).await?;
    let event = event::open("exchange.extended", &exchange);
    written(tx, cx, event.fact("from", before.to_string()).fact("to", until.to_string()), reason).await?;
    Ok(exchange)
}

/// Refuses with what is missing, by name, unless nothing is but what this very turn brings.
pub(super) async fn ready_for(tx: &mut Tx, cx: &Cx, exchange: &Exchange, to: State) -> Outcome<()> {
    let missing = life::missing(&standing::of(tx, cx, exchange).await?);
    if missing.is_empty() { Ok(()) } else { Err(lacks(cx, to, &missing)) }
}

/// Before the managers' words all else is there: what is added afterwards would take the words back.
pub(super) async fn ready_for_words(tx: &mut Tx, cx: &Cx, exchange: &Exchange) -> Outcome<()> {
    let mut missing = life::missing(&standing::of(tx, cx, exchange).await?);
    missing.retain(|need| !need.is_word());
    if missing.is_empty() { Ok(()) } else { Err(lacks(cx, State::Agreed, &missing)) }
}

fn lacks(cx: &Cx, to: State, missing: &[Need]) -> Failure {
    let names: Vec<String> = missing.iter().map(|need| crate::words::say(cx.lang, &need.what)).collect();
    let msg = Msg::new("exchange-missing-for").with("n", missing.len());
    let msg = msg.with("state", crate::words::text(cx.lang, to.key()));
    Failure::Conflict(msg.with("what", names.join(" · ")))
}

async fn enter(tx: &mut Tx, cx: &Cx, exchange: &mut Exchange, to: State) -> Outcome<()> {
    exchange.enter(to, cx.now());
    store::update(tx, exchange).await
}

async fn written(tx: &mut Tx, cx: &Cx, event: NewEvent, reason: &str) -> Outcome<()> {
    let text = texts::write(tx, cx, reason.trim()).await?;
    tx.record(cx, event.text(text));
    Ok(())
}

/// Whether the one who asks may go on although something is missing.
pub fn may_despite(access: &Access) -> bool {
    access.owner && access.acts
}

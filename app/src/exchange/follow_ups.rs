//! Following up: what is promised for afterwards, what was said each time, and its end.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::exchange::{Exchange, check_text};
use super::follow_up::{self, Cadence, FollowNote, FollowUp, FollowUpId, MOST};
use super::{access, chosen, event, follow_store};

#[derive(Clone, Debug)]
pub struct NewFollowUp {
    pub what: String,
    /// By id, e-mail address or whole name, `me`, or empty: nobody yet.
    pub owner: String,
    pub cadence: Cadence,
    /// The first day it is due.
    pub next: Date,
}

pub async fn add(tx: &mut Tx, cx: &Cx, count: i64, new: NewFollowUp) -> Outcome<FollowUp> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    let owner = chosen::person(tx, cx, "owner", &new.owner).await?;
    write(tx, cx, &exchange, new.what, owner, new.cadence, new.next).await
}

/// The same without asking again who one is: for what begins an exchange.
pub(super) async fn write(
    tx: &mut Tx,
    cx: &Cx,
    exchange: &Exchange,
    what: String,
    owner: Option<Uuid>,
    cadence: Cadence,
    next: Date,
) -> Outcome<FollowUp> {
    if follow_store::of_exchange(tx, exchange.id).await?.len() >= MOST {
        return Err(Failure::invalid_msg("what", Msg::new("exchange-follow-most").with("most", MOST)));
    }
    let follow_up = FollowUp {
        id: FollowUpId(cx.new_id()),
        exchange: exchange.id,
        what: what.trim().into(),
        owner,
        cadence,
        first: next,
        next: Some(next),
        ended_at: None,
        nudged_for: None,
        version: 1,
    };
    follow_up::check(&follow_up)?;
    follow_store::insert(tx, &follow_up).await?;
    tx.record(cx, about("follow_up.added", exchange, &follow_up));
    Ok(follow_up)
}

/// What was said this time; it is then due again as its cadence says, or done with.
pub async fn note(tx: &mut Tx, cx: &Cx, count: i64, id: FollowUpId, note: &str, today: Date) -> Outcome<FollowUp> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    check_text("note", note)?;
    let mut follow_up = follow_store::find(tx, exchange.id, id).await?;
    let Some(due) = follow_up.next else { return Err(Failure::conflict("exchange-follow-ended")) };
    let note = FollowNote {
        id: cx.new_id(),
        follow_up: id,
        day: today,
        note: note.trim().into(),
        by: cx.who.person(),
        at: cx.now(),
    };
    follow_store::insert_note(tx, &note).await?;
    follow_up.next = follow_up.cadence.after(follow_up.first, due, today);
    if follow_up.next.is_none() {
        follow_up.ended_at = Some(cx.now());
    }
    follow_store::update(tx, &mut follow_up).await?;
    tx.record(cx, about("follow_up.held", &exchange, &follow_up));
    Ok(follow_up)
}

/// It does not go on; with the reason as its last note.
pub async fn end(tx: &mut Tx, cx: &Cx, count: i64, id: FollowUpId, reason: &str, today: Date) -> Outcome<FollowUp> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    check_text("reason", reason)?;
    let mut follow_up = follow_store::find(tx, exchange.id, id).await?;
    if follow_up.ended_at.is_some() {
        return Err(Failure::conflict("exchange-follow-ended"));
    }
    let reason = reason.trim().to_owned();
    let note =
        FollowNote { id: cx.new_id(), follow_up: id, day: today, note: reason, by: cx.who.person(), at: cx.now() };
    follow_store::insert_note(tx, &note).await?;
    (follow_up.next, follow_up.ended_at) = (None, Some(cx.now()));
    follow_store::update(tx, &mut follow_up).await?;
    tx.record(cx, about("follow_up.ended", &exchange, &follow_up));
    Ok(follow_up)
}

pub(super) fn about(kind: &'static str, exchange: &Exchange, follow_up: &FollowUp) -> NewEvent {
    let event = event::inside(kind, exchange).fact("follow_up", follow_up.id.to_string());
    match follow_up.owner {
        Some(owner) => event.about("person", owner),
        None => event,
    }
}

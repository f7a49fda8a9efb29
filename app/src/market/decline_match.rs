//! Declining a pair with a reason, and taking that back.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use ryugaku_ledger::{NewEvent, Tx, texts};

use super::decline_store::{self, Decline};
use super::make_wish::heard;
use super::matches::{self, Match};

const LONGEST_REASON: usize = 1000;

/// By the one who wishes, the team that offers, or an owner of the programme. It comes back once either has changed.
pub async fn decline(tx: &mut Tx, cx: &Cx, today: Date, offer: i64, wish: i64, reason: &str) -> Outcome<Match> {
    let pair = permitted(tx, cx, today, offer, wish).await?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Failure::invalid("reason", "failure-required"));
    }
    if reason.chars().count() > LONGEST_REASON {
        return Err(Failure::invalid_msg("reason", Msg::new("failure-too-long").with("most", LONGEST_REASON)));
    }
    if !pair.is_waiting() {
        return Err(Failure::conflict("match-not-waiting"));
    }
    let decline = Decline {
        offer: pair.offer.id.0,
        wish: pair.wish.id.0,
        offer_version: pair.offer.version,
        wish_version: pair.wish.version,
        reason: reason.into(),
        by: cx.who.person(),
        at: cx.now(),
    };
    decline_store::write(tx, &decline).await?;
    let text = texts::write(tx, cx, reason).await?;
    let event = heard(tx, event("match.declined", &pair).text(text), &pair.wish).await?;
    tx.record(cx, event);
    Ok(Match { declined: Some(decline), ..pair })
}

/// The pair waits again.
pub async fn take_back(tx: &mut Tx, cx: &Cx, today: Date, offer: i64, wish: i64) -> Outcome<Match> {
    let pair = permitted(tx, cx, today, offer, wish).await?;
    if pair.declined.is_none() || decline_store::remove(tx, pair.offer.id.0, pair.wish.id.0).await? == 0 {
        return Err(Failure::conflict("match-not-declined"));
    }
    let event = heard(tx, event("match.reopened", &pair), &pair.wish).await?;
    tx.record(cx, event);
    Ok(Match { declined: None, ..pair })
}

async fn permitted(tx: &mut Tx, cx: &Cx, today: Date, offer: i64, wish: i64) -> Outcome<Match> {
    cx.require_act()?;
    let pair = matches::of(tx, cx, today, offer, wish).await?;
    if pair.may_decide(cx) { Ok(pair) } else { Err(Failure::Forbidden(Msg::new("match-whose"))) }
}

fn event(kind: &'static str, pair: &Match) -> NewEvent {
    NewEvent::of(kind)
        .about("offer", pair.offer.id)
        .about("wish", pair.wish.id)
        .about("team", pair.offer.team)
        .about("person", pair.wish.person)
}

//! Changing a silence as Alertmanager does, and expiring it.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_routing::SilenceState;

use super::make::{NewSilence, fresh, keep, record};
use super::reach::Weighed;
use super::silence::{self, Silence, SilenceId};
use super::store;

/// silence/silence.go `Set`: what cannot change under its id is expired, and another is made in its place. What is
/// expired stays so, and a new one comes out of it. `expected` is the version the caller has read.
pub async fn put(
    tx: &mut Tx,
    cx: &Cx,
    id: SilenceId,
    expected: Option<i64>,
    mut new: NewSilence,
    weighed: Weighed,
) -> Outcome<Silence> {
    let mut old = permitted(tx, cx, id, expected).await?;
    let now = cx.now();
    let (start, creator) = (new.starts_at.unwrap_or(old.starts_at), new.created_by.clone());
    new.starts_at = Some(start);
    let next = fresh(cx, new);
    silence::check(&next, now)?;
    // An active one keeps its start, which lies in the past.
    let wanted = Silence { starts_at: start, ..next.clone() };
    if old.may_become(&wanted, now) {
        if old.state(now) == SilenceState::Pending {
            old.starts_at = wanted.starts_at;
        }
        old.ends_at = next.ends_at;
        old.comment = next.comment;
        old.created_by = creator.unwrap_or(old.created_by);
        old.updated_at = now;
        silence::check(&old, now)?;
        store::update(tx, &mut old).await?;
        let event = NewEvent::of("silence.changed").about("silence", old.id);
        let event = event.fact("starts_at", old.starts_at.to_string()).fact("ends_at", old.ends_at.to_string());
        tx.record(cx, event);
        tx.wake("silence");
        return Ok(old);
    }
    let everything = weighed.judge(&next.matchers)?;
    if old.state(now) == SilenceState::Expired {
        keep(tx, cx, &next).await?;
        record(tx, cx, NewEvent::of("silence.made"), &next, (weighed, everything));
        return Ok(next);
    }
    old.replaced_by = Some(next.id.0);
    end(tx, cx, &mut old).await?;
    keep(tx, cx, &next).await?;
    let event = NewEvent::of("silence.replaced").about("silence", next.id).about("silence", old.id);
    record(tx, cx, event, &next, (weighed, everything));
    Ok(next)
}

/// At once.
pub async fn expire(tx: &mut Tx, cx: &Cx, id: SilenceId, expected: Option<i64>) -> Outcome<Silence> {
    let mut silence = permitted(tx, cx, id, expected).await?;
    if silence.state(cx.now()) == SilenceState::Expired {
        return Err(Failure::conflict("silence-expired-already"));
    }
    end(tx, cx, &mut silence).await?;
    tx.record(cx, NewEvent::of("silence.expired").about("silence", silence.id));
    tx.wake("silence");
    Ok(silence)
}

async fn end(tx: &mut Tx, cx: &Cx, silence: &mut Silence) -> Outcome<()> {
    let now = cx.now();
    silence.starts_at = silence.starts_at.min(now);
    (silence.ends_at, silence.expired_at, silence.updated_at) = (now, Some(now), now);
    store::update(tx, silence).await
}

async fn permitted(tx: &mut Tx, cx: &Cx, id: SilenceId, expected: Option<i64>) -> Outcome<Silence> {
    cx.require_act()?;
    let silence = store::by_id(tx, id).await?;
    if expected.is_some_and(|version| version != silence.version) { Err(Failure::Stale) } else { Ok(silence) }
}

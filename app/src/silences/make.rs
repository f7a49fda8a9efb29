//! Making a silence.

use ryugaku_alerting::Matcher;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Time};
use ryugaku_ledger::{NewEvent, Tx};

use super::list_store::{self, Which};
use super::reach::Weighed;
use super::silence::{self, By, MOST_CURRENT, Silence, SilenceId};
use super::store;

#[derive(Clone, Debug)]
pub struct NewSilence {
    pub matchers: Vec<Matcher>,
    /// At once, if that is past or not said.
    pub starts_at: Option<Time>,
    pub ends_at: Time,
    pub comment: String,
    /// As Alertmanager's clients name themselves.
    pub created_by: Option<String>,
}

/// What hides everything is refused until whoever asks is sure of it.
pub async fn make(tx: &mut Tx, cx: &Cx, new: NewSilence, weighed: Weighed) -> Outcome<Silence> {
    cx.require_act()?;
    let silence = fresh(cx, new);
    silence::check(&silence, cx.now())?;
    let everything = weighed.judge(&silence.matchers)?;
    keep(tx, cx, &silence).await?;
    record(tx, cx, NewEvent::of("silence.made"), &silence, (weighed, everything));
    Ok(silence)
}

pub(super) fn fresh(cx: &Cx, new: NewSilence) -> Silence {
    let now = cx.now();
    Silence {
        id: SilenceId(cx.new_id()),
        matchers: new.matchers,
        comment: new.comment.trim().to_owned(),
        created_by: new.created_by.unwrap_or_else(|| cx.who.name.clone()),
        by: By::of(cx),
        starts_at: new.starts_at.unwrap_or(now).max(now),
        ends_at: new.ends_at,
        created_at: now,
        updated_at: now,
        expired_at: None,
        replaced_by: None,
        version: 1,
    }
}

pub(super) async fn keep(tx: &mut Tx, cx: &Cx, silence: &Silence) -> Outcome<()> {
    if list_store::count(tx, Which::Current, cx.now()).await? >= MOST_CURRENT {
        return Err(Failure::Conflict(Msg::new("silence-too-many").with("most", MOST_CURRENT)));
    }
    store::insert(tx, silence).await
}

/// With from when until when, and how much of what fires it hides.
pub(super) fn record(tx: &mut Tx, cx: &Cx, event: NewEvent, silence: &Silence, (weighed, everything): (Weighed, bool)) {
    let event = event.about("silence", silence.id).fact("starts_at", silence.starts_at.to_string());
    let event = event.fact("ends_at", silence.ends_at.to_string()).fact("hides", weighed.reach.hidden);
    tx.record(cx, event.fact("catches_all", if everything { "yes" } else { "no" }));
    tx.wake("silence");
}

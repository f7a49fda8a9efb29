//! Taking note of a firing alert, and taking that back.

use ryugaku_alerting::{Entry, Fingerprint};
use ryugaku_journal::Journal;
use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::alert::subject;
use super::{Acked, Alert, JOURNAL, store};

/// For the run it is in: when it fires anew, it waits again. Whoever came first stays; the second is told so by what is
/// given back.
pub async fn acknowledge(tx: &mut Tx, cx: &Cx, fingerprint: Fingerprint) -> Outcome<Alert> {
    cx.require_act()?;
    let mut alert = firing(tx, fingerprint).await?;
    if alert.acked.is_none() {
        alert.acked = Some(Acked { at: cx.now(), kind: cx.who.kind, by: cx.who.id });
        set(tx, cx, &alert, "alert.acknowledged").await?;
    }
    Ok(alert)
}

pub async fn unacknowledge(tx: &mut Tx, cx: &Cx, fingerprint: Fingerprint) -> Outcome<Alert> {
    cx.require_act()?;
    let mut alert = firing(tx, fingerprint).await?;
    if alert.acked.is_some() {
        alert.acked = None;
        set(tx, cx, &alert, "alert.unacknowledged").await?;
    }
    Ok(alert)
}

async fn firing(tx: &mut Tx, fingerprint: Fingerprint) -> Outcome<Alert> {
    let alert = store::by_fingerprint(tx, fingerprint).await?;
    if alert.firing { Ok(alert) } else { Err(Failure::conflict("alert-not-firing")) }
}

async fn set(tx: &mut Tx, cx: &Cx, alert: &Alert, kind: &'static str) -> Outcome<()> {
    if !store::set_acked(tx, alert, alert.acked).await? {
        // It ended, or began anew, while this was decided.
        return Err(Failure::conflict("alert-not-firing"));
    }
    let event = NewEvent::of(kind).about("alert", subject(alert.fingerprint));
    tx.record(cx, event.fact("fingerprint", alert.id()).fact("run", alert.run.0));
    tx.wake("alert");
    let entry = Entry::Acked { alerts: vec![(alert.fingerprint, alert.run)], acked: alert.acked.is_some() };
    Journal::append_in(tx, JOURNAL, cx.now(), entry.to_bytes()).await.map(drop)
}

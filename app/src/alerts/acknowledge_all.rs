//! Taking note of many firing alerts at once, and taking that back.

use std::collections::{HashMap, HashSet};

use ryugaku_alerting::{Entry, Fingerprint};
use ryugaku_journal::Journal;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Time};
use ryugaku_ledger::{NewEvent, Tx};

use super::alert::subject;
use super::{Acked, Alert, JOURNAL, store};

pub const MOST: usize = 500;

/// What became of each.
#[derive(Debug, Default)]
pub struct Turned {
    pub changed: Vec<Alert>,
    /// It was so before.
    pub unchanged: Vec<Fingerprint>,
    /// Not firing, or not known.
    pub not_firing: Vec<Fingerprint>,
}

/// For the runs they are in. Whoever came first stays.
pub async fn acknowledge_all(tx: &mut Tx, cx: &Cx, fingerprints: &[Fingerprint]) -> Outcome<Turned> {
    cx.require_act()?;
    turn(tx, cx, fingerprints, true).await
}

pub async fn unacknowledge_all(tx: &mut Tx, cx: &Cx, fingerprints: &[Fingerprint]) -> Outcome<Turned> {
    cx.require_act()?;
    turn(tx, cx, fingerprints, false).await
}

/// Takes back what they took note of at that moment.
pub async fn unacknowledge_since(tx: &mut Tx, cx: &Cx, at: Time) -> Outcome<Turned> {
    cx.require_act()?;
    let Some(by) = cx.who.id else { return Ok(Turned::default()) };
    let fingerprints = store::acked_together(tx, at, by, MOST as i64).await?;
    if fingerprints.is_empty() { Ok(Turned::default()) } else { turn(tx, cx, &fingerprints, false).await }
}

async fn turn(tx: &mut Tx, cx: &Cx, fingerprints: &[Fingerprint], acked: bool) -> Outcome<Turned> {
    let wanted: HashSet<Fingerprint> = fingerprints.iter().copied().collect();
    if wanted.is_empty() {
        return Err(Failure::invalid("alerts", "alert-none-chosen"));
    }
    if wanted.len() > MOST {
        return Err(Failure::invalid_msg("alerts", Msg::new("alert-too-many").with("most", MOST)));
    }
    let wanted: Vec<Fingerprint> = wanted.into_iter().collect();
    let found = store::by_fingerprints(tx, &wanted).await?;
    let mut found: HashMap<Fingerprint, Alert> = found.into_iter().map(|alert| (alert.fingerprint, alert)).collect();
    let mut turned = Turned::default();
    for fingerprint in wanted {
        match found.remove(&fingerprint) {
            Some(alert) if alert.firing && alert.acked.is_some() != acked => turned.changed.push(alert),
            Some(alert) if alert.firing => turned.unchanged.push(fingerprint),
            _ => turned.not_firing.push(fingerprint),
        }
    }
    let note = acked.then(|| Acked { at: cx.now(), kind: cx.who.kind, by: cx.who.id });
    let runs: Vec<_> = turned.changed.iter().map(|alert| alert.run).collect();
    let set: HashSet<_> = store::set_all_acked(tx, &runs, note).await?.into_iter().collect();
    // The others ended, or began anew, while this was decided.
    let ended = turned.changed.extract_if(.., |alert| !set.contains(&alert.run));
    turned.not_firing.extend(ended.map(|alert| alert.fingerprint));
    turned.changed.iter_mut().for_each(|alert| alert.acked = note);
    turned.changed.sort_by_key(|alert| alert.run);
    record(tx, cx, &turned.changed, acked).await?;
    Ok(turned)
}

async fn record(tx: &mut Tx, cx: &Cx, changed: &[Alert], acked: bool) -> Outcome<()> {
    let Some((first, others)) = changed.split_first() else { return Ok(()) };
    let kind = match (acked, others.is_empty()) {
        (true, true) => "alert.acknowledged",
        (false, true) => "alert.unacknowledged",
        (true, false) => "alert.acknowledged_together",
        (false, false) => "alert.unacknowledged_together",
    };
    let about = |event: NewEvent, alert: &Alert| event.about("alert", subject(alert.fingerprint));
    let event = about(NewEvent::of(kind), first).fact("fingerprint", first.id()).fact("run", first.run.0);
    let event = if others.is_empty() { event } else { event.fact("others", others.len()) };
    tx.record(cx, others.iter().fold(event, about));
    tx.wake("alert");
    let alerts = changed.iter().map(|alert| (alert.fingerprint, alert.run)).collect();
    Journal::append_in(tx, JOURNAL, cx.now(), Entry::Acked { alerts, acked }.to_bytes()).await.map(drop)
}

//! The alerts that are active, in memory: every replica has them all, made from the rows and from what the journal holds
//! beyond those. Whoever applies the journal has the same; one of them, the owner, also writes what changed.
//!
//! Texts are not here but in the rows, except those that have not been written yet.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use jiff::SignedDuration;
use ryugaku_alerting::{Batch, Body, Change, Entry, EntryError, Machine, Memo, Reason, Record, RunId};
use ryugaku_db::{Db, Query};
use ryugaku_journal::Journal;
use ryugaku_kernel::{Failure, Msg, Outcome, Time};
use tokio::sync::watch;

use super::jobs::{JOURNAL, Pending, RESOLVE_TIMEOUT};
use super::judging::Judging;
use super::owner_store;
use crate::intake::TEST_ALERT;

/// Cheap to clone.
#[derive(Clone, Default)]
pub struct Board(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: RwLock<Option<State>>,
    /// Somebody applies the journal as it grows; else whoever asks has to.
    live: AtomicBool,
    /// Somebody is about to: to load half a million takes seconds, and once is enough.
    coming: AtomicBool,
    /// The position up to which the journal is applied.
    applied: watch::Sender<i64>,
    memo: Mutex<Memo>,
}

pub struct State {
    pub machine: Machine,
    pub judging: Judging,
    /// The position in the journal up to which this is applied.
    pub applied: i64,
    /// So many deliveries were among it.
    pub(super) deliveries: usize,
    /// Texts that no row holds yet, with the position they came at.
    texts: BTreeMap<RunId, (i64, Bytes)>,
}

/// How long a reader waits for what was appended before it asked.
const PATIENCE: Duration = Duration::from_secs(1);
/// And for the alerts to be loaded, after a start.
const LOADING: Duration = Duration::from_secs(20);

impl Board {
    /// Looks at the alerts as they are: with all that any replica had acknowledged before this was called, unless applying
    /// it takes unusually long.
    pub async fn look<T>(&self, db: &Db, now: Time, look: impl FnOnce(&State) -> T) -> Outcome<T> {
        self.wait_for_load().await?;
        if self.0.live.load(Ordering::Acquire) {
            // While the database is away what is in memory can be read all the same.
            let appended = Journal::position(JOURNAL, &mut db.reader()).await.unwrap_or_default();
            let mut applied = self.0.applied.subscribe();
            let all = applied.wait_for(|applied| *applied >= appended);
            if tokio::time::timeout(PATIENCE, all).await.is_err() {
                tracing::warn!(appended, "alerts are read before all of them are applied");
            }
            let state = self.0.state.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(state) = &*state {
                return Ok(look(state));
            }
        }
        let mut q = db.reader();
        let mut state = State::load(&mut q, now).await?;
        while state.apply_all(&Journal::stored(JOURNAL, &mut q, state.applied).await?, None) > 0 {}
        Ok(look(&state))
    }

    async fn wait_for_load(&self) -> Outcome<()> {
        let mut applied = self.0.applied.subscribe();
        let waits = || self.0.coming.load(Ordering::Acquire) && !self.0.live.load(Ordering::Acquire);
        let loaded = async { while waits() && applied.changed().await.is_ok() {} };
        if tokio::time::timeout(LOADING, loaded).await.is_err() {
            return Err(Failure::Busy { msg: Msg::new("failure-alerts-loading"), retry_after: 5 });
        }
        Ok(())
    }

    /// From now on somebody loads the alerts: who asks waits for that.
    pub(super) fn expect(&self) {
        self.0.coming.store(true, Ordering::Release);
    }

    /// Looks at the alerts as they are known here, if they are: for what is shown beside something else.
    pub(super) fn glance<T>(&self, look: impl FnOnce(&State) -> T) -> Option<T> {
        let live = self.0.live.load(Ordering::Acquire);
        self.0.state.read().unwrap_or_else(PoisonError::into_inner).as_ref().filter(|_| live).map(look)
    }

    /// How long an alert without an end counts as firing, as the routing says.
    pub fn resolve_timeout(&self) -> SignedDuration {
        let state = self.0.state.read().unwrap_or_else(PoisonError::into_inner);
        state.as_ref().map_or(RESOLVE_TIMEOUT, |state| state.judging.routing.resolve_timeout)
    }

    /// The alerts as far as they are applied, and what bytes of senders are known to say; `None` while nobody applies them.
    pub(super) fn known<T>(&self, look: impl FnOnce(&State, &mut Memo) -> T) -> Option<T> {
        let state = self.0.state.read().unwrap_or_else(PoisonError::into_inner);
        let state = state.as_ref().filter(|_| self.0.live.load(Ordering::Acquire))?;
        Some(look(state, &mut self.0.memo.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// From now on somebody keeps it up to date, beginning with `state`.
    pub(super) fn go_live(&self, state: State) {
        let applied = state.applied;
        *self.0.state.write().unwrap_or_else(PoisonError::into_inner) = Some(state);
        self.0.live.store(true, Ordering::Release);
        self.0.applied.send_replace(applied);
    }

    pub(super) fn leave(&self) {
        self.0.coming.store(false, Ordering::Release);
        self.0.live.store(false, Ordering::Release);
        *self.0.state.write().unwrap_or_else(PoisonError::into_inner) = None;
        // Nobody waits for what does not come.
        self.0.applied.send_modify(|_| {});
    }

    /// Changes the alerts; `None` before they are loaded.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> Option<T> {
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        let state = state.as_mut()?;
        let changed = change(state);
        let told = |applied: &mut i64| std::mem::replace(applied, state.applied) != state.applied;
        self.0.applied.send_if_modified(told);
        Some(changed)
    }
}

/// Rows read at once.
const CHUNK: i64 = 5_000;

/// Rows say until when alerts go on as it was when that was last written for all. What was delivered since is in the journal,
/// though it is applied.
async fn hear_again(machine: &mut Machine, q: &mut dyn Query, mut after: i64, applied: i64) -> Outcome<()> {
    while after < applied {
        let entries = Journal::stored(JOURNAL, q, after).await?;
        let Some(last) = entries.last() else { break };
        after = last.position;
        for entry in entries.iter().filter(|entry| entry.position <= applied) {
            let Ok(Entry::Batch(Batch { received_at, alerts, .. })) = Entry::from_bytes(&entry.body) else { continue };
            for record in alerts {
                let (fingerprint, ends_at, times_out) = match record {
                    Record::Full(alert) => (alert.fingerprint(), alert.ends_at, alert.times_out),
                    Record::Seen(seen) => (seen.fingerprint, seen.ends_at, seen.times_out),
                };
                machine.heard(fingerprint, ends_at, times_out, received_at);
            }
        }
    }
    Ok(())
}

impl State {
    pub(super) async fn load(q: &mut dyn Query, now: Time) -> Outcome<Self> {
        // First: rows that are younger than this are applied once more, and are the same after it.
        let applied = Journal::applied(JOURNAL, q).await?;
        let mut seen: HashMap<RunId, _> = HashMap::new();
        for kept in owner_store::seen(q).await? {
            let known = seen.entry(kept.run).or_insert(kept);
            if known.updated_at < kept.updated_at {
                *known = kept;
            }
        }
        let mut machine = Machine::new(RESOLVE_TIMEOUT, now);
        let mut rows = owner_store::firing(q, RunId(i64::MIN), CHUNK).await?;
        while let Some(last) = rows.last() {
            let after = last.run;
            // While some are taken in the next are read.
            let taking = tokio::task::spawn_blocking(move || {
                for row in rows {
                    let kept = seen.get(&row.run);
                    machine.restore(&row.active(kept)?);
                }
                Outcome::Ok((machine, seen))
            });
            let (next, taken) = tokio::join!(owner_store::firing(q, after, CHUNK), taking);
            (rows, (machine, seen)) = (next?, taken.map_err(Failure::internal)??);
        }
        let flushed = owner_store::flushed(q).await?.unwrap_or_default();
        hear_again(&mut machine, q, flushed.position, applied).await?;
        let mut judging = Judging::load(q, now).await?;
        judging.know(&machine);
        Ok(Self { machine, judging, applied, deliveries: 0, texts: BTreeMap::new() })
    }

    /// Stops before an entry that another program must apply; gives how many were applied.
    pub(super) fn apply_all(&mut self, entries: &[ryugaku_journal::Entry], mut pending: Option<&mut Pending>) -> usize {
        for (count, entry) in entries.iter().enumerate() {
            match Entry::from_bytes(&entry.body) {
                Ok(what) => self.apply(entry.position, what, pending.as_deref_mut()),
                Err(EntryError::Other(version)) => {
                    tracing::error!(position = entry.position, version, "another program must apply this");
                    return count;
                }
                // It was written whole; what can be done is to say so and go on.
                Err(error) => tracing::error!(position = entry.position, %error, "an entry cannot be read"),
            }
            self.applied = entry.position;
        }
        entries.len()
    }

    fn apply(&mut self, position: i64, entry: Entry, mut pending: Option<&mut Pending>) {
        match entry {
            Entry::Batch(batch) => self.deliver(position, batch, pending),
            Entry::Resume(now) => self.machine.resume(now),
            Entry::Tick(now) => {
                for resolved in self.machine.tick(now) {
                    if let Some(view) = self.machine.remembered(resolved.fingerprint) {
                        self.judging.resolved(view, now);
                        if let Some(pending) = pending.as_deref_mut().filter(|_| view.label("alertname") != TEST_ALERT)
                        {
                            pending.timed_out(view.source());
                        }
                    }
                    if let Some(pending) = pending.as_deref_mut() {
                        pending.end(resolved);
                    }
                }
            }
            Entry::Acked { alerts, acked } => {
                for (fingerprint, run) in alerts {
                    self.machine.set_acked(run, fingerprint, acked);
                }
            }
        }
    }

    fn deliver(&mut self, position: i64, batch: Batch, mut pending: Option<&mut Pending>) {
        let Batch { source, received_at, alerts } = batch;
        self.deliveries += 1;
        let (count, mut goes_on) = (alerts.len(), false);
        for (index, record) in alerts.into_iter().enumerate() {
            let run = RunId::at(position, index);
            let (fingerprint, change, body) = match record {
                Record::Full(alert) => {
                    let change = self.machine.apply(&alert, source, received_at, run);
                    (alert.fingerprint(), change, Some(alert))
                }
                Record::Seen(seen) => (seen.fingerprint, self.machine.see(&seen, source, received_at, run), None),
            };
            goes_on |= match change {
                Change::Refreshed { .. } | Change::Resolved(_) | Change::Ignored(Reason::Same) => true,
                Change::Fired | Change::Refired { .. } | Change::Ignored(_) => false,
            };
            let told = match change {
                Change::Fired | Change::Refired { .. } | Change::Refreshed { details: true } => true,
                Change::Resolved(resolved) => resolved.details,
                Change::Refreshed { details: false } | Change::Ignored(_) => continue,
            };
            let Some(view) = self.machine.remembered(fingerprint) else { continue };
            match change {
                Change::Fired | Change::Refired { .. } => self.judging.fired(view, received_at),
                Change::Resolved(_) => self.judging.resolved(view, received_at),
                Change::Refreshed { .. } | Change::Ignored(_) => {}
            }
            let texts = body.filter(|_| told).map(|alert| Bytes::from(Body::of(alert).to_bytes()));
            if let Some(texts) = &texts {
                self.texts.insert(view.run(), (position, texts.clone()));
            }
            if let Some(pending) = pending.as_deref_mut() {
                pending.note(view, change, texts);
            }
        }
        if let Some(pending) = pending {
            pending.delivered(source, received_at, count, goes_on);
        }
    }

    /// Other silences, windows or routes hold from now on.
    pub(super) fn judge_by(&mut self, judging: Judging) {
        let former = std::mem::replace(&mut self.judging, judging);
        self.judging.take_over(former, &self.machine);
    }

    /// Texts of a run that no row holds yet.
    pub fn texts(&self, run: RunId) -> Option<Bytes> {
        self.texts.get(&run).map(|(_, texts)| texts.clone())
    }

    /// Rows hold everything up to this position.
    pub(super) fn projected(&mut self, position: i64) {
        self.texts.retain(|_, (at, _)| *at > position);
    }
}

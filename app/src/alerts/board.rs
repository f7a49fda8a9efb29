//! The alerts that are active, in memory: every replica has them all, made from the rows and from what the journal holds
//! beyond those. Whoever applies the journal has the same; one of them, the owner, also writes what changed.
//!
//! Texts are not here but in the rows, except those that have not been written yet.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use ryugaku_alerting::{Active, Batch, Body, Change, Delivered, Entry, EntryError, Machine, Record, RunId, texts_hash};
use ryugaku_db::{Db, Query};
use ryugaku_journal::Journal;
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::jobs::{JOURNAL, Pending, RESOLVE_TIMEOUT};
use super::{owner_store, store};

/// Cheap to clone.
#[derive(Clone, Default)]
pub struct Board(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: RwLock<Option<State>>,
    /// Somebody applies the journal as it grows; else whoever asks has to.
    live: AtomicBool,
}

pub struct State {
    pub machine: Machine,
    /// The position in the journal up to which this is applied.
    pub applied: i64,
    /// Texts that no row holds yet, with the position they came at.
    texts: BTreeMap<RunId, (i64, Bytes)>,
}

impl Board {
    /// Looks at the alerts as they are.
    pub async fn look<T>(&self, db: &Db, now: Time, look: impl FnOnce(&State) -> T) -> Outcome<T> {
        if self.0.live.load(Ordering::Acquire) {
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

    /// Short what says nothing new, whole the rest: what a door appends to the journal.
    pub fn shorten(&self, source: Uuid, received_at: Time, alerts: Vec<Delivered>) -> Batch {
        let state = self.0.state.read().unwrap_or_else(PoisonError::into_inner);
        let known = state.as_ref().filter(|_| self.0.live.load(Ordering::Acquire));
        let record = |alert: Delivered| {
            let seen = known.and_then(|state| state.machine.says_nothing_new(&alert, source, received_at));
            seen.map_or_else(|| Record::Full(alert), Record::Seen)
        };
        Batch { source, received_at, alerts: alerts.into_iter().map(record).collect() }
    }

    /// From now on somebody keeps it up to date, beginning with `state`.
    pub(super) fn go_live(&self, state: State) {
        *self.0.state.write().unwrap_or_else(PoisonError::into_inner) = Some(state);
        self.0.live.store(true, Ordering::Release);
    }

    pub(super) fn leave(&self) {
        self.0.live.store(false, Ordering::Release);
        *self.0.state.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Changes the alerts; `None` before they are loaded.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> Option<T> {
        self.0.state.write().unwrap_or_else(PoisonError::into_inner).as_mut().map(change)
    }
}

/// Rows read at once.
const CHUNK: i64 = 5_000;

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
        let (mut machine, mut after) = (Machine::new(RESOLVE_TIMEOUT, now), RunId(i64::MIN));
        loop {
            let rows = store::firing(q, after, CHUNK).await?;
            let Some(last) = rows.last() else { break };
            after = last.run;
            for row in rows {
                let kept = seen.get(&row.run).filter(|kept| kept.updated_at >= row.updated_at);
                machine.restore(&Active {
                    run: row.run,
                    texts: texts_hash(&row.annotations, row.generator_url.as_deref()),
                    labels: row.labels,
                    source: row.source.unwrap_or(Uuid::nil()),
                    starts_at: row.starts_at,
                    seen_until: kept.map_or(row.seen_until, |kept| kept.seen_until),
                    times_out: kept.map_or(row.times_out, |kept| kept.times_out),
                    updated_at: kept.map_or(row.updated_at, |kept| kept.updated_at),
                    acked: row.acked.is_some(),
                });
            }
        }
        Ok(Self { machine, applied, texts: BTreeMap::new() })
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
        if let Some(pending) = pending.as_deref_mut() {
            pending.delivered(source, received_at, alerts.len());
        }
        for (index, record) in alerts.into_iter().enumerate() {
            let run = RunId::at(position, index);
            let (fingerprint, change, body) = match record {
                Record::Full(alert) => {
                    let change = self.machine.apply(&alert, source, received_at, run);
                    (alert.fingerprint(), change, Some(alert))
                }
                Record::Seen(seen) => (seen.fingerprint, self.machine.see(&seen, source, received_at, run), None),
            };
            let told = match change {
                Change::Fired | Change::Refired { .. } | Change::Refreshed { details: true } => true,
                Change::Resolved(resolved) => resolved.details,
                Change::Refreshed { details: false } | Change::Ignored(_) => continue,
            };
            let Some(view) = self.machine.remembered(fingerprint) else { continue };
            let texts = body.filter(|_| told).map(|alert| Bytes::from(Body::of(alert).to_bytes()));
            if let Some(texts) = &texts {
                self.texts.insert(view.run(), (position, texts.clone()));
            }
            if let Some(pending) = pending.as_deref_mut() {
                pending.note(view, change, texts);
            }
        }
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

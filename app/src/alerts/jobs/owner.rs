//! Following the journal: every replica applies it to its board, and one at a time, the owner, writes what changed.
//!
//! What the owner writes, and how far it has come in the journal, are one transaction in which its lease still holds. After
//! a crash, a lost lease or a failed write it begins again from the rows, and nothing times out until a whole resolve
//! timeout has been held. It refuses nothing: what is fit was judged when it was delivered.

use std::time::Duration;

use jiff::SignedDuration;
use ryugaku_alerting::Entry;
use ryugaku_db::{Engine, Transaction};
use ryugaku_jobs::Registry;
use ryugaku_journal::{Follower, Journal, Lease};
use ryugaku_kernel::{Outcome, Time};
use tokio_util::sync::CancellationToken;

use super::Pending;
use crate::alerts::board::State;
use crate::alerts::owner_store;
use crate::app::App;
use crate::intake;

/// The journal's name, and the lease's.
pub const JOURNAL: &str = "alerts";
/// How long an alert without an end counts as firing when nothing more is heard of it, as Alertmanager has it.
pub const RESOLVE_TIMEOUT: SignedDuration = SignedDuration::from_mins(5);
/// How long another replica waits before it takes over from one that is gone.
const LEASE: SignedDuration = SignedDuration::from_secs(10);
/// On SQLite the data folder's lock sees to it that nobody else is there.
const LEASE_ALONE: SignedDuration = SignedDuration::from_mins(2);
/// A wake may be lost, and time passes without one.
const LOOK: Duration = Duration::from_secs(1);
/// Rows of one transaction, about: whoever delivers waits for it.
const ROWS: usize = 4_000;
/// Applied entries are kept so long: for replicas that come behind.
const KEEP_APPLIED: SignedDuration = SignedDuration::from_mins(10);
const TRIM_EVERY: SignedDuration = SignedDuration::from_secs(20);
/// The history's retention: a year and a half can be compared with the year before.
const KEEP_ENDED: SignedDuration = SignedDuration::from_hours(24 * 550);

pub struct Owner {
    app: App,
    lease: Lease,
    owning: Option<Owning>,
    loaded: bool,
}

struct Owning {
    follower: Follower,
    pending: Pending,
    hold_at: Time,
    flush_at: Time,
    trim_at: Time,
}

impl Owner {
    pub fn new(app: App) -> Self {
        let length = if app.db.engine() == Engine::Sqlite { LEASE_ALONE } else { LEASE };
        let lease = Lease::new(JOURNAL, app.chance.id(app.clock.now()), length);
        Self { app, lease, owning: None, loaded: false }
    }

    /// Works until `stop`, then applies what has come in, and lets another take over.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut wakes = self.app.db.listen();
        while !stop.is_cancelled() {
            if let Err(failure) = self.step().await {
                tracing::warn!(%failure, "alerts cannot be applied; trying again");
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(LOOK) => {}
                }
                continue;
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(LOOK) => {}
                () = woken(&mut wakes) => {}
            }
        }
        if let Err(failure) = self.end().await {
            tracing::warn!(%failure, "the last alerts are applied by whoever comes next");
        }
        self.app.board.leave();
    }

    /// Applies all that waits, and writes it if this replica is the owner or can become it; gives how many deliveries it
    /// was.
    pub async fn step(&mut self) -> Outcome<usize> {
        let now = self.app.clock.now();
        if self.owning.is_none() {
            self.owning = self.take_over(now).await?;
        }
        let deliveries = |app: &App| app.board.change(|state| state.deliveries).unwrap_or_default();
        let before = deliveries(&self.app);
        // On a failure it is dropped: what it knows may no longer be what is stored.
        if let Some(mut owning) = self.owning.take() {
            if owning.work(&self.app, now, self.lease.length()).await? {
                self.owning = Some(owning);
            } else {
                tracing::warn!("another replica has taken over the alerts");
            }
        } else {
            self.follow(now).await?;
        }
        Ok(deliveries(&self.app) - before)
    }

    pub fn is_owner(&self) -> bool {
        self.owning.is_some()
    }

    /// Writes what is only in memory, and leaves the lease to others.
    pub async fn end(&mut self) -> Outcome<()> {
        self.step().await?;
        let Some(mut owning) = self.owning.take() else { return Ok(()) };
        owning.flush_at = Time(i64::MIN);
        owning.work(&self.app, self.app.clock.now(), self.lease.length()).await?;
        owning.follower.leave(&self.app.db).await
    }

    /// Another is the owner: the board is kept up to date, and nothing is written.
    async fn follow(&mut self, now: Time) -> Outcome<()> {
        let app = &self.app;
        if !self.loaded {
            app.board.go_live(State::load(&mut app.db.reader(), now).await?);
            self.loaded = true;
        }
        let mut q = app.db.reader();
        while let Some(after) = app.board.change(|state| state.applied) {
            let entries = app.journal.read(&mut q, after).await?;
            if entries.first().is_some_and(|entry| entry.position > after + 1) {
                // It came so far behind that entries between are gone: they are in the rows.
                app.board.go_live(State::load(&mut q, now).await?);
                continue;
            }
            let applied = app.board.change(|state| state.apply_all(&entries, None)).unwrap_or_default();
            if applied == 0 {
                break;
            }
        }
        let projected = Journal::applied(JOURNAL, &mut q).await?;
        app.board.change(|state| state.projected(projected));
        Ok(())
    }

    async fn take_over(&mut self, now: Time) -> Outcome<Option<Owning>> {
        let db = &self.app.db;
        let term = if db.engine() == Engine::Sqlite {
            self.lease.seize(db, now).await?
        } else {
            match self.lease.take(db, now).await? {
                Some(term) => term,
                None => return Ok(None),
            }
        };
        let follower = Follower::new(JOURNAL, self.lease, term);
        // Inside a transaction that holds the lease: nobody writes between these reads.
        let Some(mut tx) = follower.begin(db, now).await? else { return Ok(None) };
        let state = State::load(&mut tx, now).await?;
        tx.commit().await?;
        tracing::info!(term, firing = state.machine.len(), applied = state.applied, "this replica applies the alerts");
        self.app.board.go_live(state);
        self.loaded = true;
        self.app.journal.append(Entry::Resume(now).to_bytes()).await?;
        Ok(Some(Owning {
            follower,
            pending: Pending::default(),
            hold_at: now.plus(self.lease.length() / 3),
            flush_at: now.plus(RESOLVE_TIMEOUT / 3),
            trim_at: now,
        }))
    }
}

impl Owning {
    /// Applies and writes all that waits; whether the lease still holds.
    async fn work(&mut self, app: &App, now: Time, lease: SignedDuration) -> Outcome<bool> {
        while let Some((after, due)) = app.board.change(|state| (state.applied, state.machine.next_due())) {
            let mut entries = app.journal.read(&mut app.db.reader(), after).await?;
            if entries.is_empty() {
                if due.is_none_or(|due| due > now) {
                    break;
                }
                // The passing of time goes through the journal too: every replica sees the same.
                app.journal.append(Entry::Tick(now).to_bytes()).await?;
                entries = app.journal.read(&mut app.db.reader(), after).await?;
            }
            let mut rest = &entries[..];
            while !rest.is_empty() {
                let applied = self.apply(app, rest);
                if !self.write(app, now, lease).await? {
                    return Ok(false);
                }
                if applied == 0 {
                    self.follower.leave(&app.db).await?;
                    return Ok(false);
                }
                rest = &rest[applied..];
            }
        }
        self.write_due(app, now, lease).await
    }

    /// As many as make one transaction.
    fn apply(&mut self, app: &App, entries: &[ryugaku_journal::Entry]) -> usize {
        let pending = &mut self.pending;
        let apply = |state: &mut State| {
            let mut count = 0;
            while count < entries.len() && pending.rows() < ROWS {
                if state.apply_all(&entries[count..=count], Some(pending)) == 0 {
                    break;
                }
                count += 1;
            }
            count
        };
        app.board.change(apply).unwrap_or_default()
    }

    /// What time alone brings: the flush, the lease, old entries.
    async fn write_due(&mut self, app: &App, now: Time, lease: SignedDuration) -> Outcome<bool> {
        if [self.hold_at, self.flush_at, self.trim_at].iter().all(|at| *at > now) {
            return Ok(true);
        }
        if self.flush_at <= now && !self.flush(app, now).await? {
            return Ok(false);
        }
        let Some(mut tx) = self.follower.begin(&app.db, now).await? else { return Ok(false) };
        self.hold_at = now.plus(lease / 3);
        if self.trim_at <= now {
            let gone = self.follower.trim(&mut tx, now.minus(KEEP_APPLIED)).await?;
            self.trim_at = if gone > 0 { now } else { now.plus(TRIM_EVERY) };
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Writes until when alerts count as firing: a transaction for each chunk, so that nobody waits long.
    async fn flush(&mut self, app: &App, now: Time) -> Outcome<bool> {
        self.flush_at = now.plus(RESOLVE_TIMEOUT / 3);
        let drained = app.board.change(|state| (state.machine.drain_dirty(), state.machine.chunks()));
        let (chunks, in_use) = drained.unwrap_or_default();
        for (chunk, kept) in chunks {
            let Some(mut tx) = self.follower.begin(&app.db, now).await? else { return Ok(false) };
            owner_store::write_seen(&mut tx, i64::from(chunk), &kept).await?;
            tx.commit().await?;
        }
        let Some(mut tx) = self.follower.begin(&app.db, now).await? else { return Ok(false) };
        owner_store::drop_seen(&mut tx, i64::try_from(in_use).unwrap_or(i64::MAX)).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn write(&mut self, app: &App, now: Time, lease: SignedDuration) -> Outcome<bool> {
        let Some(mut tx) = self.follower.begin(&app.db, now).await? else { return Ok(false) };
        self.hold_at = now.plus(lease / 3);
        write(&mut tx, std::mem::take(&mut self.pending)).await?;
        let applied = app.board.change(|state| state.applied).unwrap_or_default();
        self.follower.advance(&mut tx, applied).await?;
        tx.commit().await?;
        app.board.change(|state| {
            state.projected(applied);
            metrics::gauge!("ryugaku_alerts_firing").set(state.machine.len() as f64);
        });
        Ok(true)
    }
}

async fn write(tx: &mut Transaction, pending: Pending) -> Outcome<()> {
    if pending.is_empty() {
        return Ok(());
    }
    let (opened, ended) = (pending.opened.len(), pending.ended.len());
    let ended = ended + pending.opened.values().filter(|run| run.end.is_some()).count();
    // Pages show when a source was last heard of too, but need not hurry for that.
    let mut visible = !pending.is_quiet();
    owner_store::write_runs(tx, pending.opened.into_values().collect()).await?;
    owner_store::copy_bodies(tx, pending.copies).await?;
    owner_store::change_runs(tx, pending.changed.into_values().collect()).await?;
    owner_store::end_runs(tx, pending.ended).await?;
    for (source, delivery) in pending.deliveries {
        visible |= intake::note_delivery(tx, source, delivery).await?;
    }
    if visible {
        tx.wake("alert");
    }
    metrics::counter!("ryugaku_alerts_fired_total").increment(opened as u64);
    metrics::counter!("ryugaku_alerts_resolved_total").increment(ended as u64);
    Ok(())
}

/// Returns once something was appended, here or elsewhere.
async fn woken(wakes: &mut ryugaku_db::Wakes) {
    use tokio::sync::broadcast::error::RecvError;
    loop {
        match wakes.recv().await {
            Ok(channel) if channel == "journal" => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// What is done every so often by one replica.
pub fn rounds(registry: &mut Registry, app: &App) {
    let app = app.clone();
    registry.every("alerts.forget", SignedDuration::from_hours(24), move |_| forget_old(app.clone()));
}

/// Deletes what ended so long ago that nobody looks any more, some at a time.
async fn forget_old(app: App) -> Outcome<()> {
    loop {
        let mut tx = app.db.begin().await?;
        let gone = owner_store::trim(&mut tx, app.clock.now().minus(KEEP_ENDED)).await?;
        tx.commit().await?;
        if gone == 0 {
            return Ok(());
        }
    }
}

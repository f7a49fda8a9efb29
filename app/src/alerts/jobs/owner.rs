//! The owner: one replica at a time applies the journal to the alerts and writes what changed.
//!
//! What it writes, and how far it has come in the journal, are one transaction in which its lease still holds. After a
//! crash, a lost lease or a failed write it begins again from the rows, and nothing times out until a whole resolve
//! timeout has been held. It refuses nothing: what is fit was judged when it was delivered.

use std::time::Duration;

use jiff::SignedDuration;
use ryugaku_alerting::{Batch, BatchError};
use ryugaku_db::{Engine, Transaction};
use ryugaku_jobs::Registry;
use ryugaku_journal::{Follower, Lease};
use ryugaku_kernel::{Outcome, Time};
use tokio_util::sync::CancellationToken;

use super::owned::{Owned, Writes};
use crate::alerts::{owner_store, store};
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
/// Applied entries are kept so long: what was delivered can be looked at when something is odd.
const KEEP_APPLIED: SignedDuration = SignedDuration::from_hours(24);
/// The history's retention: a year and a half can be compared with the year before.
const KEEP_ENDED: SignedDuration = SignedDuration::from_hours(24 * 550);
const TRIM_EVERY: SignedDuration = SignedDuration::from_mins(10);

pub struct Owner {
    app: App,
    lease: Lease,
    owning: Option<Owning>,
}

struct Owning {
    follower: Follower,
    applied: i64,
    owned: Owned,
    hold_at: Time,
    flush_at: Time,
    trim_at: Time,
}

impl Owner {
    pub fn new(app: App) -> Self {
        let length = if app.db.engine() == Engine::Sqlite { LEASE_ALONE } else { LEASE };
        let lease = Lease::new(JOURNAL, app.chance.id(app.clock.now()), length);
        Self { app, lease, owning: None }
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
    }

    /// Applies all that waits, if this replica is the owner or can become it; gives how many entries it was.
    pub async fn step(&mut self) -> Outcome<usize> {
        let now = self.app.clock.now();
        let mut owning = match self.owning.take() {
            Some(owning) => owning,
            None => match self.take_over(now).await? {
                Some(owning) => owning,
                None => return Ok(0),
            },
        };
        // On a failure it is dropped: what it knows may no longer be what is stored.
        let (applied, still) = owning.work(&self.app, now, self.lease.length()).await?;
        if still {
            self.owning = Some(owning);
        } else {
            tracing::warn!("another replica has taken over the alerts");
        }
        Ok(applied)
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

    async fn take_over(&self, now: Time) -> Outcome<Option<Owning>> {
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
        let rows = store::firing(&mut tx).await?;
        let last_run = owner_store::last_run(&mut tx).await?;
        let applied = follower.applied(&mut tx).await?;
        tx.commit().await?;
        let rows = rows.into_iter().map(|alert| (alert.to_active(), alert.run, alert.source)).collect::<Vec<_>>();
        tracing::info!(term, firing = rows.len(), applied, "this replica applies the alerts");
        Ok(Some(Owning {
            follower,
            applied,
            owned: Owned::restore(now, rows, last_run),
            hold_at: now.plus(self.lease.length() / 3),
            flush_at: now.plus(RESOLVE_TIMEOUT / 3),
            trim_at: now,
        }))
    }
}

impl Owning {
    /// How many entries were applied, and whether the lease still holds.
    async fn work(&mut self, app: &App, now: Time, lease: SignedDuration) -> Outcome<(usize, bool)> {
        let mut count = 0;
        loop {
            let entries = self.follower.read(&mut app.db.reader(), self.applied).await?;
            if entries.is_empty() {
                break;
            }
            let mut readable = true;
            for entry in entries {
                match Batch::from_bytes(&entry.body) {
                    Ok(batch) => self.owned.apply(&batch),
                    Err(BatchError::Newer(version)) => {
                        tracing::error!(position = entry.position, version, "a newer program must apply this");
                        readable = false;
                        break;
                    }
                    // It was written whole; what can be done is to say so and go on.
                    Err(error) => tracing::error!(position = entry.position, %error, "an entry cannot be read"),
                }
                self.applied = entry.position;
                count += 1;
            }
            if !self.write(app, now, lease).await? {
                return Ok((count, false));
            }
            if !readable {
                self.follower.leave(&app.db).await?;
                return Ok((count, false));
            }
        }
        self.owned.tick(now);
        let still = self.write_due(app, now, lease).await?;
        Ok((count, still))
    }

    /// What time alone brings: alerts that timed out, the flush, the lease, old entries.
    async fn write_due(&mut self, app: &App, now: Time, lease: SignedDuration) -> Outcome<bool> {
        let due = [self.hold_at, self.flush_at, self.trim_at].iter().any(|at| *at <= now);
        let writes = self.owned.take();
        if !due && writes.is_empty() {
            return Ok(true);
        }
        let Some(mut tx) = self.follower.begin(&app.db, now).await? else { return Ok(false) };
        self.hold_at = now.plus(lease / 3);
        write(&mut tx, writes).await?;
        if self.flush_at <= now {
            owner_store::write_seen(&mut tx, self.owned.drain_seen()).await?;
            self.flush_at = now.plus(RESOLVE_TIMEOUT / 3);
        }
        if self.trim_at <= now {
            self.follower.trim(&mut tx, now.minus(KEEP_APPLIED)).await?;
            self.trim_at = now.plus(TRIM_EVERY);
        }
        tx.commit().await?;
        metrics::gauge!("ryugaku_alerts_firing").set(self.owned.machine().len() as f64);
        Ok(true)
    }

    async fn write(&mut self, app: &App, now: Time, lease: SignedDuration) -> Outcome<bool> {
        let Some(mut tx) = self.follower.begin(&app.db, now).await? else { return Ok(false) };
        self.hold_at = now.plus(lease / 3);
        write(&mut tx, self.owned.take()).await?;
        self.follower.advance(&mut tx, self.applied).await?;
        tx.commit().await?;
        Ok(true)
    }
}

async fn write(tx: &mut Transaction, writes: Writes) -> Outcome<()> {
    if writes.is_empty() {
        return Ok(());
    }
    let (opened, ended) = (writes.opened.len(), writes.alerts.iter().filter(|row| row.ended_at.is_some()).count());
    // Pages show when a source was last heard of too, but need not hurry for that.
    let mut visible = !writes.alerts.is_empty();
    owner_store::write_alerts(tx, writes.alerts).await?;
    owner_store::write_runs(tx, writes.opened).await?;
    owner_store::end_runs(tx, writes.ended).await?;
    if opened > 0 {
        owner_store::set_last_run(tx, writes.last_run).await?;
    }
    for (source, delivery) in writes.deliveries {
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

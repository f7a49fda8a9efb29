//! Following the journal: every replica applies it to its board, and one at a time, the owner, writes what changed.
//!
//! What the owner writes, and how far it has come in the journal, are one transaction in which its lease still holds. After
//! a crash, a lost lease or a failed write it begins again from the rows, and nothing that was last heard of before times
//! out until a whole resolve timeout has been held. It refuses nothing: what is fit was judged when it was delivered.

use std::time::Duration;

use jiff::SignedDuration;
use ryugaku_alerting::Entry;
use ryugaku_db::{Engine, Wakes};
use ryugaku_jobs::Registry;
use ryugaku_journal::{Follower, Journal, Lease};
use ryugaku_kernel::{Outcome, Time};
use tokio_util::sync::CancellationToken;

use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use super::Pending;
use super::desk::Desk;
use super::owning::Owning;
use crate::alerts::board::State;
use crate::alerts::judging::Judging;
use crate::alerts::{owner_store, why};
use crate::app::App;

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
/// Channels that say that alerts are judged otherwise now.
const RULES: [&str; 4] = ["silence", "routing", "catalog", "alert_rules"];
const RELOAD: SignedDuration = SignedDuration::from_mins(1);
/// The history's retention: a year and a half can be compared with the year before.
const KEEP_ENDED: SignedDuration = SignedDuration::from_hours(24 * 550);

pub struct Owner {
    app: App,
    lease: Lease,
    owning: Option<Owning>,
    loaded: bool,
    wakes: Wakes,
    reload_at: Time,
    /// What may wait does; a single step leaves nothing unwritten.
    patient: bool,
}

impl Owner {
    pub fn new(app: App) -> Self {
        let length = if app.db.engine() == Engine::Sqlite { LEASE_ALONE } else { LEASE };
        let lease = Lease::new(JOURNAL, app.chance.id(app.clock.now()), length);
        let wakes = app.db.listen();
        Self { app, lease, owning: None, loaded: false, wakes, reload_at: Time(i64::MIN), patient: false }
    }

    /// Works until `stop`, then applies what has come in, and lets another take over.
    pub async fn run(mut self, stop: CancellationToken) {
        self.patient = true;
        self.app.board.expect();
        while !stop.is_cancelled() {
            if let Err(failure) = self.step().await {
                tracing::warn!(%failure, "alerts cannot be applied; trying again");
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(LOOK) => {}
                }
                continue;
            }
            let patience = self.patience();
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(patience) => {}
                () = self.woken() => {}
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
        self.reload(now).await?;
        let deliveries = |app: &App| app.board.change(|state| state.deliveries).unwrap_or_default();
        let before = deliveries(&self.app);
        // On a failure it is dropped: what it knows may no longer be what is stored.
        if let Some(mut owning) = self.owning.take() {
            owning.patient = self.patient;
            if owning.work(&self.app, now, self.lease.length()).await? {
                self.owning = Some(owning);
            } else {
                tracing::warn!("another replica has taken over the alerts");
            }
        } else {
            self.follow(now).await?;
        }
        // What follows the owner loads anew at times, and counts from nothing then.
        Ok(deliveries(&self.app).saturating_sub(before))
    }

    /// Until somebody should look again, whatever happens.
    fn patience(&mut self) -> Duration {
        let due = self.owning.as_mut().and_then(Owning::next_due);
        let left = due.map(|due| due.since(self.app.clock.now())).unwrap_or(SignedDuration::MAX);
        Duration::try_from(left).unwrap_or(Duration::from_millis(1)).clamp(Duration::from_millis(1), LOOK)
    }

    /// Takes over what was changed about silences, routes, receivers and owners since; and after a while in any case.
    async fn reload(&mut self, now: Time) -> Outcome<()> {
        loop {
            match self.wakes.try_recv() {
                Ok(channel) if RULES.contains(&channel.as_str()) => self.reload_at = now,
                Ok(_) => {}
                Err(TryRecvError::Lagged(_)) => self.reload_at = now,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        if self.reload_at > now {
            return Ok(());
        }
        let mut q = self.app.db.reader();
        let judging = Judging::load(&mut q, now).await?;
        self.app.board.change(|state| state.judge_by(judging));
        if let Some(owning) = &mut self.owning {
            owning.desk.reload(&self.app, &mut q, now).await?;
        }
        self.reload_at = now.plus(RELOAD);
        Ok(())
    }

    /// Returns once something was appended or changed, here or elsewhere.
    async fn woken(&mut self) {
        loop {
            match self.wakes.recv().await {
                Ok(channel) => {
                    if RULES.contains(&channel.as_str()) {
                        self.reload_at = Time(i64::MIN);
                    }
                    if RULES.contains(&channel.as_str()) || ["journal", "notices"].contains(&channel.as_str()) {
                        return;
                    }
                }
                Err(RecvError::Lagged(_)) => {
                    self.reload_at = Time(i64::MIN);
                    return;
                }
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }

    pub fn is_owner(&self) -> bool {
        self.owning.is_some()
    }

    /// Until it is known of all that was sent whether it arrived, or until waiting is no use.
    pub async fn wait_for_attempts(&self) {
        if let Some(owning) = &self.owning {
            owning.desk.wait_for_attempts().await;
        }
    }

    /// Writes what is only in memory, and leaves the lease to others.
    pub async fn end(&mut self) -> Outcome<()> {
        self.patient = false;
        self.step().await?;
        self.wait_for_attempts().await;
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
        match self.begin(follower, now).await {
            Ok(Some(owning)) => {
                let (firing, applied) =
                    self.app.board.change(|state| (state.machine.len(), state.applied)).unwrap_or_default();
                tracing::info!(term, firing, applied, "this replica applies the alerts");
                Ok(Some(owning))
            }
            Ok(None) => Ok(None),
            // Another may be able to.
            Err(failure) => {
                follower.leave(&self.app.db).await?;
                Err(failure)
            }
        }
    }

    /// `None` if the lease has been lost meanwhile.
    async fn begin(&mut self, follower: Follower, now: Time) -> Outcome<Option<Owning>> {
        let db = &self.app.db;
        let state = if db.engine() == Engine::Sqlite {
            // Nobody else writes the rows; in a transaction it would keep those who deliver waiting.
            State::load(&mut db.reader(), now).await?
        } else {
            // Inside a transaction that holds the lease: nobody writes between these reads.
            let Some(mut tx) = follower.begin(db, now).await? else { return Ok(None) };
            let state = State::load(&mut tx, now).await?;
            tx.commit().await?;
            state
        };
        self.app.board.go_live(state);
        self.loaded = true;
        let desk = Desk::open(&self.app, &mut db.reader(), now).await?;
        let flushed = owner_store::flushed(&mut db.reader()).await?.unwrap_or_default().next();
        self.app.journal.append(Entry::Resume(now).to_bytes()).await?;
        Ok(Some(Owning {
            follower,
            pending: Pending::default(),
            desk,
            hold_at: now.plus(self.lease.length() / 3),
            patient: self.patient,
            quiet_until: Time(i64::MIN),
            next_write: Time(i64::MIN),
            flush_at: now.plus(RESOLVE_TIMEOUT / 3),
            flushed,
            behind: false,
            trim_at: now,
        }))
    }
}

/// What is done every so often by one replica.
pub fn rounds(registry: &mut Registry, app: &App) {
    let forgetting = app.clone();
    registry.every("alerts.forget", SignedDuration::from_hours(24), move |_| forget_old(forgetting.clone()));
    let sweeping = app.clone();
    registry.every("alerts.looks", SignedDuration::from_hours(6), move |_| sweep_looks(sweeping.clone()));
}

/// Deletes what was decided so long ago that nobody is told why any more.
async fn sweep_looks(app: App) -> Outcome<()> {
    loop {
        let mut tx = app.db.begin().await?;
        let gone = why::sweep(&mut tx, app.clock.now().minus(why::KEPT)).await?;
        tx.commit().await?;
        if gone == 0 {
            return Ok(());
        }
    }
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

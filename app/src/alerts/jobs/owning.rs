//! What the owner does: applies the journal, writes what changed of it, tells receivers and opens incidents.
//!
//! What is written, and how far the journal is applied, are one transaction in which the lease still holds.

use jiff::SignedDuration;
use ryugaku_alerting::Entry;
use ryugaku_db::Transaction;
use ryugaku_journal::Follower;
use ryugaku_kernel::{Outcome, Time};

use super::Pending;
use super::desk::Desk;
use super::owner::RESOLVE_TIMEOUT;
use crate::alerts::board::State;
use crate::alerts::owner_store::{self, Flushed};
use crate::app::App;
use crate::intake;

/// Rows of one transaction, about: whoever delivers waits for it.
const ROWS: usize = 8_000;
/// What comes so soon after a write is written together: each write keeps those who deliver waiting.
const BREATH: SignedDuration = SignedDuration::from_millis(20);
/// So many rows at once are a storm, in which there may be more time between. Rows are found by alert, at random places: what is
/// written of those places is the less the more rows share them.
const STORM: usize = 200;
const STORM_WAITS: SignedDuration = SignedDuration::from_millis(400);
/// How long it may wait to be written that a source was heard again, if that was all: repeats come by the thousand.
const QUIET: SignedDuration = SignedDuration::from_millis(500);
/// Applied entries are kept so long: for replicas that come behind.
const KEEP_APPLIED: SignedDuration = SignedDuration::from_mins(10);
/// After so long of applying alone, what time brings is looked after too.
const TURN: SignedDuration = SignedDuration::from_secs(1);
const TRIM_EVERY: SignedDuration = SignedDuration::from_secs(20);

pub struct Owning {
    pub(super) follower: Follower,
    pub(super) pending: Pending,
    pub(super) desk: Desk,
    pub(super) hold_at: Time,
    /// What may wait does, until then; else nothing is left unwritten.
    pub(super) patient: bool,
    pub(super) quiet_until: Time,
    pub(super) next_write: Time,
    pub(super) flush_at: Time,
    pub(super) flushed: Flushed,
    /// More was to be done than one turn may take.
    pub(super) behind: bool,
    pub(super) trim_at: Time,
}

impl Owning {
    /// Applies and writes all that waits; whether the lease still holds.
    pub async fn work(&mut self, app: &App, began: Time, lease: SignedDuration) -> Outcome<bool> {
        let mut now = began;
        self.behind = false;
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
                let applied = self.apply(app, rest, now);
                self.desk.look(app, now).await?;
                if !self.settle(app, now, lease).await? {
                    return Ok(false);
                }
                if applied == 0 {
                    self.follower.leave(&app.db).await?;
                    return Ok(false);
                }
                rest = &rest[applied..];
            }
            now = app.clock.now();
            if self.patient && now.since(began) > TURN {
                self.behind = true;
                break;
            }
        }
        self.desk.look(app, now).await?;
        let idle = self.pending.is_empty() && !self.desk.has_news();
        let settled = if idle { self.open_incidents(app, now).await? } else { self.settle(app, now, lease).await? };
        if !settled {
            return Ok(false);
        }
        self.write_due(app, now, lease).await
    }

    /// Writes what may not wait, then opens what incidents are due; whether the lease still holds.
    async fn settle(&mut self, app: &App, now: Time, lease: SignedDuration) -> Outcome<bool> {
        let written = self.may_wait(now) || self.write(app, now, lease).await?;
        Ok(written && self.open_incidents(app, now).await?)
    }

    /// What is not written is still in the journal: after a crash it is applied once more, to the same effect.
    fn may_wait(&self, now: Time) -> bool {
        // Sources were heard again, and that is all.
        let quiet = now < self.quiet_until && self.pending.is_quiet() && !self.desk.has_news();
        let soon = now < self.next_write && self.pending.rows() < ROWS;
        self.patient && (quiet || soon)
    }

    /// When somebody should look again, if nothing comes.
    pub fn next_due(&mut self) -> Option<Time> {
        if self.behind {
            return Some(Time(0));
        }
        let waits = !self.pending.is_quiet() || self.desk.has_news();
        self.desk.next_due().into_iter().chain(waits.then_some(self.next_write)).min()
    }

    async fn open_incidents(&mut self, app: &App, now: Time) -> Outcome<bool> {
        self.desk.open_incidents(app, &self.follower, now).await
    }

    /// As many as make one transaction.
    fn apply(&mut self, app: &App, entries: &[ryugaku_journal::Entry], now: Time) -> usize {
        let (pending, desk) = (&mut self.pending, &mut self.desk);
        let apply = |state: &mut State| {
            let mut count = 0;
            while count < entries.len() && pending.rows() < ROWS {
                if state.apply_all(&entries[count..=count], Some(pending)) == 0 {
                    break;
                }
                count += 1;
            }
            desk.turn(state, std::mem::take(&mut pending.turned), now);
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
        let Some(mut tx) = self.follower.begin_lightly(&app.db, now).await? else { return Ok(false) };
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
        let drain = |state: &mut State| (state.machine.drain_dirty(), state.machine.chunks(), state.applied);
        let Some((chunks, in_use, position)) = app.board.change(drain) else { return Ok(true) };
        for (chunk, kept) in chunks {
            let Some(mut tx) = self.follower.begin_lightly(&app.db, now).await? else { return Ok(false) };
            owner_store::write_seen(&mut tx, self.flushed, chunk, &kept).await?;
            tx.commit().await?;
        }
        self.flushed.position = position;
        let Some(mut tx) = self.follower.begin_lightly(&app.db, now).await? else { return Ok(false) };
        owner_store::end_flush(&mut tx, self.flushed, in_use).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn write(&mut self, app: &App, now: Time, lease: SignedDuration) -> Outcome<bool> {
        let Some(mut tx) = self.follower.begin_lightly(&app.db, now).await? else { return Ok(false) };
        (self.hold_at, self.quiet_until) = (now.plus(lease / 3), now.plus(QUIET));
        self.next_write = now.plus(if self.pending.rows() < STORM { BREATH } else { STORM_WAITS });
        write(&mut tx, std::mem::take(&mut self.pending)).await?;
        self.desk.write(app, &mut tx, now).await?;
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

//! The state machine of alerts: deliveries and the passing of time in, changes out. All in memory, the same each time.
//!
//! It refuses nothing: what is fit was judged when it was read. It stores nothing: the app writes what changed. It holds
//! no annotations: those are on disk, and here is only a hash that tells when they change.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use hashbrown::HashTable;
use jiff::SignedDuration;
use roaring::RoaringBitmap;
use ryugaku_kernel::{Time, Uuid};

use crate::index::Index;
use crate::row::{Row, Told};
use crate::{Change, Delivered, Ending, Fingerprint, Labels, Reason, Resolved, RunId, Seen};

mod look;
mod restart;
mod view;

pub use view::View;

pub struct Machine {
    resolve_timeout: SignedDuration,
    resumed_at: Time,
    /// When the passing of time was last told.
    ticked_at: Time,
    /// By slot; empty ones are in `free`.
    rows: Vec<Option<Row>>,
    free: Vec<u32>,
    /// Slots, those of remembered ones among them.
    by_fingerprint: HashTable<u32>,
    active: RoaringBitmap,
    index: Index,
    /// When each row is looked at next: an active one may time out then, an ended one is forgotten. A row that moved on in
    /// the meantime is put back; a place that is not the row's own any more is passed over.
    queue: BinaryHeap<Reverse<(Time, u32)>>,
    /// Chunks of slots in which something moved that has not been drained.
    dirty: RoaringBitmap,
    sources: Vec<Uuid>,
}

/// Until when an active alert counts as firing, to be kept over a restart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kept {
    pub run: RunId,
    pub seen_until: Time,
    pub updated_at: Time,
    pub times_out: bool,
}

/// Slots of one chunk of [`Machine::drain_dirty`].
const CHUNK: usize = 4_096;

/// How long an ended alert is remembered after its last delivery: as long as Prometheus repeats its end.
const REMEMBER: SignedDuration = SignedDuration::from_mins(15);
/// And at least so long after it ended, for those who are told of that: it may have been unheard of for hours.
const REMEMBER_END: SignedDuration = SignedDuration::from_mins(1);

impl Machine {
    /// `now` is when this owner begins: what was heard of before times out a whole `resolve_timeout` later at the earliest.
    pub fn new(resolve_timeout: SignedDuration, now: Time) -> Self {
        Self {
            resolve_timeout,
            resumed_at: now,
            ticked_at: now,
            rows: Vec::new(),
            free: Vec::new(),
            by_fingerprint: HashTable::new(),
            active: RoaringBitmap::new(),
            index: Index::default(),
            queue: BinaryHeap::new(),
            dirty: RoaringBitmap::new(),
            sources: Vec::new(),
        }
    }

    /// `received_at` says whether the delivery means firing or over, and which of two is the younger; it may go back.
    /// Applying the same delivery twice does what applying it once does. `run` is what the run is called if one begins.
    pub fn apply(&mut self, delivered: &Delivered, source: Uuid, received_at: Time, run: RunId) -> Change {
        let told = Told::of(delivered, self.source(source), received_at);
        let fingerprint = delivered.fingerprint();
        match self.slot(fingerprint) {
            Some(slot) if !self.carries(slot, &delivered.labels) => Change::Ignored(Reason::Collision),
            Some(slot) => self.told(slot, told, run),
            None if told.is_firing() => {
                let labels = self.index.add(&delivered.labels);
                self.insert(Row {
                    fingerprint,
                    run,
                    starts_at: told.starts_at,
                    until: told.ends_at,
                    updated_at: received_at,
                    queued: Time(0),
                    texts: told.texts,
                    labels,
                    source: told.source,
                    times_out: told.times_out,
                    acked: false,
                    ended: false,
                });
                Change::Fired
            }
            None => Change::Ignored(Reason::NotActive),
        }
    }

    /// The same for a delivery that says nothing but that an alert goes on. What ended in the meantime fires anew, with
    /// its former texts; what has been forgotten since is passed over.
    pub fn see(&mut self, seen: &Seen, source: Uuid, received_at: Time, run: RunId) -> Change {
        let Some(slot) = self.slot(seen.fingerprint) else { return Change::Ignored(Reason::NotActive) };
        let texts = self.row(slot).texts;
        let Seen { starts_at, ends_at, times_out, .. } = *seen;
        let source = self.source(source);
        self.told(slot, Told { starts_at, ends_at, times_out, texts, source, received_at }, run)
    }

    /// What [`Self::see`] needs to know of a delivery, if that is all it says. Of a pair of Prometheus the one that began to
    /// fire later says nothing new either.
    pub fn says_nothing_new(&self, delivered: &Delivered, received_at: Time) -> Option<Seen> {
        let fingerprint = delivered.fingerprint();
        let slot = self.slot(fingerprint)?;
        let row = self.row(slot);
        let same = !row.ended
            && delivered.is_firing(received_at)
            && (row.starts_at..=row.until).contains(&delivered.starts_at)
            && row.texts == delivered.texts()
            && self.carries(slot, &delivered.labels);
        let Delivered { starts_at, ends_at, times_out, .. } = *delivered;
        same.then_some(Seen { fingerprint, run: row.run, starts_at, ends_at, times_out })
    }

    /// Ends what has not been heard of in time, earliest first.
    pub fn tick(&mut self, now: Time) -> Vec<Resolved> {
        let mut resolved = Vec::new();
        self.ticked_at = self.ticked_at.max(now);
        while let Some(Reverse((time, slot))) = self.queue.peek().copied().filter(|Reverse((time, _))| *time <= now) {
            self.queue.pop();
            let Some(row) = self.rows[slot as usize].as_ref().filter(|row| row.queued == time) else { continue };
            let due = self.due_of(row);
            if due > time {
                self.queue_up(slot);
            } else if row.ended {
                self.forget(slot);
            } else {
                let ended_at = row.until.max(row.starts_at);
                resolved.push(self.end(slot, ended_at, Ending::TimedOut, false));
            }
        }
        resolved
    }

    /// When [`Self::tick`] next has something to do, if nothing is heard until then; never later than that.
    pub fn next_due(&self) -> Option<Time> {
        self.queue.peek().map(|Reverse((due, _))| *due)
    }

    pub fn set_acked(&mut self, run: RunId, fingerprint: Fingerprint, acked: bool) -> bool {
        let Some(slot) = self.slot(fingerprint) else { return false };
        let row = self.rows[slot as usize].as_mut().expect("a slot that is known is filled");
        let found = row.run == run && !row.ended;
        if found {
            row.acked = acked;
        }
        found
    }

    /// Until when active alerts count as firing, for every chunk of them in which that moved since the last call: all of
    /// the chunk, by its number. After a restore all chunks are other ones.
    pub fn drain_dirty(&mut self) -> Vec<(u32, Vec<Kept>)> {
        let chunks = std::mem::take(&mut self.dirty);
        let kept = |row: &Row| {
            let Row { run, until: seen_until, updated_at, times_out, .. } = *row;
            Kept { run, seen_until, updated_at, times_out }
        };
        let chunk = |number: u32| {
            let rows = self.rows.chunks(CHUNK).nth(number as usize).unwrap_or_default();
            (number, rows.iter().flatten().filter(|row| !row.ended).map(kept).collect())
        };
        chunks.iter().map(chunk).collect()
    }

    /// So many chunks there are.
    pub fn chunks(&self) -> usize {
        self.rows.len().div_ceil(CHUNK)
    }

    fn told(&mut self, slot: u32, told: Told, run: RunId) -> Change {
        match (self.row(slot).ended, told.is_firing()) {
            (false, true) => self.refresh(slot, told),
            (false, false) => match self.row(slot).outlasts(told) {
                Some(reason) => Change::Ignored(reason),
                None => {
                    let row = self.row_mut(slot);
                    row.starts_at = row.starts_at.min(told.starts_at);
                    row.updated_at = told.received_at;
                    let details = row.texts != told.texts;
                    row.texts = told.texts;
                    let ended_at = told.ends_at.max(row.starts_at);
                    Change::Resolved(self.end(slot, ended_at, Ending::Told, details))
                }
            },
            (true, true) => self.fire_again(slot, told, run),
            (true, false) => Change::Ignored(Reason::NotActive),
        }
    }

    fn fire_again(&mut self, slot: u32, told: Told, run: RunId) -> Change {
        let row = self.row_mut(slot);
        let (former, ended_at) = (row.run, row.until);
        let overlap = told.starts_at < ended_at;
        if told.received_at < row.updated_at || (told.received_at == row.updated_at && overlap) {
            return Change::Ignored(Reason::Late);
        }
        row.starts_at = if overlap { told.starts_at.min(row.starts_at) } else { told.starts_at };
        row.until = told.ends_at;
        row.updated_at = told.received_at;
        row.times_out = told.times_out;
        (row.run, row.texts, row.source) = (run, told.texts, told.source);
        (row.ended, row.acked) = (false, false);
        self.show(slot);
        Change::Refired { former, ended_at }
    }

    fn refresh(&mut self, slot: u32, told: Told) -> Change {
        let row = self.row_mut(slot);
        let late = told.received_at < row.updated_at;
        let before = row.times();
        let details = row.merge(told);
        if !details && row.times() == before {
            return Change::Ignored(if late { Reason::Late } else { Reason::Same });
        }
        self.dirty.insert(slot / CHUNK as u32);
        // Most go on for longer, and are found to do so when their time comes.
        let row = self.row(slot);
        if self.due_of(row) < row.queued {
            self.queue_up(slot);
        }
        Change::Refreshed { details }
    }

    fn end(&mut self, slot: u32, ended_at: Time, ending: Ending, details: bool) -> Resolved {
        let row = self.rows[slot as usize].as_mut().expect("what ends is there");
        row.until = ended_at;
        row.ended = true;
        self.index.hide(slot, &row.labels);
        let Row { fingerprint, run, starts_at, updated_at, .. } = *row;
        self.active.remove(slot);
        self.queue_up(slot);
        Resolved { fingerprint, run, starts_at, ended_at, updated_at, ending, details }
    }

    fn insert(&mut self, row: Row) -> u32 {
        let fingerprint = row.fingerprint;
        let slot = match self.free.pop() {
            Some(slot) => {
                self.rows[slot as usize] = Some(row);
                slot
            }
            None => {
                self.rows.push(Some(row));
                self.rows.len() as u32 - 1
            }
        };
        let rows = &self.rows;
        let hash = |slot: &u32| rows[*slot as usize].as_ref().map_or(0, |row| row.fingerprint.0);
        self.by_fingerprint.insert_unique(fingerprint.0, slot, hash);
        self.show(slot);
        slot
    }

    fn show(&mut self, slot: u32) {
        let row = self.rows[slot as usize].as_ref().expect("what is shown is there");
        self.index.show(slot, &row.labels);
        self.active.insert(slot);
        self.queue_up(slot);
    }

    fn forget(&mut self, slot: u32) {
        let Some(row) = self.rows[slot as usize].take() else { return };
        if !row.ended {
            self.index.hide(slot, &row.labels);
            self.active.remove(slot);
        }
        self.index.drop(&row.labels);
        if let Ok(found) = self.by_fingerprint.find_entry(row.fingerprint.0, |other| *other == slot) {
            found.remove();
        }
        self.free.push(slot);
    }

    /// Gives the row its one place in the queue.
    fn queue_up(&mut self, slot: u32) {
        let row = self.row(slot);
        let least = if row.ended { self.ticked_at.plus(REMEMBER_END) } else { Time(i64::MIN) };
        let due = self.due_of(row).max(least);
        self.row_mut(slot).queued = due;
        self.queue.push(Reverse((due, slot)));
        // Places that are passed over may lie years ahead: they must not pile up.
        if self.queue.len() > 1_024 + 4 * self.rows.len() {
            let rows = &self.rows;
            let own = |(due, slot): (Time, u32)| rows[slot as usize].as_ref().is_some_and(|row| row.queued == due);
            self.queue.retain(|Reverse(place)| own(*place));
        }
    }

    /// After a start nobody can tell silence from not having listened: each alert is held for a whole timeout, its own
    /// if its sender has a longer one. Of one that was heard of since, the sender has said until when.
    fn due_of(&self, row: &Row) -> Time {
        if row.ended {
            return row.updated_at.plus(REMEMBER).max(row.until);
        }
        if row.updated_at >= self.resumed_at {
            return row.until;
        }
        let own = row.until.since(row.updated_at);
        let hold = if row.times_out { own.max(self.resolve_timeout) } else { self.resolve_timeout };
        row.until.max(self.resumed_at.plus(hold))
    }

    fn slot(&self, fingerprint: Fingerprint) -> Option<u32> {
        let is = |slot: &u32| self.rows[*slot as usize].as_ref().is_some_and(|row| row.fingerprint == fingerprint);
        self.by_fingerprint.find(fingerprint.0, is).copied()
    }

    fn row(&self, slot: u32) -> &Row {
        self.rows[slot as usize].as_ref().expect("a slot that is known is filled")
    }

    fn row_mut(&mut self, slot: u32) -> &mut Row {
        self.rows[slot as usize].as_mut().expect("a slot that is known is filled")
    }

    fn carries(&self, slot: u32, labels: &Labels) -> bool {
        let mut own = self.row(slot).labels.iter().map(|label| self.index.text(*label));
        labels.iter().all(|pair| own.next() == Some(pair)) && own.next().is_none()
    }

    fn view(&self, slot: u32) -> View<'_> {
        View::new(self.row(slot), self)
    }

    fn source(&mut self, source: Uuid) -> u32 {
        let known = self.sources.iter().position(|other| *other == source);
        known.unwrap_or_else(|| {
            self.sources.push(source);
            self.sources.len() - 1
        }) as u32
    }
}

#[cfg(test)]
mod tests;

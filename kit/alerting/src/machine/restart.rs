//! A machine made again from stored rows, and what of the time before it still holds.

use ryugaku_kernel::Time;

use super::{CHUNK, Machine};
use crate::row::Row;
use crate::{Active, Fingerprint};

impl Machine {
    /// Takes in an alert from a stored row; of two with one fingerprint the later run stands.
    pub fn restore(&mut self, stored: &Active) {
        let fingerprint = stored.fingerprint();
        if let Some(slot) = self.slot(fingerprint) {
            if self.row(slot).run > stored.run {
                return;
            }
            self.forget(slot);
        }
        let source = self.source(stored.source);
        let row = Row {
            fingerprint,
            run: stored.run,
            starts_at: stored.starts_at,
            until: stored.seen_until,
            updated_at: stored.updated_at,
            queued: Time(0),
            texts: stored.texts,
            labels: self.index.add(&stored.labels),
            source,
            times_out: stored.times_out,
            acked: stored.acked,
            ended: false,
        };
        let slot = self.insert(row);
        self.dirty.insert(slot / CHUNK as u32);
    }

    /// The owner was away, or another was the owner: the hold begins anew.
    pub fn resume(&mut self, now: Time) {
        self.resumed_at = now;
        for slot in &self.active.clone() {
            self.queue_up(slot);
        }
    }

    pub fn resumed_at(&self) -> Time {
        self.resumed_at
    }

    /// Until when an active alert goes on, as a delivery said that was applied before: for what is restored from rows that do not
    /// say so yet. Whatever else it said is in the rows.
    pub fn heard(&mut self, fingerprint: Fingerprint, ends_at: Time, times_out: bool, received_at: Time) {
        let Some(slot) = self.slot(fingerprint) else { return };
        let row = self.row_mut(slot);
        if row.ended || ends_at <= received_at || received_at < row.updated_at {
            return;
        }
        if ends_at > row.until || row.times_out {
            (row.until, row.times_out) = (ends_at, times_out);
        }
        row.updated_at = received_at;
        let row = self.row(slot);
        if self.due_of(row) < row.queued {
            self.queue_up(slot);
        }
        self.dirty.insert(slot / CHUNK as u32);
    }
}

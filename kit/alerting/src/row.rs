//! An alert as the machine holds it: as small as can be, since there may be half a million.

use ryugaku_kernel::Time;

use crate::index::Label;
use crate::{Delivered, Fingerprint, Reason, RunId};

pub(crate) struct Row {
    pub fingerprint: Fingerprint,
    pub run: RunId,
    /// The earliest start any sender named for this run.
    pub starts_at: Time,
    /// It counts as firing until then; of one that is over: when it ended.
    pub until: Time,
    pub updated_at: Time,
    /// When the machine looks at it next: the time of its one valid place in the queue.
    pub queued: Time,
    pub texts: u64,
    pub labels: Box<[Label]>,
    /// A place in the machine's list of sources.
    pub source: u32,
    pub times_out: bool,
    pub acked: bool,
    /// It is over, and remembered to tell a late delivery from a new one.
    pub ended: bool,
}

/// A delivery as far as the machine is concerned.
#[derive(Clone, Copy)]
pub(crate) struct Told {
    pub starts_at: Time,
    pub ends_at: Time,
    pub times_out: bool,
    pub texts: u64,
    pub source: u32,
    pub received_at: Time,
}

impl Told {
    pub fn of(delivered: &Delivered, source: u32, received_at: Time) -> Self {
        let Delivered { starts_at, ends_at, times_out, .. } = *delivered;
        Self { starts_at, ends_at, times_out, texts: delivered.texts(), source, received_at }
    }

    pub fn is_firing(&self) -> bool {
        self.ends_at > self.received_at
    }
}

impl Row {
    /// Why a delivery that says "over" does not end this alert.
    pub fn outlasts(&self, told: Told) -> Option<Reason> {
        // Where both times are one, the sender named no start.
        let names_a_run = told.starts_at < told.ends_at;
        if told.received_at < self.updated_at {
            Some(Reason::Late)
        } else if names_a_run && told.ends_at < self.starts_at {
            Some(Reason::EarlierRun)
        } else {
            None
        }
    }

    /// Takes in a further firing delivery, as Alertmanager merges two: the earliest start stands while the runs overlap,
    /// the younger's texts, and the later end, except that one from a timeout gives way to whatever came after it.
    /// Whether start or texts are other ones now. The source is that of the youngest: of a pair of Prometheus each in turn.
    pub fn merge(&mut self, told: Told) -> bool {
        let before = (self.starts_at, self.texts);
        let younger = told.received_at >= self.updated_at;
        // Runs that touch are one; else a delivery that shortened this one would begin a new one when applied again.
        let overlap = told.starts_at <= self.until;
        if told.starts_at < self.starts_at || (younger && !overlap) {
            self.starts_at = told.starts_at;
        }
        let later = told.ends_at > self.until;
        if (younger && (later || self.times_out)) || (later && !told.times_out) {
            self.until = told.ends_at;
            self.times_out = told.times_out;
        }
        if younger {
            self.updated_at = told.received_at;
            self.texts = told.texts;
            self.source = told.source;
        }
        (self.starts_at, self.texts) != before
    }

    /// All its times but the start.
    pub fn times(&self) -> (Time, bool, Time) {
        (self.until, self.times_out, self.updated_at)
    }
}

//! One alert of the machine, to look at.

use ryugaku_kernel::{Time, Uuid};

use super::Machine;
use crate::row::Row;
use crate::{Active, Fingerprint, LabelSet, Labels, RunId};

#[derive(Clone, Copy)]
pub struct View<'a> {
    row: &'a Row,
    machine: &'a Machine,
}

impl<'a> View<'a> {
    pub(super) fn new(row: &'a Row, machine: &'a Machine) -> Self {
        Self { row, machine }
    }

    pub fn fingerprint(self) -> Fingerprint {
        self.row.fingerprint
    }

    pub fn run(self) -> RunId {
        self.row.run
    }

    pub fn starts_at(self) -> Time {
        self.row.starts_at
    }

    /// Of one that is over: when it ended.
    pub fn seen_until(self) -> Time {
        self.row.until
    }

    pub fn times_out(self) -> bool {
        self.row.times_out
    }

    pub fn updated_at(self) -> Time {
        self.row.updated_at
    }

    pub fn source(self) -> Uuid {
        self.machine.sources[self.row.source as usize]
    }

    /// A hash of its annotations and its address.
    pub fn texts(self) -> u64 {
        self.row.texts
    }

    pub fn is_acked(self) -> bool {
        self.row.acked
    }

    pub fn is_ended(self) -> bool {
        self.row.ended
    }

    /// By name.
    pub fn pairs(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.row.labels.iter().map(move |label| self.machine.index.text(*label))
    }

    pub fn label(self, name: &str) -> &'a str {
        self.pairs().find(|(other, _)| *other == name).map(|(_, value)| value).unwrap_or_default()
    }

    pub fn labels(self) -> Labels {
        Labels::new(self.pairs())
    }

    pub fn to_active(self) -> Active {
        Active {
            run: self.row.run,
            labels: self.labels(),
            texts: self.row.texts,
            source: self.source(),
            starts_at: self.row.starts_at,
            seen_until: self.row.until,
            times_out: self.row.times_out,
            updated_at: self.row.updated_at,
            acked: self.row.acked,
        }
    }
}

impl LabelSet for View<'_> {
    fn value(&self, name: &str) -> &str {
        self.label(name)
    }
}

//! What the owner has to write: rows that begin, end or change, and what each source delivered.
//!
//! Pure: changes go in, rows come out. It is kept until they are written.

use std::collections::BTreeMap;

use bytes::Bytes;
use ryugaku_alerting::{Change, Fingerprint, Resolved, RunId, View};
use ryugaku_kernel::{Time, Uuid};

use crate::alerts::alert::column;
use crate::alerts::owner_store::{ChangeRun, EndRun, NewRun};
use crate::intake::DeliveryNote;

#[derive(Default)]
pub struct Pending {
    pub opened: BTreeMap<RunId, NewRun>,
    /// Runs that begin with the texts of the run before.
    pub copies: Vec<(RunId, RunId)>,
    pub changed: BTreeMap<RunId, ChangeRun>,
    pub ended: Vec<EndRun>,
    pub deliveries: BTreeMap<Uuid, DeliveryNote>,
    /// What began to fire (`true`) or resolved, for the dispatcher.
    pub turned: Vec<(Fingerprint, bool)>,
}

/// Gaps that are learnt of one source at once.
const GAPS: usize = 1_000;

impl Pending {
    /// Nothing that anybody would see on a page is to be written.
    pub fn is_quiet(&self) -> bool {
        self.opened.is_empty() && self.changed.is_empty() && self.ended.is_empty()
    }

    pub fn is_empty(&self) -> bool {
        self.is_quiet() && self.deliveries.is_empty()
    }

    pub fn rows(&self) -> usize {
        self.opened.len() + self.changed.len() + self.ended.len()
    }

    /// `goes_on`: it speaks of alerts that were firing before it.
    pub fn delivered(&mut self, source: Uuid, received_at: Time, alerts: usize, goes_on: bool) {
        let note = self.deliveries.entry(source).or_default();
        if note.deliveries == 0 {
            (note.first_at, note.last_at, note.goes_on) = (received_at, received_at, goes_on);
        } else if goes_on && note.gaps.len() < GAPS {
            note.gaps.push(received_at.since(note.last_at));
        }
        note.deliveries += 1;
        note.alerts += i64::try_from(alerts).unwrap_or(i64::MAX);
        note.first_at = note.first_at.min(received_at);
        note.last_at = note.last_at.max(received_at);
        note.timed_out = 0;
    }

    /// An alert of the source ended, and nobody said so.
    pub fn timed_out(&mut self, source: Uuid) {
        self.deliveries.entry(source).or_default().timed_out += 1;
    }

    /// `texts` are new ones, if any came.
    pub fn note(&mut self, alert: View<'_>, change: Change, texts: Option<Bytes>) {
        match change {
            Change::Fired => self.open(alert, None, texts),
            Change::Refired { former, ended_at } => self.open(alert, Some((former, ended_at)), texts),
            Change::Refreshed { .. } => self.change(alert, texts),
            Change::Resolved(resolved) => {
                if texts.is_some() {
                    self.change(alert, texts);
                }
                self.end(resolved);
            }
            Change::Ignored(_) => {}
        }
    }

    /// A run begins where the one before ended, if its sender says that it began earlier.
    fn open(&mut self, alert: View<'_>, before: Option<(RunId, Time)>, texts: Option<Bytes>) {
        let id = alert.run();
        self.turned.push((alert.fingerprint(), true));
        let starts_at = before.map_or(alert.starts_at(), |(_, ended_at)| alert.starts_at().max(ended_at));
        let former = before.map(|(former, _)| former).filter(|_| texts.is_none());
        let waiting = former.and_then(|former| self.opened.get(&former)).map(|former| former.body.clone());
        if let Some(former) = former.filter(|_| waiting.is_none()) {
            self.copies.push((id, former));
        }
        let run = NewRun {
            id,
            fingerprint: alert.fingerprint(),
            name: column(alert.label("alertname")),
            service: column(alert.label("service")),
            starts_at,
            seen_until: alert.seen_until(),
            times_out: alert.times_out(),
            updated_at: alert.updated_at(),
            source: Some(alert.source()),
            body: waiting.unwrap_or_else(|| texts.unwrap_or_default()),
            end: None,
        };
        self.opened.insert(id, run);
    }

    fn change(&mut self, alert: View<'_>, texts: Option<Bytes>) {
        let (id, starts_at, source) = (alert.run(), alert.starts_at(), alert.source());
        if let Some(opened) = self.opened.get_mut(&id) {
            opened.starts_at = opened.starts_at.min(starts_at);
            opened.source = Some(source);
            if let Some(texts) = texts {
                opened.body = texts;
            }
            return;
        }
        let changed = self.changed.entry(id).or_insert(ChangeRun { id, starts_at, source, body: None });
        (changed.starts_at, changed.source) = (starts_at, source);
        if texts.is_some() {
            changed.body = texts;
        }
    }

    pub fn end(&mut self, resolved: Resolved) {
        let Resolved { run: id, ended_at, updated_at, ending, .. } = resolved;
        self.turned.push((resolved.fingerprint, false));
        match self.opened.get_mut(&id) {
            Some(opened) => {
                opened.end = Some((ended_at.max(opened.starts_at), ending));
                opened.updated_at = updated_at;
            }
            None => {
                let starts_at = resolved.starts_at.min(ended_at);
                self.ended.push(EndRun { id, starts_at, ended_at, updated_at, ending });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use ryugaku_alerting::{Annotations, Delivered, Labels, Machine};

    use super::*;

    fn deliver(machine: &mut Machine, pending: &mut Pending, at: i64, ends_at: i64) {
        let alert = Delivered {
            labels: Labels::new([("alertname", "A")]),
            annotations: Annotations::default(),
            starts_at: Time(1),
            ends_at: Time(ends_at),
            times_out: false,
            generator_url: None,
        };
        let change = machine.apply(&alert, Uuid::from_u128(1), Time(at), RunId(at));
        pending.delivered(Uuid::from_u128(1), Time(at), 1, !matches!(change, Change::Fired));
        if let Some(view) = machine.remembered(alert.fingerprint()) {
            pending.note(view, change, Some(Bytes::from_static(b"texts")));
        }
    }

    #[test]
    fn one_batch_may_open_and_close_a_run_and_open_the_next() {
        let mut machine = Machine::new(SignedDuration::from_mins(5), Time(0));
        let mut pending = Pending::default();
        for (at, ends_at) in [(10, 1000), (20, 15), (30, 1000)] {
            deliver(&mut machine, &mut pending, at, ends_at);
        }
        let runs: Vec<_> =
            pending.opened.values().map(|run| (run.id.0, run.starts_at.0, run.end.map(|(at, _)| at.0))).collect();
        assert_eq!(runs, [(10, 1, Some(15)), (30, 15, None)]);
        assert!(pending.ended.is_empty());
        let note = &pending.deliveries[&Uuid::from_u128(1)];
        assert_eq!((note.deliveries, note.alerts, note.first_at, note.last_at), (3, 3, Time(10), Time(30)));
        assert_eq!((note.goes_on, &*note.gaps), (false, &[SignedDuration::from_micros(10); 2][..]));
        pending.timed_out(Uuid::from_u128(1));
        assert_eq!(pending.deliveries[&Uuid::from_u128(1)].timed_out, 1);
        pending.delivered(Uuid::from_u128(1), Time(40), 1, false);
        assert_eq!(pending.deliveries[&Uuid::from_u128(1)].timed_out, 0, "it was heard");
        let mut pending = Pending::default();
        deliver(&mut machine, &mut pending, 40, 35);
        assert_eq!((pending.opened.len(), pending.ended.len(), pending.ended[0].id), (0, 1, RunId(30)));
    }
}

//! What the owner holds in memory: the state machine, which run each alert is in, and what has to be written of it.
//!
//! Pure: deliveries and times go in, rows to be written come out. After a failed write it is thrown away and made again
//! from the rows.

use std::collections::{BTreeMap, HashMap};

use ryugaku_alerting::{Active, Batch, Change, Fingerprint, Machine, Resolved};
use ryugaku_kernel::{Time, Uuid};

use super::owner::RESOLVE_TIMEOUT;
use crate::alerts::owner_store::{EndRun, NewRun, Write};
use crate::intake::DeliveryNote;

pub struct Owned {
    machine: Machine,
    /// The run each firing alert is in, and who delivered it last.
    runs: HashMap<Fingerprint, (i64, Option<Uuid>)>,
    last_run: i64,
    pending: Pending,
}

#[derive(Default)]
struct Pending {
    alerts: BTreeMap<Fingerprint, Fate>,
    opened: BTreeMap<i64, NewRun>,
    ended: Vec<EndRun>,
    deliveries: BTreeMap<Uuid, DeliveryNote>,
}

enum Fate {
    /// As the machine holds it.
    Fires,
    Ended(Box<Write>),
}

/// What is to be written, all in one transaction.
#[derive(Default)]
pub struct Writes {
    pub alerts: Vec<Write>,
    pub opened: Vec<NewRun>,
    pub ended: Vec<EndRun>,
    pub last_run: i64,
    pub deliveries: BTreeMap<Uuid, DeliveryNote>,
}

impl Writes {
    pub fn is_empty(&self) -> bool {
        self.alerts.is_empty() && self.deliveries.is_empty()
    }
}

impl Owned {
    /// `rows` are the firing alerts with the run each is in.
    pub fn restore(now: Time, rows: Vec<(Active, i64, Option<Uuid>)>, last_run: i64) -> Self {
        let runs = rows.iter().map(|(alert, run, source)| (alert.fingerprint, (*run, *source))).collect();
        let machine = Machine::restore(RESOLVE_TIMEOUT, now, rows.into_iter().map(|(alert, ..)| alert));
        Self { machine, runs, last_run, pending: Pending::default() }
    }

    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    pub fn apply(&mut self, batch: &Batch) {
        let delivery = self.pending.deliveries.entry(batch.source).or_default();
        if delivery.deliveries == 0 {
            delivery.first_at = batch.received_at;
        }
        delivery.deliveries += 1;
        delivery.alerts += i64::try_from(batch.alerts.len()).unwrap_or(i64::MAX);
        delivery.first_at = delivery.first_at.min(batch.received_at);
        delivery.last_at = delivery.last_at.max(batch.received_at);
        for delivered in &batch.alerts {
            let fingerprint = delivered.fingerprint();
            match self.machine.apply(delivered, batch.received_at) {
                Change::Fired => self.open(fingerprint, batch.source, None),
                Change::Refired { ended_at } => self.open(fingerprint, batch.source, Some(ended_at)),
                Change::Refreshed { details } => {
                    if let Some((_, source)) = self.runs.get_mut(&fingerprint) {
                        let moved = source.replace(batch.source) != Some(batch.source);
                        if details || moved {
                            self.pending.alerts.insert(fingerprint, Fate::Fires);
                        }
                    }
                }
                Change::Resolved(resolved) => self.close(*resolved),
                Change::Ignored(_) => {}
            }
        }
    }

    /// Ends what has not been heard of in time.
    pub fn tick(&mut self, now: Time) {
        for resolved in self.machine.tick(now) {
            self.close(resolved);
        }
    }

    pub fn drain_seen(&mut self) -> Vec<ryugaku_alerting::Seen> {
        self.machine.drain_dirty()
    }

    /// A run begins where the one before ended, if its sender says that it began earlier.
    fn open(&mut self, fingerprint: Fingerprint, source: Uuid, not_before: Option<Time>) {
        let Some(alert) = self.machine.get(fingerprint) else { return };
        self.last_run += 1;
        let id = self.last_run;
        let starts_at = not_before.map_or(alert.starts_at, |ended_at| alert.starts_at.max(ended_at));
        let run = NewRun { id, fingerprint, labels: alert.labels.clone(), starts_at, end: None };
        self.pending.opened.insert(id, run);
        self.pending.alerts.insert(fingerprint, Fate::Fires);
        self.runs.insert(fingerprint, (id, Some(source)));
    }

    fn close(&mut self, Resolved { alert, ended_at, ending }: Resolved) {
        let fingerprint = alert.fingerprint;
        let Some((run, source)) = self.runs.remove(&fingerprint) else { return };
        match self.pending.opened.get_mut(&run) {
            Some(opened) => opened.end = Some((ended_at.max(opened.starts_at), ending)),
            None => {
                let starts_at = alert.starts_at.min(ended_at);
                self.pending.ended.push(EndRun { id: run, starts_at, ended_at, ending });
            }
        }
        let write = Write { alert, run, ended_at: Some(ended_at), source };
        self.pending.alerts.insert(fingerprint, Fate::Ended(Box::new(write)));
    }

    /// Takes what has to be written since the last call.
    pub fn take(&mut self) -> Writes {
        let Pending { alerts, opened, ended, deliveries } = std::mem::take(&mut self.pending);
        let write = |(fingerprint, fate)| match fate {
            Fate::Ended(write) => Some(*write),
            Fate::Fires => {
                let alert = self.machine.get(fingerprint)?.clone();
                let (run, source) = *self.runs.get(&fingerprint)?;
                Some(Write { alert, run, ended_at: None, source })
            }
        };
        Writes {
            alerts: alerts.into_iter().filter_map(write).collect(),
            opened: opened.into_values().collect(),
            ended,
            last_run: self.last_run,
            deliveries,
        }
    }
}

#[cfg(test)]
mod tests {
    use ryugaku_alerting::{Annotations, Delivered, Labels};

    use super::*;

    fn batch(at: i64, name: &str, ends_at: i64) -> Batch {
        let alert = Delivered {
            labels: Labels::new([("alertname", name)]),
            annotations: Annotations::default(),
            starts_at: Time(1),
            ends_at: Time(ends_at),
            times_out: false,
            generator_url: None,
        };
        Batch { source: Uuid::from_u128(1), received_at: Time(at), alerts: vec![alert] }
    }

    #[test]
    fn one_batch_may_open_and_close_a_run_and_open_the_next() {
        let mut owned = Owned::restore(Time(0), Vec::new(), 7);
        for (at, ends_at) in [(10, 1000), (20, 15), (30, 1000)] {
            owned.apply(&batch(at, "A", ends_at));
        }
        let writes = owned.take();
        let runs: Vec<_> =
            writes.opened.iter().map(|run| (run.id, run.starts_at.0, run.end.map(|(at, _)| at.0))).collect();
        assert_eq!(runs, [(8, 1, Some(15)), (9, 15, None)]);
        assert_eq!((writes.alerts.len(), writes.alerts[0].run, writes.alerts[0].ended_at), (1, 9, None));
        assert!(writes.ended.is_empty());
        let delivery = writes.deliveries[&Uuid::from_u128(1)];
        assert_eq!(
            (delivery.deliveries, delivery.alerts, delivery.first_at, delivery.last_at),
            (3, 3, Time(10), Time(30))
        );
        assert!(owned.take().is_empty());
        owned.apply(&batch(40, "A", 35));
        let writes = owned.take();
        assert_eq!((writes.opened.len(), writes.ended.len(), writes.ended[0].id), (0, 1, 9));
        assert_eq!(writes.alerts[0].ended_at, Some(Time(35)));
    }

    #[test]
    fn the_same_again_writes_no_row() {
        let mut owned = Owned::restore(Time(0), Vec::new(), 0);
        owned.apply(&batch(10, "A", 1000));
        owned.take();
        owned.apply(&batch(20, "A", 2000));
        assert!(owned.take().alerts.is_empty());
        assert_eq!(owned.drain_seen().len(), 1);
    }
}

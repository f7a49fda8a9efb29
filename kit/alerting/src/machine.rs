//! The state machine of alerts: deliveries and the passing of time in, changes out. All in memory, the same each time.
//!
//! It refuses nothing: what is fit was judged when it was read. It stores nothing: the app writes what changed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use ryugaku_kernel::Time;

use crate::index::Index;
use crate::{Active, Change, Delivered, Ending, Fingerprint, Matcher, Reason, Resolved, Seen};

pub struct Machine {
    resolve_timeout: SignedDuration,
    resumed_at: Time,
    active: BTreeMap<Fingerprint, Active>,
    index: Index,
    /// When each active alert times out.
    due: BTreeSet<(Time, Fingerprint)>,
    dirty: BTreeSet<Fingerprint>,
    ended: BTreeMap<Fingerprint, Ended>,
    /// When each ended alert is forgotten.
    forget: BTreeSet<(Time, Fingerprint)>,
}

/// What is remembered of an alert that is over, to tell a late delivery from a new one.
struct Ended {
    starts_at: Time,
    ended_at: Time,
    updated_at: Time,
}

/// How long an ended alert is remembered after its last delivery: as long as Prometheus repeats its end.
const REMEMBER: SignedDuration = SignedDuration::from_mins(15);

impl Machine {
    /// `now` is when this owner begins: nothing times out until a whole `resolve_timeout` later.
    pub fn new(resolve_timeout: SignedDuration, now: Time) -> Self {
        Self {
            resolve_timeout,
            resumed_at: now,
            active: BTreeMap::new(),
            index: Index::default(),
            due: BTreeSet::new(),
            dirty: BTreeSet::new(),
            ended: BTreeMap::new(),
            forget: BTreeSet::new(),
        }
    }

    /// From stored rows. What ended before is not remembered; of two rows with one fingerprint the last stands.
    pub fn restore(resolve_timeout: SignedDuration, now: Time, rows: impl IntoIterator<Item = Active>) -> Self {
        let mut machine = Self::new(resolve_timeout, now);
        for row in rows {
            machine.remove(row.fingerprint);
            machine.insert(row);
        }
        machine
    }

    /// The owner was away, or another was the owner: the hold begins anew.
    pub fn resume(&mut self, now: Time) {
        self.resumed_at = now;
        self.due = self.active.values().map(|alert| (self.due_of(alert), alert.fingerprint)).collect();
    }

    pub fn resumed_at(&self) -> Time {
        self.resumed_at
    }

    /// `received_at` says whether the delivery means firing or over, and which of two is the younger; it may go back.
    /// Applying the same delivery twice does what applying it once does.
    pub fn apply(&mut self, delivered: &Delivered, received_at: Time) -> Change {
        let fingerprint = delivered.fingerprint();
        let firing = delivered.is_firing(received_at);
        match self.active.get(&fingerprint) {
            Some(active) if active.labels != delivered.labels => Change::Ignored(Reason::Collision),
            Some(_) if firing => self.refresh(fingerprint, delivered, received_at),
            Some(active) => match over(active, delivered, received_at) {
                Some(reason) => Change::Ignored(reason),
                None => Change::Resolved(Box::new(self.end(fingerprint, delivered, received_at))),
            },
            None if firing => self.fire(fingerprint, delivered, received_at),
            None => Change::Ignored(Reason::NotActive),
        }
    }

    /// Ends what has not been heard of in time, earliest first.
    pub fn tick(&mut self, now: Time) -> Vec<Resolved> {
        let mut resolved = Vec::new();
        while let Some((_, fingerprint)) = self.due.first().copied().filter(|(due, _)| *due <= now) {
            let alert = self.remove(fingerprint).expect("what is due is active");
            let ended_at = alert.seen_until.max(alert.starts_at);
            self.remember(&alert, ended_at);
            resolved.push(Resolved { alert, ended_at, ending: Ending::TimedOut });
        }
        while let Some((time, fingerprint)) = self.forget.first().copied().filter(|(time, _)| *time <= now) {
            self.forget.remove(&(time, fingerprint));
            self.ended.remove(&fingerprint);
        }
        resolved
    }

    /// When [`Self::tick`] next has an alert to end, if nothing is heard until then.
    pub fn next_due(&self) -> Option<Time> {
        self.due.first().map(|(due, _)| *due)
    }

    /// Alerts whose `seen_until` moved since the last call and that are still active, by fingerprint. New ones are not
    /// among them unless they have been heard of again: the app writes those when they fire.
    pub fn drain_dirty(&mut self) -> Vec<Seen> {
        let dirty = std::mem::take(&mut self.dirty);
        let seen = |fingerprint| {
            let alert = self.active.get(&fingerprint)?;
            Some(Seen { fingerprint, seen_until: alert.seen_until, updated_at: alert.updated_at })
        };
        dirty.into_iter().filter_map(seen).collect()
    }

    pub fn get(&self, fingerprint: Fingerprint) -> Option<&Active> {
        self.active.get(&fingerprint)
    }

    /// All active alerts that satisfy every matcher, by fingerprint.
    pub fn find<'a>(&'a self, matchers: &[Matcher]) -> Vec<&'a Active> {
        let fits = |alert: &&Active| matchers.iter().all(|matcher| matcher.matches(&alert.labels));
        match self.index.candidates(matchers) {
            Some(few) => few.iter().filter_map(|fingerprint| self.active.get(fingerprint)).filter(fits).collect(),
            None => self.active.values().filter(fits).collect(),
        }
    }

    /// All active alerts, by fingerprint: what [`Self::restore`] takes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Active> {
        self.active.values()
    }

    pub fn len(&self) -> usize {
        self.active.len()
    }

    pub fn is_empty(&self) -> bool {
        self.active.is_empty()
    }

    pub fn label_names(&self) -> impl Iterator<Item = &str> {
        self.index.names()
    }

    /// The values of a label among the active alerts and how many have each, sorted by value.
    pub fn label_values(&self, name: &str) -> impl Iterator<Item = (&str, usize)> {
        self.index.values(name)
    }

    fn fire(&mut self, fingerprint: Fingerprint, delivered: &Delivered, received_at: Time) -> Change {
        let mut alert = Active::of(delivered, delivered.labels.clone(), received_at);
        let mut change = Change::Fired;
        if let Some(ended) = self.ended.get(&fingerprint) {
            let overlap = delivered.starts_at < ended.ended_at;
            if received_at < ended.updated_at || (received_at == ended.updated_at && overlap) {
                return Change::Ignored(Reason::Late);
            }
            if overlap {
                alert.starts_at = alert.starts_at.min(ended.starts_at);
            }
            change = Change::Refired { ended_at: ended.ended_at };
            self.forget.remove(&(ended.updated_at.plus(REMEMBER), fingerprint));
            self.ended.remove(&fingerprint);
        }
        self.insert(alert);
        change
    }

    fn refresh(&mut self, fingerprint: Fingerprint, delivered: &Delivered, received_at: Time) -> Change {
        let due = self.due_of(&self.active[&fingerprint]);
        let alert = self.active.get_mut(&fingerprint).expect("only active alerts are refreshed");
        let late = received_at < alert.updated_at;
        let (starts_at, before) = (alert.starts_at, alert.times());
        let described = alert.merge(delivered, received_at);
        let details = described || alert.starts_at != starts_at;
        if !details && alert.times() == before {
            return Change::Ignored(if late { Reason::Late } else { Reason::Same });
        }
        let new_due = self.due_of(&self.active[&fingerprint]);
        if new_due != due {
            self.due.remove(&(due, fingerprint));
            self.due.insert((new_due, fingerprint));
        }
        self.dirty.insert(fingerprint);
        Change::Refreshed { details }
    }

    fn end(&mut self, fingerprint: Fingerprint, delivered: &Delivered, received_at: Time) -> Resolved {
        let mut alert = self.remove(fingerprint).expect("only active alerts end");
        alert.starts_at = alert.starts_at.min(delivered.starts_at);
        alert.updated_at = received_at;
        alert.describe(delivered);
        let ended_at = delivered.ends_at.max(alert.starts_at);
        self.remember(&alert, ended_at);
        Resolved { alert, ended_at, ending: Ending::Told }
    }

    fn insert(&mut self, mut alert: Active) {
        let fingerprint = alert.fingerprint;
        alert.labels = self.index.insert(fingerprint, &alert.labels);
        self.due.insert((self.due_of(&alert), fingerprint));
        self.active.insert(fingerprint, alert);
    }

    fn remove(&mut self, fingerprint: Fingerprint) -> Option<Active> {
        let alert = self.active.remove(&fingerprint)?;
        self.due.remove(&(self.due_of(&alert), fingerprint));
        self.index.remove(fingerprint, &alert.labels);
        self.dirty.remove(&fingerprint);
        Some(alert)
    }

    fn remember(&mut self, alert: &Active, ended_at: Time) {
        let ended = Ended { starts_at: alert.starts_at, ended_at, updated_at: alert.updated_at };
        self.forget.insert((ended.updated_at.plus(REMEMBER), alert.fingerprint));
        self.ended.insert(alert.fingerprint, ended);
    }

    /// After a start nobody can tell silence from not having listened: each alert is held for a whole timeout, its own
    /// if its sender has a longer one.
    fn due_of(&self, alert: &Active) -> Time {
        let own = alert.seen_until.since(alert.updated_at);
        let unheard = alert.times_out && alert.updated_at < self.resumed_at;
        let hold = if unheard { own.max(self.resolve_timeout) } else { self.resolve_timeout };
        alert.seen_until.max(self.resumed_at.plus(hold))
    }
}

/// Why a delivery that says "over" does not end this alert.
fn over(active: &Active, delivered: &Delivered, received_at: Time) -> Option<Reason> {
    // Where both times are one, the sender named no start.
    let names_a_run = delivered.starts_at < delivered.ends_at;
    if received_at < active.updated_at {
        Some(Reason::Late)
    } else if names_a_run && delivered.ends_at < active.starts_at {
        Some(Reason::EarlierRun)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;

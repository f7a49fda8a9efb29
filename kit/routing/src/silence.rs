//! Silences: which there are, and which of them hold an alert back now. Who made one, and why, is not known here.
//!
//! Semantics of Alertmanager's silence/silence.go: all matchers must match; both ends of the time are within it.

use std::collections::{BTreeSet, HashMap};

use ryugaku_alerting::{LabelSet, Matcher};
use ryugaku_kernel::{Time, Uuid};

use crate::selection::Selection;

#[derive(Clone, PartialEq, Debug)]
pub struct Silence {
    pub id: Uuid,
    /// One without any silences nothing.
    pub matchers: Vec<Matcher>,
    pub starts_at: Time,
    pub ends_at: Time,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SilenceState {
    Pending,
    Active,
    Expired,
}

#[derive(Debug, Default)]
pub struct Silences {
    selection: Selection<Uuid>,
    spans: HashMap<Uuid, Span>,
    changes: BTreeSet<(Time, Uuid)>,
}

/// From and until when, both within.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Span(pub Time, pub Time);

impl Span {
    pub fn state(self, now: Time) -> SilenceState {
        match (now < self.0, now > self.1) {
            (true, _) => SilenceState::Pending,
            (false, true) => SilenceState::Expired,
            (false, false) => SilenceState::Active,
        }
    }

    /// The first moments at which it is otherwise than before.
    pub fn changes(self) -> [Time; 2] {
        [self.0, Time(self.1.0.saturating_add(1))]
    }
}

impl Silence {
    pub fn state(&self, now: Time) -> SilenceState {
        Span(self.starts_at, self.ends_at).state(now)
    }
}

impl Silences {
    /// In place of the one with the same id: made, changed, or expired before its time.
    pub fn put(&mut self, silence: Silence) {
        self.remove(silence.id);
        let span = Span(silence.starts_at, silence.ends_at);
        self.changes.extend(span.changes().map(|at| (at, silence.id)));
        self.spans.insert(silence.id, span);
        self.selection.put(silence.id, silence.matchers);
    }

    pub fn remove(&mut self, id: Uuid) {
        if let Some(span) = self.spans.remove(&id) {
            for at in span.changes() {
                self.changes.remove(&(at, id));
            }
            self.selection.remove(id);
        }
    }

    pub fn get(&self, id: Uuid) -> Option<Silence> {
        let Span(starts_at, ends_at) = *self.spans.get(&id)?;
        Some(Silence { id, matchers: self.selection.matchers(id).to_vec(), starts_at, ends_at })
    }

    pub fn len(&self) -> usize {
        self.spans.len()
    }

    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The active silences that match; sorted.
    pub fn silencing(&self, labels: &dyn LabelSet, now: Time) -> Vec<Uuid> {
        self.selection.matching(labels, |id| self.state(id, now) == Some(SilenceState::Active))
    }

    pub fn state(&self, id: Uuid, now: Time) -> Option<SilenceState> {
        self.spans.get(&id).map(|span| span.state(now))
    }

    /// When a silence next begins or is over, after `now`.
    pub fn next_change(&self, now: Time) -> Option<Time> {
        self.changes.range((Time(now.0.saturating_add(1)), Uuid::nil())..).next().map(|(at, _)| *at)
    }

    /// Drops those that were over before then; returns them, sorted.
    pub fn forget(&mut self, before: Time) -> Vec<Uuid> {
        let over = self.spans.iter().filter(|(_, span)| span.1 < before);
        let mut over: Vec<Uuid> = over.map(|(id, _)| *id).collect();
        over.sort_unstable();
        over.iter().for_each(|id| self.remove(*id));
        over
    }
}

#[cfg(test)]
mod tests {
    use ryugaku_alerting::Labels;

    use super::*;

    fn silence(id: u128, matchers: &str, starts_at: i64, ends_at: i64) -> Silence {
        let matchers = Matcher::parse_list(matchers).unwrap();
        Silence { id: Uuid::from_u128(id), matchers, starts_at: Time(starts_at), ends_at: Time(ends_at) }
    }

    fn ids(ids: &[u128]) -> Vec<Uuid> {
        ids.iter().copied().map(Uuid::from_u128).collect()
    }

    /// silence/silence.go `getState`.
    #[test]
    fn both_ends_are_within() {
        for (now, expected) in [
            (9, SilenceState::Pending),
            (10, SilenceState::Active),
            (20, SilenceState::Active),
            (21, SilenceState::Expired),
        ] {
            assert_eq!(silence(1, "a=b", 10, 20).state(Time(now)), expected, "{now}");
        }
    }

    #[test]
    fn active_ones_whose_matchers_all_match() {
        let mut silences = Silences::default();
        silences.put(silence(3, "a=b", 10, 20));
        silences.put(silence(1, "a=~b|c,d!=e", 15, 30));
        silences.put(silence(2, "", 0, 100));
        let labels = Labels::new([("a", "b")]);
        for (now, expected) in [(9, &[][..]), (10, &[3]), (15, &[1, 3]), (21, &[1]), (31, &[])] {
            assert_eq!(silences.silencing(&labels, Time(now)), ids(expected), "{now}");
        }
        assert_eq!(silences.silencing(&Labels::new([("a", "b"), ("d", "e")]), Time(15)), ids(&[3]));
        let changes = [(0, Some(10)), (10, Some(15)), (15, Some(21)), (21, Some(31)), (31, Some(101)), (101, None)];
        for (now, expected) in changes {
            assert_eq!(silences.next_change(Time(now)), expected.map(Time), "{now}");
        }
    }

    #[test]
    fn one_that_is_expired_early_holds_nothing_back_any_more() {
        let mut silences = Silences::default();
        silences.put(silence(1, "a=b", 10, 20));
        silences.put(silence(1, "a=b", 10, 12));
        assert!(silences.silencing(&Labels::new([("a", "b")]), Time(13)).is_empty());
        assert_eq!((silences.len(), silences.next_change(Time(12))), (1, Some(Time(13))));
        assert_eq!(silences.get(Uuid::from_u128(1)), Some(silence(1, "a=b", 10, 12)));
        assert_eq!((silences.forget(Time(12)), silences.forget(Time(13))), (ids(&[]), ids(&[1])));
        assert!(silences.is_empty() && silences.next_change(Time(0)).is_none());
    }
}

//! Flap damping, which Alertmanager does not have: an alert that fires and resolves more than so often within so long is
//! flapping, until it no longer is. Off unless it is asked for.
//!
//! It can hide nothing that lasts: an alert whose state has stood for the whole window has no change in it.

use std::collections::{BTreeSet, HashMap, VecDeque};

use jiff::SignedDuration;
use ryugaku_alerting::Fingerprint;
use ryugaku_kernel::Time;

#[derive(Debug, Default)]
pub struct Flapping {
    rule: Option<FlapRule>,
    /// The last changes of each alert, one more than the rule lets pass, oldest first.
    changes: HashMap<Fingerprint, VecDeque<Time>>,
    /// Alerts by their last change.
    latest: BTreeSet<(Time, Fingerprint)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FlapRule {
    /// More changes than these within the window are flapping; a firing and a resolving are two. At most 1,000.
    pub changes: u16,
    pub window: SignedDuration,
    /// Most alerts of which changes are remembered. Beyond, the one that has not changed for longest is forgotten.
    pub alerts: usize,
}

impl Flapping {
    pub fn new(rule: FlapRule) -> Self {
        let rule = FlapRule { changes: rule.changes.min(1_000), ..rule };
        Self { rule: Some(rule), ..Self::default() }
    }

    /// An alert has begun to fire, or has resolved.
    pub fn changed(&mut self, alert: Fingerprint, at: Time) {
        let Some(rule) = self.rule else { return };
        let changes = self.changes.entry(alert).or_default();
        if let Some(last) = changes.back() {
            self.latest.remove(&(*last, alert));
        }
        // Times that run backwards would make the window's ends cross.
        let at = changes.back().map_or(at, |last| at.max(*last));
        changes.push_back(at);
        if changes.len() > usize::from(rule.changes) + 1 {
            changes.pop_front();
        }
        self.latest.insert((at, alert));
        while let Some((last, oldest)) = self.latest.first().copied()
            && (last <= at.minus(rule.window) || self.latest.len() > rule.alerts)
        {
            self.latest.pop_first();
            self.changes.remove(&oldest);
        }
    }

    pub fn is_flapping(&self, alert: Fingerprint, now: Time) -> bool {
        self.until(alert).is_some_and(|until| now < until)
    }

    /// When an alert stops flapping, if nothing changes any more; it may be over.
    pub fn until(&self, alert: Fingerprint) -> Option<Time> {
        let rule = self.rule?;
        let changes = self.changes.get(&alert).filter(|changes| changes.len() > usize::from(rule.changes))?;
        Some(changes.front()?.plus(rule.window))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALERT: Fingerprint = Fingerprint(1);

    fn flapping(changes: u16, seconds: i64, alerts: usize) -> Flapping {
        Flapping::new(FlapRule { changes, window: SignedDuration::from_secs(seconds), alerts })
    }

    fn at(seconds: i64) -> Time {
        Time(seconds * 1_000_000)
    }

    #[test]
    fn more_changes_than_allowed_within_the_window() {
        let mut flapping = flapping(2, 100, 10);
        for (seconds, flaps) in [(0, false), (40, false), (99, true), (120, true)] {
            flapping.changed(ALERT, at(seconds));
            assert_eq!(flapping.is_flapping(ALERT, at(seconds)), flaps, "{seconds}");
        }
        // The last three are of 40, 99 and 120.
        assert_eq!(flapping.until(ALERT), Some(at(140)));
        assert!(flapping.is_flapping(ALERT, at(139)) && !flapping.is_flapping(ALERT, at(140)));
        flapping.changed(ALERT, at(199));
        assert!(!flapping.is_flapping(ALERT, at(199)), "99, 120 and 199 are more than 100 seconds");
        assert!(!Flapping::default().is_flapping(ALERT, at(0)));
    }

    /// Whatever came before, no state that has stood for the window is flapping.
    #[test]
    fn what_stands_for_the_window_does_not_flap() {
        let mut flapping = flapping(3, 60, 10);
        (0..1_000).for_each(|second| flapping.changed(ALERT, at(second)));
        assert!(flapping.is_flapping(ALERT, at(999)));
        assert!(!flapping.is_flapping(ALERT, at(999 + 60)));
    }

    #[test]
    fn memory_is_bounded_by_alerts_and_by_changes() {
        let mut flapping = flapping(3, 60, 5);
        for turn in 0..1_000 {
            flapping.changed(Fingerprint(2 + turn % 7), Time(turn.cast_signed()));
            flapping.changed(ALERT, Time(turn.cast_signed()));
        }
        assert!(flapping.changes.len() <= 5 && flapping.latest.len() == flapping.changes.len());
        assert!(flapping.changes.values().all(|changes| changes.len() <= 4));
        assert!(flapping.is_flapping(ALERT, at(2)), "the one that changed last is not forgotten");
        flapping.changed(Fingerprint(100), at(1_000));
        assert_eq!(flapping.changes.len(), 1, "what is older than the window is forgotten");
    }

    #[test]
    fn a_clock_that_runs_backwards_does_no_harm() {
        let mut flapping = flapping(1, 60, 5);
        flapping.changed(ALERT, at(100));
        flapping.changed(ALERT, at(50));
        assert_eq!(flapping.until(ALERT), Some(at(160)));
        assert_eq!(flapping.latest.len(), 1);
    }
}

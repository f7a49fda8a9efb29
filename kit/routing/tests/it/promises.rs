//! What must be true of every story, whatever a model says.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use ryugaku_alerting::Fingerprint;
use ryugaku_kernel::Time;
use ryugaku_routing::{Flush, Node, Tree, Verdict, Why};

use crate::model::{Key, Model};
use crate::stage::Stage;

#[derive(Default)]
pub struct Promises {
    /// How many notifications arrived.
    pub sent: usize,
    /// When anything last went wrong that excuses a delay.
    pub trouble: Time,
    /// Since when an alert has stood as it does, with nothing to hold it back.
    pub clear_since: BTreeMap<Fingerprint, Time>,
    held: Vec<Fingerprint>,
    last: BTreeMap<(Key, u32), Notification>,
    under_way: BTreeMap<(Key, u32), Notification>,
}

struct Notification {
    at: Time,
    firing: Vec<Fingerprint>,
    resolved: Vec<Fingerprint>,
    send_resolved: bool,
}

impl Promises {
    pub fn check(&mut self, key: &Key, flush: &Flush, verdict: &Verdict, why: Why, stage: &Stage, node: &Node) {
        let (firing, resolved) = flush.says(verdict);
        assert!(!firing.is_empty() || !resolved.is_empty(), "an empty notification");
        for alert in firing.iter().chain(resolved) {
            match stage.plain_fate(*alert, flush.at) {
                Some(fate) => assert!(!fate.is_suppressed(), "a suppressed alert is in a notification"),
                None => {
                    assert!(resolved.contains(alert) && self.was_told(key, *alert), "nobody was told that it fires")
                }
            }
        }
        if let Some(last) = self.last.get(&(key.clone(), verdict.channel)) {
            let same = (&last.firing[..], &last.resolved[..]) == (firing, resolved);
            let soon = flush.at.since(last.at) <= node.repeat_interval;
            // Whoever does not hear of the resolved hears of the next firing as of the one before.
            assert!(!(same && soon && verdict.send_resolved && last.send_resolved), "{key:?} twice for nothing");
            assert!(why != Why::Repeat || flush.at.since(last.at) > node.repeat_interval, "{key:?} too soon");
        }
        let (firing, resolved) = (firing.to_vec(), resolved.to_vec());
        let send_resolved = verdict.send_resolved;
        let notification = Notification { at: flush.at, firing, resolved, send_resolved };
        self.under_way.insert((key.clone(), verdict.channel), notification);
    }

    fn was_told(&self, key: &Key, alert: Fingerprint) -> bool {
        self.last.iter().any(|((of, _), last)| of == key && last.firing.contains(&alert))
    }

    pub fn told(&mut self, key: &Key, channel: u32) {
        let at = (key.clone(), channel);
        if let Some(notification) = self.under_way.remove(&at) {
            self.sent += 1;
            self.last.insert(at, notification);
        }
    }

    /// Between two calls nothing changes that holds an alert back.
    pub fn note_held(&mut self, stage: &Stage, now: Time) {
        let held = stage.active.keys().filter(|alert| stage.is_suppressed(**alert, now));
        let held: Vec<_> = held.copied().collect();
        let were_held = std::mem::replace(&mut self.held, held.clone());
        self.clear_since.extend(held.into_iter().chain(were_held).map(|alert| (alert, now)));
    }

    /// No alert that fires and is not held back stays untold for longer than its group's wait and interval, and a little.
    pub fn check_delays(&mut self, model: &Model, stage: &Stage, tree: &Tree, now: Time) {
        self.note_held(stage, now);
        self.each_untold(model, stage, tree, |clear_since, node| {
            let patience = node.group_wait + node.group_interval * 2 + SignedDuration::from_secs(15);
            let is_muted_at_times = !node.mute.is_empty() || !node.active.is_empty();
            assert!(is_muted_at_times || now.since(clear_since) <= patience, "untold since {clear_since} at {now}");
        });
    }

    pub fn check_all_told(&self, model: &Model, stage: &Stage, tree: &Tree, now: Time) {
        self.each_untold(model, stage, tree, |clear_since, node| {
            assert!(now.since(clear_since) <= node.group_wait + node.group_interval, "untold in the end");
        });
    }

    fn each_untold(&self, model: &Model, stage: &Stage, tree: &Tree, check: impl Fn(Time, &Node)) {
        for alert in stage.active.keys() {
            let clear_since = self.clear_since[alert].max(self.trouble);
            for (id, key) in model.keys_of(&stage.labels[alert]) {
                let node = tree.node(id);
                let channels = stage.receivers[&node.receiver].iter().map(|channel| channel.number);
                let believed = |channel: u32| model.log.get(&(key.clone(), channel)).map(|entry| &entry.firing);
                let untold =
                    |channel: &u32| !believed(*channel).is_some_and(|firing: &BTreeSet<_>| firing.contains(alert));
                channels.filter(untold).for_each(|_| check(clear_since, node));
            }
        }
    }
}

//! The dispatcher as one would write it with nothing but lists and sets: every group is looked through at every step.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::SignedDuration;
use ryugaku_alerting::{Fingerprint, Labels};
use ryugaku_kernel::Time;
use ryugaku_routing::{Calendar, Decision, Fate, Judge, Muted, NodeId, RETENTION, Skip, Tree, Why};

use crate::stage::{Hours, Stage};

/// Route key, receiver, which of those that have both in common, group labels.
pub type Key = (String, String, usize, String);
type Set = BTreeSet<Fingerprint>;

#[derive(Default)]
struct Group {
    members: BTreeMap<Fingerprint, Member>,
    node: u32,
    due: Time,
    flushed: bool,
}

#[derive(Clone, Copy)]
struct Member {
    fires: bool,
    leaving: bool,
}

#[derive(Clone, Default)]
pub struct Entry {
    pub at: Time,
    pub firing: Set,
    pub resolved: Set,
    pub gone: Set,
}

struct Flight {
    since: Time,
    firing: Set,
    resolved: Set,
    waiting: BTreeSet<u32>,
    failed: bool,
    overdue: bool,
}

pub struct Model {
    tree: Arc<Tree>,
    groups: BTreeMap<Key, Group>,
    pub log: BTreeMap<(Key, u32), Entry>,
    flights: BTreeMap<Key, Flight>,
}

/// A flush, in words that both can say.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug, Clone)]
pub struct Said {
    pub node: u32,
    pub key: String,
    pub firing: Vec<Fingerprint>,
    pub resolved: Vec<Fingerprint>,
    pub decisions: Vec<(u32, String)>,
    pub members: Vec<(Fingerprint, bool, String)>,
    pub muted: String,
}

impl Model {
    pub fn new(tree: Arc<Tree>) -> Self {
        Self { tree, groups: BTreeMap::new(), log: BTreeMap::new(), flights: BTreeMap::new() }
    }

    fn key(&self, node: NodeId, labels: &Labels) -> Key {
        let place = |id: NodeId| (self.tree.key(id), self.tree.node(id).receiver.clone());
        let before = (0..node.0).filter(|before| place(NodeId(*before)) == place(node)).count();
        let (route, receiver) = place(node);
        (route, receiver, before, labels.to_string())
    }

    fn node_of(&self, key: &Key) -> Option<NodeId> {
        let same = |id: &NodeId| (&key.0, &key.1) == (&self.tree.key(*id), &self.tree.node(*id).receiver);
        self.tree.iter().map(|(id, _)| id).filter(same).nth(key.2)
    }

    pub fn put(&mut self, alert: Fingerprint, fires: bool, labels: &Labels, starts_at: Time, now: Time) {
        for id in self.tree.takes(labels) {
            let node = self.tree.node(id).clone();
            let key = self.key(id, &node.group_by.labels(labels));
            let new = || Group { node: id.0, due: now.plus(node.group_wait), ..Group::default() };
            let group = self.groups.entry(key).or_insert_with(new);
            group.members.insert(alert, Member { fires, leaving: false });
            if !group.flushed && starts_at.plus(node.group_wait) < now {
                group.due = group.due.min(now);
            }
        }
    }

    pub fn due(&mut self, now: Time, stage: &Stage) -> Vec<(Key, Said)> {
        self.expire(now);
        let due: Vec<Key> =
            self.groups.iter().filter(|(_, group)| group.due <= now).map(|(key, _)| key.clone()).collect();
        due.into_iter().filter_map(|key| Some((key.clone(), self.look(&key, now, stage)?))).collect()
    }

    /// Logs of groups that are no more, when all their entries have expired.
    fn expire(&mut self, now: Time) {
        let keys: BTreeSet<Key> = self.log.keys().map(|(key, _)| key.clone()).collect();
        for key in keys.into_iter().filter(|key| !self.groups.contains_key(key)) {
            let repeat = self.node_of(&key).map(|node| self.tree.node(node).repeat_interval * 2);
            let lasts = repeat.unwrap_or(RETENTION).min(RETENTION);
            if self.log.iter().filter(|((of, _), _)| *of == key).all(|(_, entry)| entry.at.plus(lasts) <= now) {
                self.log.retain(|(of, _), _| *of != key);
            }
        }
    }

    fn look(&mut self, key: &Key, now: Time, stage: &Stage) -> Option<Said> {
        if let Some(flight) = self.flights.get_mut(key) {
            let patience = flight.since.plus(SignedDuration::from_secs(10));
            if now < patience {
                flight.overdue = true;
                self.groups.get_mut(key)?.due = patience;
                return None;
            }
            self.flights.remove(key);
            self.land(key, false);
        }
        let group = self.groups.get_mut(key)?;
        let node = self.tree.node(NodeId(group.node)).clone();
        group.due = now.plus(node.group_interval);
        group.flushed = true;
        let muted = if !node.active.is_empty() && !node.active.iter().any(|name| Hours.is_on(name, now)) {
            Some(Muted::Outside)
        } else {
            node.mute.iter().find(|name| Hours.is_on(name, now)).cloned().map(Muted::During)
        };
        let (mut firing, mut resolved, mut members) = (Set::new(), Set::new(), Vec::new());
        for (alert, member) in &mut group.members {
            let fate = stage.plain_fate(*alert, now);
            let is_forgotten = fate.is_none();
            let fate = fate.unwrap_or(Fate::PASSES);
            let known = self.log.iter().any(|((of, _), entry)| of == key && entry.firing.contains(alert));
            let flaps = fate.is_flapping() && !fate.is_suppressed();
            let stands = member.fires || (flaps && known);
            member.leaving = !stands;
            if muted.is_none() && !fate.is_suppressed() {
                if stands {
                    firing.insert(*alert);
                } else if !flaps && (known || !is_forgotten) {
                    resolved.insert(*alert);
                }
            }
            members.push((*alert, member.fires, format!("{fate:?}")));
        }
        let node_number = group.node;
        let mut decisions = Vec::new();
        let mut waiting = BTreeSet::new();
        for channel in &stage.receivers[&node.receiver] {
            let at = (key.clone(), channel.number);
            let decision = if muted.is_some() {
                Decision::Skip(Skip::Muted)
            } else if firing.is_empty() && resolved.is_empty() {
                Decision::Skip(Skip::Suppressed)
            } else {
                let repeat = node.repeat_interval.min(RETENTION);
                decide(self.log.get(&at), &firing, &resolved, repeat, channel.send_resolved, now, stage)
            };
            match decision {
                Decision::Send(_) => drop(waiting.insert(channel.number)),
                Decision::Skip(Skip::Unwanted) => drop(self.log.remove(&at)),
                Decision::Skip(_) => {}
            }
            decisions.push((channel.number, format!("{decision:?}")));
        }
        for (_, entry) in self.log.iter_mut().filter(|((of, _), _)| of == key) {
            entry.gone.retain(|alert| !firing.contains(alert));
        }
        let said = Said {
            node: node_number,
            key: format!("{}:{}", key.0, key.3),
            firing: firing.iter().copied().collect(),
            resolved: resolved.iter().copied().collect(),
            decisions,
            members,
            muted: format!("{muted:?}"),
        };
        if waiting.is_empty() {
            self.land(key, true);
        } else {
            let flight = Flight { since: now, firing, resolved, waiting, failed: false, overdue: false };
            self.flights.insert(key.clone(), flight);
        }
        Some(said)
    }

    fn land(&mut self, key: &Key, ok: bool) {
        let Some(group) = self.groups.get_mut(key) else { return };
        if ok {
            let left: Set =
                group.members.iter().filter(|(_, member)| member.leaving).map(|(alert, _)| *alert).collect();
            group.members.retain(|_, member| !member.leaving);
            for (_, entry) in self.log.iter_mut().filter(|((of, _), _)| of == key) {
                entry.gone.extend(left.iter().filter(|alert| entry.firing.contains(alert)));
            }
        }
        group.members.values_mut().for_each(|member| member.leaving = false);
        if group.members.is_empty() {
            self.groups.remove(key);
        }
    }

    /// Of the flush at `since`.
    pub fn settle(&mut self, key: &Key, since: Time, channel: u32, ok: bool, now: Time) -> bool {
        let Some(flight) = self.flights.get_mut(key).filter(|flight| flight.since == since) else { return false };
        assert!(flight.waiting.remove(&channel));
        flight.failed |= !ok;
        if ok {
            let members = self.groups.get(key).map(|group| group.members.keys().copied().collect::<Set>());
            let firing = flight.firing.clone();
            let gone = firing.difference(&members.unwrap_or_default()).copied().collect();
            let entry = Entry { at: now, firing, resolved: flight.resolved.clone(), gone };
            if entry.firing.is_empty() {
                self.log.remove(&(key.clone(), channel));
            } else {
                self.log.insert((key.clone(), channel), entry);
            }
        }
        if flight.waiting.is_empty() {
            let (failed, overdue) = (flight.failed, flight.overdue);
            self.flights.remove(key);
            if let Some(group) = self.groups.get_mut(key).filter(|_| overdue) {
                group.due = now;
            }
            self.land(key, !failed);
        }
        true
    }

    /// A crash (`lost`: flights too), or another tree.
    pub fn rebuild(&mut self, tree: Arc<Tree>, lost: bool, now: Time, stage: &Stage) {
        self.tree = tree;
        self.groups.clear();
        if lost {
            self.flights.clear();
        }
        for (alert, starts_at) in &stage.active {
            self.put(*alert, true, &stage.labels[alert], *starts_at, now);
        }
        let mut keys: BTreeSet<Key> = self.log.keys().map(|(key, _)| key.clone()).collect();
        keys.extend(self.flights.keys().cloned());
        for key in keys {
            let known = self.groups.get(&key).map(|group| group.members.keys().copied().collect::<Set>());
            let mut missing: Set = self.flights.get(&key).map(|flight| flight.firing.clone()).unwrap_or_default();
            for (_, entry) in self.log.iter_mut().filter(|((of, _), _)| *of == key) {
                missing.extend(entry.firing.difference(&entry.gone));
            }
            missing.retain(|alert| known.as_ref().is_none_or(|known| !known.contains(alert)));
            let moved: Set = missing.iter().copied().filter(|alert| stage.active.contains_key(alert)).collect();
            for (_, entry) in self.log.iter_mut().filter(|((of, _), _)| *of == key) {
                entry.gone.extend(moved.iter().filter(|alert| entry.firing.contains(alert)));
            }
            let Some(node) = self.node_of(&key) else { continue };
            for alert in missing.difference(&moved) {
                let group = self.groups.entry(key.clone()).or_default();
                (group.node, group.due) = (node.0, now);
                group.members.insert(*alert, Member { fires: false, leaving: false });
            }
        }
    }

    pub fn next_due(&self) -> Option<Time> {
        self.groups.values().map(|group| group.due).min()
    }

    pub fn keys_of(&self, labels: &Labels) -> Vec<(NodeId, Key)> {
        let key = |id: NodeId| (id, self.key(id, &self.tree.node(id).group_by.labels(labels)));
        self.tree.takes(labels).into_iter().map(key).collect()
    }
}

fn decide(
    last: Option<&Entry>,
    firing: &Set,
    resolved: &Set,
    repeat: SignedDuration,
    send_resolved: bool,
    now: Time,
    stage: &Stage,
) -> Decision {
    let Some(last) = last else {
        return if firing.is_empty() { Decision::Skip(Skip::NeverTold) } else { Decision::Send(Why::First) };
    };
    let until = last.at.plus(repeat);
    if !firing.is_subset(&last.firing) {
        Decision::Send(Why::New)
    } else if firing.is_empty() && !send_resolved {
        Decision::Skip(Skip::Unwanted)
    } else if firing.is_empty() || (send_resolved && !resolved.is_subset(&last.resolved)) {
        Decision::Send(Why::Resolved)
    } else if now <= until {
        Decision::Skip(Skip::Unchanged { until })
    } else if firing.iter().all(|alert| stage.acknowledged(*alert)) {
        Decision::Skip(Skip::Acknowledged)
    } else {
        Decision::Send(Why::Repeat)
    }
}

//! Alertmanager's dispatcher: puts alerts into groups, and looks at each group when its time has come.
//!
//! Semantics of dispatch/dispatch.go, with these differences, each on purpose:
//! - a group is gone as soon as it is empty, not at the next round of a half minute;
//! - siblings with the same matchers and the same receiver are different groups;
//! - what was told of a group outlives a restart, with alerts that resolved meanwhile (`resume`).
//!
//! It waits for nothing: the caller asks [`Dispatcher::next_due`], calls [`Dispatcher::due`], sends what that says, and
//! tells it what came of it with [`Dispatcher::settled`]. After a start: [`Dispatcher::new`], [`Dispatcher::remember`]
//! for each entry of the log, [`Dispatcher::fired`] for each active alert, [`Dispatcher::resume`]. With another tree:
//! [`Dispatcher::reload`], and then the same from `fired` on. What must be stored: [`Dispatcher::take_changes`].

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};
use std::sync::Arc;

use ryugaku_alerting::Fingerprint;
use ryugaku_kernel::Time;

use crate::group::{Group, Standing};
use crate::place::{AlertLabels, GroupId, Packed, Place};
use crate::{NodeId, Tree};

mod flush;
mod memory;
mod settle;

pub use flush::{Flush, FlushId, Member, Muted, Verdict};
pub use memory::Change;

pub struct Dispatcher {
    tree: Arc<Tree>,
    /// By node.
    seeds: Vec<u64>,
    /// The tree's places and those that only the log knows, by seed.
    places: HashMap<u64, (Arc<Place>, Option<NodeId>)>,
    groups: HashMap<GroupId, Box<Group>>,
    /// Times that groups no longer have stay until they are over.
    dues: BinaryHeap<Reverse<(Time, GroupId)>>,
    flushes: u64,
    changed: BTreeSet<(GroupId, u32)>,
}

impl Dispatcher {
    pub fn new(tree: Arc<Tree>) -> Self {
        let mut dispatcher = Self {
            tree: Arc::clone(&tree),
            seeds: Vec::new(),
            places: HashMap::new(),
            groups: HashMap::new(),
            dues: BinaryHeap::new(),
            flushes: 0,
            changed: BTreeSet::new(),
        };
        dispatcher.plant(tree);
        dispatcher
    }

    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// An alert fires, or still does: it may be said again. That matters only until the first look at its group, which is
    /// at once if the alert began more than `group_wait` ago.
    pub fn fired(&mut self, alert: Fingerprint, labels: &dyn AlertLabels, starts_at: Time, now: Time) {
        self.put(alert, Standing::Firing, labels, starts_at, now);
    }

    /// An alert has resolved. One that no group knows is put into its groups all the same: their channels may have been
    /// told that it fires.
    pub fn resolved(&mut self, alert: Fingerprint, labels: &dyn AlertLabels, starts_at: Time, now: Time) {
        self.put(alert, Standing::Resolved, labels, starts_at, now);
    }

    fn put(&mut self, alert: Fingerprint, standing: Standing, labels: &dyn AlertLabels, starts_at: Time, now: Time) {
        let tree = Arc::clone(&self.tree);
        for node_id in tree.takes(labels) {
            let node = tree.node(node_id);
            let packed = Packed::grouping(&node.group_by, labels);
            let seed = self.seeds[node_id.0 as usize];
            let id = packed.id(seed);
            let place = &self.places[&seed].0;
            let group = self.groups.entry(id).or_insert_with(|| Box::new(Group::new(Arc::clone(place), packed)));
            if group.members.is_empty() {
                (group.node, group.flushed) = (Some(node_id), false);
                look(&mut self.dues, group, id, now.plus(node.group_wait));
            }
            group.members.put(alert, standing);
            if !group.flushed && starts_at.plus(node.group_wait) < now && now < group.due {
                look(&mut self.dues, group, id, now);
            }
        }
    }

    /// When [`Self::due`] has something to do.
    pub fn next_due(&mut self) -> Option<Time> {
        loop {
            let Reverse((at, id)) = *self.dues.peek()?;
            if self.groups.get(&id).is_some_and(|group| group.due == at) {
                return Some(at);
            }
            self.dues.pop();
        }
    }

    /// How many groups have members.
    pub fn group_count(&self) -> usize {
        self.groups.values().filter(|group| !group.members.is_empty()).count()
    }

    /// Whether the group has members.
    pub fn is_there(&self, group: GroupId) -> bool {
        self.groups.get(&group).is_some_and(|group| !group.members.is_empty())
    }

    /// The groups an alert with these labels belongs to, whether or not they exist; in the order of the tree.
    pub fn groups_of(&self, labels: &dyn AlertLabels) -> Vec<(NodeId, GroupId)> {
        let group = |node: NodeId| {
            let by = &self.tree.node(node).group_by;
            (node, Packed::grouping(by, labels).id(self.seeds[node.0 as usize]))
        };
        self.tree.takes(labels).into_iter().map(group).collect()
    }
}

/// The group is looked at next then, and at no other time.
fn look(dues: &mut BinaryHeap<Reverse<(Time, GroupId)>>, group: &mut Group, id: GroupId, at: Time) {
    group.due = at;
    dues.push(Reverse((at, id)));
}

#[cfg(test)]
mod tests;

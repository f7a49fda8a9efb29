//! From one start, and one tree, to the next: the log is kept by place, labels and channel; groups are made anew from the
//! alerts that are active, as when Alertmanager reads its configuration again.

use std::collections::HashMap;
use std::sync::Arc;

use ryugaku_alerting::Fingerprint;
use ryugaku_kernel::Time;

use super::{Dispatcher, look};
use crate::group::{Group, Logged, Members, Standing};
use crate::notified::Entry;
use crate::place::{GroupId, Packed, Place};
use crate::{NodeId, Tree};

/// What is to be stored of the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    pub group: GroupId,
    pub channel: u32,
    /// None: there is no entry any more.
    pub entry: Option<Entry>,
}

impl Dispatcher {
    /// An entry of the log that was stored. Entries come before alerts.
    pub fn remember(&mut self, entry: Entry) {
        let seed = entry.place.seed();
        let (place, node) = self.places.entry(seed).or_insert_with(|| (Arc::new(entry.place), None));
        let packed = Packed::of(&entry.labels);
        let id = packed.id(seed);
        let group = self.groups.entry(id).or_insert_with(|| Box::new(Group::new(Arc::clone(place), packed)));
        group.node = *node;
        group.log(entry.channel, entry.notified);
    }

    /// Another tree. All active alerts must be told again with [`Self::fired`], then [`Self::resume`] called.
    pub fn reload(&mut self, tree: Arc<Tree>) {
        self.plant(tree);
        self.dues.clear();
        let places = &self.places;
        self.groups.retain(|_, group| {
            group.members = Members::None;
            group.flushed = false;
            group.node = places.get(&group.place.seed()).and_then(|known| known.1);
            if let Some(flight) = &mut group.flight {
                flight.rebuilt = true;
            }
            !group.log.is_empty() || group.flight.is_some()
        });
    }

    pub(super) fn plant(&mut self, tree: Arc<Tree>) {
        let places = Place::all(&tree);
        self.seeds = places.iter().map(Place::seed).collect();
        let known = (0..).map(NodeId).zip(places).map(|(node, place)| (place.seed(), (Arc::new(place), Some(node))));
        self.places = known.collect::<HashMap<_, _>>();
        self.tree = tree;
    }

    /// All active alerts are known again: those that channels believe to fire, and that do not, have resolved meanwhile,
    /// and their groups are due. Of those the caller must still know the labels, or at least what to write of them.
    pub fn resume(&mut self, is_active: &dyn Fn(Fingerprint) -> bool, now: Time) {
        let mut ids: Vec<GroupId> = self.groups.keys().copied().collect();
        ids.sort_unstable();
        for id in ids {
            let Some(group) = self.groups.get_mut(&id) else { continue };
            let told = group.log.iter().flat_map(|logged| {
                let gone = &logged.notified.gone;
                let known = move |alert: &Fingerprint| gone.binary_search(alert).is_err();
                logged.notified.told.firing().iter().copied().filter(known)
            });
            let flying = group.flight.iter().flat_map(|flight| flight.told.firing().iter().copied());
            let missing = told.chain(flying).filter(|alert| !group.members.contains(*alert));
            let (moved, resolved): (Vec<_>, Vec<_>) = missing.partition(|alert| is_active(*alert));
            for logged in &mut group.log {
                // Elsewhere it still fires: to this group's channels that is neither.
                if !moved.is_empty() && logged.notified.have_gone(moved.iter().copied()) {
                    self.changed.insert((id, logged.channel));
                }
            }
            if group.node.is_some() && !resolved.is_empty() {
                resolved.into_iter().for_each(|alert| group.members.put(alert, Standing::Resolved));
                look(&mut self.dues, group, id, now);
            } else if group.members.is_empty() {
                self.retire(id);
            }
        }
    }

    /// The whole log, in an order that is always the same.
    pub fn entries(&self) -> Vec<Entry> {
        let mut groups: Vec<_> = self.groups.iter().filter(|(_, group)| !group.log.is_empty()).collect();
        groups.sort_unstable_by_key(|(id, _)| **id);
        groups.iter().flat_map(|(_, group)| group.log.iter().map(|logged| entry(group, logged))).collect()
    }

    pub fn has_changes(&self) -> bool {
        !self.changed.is_empty()
    }

    /// What of the log has changed since this was last called, each once. To be stored with the notification that is handed
    /// over, in the same transaction.
    pub fn take_changes(&mut self) -> Vec<Change> {
        let change = |(group, channel)| {
            let held = self.groups.get(&group);
            let logged = held.and_then(|held| Some((held, held.log.iter().find(|logged| logged.channel == channel)?)));
            Change { group, channel, entry: logged.map(|(held, logged)| entry(held, logged)) }
        };
        std::mem::take(&mut self.changed).into_iter().map(change).collect()
    }
}

fn entry(group: &Group, logged: &Logged) -> Entry {
    Entry {
        place: Place::clone(&group.place),
        labels: group.labels.labels(),
        channel: logged.channel,
        notified: logged.notified.clone(),
    }
}

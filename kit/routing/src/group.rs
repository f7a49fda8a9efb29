//! One group: its members, when it is looked at next, and what its channels were told. Labels of alerts are not held.

use std::collections::BTreeMap;
use std::sync::Arc;

use ryugaku_alerting::Fingerprint;
use ryugaku_kernel::Time;

use crate::NodeId;
use crate::notified::Notified;
use crate::place::{Packed, Place};
use crate::told::Told;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    Firing,
    Resolved,
    /// Resolved, and leaves with the flush that is under way, unless anything is heard of it before that has succeeded.
    Leaving,
}

/// In the order of fingerprints. Most groups have one member, some have all there are.
#[derive(Debug, Default)]
pub(crate) enum Members {
    #[default]
    None,
    One(Fingerprint, Standing),
    Many(BTreeMap<Fingerprint, Standing>),
}

#[derive(Debug)]
pub(crate) struct Group {
    pub place: Arc<Place>,
    /// None: the tree has no such place any more, and only the log is left.
    pub node: Option<NodeId>,
    pub labels: Packed,
    pub members: Members,
    /// When it is looked at next; without members, when its log is forgotten.
    pub due: Time,
    /// Whether it has been looked at since its first member came.
    pub flushed: bool,
    pub flight: Option<Box<Flight>>,
    pub log: Vec<Logged>,
}

#[derive(Debug)]
pub(crate) struct Logged {
    pub channel: u32,
    pub notified: Notified,
}

/// A flush of which it is not yet known whether all channels took it.
#[derive(Debug)]
pub(crate) struct Flight {
    pub number: u64,
    pub since: Time,
    pub told: Told,
    pub waiting: Vec<u32>,
    pub failed: bool,
    /// The next look was due meanwhile.
    pub overdue: bool,
    /// The group's members are others than at the start.
    pub rebuilt: bool,
}

impl Members {
    pub fn put(&mut self, alert: Fingerprint, standing: Standing) {
        match self {
            Self::None => *self = Self::One(alert, standing),
            Self::One(only, held) if *only == alert => *held = standing,
            Self::One(only, held) => *self = Self::Many(BTreeMap::from([(*only, *held), (alert, standing)])),
            Self::Many(members) => {
                members.insert(alert, standing);
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn len(&self) -> usize {
        match self {
            Self::None => 0,
            Self::One(..) => 1,
            Self::Many(members) => members.len(),
        }
    }

    pub fn contains(&self, alert: Fingerprint) -> bool {
        match self {
            Self::None => false,
            Self::One(only, _) => *only == alert,
            Self::Many(members) => members.contains_key(&alert),
        }
    }

    pub fn iter_mut(&mut self) -> Box<dyn Iterator<Item = (Fingerprint, &mut Standing)> + '_> {
        match self {
            Self::None => Box::new(std::iter::empty()),
            Self::One(only, standing) => Box::new(std::iter::once((*only, standing))),
            Self::Many(members) => Box::new(members.iter_mut().map(|(alert, standing)| (*alert, standing))),
        }
    }

    /// Those that leave, sorted.
    pub fn leave(&mut self) -> Vec<Fingerprint> {
        let mut left = Vec::new();
        match self {
            Self::None => {}
            Self::One(only, standing) => {
                if *standing == Standing::Leaving {
                    left.push(*only);
                    *self = Self::None;
                }
            }
            Self::Many(members) => members.retain(|alert, standing| {
                let leaves = *standing == Standing::Leaving;
                if leaves {
                    left.push(*alert);
                }
                !leaves
            }),
        }
        if self.is_empty() {
            *self = Self::None;
        }
        left
    }
}

impl Group {
    pub fn new(place: Arc<Place>, labels: Packed) -> Self {
        let (members, due, flushed) = (Members::None, Time(i64::MAX), false);
        Self { place, node: None, labels, members, due, flushed, flight: None, log: Vec::new() }
    }

    pub fn logged(&mut self, channel: u32) -> Option<&mut Notified> {
        self.log.iter_mut().find(|logged| logged.channel == channel).map(|logged| &mut logged.notified)
    }

    /// An entry that says nothing fires is as good as none. By channel, so that their order hangs on nothing else.
    pub fn log(&mut self, channel: u32, notified: Notified) {
        let place = self.log.binary_search_by_key(&channel, |logged| logged.channel);
        match (place, notified.told.firing().is_empty()) {
            (Ok(at), false) => self.log[at].notified = notified,
            (Ok(at), true) => drop(self.log.remove(at)),
            (Err(at), false) => {
                self.log.reserve_exact(1);
                self.log.insert(at, Logged { channel, notified });
            }
            (Err(_), true) => {}
        }
    }

    /// A flush has ended. If all took it, those that resolved leave; else they stay for the next one. Returns the channels
    /// whose log has changed.
    pub fn landed(&mut self, ok: bool) -> Vec<u32> {
        if !ok {
            let leaving = self.members.iter_mut().filter(|(_, standing)| **standing == Standing::Leaving);
            leaving.for_each(|(_, standing)| *standing = Standing::Resolved);
            return Vec::new();
        }
        let left = self.members.leave();
        let changed = self.log.iter_mut().filter_map(|logged| {
            let news = !left.is_empty() && logged.notified.have_gone(left.iter().copied());
            news.then_some(logged.channel)
        });
        changed.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_put_and_leave() {
        let mut members = Members::default();
        for (alert, standing) in [(2, Standing::Firing), (2, Standing::Leaving), (1, Standing::Firing)] {
            members.put(Fingerprint(alert), standing);
        }
        assert_eq!(members.iter_mut().map(|(alert, _)| alert.0).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(members.leave(), [Fingerprint(2)]);
        assert!(members.contains(Fingerprint(1)) && !members.contains(Fingerprint(2)));
        members.put(Fingerprint(1), Standing::Leaving);
        assert_eq!(members.leave(), [Fingerprint(1)]);
        assert!(matches!(members, Members::None));
    }

    /// What 500,000 alerts in as many groups cost hangs on it.
    #[test]
    fn a_group_is_small() {
        assert!(size_of::<Members>() <= 32, "{}", size_of::<Members>());
        assert!(size_of::<Group>() <= 128, "{}", size_of::<Group>());
        assert!(size_of::<Logged>() <= 64, "{}", size_of::<Logged>());
    }
}

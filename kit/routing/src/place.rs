//! What a node and a group are known by beyond one tree's life: the route's key, the receiver, and the group's labels.

use std::collections::HashMap;
use std::fmt;

use ryugaku_alerting::{LabelSet, Labels};

use crate::{GroupBy, NodeId, Tree};

/// Of a group's place and labels; the same from one start, and one tree, to the next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct GroupId(pub u64);

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// An alert's labels, one at a time and as a whole. The whole is asked for only where all labels make the group.
pub trait AlertLabels: LabelSet {
    fn whole(&self) -> Labels;
}

impl AlertLabels for Labels {
    fn whole(&self) -> Labels {
        self.clone()
    }
}

/// A node as the notification log knows it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// [`Tree::key`].
    pub route: String,
    pub receiver: String,
    /// Which among the nodes that have both in common. Alertmanager tells such siblings apart by nothing, so that they
    /// take each other's notifications for their own.
    pub nth: u32,
}

impl Place {
    pub fn all(tree: &Tree) -> Vec<Self> {
        let mut seen: HashMap<(String, String), u32> = HashMap::new();
        let place = |(id, node): (NodeId, &crate::Node)| {
            let (route, receiver) = (tree.key(id), node.receiver.clone());
            let count = seen.entry((route.clone(), receiver.clone())).or_default();
            *count += 1;
            Self { route, receiver, nth: *count - 1 }
        };
        tree.iter().map(place).collect()
    }

    pub(crate) fn seed(&self) -> u64 {
        let hash =
            [&self.route, &self.receiver].iter().fold(OFFSET, |hash, text| fnv(fnv(hash, text.as_bytes()), &[END]));
        fnv(hash, &self.nth.to_le_bytes())
    }
}

/// As Alertmanager writes a group's key: `{}/{severity="page"}:{alertname="DiskFull"}`.
pub fn group_key(route: &str, labels: &Labels) -> String {
    format!("{route}:{labels}")
}

/// A group's labels as they are held: each name and value with an end that no text contains.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Packed(Box<[u8]>);

pub(crate) const END: u8 = 0xff;

impl Packed {
    pub fn of(labels: &Labels) -> Self {
        let mut bytes = Vec::new();
        labels.iter().for_each(|(name, value)| pack(&mut bytes, name, value));
        Self(bytes.into())
    }

    pub fn labels(&self) -> Labels {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut parts = self.0.split(|byte| *byte == END);
        let pair = || Some((text(parts.next()?), text(parts.next()?)));
        Labels::new(std::iter::from_fn(pair))
    }

    /// From a node's [`Place::seed`]; FNV-1a as fingerprints are, by which Alertmanager tells groups apart too.
    pub fn id(&self, seed: u64) -> GroupId {
        GroupId(fnv(seed, &self.0))
    }

    /// The labels by which an alert is grouped.
    pub fn grouping(by: &GroupBy, alert: &dyn AlertLabels) -> Self {
        match by {
            GroupBy::All => Self::of(&alert.whole()),
            GroupBy::Labels(names) => {
                let mut bytes = Vec::with_capacity(64);
                for (name, value) in names.iter().map(|name| (name, alert.value(name))) {
                    if !value.is_empty() {
                        pack(&mut bytes, name, value);
                    }
                }
                Self(bytes.into())
            }
        }
    }
}

fn pack(bytes: &mut Vec<u8>, name: &str, value: &str) {
    for text in [name, value] {
        bytes.extend_from_slice(text.as_bytes());
        bytes.push(END);
    }
}

// http://www.isthe.com/chongo/tech/comp/fnv/
pub(crate) const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

pub(crate) fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_packed_and_unpacked() {
        for labels in [Labels::default(), Labels::new([("a", "1"), ("サービス", "決済\u{0}"), ("c", "")])] {
            assert_eq!(Packed::of(&labels).labels(), labels);
            assert_eq!(Packed::grouping(&GroupBy::All, &labels), Packed::of(&labels));
        }
        let alert = Labels::new([("alertname", "X"), ("pod", "1")]);
        let by = GroupBy::Labels(vec!["alertname".into(), "team".into()]);
        assert_eq!(Packed::grouping(&by, &alert).labels(), by.labels(&alert));
    }

    #[test]
    fn keys_are_alertmanagers() {
        assert_eq!(group_key(r#"{}/{a="b"}"#, &Labels::new([("x", "y"), ("z", "1")])), r#"{}/{a="b"}:{x="y", z="1"}"#);
        assert_eq!(group_key("{}", &Labels::default()), "{}:{}");
    }
}

//! The tree of routes, with everything a route inherits already resolved, and which of its nodes an alert takes.
//!
//! Semantics as in Alertmanager: children are tried in order; the first that matches takes the alert, and those after it
//! are only tried if it says `continue`; where no child matches, the node itself takes it.

use std::fmt::Write as _;

use jiff::SignedDuration;
use ryugaku_alerting::{LabelSet, Labels, Matcher};

/// A place in [`Tree::nodes`]; the root is 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub u32);

#[derive(Clone, PartialEq, Debug)]
pub struct Tree {
    /// In order of depth-first reading: a parent before its children, and those in their order.
    nodes: Vec<Node>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    pub parent: Option<NodeId>,
    pub children: Vec<NodeId>,
    /// All must match; the root's are empty.
    pub matchers: Vec<Matcher>,
    /// Whether siblings after this one are tried too.
    pub goes_on: bool,
    /// A receiver's name.
    pub receiver: String,
    pub group_by: GroupBy,
    /// From a group's first alert to its first notification.
    pub group_wait: SignedDuration,
    /// From one look at a group to the next.
    pub group_interval: SignedDuration,
    /// After so long a group of which nothing changed is notified again.
    pub repeat_interval: SignedDuration,
    /// Names of time intervals in which nothing is sent.
    pub mute: Vec<String>,
    /// Names of time intervals outside which nothing is sent; empty: always.
    pub active: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GroupBy {
    /// Each label set is a group of its own: `['...']`.
    All,
    /// By these labels, sorted; with none all alerts of the route are one group.
    Labels(Vec<String>),
}

impl Tree {
    /// `nodes` in depth-first order, the root first.
    pub fn new(nodes: Vec<Node>) -> Self {
        debug_assert!(nodes.first().is_some_and(|root| root.parent.is_none()), "the root comes first");
        Self { nodes }
    }

    pub fn root(&self) -> &Node {
        &self.nodes[0]
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        (0..).map(NodeId).zip(&self.nodes)
    }

    /// The nodes an alert takes, in order; never none.
    pub fn takes(&self, labels: &dyn LabelSet) -> Vec<NodeId> {
        let mut taken = Vec::with_capacity(1);
        self.take(NodeId(0), labels, &mut taken);
        taken
    }

    fn take(&self, id: NodeId, labels: &dyn LabelSet, taken: &mut Vec<NodeId>) -> bool {
        let node = self.node(id);
        if !node.matchers.iter().all(|matcher| matcher.matches(labels)) {
            return false;
        }
        let before = taken.len();
        for child in &node.children {
            if self.take(*child, labels, taken) && !self.node(*child).goes_on {
                break;
            }
        }
        if taken.len() == before {
            taken.push(id);
        }
        true
    }

    /// What names a node within the tree, as Alertmanager writes it: `{}/{severity="page"}`.
    pub fn key(&self, id: NodeId) -> String {
        let node = self.node(id);
        let mut key = node.parent.map(|parent| self.key(parent) + "/").unwrap_or_default();
        key.push('{');
        for (at, matcher) in node.matchers.iter().enumerate() {
            let _ = write!(key, "{}{matcher}", if at == 0 { "" } else { "," });
        }
        key.push('}');
        key
    }
}

impl GroupBy {
    /// The labels that an alert's group has.
    pub fn labels(&self, alert: &Labels) -> Labels {
        match self {
            Self::All => alert.clone(),
            Self::Labels(names) => {
                let named = names.iter().map(|name| (name.as_str(), alert.get(name)));
                Labels::new(named)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(parent: Option<u32>, matcher: &str, goes_on: bool, children: &[u32]) -> Node {
        Node {
            parent: parent.map(NodeId),
            children: children.iter().map(|id| NodeId(*id)).collect(),
            matchers: Matcher::parse_list(matcher).unwrap(),
            goes_on,
            receiver: "r".into(),
            group_by: GroupBy::Labels(Vec::new()),
            group_wait: SignedDuration::from_secs(30),
            group_interval: SignedDuration::from_mins(5),
            repeat_interval: SignedDuration::from_hours(4),
            mute: Vec::new(),
            active: Vec::new(),
        }
    }

    /// A root; under it `team="a"` with `env="test"` and, going on, `env=~"prod.*"`, and `team=~".+"`.
    fn tree() -> Tree {
        Tree::new(vec![
            node(None, "", false, &[1, 4]),
            node(Some(0), r#"team="a""#, false, &[2, 3]),
            node(Some(1), r#"env=~"prod.*""#, true, &[]),
            node(Some(1), r#"env!="test""#, false, &[]),
            node(Some(0), r#"team=~".+""#, false, &[]),
        ])
    }

    #[test]
    fn an_alert_takes_what_alertmanager_would() {
        for (labels, taken) in [
            (&[("team", "a"), ("env", "test")][..], &[1][..]),
            (&[("team", "a"), ("env", "prod-1")], &[2, 3]),
            (&[("team", "a"), ("env", "dev")], &[3]),
            (&[("team", "b")], &[4]),
            (&[("alertname", "x")], &[0]),
        ] {
            let found: Vec<u32> = tree().takes(&Labels::new(labels.iter().copied())).iter().map(|id| id.0).collect();
            assert_eq!(found, taken, "{labels:?}");
        }
    }

    #[test]
    fn keys_are_alertmanagers() {
        assert_eq!(tree().key(NodeId(0)), "{}");
        assert_eq!(tree().key(NodeId(2)), r#"{}/{team="a"}/{env=~"prod.*"}"#);
    }

    #[test]
    fn groups_have_the_labels_asked_for() {
        let alert = Labels::new([("alertname", "X"), ("pod", "1")]);
        assert_eq!(GroupBy::All.labels(&alert), alert);
        assert_eq!(
            GroupBy::Labels(vec!["alertname".into(), "team".into()]).labels(&alert).to_string(),
            r#"{alertname="X"}"#
        );
    }
}

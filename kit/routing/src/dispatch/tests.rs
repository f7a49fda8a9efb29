//! The dispatcher by examples, each with the place in Alertmanager that says so.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use ryugaku_alerting::{Labels, Matcher};
use ryugaku_kernel::Uuid;

use super::*;
use crate::{Calendar, Channel, Decision, Fate, GroupBy, Held, Judge, Node, Receivers, Skip, Why, World};

mod keeping;
mod rules;

/// What the dispatcher asks of, as a test says it is.
#[derive(Default)]
struct Stage {
    silenced: BTreeSet<Fingerprint>,
    forgotten: BTreeSet<Fingerprint>,
    flapping: BTreeSet<Fingerprint>,
    acknowledged: BTreeSet<Fingerprint>,
    on: BTreeSet<String>,
    channels: BTreeMap<String, Vec<Channel>>,
}

impl Judge for Stage {
    fn fate(&self, alert: Fingerprint, _: Time) -> Option<Fate> {
        if self.forgotten.contains(&alert) {
            return None;
        }
        let silenced = self.silenced.contains(&alert).then(|| Uuid::from_u128(1));
        let flapping = self.flapping.contains(&alert);
        Some(Fate::of(Held { silenced: silenced.into_iter().collect(), flapping, ..Held::default() }))
    }

    fn acknowledged(&self, alert: Fingerprint) -> bool {
        self.acknowledged.contains(&alert)
    }
}

impl Calendar for Stage {
    fn is_on(&self, name: &str, _: Time) -> bool {
        self.on.contains(name)
    }
}

impl Receivers for Stage {
    fn channels(&self, receiver: &str) -> &[Channel] {
        self.channels.get(receiver).map_or(&[], Vec::as_slice)
    }
}

impl Stage {
    fn world(&self) -> World<'_> {
        World { judge: self, calendar: self, receivers: self }
    }
}

/// One dispatcher and what it stands on. Group wait 30 s, interval 5 min, repeat 1 h.
struct Play {
    dispatcher: Dispatcher,
    stage: Stage,
    now: Time,
    active: BTreeMap<Fingerprint, (Labels, Time)>,
    /// Channels that fail.
    failing: BTreeSet<u32>,
}

fn node(parent: Option<u32>, matchers: &str, receiver: &str, children: &[u32]) -> Node {
    Node {
        parent: parent.map(NodeId),
        children: children.iter().copied().map(NodeId).collect(),
        matchers: Matcher::parse_list(matchers).unwrap(),
        goes_on: false,
        receiver: receiver.into(),
        group_by: GroupBy::Labels(vec!["alertname".into()]),
        group_wait: SignedDuration::from_secs(30),
        group_interval: SignedDuration::from_mins(5),
        repeat_interval: SignedDuration::from_hours(1),
        mute: Vec::new(),
        active: Vec::new(),
    }
}

fn alert(pairs: &str) -> Labels {
    Labels::new(pairs.split(' ').filter_map(|pair| pair.split_once('=')))
}

fn fingerprint(pairs: &str) -> Fingerprint {
    alert(pairs).fingerprint()
}

impl Play {
    fn new(nodes: Vec<Node>) -> Self {
        let mut stage = Stage::default();
        for node in &nodes {
            stage.channels.insert(node.receiver.clone(), vec![Channel { number: 0, send_resolved: true }]);
        }
        let (active, failing) = (BTreeMap::new(), BTreeSet::new());
        Self { dispatcher: Dispatcher::new(Arc::new(Tree::new(nodes))), stage, now: Time(0), active, failing }
    }

    fn simple() -> Self {
        Self::new(vec![node(None, "", "r", &[])])
    }

    fn fire(&mut self, pairs: &str) {
        self.fire_since(pairs, self.now);
    }

    fn fire_since(&mut self, pairs: &str, starts_at: Time) {
        let labels = alert(pairs);
        self.dispatcher.fired(labels.fingerprint(), &labels, starts_at, self.now);
        self.active.insert(labels.fingerprint(), (labels, starts_at));
    }

    fn resolve(&mut self, pairs: &str) {
        let labels = alert(pairs);
        let starts_at = self.active.remove(&labels.fingerprint()).map_or(self.now, |(_, starts_at)| starts_at);
        self.dispatcher.resolved(labels.fingerprint(), &labels, starts_at, self.now);
    }

    /// Until then, each second; what was sent, as `second receiver/channel why firing resolved`.
    fn until(&mut self, second: i64) -> Vec<String> {
        let mut sent = Vec::new();
        while self.now.0 < second * 1_000_000 {
            self.now = self.now.plus(SignedDuration::from_secs(1));
            for flush in self.dispatcher.due(self.now, self.stage.world(), usize::MAX) {
                for verdict in &flush.channels {
                    let Decision::Send(why) = verdict.decision else { continue };
                    let ok = !self.failing.contains(&verdict.channel);
                    assert!(self.dispatcher.settled(flush.id, verdict.channel, ok, self.now));
                    let (firing, resolved) = flush.says(verdict);
                    let (second, channel) = (self.now.0 / 1_000_000, verdict.channel);
                    let (receiver, failed) = (flush.receiver(), if ok { "" } else { " failed" });
                    sent.push(format!(
                        "{second} {receiver}/{channel} {why:?} {} {}{failed}",
                        firing.len(),
                        resolved.len()
                    ));
                }
            }
        }
        sent
    }

    /// One group, and what came of it is not told.
    fn look(&mut self, second: i64) -> Flush {
        self.now = Time(second * 1_000_000);
        let mut flushes = self.dispatcher.due(self.now, self.stage.world(), usize::MAX);
        assert_eq!(flushes.len(), 1);
        flushes.remove(0)
    }

    /// A crash, after which only what is stored is left; or another tree.
    fn restart(&mut self) {
        let entries = self.dispatcher.entries();
        self.dispatcher = Dispatcher::new(Arc::clone(&self.dispatcher.tree));
        entries.into_iter().for_each(|entry| self.dispatcher.remember(entry));
        self.tell();
    }

    fn reload(&mut self, nodes: Vec<Node>) {
        self.dispatcher.reload(Arc::new(Tree::new(nodes)));
        self.tell();
    }

    fn tell(&mut self) {
        for (alert, (labels, starts_at)) in &self.active {
            self.dispatcher.fired(*alert, labels, *starts_at, self.now);
        }
        let active = &self.active;
        self.dispatcher.resume(&|alert| active.contains_key(&alert), self.now);
    }
}

//! One look at a group: who of its members passes, and which channels hear of it. Nothing is sent here.

use std::sync::Arc;

use jiff::SignedDuration;
use ryugaku_alerting::{Fingerprint, Labels};
use ryugaku_kernel::Time;

use super::{Dispatcher, look};
use crate::group::{Flight, Group, Standing};
use crate::judge::{Fate, World};
use crate::notified::{Decision, Look, Skip};
use crate::place::{GroupId, Packed, Place, group_key};
use crate::told::Told;
use crate::{Node, NodeId};

/// Sending has at least this long, as `MinTimeout` in notify/notify.go; else until the next look.
const LEAST_FLIGHT: SignedDuration = SignedDuration::from_secs(10);
/// However short the interval that a tree gives.
const LEAST_INTERVAL: SignedDuration = SignedDuration::from_secs(1);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FlushId {
    pub group: GroupId,
    /// Unique within one dispatcher's life.
    pub number: u64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flush {
    pub id: FlushId,
    pub node: NodeId,
    pub at: Time,
    place: Arc<Place>,
    packed: Packed,
    /// All of them, by fingerprint.
    pub members: Vec<Member>,
    /// What notifications of this flush say.
    pub told: Told,
    pub muted: Option<Muted>,
    /// In the receiver's order. Each that sends must be settled.
    pub channels: Vec<Verdict>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    pub alert: Fingerprint,
    /// Else it has resolved.
    pub firing: bool,
    pub fate: Fate,
}

/// Why a route sends nothing now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Muted {
    /// In this time interval.
    During(String),
    /// In none of the intervals in which it is active.
    Outside,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verdict {
    pub channel: u32,
    pub send_resolved: bool,
    pub decision: Decision,
}

impl Flush {
    pub fn receiver(&self) -> &str {
        &self.place.receiver
    }

    /// The group's; made when they are asked for, as most looks end in nothing to send.
    pub fn labels(&self) -> Labels {
        self.packed.labels()
    }

    /// As Alertmanager writes it.
    pub fn key(&self) -> String {
        group_key(&self.place.route, &self.labels())
    }

    /// The alerts in one channel's notification: firing, and resolved.
    pub fn says(&self, verdict: &Verdict) -> (&[Fingerprint], &[Fingerprint]) {
        let resolved = if verdict.send_resolved { self.told.resolved() } else { &[] };
        (self.told.firing(), resolved)
    }
}

impl Dispatcher {
    /// Looks at the groups whose time has come, the longest due first, `at_most` of them; for the rest it is called again.
    /// A group that could not be looked at in time is looked at once, and its interval begins anew.
    pub fn due(&mut self, now: Time, world: World<'_>, at_most: usize) -> Vec<Flush> {
        let mut flushes = Vec::new();
        while flushes.len() < at_most
            && let Some(at) = self.next_due()
            && at <= now
            && let Some(id) = self.dues.pop().map(|due| due.0.1)
        {
            flushes.extend(self.look_at(id, now, world));
        }
        flushes
    }

    fn look_at(&mut self, id: GroupId, now: Time, world: World<'_>) -> Option<Flush> {
        let group = self.groups.get_mut(&id)?;
        let Some(node_id) = group.node.filter(|_| !group.members.is_empty()) else {
            self.forget(id, now);
            return None;
        };
        if let Some(flight) = group.flight.as_mut() {
            let patience = flight.since.plus(LEAST_FLIGHT);
            if now < patience {
                flight.overdue = true;
                look(&mut self.dues, group, id, patience);
                return None;
            }
            group.flight = None;
            group.landed(false);
        }
        let tree = Arc::clone(&self.tree);
        let node = tree.node(node_id);
        look(&mut self.dues, group, id, now.plus(node.group_interval.max(LEAST_INTERVAL)));
        group.flushed = true;

        let muted = muted(node, now, world);
        let (members, told) = judged(group, muted.is_some(), now, world);
        self.flushes += 1;
        let id = FlushId { group: id, number: self.flushes };
        let mut flush = Flush {
            id,
            node: node_id,
            at: now,
            place: Arc::clone(&group.place),
            packed: group.labels.clone(),
            members,
            told,
            muted,
            channels: Vec::new(),
        };
        flush.channels = verdicts(group, node, &flush, world);
        self.took_off(&flush);
        Some(flush)
    }

    /// What the flush itself changes.
    fn took_off(&mut self, flush: &Flush) {
        let Some(group) = self.groups.get_mut(&flush.id.group) else { return };
        let unwanted = |verdict: &&Verdict| verdict.decision == Decision::Skip(Skip::Unwanted);
        for verdict in flush.channels.iter().filter(unwanted) {
            group.log.retain(|logged| logged.channel != verdict.channel);
            self.changed.insert((flush.id.group, verdict.channel));
        }
        for logged in &mut group.log {
            if logged.notified.are_back(flush.told.firing()) {
                self.changed.insert((flush.id.group, logged.channel));
            }
        }
        let sends = |verdict: &&Verdict| matches!(verdict.decision, Decision::Send(_));
        let waiting: Vec<u32> = flush.channels.iter().filter(sends).map(|verdict| verdict.channel).collect();
        if waiting.is_empty() {
            self.land(flush.id.group, true);
        } else {
            let (number, since, told) = (flush.id.number, flush.at, flush.told.clone());
            let (failed, overdue, rebuilt) = (false, false, false);
            group.flight = Some(Box::new(Flight { number, since, told, waiting, failed, overdue, rebuilt }));
        }
    }
}

/// In the order of Alertmanager's stages: active first, then mute.
fn muted(node: &Node, now: Time, world: World<'_>) -> Option<Muted> {
    let is_on = |name: &&String| world.calendar.is_on(name, now);
    if !node.active.is_empty() && !node.active.iter().any(|name| is_on(&name)) {
        return Some(Muted::Outside);
    }
    node.mute.iter().find(is_on).cloned().map(Muted::During)
}

/// An alert that flaps stands as it was told: firing, once it was; and until then its resolving is kept quiet. One that has
/// been forgotten may have been held back all along: its resolving is told if it was told as firing.
fn judged(group: &mut Group, muted: bool, now: Time, world: World<'_>) -> (Vec<Member>, Told) {
    let mut members = Vec::with_capacity(group.members.len());
    let (mut firing, mut resolved) = (Vec::new(), Vec::new());
    let log = &group.log;
    for (alert, standing) in group.members.iter_mut() {
        let fate = world.judge.fate(alert, now);
        let is_forgotten = fate.is_none();
        let fate = fate.unwrap_or(Fate::PASSES);
        let fires = *standing == Standing::Firing;
        let flaps = fate.is_flapping() && !fate.is_suppressed();
        let was_told = || log.iter().any(|logged| logged.notified.told.says_firing(alert));
        let frozen = flaps && was_told();
        if !(fires || frozen) {
            *standing = Standing::Leaving;
        }
        match (muted || fate.is_suppressed(), fires || frozen) {
            (true, _) => {}
            (false, true) => firing.push(alert),
            (false, false) if flaps || (is_forgotten && !was_told()) => {}
            (false, false) => resolved.push(alert),
        }
        members.push(Member { alert, firing: fires, fate });
    }
    (members, Told::new(firing, &resolved))
}

fn verdicts(group: &mut Group, node: &Node, flush: &Flush, world: World<'_>) -> Vec<Verdict> {
    let acknowledged = || flush.told.firing().iter().all(|alert| world.judge.acknowledged(*alert));
    let channels = world.receivers.channels(&node.receiver).iter().map(|channel| {
        let send_resolved = channel.send_resolved;
        let look = Look {
            told: &flush.told,
            acknowledged: &acknowledged,
            repeat: node.repeat_interval,
            send_resolved,
            now: flush.at,
        };
        let decision = if flush.muted.is_some() {
            Decision::Skip(Skip::Muted)
        } else if flush.told.is_empty() {
            Decision::Skip(Skip::Suppressed)
        } else {
            look.decide(group.logged(channel.number).as_deref())
        };
        Verdict { channel: channel.number, send_resolved, decision }
    });
    channels.collect()
}

//! What came of sending: the notification log is written, and those that resolved leave when every channel has heard of it.

use ryugaku_kernel::Time;

use super::{Dispatcher, FlushId, look};
use crate::Tree;
use crate::group::Group;
use crate::notified::{Notified, RETENTION};
use crate::place::GroupId;

impl Dispatcher {
    /// A channel's notification was sent or handed over durably (`ok`), or was not. If it was not, it is tried again at
    /// the group's next look, as is one that is never settled. False: nobody waits for this any more, and it is not logged.
    pub fn settled(&mut self, flush: FlushId, channel: u32, ok: bool, now: Time) -> bool {
        let Some(group) = self.groups.get_mut(&flush.group) else { return false };
        let Some(flight) = group.flight.as_mut().filter(|flight| flight.number == flush.number) else { return false };
        let Some(at) = flight.waiting.iter().position(|waiting| *waiting == channel) else { return false };
        flight.waiting.swap_remove(at);
        flight.failed |= !ok;
        let (told, rebuilt, last) = (flight.told.clone(), flight.rebuilt, flight.waiting.is_empty());
        let (all_ok, overdue) = (!flight.failed, flight.overdue);
        if ok {
            let mut notified = Notified { at: now, told, gone: Vec::new() };
            if rebuilt {
                let told = notified.told.clone();
                notified.have_gone(told.firing().iter().copied().filter(|alert| !group.members.contains(*alert)));
            }
            group.log(channel, notified);
            self.changed.insert((flush.group, channel));
        }
        if last {
            group.flight = None;
            if overdue {
                look(&mut self.dues, group, flush.group, now);
            }
            self.land(flush.group, all_ok);
        }
        true
    }

    /// The flush is over.
    pub(super) fn land(&mut self, id: GroupId, ok: bool) {
        let Some(group) = self.groups.get_mut(&id) else { return };
        self.changed.extend(group.landed(ok).into_iter().map(|channel| (id, channel)));
        if group.members.is_empty() {
            self.retire(id);
        }
    }

    /// A group without members: it is gone, but for what must be remembered of it.
    pub(super) fn retire(&mut self, id: GroupId) {
        let Some(group) = self.groups.get_mut(&id) else { return };
        match expiry(&self.tree, group) {
            Some(at) => look(&mut self.dues, group, id, at),
            None => drop(self.groups.remove(&id)),
        }
    }

    /// The time is over for which a group without members is remembered, unless anything was told of it since.
    pub(super) fn forget(&mut self, id: GroupId, now: Time) {
        let Some(group) = self.groups.get_mut(&id) else { return };
        if let Some(at) = expiry(&self.tree, group).filter(|at| *at > now) {
            return look(&mut self.dues, group, id, at);
        }
        self.changed.extend(group.log.iter().map(|logged| (id, logged.channel)));
        self.groups.remove(&id);
    }
}

/// Of a group without members. One whose flush is under way is kept for it, should it still be logged.
fn expiry(tree: &Tree, group: &Group) -> Option<Time> {
    let repeat = group.node.map(|node| tree.node(node).repeat_interval);
    let logged = group.log.iter().map(|logged| logged.notified.expires(repeat)).max();
    logged.or(group.flight.as_ref().map(|flight| flight.since.plus(RETENTION)))
}

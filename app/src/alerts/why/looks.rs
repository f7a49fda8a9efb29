//! Which looks at groups are worth keeping: those that sent something, and those whose decision differs from the group's last.
//!
//! Bounded in memory and in rows a second. What is passed over for that is kept at the group's next look.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use ryugaku_kernel::Time;
use ryugaku_routing::{Decision, Flush, GroupId, Held, Muted};

use super::look::{Decided, Hold, Look, MOST, Member, Verdict};
use crate::alerts::judging::Judging;

#[derive(Default)]
pub struct Looks {
    /// What was last kept of each group, by its hash.
    last: HashMap<GroupId, u64>,
    waiting: Vec<Look>,
    second: i64,
    taken: usize,
}

/// Rows a second at most.
const RATE: usize = 50;
/// Groups whose last decision is remembered. Beyond, all are forgotten, and each is kept once more.
const GROUPS: usize = 50_000;

impl Looks {
    pub fn note(&mut self, flush: &Flush, judging: &Judging) {
        let hash = hash(flush, judging.version);
        let sends = flush.channels.iter().any(|verdict| matches!(verdict.decision, Decision::Send(_)));
        if !sends && self.last.get(&flush.id.group) == Some(&hash) || !self.may(flush.at) {
            return;
        }
        if self.last.len() >= GROUPS {
            self.last.clear();
        }
        self.last.insert(flush.id.group, hash);
        let (group, at, routing) = (flush.id.group, flush.at, judging.version);
        self.waiting.push(Look { group, at, routing, decided: decided(flush, judging) });
    }

    fn may(&mut self, at: Time) -> bool {
        let second = at.0.div_euclid(1_000_000);
        if second != self.second {
            (self.second, self.taken) = (second, 0);
        }
        self.taken += 1;
        self.taken <= RATE
    }

    pub fn take(&mut self) -> Vec<Look> {
        std::mem::take(&mut self.waiting)
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

/// That nothing is new after something was sent is no other decision.
fn hash(flush: &Flush, routing: i64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (routing, flush.node).hash(&mut hasher);
    match &flush.muted {
        None => 0_u8.hash(&mut hasher),
        Some(Muted::Outside) => 1_u8.hash(&mut hasher),
        Some(Muted::During(name)) => name.hash(&mut hasher),
    }
    for verdict in &flush.channels {
        let word = match Verdict::from(verdict.decision) {
            Verdict::Told | Verdict::Unchanged => 0,
            other => other as u8 + 1,
        };
        (verdict.channel, word).hash(&mut hasher);
    }
    for member in &flush.members {
        (member.alert, member.firing).hash(&mut hasher);
        if let Some(held) = member.fate.held() {
            (&held.silenced, &held.maintained, held.flapping).hash(&mut hasher);
            held.inhibited.iter().for_each(|one| (one.rule, one.by).hash(&mut hasher));
        }
    }
    hasher.finish()
}

fn decided(flush: &Flush, judging: &Judging) -> Decided {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut holds: Vec<&Held> = Vec::new();
    let mut members: Vec<Member> = Vec::new();
    for member in flush.members.iter().take(MOST) {
        let held = member.fate.held().map(|held| {
            let known = holds.iter().position(|other| *other == held);
            known.unwrap_or_else(|| {
                holds.push(held);
                holds.len() - 1
            })
        });
        let held = held.and_then(|at| u16::try_from(at).ok());
        members.push(Member { alert: member.alert, firing: member.firing, held });
    }
    Decided {
        node: flush.node.0,
        asked: judging.asked(),
        quiet: flush.muted.as_ref().map(Into::into),
        channels: flush.channels.iter().map(|verdict| (verdict.channel, verdict.decision.into())).collect(),
        holds: holds.into_iter().map(Hold::from).collect(),
        left_out: count(flush.members.len().saturating_sub(members.len())),
        members,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_a_second_and_no_more() {
        let mut looks = Looks::default();
        let kept = |looks: &mut Looks, at: i64| (0..200).filter(|_| looks.may(Time(at))).count();
        assert_eq!(
            (kept(&mut looks, 5_000_000), kept(&mut looks, 5_900_000), kept(&mut looks, 6_000_000)),
            (50, 0, 50)
        );
    }
}

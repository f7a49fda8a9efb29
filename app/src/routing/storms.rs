//! The incidents that a document's rules would have opened, and those they would have asked about: the engine's own decisions, and
//! each is over once all groups that belong to it have gone quiet, as nobody is there to resolve it or to answer.

use std::collections::HashMap;

use ryugaku_alerting::{Fingerprint, Labels, Matcher};
use ryugaku_kernel::Uuid;
use ryugaku_routing::config::Own;
use ryugaku_routing::{Alerts, Flush, GroupId, Opener, Running, StormId};

use crate::alerts::Ownership;

pub struct Storms {
    opener: Opener,
    running: Running,
    groups: HashMap<GroupId, Uuid>,
    /// Of those that go on: how many groups belong to each.
    sizes: HashMap<Uuid, (StormId, usize)>,
    opened: usize,
    asked: usize,
}

/// What is known of alerts of the past.
pub struct Known<'a> {
    pub labels: &'a HashMap<Fingerprint, &'a Labels>,
    pub ownership: &'a Ownership,
    pub own: &'a Own,
}

impl Alerts for Known<'_> {
    fn fits(&self, alert: Fingerprint, matchers: &[Matcher]) -> bool {
        self.labels.get(&alert).is_some_and(|labels| matchers.iter().all(|matcher| matcher.matches(*labels)))
    }

    fn owner(&self, alert: Fingerprint) -> String {
        self.labels.get(&alert).map(|labels| self.ownership.key(self.own, *labels)).unwrap_or_default()
    }
}

impl Storms {
    pub fn new(own: &Own) -> Self {
        let (running, groups, sizes) = (Running::default(), HashMap::new(), HashMap::new());
        Self { opener: Opener::new(&own.openings), running, groups, sizes, opened: 0, asked: 0 }
    }

    pub fn opened(&self) -> usize {
        self.opened
    }

    pub fn asked(&self) -> usize {
        self.asked
    }

    pub fn look(&mut self, flush: &Flush, known: &Known<'_>) {
        if self.opener.is_idle() {
            return;
        }
        let sight = self.opener.look(flush.id.group, flush.muted.is_some(), &flush.members, known);
        self.settle(None);
        for deed in self.opener.decide(sight.into_iter().collect(), &self.running) {
            let incident = deed.case.unwrap_or_else(|| {
                match self.opener.rule(deed.rule).is_some_and(|opening| opening.ask) {
                    true => self.asked += 1,
                    false => self.opened += 1,
                }
                Uuid::from_u128((self.opened + self.asked) as u128)
            });
            self.opener.done(&deed, incident);
            self.settle(Some(deed.storm));
        }
    }

    /// Groups joined what belongs to `storm`, or left.
    fn settle(&mut self, storm: Option<StormId>) {
        for (group, joined) in self.opener.take_changes() {
            if let Some((incident, storm)) = joined.map(|joined| joined.case).zip(storm) {
                self.groups.insert(group, incident);
                self.sizes.entry(incident).or_insert((storm, 0)).1 += 1;
                self.running.cases.insert(incident);
                self.running.storms.entry(storm).or_insert(incident);
            } else if let Some(former) = self.groups.remove(&group)
                && let Some((storm, size)) = self.sizes.get_mut(&former)
            {
                *size -= 1;
                if *size == 0 {
                    self.running.storms.remove(storm);
                    self.running.cases.remove(&former);
                    self.sizes.remove(&former);
                }
            }
        }
    }
}

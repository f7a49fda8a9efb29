//! Cases that open by themselves (incidents, to the app): which groups of alerts open one, and which belong to one that goes
//! on. It opens nothing: the caller carries out what is decided here, and says so.
//!
//! One storm makes one case. A storm is what fits one opening and is one owner's: the team's, or the service's where no
//! team is known, or nobody's ([`StormId`]). An opening is known by its matchers alone ([`OpeningId`]), so that another
//! severity or size does not cut a storm in two. Alerts of a group that have several owners are nobody's.
//!
//! - A group fits an opening if enough of its alerts that fire, and that nothing holds back, match; the first that it fits
//!   counts. A group that has joined a case needs no number any more: each further alert that matches belongs to it.
//! - While a case of the storm goes on, groups join it. Only with none is one opened.
//! - A group whose case is over opens nothing more until it has gone quiet: until a look at it finds that none of its
//!   alerts that match the opening fires, held back or not. Without that, a case that somebody closes while the
//!   alerts still fire would be opened again at each look. If another case of its storm goes on, it joins that.
//! - A group is known by [`GroupId`]. Under another tree it may be another group, which then begins anew.

use std::collections::{BTreeSet, HashMap, HashSet};

use ryugaku_alerting::{Fingerprint, Matcher};
use ryugaku_kernel::Uuid;

use crate::config::Opening;
use crate::dispatch::Member;
use crate::place::{END, GroupId, OFFSET, fnv};

/// Of an opening's matchers; the same from one start, and one version of the routes, to the next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OpeningId(pub u64);

/// Of an opening and an owner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StormId(pub u64);

/// What a group belongs to, as long as it is not quiet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Joined {
    pub opening: OpeningId,
    pub case: Uuid,
}

/// What is asked of alerts.
pub trait Alerts {
    fn fits(&self, alert: Fingerprint, matchers: &[Matcher]) -> bool;

    /// By any name that is the same each time and no other owner's; empty for nobody.
    fn owner(&self, alert: Fingerprint) -> String;
}

/// A group that fits an opening, or that has joined a case and still fires.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sight {
    group: GroupId,
    /// Which of the openings, from 0.
    rule: usize,
    storm: StormId,
    joined: Option<Uuid>,
    /// That match, fire, and pass.
    alerts: Vec<Fingerprint>,
}

/// Cases that openings opened and that go on.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Running {
    pub cases: HashSet<Uuid>,
    pub storms: HashMap<StormId, Uuid>,
}

/// One thing to do: open a case, or add to one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deed {
    /// None: it is to be opened.
    pub case: Option<Uuid>,
    pub storm: StormId,
    pub opening: OpeningId,
    /// Which of the openings, from 0: the first of its kind.
    pub rule: usize,
    pub groups: Vec<GroupId>,
    /// Each once.
    pub alerts: Vec<Fingerprint>,
}

#[derive(Default, Debug)]
pub struct Opener {
    rules: Vec<(OpeningId, Opening)>,
    groups: HashMap<GroupId, Joined>,
    changed: BTreeSet<GroupId>,
}

impl Opener {
    pub fn new(openings: &[Opening]) -> Self {
        let mut opener = Self::default();
        opener.set_rules(openings);
        opener
    }

    /// Other openings hold from now on. Groups that joined by one that is gone are free at their next look.
    pub fn set_rules(&mut self, openings: &[Opening]) {
        self.rules = openings.iter().map(|opening| (id(&opening.matchers), opening.clone())).collect();
    }

    pub fn rule(&self, rule: usize) -> Option<&Opening> {
        self.rules.get(rule).map(|(_, opening)| opening)
    }

    /// Looking is of no use: there is no opening, and no group that joined by one.
    pub fn is_idle(&self) -> bool {
        self.rules.is_empty() && self.groups.is_empty()
    }

    /// What was stored.
    pub fn remember(&mut self, group: GroupId, joined: Joined) {
        self.groups.insert(group, joined);
    }

    /// Groups that there are not any more have gone quiet.
    pub fn keep(&mut self, is_there: impl Fn(GroupId) -> bool) {
        let gone: Vec<GroupId> = self.groups.keys().copied().filter(|group| !is_there(*group)).collect();
        gone.into_iter().for_each(|group| self.forget(group));
    }

    /// A look at a group. `muted`: its route tells nobody of anything now.
    pub fn look(&mut self, group: GroupId, muted: bool, members: &[Member], alerts: &dyn Alerts) -> Option<Sight> {
        let firing = || members.iter().filter(|member| member.firing);
        let fitting = |matchers: &[Matcher]| -> Vec<Fingerprint> {
            let passing = firing().filter(|member| !(muted || member.fate.is_suppressed()));
            passing.map(|member| member.alert).filter(|alert| alerts.fits(*alert, matchers)).collect()
        };
        let sight = |rule: usize, opening: OpeningId, joined: Option<Uuid>, found: Vec<Fingerprint>| {
            let storm = storm(opening, &found, alerts);
            (!found.is_empty()).then_some(Sight { group, rule, storm, joined, alerts: found })
        };
        if let Some(Joined { opening, case }) = self.groups.get(&group).copied() {
            let rule = self.rules.iter().position(|(id, _)| *id == opening);
            if let Some(rule) = rule
                && let matchers = &self.rules[rule].1.matchers
                && firing().any(|member| alerts.fits(member.alert, matchers))
            {
                return sight(rule, opening, Some(case), fitting(matchers));
            }
            self.forget(group);
        }
        self.rules.iter().enumerate().find_map(|(rule, (id, opening))| {
            let found = fitting(&opening.matchers);
            let enough = found.len() >= opening.group_size.max(1) as usize;
            if enough { sight(rule, *id, None, found) } else { None }
        })
    }

    /// What is to be done about groups that were looked at, all that belongs to one case together.
    pub fn decide(&self, sights: Vec<Sight>, running: &Running) -> Vec<Deed> {
        let mut deeds: Vec<(Deed, HashSet<Fingerprint>)> = Vec::new();
        for Sight { group, rule, storm, joined, alerts } in sights {
            let own = joined.filter(|case| running.cases.contains(case));
            let case = own.or_else(|| running.storms.get(&storm).copied());
            if case.is_none() && joined.is_some() {
                continue;
            }
            let same = |deed: &Deed| deed.case == case && (case.is_some() || deed.storm == storm);
            let at = deeds.iter().position(|(deed, _)| same(deed)).unwrap_or_else(|| {
                let opening = self.rules[rule].0;
                let (groups, alerts) = (Vec::new(), Vec::new());
                deeds.push((Deed { case, storm, opening, rule, groups, alerts }, HashSet::new()));
                deeds.len() - 1
            });
            let (deed, known) = &mut deeds[at];
            deed.groups.push(group);
            deed.alerts.extend(alerts.into_iter().filter(|alert| known.insert(*alert)));
        }
        deeds.into_iter().map(|(deed, _)| deed).collect()
    }

    /// Whether carrying this out is news for any of its groups.
    pub fn is_news(&self, deed: &Deed) -> bool {
        let known = |group: &GroupId| self.groups.get(group).map(|joined| joined.case) == deed.case;
        deed.case.is_none() || !deed.groups.iter().all(known)
    }

    /// It was carried out, on this case.
    pub fn done(&mut self, deed: &Deed, case: Uuid) {
        let joined = Joined { opening: deed.opening, case };
        for group in &deed.groups {
            if self.groups.insert(*group, joined) != Some(joined) {
                self.changed.insert(*group);
            }
        }
    }

    fn forget(&mut self, group: GroupId) {
        self.groups.remove(&group);
        self.changed.insert(group);
    }

    pub fn has_changes(&self) -> bool {
        !self.changed.is_empty()
    }

    /// What is to be stored since this was last called: what each group belongs to, or that it belongs to nothing.
    pub fn take_changes(&mut self) -> Vec<(GroupId, Option<Joined>)> {
        let changed = std::mem::take(&mut self.changed);
        changed.into_iter().map(|group| (group, self.groups.get(&group).copied())).collect()
    }
}

fn id(matchers: &[Matcher]) -> OpeningId {
    let hash = |hash, matcher: &Matcher| fnv(fnv(hash, matcher.to_string().as_bytes()), &[END]);
    OpeningId(matchers.iter().fold(OFFSET, hash))
}

fn storm(opening: OpeningId, found: &[Fingerprint], alerts: &dyn Alerts) -> StormId {
    let mut owners = found.iter().map(|alert| alerts.owner(*alert));
    let first = owners.next().unwrap_or_default();
    let owner = if owners.all(|owner| owner == first) { first } else { String::new() };
    StormId(fnv(fnv(OFFSET, &opening.0.to_le_bytes()), owner.as_bytes()))
}

#[cfg(test)]
mod tests;

//! Stories of storms, and what holds whatever comes.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use ryugaku_alerting::{LabelSet, Labels};

use super::*;
use crate::judge::{Fate, Held};

/// Alerts by number: their labels are made of it.
#[derive(Default)]
struct Known(HashMap<Fingerprint, Labels>);

impl Alerts for Known {
    fn fits(&self, alert: Fingerprint, matchers: &[Matcher]) -> bool {
        self.0.get(&alert).is_some_and(|labels| matchers.iter().all(|matcher| matcher.matches(labels)))
    }

    fn owner(&self, alert: Fingerprint) -> String {
        self.0.get(&alert).map(|labels| labels.value("team").to_owned()).unwrap_or_default()
    }
}

fn opening(matcher: &str, severity: u8, group_size: u32) -> Opening {
    Opening { matchers: vec![Matcher::parse(matcher).unwrap()], severity, group_size, ask: false }
}

/// Does what is decided, as the app does.
struct Stage {
    opener: Opener,
    known: Known,
    running: Running,
    opened: u128,
}

/// One look: the group, and its members with whether they fire and pass.
type Look<'a> = (u64, &'a [(u64, bool, bool)]);

impl Stage {
    fn new(openings: &[Opening]) -> Self {
        let labels = |number: u64| {
            let severity = if number.is_multiple_of(2) { "page" } else { "ticket" };
            let team = if number >= 1_000 { "search" } else { "checkout" };
            Labels::new([("severity", severity), ("team", team)])
        };
        let known = Known((0..2_000).map(|number| (Fingerprint(number), labels(number))).collect());
        Self { opener: Opener::new(openings), known, running: Running::default(), opened: 0 }
    }

    /// What was done: the case, and how many alerts were given to it.
    fn looks(&mut self, looks: &[Look<'_>]) -> Vec<(u128, usize)> {
        let held = Fate::of(Held { silenced: vec![Uuid::nil()], ..Held::default() });
        let member = |(alert, firing, passes): &(u64, bool, bool)| Member {
            alert: Fingerprint(*alert),
            firing: *firing,
            fate: if *passes { Fate::PASSES } else { held.clone() },
        };
        let mut sights = Vec::new();
        for (group, members) in looks {
            let members: Vec<_> = members.iter().map(member).collect();
            sights.extend(self.opener.look(GroupId(*group), false, &members, &self.known));
        }
        let deeds = self.opener.decide(sights, &self.running);
        deeds.iter().map(|deed| (self.carry_out(deed).as_u128(), deed.alerts.len())).collect()
    }

    fn carry_out(&mut self, deed: &Deed) -> Uuid {
        let case = deed.case.unwrap_or_else(|| {
            self.opened += 1;
            let case = Uuid::from_u128(self.opened);
            assert_eq!(self.running.storms.insert(deed.storm, case), None, "one at a time");
            self.running.cases.insert(case);
            case
        });
        assert!(self.running.cases.contains(&case), "nothing is added to what is over");
        self.opener.done(deed, case);
        case
    }

    fn resolve(&mut self, case: u128) {
        let case = Uuid::from_u128(case);
        self.running.cases.remove(&case);
        self.running.storms.retain(|_, running| *running != case);
    }
}

const FIRES: fn(u64) -> (u64, bool, bool) = |alert| (alert, true, true);
const SILENCED: fn(u64) -> (u64, bool, bool) = |alert| (alert, true, false);
const OVER: fn(u64) -> (u64, bool, bool) = |alert| (alert, false, true);

/// What it is, which alerts of the group are looked at, and whether it opens.
type Case<'a> = (&'a str, &'a [(u64, bool, bool)], bool);

#[test]
fn a_group_opens_when_enough_of_it_fits() {
    let rows: [Case<'_>; 6] = [
        ("too few", &[FIRES(0), FIRES(2)], false),
        ("enough", &[FIRES(0), FIRES(2), FIRES(4)], true),
        ("some do not match", &[FIRES(0), FIRES(2), FIRES(1), FIRES(3)], false),
        ("some are held back", &[FIRES(0), FIRES(2), SILENCED(4)], false),
        ("some are over", &[FIRES(0), FIRES(2), OVER(4)], false),
        ("nobody's where there are several owners", &[FIRES(0), FIRES(2), FIRES(1_000)], true),
    ];
    for (what, members, opens) in rows {
        let mut stage = Stage::new(&[opening("severity=page", 2, 3)]);
        let done = stage.looks(&[(1, members)]);
        assert_eq!(done, if opens { vec![(1, 3)] } else { vec![] }, "{what}");
    }
    let mut stage = Stage::new(&[opening("severity=page", 2, 1)]);
    let member = Member { alert: Fingerprint(0), firing: true, fate: Fate::PASSES };
    assert_eq!(stage.opener.look(GroupId(1), true, &[member], &stage.known), None, "its route is muted");
}

#[test]
fn the_first_opening_that_fits_counts() {
    let stage = |members: &[(u64, bool, bool)]| {
        let mut stage = Stage::new(&[opening("severity=page", 1, 2), opening("severity=~\".+\"", 3, 1)]);
        let members: Vec<_> = members
            .iter()
            .map(|(alert, firing, _)| Member { alert: Fingerprint(*alert), firing: *firing, fate: Fate::PASSES })
            .collect();
        stage.opener.look(GroupId(1), false, &members, &stage.known).map(|sight| sight.rule)
    };
    assert_eq!(stage(&[FIRES(0), FIRES(2)]), Some(0));
    assert_eq!(stage(&[FIRES(0), FIRES(1)]), Some(1));
    assert_eq!(stage(&[]), None);
}

#[test]
fn one_storm_makes_one_case() {
    let mut stage = Stage::new(&[opening("severity=page", 2, 2)]);
    let storm: Vec<Vec<_>> = (0..200).map(|group| (0..4).map(|n| FIRES((group * 4 + n) % 1_000)).collect()).collect();
    let looks: Vec<Look<'_>> = (0..).zip(&storm).map(|(group, members)| (group, &members[..])).collect();
    assert_eq!(stage.looks(&looks[..120]), [(1, 240)], "all groups of one look together");
    assert_eq!(stage.looks(&looks[120..]), [(1, 160)], "those of the next join");
    // Another owner has a case of their own; a group that has joined needs no number.
    assert_eq!(stage.looks(&[(900, &[FIRES(1_000), FIRES(1_002)]), (0, &[FIRES(998)])]), [(2, 2), (1, 1)]);
    // And stays where it has joined, whoever's its alerts are.
    assert_eq!(stage.looks(&[(0, &[FIRES(0), FIRES(1_004)])]), [(1, 2)]);
}

#[test]
fn what_was_resolved_is_not_opened_again_until_it_was_quiet() {
    let mut stage = Stage::new(&[opening("severity=page", 2, 1)]);
    assert_eq!(stage.looks(&[(1, &[FIRES(0)])]), [(1, 1)]);
    stage.resolve(1);
    assert!(stage.looks(&[(1, &[FIRES(0), FIRES(2)])]).is_empty(), "it still fires");
    assert!(stage.looks(&[(1, &[SILENCED(0), OVER(2)])]).is_empty(), "it fires, though held back");
    assert!(stage.looks(&[(1, &[FIRES(0)])]).is_empty(), "and is not quiet for that");
    assert_eq!(stage.looks(&[(2, &[FIRES(4)])]), [(2, 1)], "another group begins anew");
    assert_eq!(stage.looks(&[(1, &[FIRES(0)])]), [(2, 1)], "and what still fires belongs to that");
    stage.resolve(2);
    assert!(stage.looks(&[(1, &[OVER(0), FIRES(1)])]).is_empty(), "quiet, as far as the opening goes");
    assert_eq!(stage.looks(&[(1, &[FIRES(0)])]), [(3, 1)]);
    // Quiet while it goes on: the same case.
    assert!(stage.looks(&[(1, &[OVER(0)])]).is_empty());
    assert_eq!(stage.looks(&[(1, &[FIRES(0)])]), [(3, 1)]);
}

#[test]
fn what_is_stored_is_enough_to_go_on() {
    let openings = [opening("severity=page", 2, 1)];
    let mut stage = Stage::new(&openings);
    stage.looks(&[(1, &[FIRES(0)]), (2, &[FIRES(2)])]);
    let stored: BTreeMap<_, _> = stage.opener.take_changes().into_iter().collect();
    assert_eq!(stored.len(), 2);
    assert!(stage.opener.take_changes().is_empty());
    stage.opener = Opener::new(&openings);
    stored.into_iter().for_each(|(group, joined)| stage.opener.remember(group, joined.unwrap()));
    stage.opener.keep(|group| group == GroupId(1));
    assert_eq!(stage.opener.take_changes(), [(GroupId(2), None)]);
    stage.resolve(1);
    assert!(stage.looks(&[(1, &[FIRES(0)])]).is_empty());
    assert_eq!(stage.looks(&[(2, &[FIRES(2)])]), [(2, 1)], "it was gone in the meantime");
    // The opening is another one: what it opened is no concern of this.
    stage.opener.set_rules(&[opening("team=checkout", 2, 1)]);
    assert_eq!(stage.looks(&[(1, &[FIRES(0)])]), [(3, 1)]);
    // Another size and severity are the same opening.
    stage.opener.set_rules(&[opening("team=checkout", 1, 9)]);
    assert_eq!(stage.looks(&[(1, &[FIRES(0), FIRES(2)])]), [(3, 2)]);
    stage.opener.set_rules(&[]);
    assert!(stage.looks(&[(1, &[FIRES(0)]), (2, &[OVER(2)])]).is_empty());
    assert!(stage.opener.is_idle());
}

proptest! {
    /// Whatever is looked at, and whenever cases are over: one case of a storm at a time, nothing is added to
    /// what is over (both are checked as it is carried out), and no group opens one that belongs to another and has not
    /// been quiet since; but with none, it does.
    #[test]
    fn a_storm_has_one_case_at_a_time(
        steps in vec((0_u64..4, vec((0_u64..6, any::<bool>(), any::<bool>()), 0..6), any::<bool>(), any::<bool>()), 0..60)
    ) {
        let mut stage = Stage::new(&[opening("severity=page", 2, 2)]);
        let mut belongs: HashMap<u64, u128> = HashMap::new();
        for (group, members, elsewhere, resolve) in steps {
            let members: BTreeMap<u64, (bool, bool)> =
                members.into_iter().map(|(alert, firing, passes)| (alert, (firing, passes))).collect();
            let shift = if elsewhere { 1_000 } else { 0 };
            let members: Vec<_> =
                members.into_iter().map(|(alert, (firing, passes))| (alert + shift, firing, passes)).collect();
            let before = stage.opened;
            let done = stage.looks(&[(group, &members)]);
            let matching = || members.iter().filter(|(alert, firing, _)| *firing && alert % 2 == 0);
            if matching().next().is_none() {
                belongs.remove(&group);
                prop_assert!(done.is_empty());
            }
            if stage.opened > before {
                prop_assert!(!belongs.contains_key(&group), "it has not been quiet");
            }
            let passing = matching().filter(|(_, _, passes)| *passes).count();
            prop_assert!(passing < 2 || belongs.contains_key(&group) || done.len() == 1, "it fits, and nothing was done");
            belongs.extend(done.iter().map(|(case, _)| (group, *case)));
            if resolve && stage.opened > 0 {
                stage.resolve(stage.opened);
            }
        }
    }
}

//! Which alerts are inhibited by which, by any number of rules: sources are found by the values of the rule's equal labels.
//!
//! Semantics of Alertmanager's inhibit/inhibit.go: a silenced or inhibited alert inhibits all the same; an alert that
//! matches both sides of a rule is not inhibited by another of which that is true, and so not by itself.

use std::collections::{BTreeSet, HashMap};

use ryugaku_alerting::{Fingerprint, LabelSet, Matcher};

use crate::inhibit::InhibitRule;
use crate::judge::Inhibition;

#[derive(Debug, Default)]
pub struct Inhibitor {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    rule: InhibitRule,
    /// By the values of the equal labels, each with an end that no text contains.
    sources: HashMap<Box<[u8]>, Sources>,
}

#[derive(Debug, Default)]
struct Sources {
    plain: BTreeSet<Fingerprint>,
    /// Those that match the target side too.
    both: BTreeSet<Fingerprint>,
}

impl Inhibitor {
    /// Knows no alerts yet: all that are active must be told.
    pub fn new(rules: impl IntoIterator<Item = InhibitRule>) -> Self {
        let rules = rules.into_iter().map(|rule| Rule { rule, sources: HashMap::new() });
        Self { rules: rules.collect() }
    }

    /// By the number in [`Inhibition::rule`].
    pub fn rule(&self, number: usize) -> Option<&InhibitRule> {
        self.rules.get(number).map(|rule| &rule.rule)
    }

    pub fn fired(&mut self, alert: Fingerprint, labels: &dyn LabelSet) {
        for rule in self.rules.iter_mut().filter(|rule| all(&rule.rule.source, labels)) {
            let both = all(&rule.rule.target, labels);
            let sources = rule.sources.entry(rule.rule.values(labels)).or_default();
            if both { &mut sources.both } else { &mut sources.plain }.insert(alert);
        }
    }

    pub fn resolved(&mut self, alert: Fingerprint, labels: &dyn LabelSet) {
        for rule in self.rules.iter_mut().filter(|rule| all(&rule.rule.source, labels)) {
            let values = rule.rule.values(labels);
            if let Some(sources) = rule.sources.get_mut(&values) {
                sources.plain.remove(&alert);
                sources.both.remove(&alert);
                if sources.plain.is_empty() && sources.both.is_empty() {
                    rule.sources.remove(&values);
                }
            }
        }
    }

    /// One for each rule that inhibits it, in their order.
    pub fn inhibited_by(&self, labels: &dyn LabelSet) -> Vec<Inhibition> {
        let inhibition = |(number, rule): (usize, &Rule)| {
            if rule.sources.is_empty() || !all(&rule.rule.target, labels) {
                return None;
            }
            let sources = rule.sources.get(&rule.rule.values(labels))?;
            let both = sources.both.first().filter(|_| !all(&rule.rule.source, labels));
            let by = *sources.plain.first().into_iter().chain(both).min()?;
            Some(Inhibition { rule: number, by })
        };
        self.rules.iter().enumerate().filter_map(inhibition).collect()
    }
}

impl InhibitRule {
    fn values(&self, labels: &dyn LabelSet) -> Box<[u8]> {
        let mut values = Vec::with_capacity(32);
        for name in &self.equal {
            values.extend_from_slice(labels.value(name).as_bytes());
            values.push(0xff);
        }
        values.into()
    }
}

/// A side without matchers matches everything, as it does there.
fn all(matchers: &[Matcher], labels: &dyn LabelSet) -> bool {
    matchers.iter().all(|matcher| matcher.matches(labels))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ryugaku_alerting::Labels;

    use super::*;

    fn rule(source: &str, target: &str, equal: &[&str]) -> InhibitRule {
        InhibitRule {
            name: None,
            source: Matcher::parse_list(source).unwrap(),
            target: Matcher::parse_list(target).unwrap(),
            equal: equal.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    fn labels(pairs: &str) -> Labels {
        Labels::new(pairs.split(' ').filter_map(|pair| pair.split_once('=')))
    }

    /// Some from inhibit/inhibit_test.go: `TestInhibitRuleMatches`, `TestInhibitRuleMatchers`, `TestInhibit`.
    #[test]
    fn alerts_are_inhibited_as_in_alertmanager() {
        let rules = || [rule("s1=1", "t1=1", &["e"]), rule("s2=1", "t2=1", &["e"])];
        for (sources, target, inhibited) in [
            // Matches target filter of the first rule, by a source with equal labels.
            (&["s1=1 e=1"][..], "t1=1 e=1", Some(0)),
            (&["s1=1 e=1"], "t2=1 e=1", None),
            (&["s2=1 e=1"], "t2=1 e=1", Some(1)),
            // Not equal.
            (&["s1=1 e=1"], "t1=1 e=0", None),
            // Missing and empty are equal.
            (&["s1=1"], "t1=1", Some(0)),
            (&["s1=1 e=1"], "t1=1", None),
            // Target also matches the source side: a source that matches one side alone inhibits it.
            (&["s1=1 e=1"], "s1=1 t1=1 e=1", Some(0)),
            // Both match both sides.
            (&["s1=1 t1=1 e=1 x=1"], "s1=1 t1=1 e=1", None),
            // The source matches both, the target one.
            (&["s1=1 t1=1 e=1"], "t1=1 e=1", Some(0)),
            (&[], "t1=1 e=1", None),
            (&["s1=1 e=1"], "e=1", None),
        ] {
            let mut inhibitor = Inhibitor::new(rules());
            for source in sources.iter().map(|text| labels(text)) {
                inhibitor.fired(source.fingerprint(), &source);
            }
            let found = inhibitor.inhibited_by(&labels(target));
            assert_eq!(found.first().map(|inhibition| inhibition.rule), inhibited, "{sources:?} {target}");
            for source in sources.iter().map(|text| labels(text)) {
                inhibitor.resolved(source.fingerprint(), &source);
            }
            assert_eq!(inhibitor.inhibited_by(&labels(target)), [], "{sources:?} {target}");
            assert!(inhibitor.rules.iter().all(|rule| rule.sources.is_empty()));
        }
    }

    #[test]
    fn an_alert_that_matches_both_sides_does_not_inhibit_itself() {
        let mut inhibitor = Inhibitor::new([rule("a=~.+", "a=~.+", &["a"])]);
        let alert = labels("a=1");
        inhibitor.fired(alert.fingerprint(), &alert);
        assert_eq!(inhibitor.inhibited_by(&alert), []);
    }

    fn alert() -> impl Strategy<Value = Labels> {
        prop::collection::vec(("[ste]", "[01]"), 0..4).prop_map(Labels::new)
    }

    proptest! {
        /// As a search through all alerts that fire.
        #[test]
        fn the_index_finds_what_a_search_finds(
            story in prop::collection::vec((any::<bool>(), alert()), 0..30),
            target in alert(),
            sides in prop::collection::vec((prop_oneof![Just(""), Just("s=1"), Just("s=~.+"), Just("t!=1")], prop_oneof![Just("t=1"), Just("t=~.*,s!=0")], prop::collection::vec("[ste]", 0..2)), 1..4),
        ) {
            let rules: Vec<_> = sides.iter().map(|(source, target, equal)| {
                rule(source, target, &equal.iter().map(String::as_str).collect::<Vec<_>>())
            }).collect();
            let mut inhibitor = Inhibitor::new(rules.clone());
            let mut firing: Vec<Labels> = Vec::new();
            for (fires, alert) in story {
                firing.retain(|other| *other != alert);
                if fires {
                    inhibitor.fired(alert.fingerprint(), &alert);
                    firing.push(alert);
                } else {
                    inhibitor.resolved(alert.fingerprint(), &alert);
                }
            }
            let expected: Vec<_> = rules.iter().enumerate().filter_map(|(number, rule)| {
                let excluded = all(&rule.source, &target);
                let inhibits = |source: &&Labels| {
                    all(&rule.source, *source) && all(&rule.target, &target)
                        && rule.equal.iter().all(|name| source.get(name) == target.get(name))
                        && !(excluded && all(&rule.target, *source))
                };
                firing.iter().filter(inhibits).map(|source| source.fingerprint()).min().map(|by| Inhibition { rule: number, by })
            }).collect();
            prop_assert_eq!(inhibitor.inhibited_by(&target), expected);
        }
    }
}

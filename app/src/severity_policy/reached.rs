//! Ways to those who must know that come or go with a changed policy, and what they are called.

use std::collections::{BTreeMap, BTreeSet};

use ryugaku_kernel::{Lang, Msg};

use super::asks::Named;
use super::policy::Policy;
use super::reach::{Reach, Reaches, Way};
use crate::words;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reached {
    /// A slug; `None` for all products that say nothing else.
    pub product: Option<String>,
    /// Who is told.
    pub name: String,
    pub way: Way,
    /// It comes; otherwise it goes.
    pub is_new: bool,
}

/// Those of all products first, then by product; of each who is told in the order of their names.
pub fn since(before: &Policy, after: &Policy) -> Vec<Reached> {
    let mut found = between(None, before.reaches(), after.reaches());
    let products: BTreeSet<&String> = before.own_reaches().keys().chain(after.own_reaches().keys()).collect();
    let none = Reaches::new();
    for product in products {
        let of = |policy: &'_ Policy| policy.own_reaches().get(product).cloned();
        let (old, new) = (of(before), of(after));
        found.extend(between(Some(product), old.as_ref().unwrap_or(&none), new.as_ref().unwrap_or(&none)));
    }
    found
}

fn between(
    product: Option<&String>,
    before: &BTreeMap<String, Reach>,
    after: &BTreeMap<String, Reach>,
) -> Vec<Reached> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let none = Reach::new();
    let mut found = Vec::new();
    for name in names {
        let (old, new) = (before.get(name).unwrap_or(&none), after.get(name).unwrap_or(&none));
        let changed = |way: &Way| Reached {
            product: product.cloned(),
            name: name.clone(),
            way: way.clone(),
            is_new: new.contains(way),
        };
        found.extend(old.symmetric_difference(new).map(changed));
    }
    found
}

/// A team by its name, all else as it is written.
pub fn way(lang: Lang, way: &Way, named: &Named) -> String {
    let to = match way {
        Way::Team(slug) => named.team(slug).name,
        other => other.address().to_owned(),
    };
    words::say(lang, &Msg::new(way.key()).with("to", to))
}

/// All of them in one line; empty where somebody tells by hand.
pub fn ways(lang: Lang, reach: Option<&Reach>, named: &Named) -> String {
    let said: Vec<String> = reach.into_iter().flatten().map(|one| way(lang, one, named)).collect();
    said.join(match lang {
        Lang::Ja => "、",
        Lang::En => ", ",
    })
}

pub fn said(lang: Lang, reached: &Reached, named: &Named) -> String {
    let key = if reached.is_new { "severity-policy-reach-new" } else { "severity-policy-reach-gone" };
    words::say(lang, &Msg::new(key).with("name", name(lang, &reached.name)).with("way", way(lang, &reached.way, named)))
}

/// Circles are called by their words.
pub fn name(lang: Lang, name: &str) -> String {
    crate::incidents::circle::Circle::named(name)
        .map_or_else(|| name.to_owned(), |circle| words::text(lang, circle.key()))
}

#[cfg(test)]
mod tests {
    use super::super::document::read;
    use super::*;

    #[test]
    fn ways_that_come_and_go() {
        let policy = |reach: &str| {
            let levels = "levels:\n  sev1: {tell: {X: 5m}}\n  sev2: {}\n  sev3: {}\n  sev4: {}\n";
            read(&format!("{levels}{reach}")).unwrap()
        };
        let before = policy("reach: {X: {mail: [a@example.com], channels: ['#exec']}}\n");
        let after = policy(
            "reach: {X: {mail: [b@example.com], channels: ['#exec']}}\nproducts: {pay: {reach: {inside: {teams: [sre]}}}}\n",
        );
        let found: Vec<_> = since(&before, &after)
            .into_iter()
            .map(|one| (one.product.unwrap_or_default(), one.name, one.way.address().to_owned(), one.is_new))
            .collect();
        let line = |product: &str, name: &str, to: &str, new: bool| (product.into(), name.into(), to.into(), new);
        assert_eq!(
            found,
            [
                line("", "X", "a@example.com", false),
                line("", "X", "b@example.com", true),
                line("pay", "inside", "sre", true)
            ]
        );
        assert!(since(&after, &after).is_empty());
        // A product's own ways take the place of the general ones, name by name.
        let both = ["pay".to_owned(), "search".to_owned()];
        assert_eq!(after.reach("X", &both).len(), 2);
        assert_eq!(after.reach("inside", &both).into_iter().collect::<Vec<_>>(), [Way::Team("sre".into())]);
        assert!(after.reach("inside", &[]).is_empty());
    }
}

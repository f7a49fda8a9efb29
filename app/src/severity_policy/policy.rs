//! The policy as a whole: what each severity asks for, and where products ask for something else.

use std::collections::{BTreeMap, BTreeSet};

use super::level::Level;
use crate::incidents::severity::Severity;

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Policy {
    levels: [Level; 4],
    /// By the product's slug; each severity that the product says nothing of is left out.
    products: BTreeMap<String, BTreeMap<Severity, Level>>,
}

impl Policy {
    pub(super) fn new(levels: [Level; 4], products: BTreeMap<String, BTreeMap<Severity, Level>>) -> Self {
        Self { levels, products }
    }

    /// What every product that says nothing else asks for.
    pub fn general(&self, severity: Severity) -> &Level {
        &self.levels[severity as usize]
    }

    pub fn of_product(&self, product: &str, severity: Severity) -> &Level {
        let own = self.products.get(product).and_then(|levels| levels.get(&severity));
        own.unwrap_or_else(|| self.general(severity))
    }

    /// Whether the product asks for something of its own at this severity.
    pub fn says(&self, product: &str, severity: Severity) -> bool {
        self.products.get(product).is_some_and(|levels| levels.contains_key(&severity))
    }

    /// What an incident of this severity asks for that hits these products, by slug; with none, the general level.
    pub fn of(&self, severity: Severity, products: &[String]) -> Level {
        match products {
            [] => self.general(severity).clone(),
            products => Level::joined(products.iter().map(|product| self.of_product(product, severity))),
        }
    }

    /// Products that ask for something of their own.
    pub fn products(&self) -> impl Iterator<Item = (&String, &BTreeMap<Severity, Level>)> {
        self.products.iter()
    }

    /// Teams that hear of what is late.
    pub fn teams(&self) -> BTreeSet<&str> {
        let own = self.products.values().flat_map(BTreeMap::values);
        let escalations = self.levels.iter().chain(own).filter_map(|level| level.escalation.as_ref());
        escalations.flat_map(|escalation| &escalation.teams).map(String::as_str).collect()
    }
}

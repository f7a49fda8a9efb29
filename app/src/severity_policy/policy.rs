//! The policy as a whole: what each severity asks for, and where products ask for something else.

use std::collections::{BTreeMap, BTreeSet};

use super::level::Level;
use super::reach::{Reach, Reaches};
use crate::incidents::severity::Severity;

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Policy {
    levels: [Level; 4],
    /// By the product's slug; each severity that the product says nothing of is left out.
    products: BTreeMap<String, BTreeMap<Severity, Level>>,
    reach: Reaches,
    /// By the product's slug; names that the product says nothing of are left out.
    own_reach: BTreeMap<String, Reaches>,
}

impl Policy {
    pub(super) fn new(levels: [Level; 4], products: BTreeMap<String, BTreeMap<Severity, Level>>) -> Self {
        Self { levels, products, ..Self::default() }
    }

    /// A product stands in it if it asks for something of its own, or reaches somebody some other way.
    pub(super) fn reached(mut self, reach: Reaches, own_reach: BTreeMap<String, Reaches>) -> Self {
        self.products.retain(|_, levels| !levels.is_empty());
        for product in own_reach.keys() {
            self.products.entry(product.clone()).or_default();
        }
        Self { reach, own_reach, ..self }
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

    /// How somebody is reached in an incident that hits these products; with none, as in general.
    pub fn reach(&self, name: &str, products: &[String]) -> Reach {
        let general = || self.reach.get(name);
        let of = |product: &String| self.own_reach.get(product).and_then(|own| own.get(name)).or_else(general);
        match products {
            [] => general().cloned().unwrap_or_default(),
            products => products.iter().filter_map(of).flatten().cloned().collect(),
        }
    }

    pub fn reaches(&self) -> &Reaches {
        &self.reach
    }

    /// Of products that reach somebody some other way.
    pub fn own_reaches(&self) -> &BTreeMap<String, Reaches> {
        &self.own_reach
    }

    /// Everybody who must know, at whatever severity.
    pub fn told(&self) -> impl Iterator<Item = &str> {
        let own = self.products.values().flat_map(BTreeMap::values);
        self.levels.iter().chain(own).flat_map(|level| level.tell.keys()).map(String::as_str)
    }

    /// Teams that hear of what is late.
    pub fn teams(&self) -> BTreeSet<&str> {
        let own = self.products.values().flat_map(BTreeMap::values);
        let escalations = self.levels.iter().chain(own).filter_map(|level| level.escalation.as_ref());
        escalations.flat_map(|escalation| &escalation.teams).map(String::as_str).collect()
    }
}

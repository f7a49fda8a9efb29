//! Which active alerts carry which label: by name, by value. It also holds the one copy of each label text.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::{Fingerprint, Labels, Matcher, Op};

#[derive(Default)]
pub struct Index(BTreeMap<Arc<str>, BTreeMap<Arc<str>, Holders>>);

/// Most values have one holder (an instance, a pod), for which a set would be a waste.
enum Holders {
    One(Fingerprint),
    Many(BTreeSet<Fingerprint>),
}

impl Index {
    /// Adds an alert; gives its labels back with shared texts.
    pub fn insert(&mut self, fingerprint: Fingerprint, labels: &Labels) -> Labels {
        let shared = labels.shared().iter().map(|(name, value)| {
            let name = self.0.get_key_value(name).map_or(name, |(name, _)| name).clone();
            let values = self.0.entry(name.clone()).or_default();
            let value = values.get_key_value(value).map_or(value, |(value, _)| value).clone();
            values
                .entry(value.clone())
                .and_modify(|holders| holders.add(fingerprint))
                .or_insert(Holders::One(fingerprint));
            (name, value)
        });
        Labels::of_shared(shared.collect())
    }

    pub fn remove(&mut self, fingerprint: Fingerprint, labels: &Labels) {
        for (name, value) in labels.iter() {
            let Some(values) = self.0.get_mut(name) else { continue };
            if values.get_mut(value).is_some_and(|holders| holders.take(fingerprint)) {
                values.remove(value);
            }
            if values.is_empty() {
                self.0.remove(name);
            }
        }
    }

    /// All that can satisfy the most telling of the matchers; `None` if each of them may be satisfied without a label,
    /// so that everything must be looked at.
    pub fn candidates(&self, matchers: &[Matcher]) -> Option<BTreeSet<Fingerprint>> {
        let telling = matchers.iter().filter(|matcher| !matcher.matches_value(""));
        let best = telling.min_by_key(|matcher| self.holders(matcher).map(Holders::len).sum::<usize>())?;
        Some(self.holders(best).flat_map(Holders::iter).collect())
    }

    /// The values in use of a label and how many alerts have each, sorted by value.
    pub fn values(&self, name: &str) -> impl Iterator<Item = (&str, usize)> {
        self.0.get(name).into_iter().flatten().map(|(value, holders)| (value.as_ref(), holders.len()))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(AsRef::as_ref)
    }

    fn holders<'a>(&'a self, matcher: &'a Matcher) -> Box<dyn Iterator<Item = &'a Holders> + 'a> {
        let Some(values) = self.0.get(matcher.name()) else { return Box::new(std::iter::empty()) };
        if matcher.op() == Op::Equal {
            return Box::new(values.get(matcher.value()).into_iter());
        }
        Box::new(values.iter().filter(|(value, _)| matcher.matches_value(value)).map(|(_, holders)| holders))
    }
}

impl Holders {
    fn add(&mut self, fingerprint: Fingerprint) {
        match self {
            Self::One(only) if *only == fingerprint => {}
            Self::One(only) => *self = Self::Many(BTreeSet::from([*only, fingerprint])),
            Self::Many(all) => drop(all.insert(fingerprint)),
        }
    }

    /// Whether none is left.
    fn take(&mut self, fingerprint: Fingerprint) -> bool {
        match self {
            Self::One(only) => *only == fingerprint,
            Self::Many(all) => {
                all.remove(&fingerprint);
                all.is_empty()
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Many(all) => all.len(),
        }
    }

    fn iter(&self) -> Box<dyn Iterator<Item = Fingerprint> + '_> {
        match self {
            Self::One(only) => Box::new(std::iter::once(*only)),
            Self::Many(all) => Box::new(all.iter().copied()),
        }
    }
}

//! Looking at the machine: one alert, those that fit, what labels there are.

use super::{Machine, View};
use crate::{Fingerprint, Matcher};

impl Machine {
    pub fn get(&self, fingerprint: Fingerprint) -> Option<View<'_>> {
        self.slot(fingerprint).map(|slot| self.view(slot)).filter(|view| !view.is_ended())
    }

    /// The same for one that ended a while ago and is remembered.
    pub fn remembered(&self, fingerprint: Fingerprint) -> Option<View<'_>> {
        self.slot(fingerprint).map(|slot| self.view(slot))
    }

    /// All active alerts that satisfy every matcher, in no particular order.
    pub fn find(&self, matchers: &[Matcher]) -> impl Iterator<Item = View<'_>> {
        self.index.find(matchers, &self.active).into_iter().map(|slot| self.view(slot))
    }

    /// All active alerts, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = View<'_>> {
        self.active.iter().map(|slot| self.view(slot))
    }

    pub fn len(&self) -> usize {
        self.active.len() as usize
    }

    pub fn is_empty(&self) -> bool {
        self.active.is_empty()
    }

    pub fn label_names(&self) -> impl Iterator<Item = &str> {
        self.index.names()
    }

    /// The values of a label among the active alerts and how many have each, sorted by value.
    pub fn label_values(&self, name: &str) -> Vec<(&str, u64)> {
        self.index.values(name)
    }
}

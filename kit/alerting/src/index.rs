//! Which alerts carry which label. It holds each label's text once, and says of a matcher which alerts it can mean.
//!
//! A label is a pair of name and value; alerts are known by their slots.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use roaring::RoaringBitmap;

use crate::{Labels, Matcher, Op};

/// A place in the table of labels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Label(u32);

#[derive(Default)]
pub struct Index {
    entries: Vec<Entry>,
    free: Vec<u32>,
    by_text: HashTable<u32>,
    /// The labels of each name.
    names: BTreeMap<Box<str>, Vec<u32>>,
}

struct Entry {
    /// Name and value, one after the other.
    text: Box<str>,
    name: u32,
    /// Its place among the labels of its name.
    place: u32,
    /// Alerts that have it, active or not.
    uses: u32,
    holders: Holders,
}

/// The active ones. Most labels have one holder (an instance, a pod), for which a set would be a waste.
enum Holders {
    None,
    One(u32),
    Many(Box<RoaringBitmap>),
}

impl Index {
    /// Counts one more use of each label; gives their places.
    pub fn add(&mut self, labels: &Labels) -> Box<[Label]> {
        labels.iter().map(|(name, value)| self.label(name, value)).collect()
    }

    fn label(&mut self, name: &str, value: &str) -> Label {
        let hash = hash(name, value);
        let entries = &self.entries;
        if let Some(at) = self.by_text.find(hash, |at| entries[*at as usize].is(name, value)).copied() {
            self.entries[at as usize].uses += 1;
            return Label(at);
        }
        let at = self.free.pop().unwrap_or(self.entries.len() as u32);
        if !self.names.contains_key(name) {
            self.names.insert(name.into(), Vec::new());
        }
        let labels = self.names.get_mut(name).expect("it has just been looked for");
        let mut text = String::with_capacity(name.len() + value.len());
        text.push_str(name);
        text.push_str(value);
        let (name, place) = (name.len() as u32, labels.len() as u32);
        labels.push(at);
        let entry = Entry { text: text.into(), name, place, uses: 1, holders: Holders::None };
        if at as usize == self.entries.len() {
            self.entries.push(entry);
        } else {
            self.entries[at as usize] = entry;
        }
        let entries = &self.entries;
        self.by_text.insert_unique(hash, at, |at| entries[*at as usize].hash());
        Label(at)
    }

    /// One use less of each label; those without any are forgotten.
    pub fn drop(&mut self, labels: &[Label]) {
        for Label(at) in labels {
            let entry = &mut self.entries[*at as usize];
            entry.uses -= 1;
            if entry.uses > 0 {
                continue;
            }
            let (hash, place) = (entry.hash(), entry.place as usize);
            let text = std::mem::take(&mut entry.text);
            let name = &text[..entry.name as usize];
            if let Ok(found) = self.by_text.find_entry(hash, |other| other == at) {
                found.remove();
            }
            let labels = self.names.get_mut(name).expect("each label stands under its name");
            labels.swap_remove(place);
            if let Some(moved) = labels.get(place) {
                self.entries[*moved as usize].place = place as u32;
            } else if labels.is_empty() {
                self.names.remove(name);
            }
            self.free.push(*at);
        }
    }

    /// The alert is active: it is found by its labels.
    pub fn show(&mut self, slot: u32, labels: &[Label]) {
        for Label(at) in labels {
            let holders = &mut self.entries[*at as usize].holders;
            match holders {
                Holders::None => *holders = Holders::One(slot),
                Holders::One(only) if *only == slot => {}
                Holders::One(only) => *holders = Holders::Many(Box::new([*only, slot].into_iter().collect())),
                Holders::Many(all) => drop(all.insert(slot)),
            }
        }
    }

    pub fn hide(&mut self, slot: u32, labels: &[Label]) {
        for Label(at) in labels {
            let holders = &mut self.entries[*at as usize].holders;
            match holders {
                Holders::Many(all) => {
                    all.remove(slot);
                    if all.is_empty() {
                        *holders = Holders::None;
                    }
                }
                Holders::One(only) if *only == slot => *holders = Holders::None,
                Holders::None | Holders::One(_) => {}
            }
        }
    }

    /// Name and value.
    pub fn text(&self, label: Label) -> (&str, &str) {
        let entry = &self.entries[label.0 as usize];
        entry.text.split_at(entry.name as usize)
    }

    /// Those of `all` that satisfy every matcher.
    pub fn find(&self, matchers: &[Matcher], all: &RoaringBitmap) -> RoaringBitmap {
        let mut found: Option<RoaringBitmap> = None;
        for matcher in matchers {
            let mut fits = RoaringBitmap::new();
            // What a matcher that allows for no label at all does not allow for, it says by the values it refuses.
            let without = matcher.matches_value("");
            self.each(matcher, !without, |holders| match holders {
                Holders::None => {}
                Holders::One(slot) => drop(fits.insert(*slot)),
                Holders::Many(all) => fits |= &**all,
            });
            let base = found.as_ref().unwrap_or(all);
            found = Some(if without { base - &fits } else { base & &fits });
        }
        found.unwrap_or_else(|| all.clone())
    }

    /// The holders of each value that the matcher says `wanted` of.
    fn each<'a>(&'a self, matcher: &Matcher, wanted: bool, mut take: impl FnMut(&'a Holders)) {
        let plain = matcher.op() == if wanted { Op::Equal } else { Op::NotEqual };
        if plain {
            let (name, value) = (matcher.name(), matcher.value());
            let found = self.by_text.find(hash(name, value), |at| self.entries[*at as usize].is(name, value));
            found.into_iter().for_each(|at| take(&self.entries[*at as usize].holders));
            return;
        }
        for at in self.names.get(matcher.name()).into_iter().flatten() {
            let entry = &self.entries[*at as usize];
            if matcher.matches_value(entry.value()) == wanted {
                take(&entry.holders);
            }
        }
    }

    /// The values in use of a label and how many active alerts have each, by value.
    pub fn values(&self, name: &str) -> Vec<(&str, u64)> {
        let labels = self.names.get(name).into_iter().flatten().map(|at| &self.entries[*at as usize]);
        let mut values: Vec<_> =
            labels.map(|entry| (entry.value(), entry.holders.len())).filter(|(_, n)| *n > 0).collect();
        values.sort_unstable();
        values
    }

    /// Of labels that some active alert has.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let used = |labels: &Vec<u32>| labels.iter().any(|at| self.entries[*at as usize].holders.len() > 0);
        self.names.iter().filter(move |(_, labels)| used(labels)).map(|(name, _)| name.as_ref())
    }
}

impl Entry {
    fn is(&self, name: &str, value: &str) -> bool {
        self.text.len() == name.len() + value.len()
            && self.name as usize == name.len()
            && self.text.starts_with(name)
            && self.text.ends_with(value)
    }

    fn value(&self) -> &str {
        &self.text[self.name as usize..]
    }

    fn hash(&self) -> u64 {
        let (name, value) = self.text.split_at(self.name as usize);
        hash(name, value)
    }
}

impl Holders {
    fn len(&self) -> u64 {
        match self {
            Self::None => 0,
            Self::One(_) => 1,
            Self::Many(all) => all.len(),
        }
    }
}

fn hash(name: &str, value: &str) -> u64 {
    FixedState::default().hash_one((name, value))
}

//! Many lists of matchers, and which of them a label set satisfies: found by one equality of each list, where it has one;
//! only lists without any are tried one after another.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ryugaku_alerting::{LabelSet, Matcher, Op};

#[derive(Debug)]
pub(crate) struct Selection<K> {
    lists: HashMap<K, List>,
    /// Label name → value → lists that can only match there.
    by_value: BTreeMap<String, HashMap<String, BTreeSet<K>>>,
    others: BTreeSet<K>,
}

#[derive(Debug)]
struct List {
    matchers: Vec<Matcher>,
    /// The matcher it is found by, and the values for which it is found.
    found_by: Option<(usize, Vec<String>)>,
    /// How the values must begin that the regular expressions match: most are refused by that, at a hundredth of the cost.
    beginnings: Vec<(String, String)>,
}

impl List {
    fn may_match(&self, labels: &dyn LabelSet) -> bool {
        self.beginnings.iter().all(|(name, beginning)| labels.value(name).starts_with(beginning))
    }

    fn matches(&self, labels: &dyn LabelSet) -> bool {
        !self.matchers.is_empty() && self.matchers.iter().all(|matcher| matcher.matches(labels))
    }
}

impl<K> Default for Selection<K> {
    fn default() -> Self {
        Self { lists: HashMap::new(), by_value: BTreeMap::new(), others: BTreeSet::new() }
    }
}

impl<K: Copy + Ord + std::hash::Hash> Selection<K> {
    /// In place of what had this key.
    pub fn put(&mut self, key: K, matchers: Vec<Matcher>) {
        self.remove(key);
        let keyed = matchers.iter().enumerate().filter_map(|(at, matcher)| Some((at, literals(matcher)?)));
        let found_by = keyed.min_by_key(|(at, values)| self.crowd(matchers[*at].name(), values));
        match &found_by {
            Some((at, values)) => {
                let names = self.by_value.entry(matchers[*at].name().to_owned()).or_default();
                for value in values {
                    names.entry(value.clone()).or_default().insert(key);
                }
            }
            None => {
                self.others.insert(key);
            }
        }
        let beginnings = matchers.iter().filter_map(|matcher| Some((matcher.name().to_owned(), beginning(matcher)?)));
        let beginnings = beginnings.collect();
        self.lists.insert(key, List { matchers, found_by, beginnings });
    }

    pub fn remove(&mut self, key: K) {
        let Some(list) = self.lists.remove(&key) else { return };
        let Some((at, values)) = list.found_by else {
            self.others.remove(&key);
            return;
        };
        let name = list.matchers[at].name();
        let Some(named) = self.by_value.get_mut(name) else { return };
        for value in values {
            if let Some(keys) = named.get_mut(&value) {
                keys.remove(&key);
                if keys.is_empty() {
                    named.remove(&value);
                }
            }
        }
        if named.is_empty() {
            self.by_value.remove(name);
        }
    }

    pub fn matchers(&self, key: K) -> &[Matcher] {
        self.lists.get(&key).map_or(&[], |list| &list.matchers)
    }

    /// Of those that `counts` lets pass, the ones that match; sorted. A list without matchers matches nothing.
    pub fn matching(&self, labels: &dyn LabelSet, counts: impl Fn(K) -> bool) -> Vec<K> {
        let found = self.by_value.iter().filter_map(|(name, values)| values.get(labels.value(name))).flatten();
        let matches = |key: &K| {
            self.lists.get(key).is_some_and(|list| list.may_match(labels) && counts(*key) && list.matches(labels))
        };
        let mut keys: Vec<K> = found.chain(&self.others).copied().filter(matches).collect();
        keys.sort_unstable();
        keys
    }

    /// How many other lists would be looked at together with one that is found by these values.
    fn crowd(&self, name: &str, values: &[String]) -> usize {
        let named = self.by_value.get(name);
        values.iter().filter_map(|value| Some(named?.get(value)?.len())).max().unwrap_or(0)
    }
}

/// The values a matcher matches, if they can be listed: `=`, and `=~` with words between bars, as user interfaces write
/// several chosen values.
fn literals(matcher: &Matcher) -> Option<Vec<String>> {
    const MOST: usize = 64;
    let text = matcher.value();
    match matcher.op() {
        Op::Equal => Some(vec![text.to_owned()]),
        Op::Match => {
            let inner = text.strip_prefix("^(?:").and_then(|text| text.strip_suffix(")$")).unwrap_or(text);
            let count = inner.split('|').count();
            (inner.chars().all(|char| char == '|' || is_plain(char)) && count <= MOST).then(|| {
                let values: BTreeSet<&str> = inner.split('|').collect();
                values.into_iter().map(str::to_owned).collect()
            })
        }
        Op::NotEqual | Op::NotMatch => None,
    }
}

/// What every value begins with that a `=~` matches, where its pattern says so plainly.
fn beginning(matcher: &Matcher) -> Option<String> {
    let text = matcher.value();
    if matcher.op() != Op::Match || text.contains('|') {
        return None;
    }
    let end = text.find(|char| !is_plain(char)).unwrap_or(text.len());
    let mut beginning = text[..end].to_owned();
    if text[end..].starts_with(['?', '*', '{']) {
        beginning.pop();
    }
    (!beginning.is_empty()).then_some(beginning)
}

/// Stands for itself in a regular expression.
fn is_plain(char: char) -> bool {
    char.is_alphanumeric() || "_-:/ @%,;=!~#&<>".contains(char)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ryugaku_alerting::Labels;

    use super::*;

    #[test]
    fn values_that_can_be_listed() {
        for (text, expected) in [
            ("a=x.y", Some(&["x.y"][..])),
            ("a=", Some(&[""])),
            ("a=~x|y z", Some(&["x", "y z"])),
            ("a=~^(?:b|a)$", Some(&["a", "b"])),
            ("a=~x|", Some(&["", "x"])),
            ("a=~x|y.", None),
            ("a=~(x|y)", None),
            ("a=~x+", None),
            ("a!=x", None),
            ("a!~x|y", None),
        ] {
            let found = literals(&Matcher::parse(text).unwrap());
            assert_eq!(
                found.as_deref().map(|values| values.iter().map(String::as_str).collect::<Vec<_>>()).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn beginnings_that_a_pattern_says_plainly() {
        for (text, expected) in [
            ("a=~db-.*", Some("db-")),
            ("a=~db1*", Some("db")),
            ("a=~db+", Some("db")),
            ("a=~db{0,3}", Some("d")),
            ("a=~d?.*", None),
            ("a=~db|x.*", None),
            ("a=~(?i)db.*", None),
            ("a=~.*db", None),
            ("a=db", None),
            ("a!~db.*", None),
        ] {
            assert_eq!(beginning(&Matcher::parse(text).unwrap()).as_deref(), expected, "{text}");
        }
    }

    fn matcher() -> impl Strategy<Value = Matcher> {
        let value =
            prop_oneof!["[xy]{0,2}", "[xy]\\|[xy]?", "[xy]{1,2}[.]?[*]", "[xy]{1,2}[?]", "\\^\\(\\?:[xy]\\|[xy]\\)\\$"];
        ("[abc]", prop_oneof!["=", "!=", "=~", "!~"], value)
            .prop_map(|(name, sign, value)| Matcher::parse(&format!("{name}{sign}{value}")).unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whatever was put and removed before, the index finds what trying every list finds.
        #[test]
        fn the_index_finds_what_trying_all_finds(
            puts in prop::collection::vec((0..12_u8, prop::collection::vec(matcher(), 0..4)), 1..40),
            removed in prop::collection::vec(0..12_u8, 0..6),
            alerts in prop::collection::vec(prop::collection::vec(("[abc]", "[xy]{0,2}"), 0..4), 1..10),
        ) {
            let mut selection = Selection::default();
            let mut all = BTreeMap::new();
            for (key, matchers) in puts {
                selection.put(key, matchers.clone());
                all.insert(key, matchers);
            }
            for key in removed {
                selection.remove(key);
                all.remove(&key);
            }
            for labels in alerts.into_iter().map(Labels::new) {
                let matches = |list: &Vec<Matcher>| !list.is_empty() && list.iter().all(|matcher| matcher.matches(&labels));
                let expected: Vec<u8> = all.iter().filter(|(_, list)| matches(list)).map(|(key, _)| *key).collect();
                prop_assert_eq!(selection.matching(&labels, |_| true), expected, "{:?}", labels);
            }
        }
    }
}

//! How much two incidents have in common: words of their titles and impacts, services, alerts. Pure.

use std::collections::BTreeSet;

/// What is compared.
#[derive(Clone, Debug, Default)]
pub struct Traits {
    pub words: BTreeSet<String>,
    pub services: BTreeSet<String>,
    pub alerts: BTreeSet<String>,
}

/// What two of them share, and how much that counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    pub score: f64,
    pub services: Vec<String>,
    pub alerts: Vec<String>,
}

/// The same alert says more than the same words, and those more than the same service, which has had incidents of all kinds.
const ALERTS: f64 = 3.0;
const WORDS: f64 = 2.0;
const SERVICES: f64 = 1.0;
/// Words this alike are no chance: about half of a title.
const ALIKE_WORDS: f64 = 0.35;

impl Traits {
    pub fn of(text: &str, services: BTreeSet<String>, alerts: BTreeSet<String>) -> Self {
        Self { words: words(text), services, alerts }
    }
}

/// `None`: they share no alert, and hardly any words.
pub fn likeness(one: &Traits, other: &Traits) -> Option<Likeness> {
    let (alerts, words) = (overlap(&one.alerts, &other.alerts), overlap(&one.words, &other.words));
    if alerts == 0.0 && words < ALIKE_WORDS {
        return None;
    }
    let shared = |one: &BTreeSet<String>, other: &BTreeSet<String>| one.intersection(other).cloned().collect();
    Some(Likeness {
        score: ALERTS * alerts + WORDS * words + SERVICES * overlap(&one.services, &other.services),
        services: shared(&one.services, &other.services),
        alerts: shared(&one.alerts, &other.alerts),
    })
}

/// The Sørensen–Dice coefficient: twice what both have, of what each has; from 0 to 1.
fn overlap(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let all = one.len() + other.len();
    if all == 0 { 0.0 } else { 2.0 * one.intersection(other).count() as f64 / all as f64 }
}

/// Words between spaces and marks, in small letters. Scripts without spaces are taken in pairs of letters.
fn words(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let lower = text.to_lowercase();
    for run in lower.split(|letter: char| !letter.is_alphanumeric()).filter(|run| !run.is_empty()) {
        let (mut plain, mut dense) = (String::new(), Vec::new());
        for letter in run.chars() {
            if is_dense(letter) { dense.push(letter) } else { plain.push(letter) }
        }
        if plain.chars().count() > 1 {
            words.insert(plain);
        }
        words.extend(dense.windows(2).map(|pair| pair.iter().collect::<String>()));
    }
    words
}

/// Kana and Chinese characters.
fn is_dense(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn traits(text: &str, services: &[&str], alerts: &[&str]) -> Traits {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Traits::of(text, set(services), set(alerts))
    }

    #[test]
    fn scripts_without_spaces_are_taken_in_pairs() {
        let found: Vec<String> = words("決済APIで 5xx、Checkout is slow").into_iter().collect();
        assert_eq!(found, ["5xx", "api", "checkout", "is", "slow", "決済", "済で"]);
    }

    #[test]
    fn the_same_alert_says_more_than_the_same_words_and_a_service_alone_says_nothing() {
        let now = traits("決済APIで5xxが増えた", &["checkout-api"], &["HighErrorRate"]);
        let alert = likeness(&now, &traits("別の題", &["checkout-api"], &["HighErrorRate"])).unwrap();
        let words = likeness(&now, &traits("決済APIで5xxが急に増えた", &["search"], &[])).unwrap();
        assert!(alert.score > words.score, "{alert:?} {words:?}");
        assert_eq!((alert.alerts, alert.services), (vec!["HighErrorRate".to_owned()], vec!["checkout-api".to_owned()]));
        assert_eq!(likeness(&now, &traits("夜間バッチの遅れ", &["checkout-api"], &["BatchLate"])), None);
        assert_eq!(likeness(&traits("", &[], &[]), &traits("", &[], &[])), None);
    }

    proptest! {
        #[test]
        fn likeness_goes_both_ways_and_nothing_is_liker_than_itself(one in "\\PC{0,40}", other in "\\PC{0,40}", shared: bool) {
            let alerts: &[&str] = if shared { &["A"] } else { &[] };
            let (one, other) = (traits(&one, &["s"], alerts), traits(&other, &["s"], &["A"]));
            let there = likeness(&one, &other).map(|found| found.score);
            prop_assert_eq!(there, likeness(&other, &one).map(|found| found.score));
            if let (Some(there), Some(itself)) = (there, likeness(&one, &one)) {
                prop_assert!(there <= itself.score + 1e-9);
            }
        }
    }
}

//! What several alerts have in common, as matchers: what a silence of all of them begins with.

use std::collections::BTreeSet;

use ryugaku_alerting::{Labels, Matcher, Op};
use ryugaku_kernel::Outcome;

/// Matchers and their texts together, in bytes: they stand in an address.
const LARGEST: usize = 4_096;

/// The labels that all of them have; where their names differ, all those names.
pub fn alike(alerts: &[Labels]) -> Outcome<Vec<Matcher>> {
    let Some((first, others)) = alerts.split_first() else { return Ok(Vec::new()) };
    let mut matchers = Vec::new();
    let names: BTreeSet<&str> = alerts.iter().map(|labels| labels.get("alertname")).collect();
    if names.len() > 1 && !names.contains("") {
        let patterns: Vec<String> = names.into_iter().map(regex::escape).collect();
        matchers.push(Matcher::new("alertname", Op::Match, &patterns.join("|"))?);
    }
    let shared = first.iter().filter(|(name, value)| others.iter().all(|labels| labels.get(name) == *value));
    for (name, value) in shared {
        matchers.push(Matcher::new(name, Op::Equal, value)?);
    }
    let mut room = LARGEST;
    matchers.retain(|matcher| {
        let size = matcher.name().len() + matcher.value().len();
        let fits = size <= room;
        room -= if fits { size } else { 0 };
        fits
    });
    Ok(matchers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pairs: &str) -> Labels {
        Labels::new(pairs.split(' ').filter_map(|pair| pair.split_once('=')))
    }

    #[test]
    fn what_is_the_same_in_all_of_them() {
        for (alerts, expected) in [
            (&[][..], ""),
            (&["alertname=A x=1"], r#"alertname="A" x="1""#),
            (&["alertname=A x=1 y=1", "alertname=A x=1 y=2"], r#"alertname="A" x="1""#),
            (&["alertname=A x=1", "alertname=B.c x=1"], r#"alertname=~"A|B\\.c" x="1""#),
            (&["alertname=A x=1", "x=1"], r#"x="1""#),
            (&["alertname=A x=1", "alertname=A"], r#"alertname="A""#),
            (&["x=1", "x=2"], ""),
        ] {
            let alerts: Vec<Labels> = alerts.iter().map(|text| labels(text)).collect();
            let found: Vec<String> = alike(&alerts).unwrap().iter().map(ToString::to_string).collect();
            assert_eq!(found.join(" "), expected);
            let matchers = alike(&alerts).unwrap();
            assert!(alerts.iter().all(|labels| matchers.iter().all(|matcher| matcher.matches(labels))));
        }
    }

    #[test]
    fn what_is_too_long_for_an_address_is_left_out() {
        let long = Labels::new([("alertname", "A".to_owned()), ("text", "x".repeat(LARGEST))]);
        assert_eq!(alike(&[long]).unwrap().len(), 1);
    }
}

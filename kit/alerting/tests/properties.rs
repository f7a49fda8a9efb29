//! What must hold for whatever comes in: no bytes can stop the readers, and the machine keeps its word.

use jiff::SignedDuration;
use proptest::prelude::*;
use ryugaku_alerting::{
    Active, Annotations, Batch, Change, Delivered, Labels, Limits, Machine, Matcher, Receipt, v2, webhook4,
};
use ryugaku_kernel::{Time, Uuid};

const TIMEOUT: SignedDuration = SignedDuration::from_mins(5);
const NOW: Time = Time(1_795_000_000_000_000);

const POSTED: &str = r#"[{"labels":{"alertname":"残量","i":"db\n\"1\""},"annotations":{"s":"x"},"startsAt":"2026-11-18T11:00:00.5+09:00","endsAt":"2026-11-18T11:20:00Z","generatorURL":"http://p/g?a=b"},{"labels":{"alertname":"B"}}]"#;
const NOTIFIED: &str = r#"{"version":"4","receiver":"r","status":"firing","truncatedAlerts":0,"externalURL":"http://a","alerts":[{"status":"firing","labels":{"alertname":"A"},"startsAt":"2026-11-18T11:00:00Z","endsAt":"0001-01-01T00:00:00Z"},{"status":"resolved","labels":{"alertname":"B"},"startsAt":"2026-11-18T11:00:00Z","endsAt":"2026-11-18T11:01:00Z"}]}"#;

fn receipt() -> Receipt {
    Receipt { received_at: NOW, resolve_timeout: TIMEOUT, limits: Limits::default() }
}

fn seconds(after: i64) -> Time {
    NOW.plus(SignedDuration::from_secs(after))
}

/// Reads the bytes every way; what is taken must be fit and survive the journal.
fn read(bytes: &[u8]) -> Result<(), TestCaseError> {
    let posted = v2::parse(bytes, &receipt()).map(|posted| posted.alerts).unwrap_or_default();
    let notified = webhook4::parse(bytes, &receipt()).map(|found| found.posted.alerts).unwrap_or_default();
    let alerts: Vec<_> = posted.into_iter().chain(notified).collect();
    for alert in &alerts {
        prop_assert!(!alert.labels.is_empty() && alert.starts_at <= alert.ends_at);
        prop_assert!(alert.labels.iter().all(|(name, value)| name.is_ascii() && !value.is_empty()));
    }
    let batch = Batch { source: Uuid::nil(), received_at: NOW, alerts };
    prop_assert_eq!(Batch::from_bytes(&batch.to_bytes()).ok(), Some(batch));
    Ok(())
}

fn any_labels() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(("[a-c_]{1,2}", "[a-b日\"\\\\]{0,2}"), 1..5)
}

/// A few label sets, times close together: everything meets everything.
fn any_delivered() -> impl Strategy<Value = Delivered> {
    ("[ab]", "[xy]?", 0..900_i64, 0..900_i64, any::<bool>(), "[st]?").prop_map(
        |(name, extra, start, long, out, text)| Delivered {
            labels: Labels::new([("alertname", name), ("extra", extra)]),
            annotations: Annotations::new([("summary", text)]),
            starts_at: seconds(start),
            ends_at: seconds(start + long),
            times_out: out,
            generator_url: None,
        },
    )
}

fn any_history() -> impl Strategy<Value = Vec<(Delivered, i64)>> {
    prop::collection::vec((any_delivered(), 0..1_800_i64), 1..40)
}

fn rows(machine: &Machine) -> Vec<Active> {
    machine.iter().cloned().collect()
}

proptest! {
    #[test]
    fn no_bytes_stop_the_readers(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read(&bytes)?;
    }

    #[test]
    fn no_mutation_stops_the_readers(
        webhook in any::<bool>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..4_u8, any::<u8>(), "[\\[\\]{}\":,0-9a-zé]{0,3}"), 1..6),
    ) {
        let mut bytes = if webhook { NOTIFIED } else { POSTED }.as_bytes().to_vec();
        for (place, kind, byte, text) in edits {
            let place = place.index(bytes.len().max(1)).min(bytes.len());
            match kind {
                0 => bytes.truncate(place),
                1 if place < bytes.len() => bytes[place] = byte,
                2 if place < bytes.len() => drop(bytes.remove(place)),
                _ => drop(bytes.splice(place..place, text.bytes())),
            }
        }
        read(&bytes)?;
    }

    #[test]
    fn no_text_stops_the_matchers(text in "\\PC{0,40}", part in "[a-z=!~\"\\\\,{}()\\[\\]*+?|.0-9 ]{0,30}") {
        for text in [text, part] {
            if let Ok(matcher) = Matcher::parse(&text) {
                prop_assert_eq!(Matcher::parse(&matcher.to_string()).ok(), Some(matcher));
            }
            for matcher in Matcher::parse_list(&text).unwrap_or_default() {
                matcher.matches(&Labels::default());
            }
        }
    }

    #[test]
    fn the_order_of_labels_does_not_matter(pairs in any_labels(), turn in any::<prop::sample::Index>()) {
        let unique: std::collections::BTreeMap<_, _> = pairs.into_iter().collect();
        let mut turned: Vec<_> = unique.clone().into_iter().collect();
        let middle = turn.index(turned.len());
        turned.rotate_left(middle);
        let (a, b) = (Labels::new(unique), Labels::new(turned));
        prop_assert_eq!(a.fingerprint(), b.fingerprint());
        prop_assert_eq!(a, b);
    }

    #[test]
    fn the_same_delivery_twice_is_once(history in any_history()) {
        let mut machine = Machine::new(TIMEOUT, NOW);
        for (delivered, received) in history {
            machine.apply(&delivered, seconds(received));
            let before = rows(&machine);
            let again = machine.apply(&delivered, seconds(received));
            prop_assert!(matches!(again, Change::Ignored(_)), "{:?}", again);
            prop_assert_eq!(rows(&machine), before);
        }
    }

    #[test]
    fn changes_say_what_happened(history in any_history(), tick in 0..120_i64) {
        let mut machine = Machine::new(TIMEOUT, NOW);
        for (delivered, received) in history {
            let (received_at, fingerprint) = (seconds(received), delivered.fingerprint());
            let was = machine.get(fingerprint).cloned();
            let change = machine.apply(&delivered, received_at);
            let is = machine.get(fingerprint).cloned();
            match change {
                Change::Fired | Change::Refired { .. } => prop_assert!(was.is_none() && is.is_some()),
                Change::Refreshed { .. } => prop_assert!(was.is_some() && is.is_some() && was != is),
                Change::Resolved(resolved) => {
                    prop_assert!(was.is_some() && is.is_none());
                    prop_assert!(resolved.ended_at >= resolved.alert.starts_at);
                }
                Change::Ignored(_) => prop_assert_eq!(was, is),
            }
            for ended in machine.tick(seconds(received + tick)) {
                prop_assert!(machine.get(ended.alert.fingerprint).is_none());
                prop_assert!(ended.alert.seen_until <= seconds(received + tick));
            }
            let due = machine.next_due();
            prop_assert!(due.is_none_or(|due| due > seconds(received + tick)));
        }
        for seen in machine.drain_dirty() {
            prop_assert_eq!(machine.get(seen.fingerprint).map(|alert| alert.seen_until), Some(seen.seen_until));
        }
    }

    #[test]
    fn the_index_finds_what_looking_at_all_finds(
        history in any_history(),
        filter in prop::sample::select(vec![
            "alertname=a", "alertname!=a", "extra=", "extra!=\"\"", "extra=~\"x|y\"", "extra!~x", "alertname=~\".\",extra=x",
        ]),
    ) {
        let matchers = Matcher::parse_list(filter).unwrap();
        let mut machine = Machine::new(TIMEOUT, NOW);
        for (delivered, received) in history {
            machine.apply(&delivered, seconds(received));
            machine.tick(seconds(received));
            let found: Vec<_> = machine.find(&matchers).into_iter().cloned().collect();
            let fits = |alert: &Active| matchers.iter().all(|matcher| matcher.matches(&alert.labels));
            let all: Vec<_> = machine.iter().filter(|alert| fits(alert)).cloned().collect();
            prop_assert_eq!(found, all);
        }
    }

    #[test]
    fn after_a_start_nothing_times_out_for_one_timeout(history in any_history(), away in 0..100_000_i64, wait in 0..300_i64) {
        let mut old = Machine::new(TIMEOUT, NOW);
        for (delivered, received) in &history {
            old.apply(delivered, seconds(*received));
        }
        let mut new = Machine::restore(TIMEOUT, seconds(away), old.iter().cloned());
        prop_assert_eq!(rows(&new), rows(&old));
        prop_assert_eq!(new.tick(seconds(away + wait)), vec![]);
        old.resume(seconds(away));
        prop_assert_eq!(old.tick(seconds(away + wait)), vec![]);
        // And nothing that is never heard of again fires for ever.
        new.tick(seconds(200_000));
        prop_assert!(new.is_empty());
    }

    #[test]
    fn the_same_history_gives_the_same_machine(history in any_history()) {
        let run = || {
            let mut machine = Machine::new(TIMEOUT, NOW);
            let changes: Vec<_> = history.iter().map(|(d, r)| (machine.apply(d, seconds(*r)), machine.tick(seconds(*r)))).collect();
            (changes, rows(&machine), machine.drain_dirty())
        };
        prop_assert_eq!(run(), run());
    }
}

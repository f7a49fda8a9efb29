//! What must hold for whatever comes in: the machine keeps its word.

use jiff::SignedDuration;
use proptest::prelude::*;
use ryugaku_alerting::{Active, Annotations, Change, Delivered, Labels, Machine, Matcher};
use ryugaku_kernel::Time;

const TIMEOUT: SignedDuration = SignedDuration::from_mins(5);
const NOW: Time = Time(1_795_000_000_000_000);

fn seconds(after: i64) -> Time {
    NOW.plus(SignedDuration::from_secs(after))
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

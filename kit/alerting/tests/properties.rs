//! What must hold for whatever comes in: the machine keeps its word.

use jiff::SignedDuration;
use proptest::prelude::*;
use ryugaku_alerting::{Active, Annotations, Change, Delivered, Kept, Labels, Machine, Matcher, RunId};
use ryugaku_kernel::{Time, Uuid};

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

/// By fingerprint.
fn rows(machine: &Machine) -> Vec<Active> {
    let mut rows: Vec<_> = machine.iter().map(|alert| alert.to_active()).collect();
    rows.sort_by_key(Active::fingerprint);
    rows
}

/// Each delivery has a run's name of its own.
fn apply(machine: &mut Machine, at: usize, delivered: &Delivered, received: i64) -> Change {
    machine.apply(delivered, Uuid::nil(), seconds(received), RunId::at(1, at))
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
        for (at, (delivered, received)) in history.into_iter().enumerate() {
            apply(&mut machine, at, &delivered, received);
            let before = rows(&machine);
            let again = apply(&mut machine, at, &delivered, received);
            prop_assert!(matches!(again, Change::Ignored(_)), "{:?}", again);
            prop_assert_eq!(rows(&machine), before);
        }
    }

    #[test]
    fn changes_say_what_happened(history in any_history(), tick in 0..120_i64) {
        let mut machine = Machine::new(TIMEOUT, NOW);
        for (at, (delivered, received)) in history.into_iter().enumerate() {
            let fingerprint = delivered.fingerprint();
            let was = machine.get(fingerprint).map(|alert| alert.to_active());
            let change = apply(&mut machine, at, &delivered, received);
            let is = machine.get(fingerprint).map(|alert| alert.to_active());
            match change {
                Change::Fired | Change::Refired { .. } => prop_assert!(was.is_none() && is.is_some()),
                Change::Refreshed { .. } => prop_assert!(was.is_some() && is.is_some() && was != is),
                Change::Resolved(resolved) => {
                    prop_assert!(was.is_some() && is.is_none());
                    prop_assert!(resolved.ended_at >= resolved.starts_at);
                }
                Change::Ignored(_) => prop_assert_eq!(was, is),
            }
            for ended in machine.tick(seconds(received + tick)) {
                prop_assert!(machine.get(ended.fingerprint).is_none());
                prop_assert!(ended.ended_at <= seconds(received + tick));
            }
            let due = machine.next_due();
            prop_assert!(due.is_none_or(|due| due > seconds(received + tick)));
        }
        let kept = machine.drain_dirty().into_iter().flat_map(|(_, kept)| kept);
        for Kept { run, seen_until, updated_at, times_out } in kept.collect::<Vec<_>>() {
            let found = machine.iter().find(|alert| alert.run() == run).map(|alert| alert.to_active());
            let found = found.map(|alert| (alert.seen_until, alert.updated_at, alert.times_out));
            prop_assert_eq!(found, Some((seen_until, updated_at, times_out)));
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
        for (at, (delivered, received)) in history.into_iter().enumerate() {
            apply(&mut machine, at, &delivered, received);
            machine.tick(seconds(received));
            let found: Vec<_> = machine.find(&matchers).map(|alert| alert.to_active()).collect();
            let fits = |alert: &Active| matchers.iter().all(|matcher| matcher.matches(&alert.labels));
            let all: Vec<_> = machine.iter().map(|alert| alert.to_active()).filter(fits).collect();
            prop_assert_eq!(found, all);
        }
    }

    #[test]
    fn after_a_start_nothing_times_out_for_one_timeout(history in any_history(), away in 0..100_000_i64, wait in 0..300_i64) {
        let mut old = Machine::new(TIMEOUT, NOW);
        for (at, (delivered, received)) in history.iter().enumerate() {
            apply(&mut old, at, delivered, *received);
        }
        let mut new = Machine::new(TIMEOUT, seconds(away));
        old.iter().for_each(|alert| new.restore(&alert.to_active()));
        prop_assert_eq!(rows(&new), rows(&old));
        // Of what was heard of since, its sender has said until when.
        let heard = |ended: &[ryugaku_alerting::Resolved]| ended.iter().all(|ended| ended.updated_at >= seconds(away));
        prop_assert!(heard(&new.tick(seconds(away + wait))));
        old.resume(seconds(away));
        prop_assert!(heard(&old.tick(seconds(away + wait))));
        // And nothing that is never heard of again fires for ever.
        new.tick(seconds(200_000));
        prop_assert!(new.is_empty());
    }

    #[test]
    fn the_same_history_gives_the_same_machine(history in any_history()) {
        let run = || {
            let mut machine = Machine::new(TIMEOUT, NOW);
            let step = |(at, (delivered, received)): (usize, &(Delivered, i64))| {
                (apply(&mut machine, at, delivered, *received), machine.tick(seconds(*received)))
            };
            let changes: Vec<_> = history.iter().enumerate().map(step).collect();
            (changes, rows(&machine), machine.drain_dirty())
        };
        prop_assert_eq!(run(), run());
    }

    /// What a door makes short is applied as if it had come whole.
    #[test]
    fn a_short_delivery_does_what_the_whole_does(history in any_history(), stale in 0..4_usize) {
        let (mut whole, mut short) = (Machine::new(TIMEOUT, NOW), Machine::new(TIMEOUT, NOW));
        let mut waiting = std::collections::VecDeque::new();
        for (at, (delivered, received)) in history.into_iter().enumerate() {
            // The door judges by alerts as they were some entries ago.
            waiting.push_back((at, short.says_nothing_new(&delivered, seconds(received)), delivered, received));
            if waiting.len() <= stale {
                continue;
            }
            let Some((at, seen, delivered, received)) = waiting.pop_front() else { continue };
            let texts = short.remembered(delivered.fingerprint()).map(|alert| alert.to_active().texts);
            let change = match seen {
                // Texts or start that changed in between are the later delivery's to tell.
                Some(_) if texts.is_some_and(|texts| texts != delivered.texts()) => continue,
                Some(seen) => short.see(&seen, Uuid::nil(), seconds(received), RunId::at(1, at)),
                None => apply(&mut short, at, &delivered, received),
            };
            let kind = |change: Change| std::mem::discriminant(&change);
            let expected = apply(&mut whole, at, &delivered, received);
            prop_assert_eq!(kind(change), kind(expected), "{:?} {:?}", change, expected);
            prop_assert_eq!(rows(&short), rows(&whole));
        }
    }
}

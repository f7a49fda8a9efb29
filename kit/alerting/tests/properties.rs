//! What must hold for whatever comes in: no bytes can stop the readers, and the machine keeps its word.

use jiff::SignedDuration;
use proptest::prelude::*;
use ryugaku_alerting::{
    Active, Annotations, Batch, Change, Delivered, Entry, Kept, Labels, Limits, Machine, Matcher, Receipt, Record,
    RunId, v2, webhook4,
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
    let alerts = alerts.into_iter().map(Record::Full).collect();
    let entry = Entry::from(Batch { source: Uuid::nil(), received_at: NOW, alerts });
    prop_assert_eq!(Entry::from_bytes(&entry.to_bytes()).ok(), Some(entry));
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
            waiting.push_back((at, short.says_nothing_new(&delivered, Uuid::nil(), seconds(received)), delivered, received));
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

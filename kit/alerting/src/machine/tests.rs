//! The machine by examples: runs that merge, end, come back, time out, and what a change of owner holds back.

use super::*;
use crate::{Annotations, Labels};

const T: i64 = 1_795_000_000;
const TIMEOUT: SignedDuration = SignedDuration::from_mins(5);

/// Seconds after the tests' beginning.
fn at(seconds: i64) -> Time {
    Time((T + seconds) * 1_000_000)
}

fn alert(name: &str, starts: i64, ends: i64) -> Delivered {
    Delivered {
        labels: Labels::new([("alertname", name), ("team", "sre")]),
        annotations: Annotations::default(),
        starts_at: at(starts),
        ends_at: at(ends),
        times_out: false,
        generator_url: None,
    }
}

/// Without an end, received then.
fn endless(name: &str, received: i64) -> Delivered {
    Delivered { times_out: true, ..alert(name, received, received + 300) }
}

fn machine() -> Machine {
    Machine::new(TIMEOUT, at(-1_000))
}

fn resolved(change: Change) -> (Time, Time, Ending) {
    let Change::Resolved(resolved) = change else { panic!("{change:?}") };
    (resolved.alert.starts_at, resolved.ended_at, resolved.ending)
}

#[test]
fn a_run_from_firing_to_resolved() {
    let mut machine = machine();
    let fingerprint = alert("A", 0, 300).fingerprint();
    assert_eq!(machine.apply(&alert("A", 0, 300), at(5)), Change::Fired);
    assert_eq!(machine.drain_dirty(), []);
    assert_eq!(machine.apply(&alert("A", 0, 360), at(65)), Change::Refreshed { details: false });
    assert_eq!(machine.drain_dirty(), [Seen { fingerprint, seen_until: at(360), updated_at: at(65) }]);
    assert_eq!(machine.drain_dirty(), []);
    assert_eq!(resolved(machine.apply(&alert("A", 0, 100), at(110))), (at(0), at(100), Ending::Told));
    assert!(machine.is_empty() && machine.label_names().next().is_none() && machine.next_due().is_none());
    // Prometheus says it again for a quarter of an hour.
    assert_eq!(machine.apply(&alert("A", 0, 100), at(170)), Change::Ignored(Reason::NotActive));
    assert_eq!(machine.apply(&alert("A", 500, 800), at(510)), Change::Refired { ended_at: at(100) });
    assert_eq!(machine.get(fingerprint).unwrap().starts_at, at(500));
}

#[test]
fn deliveries_merge_as_in_alertmanager() {
    let mut machine = machine();
    let mut second = alert("A", -20, 200);
    second.annotations = Annotations::new([("summary", "s")]);
    machine.apply(&alert("A", 0, 300), at(5));
    // The earlier start and the later end stand; the younger's texts do.
    assert_eq!(machine.apply(&second, at(6)), Change::Refreshed { details: true });
    let found = machine.iter().next().unwrap();
    assert_eq!((found.starts_at, found.seen_until), (at(-20), at(300)));
    assert_eq!(found.annotations.get("summary"), Some("s"));
    // A later start within the run changes nothing.
    assert_eq!(machine.apply(&Delivered { starts_at: at(50), ..second.clone() }, at(6)), Change::Ignored(Reason::Same));
    // An older delivery that comes late still says how long it fires, and nothing else.
    assert_eq!(machine.apply(&alert("A", 0, 400), at(5)), Change::Refreshed { details: false });
    assert_eq!(machine.apply(&alert("A", 0, 350), at(5)), Change::Ignored(Reason::Late));
    assert_eq!(machine.iter().next().unwrap().seen_until, at(400));
}

#[test]
fn an_end_from_the_timeout_gives_way() {
    let mut machine = machine();
    machine.apply(&endless("A", 0), at(0));
    machine.apply(&alert("A", 0, 120), at(60));
    assert_eq!(machine.iter().next().unwrap().seen_until, at(120));
    // And the other way round it does not shorten what a sender named.
    machine.apply(&alert("A", 0, 900), at(61));
    machine.apply(&endless("A", 62), at(62));
    assert_eq!(machine.iter().next().unwrap().seen_until, at(900));
}

#[test]
fn runs_that_touch_are_one() {
    let mut machine = machine();
    machine.apply(&endless("A", 0), at(0));
    let shorter = alert("A", 200, 200);
    assert_eq!(machine.apply(&shorter, at(0)), Change::Refreshed { details: false });
    assert_eq!(machine.apply(&shorter, at(0)), Change::Ignored(Reason::Same));
    // Held over its end, and heard of again from a later start: a run of its own.
    assert_eq!(machine.apply(&alert("A", 201, 600), at(202)), Change::Refreshed { details: true });
    assert_eq!(machine.iter().next().unwrap().starts_at, at(201));
}

#[test]
fn what_ends_an_alert_and_what_does_not() {
    let mut machine = machine();
    machine.apply(&alert("A", 100, 400), at(105));
    assert_eq!(machine.apply(&alert("A", 0, 50), at(110)), Change::Ignored(Reason::EarlierRun));
    assert_eq!(machine.apply(&alert("A", 100, 102), at(104)), Change::Ignored(Reason::Late));
    // No start named, and the sender's clock is behind ours: over all the same, and not before it began.
    assert_eq!(resolved(machine.apply(&alert("A", 90, 90), at(120))), (at(90), at(90), Ending::Told));
    assert_eq!(machine.apply(&alert("B", 0, 10), at(20)), Change::Ignored(Reason::NotActive));
    // A firing delivery from before the end, applied after it.
    assert_eq!(machine.apply(&alert("A", 80, 400), at(119)), Change::Ignored(Reason::Late));
    assert_eq!(machine.apply(&alert("A", 80, 400), at(120)), Change::Ignored(Reason::Late));
    assert_eq!(machine.apply(&alert("A", 80, 400), at(121)), Change::Refired { ended_at: at(90) });
}

#[test]
fn silence_ends_alerts_in_their_order() {
    let mut machine = machine();
    machine.apply(&alert("B", 0, 200), at(0));
    machine.apply(&endless("A", 0), at(0));
    machine.apply(&alert("C", 0, 200), at(1));
    assert_eq!(machine.next_due(), Some(at(200)));
    assert_eq!(machine.tick(at(199)), []);
    let ended = machine.tick(at(300));
    let ends: Vec<_> = ended.iter().map(|end| (end.alert.labels.get("alertname"), end.ended_at)).collect();
    let (b, c) = (alert("B", 0, 1).fingerprint(), alert("C", 0, 1).fingerprint());
    let order = if b < c { ["B", "C"] } else { ["C", "B"] };
    assert_eq!(ends, [(order[0], at(200)), (order[1], at(200)), ("A", at(300))]);
    assert!(ended.iter().all(|end| end.ending == Ending::TimedOut));
    // Heard of again: one run, from its first start.
    assert_eq!(machine.apply(&alert("B", 0, 900), at(310)), Change::Refired { ended_at: at(200) });
    assert_eq!(machine.iter().next().unwrap().starts_at, at(0));
}

#[test]
fn what_ended_is_forgotten_after_a_while() {
    let mut machine = machine();
    machine.apply(&alert("A", 0, 300), at(0));
    machine.apply(&alert("A", 0, 10), at(10));
    machine.tick(at(10 + 15 * 60 - 1));
    assert!(matches!(machine.apply(&alert("A", 0, 5_000), at(950)), Change::Refired { .. }));
    machine.apply(&alert("A", 0, 960), at(960));
    machine.tick(at(960 + 15 * 60));
    assert_eq!(machine.apply(&alert("A", 2_000, 5_000), at(2_000)), Change::Fired);
    assert!(machine.ended.is_empty() && machine.forget.is_empty());
}

#[test]
fn a_new_owner_holds_everything_for_one_timeout() {
    let mut old = machine();
    old.apply(&alert("A", 0, 200), at(0));
    old.apply(&endless("B", 0), at(0));
    // A webhook's alert, with a timeout of nine hours.
    old.apply(&Delivered { times_out: true, ..alert("C", 0, 32_400) }, at(0));
    let mut new = Machine::restore(TIMEOUT, at(40_000), old.iter().cloned());
    assert_eq!(new.resumed_at(), at(40_000));
    assert_eq!(new.tick(at(40_299)), []);
    // An end that is told is believed at once; what is heard of goes on.
    new.apply(&endless("B", 40_100), at(40_100));
    let ended = new.tick(at(40_300));
    assert_eq!(ended.len(), 1);
    assert_eq!((ended[0].alert.labels.get("alertname"), ended[0].ended_at), ("A", at(200)));
    assert_eq!(new.tick(at(40_399)).len(), 0);
    assert_eq!(new.tick(at(40_400)).len(), 1);
    assert_eq!(new.tick(at(72_399)).len(), 0);
    assert_eq!(new.tick(at(72_400)).len(), 1);

    old.resume(at(50_000));
    assert_eq!(old.tick(at(50_299)), []);
    assert_eq!(old.tick(at(50_300)).len(), 2);
}

#[test]
fn an_end_far_away_does_not_overflow() {
    let mut machine = machine();
    let far = Delivered { ends_at: Time(i64::MAX), starts_at: Time(i64::MIN), ..alert("A", 0, 0) };
    machine.apply(&far, at(0));
    machine.apply(&Delivered { times_out: true, ..far.clone() }, at(1));
    machine.resume(Time(i64::MAX - 1));
    assert_eq!(machine.len(), 1);
    assert_eq!(machine.tick(Time(i64::MAX)).len(), 1);
}

#[test]
fn matchers_find_by_label() {
    let mut machine = machine();
    for (name, team, severity) in
        [("A", "sre", "critical"), ("B", "sre", ""), ("C", "pay", "warning"), ("D", "", "info")]
    {
        let labels = Labels::new([("alertname", name), ("team", team), ("severity", severity)]);
        machine.apply(&Delivered { labels, ..alert(name, 0, 300) }, at(0));
    }
    for (filter, expected) in [
        ("", "ABCD"),
        ("team=sre", "AB"),
        ("team=sre,severity=", "B"),
        ("team!=sre", "CD"),
        ("team=", "D"),
        ("team!=\"\"", "ABC"),
        ("severity=~\"critical|warning\"", "AC"),
        ("severity=~\"crit\"", ""),
        ("severity!~\"crit.*\"", "BCD"),
        ("severity=~\".*\"", "ABCD"),
        ("nothing=here", ""),
        ("alertname=~\"[A-C]\",team=~\".+\",severity!=critical", "BC"),
    ] {
        let matchers = Matcher::parse_list(filter).unwrap();
        let mut names: Vec<_> = machine.find(&matchers).iter().map(|alert| alert.labels.get("alertname")).collect();
        names.sort_unstable();
        assert_eq!(names.concat(), expected, "{filter}");
    }
    assert_eq!(machine.label_values("team").collect::<Vec<_>>(), [("pay", 1), ("sre", 2)]);
    assert_eq!(machine.label_names().collect::<Vec<_>>(), ["alertname", "severity", "team"]);
}

#[test]
fn label_texts_are_shared() {
    let mut machine = machine();
    machine.apply(&alert("A", 0, 300), at(0));
    machine.apply(&alert("B", 0, 300), at(0));
    let [a, b] = &machine.iter().collect::<Vec<_>>()[..] else { panic!("two alerts") };
    assert!(std::ptr::eq(a.labels.get("team"), b.labels.get("team")));
}

#[test]
fn another_label_set_with_the_same_fingerprint_is_left_out() {
    let mut machine = machine();
    let first = alert("A", 0, 300);
    machine.apply(&first, at(0));
    // Found sets would have to be searched for; the machine is told that it holds one.
    let stored = machine.active.get_mut(&first.fingerprint()).unwrap();
    stored.labels = Labels::new([("alertname", "other")]);
    assert_eq!(machine.apply(&first, at(1)), Change::Ignored(Reason::Collision));
}

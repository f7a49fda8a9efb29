//! The machine by examples: runs that merge, end, come back, time out, and what a change of owner holds back.

use super::*;
use crate::{Annotations, Change, Matcher, Reason};

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

/// A run that begins is named after its receipt.
fn apply(machine: &mut Machine, delivered: &Delivered, received_at: Time) -> Change {
    machine.apply(delivered, Uuid::from_u128(1), received_at, run(received_at))
}

fn run(received_at: Time) -> RunId {
    RunId(received_at.0 / 1_000_000 - T)
}

fn only(machine: &Machine) -> View<'_> {
    machine.iter().next().unwrap()
}

fn restored(now: Time, machine: &Machine) -> Machine {
    let mut new = Machine::new(TIMEOUT, now);
    machine.iter().for_each(|alert| new.restore(&alert.to_active()));
    new
}

fn resolved(change: Change) -> (Time, Time, Ending) {
    let Change::Resolved(resolved) = change else { panic!("{change:?}") };
    (resolved.starts_at, resolved.ended_at, resolved.ending)
}

#[test]
fn a_run_from_firing_to_resolved() {
    let mut machine = machine();
    let fingerprint = alert("A", 0, 300).fingerprint();
    assert_eq!(apply(&mut machine, &alert("A", 0, 300), at(5)), Change::Fired);
    assert_eq!(machine.drain_dirty(), []);
    assert_eq!(apply(&mut machine, &alert("A", 0, 360), at(65)), Change::Refreshed { details: false });
    assert_eq!(
        machine.drain_dirty(),
        [(0, vec![Kept { run: RunId(5), seen_until: at(360), updated_at: at(65), times_out: false }])]
    );
    assert_eq!(machine.drain_dirty(), []);
    assert_eq!(resolved(apply(&mut machine, &alert("A", 0, 100), at(110))), (at(0), at(100), Ending::Told));
    assert!(machine.is_empty() && machine.label_names().next().is_none());
    // Prometheus says it again for a quarter of an hour.
    assert_eq!(apply(&mut machine, &alert("A", 0, 100), at(170)), Change::Ignored(Reason::NotActive));
    assert_eq!(
        apply(&mut machine, &alert("A", 500, 800), at(510)),
        Change::Refired { former: RunId(5), ended_at: at(100) }
    );
    assert_eq!(machine.get(fingerprint).unwrap().starts_at(), at(500));
}

#[test]
fn what_ends_long_after_it_was_heard_of_is_remembered_for_those_who_are_told() {
    let mut machine = machine();
    apply(&mut machine, &endless("A", 0), at(0));
    let mut machine = restored(at(7_200), &machine);
    let ended = machine.tick(at(7_500));
    assert_eq!(ended.len(), 1);
    assert!(machine.remembered(ended[0].fingerprint).is_some_and(View::is_ended));
    assert_eq!(machine.tick(at(7_560)), []);
    assert!(machine.remembered(ended[0].fingerprint).is_none());
}

#[test]
fn deliveries_merge_as_in_alertmanager() {
    let mut machine = machine();
    let mut second = alert("A", -20, 200);
    second.annotations = Annotations::new([("summary", "s")]);
    apply(&mut machine, &alert("A", 0, 300), at(5));
    // The earlier start and the later end stand; the younger's texts do.
    assert_eq!(apply(&mut machine, &second, at(6)), Change::Refreshed { details: true });
    let found = only(&machine).to_active();
    assert_eq!((found.starts_at, found.seen_until, found.texts), (at(-20), at(300), second.texts()));
    // A later start within the run changes nothing.
    assert_eq!(
        apply(&mut machine, &Delivered { starts_at: at(50), ..second.clone() }, at(6)),
        Change::Ignored(Reason::Same)
    );
    // An older delivery that comes late still says how long it fires, and nothing else.
    assert_eq!(apply(&mut machine, &alert("A", 0, 400), at(5)), Change::Refreshed { details: false });
    assert_eq!(apply(&mut machine, &alert("A", 0, 350), at(5)), Change::Ignored(Reason::Late));
    assert_eq!(only(&machine).seen_until(), at(400));
}

#[test]
fn an_end_from_the_timeout_gives_way() {
    let mut machine = machine();
    apply(&mut machine, &endless("A", 0), at(0));
    apply(&mut machine, &alert("A", 0, 120), at(60));
    assert_eq!(only(&machine).seen_until(), at(120));
    // And the other way round it does not shorten what a sender named.
    apply(&mut machine, &alert("A", 0, 900), at(61));
    apply(&mut machine, &endless("A", 62), at(62));
    assert_eq!(only(&machine).seen_until(), at(900));
}

#[test]
fn runs_that_touch_are_one() {
    let mut machine = machine();
    apply(&mut machine, &endless("A", 0), at(0));
    let shorter = alert("A", 200, 200);
    assert_eq!(apply(&mut machine, &shorter, at(0)), Change::Refreshed { details: false });
    assert_eq!(apply(&mut machine, &shorter, at(0)), Change::Ignored(Reason::Same));
    // Held over its end, and heard of again from a later start: a run of its own.
    assert_eq!(apply(&mut machine, &alert("A", 201, 600), at(202)), Change::Refreshed { details: true });
    assert_eq!(only(&machine).starts_at(), at(201));
}

#[test]
fn what_ends_an_alert_and_what_does_not() {
    let mut machine = machine();
    apply(&mut machine, &alert("A", 100, 400), at(105));
    assert_eq!(apply(&mut machine, &alert("A", 0, 50), at(110)), Change::Ignored(Reason::EarlierRun));
    assert_eq!(apply(&mut machine, &alert("A", 100, 102), at(104)), Change::Ignored(Reason::Late));
    // No start named, and the sender's clock is behind ours: over all the same, and not before it began.
    assert_eq!(resolved(apply(&mut machine, &alert("A", 90, 90), at(120))), (at(90), at(90), Ending::Told));
    assert_eq!(apply(&mut machine, &alert("B", 0, 10), at(20)), Change::Ignored(Reason::NotActive));
    // A firing delivery from before the end, applied after it.
    assert_eq!(apply(&mut machine, &alert("A", 80, 400), at(119)), Change::Ignored(Reason::Late));
    assert_eq!(apply(&mut machine, &alert("A", 80, 400), at(120)), Change::Ignored(Reason::Late));
    assert_eq!(
        apply(&mut machine, &alert("A", 80, 400), at(121)),
        Change::Refired { former: RunId(105), ended_at: at(90) }
    );
}

#[test]
fn silence_ends_alerts_in_their_order() {
    let mut machine = machine();
    apply(&mut machine, &alert("B", 0, 200), at(0));
    apply(&mut machine, &endless("A", 0), at(0));
    apply(&mut machine, &alert("C", 0, 200), at(1));
    assert_eq!(machine.next_due(), Some(at(200)));
    assert_eq!(machine.tick(at(199)), []);
    let ended = machine.tick(at(300));
    let ends: Vec<_> = ended.iter().map(|end| (end.fingerprint, end.ended_at)).collect();
    let [a, b, c] = ["A", "B", "C"].map(|name| alert(name, 0, 1).fingerprint());
    assert_eq!(ends, [(b, at(200)), (c, at(200)), (a, at(300))]);
    assert!(ended.iter().all(|end| end.ending == Ending::TimedOut));
    // Heard of again: one run, from its first start.
    assert_eq!(
        apply(&mut machine, &alert("B", 0, 900), at(310)),
        Change::Refired { former: RunId(0), ended_at: at(200) }
    );
    assert_eq!(only(&machine).starts_at(), at(0));
}

#[test]
fn what_ended_is_forgotten_after_a_while() {
    let mut machine = machine();
    apply(&mut machine, &alert("A", 0, 300), at(0));
    apply(&mut machine, &alert("A", 0, 10), at(10));
    machine.tick(at(10 + 15 * 60 - 1));
    assert!(matches!(apply(&mut machine, &alert("A", 0, 5_000), at(950)), Change::Refired { .. }));
    apply(&mut machine, &alert("A", 0, 960), at(960));
    machine.tick(at(960 + 15 * 60));
    assert!(machine.by_fingerprint.is_empty() && machine.free.len() == 1);
    assert_eq!(apply(&mut machine, &alert("A", 2_000, 5_000), at(2_000)), Change::Fired);
}

#[test]
fn a_new_owner_holds_everything_for_one_timeout() {
    let mut old = machine();
    apply(&mut old, &alert("A", 0, 200), at(0));
    apply(&mut old, &endless("B", 0), at(0));
    // A webhook's alert, with a timeout of nine hours.
    apply(&mut old, &Delivered { times_out: true, ..alert("C", 0, 32_400) }, at(0));
    let mut new = restored(at(40_000), &old);
    assert_eq!(new.resumed_at(), at(40_000));
    assert_eq!(new.tick(at(40_299)), []);
    // An end that is told is believed at once; what is heard of goes on.
    apply(&mut new, &endless("B", 40_100), at(40_100));
    let ended = new.tick(at(40_300));
    assert_eq!(ended.len(), 1);
    assert_eq!((ended[0].fingerprint, ended[0].ended_at), (alert("A", 0, 1).fingerprint(), at(200)));
    assert_eq!(new.tick(at(40_399)).len(), 0);
    assert_eq!(new.tick(at(40_400)).len(), 1);
    assert_eq!(new.tick(at(72_399)).len(), 0);
    assert_eq!(new.tick(at(72_400)).len(), 1);

    old.resume(at(50_000));
    // Heard of since, it ends when its sender says, although the others are held.
    apply(&mut old, &alert("D", 50_001, 50_005), at(50_001));
    assert_eq!(old.tick(at(50_005)).len(), 1);
    assert_eq!(old.tick(at(50_299)), []);
    assert_eq!(old.tick(at(50_300)).len(), 2);
}

#[test]
fn an_end_far_away_does_not_overflow() {
    let mut machine = machine();
    let far = Delivered { ends_at: Time(i64::MAX), starts_at: Time(i64::MIN), ..alert("A", 0, 0) };
    apply(&mut machine, &far, at(0));
    apply(&mut machine, &Delivered { times_out: true, ..far.clone() }, at(1));
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
        apply(&mut machine, &Delivered { labels, ..alert(name, 0, 300) }, at(0));
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
        let mut names: Vec<_> = machine.find(&matchers).map(|alert| alert.label("alertname")).collect();
        names.sort_unstable();
        assert_eq!(names.concat(), expected, "{filter}");
    }
    assert_eq!(machine.label_values("team"), [("pay", 1), ("sre", 2)]);
    assert_eq!(machine.label_names().collect::<Vec<_>>(), ["alertname", "severity", "team"]);
}

#[test]
fn label_texts_are_shared() {
    let mut machine = machine();
    apply(&mut machine, &alert("A", 0, 300), at(0));
    apply(&mut machine, &alert("B", 0, 300), at(0));
    let [a, b] = machine.iter().collect::<Vec<_>>()[..] else { panic!("two alerts") };
    assert!(std::ptr::eq(a.label("team"), b.label("team")));
}

#[test]
fn another_label_set_with_the_same_fingerprint_is_left_out() {
    let mut machine = machine();
    let first = alert("A", 0, 300);
    apply(&mut machine, &first, at(0));
    // Found sets would have to be searched for; the machine is told that it holds one.
    let other = machine.index.add(&Labels::new([("alertname", "other")]));
    machine.row_mut(0).labels = other;
    assert_eq!(apply(&mut machine, &first, at(1)), Change::Ignored(Reason::Collision));
}

#[test]
fn a_delivery_that_says_nothing_new_is_known_for_it() {
    let mut machine = machine();
    let (source, first) = (Uuid::from_u128(1), alert("A", 0, 300));
    apply(&mut machine, &first, at(5));
    let again = alert("A", 0, 360);
    let seen = machine.says_nothing_new(&again, at(65)).unwrap();
    assert_eq!(
        seen,
        Seen { fingerprint: first.fingerprint(), run: RunId(5), starts_at: at(0), ends_at: at(360), times_out: false }
    );
    for other in [
        alert("A", -1, 360),
        alert("A", 301, 360),
        alert("A", 0, 60),
        alert("B", 0, 360),
        Delivered { annotations: Annotations::new([("value", "2")]), ..again.clone() },
        Delivered { generator_url: Some("http://p/".into()), ..again.clone() },
    ] {
        assert_eq!(machine.says_nothing_new(&other, at(65)), None, "{other:?}");
    }
    // The other of a pair of Prometheus, which noticed a minute later.
    assert!(machine.says_nothing_new(&alert("A", 60, 360), at(65)).is_some());
    assert_eq!(machine.see(&seen, source, at(65), RunId(65)), Change::Refreshed { details: false });
    assert_eq!(only(&machine).seen_until(), at(360));
    // It ended before that was applied: it fires anew, as the whole delivery would have had it.
    apply(&mut machine, &alert("A", 0, 70), at(70));
    let later = Seen { ends_at: at(900), ..seen };
    let change = machine.see(&later, source, at(71), RunId(71));
    assert_eq!(change, Change::Refired { former: RunId(5), ended_at: at(70) });
    assert_eq!((only(&machine).run(), only(&machine).starts_at()), (RunId(71), at(0)));
    machine.tick(at(100_000));
    machine.tick(at(200_000));
    assert_eq!(machine.see(&later, source, at(200_000), RunId(9)), Change::Ignored(Reason::NotActive));
}

#[test]
fn what_was_heard_before_a_restart_holds_after_it() {
    let mut machine = machine();
    let first = alert("A", 0, 3_600);
    apply(&mut machine, &first, at(5));
    let stored = only(&machine).to_active();
    let mut after = Machine::new(SignedDuration::from_mins(5), at(3_000));
    after.restore(&stored);
    after.heard(first.fingerprint(), at(7_200), false, at(2_000));
    after.heard(first.fingerprint(), at(100), false, at(1_000));
    after.heard(first.fingerprint(), at(2_600), false, at(2_500));
    assert_eq!((only(&after).seen_until(), only(&after).updated_at()), (at(7_200), at(2_500)));
    assert!(after.tick(at(7_199)).is_empty());
    assert_eq!(after.tick(at(7_200)).len(), 1);
    after.heard(first.fingerprint(), at(9_000), false, at(8_000));
    assert!(after.is_empty(), "it is over");
}

#[test]
fn what_fires_and_ends_over_and_over_takes_no_more_room() {
    let mut machine = machine();
    for second in 0..10_000 {
        apply(&mut machine, &alert("A", second, 100_000_000), at(second));
        apply(&mut machine, &alert("A", second, second), at(second));
    }
    assert!(machine.rows.len() == 1 && machine.queue.len() < 2_000);
}

#[test]
fn who_took_note_of_a_run_took_no_note_of_the_next() {
    let mut machine = machine();
    let fingerprint = alert("A", 0, 300).fingerprint();
    apply(&mut machine, &alert("A", 0, 300), at(5));
    assert!(!machine.set_acked(RunId(4), fingerprint, true) && machine.set_acked(RunId(5), fingerprint, true));
    assert!(only(&machine).is_acked());
    apply(&mut machine, &alert("A", 0, 10), at(10));
    assert!(!machine.set_acked(RunId(5), fingerprint, true));
    apply(&mut machine, &alert("A", 500, 800), at(510));
    assert!(!only(&machine).is_acked());
}

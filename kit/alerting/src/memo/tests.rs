//! Bytes that are known again, and all that makes them be read once more.

use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{Limits, RunId, split, v2};

const SOURCE: Uuid = Uuid::from_u128(7);
const KEY: MarkKey = MarkKey([3; 16]);

fn at(second: i64) -> Time {
    Time((1_795_000_000 + second) * 1_000_000)
}

fn receipt(second: i64) -> Receipt {
    let resolve_timeout = SignedDuration::from_mins(5);
    Receipt { received_at: at(second), resolve_timeout, limits: Limits::default() }
}

fn body(name: &str, summary: &str, starts: i64, ends: Option<i64>) -> Vec<u8> {
    let mut alert =
        json!({"labels": {"alertname": name}, "annotations": {"summary": summary}, "startsAt": at(starts).to_string()});
    if let Some(ends) = ends {
        alert["endsAt"] = at(ends).to_string().into();
    }
    json!([alert]).to_string().into_bytes()
}

struct Door {
    machine: Machine,
    memo: Memo,
}

impl Door {
    fn new() -> Self {
        Self { machine: Machine::new(SignedDuration::from_mins(5), at(-1_000)), memo: Memo::default() }
    }

    /// What the bytes are remembered to say.
    fn recall(&self, body: &[u8], second: i64) -> Option<Seen> {
        let element = &split(body).unwrap()[0];
        self.memo.recall(KEY.mark(SOURCE, element), element.ends_at(), &receipt(second), &self.machine)
    }

    /// Reads the bytes, applies them and learns them.
    fn read(&mut self, body: &[u8], second: i64) -> Delivered {
        let element = &split(body).unwrap()[0];
        let (delivered, dated) = v2::one(element.text, &receipt(second)).unwrap();
        assert!(dated);
        self.machine.apply(&delivered, SOURCE, at(second), RunId(second));
        self.memo.learn(KEY.mark(SOURCE, element), &delivered, &self.machine);
        delivered
    }
}

#[test]
fn the_same_with_a_later_end_is_known() {
    let mut door = Door::new();
    assert_eq!(door.recall(&body("A", "s", 0, Some(300)), 1), None);
    door.read(&body("A", "s", 0, Some(300)), 1);
    let seen = door.recall(&body("A", "s", 0, Some(360)), 61).unwrap();
    assert_eq!((seen.run, seen.starts_at, seen.ends_at, seen.times_out), (RunId(1), at(0), at(360), false));
    for (other, why) in [
        (body("A", "t", 0, Some(360)), "other texts"),
        (body("B", "s", 0, Some(360)), "another alert"),
        (body("A", "s", 5, Some(360)), "another start"),
        (body("A", "s", 0, Some(60)), "it is over"),
        (body("A", "s", 0, None), "no end"),
        (json!([{"labels": {"alertname": "A"}, "annotations": {"summary": "s"}, "startsAt": at(0).to_string(), "endsAt": "soon"}]).to_string().into_bytes(), "no time"),
    ] {
        assert_eq!(door.recall(&other, 61), None, "{why}");
    }
    let array = body("A", "s", 0, Some(360));
    let element = &split(&array).unwrap()[0];
    let other = Uuid::from_u128(8);
    assert_eq!(door.memo.recall(KEY.mark(other, element), element.ends_at(), &receipt(61), &door.machine), None);
}

#[test]
fn of_a_pair_each_is_known_again() {
    let mut door = Door::new();
    door.read(&body("A", "s", 0, Some(300)), 1);
    door.read(&body("A", "s", 30, Some(330)), 31);
    for (starts, second) in [(0, 61), (30, 91)] {
        let seen = door.recall(&body("A", "s", starts, Some(second + 300)), second).unwrap();
        assert_eq!((seen.run, seen.starts_at, seen.ends_at), (RunId(1), at(0), at(second + 300)));
    }
}

#[test]
fn what_the_machine_has_otherwise_now_is_read_again() {
    let mut door = Door::new();
    let first = body("A", "s", 0, Some(300));
    door.read(&first, 1);
    door.read(&body("A", "t", 0, Some(300)), 2);
    assert_eq!(door.recall(&first, 3), None, "the texts changed back");
    door.read(&first, 3);
    assert!(door.recall(&first, 4).is_some());
    door.machine.tick(at(1_000));
    assert_eq!(door.recall(&body("A", "s", 0, Some(2_000)), 1_001), None, "it has ended");
}

#[test]
fn what_is_kept_is_bounded() {
    let (mut memo, array) = (Memo::default(), body("A", "s", 0, Some(300)));
    let (alert, _) = v2::one(split(&array).unwrap()[0].text, &receipt(1)).unwrap();
    let machine = Door::new().machine;
    for number in 0..2 * SPARE as u64 {
        memo.learn(Mark(number, 0), &alert, &machine);
        assert!(memo.0.len() <= SPARE + 1);
    }
}

proptest! {
    /// Whenever bytes are recalled, reading them would have said the same.
    #[test]
    fn recalling_is_reading(deeds in prop::collection::vec((0..3_u8, 0..2_u8, 0..3_i64, prop::option::of(0..8_i64), 1..4_i64), 1..40)) {
        let (mut door, mut now) = (Door::new(), 0);
        for (name, summary, starts, ends, passes) in deeds {
            now += passes * 60;
            let body = body(&name.to_string(), &summary.to_string(), starts * 200, ends.map(|ends| starts * 200 + ends * 200));
            let seen = door.recall(&body, now);
            let Some((delivered, _)) = v2::one(split(&body).unwrap()[0].text, &receipt(now)) else { continue };
            if let Some(seen) = seen {
                let read = door.machine.says_nothing_new(&delivered, at(now));
                // Of two starts within one run the earlier is the run's.
                prop_assert_eq!(Some(seen), read.map(|read| Seen { starts_at: read.starts_at.min(seen.starts_at), ..read }));
            }
            door.read(&body, now);
            door.machine.tick(at(now));
        }
    }
}

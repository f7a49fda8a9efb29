//! What outlives a restart and another tree.

use super::*;
use crate::Place;

const NOTHING: [&str; 0] = [];

#[test]
fn after_a_restart_nothing_is_told_twice() {
    let mut play = Play::simple();
    play.fire("alertname=A pod=1");
    play.until(31);
    play.restart();
    assert_eq!(play.until(331), NOTHING);
    play.fire("alertname=A pod=2");
    play.restart();
    // Looked at at once, as the first alert began long ago.
    assert_eq!(play.until(400), ["332 r/0 New 2 0"]);
    play.restart();
    assert_eq!(play.until(5_000), ["4001 r/0 Repeat 2 0"]);
}

#[test]
fn what_resolved_while_nobody_looked_is_told_as_resolved() {
    let mut play = Play::simple();
    play.fire("alertname=A pod=1");
    play.fire("alertname=A pod=2");
    play.until(31);
    play.active.remove(&fingerprint("alertname=A pod=1"));
    play.restart();
    assert_eq!(play.until(40), ["32 r/0 Resolved 1 1"]);
    // Told to the dispatcher, which is gone before it says so.
    play.resolve("alertname=A pod=2");
    play.restart();
    assert_eq!(play.until(50), ["41 r/0 Resolved 0 1"]);
    assert_eq!((play.dispatcher.entries(), play.dispatcher.next_due()), (vec![], None));
}

#[test]
fn what_left_unsaid_stays_unsaid_after_a_restart() {
    let mut play = Play::simple();
    play.fire("alertname=A pod=1");
    play.fire("alertname=A pod=2");
    play.until(31);
    play.stage.silenced.insert(fingerprint("alertname=A pod=1"));
    play.resolve("alertname=A pod=1");
    assert_eq!(play.until(400), NOTHING);
    play.stage.silenced.clear();
    play.restart();
    assert_eq!(play.until(700), NOTHING);
    // Seen to fire again it is as if it had not left.
    play.fire("alertname=A pod=1");
    play.until(1_300);
    play.active.remove(&fingerprint("alertname=A pod=1"));
    play.restart();
    assert_eq!(play.until(1_400), ["1301 r/0 Resolved 1 1"]);
}

#[test]
fn a_group_whose_flush_did_not_end_before_a_crash_is_told_after_it() {
    let mut play = Play::simple();
    play.fire("alertname=A");
    play.look(30);
    play.now = Time(31_000_000);
    play.restart();
    assert_eq!(play.until(40), ["32 r/0 First 1 0"]);
}

#[test]
fn another_tree_tells_what_it_sends_elsewhere_and_nothing_twice() {
    let mut play = Play::simple();
    play.fire("alertname=A pod=1");
    play.fire("alertname=B");
    play.until(31);
    let child = node(Some(0), "alertname=A", "s", &[]);
    play.stage.channels.insert("s".into(), vec![Channel { number: 0, send_resolved: true }]);
    play.reload(vec![node(None, "", "r", &[1]), child]);
    // A's old group is not told that it resolved.
    assert_eq!(play.until(1_000), ["32 s/0 First 1 0"]);
    // Even after it has.
    play.resolve("alertname=A pod=1");
    assert_eq!(play.until(1_300), ["1232 s/0 Resolved 0 1"]);
    play.restart();
    assert_eq!(play.until(1_600), NOTHING);
    play.resolve("alertname=B");
    play.reload(vec![node(None, "", "r", &[])]);
    assert_eq!(play.until(1_700), ["1601 r/0 Resolved 0 1"]);
}

#[test]
fn a_route_that_comes_back_knows_what_was_told() {
    let tree = || vec![node(None, "", "r", &[1]), node(Some(0), "alertname=A", "s", &[])];
    let mut play = Play::new(tree());
    play.fire("alertname=A");
    assert_eq!(play.until(31), ["30 s/0 First 1 0"]);
    play.reload(vec![node(None, "", "r", &[])]);
    assert_eq!(play.until(60), ["32 r/0 First 1 0"]);
    play.reload(tree());
    assert_eq!(play.until(600), NOTHING);
}

/// A flush that is on its way while the tree changes is logged all the same.
#[test]
fn a_flush_outlives_another_tree() {
    let mut play = Play::simple();
    play.fire("alertname=A");
    play.fire("alertname=A pod=1");
    let flush = play.look(30);
    play.now = Time(31_000_000);
    play.active.remove(&fingerprint("alertname=A"));
    play.reload(vec![node(None, "", "r", &[])]);
    assert!(play.dispatcher.settled(flush.id, 0, true, play.now));
    assert_eq!(play.until(100), ["32 r/0 Resolved 1 1"]);
}

#[test]
fn what_is_to_be_stored_follows_the_log() {
    let mut play = Play::simple();
    play.fire("alertname=A");
    play.until(31);
    let changes = play.dispatcher.take_changes();
    let entries: Vec<_> = changes.iter().filter_map(|change| change.entry.clone()).collect();
    assert_eq!((entries.len(), &entries), (1, &play.dispatcher.entries()));
    assert_eq!(entries[0].labels, alert("alertname=A"));
    assert_eq!(entries[0].place, Place { route: "{}".into(), receiver: "r".into(), nth: 0 });
    assert!(play.dispatcher.take_changes().is_empty());
    play.resolve("alertname=A");
    play.until(331);
    let changed = play.dispatcher.take_changes();
    assert_eq!(changed, [Change { entry: None, ..changes[0].clone() }]);
}

/// nflog/nflog.go: twice the repeat interval, or the retention.
#[test]
fn an_entry_without_members_is_forgotten_in_the_end() {
    for (repeat_hours, expiry_hours) in [(1, 2), (24 * 7, 120)] {
        let mut root = node(None, "", "r", &[]);
        root.repeat_interval = SignedDuration::from_hours(repeat_hours);
        let mut play = Play::new(vec![root]);
        play.fire("alertname=A");
        play.until(31);
        play.stage.silenced.insert(fingerprint("alertname=A"));
        play.resolve("alertname=A");
        play.until(400);
        let expiry = Time(30_000_000).plus(SignedDuration::from_hours(expiry_hours));
        assert_eq!((play.dispatcher.next_due(), play.dispatcher.entries().len()), (Some(expiry), 1));
        play.dispatcher.take_changes();
        assert!(play.dispatcher.due(expiry, play.stage.world(), 9).is_empty());
        assert_eq!((play.dispatcher.entries().len(), play.dispatcher.take_changes().len()), (0, 1));
    }
}

#[test]
fn an_entry_whose_place_is_no_more_is_kept_for_the_retention() {
    let mut play = Play::simple();
    play.fire("alertname=A");
    play.until(31);
    play.stage.channels.insert("s".into(), Vec::new());
    play.reload(vec![node(None, "", "s", &[])]);
    play.restart();
    play.resolve("alertname=A");
    assert_eq!((play.until(700), play.dispatcher.entries().len()), (vec![], 1));
    let expiry = Time(30_000_000).plus(crate::RETENTION);
    assert_eq!(play.dispatcher.next_due(), Some(expiry));
}

/// Nobody can say any more what held it back, nor whether anything did.
#[test]
fn what_was_forgotten_is_told_as_resolved_if_it_was_told_as_firing() {
    let mut play = Play::simple();
    play.fire("alertname=A pod=1");
    play.fire("alertname=A pod=2");
    play.until(31);
    play.stage.silenced.insert(fingerprint("alertname=A pod=3"));
    play.fire("alertname=A pod=3");
    for pod in ["alertname=A pod=2", "alertname=A pod=3"] {
        play.resolve(pod);
        play.stage.forgotten.insert(fingerprint(pod));
    }
    assert_eq!(play.until(400), ["330 r/0 Resolved 1 1"]);
}

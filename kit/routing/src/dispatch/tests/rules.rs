//! When a group is looked at, and who hears of it, as in Alertmanager.

use super::*;

const NOTHING: [&str; 0] = [];

/// dispatch/dispatch.go `newAggrGroup`, `run`: the wait, then intervals from one look to the next.
#[test]
fn first_after_the_wait_then_at_each_interval() {
    let mut play = Play::simple();
    play.fire("alertname=A pod=1");
    assert_eq!(play.dispatcher.next_due(), Some(Time(30_000_000)));
    assert_eq!(play.until(40), ["30 r/0 First 1 0"]);
    play.fire("alertname=A pod=2");
    assert_eq!(play.until(400), ["330 r/0 New 2 0"]);
    play.resolve("alertname=A pod=1");
    assert_eq!(play.until(700), ["630 r/0 Resolved 1 1"]);
    play.resolve("alertname=A pod=2");
    assert_eq!(play.until(1000), ["930 r/0 Resolved 0 1"]);
    assert_eq!((play.dispatcher.group_count(), play.dispatcher.next_due()), (0, None));
    play.fire("alertname=A pod=2");
    assert_eq!(play.until(1100), ["1030 r/0 First 1 0"]);
}

/// dispatch/dispatch.go `insert`: at once if the wait is over already, but only before the first look.
#[test]
fn at_once_for_an_alert_that_began_before_the_wait() {
    let mut play = Play::simple();
    play.now = Time(100_000_000);
    play.fire("alertname=A pod=1");
    play.fire_since("alertname=A pod=2", Time(70_000_000));
    assert_eq!(play.dispatcher.next_due(), Some(Time(130_000_000)), "exactly the wait is not over");
    play.fire_since("alertname=A pod=3", Time(69_999_999));
    assert_eq!(play.until(110), ["101 r/0 First 3 0"]);
    play.fire_since("alertname=A pod=4", Time(0));
    assert_eq!(play.until(402), ["401 r/0 New 4 0"]);
}

/// The same, for an alert that is said again when its wait is over but its group's is not.
#[test]
fn a_repeat_hastens_the_first_look() {
    let mut play = Play::simple();
    play.now = Time(10_000_000);
    play.fire_since("alertname=A", Time(0));
    assert_eq!(play.until(31), NOTHING);
    play.fire_since("alertname=A", Time(0));
    assert_eq!(play.until(60), ["32 r/0 First 1 0"]);
}

#[test]
fn without_a_wait_at_once() {
    let mut root = node(None, "", "r", &[]);
    root.group_wait = SignedDuration::ZERO;
    let mut play = Play::new(vec![root]);
    play.fire("alertname=A");
    assert_eq!(play.dispatcher.next_due(), Some(Time(0)));
}

/// Later alerts do not move the first look, and one that resolves within the wait is in it, if others fire.
#[test]
fn the_wait_collects() {
    let mut play = Play::simple();
    play.fire("alertname=A pod=1");
    play.until(20);
    play.fire("alertname=A pod=2");
    play.fire("alertname=B");
    play.resolve("alertname=A pod=1");
    assert_eq!(play.until(60), ["30 r/0 First 1 1", "50 r/0 First 1 0"]);
}

/// `needsUpdate`: nobody hears of what was over before anybody heard of it.
#[test]
fn what_resolves_within_the_wait_is_not_told() {
    let mut play = Play::simple();
    play.fire("alertname=A");
    play.until(10);
    play.resolve("alertname=A");
    assert_eq!(play.until(1_000), NOTHING);
    assert_eq!(play.dispatcher.group_count(), 0);
}

/// `entry.Timestamp.Before(now - repeat)`: a repeat interval that is a multiple of the group's ends just after a look.
#[test]
fn repeats_at_the_first_look_after_the_interval() {
    let mut play = Play::simple();
    play.fire("alertname=A");
    assert_eq!(play.until(8_000), ["30 r/0 First 1 0", "3930 r/0 Repeat 1 0", "7830 r/0 Repeat 1 0"]);
}

#[test]
fn acknowledging_all_that_fires_takes_the_repeat_away_and_nothing_else() {
    let mut play = Play::simple();
    play.fire("alertname=A pod=1");
    play.fire("alertname=A pod=2");
    play.until(60);
    play.stage.acknowledged.insert(fingerprint("alertname=A pod=1"));
    assert_eq!(play.until(4_000), ["3930 r/0 Repeat 2 0"]);
    play.stage.acknowledged.insert(fingerprint("alertname=A pod=2"));
    assert_eq!(play.until(60_000), NOTHING);
    play.restart();
    assert_eq!(play.until(61_000), NOTHING);
    play.fire("alertname=A pod=3");
    assert_eq!(play.until(61_300), ["61201 r/0 New 3 0"]);
    play.stage.acknowledged.insert(fingerprint("alertname=A pod=3"));
    play.resolve("alertname=A pod=3");
    assert_eq!(play.until(61_600), ["61501 r/0 Resolved 2 1"]);
}

/// notify/notify.go `RetryStage`, `SetNotifiesStage`.
#[test]
fn a_channel_that_wants_no_resolved_gets_none_and_hears_of_the_next_firing() {
    let mut play = Play::simple();
    let channels = [(0, true), (1, false)].map(|(number, send_resolved)| Channel { number, send_resolved });
    play.stage.channels.insert("r".into(), channels.to_vec());
    play.fire("alertname=A pod=1");
    play.fire("alertname=A pod=2");
    assert_eq!(play.until(31), ["30 r/0 First 2 0", "30 r/1 First 2 0"]);
    play.resolve("alertname=A pod=1");
    assert_eq!(play.until(331), ["330 r/0 Resolved 1 1"]);
    play.fire("alertname=A pod=3");
    play.resolve("alertname=A pod=2");
    assert_eq!(play.until(631), ["630 r/0 New 1 1", "630 r/1 New 1 0"]);
    play.resolve("alertname=A pod=3");
    assert_eq!(play.until(931), ["930 r/0 Resolved 0 1"]);
    play.fire("alertname=A pod=3");
    assert_eq!(play.until(1_000), ["961 r/0 First 1 0", "961 r/1 First 1 0"]);
}

/// dispatch/dispatch.go `flush`: while a channel fails, what resolved stays; the others are not told twice.
#[test]
fn a_failing_channel_is_tried_again_and_the_others_left_alone() {
    let mut play = Play::simple();
    let channels = [0, 1].map(|number| Channel { number, send_resolved: true });
    play.stage.channels.insert("r".into(), channels.to_vec());
    play.fire("alertname=A pod=1");
    play.failing.insert(1);
    let failed = ["30 r/0 First 1 0", "30 r/1 First 1 0 failed", "330 r/1 First 1 0 failed"];
    assert_eq!(play.until(400), failed);
    play.failing.clear();
    assert_eq!(play.until(700), ["630 r/1 First 1 0"]);
    play.failing.insert(1);
    play.resolve("alertname=A pod=1");
    let failed = ["930 r/0 Resolved 0 1", "930 r/1 Resolved 0 1 failed", "1230 r/1 Resolved 0 1 failed"];
    assert_eq!(play.until(1_231), failed);
    play.failing.clear();
    assert_eq!(play.until(3_000), ["1530 r/1 Resolved 0 1"]);
    assert_eq!(play.dispatcher.group_count(), 0);
}

/// The same: an alert that fires again while its resolving is on its way does not leave.
#[test]
fn what_fires_again_during_a_flush_stays() {
    let mut play = Play::simple();
    play.fire("alertname=A");
    play.until(31);
    play.resolve("alertname=A");
    let flush = play.look(330);
    play.fire("alertname=A");
    assert!(play.dispatcher.settled(flush.id, 0, true, play.now));
    assert_eq!(play.dispatcher.group_count(), 1);
    assert_eq!(play.until(700), ["630 r/0 First 1 0"]);
}

/// A sending that takes longer than the interval is given up for the next look; its end is not waited for.
#[test]
fn a_flush_is_given_until_the_next_look() {
    let mut play = Play::simple();
    play.fire("alertname=A");
    let flush = play.look(30);
    assert_eq!(play.until(331), ["330 r/0 First 1 0"]);
    assert!(!play.dispatcher.settled(flush.id, 0, true, play.now));
    assert!(!play.dispatcher.settled(FlushId { number: 9_999, ..flush.id }, 0, true, play.now));
}

/// notify/notify.go `MinTimeout`: and ten seconds in any case, after which, or with its end, the next look is made up for.
#[test]
fn a_flush_is_given_ten_seconds() {
    let mut root = node(None, "", "r", &[]);
    root.group_interval = SignedDuration::from_secs(1);
    let mut play = Play::new(vec![root.clone()]);
    play.fire("alertname=A");
    let flush = play.look(30);
    assert_eq!(play.until(35), NOTHING);
    play.fire("alertname=A pod=2");
    assert!(play.dispatcher.settled(flush.id, 0, true, play.now));
    assert_eq!(play.until(40), ["36 r/0 New 2 0"]);
    let mut play = Play::new(vec![root]);
    play.fire("alertname=A");
    play.look(30);
    assert_eq!(play.until(60), ["40 r/0 First 1 0"]);
}

/// notify/notify.go `MuteStage`: silenced alerts are in no notification, and those that resolve meanwhile leave unsaid.
#[test]
fn suppressed_alerts_are_left_out() {
    let mut play = Play::simple();
    play.fire("alertname=A pod=1");
    play.fire("alertname=A pod=2");
    play.stage.silenced.insert(fingerprint("alertname=A pod=1"));
    assert_eq!(play.until(31), ["30 r/0 First 1 0"]);
    play.stage.silenced.insert(fingerprint("alertname=A pod=2"));
    // All are silenced: not even the repeat.
    assert_eq!(play.until(7_000), NOTHING);
    play.resolve("alertname=A pod=2");
    assert_eq!(play.until(7_300), NOTHING);
    play.stage.silenced.clear();
    assert_eq!(play.until(7_600), ["7530 r/0 New 1 0"]);
}

/// As there: what was told as firing and resolved under a silence is known when it fires again, until the repeat.
#[test]
fn what_left_unsaid_is_still_known() {
    let mut play = Play::simple();
    play.fire("alertname=A");
    play.until(31);
    play.stage.silenced.insert(fingerprint("alertname=A"));
    play.resolve("alertname=A");
    play.until(400);
    assert_eq!(play.dispatcher.group_count(), 0);
    play.stage.silenced.clear();
    play.fire("alertname=A");
    assert_eq!(play.until(4_000), ["3730 r/0 Repeat 1 0"]);
}

/// notify/notify.go `TimeActiveStage`, `TimeMuteStage`.
#[test]
fn time_intervals_mute_a_route() {
    let mut root = node(None, "", "r", &[]);
    (root.mute, root.active) = (vec!["night".into()], vec!["office".into(), "duty".into()]);
    let mut play = Play::new(vec![root]);
    play.fire("alertname=A");
    let skipped = play.look(30);
    assert_eq!((skipped.muted, skipped.channels[0].decision), (Some(Muted::Outside), Decision::Skip(Skip::Muted)));
    play.stage.on.extend(["duty".to_owned(), "night".to_owned()]);
    assert_eq!(play.look(330).muted, Some(Muted::During("night".into())));
    play.stage.on.remove("night");
    assert_eq!(play.until(640), ["630 r/0 First 1 0"]);
    play.stage.on.clear();
    play.resolve("alertname=A");
    assert_eq!(play.until(1_000), NOTHING);
    assert_eq!(play.dispatcher.group_count(), 0, "what resolves while the route is muted leaves unsaid");
}

/// dispatch/dispatch.go `processAlert`: one group for each node taken, even where siblings look the same.
#[test]
fn an_alert_is_in_a_group_of_each_node_it_takes() {
    let mut first = node(Some(0), "alertname=A", "x", &[]);
    first.goes_on = true;
    let mut same = first.clone();
    same.group_by = GroupBy::All;
    let nodes = vec![node(None, "", "r", &[1, 2, 3]), first, same, node(Some(0), "alertname=~A|B", "y", &[])];
    let mut play = Play::new(nodes);
    play.fire("alertname=A pod=1");
    play.fire("alertname=A pod=2");
    play.fire("alertname=C");
    assert_eq!(play.dispatcher.group_count(), 5);
    let groups = play.dispatcher.groups_of(&alert("alertname=A pod=1"));
    assert_eq!(groups.iter().map(|(node, _)| node.0).collect::<Vec<_>>(), [1, 2, 3]);
    let mut flushes = play.dispatcher.due(Time(30_000_000), play.stage.world(), 9);
    flushes.sort_by_key(|flush| (flush.node, flush.key()));
    assert!(groups.iter().all(|(_, id)| flushes.iter().any(|flush| flush.id.group == *id)));
    let keys: Vec<_> = flushes.iter().map(|flush| format!("{} {}", flush.receiver(), flush.key())).collect();
    let expected = [
        r#"r {}:{alertname="C"}"#,
        r#"x {}/{alertname="A"}:{alertname="A"}"#,
        r#"x {}/{alertname="A"}:{alertname="A", pod="1"}"#,
        r#"x {}/{alertname="A"}:{alertname="A", pod="2"}"#,
        r#"y {}/{alertname=~"A|B"}:{alertname="A"}"#,
    ];
    assert_eq!(keys, expected);
}

#[test]
fn a_flapping_alert_is_told_once_and_when_it_is_over() {
    let mut play = Play::simple();
    let flapping = fingerprint("alertname=A");
    play.fire("alertname=A");
    play.stage.flapping.insert(flapping);
    assert_eq!(play.until(31), ["30 r/0 First 1 0"]);
    for turn in 0..10 {
        if turn % 2 == 0 {
            play.resolve("alertname=A")
        } else {
            play.fire("alertname=A")
        }
        assert_eq!(play.until(331 + turn * 300), NOTHING, "{turn}");
    }
    play.resolve("alertname=A");
    assert_eq!(play.until(4_000), ["3930 r/0 Repeat 1 0"]);
    play.stage.flapping.clear();
    assert_eq!(play.until(4_300), ["4230 r/0 Resolved 0 1"]);
    assert_eq!(play.dispatcher.group_count(), 0);
    // One of which nobody was told, and that has resolved, is not told, nor held.
    play.stage.flapping.insert(flapping);
    play.fire("alertname=A");
    play.resolve("alertname=A");
    play.fire("alertname=A pod=2");
    assert_eq!(play.until(4_400), ["4330 r/0 First 1 0"]);
}

#[test]
fn the_longest_due_come_first_and_no_more_than_asked_for() {
    let mut play = Play::simple();
    for (second, name) in [(0, "C"), (1, "A"), (2, "B")] {
        play.now = Time(second * 1_000_000);
        play.fire(&format!("alertname={name}"));
    }
    let mut names = Vec::new();
    for _ in 0..3 {
        let flushes = play.dispatcher.due(Time(100_000_000), play.stage.world(), 2);
        names.push(flushes.iter().map(|flush| flush.labels().get("alertname").to_owned()).collect::<String>());
    }
    assert_eq!(names, ["CA", "B", ""]);
    assert_eq!(play.dispatcher.next_due(), Some(Time(400_000_000)), "intervals begin anew with the look");
}

#[test]
fn reasons_are_named() {
    let mut play = Play::simple();
    play.fire("alertname=A");
    let flush = play.look(30);
    assert_eq!(flush.channels[0].decision, Decision::Send(Why::First));
    play.dispatcher.settled(flush.id, 0, true, play.now);
    let until = Time(3_630_000_000);
    assert_eq!(play.look(330).channels[0].decision, Decision::Skip(Skip::Unchanged { until }));
    play.stage.silenced.insert(fingerprint("alertname=A"));
    let flush = play.look(630);
    assert_eq!(flush.channels[0].decision, Decision::Skip(Skip::Suppressed));
    assert_eq!(flush.members[0].fate.held().unwrap().silenced, [Uuid::from_u128(1)]);
}

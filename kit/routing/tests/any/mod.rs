//! Routing of any kind, as it could have been read.

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use ryugaku_alerting::{Matcher, Op};
use ryugaku_routing::config::{Flapping, Opening, Own, Routing};
use ryugaku_routing::{
    GroupBy, InhibitRule, Intervals, NamedInterval, Node, NodeId, Range, TimeInterval, TimeRange, Tree,
};

/// Patterns of the names of labels.
#[derive(Clone, Copy)]
pub struct Names {
    pub matcher: &'static str,
    /// To group by, and to be equal.
    pub label: &'static str,
}

fn matchers(names: &'static str) -> impl Strategy<Value = Vec<Matcher>> {
    let matcher = (names, "(?s:.{0,6})|[a-c]", any::<bool>(), any::<bool>()).prop_map(|(name, value, regex, equal)| {
        let value = if regex { regex::escape(&value) } else { value };
        Matcher::new(&name, Op::of(regex, equal), &value).expect("an escaped text is a pattern")
    });
    vec(matcher, 0..4).prop_map(|mut matchers| {
        let key = |matcher: &Matcher| {
            (matcher.name().to_owned(), matcher.value().to_owned(), matcher.op().is_regex(), !matcher.op().is_equal())
        };
        matchers.sort_by_key(key);
        matchers
    })
}

fn period() -> impl Strategy<Value = SignedDuration> {
    (1_i64..100_000_000_000).prop_map(SignedDuration::from_millis)
}

fn ranges(from: i16, to: i16) -> impl Strategy<Value = Vec<Range>> {
    vec((from..=to, from..=to).prop_map(|(a, b)| Range { begin: a.min(b), end: a.max(b) }), 0..3)
}

fn interval() -> impl Strategy<Value = TimeInterval> {
    let times =
        vec((0_u16..1440, 0_u16..1440).prop_map(|(a, b)| TimeRange { start: a.min(b), end: a.max(b) + 1 }), 0..3);
    let days = prop_oneof![ranges(1, 31), ranges(-31, -1)];
    let zone = option::of(prop_oneof![Just("Asia/Tokyo"), Just("UTC"), Just("America/New_York")]);
    (times, ranges(0, 6), days, ranges(1, 12), ranges(1, 9999), zone).prop_map(
        |(times, weekdays, days_of_month, months, years, zone)| TimeInterval {
            times,
            weekdays,
            days_of_month,
            months,
            years,
            location: zone.map(|name| TimeZone::get(name).expect("the zone is known")),
        },
    )
}

/// A route's own part, and which earlier one it hangs under.
pub fn node(names: Names) -> impl Strategy<Value = (usize, Node, Option<GroupBy>)> {
    let labels = btree_set(names.label, 1..3).prop_map(|names| GroupBy::Labels(names.into_iter().collect()));
    let group_by = option::of(prop_oneof![Just(GroupBy::All), labels]);
    let own = (matchers(names.matcher), any::<bool>(), 0_usize..3, group_by, period(), period(), vec(0_usize..3, 0..3));
    (any::<prop::sample::Index>(), own).prop_map(
        |(parent, (matchers, goes_on, receiver, group_by, wait, other, names))| {
            let name = |of: &usize| INTERVALS[*of].to_owned();
            let node = Node {
                parent: None,
                children: Vec::new(),
                matchers,
                goes_on,
                receiver: RECEIVERS[receiver].into(),
                group_by: GroupBy::Labels(Vec::new()),
                group_wait: wait,
                group_interval: other,
                repeat_interval: wait,
                mute: names.iter().map(name).collect(),
                active: names.iter().rev().map(name).collect(),
            };
            (parent.index(64), node, group_by)
        },
    )
}

const RECEIVERS: [&str; 3] = ["a", "決済 \"b\"\n\u{85}", "- c: {"];
const INTERVALS: [&str; 3] = ["night", "週末", "\u{feff}\\"];

/// Puts the nodes in depth-first order under the parents they ask for.
pub fn tree(nodes: Vec<(usize, Node, Option<GroupBy>)>) -> Tree {
    let mut below = vec![Vec::new(); nodes.len()];
    for (at, (parent, ..)) in nodes.iter().enumerate().skip(1) {
        below[parent % at].push(at);
    }
    let mut sorted: Vec<Node> = Vec::new();
    let mut open = vec![(0, None)];
    while let Some((at, parent)) = open.pop() {
        let (_, mut node, group_by) = nodes[at].clone();
        let id = NodeId(u32::try_from(sorted.len()).expect("few"));
        node.parent = parent;
        match parent {
            None => {
                (node.matchers, node.goes_on, node.mute, node.active) = (Vec::new(), false, Vec::new(), Vec::new());
                node.group_by = group_by.unwrap_or(node.group_by);
            }
            Some(NodeId(parent)) => {
                let inherited = sorted[parent as usize].group_by.clone();
                node.group_by = group_by.unwrap_or(inherited);
                sorted[parent as usize].children.push(id);
            }
        }
        sorted.push(node);
        open.extend(below[at].iter().rev().map(|child| (*child, Some(id))));
    }
    Tree::new(sorted)
}

pub fn routing(names: Names) -> impl Strategy<Value = Routing> {
    let rule = (option::of("(?s:.{1,5})"), matchers(names.matcher), matchers(names.matcher), vec(names.label, 0..3))
        .prop_map(|(name, source, target, equal)| InhibitRule { name, source, target, equal });
    let opening = (matchers(names.matcher), 1_u8..=4, 1_u32..100, any::<bool>())
        .prop_filter("never without", |(matchers, ..)| !matchers.is_empty())
        .prop_map(|(matchers, severity, group_size, ask)| Opening { matchers, severity, group_size, ask });
    let flapping = (2_u32..100, period()).prop_map(|(changes, within)| Flapping { changes, within });
    let labels = || vec("[a-z決]{1,3}", 0..3);
    let own = (labels(), labels(), option::of(flapping), vec(opening, 0..3)).prop_map(
        |(service_labels, team_labels, flapping, openings)| Own { service_labels, team_labels, flapping, openings },
    );
    let intervals = [vec(interval(), 0..3), vec(interval(), 0..3), vec(interval(), 0..3)];
    (period(), vec(node(names), 1..12), vec(rule, 0..3), intervals, own).prop_map(
        |(resolve_timeout, nodes, inhibit_rules, intervals, own)| Routing {
            resolve_timeout,
            tree: tree(nodes),
            inhibit_rules,
            intervals: Intervals(
                INTERVALS
                    .into_iter()
                    .zip(intervals)
                    .map(|(name, intervals)| NamedInterval { name: name.into(), intervals })
                    .collect(),
            ),
            receivers: RECEIVERS.map(str::to_owned).to_vec(),
            own,
        },
    )
}

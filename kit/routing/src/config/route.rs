//! Routes as they are written, each with what it inherits, as the nodes of a tree.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use ryugaku_alerting::{Matcher, Op};
use ryugaku_document::{At, Fields, Problems, shown};
use ryugaku_kernel::Msg;

use super::matchers;
use crate::{GroupBy, Node, NodeId, Tree};

/// What may be named in a route.
pub struct Known {
    pub receivers: BTreeSet<String>,
    pub intervals: BTreeSet<String>,
}

pub fn read(root: &At<'_>, known: &Known, problems: &mut Problems) -> Tree {
    let mut nodes = Vec::new();
    add(&mut nodes, root, None, known, problems);
    if nodes.is_empty() { none() } else { Tree::new(nodes) }
}

/// Stands in for a tree that could not be read, so that the rest still is.
pub fn none() -> Tree {
    Tree::new(vec![inherited(None)])
}

/// What the root has unless it says otherwise.
fn inherited(parent: Option<&Node>) -> Node {
    let from = |of: fn(&Node) -> SignedDuration, or: SignedDuration| parent.map_or(or, of);
    Node {
        parent: None,
        children: Vec::new(),
        matchers: Vec::new(),
        goes_on: false,
        receiver: parent.map(|node| node.receiver.clone()).unwrap_or_default(),
        group_by: parent.map_or(GroupBy::Labels(Vec::new()), |node| node.group_by.clone()),
        group_wait: from(|node| node.group_wait, SignedDuration::from_secs(30)),
        group_interval: from(|node| node.group_interval, SignedDuration::from_mins(5)),
        repeat_interval: from(|node| node.repeat_interval, SignedDuration::from_hours(4)),
        mute: Vec::new(),
        active: Vec::new(),
    }
}

fn add(nodes: &mut Vec<Node>, at: &At<'_>, parent: Option<NodeId>, known: &Known, problems: &mut Problems) {
    let Some(mut fields) = at.fields(problems) else { return };
    let mut node = inherited(parent.map(|id| &nodes[id.0 as usize]));
    node.parent = parent;
    if parent.is_none() {
        refuse_on_root(&fields, problems);
    }
    if let Some(receiver) = fields.take("receiver")
        && let Some(name) = receiver.text(problems).filter(|name| !name.is_empty())
    {
        node.receiver = name.to_owned();
        if !known.receivers.contains(name) {
            problems.refuse(&receiver, Msg::new("routing-receiver-unknown").with("name", shown(name)));
        }
    }
    if let Some(group_by) = group_by(&mut fields, problems) {
        node.group_by = group_by;
    }
    node.matchers = matchers(&mut fields, problems);
    node.goes_on = fields.flag("continue", problems).unwrap_or(false);
    node.mute = intervals(&mut fields, "mute_time_intervals", known, problems);
    node.active = intervals(&mut fields, "active_time_intervals", known, problems);
    if let Some(wait) = fields.duration("group_wait", problems) {
        node.group_wait = wait;
    }
    if let Some(interval) = fields.period("group_interval", problems) {
        node.group_interval = interval;
    }
    if let Some(interval) = fields.period("repeat_interval", problems) {
        node.repeat_interval = interval;
    }
    let routes = fields.list("routes", problems);
    fields.finish(problems);

    // There are far fewer values in a file than numbers.
    let id = NodeId(u32::try_from(nodes.len()).unwrap_or(u32::MAX));
    nodes.push(node);
    if let Some(parent) = parent {
        nodes[parent.0 as usize].children.push(id);
    }
    for route in routes {
        add(nodes, &route, Some(id), known, problems);
    }
}

/// The root is the route of all alerts that no other takes.
fn refuse_on_root(fields: &Fields<'_>, problems: &mut Problems) {
    if !fields.is_set("receiver") {
        fields.refuse("receiver", Msg::new("routing-root-receiver"), problems);
    }
    for name in ["match", "match_re", "matchers"] {
        if fields.is_set(name) {
            fields.refuse(name, Msg::new("routing-root-matchers"), problems);
        }
    }
    for name in ["mute_time_intervals", "active_time_intervals"] {
        if fields.is_set(name) {
            fields.refuse(name, Msg::new("routing-root-intervals"), problems);
        }
    }
    if fields.is_set("continue") {
        fields.refuse("continue", Msg::new("routing-root-continue"), problems);
    }
}

/// An empty list inherits, as in Alertmanager.
fn group_by(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<GroupBy> {
    let mut names = BTreeSet::new();
    let list = fields.list("group_by", problems);
    let all = list.iter().filter(|at| at.text(problems) == Some("...")).count() > 0;
    for at in &list {
        let Some(name) = at.text(problems) else { continue };
        if name.is_empty() || name.contains('\0') {
            problems.refuse(at, Msg::new("routing-label-name").with("text", shown(name)));
        } else if all && name != "..." {
            problems.refuse(at, Msg::new("routing-group-by-all"));
        } else if !names.insert(name.to_owned()) && !all {
            problems.refuse(at, Msg::new("routing-group-by-twice").with("name", shown(name)));
        }
    }
    match (all, names.is_empty()) {
        (true, _) => Some(GroupBy::All),
        (false, true) => None,
        (false, false) => Some(GroupBy::Labels(names.into_iter().collect())),
    }
}

/// The three ways of writing them together, in Alertmanager's order.
fn matchers(fields: &mut Fields<'_>, problems: &mut Problems) -> Vec<Matcher> {
    let mut matchers = pairs(fields, "match", Op::Equal, problems);
    matchers.extend(pairs(fields, "match_re", Op::Match, problems));
    matchers.extend(matchers::take(fields, "matchers", problems));
    sort(&mut matchers);
    matchers
}

/// By name, value and sign.
pub fn sort(matchers: &mut [Matcher]) {
    matchers.sort_by(|a, b| {
        (a.name(), a.value(), a.op().is_regex(), !a.op().is_equal()).cmp(&(
            b.name(),
            b.value(),
            b.op().is_regex(),
            !b.op().is_equal(),
        ))
    });
}

/// A map from labels to values or patterns, as it was written before there were matchers: names in ASCII alone.
pub fn pairs(fields: &mut Fields<'_>, name: &str, op: Op, problems: &mut Problems) -> Vec<Matcher> {
    let Some(at) = fields.take(name) else { return Vec::new() };
    let Some(mut map) = at.fields(problems) else { return Vec::new() };
    let mut matchers = Vec::new();
    for (label, at) in map.take_all() {
        let classic = !label.as_bytes().first().is_none_or(u8::is_ascii_digit)
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !classic {
            problems.refuse(&at, Msg::new("routing-label-name").with("text", shown(label)));
            continue;
        }
        if op.is_regex() && matches!(at.value.data, ryugaku_document::Data::Null) {
            problems.refuse(&at, Msg::new("routing-regex-missing").with("name", shown(label)));
            continue;
        }
        let Some(value) = at.text(problems) else { continue };
        if op.is_regex() && !problems.allow_patterns(1, &at) {
            continue;
        }
        match Matcher::new(label, op, value) {
            Ok(matcher) => matchers.push(matcher),
            Err(failure) => matchers::refuse(&at, value, &failure, problems),
        }
    }
    matchers
}

fn intervals(fields: &mut Fields<'_>, field: &str, known: &Known, problems: &mut Problems) -> Vec<String> {
    let mut names = Vec::new();
    for at in fields.list(field, problems) {
        let Some(name) = at.text(problems) else { continue };
        if !known.intervals.contains(name) {
            problems.refuse(&at, Msg::new("routing-interval-unknown").with("name", shown(name)));
        }
        names.push(name.to_owned());
    }
    names
}

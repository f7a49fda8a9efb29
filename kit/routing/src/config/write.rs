//! Routing as a configuration that Alertmanager, from 0.25 on, reads. A route says only what it does not inherit.
//!
//! A route without labels to group by under one that has some cannot be said in Alertmanager's words; it never comes out of
//! what was read.

use std::fmt::Write as _;

use ryugaku_alerting::Matcher;
use ryugaku_document::duration_text;

use super::Own;
use super::routing::Routing;
use crate::interval::{MONTHS, Range, TimeInterval, WEEKDAYS};
use crate::{GroupBy, InhibitRule, Node, NodeId};

pub fn write(routing: &Routing, own: bool) -> String {
    let mut out = Out::default();
    out.line(0, "global:");
    out.line(1, &format!("resolve_timeout: {}", duration_text(routing.resolve_timeout)));
    out.line(0, "route:");
    route(&mut out, routing, NodeId(0), 1);
    if !routing.inhibit_rules.is_empty() {
        out.line(0, "inhibit_rules:");
    }
    for rule in &routing.inhibit_rules {
        inhibit_rule(&mut out, rule, own);
    }
    if !routing.intervals.0.is_empty() {
        out.line(0, "time_intervals:");
    }
    for named in &routing.intervals.0 {
        out.line(1, &format!("- name: {}", quoted(&named.name)));
        if !named.intervals.is_empty() {
            out.line(2, "time_intervals:");
        }
        for one in &named.intervals {
            interval(&mut out, one);
        }
    }
    out.line(0, "receivers:");
    for name in &routing.receivers {
        out.line(1, &format!("- name: {}", quoted(name)));
    }
    if own {
        section(&mut out, &routing.own);
    }
    out.text
}

fn route(out: &mut Out, routing: &Routing, id: NodeId, depth: usize) {
    let node = routing.tree.node(id);
    let parent = node.parent.map(|parent| routing.tree.node(parent));
    let differs = |same: fn(&Node, &Node) -> bool| parent.is_none_or(|parent| !same(parent, node));
    // Always said, so that no route is an empty map.
    out.line(depth, &format!("receiver: {}", quoted(&node.receiver)));
    out.matchers(depth, "matchers", &node.matchers);
    if node.goes_on {
        out.line(depth, "continue: true");
    }
    if differs(|a, b| a.group_by == b.group_by) {
        match &node.group_by {
            GroupBy::All => out.line(depth, "group_by: [\"...\"]"),
            GroupBy::Labels(names) => out.texts(depth, "group_by", names),
        }
    }
    if differs(|a, b| a.group_wait == b.group_wait) {
        out.line(depth, &format!("group_wait: {}", duration_text(node.group_wait)));
    }
    if differs(|a, b| a.group_interval == b.group_interval) {
        out.line(depth, &format!("group_interval: {}", duration_text(node.group_interval)));
    }
    if differs(|a, b| a.repeat_interval == b.repeat_interval) {
        out.line(depth, &format!("repeat_interval: {}", duration_text(node.repeat_interval)));
    }
    out.texts(depth, "mute_time_intervals", &node.mute);
    out.texts(depth, "active_time_intervals", &node.active);
    if !node.children.is_empty() {
        out.line(depth, "routes:");
    }
    for child in &node.children {
        out.dash();
        route(out, routing, *child, depth + 2);
    }
}

/// Alertmanager 0.25 knows no names of rules: for it they are a comment.
fn inhibit_rule(out: &mut Out, rule: &InhibitRule, own: bool) {
    out.dash();
    if let Some(name) = &rule.name {
        out.line(2, &format!("{}name: {}", if own { "" } else { "# " }, quoted(name)));
    }
    out.matchers(2, "source_matchers", &rule.source);
    out.matchers(2, "target_matchers", &rule.target);
    // Said where nothing else is, as a rule is not null.
    if !rule.equal.is_empty() || (rule.source.is_empty() && rule.target.is_empty()) {
        out.line(2, &format!("equal: [{}]", all_quoted(&rule.equal)));
    }
}

fn interval(out: &mut Out, interval: &TimeInterval) {
    let named = |names: &[&str], range: &Range, first: i16| {
        let name = |number: i16| usize::try_from(number - first).ok().and_then(|at| names.get(at)).copied();
        match (name(range.begin), name(range.end)) {
            (Some(begin), Some(_)) if range.begin == range.end => begin.to_owned(),
            (Some(begin), Some(end)) => format!("{begin}:{end}"),
            _ => range.to_string(),
        }
    };
    let list = |ranges: &[Range], text: &dyn Fn(&Range) -> String| ranges.iter().map(text).collect::<Vec<_>>();
    if *interval == TimeInterval::default() {
        out.line(3, "- {}");
        return;
    }
    out.dash();
    if !interval.times.is_empty() {
        out.line(4, "times:");
    }
    for range in &interval.times {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        out.line(5, &format!("- start_time: \"{}\"", clock(range.start)));
        out.line(6, &format!("end_time: \"{}\"", clock(range.end)));
    }
    out.texts(4, "weekdays", &list(&interval.weekdays, &|range| named(&WEEKDAYS, range, 0)));
    out.texts(4, "days_of_month", &list(&interval.days_of_month, &Range::to_string));
    out.texts(4, "months", &list(&interval.months, &|range| named(&MONTHS, range, 1)));
    out.texts(4, "years", &list(&interval.years, &Range::to_string));
    if let Some(name) = interval.location.as_ref().and_then(|zone| zone.iana_name()) {
        out.line(4, &format!("location: {}", quoted(name)));
    }
}

fn section(out: &mut Out, own: &Own) {
    out.line(0, "ryugaku:");
    out.line(1, &format!("service_labels: [{}]", all_quoted(&own.service_labels)));
    out.line(1, &format!("team_labels: [{}]", all_quoted(&own.team_labels)));
    if let Some(flapping) = &own.flapping {
        out.line(1, "flapping:");
        out.line(2, &format!("changes: {}", flapping.changes));
        out.line(2, &format!("within: {}", duration_text(flapping.within)));
    }
    if !own.openings.is_empty() {
        out.line(1, "open_incidents:");
    }
    for opening in &own.openings {
        out.line(2, &format!("- severity: sev{}", opening.severity));
        out.line(3, &format!("group_size: {}", opening.group_size));
        if opening.ask {
            out.line(3, "ask: true");
        }
        out.matchers(3, "matchers", &opening.matchers);
    }
}

#[derive(Default)]
struct Out {
    text: String,
    /// The next line is the first of a list's item.
    dash: bool,
}

impl Out {
    fn line(&mut self, depth: usize, text: &str) {
        let (indent, dash) = if std::mem::take(&mut self.dash) { (depth - 1, "- ") } else { (depth, "") };
        let _ = writeln!(self.text, "{:1$}{dash}{text}", "", indent * 2);
    }

    /// The lines that follow, one step further in than the dash, are an item.
    fn dash(&mut self) {
        self.dash = true;
    }

    /// Nothing, if there are none.
    fn texts<T: AsRef<str>>(&mut self, depth: usize, name: &str, texts: &[T]) {
        if !texts.is_empty() {
            self.line(depth, &format!("{name}: [{}]", all_quoted(texts)));
        }
    }

    fn matchers(&mut self, depth: usize, name: &str, matchers: &[Matcher]) {
        if !matchers.is_empty() {
            self.line(depth, &format!("{name}:"));
        }
        for matcher in matchers {
            self.line(depth + 1, &format!("- {}", quoted(&matcher.to_string())));
        }
    }
}

/// Letters, then what no schema reads as anything else; the words for true, false and null are texts no longer.
fn is_word(text: &str) -> bool {
    const TAKEN: [&str; 10] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan"];
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|char| char.is_ascii_alphanumeric() || "_-./".contains(char))
        && !TAKEN.contains(&text.to_ascii_lowercase().as_str())
}

fn all_quoted<T: AsRef<str>>(texts: &[T]) -> String {
    texts.iter().map(|text| quoted(text.as_ref())).collect::<Vec<_>>().join(", ")
}

/// As short as it is the same text in YAML 1.1 and 1.2: bare, in single quotes, else in double ones with everything escaped
/// that either does not allow or takes for a line's end.
fn quoted(text: &str) -> String {
    if is_word(text) {
        return text.to_owned();
    }
    let printed = |char: char| matches!(char, ' '..='~' | '\u{3000}'..='\u{d7ff}');
    if text.contains(['"', '\\']) && text.chars().all(printed) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\n' => quoted.push_str("\\n"),
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(char));
            }
            _ if char.is_control() => {
                let _ = write!(quoted, "\\x{:02X}", u32::from(char));
            }
            _ => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

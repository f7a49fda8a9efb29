//! A policy as a text that reads the same: what the form of it saves. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::SignedDuration;
use ryugaku_document::duration_text;

use super::level::{Escalation, Level};
use super::policy::Policy;
use super::reach::Reaches;
use crate::incidents::severity::Severity;

const INDENT: &str = "  ";

/// `before` is the text that it takes the place of: the remarks at its head are kept, others are lost.
pub fn text(policy: &Policy, before: &str) -> String {
    let mut text: String = head(before).map(|line| format!("{line}\n")).collect();
    text += "levels:\n";
    for severity in Severity::ALL {
        level(&mut text, INDENT, severity, policy.general(severity), &Level::default());
    }
    if !policy.reaches().is_empty() {
        text += "reach:\n";
        reaches(&mut text, INDENT, policy.reaches());
    }
    let own: BTreeMap<&String, &BTreeMap<Severity, Level>> = policy.products().collect();
    let named: BTreeSet<&String> = own.keys().copied().chain(policy.own_reaches().keys()).collect();
    if !named.is_empty() {
        text += "products:\n";
    }
    for product in named {
        let _ = writeln!(text, "{INDENT}{}:", quoted(product));
        let inner = INDENT.repeat(2);
        for (severity, level_of) in own.get(product).copied().into_iter().flatten() {
            level(&mut text, &inner, *severity, level_of, policy.general(*severity));
        }
        if let Some(reach) = policy.own_reaches().get(product) {
            let _ = writeln!(text, "{inner}reach:");
            reaches(&mut text, &INDENT.repeat(3), reach);
        }
    }
    text
}

/// Whether saving it anew would lose remarks.
pub fn loses_remarks(before: &str) -> bool {
    let rest = before.lines().skip(head(before).count());
    rest.map(str::trim_start).any(|line| line.starts_with('#') || line.contains(" #"))
}

fn head(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take_while(|line| line.starts_with('#') || line.trim().is_empty())
}

/// Only what is other than in `base`.
fn level(text: &mut String, indent: &str, severity: Severity, level: &Level, base: &Level) {
    let mut lines = Vec::new();
    if level.roles != base.roles {
        lines.push(format!("roles: {}", map(level.roles.iter().map(|(role, within)| (role.name().into(), *within)))));
    }
    if level.updates != base.updates {
        let updates = level.updates.iter().map(|(circle, every)| (circle.name().into(), *every));
        lines.push(format!("updates: {}", map(updates)));
    }
    if level.tell != base.tell {
        lines.push(format!("tell: {}", map(level.tell.iter().map(|(name, within)| (quoted(name), *within)))));
    }
    if let Some(escalation) = level.escalation.as_ref().filter(|_| level.escalation != base.escalation) {
        lines.push(format!("escalation: {}", escalated(escalation)));
    }
    if level.close != base.close {
        let close = level.close.iter().map(|(closing, within)| (closing.name().into(), *within));
        lines.push(format!("close: {}", map(close)));
    }
    let name = severity.name();
    if lines.is_empty() {
        let _ = writeln!(text, "{indent}{name}: {{}}");
        return;
    }
    let _ = writeln!(text, "{indent}{name}:");
    for line in lines {
        let _ = writeln!(text, "{indent}{INDENT}{line}");
    }
}

fn map(pairs: impl Iterator<Item = (String, SignedDuration)>) -> String {
    let pairs: Vec<String> = pairs.map(|(name, length)| format!("{name}: {}", duration_text(length))).collect();
    format!("{{{}}}", pairs.join(", "))
}

fn escalated(escalation: &Escalation) -> String {
    let after = duration_text(escalation.after);
    match escalation.teams.as_slice() {
        [] => format!("{{after: {after}}}"),
        teams => format!("{{after: {after}, teams: {}}}", list(teams.iter().map(String::as_str))),
    }
}

fn reaches(text: &mut String, indent: &str, reaches: &Reaches) {
    for (name, ways) in reaches {
        let mut kinds: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for way in ways {
            kinds.entry(way.kind()).or_default().push(way.address());
        }
        let kinds: Vec<String> =
            kinds.into_iter().map(|(kind, to)| format!("{kind}: {}", list(to.into_iter()))).collect();
        let _ = writeln!(text, "{indent}{}: {{{}}}", quoted(name), kinds.join(", "));
    }
}

fn list<'a>(all: impl Iterator<Item = &'a str>) -> String {
    format!("[{}]", all.map(quoted).collect::<Vec<_>>().join(", "))
}

/// As JSON quotes it, which YAML reads the same.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use ryugaku_kernel::Lang;

    use super::super::{built_in, document};
    use super::*;

    #[test]
    fn it_reads_the_same() {
        let whole = "# 頭\n\nlevels:\n  sev1: {roles: {commander: 5m}, updates: {inside: 15m}, tell: {\"経営層: \\\"A\\\"\": 1h30m}, \
                     escalation: {after: 10m, teams: [sre]}, close: {postmortem: 5d}} # x\n  sev2: {updates: {inside: 1h}}\n  sev3: {}\n  sev4: {}\n\
                     reach:\n  stakeholders: {mail: [a@example.com], channels: ['#exec']}\n\
                     products:\n  pay:\n    sev1: {updates: {}, tell: {}}\n    sev2: {escalation: {after: 5m}}\n    \
                     reach: {stakeholders: {teams: [pay]}}\n  shop:\n    sev4: {roles: {scribe: 1h}}\n";
        for before in [built_in::text(Lang::Ja), built_in::text(Lang::En), whole] {
            let policy = document::read(before).unwrap();
            let after = text(&policy, before);
            assert_eq!(document::read(&after).unwrap(), policy, "{after}");
            assert!(after.starts_with('#'), "the head is kept: {after}");
            assert_eq!(text(&policy, &after), after, "it stays as it is");
        }
        assert!(loses_remarks(whole));
        assert!(!loses_remarks(built_in::text(Lang::Ja)));
        assert!(!loses_remarks("reach: {a: {channels: ['#exec']}}"));
    }
}

//! Which route a label set takes: what was tried, in order, and what came of it, in words.

use ryugaku_alerting::{LabelSet, Labels};
use ryugaku_kernel::{Failure, FieldError, Lang, Msg, Outcome, Time};
use ryugaku_routing::config::Routing;
use ryugaku_routing::{NodeId, Tried};

use super::branch::Branch;
use crate::words;

#[derive(Clone, Debug)]
pub struct Step {
    pub branch: Branch,
    pub came: Came,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Came {
    Takes,
    Passes,
    /// The first matcher that does not match, and what the label has.
    Differs {
        matcher: String,
        name: String,
        value: String,
    },
    /// The route before it that took the alert.
    TakenBefore {
        node: u32,
    },
}

impl Step {
    /// What of it the route does not say itself.
    pub fn inherits(&self, lang: &Lang) -> String {
        let own = self.branch.own;
        let parts = [
            (own.receiver, "routing-inherits-receiver"),
            (own.group_by, "routing-inherits-group"),
            (own.times, "routing-inherits-times"),
        ];
        let names: Vec<_> = parts.iter().filter(|(own, _)| !own).map(|(_, key)| words::text(*lang, key)).collect();
        if names.is_empty() {
            return words::text(*lang, "routing-inherits-nothing");
        }
        words::say(*lang, &Msg::new("routing-inherits").with("names", names.join(", ")))
    }
}

impl Came {
    /// On the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Takes => "takes",
            Self::Passes => "passes",
            Self::Differs { .. } => "differs",
            Self::TakenBefore { .. } => "taken_before",
        }
    }

    pub fn msg(&self) -> Msg {
        match self {
            Self::Takes => Msg::new("routing-step-takes"),
            Self::Passes => Msg::new("routing-step-passes"),
            Self::Differs { matcher, name, value } if value.is_empty() => {
                Msg::new("routing-step-lacks").with("matcher", matcher.as_str()).with("name", name.as_str())
            }
            Self::Differs { matcher, value, .. } => {
                Msg::new("routing-step-differs").with("matcher", matcher.as_str()).with("value", value.as_str())
            }
            Self::TakenBefore { node } => Msg::new("routing-step-taken").with("node", i64::from(*node)),
        }
    }

    pub fn takes(&self) -> bool {
        *self == Self::Takes
    }
}

/// Depth first. Routes below one that does not match, or was not asked, are left out.
pub fn steps(routing: &Routing, labels: &Labels, now: Time) -> Vec<Step> {
    let step = |step: ryugaku_routing::Step<'_>| Step {
        branch: Branch::of(routing, step.node, now),
        came: match step.result {
            Tried::Takes => Came::Takes,
            Tried::Passes => Came::Passes,
            Tried::Differs(matcher) => Came::Differs {
                matcher: matcher.to_string(),
                name: matcher.name().to_owned(),
                value: shown(labels.value(matcher.name())),
            },
            Tried::TakenBefore(NodeId(node)) => Came::TakenBefore { node },
        },
    };
    routing.tree.explain(labels).into_iter().map(step).collect()
}

fn shown(value: &str) -> String {
    value.chars().take(80).collect()
}

const MOST_LABELS: usize = 200;
const LONGEST_LINE: usize = 4_096;

/// `name=value` on each line; quotes around the value may stand or not.
pub fn labels_of(text: &str) -> Outcome<Labels> {
    let (mut pairs, mut errors) = (Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let wrong = |key| FieldError::new("labels", Msg::new(key).with("line", at + 1));
        match line.split_once('=').map(|(name, value)| (name.trim(), value.trim())) {
            _ if line.len() > LONGEST_LINE => errors.push(wrong("routing-labels-long")),
            Some((name, value)) if !name.is_empty() => {
                let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
                pairs.push((name, bare));
            }
            _ => errors.push(wrong("routing-labels-wrong")),
        }
    }
    if pairs.len() > MOST_LABELS {
        errors.push(FieldError::new("labels", Msg::new("routing-labels-many").with("most", MOST_LABELS)));
    }
    if errors.is_empty() { Ok(Labels::new(pairs)) } else { Err(Failure::Invalid(errors)) }
}

/// As [`labels_of`] reads it.
pub fn labels_text(labels: &Labels) -> String {
    labels.iter().map(|(name, value)| format!("{name}={}\n", value.replace('\n', " "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_a_line_each() {
        let labels = labels_of("alertname=DiskFull\n service = \"決済 API\" \n\nq=a=b\n").unwrap();
        assert_eq!(labels, Labels::new([("alertname", "DiskFull"), ("service", "決済 API"), ("q", "a=b")]));
        assert_eq!(labels_of(&labels_text(&labels)).unwrap(), labels);
        let Err(Failure::Invalid(errors)) = labels_of("a\n=b\nc=d") else { panic!("that is no label") };
        assert_eq!(errors.len(), 2);
        assert_eq!(errors[1].msg.args["line"], ryugaku_kernel::Arg::Number(2));
        assert!(labels_of("").unwrap().is_empty());
    }

    #[test]
    fn each_step_has_its_reason() {
        let text = "route:\n  receiver: a\n  routes:\n  - {matchers: [team=x]}\n  - {matchers: [env=~prod.*]}\n  - {}\nreceivers: [{name: a}]\n";
        let routing = Routing::read(text).unwrap();
        let steps = steps(&routing, &Labels::new([("env", "prod-1")]), Time(0));
        let came: Vec<_> = steps.iter().map(|step| (step.branch.depth, step.came.name())).collect();
        assert_eq!(came, [(0, "passes"), (1, "differs"), (1, "takes"), (1, "taken_before")]);
        assert_eq!(steps[1].came.msg().key, "routing-step-lacks");
        assert_eq!(steps[3].came, Came::TakenBefore { node: 2 });
    }
}

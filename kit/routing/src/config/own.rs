//! The section `ryugaku`, which Alertmanager has not: who owns an alert, which alerts flap, and what opens by itself.

use jiff::SignedDuration;
use ryugaku_alerting::Matcher;
use ryugaku_document::{At, Fields, Problems, shown};
use ryugaku_kernel::Msg;

use super::{matchers, route};
use crate::FlapRule;

#[derive(Clone, PartialEq, Debug)]
pub struct Own {
    /// Labels that may name the owning service; the first that an alert has does.
    pub service_labels: Vec<String>,
    /// The same for the owning team.
    pub team_labels: Vec<String>,
    pub flapping: Option<Flapping>,
    /// The first that fits a group counts.
    pub openings: Vec<Opening>,
}

/// So many changes between firing and resolved within so long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Flapping {
    /// At least 2.
    pub changes: u32,
    /// Never zero.
    pub within: SignedDuration,
}

/// A group opens something of its own as soon as enough of its notified alerts match.
#[derive(Clone, PartialEq, Debug)]
pub struct Opening {
    /// All must match; never none.
    pub matchers: Vec<Matcher>,
    /// 1, the gravest, to 4.
    pub severity: u8,
    /// At least 1.
    pub group_size: u32,
    /// Nothing opens before somebody has said so.
    pub ask: bool,
}

impl Default for Own {
    fn default() -> Self {
        let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
        Self {
            service_labels: names(["service", "app"]),
            team_labels: names(["team", "owner"]),
            flapping: None,
            openings: Vec::new(),
        }
    }
}

pub fn read(at: &At<'_>, problems: &mut Problems) -> Own {
    let mut own = Own::default();
    let Some(mut fields) = at.fields(problems) else { return own };
    if let Some(names) = labels(&mut fields, "service_labels", problems) {
        own.service_labels = names;
    }
    if let Some(names) = labels(&mut fields, "team_labels", problems) {
        own.team_labels = names;
    }
    own.flapping = fields.take("flapping").and_then(|at| flapping(&at, problems));
    let list = fields.list("open_incidents", problems);
    own.openings = list.iter().filter_map(|at| opening(at, problems)).collect();
    fields.finish(problems);
    own
}

fn labels(fields: &mut Fields<'_>, name: &str, problems: &mut Problems) -> Option<Vec<String>> {
    let list = fields.take(name)?.list(problems);
    let mut names = Vec::with_capacity(list.len());
    for at in list {
        let Some(label) = at.text(problems) else { continue };
        if label.is_empty() || label.contains('\0') {
            problems.refuse(&at, Msg::new("routing-label-name").with("text", shown(label)));
        }
        names.push(label.to_owned());
    }
    Some(names)
}

impl Flapping {
    /// `alerts`: of so many changes are remembered. What is said is how many are flapping; the rule counts how many pass.
    pub fn rule(self, alerts: usize) -> FlapRule {
        let changes = u16::try_from(self.changes.saturating_sub(1)).unwrap_or(u16::MAX);
        FlapRule { changes, window: self.within, alerts }
    }
}

fn flapping(at: &At<'_>, problems: &mut Problems) -> Option<Flapping> {
    let mut fields = at.fields(problems)?;
    for name in ["changes", "within"] {
        if !fields.is_set(name) {
            fields.refuse(name, Msg::new("routing-field-missing").with("name", name), problems);
        }
    }
    let changes = fields.number("changes", problems);
    let within = fields.period("within", problems);
    if changes.is_some_and(|changes| changes < 2) {
        fields.refuse("changes", Msg::new("routing-too-small").with("least", 2_usize), problems);
    }
    fields.finish(problems);
    Some(Flapping { changes: changes?, within: within? })
}

fn opening(at: &At<'_>, problems: &mut Problems) -> Option<Opening> {
    let mut fields = at.fields(problems)?;
    let before = problems.errors.len();
    let mut matchers = matchers::take(&mut fields, "matchers", problems);
    route::sort(&mut matchers);
    if matchers.is_empty() && problems.errors.len() == before {
        fields.refuse("matchers", Msg::new("routing-opening-matchers"), problems);
    }
    let text = fields.text("severity", problems).unwrap_or_default();
    let severity =
        ["sev1", "sev2", "sev3", "sev4"].iter().zip(1..).find(|(name, _)| **name == text).map(|(_, nth)| nth);
    if severity.is_none() {
        fields.refuse("severity", Msg::new("routing-severity").with("text", shown(text)), problems);
    }
    let group_size = fields.number("group_size", problems).unwrap_or(1);
    if group_size == 0 {
        fields.refuse("group_size", Msg::new("routing-too-small").with("least", 1_usize), problems);
    }
    let ask = fields.flag("ask", problems).unwrap_or(false);
    fields.finish(problems);
    Some(Opening { matchers, severity: severity?, group_size, ask })
}

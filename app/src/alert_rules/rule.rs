//! A rule as it is kept, and what is taken out of it to find it by.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use ryugaku_kernel::{Time, id_type};
use ryugaku_routing::config::Own;
use ryugaku_routing::config::alert_rules::AlertRule;
use url::Url;

id_type!(
    /// A rule's key.
    RuleId
);

#[derive(Clone, Debug)]
pub struct Rule {
    pub id: RuleId,
    /// As it was called when it was taken.
    pub file: String,
    pub group: String,
    /// The label `alertname` of its alerts.
    pub name: String,
    /// The label `severity`; empty if there is none.
    pub severity: String,
    pub expr: String,
    pub hold: SignedDuration,
    pub labels: BTreeMap<String, String>,
    pub annotations: BTreeMap<String, String>,
    /// `http` or `https`.
    pub runbook: Option<String>,
    /// What its labels say of the owning service, by the labels that routes name for that; empty if nothing.
    pub service: String,
    pub team: String,
    pub imported_at: Time,
}

impl Rule {
    pub fn of(id: RuleId, file: &str, rule: AlertRule, own: &Own, now: Time) -> Self {
        let label = |names: &[String]| {
            let mut values = names.iter().filter_map(|name| rule.labels.get(name));
            // A template says only when an alert fires what it is.
            values.find(|value| !value.is_empty() && !value.contains("{{")).cloned()
        };
        Self {
            id,
            file: file.to_owned(),
            severity: rule.labels.get("severity").cloned().unwrap_or_default(),
            runbook: runbook(&rule.annotations),
            service: label(&own.service_labels).unwrap_or_default(),
            team: label(&own.team_labels).unwrap_or_default(),
            group: rule.group,
            name: rule.name,
            expr: rule.expr,
            hold: rule.hold,
            labels: rule.labels,
            annotations: rule.annotations,
            imported_at: now,
        }
    }

    /// The annotation `summary`, else `description`, else `message`, else empty.
    pub fn summary(&self) -> &str {
        let wanted = ["summary", "description", "message"];
        wanted.iter().find_map(|name| self.annotations.get(*name)).map_or("", String::as_str)
    }
}

/// An address that a page may link to.
fn runbook(annotations: &BTreeMap<String, String>) -> Option<String> {
    let text = ["runbook_url", "runbook"].iter().find_map(|name| annotations.get(*name))?;
    let url = text.parse::<Url>().ok().filter(|url| ["http", "https"].contains(&url.scheme()));
    url.filter(|_| !text.contains("{{")).map(|_| text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_and_runbooks_are_what_labels_say() {
        let map = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let of = |labels: &[(&str, &str)], annotations: &[(&str, &str)]| {
            let rule = AlertRule {
                group: "g".into(),
                name: "X".into(),
                expr: "up".into(),
                hold: SignedDuration::ZERO,
                labels: map(labels),
                annotations: map(annotations),
                line: 1,
            };
            Rule::of(RuleId(ryugaku_kernel::Uuid::nil()), "f", rule, &Own::default(), Time(0))
        };
        let rule =
            of(&[("severity", "page"), ("app", "api"), ("team", "sre")], &[("runbook_url", "https://r.example/x")]);
        assert_eq!((&*rule.severity, &*rule.service, &*rule.team), ("page", "api", "sre"));
        assert_eq!(rule.runbook.as_deref(), Some("https://r.example/x"));
        for runbook in ["javascript:alert(1)", "wiki page", "https://r.example/{{ $labels.x }}", ""] {
            assert_eq!(of(&[], &[("runbook_url", runbook)]).runbook, None, "{runbook}");
        }
        assert_eq!(of(&[("service", "{{ $labels.job }}"), ("app", "api")], &[]).service, "api");
    }
}

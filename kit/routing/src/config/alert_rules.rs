//! Prometheus' rules for alerts, as their files name them: files with `groups`, and manifests of the kind `PrometheusRule`.
//! Expressions and templates are kept as they stand and never judged; rules that record are passed over.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use ryugaku_document::{At, Fields, Problems};
use ryugaku_kernel::{FieldError, Msg, Outcome};

use super::has_key;

#[derive(Clone, PartialEq, Debug)]
pub struct AlertRule {
    pub group: String,
    /// The label `alertname` of its alerts.
    pub name: String,
    pub expr: String,
    /// How long the expression must hold before the alert fires.
    pub hold: SignedDuration,
    /// The group's are among them. Values may be templates.
    pub labels: BTreeMap<String, String>,
    pub annotations: BTreeMap<String, String>,
    pub line: usize,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub struct AlertRules {
    /// In the order of the file.
    pub rules: Vec<AlertRule>,
    /// What is wrong with those that are left out.
    pub refused: Vec<FieldError>,
}

/// Whether a file looks like one, read or not: what is wrong with it should then be said.
pub fn is_rules(text: &str) -> bool {
    let manifest = |line: &str| line.trim_start_matches(['-', ' ']).trim_end() == "kind: PrometheusRule";
    has_key(text, "groups") || text.lines().any(manifest)
}

/// Refuses what is no YAML; what is wrong with a rule takes that rule out alone.
pub fn read(text: &str) -> Outcome<AlertRules> {
    let value = ryugaku_document::parse(text)?;
    let mut found = AlertRules::default();
    let mut problems = Problems::default();
    document(&At::whole(&value), &mut found, &mut problems);
    found.refused.extend(problems.errors);
    Ok(found)
}

/// A file, a manifest, or a list of manifests.
fn document(at: &At<'_>, found: &mut AlertRules, problems: &mut Problems) {
    let Some(mut fields) = at.fields(problems) else { return };
    if let Some(items) = fields.take("items") {
        for item in items.list(problems) {
            document(&item, found, problems);
        }
        return;
    }
    if let Some(spec) = fields.take("spec") {
        match spec.fields(problems) {
            Some(inner) => fields = inner,
            None => return,
        }
    }
    if !fields.is_set("groups") {
        fields.refuse("groups", Msg::new("routing-field-missing").with("name", "groups"), problems);
    }
    for at in fields.list("groups", problems) {
        group(&at, found, problems);
    }
}

fn group(at: &At<'_>, found: &mut AlertRules, problems: &mut Problems) {
    let Some(mut fields) = at.fields(problems) else { return };
    let name = fields.text("name", problems).unwrap_or_default().to_owned();
    if name.is_empty() {
        fields.refuse("name", Msg::new("routing-name-missing"), problems);
    }
    let labels = texts(&mut fields, "labels", problems);
    for at in fields.list("rules", problems) {
        let before = problems.errors.len();
        let rule = rule(&at, &name, &labels, problems);
        found.rules.extend(rule.filter(|_| problems.errors.len() == before));
    }
}

fn rule(at: &At<'_>, group: &str, of_group: &BTreeMap<String, String>, problems: &mut Problems) -> Option<AlertRule> {
    let mut fields = at.fields(problems)?;
    let is_alert = fields.is_set("alert");
    if is_alert == fields.is_set("record") {
        problems.refuse(at, Msg::new("routing-rule-kind"));
        return None;
    }
    if !is_alert {
        return None;
    }
    if !fields.is_set("expr") {
        fields.refuse("expr", Msg::new("routing-field-missing").with("name", "expr"), problems);
    }
    let name = fields.text("alert", problems)?.to_owned();
    let expr = fields.text("expr", problems)?.trim_end().to_owned();
    let hold = if fields.is_set("for") { fields.duration("for", problems)? } else { SignedDuration::ZERO };
    let mut labels = of_group.clone();
    labels.extend(texts(&mut fields, "labels", problems));
    let annotations = texts(&mut fields, "annotations", problems);
    Some(AlertRule { group: group.to_owned(), name, expr, hold, labels, annotations, line: at.line })
}

fn texts(fields: &mut Fields<'_>, name: &str, problems: &mut Problems) -> BTreeMap<String, String> {
    let Some(map) = fields.take(name).and_then(|at| at.fields(problems)) else { return BTreeMap::new() };
    let mut map = map;
    let pairs = map.take_all().into_iter();
    pairs.filter_map(|(name, at)| Some((name.to_owned(), at.text(problems)?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_and_those_that_are_wrong_are_named() {
        let text = r#"
groups:
- name: disks
  labels: {team: sre, severity: info}
  rules:
  - alert: DiskFull
    expr: |
      free == 0
    for: 5m
    labels: {severity: page}
    annotations: {summary: "full on {{ $labels.instance }}", runbook_url: https://r.example.com/disk}
  - record: free
    expr: bytes
  - alert: NoExpression
  - alert: Slow
    expr: a
    for: soon
  - {}
"#;
        assert!(is_rules(text));
        let found = read(text).unwrap();
        assert_eq!(found.rules.len(), 1);
        let rule = &found.rules[0];
        assert_eq!((&*rule.group, &*rule.name, &*rule.expr, rule.line), ("disks", "DiskFull", "free == 0", 6));
        assert_eq!(rule.hold, SignedDuration::from_mins(5));
        assert_eq!((&*rule.labels["team"], &*rule.labels["severity"]), ("sre", "page"));
        let refused: Vec<_> = found.refused.iter().map(|error| format!("{} {}", error.field, error.msg.key)).collect();
        assert_eq!(
            refused,
            [
                "groups[0].rules[2].expr routing-field-missing",
                "groups[0].rules[3].for document-duration",
                "groups[0].rules[4] routing-rule-kind"
            ]
        );
    }

    #[test]
    fn manifests_and_lists_of_them() {
        let one = "kind: PrometheusRule\nspec:\n  groups:\n  - name: a\n    rules: [{alert: X, expr: y}]\n";
        assert!(is_rules(one));
        assert_eq!(read(one).unwrap().rules.len(), 1);
        let list =
            "kind: List\nitems:\n- kind: PrometheusRule\n  spec: {groups: [{name: a, rules: [{alert: X, expr: y}]}]}\n";
        assert!(is_rules(list));
        assert_eq!(read(list).unwrap().rules.len(), 1);
        assert!(!is_rules("route:\n  receiver: a\n"));
        let other = read("kind: ConfigMap\n").unwrap();
        assert_eq!((other.rules.len(), other.refused.len()), (0, 1));
        assert!(read("a: [").is_err());
    }
}

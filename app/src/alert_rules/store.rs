//! The rules' rows. Those that a file no longer has stay, for the ledger's and the addresses' sake, and are not listed.

use std::collections::HashMap;

use jiff::SignedDuration;
use ryugaku_db::{Query, Read, Row, Transaction, Value, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Time, Uuid};

use super::rule::{Rule, RuleId};

const RULE: &str = "select id, file, group_name, name, severity, expr, hold_ms, labels, annotations, runbook_url, service, \
                    team, imported_at from alert_rules where removed_at is null";

/// Which rules to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub severity: Option<String>,
    pub file: Option<String>,
    /// Those without one alone.
    pub without_runbook: bool,
}

/// In the order in which they were taken.
pub(super) async fn page(q: &mut dyn Query, filter: &Filter, after: Option<Uuid>, limit: Limit) -> Outcome<Page<Rule>> {
    let statement = sql(RULE)
        .optional(" and severity = ", filter.severity.as_deref())
        .optional(" and file = ", filter.file.as_deref())
        .text(if filter.without_runbook { " and runbook_url is null" } else { "" })
        .optional(" and id > ", after)
        .text(" order by id limit ")
        .arg(limit.probe());
    Ok(Page::cut(q.all(statement, read).await?, limit, |rule| rule.id.to_string()))
}

pub(super) async fn find(q: &mut dyn Query, id: RuleId) -> Outcome<Rule> {
    q.one(sql(RULE).text(" and id = ").arg(id.0), read).await?.ok_or(Failure::NotFound("alert_rule"))
}

/// The rule that alerts of this name come from: of several, one with a runbook if there is any.
pub async fn rule_of(q: &mut dyn Query, name: &str) -> Outcome<Option<Rule>> {
    if name.is_empty() || name.contains('\0') {
        return Ok(None);
    }
    let statement = sql(RULE).text(" and name = ").arg(name);
    q.one(statement.text(" order by case when runbook_url is null then 1 else 0 end, id limit 1"), read).await
}

/// Where runbooks stand, by the name of the alerts: of several rules the first that says it.
pub async fn runbooks(q: &mut dyn Query) -> Outcome<HashMap<String, String>> {
    let statement = sql("select name, runbook_url from alert_rules where removed_at is null \
                         and runbook_url is not null order by id desc");
    let found: Vec<(String, String)> = q.all(statement, |row| Ok((row.get("name")?, row.get("runbook_url")?))).await?;
    Ok(found.into_iter().collect())
}

/// How many there are of each severity, by its name.
pub(super) async fn severities(q: &mut dyn Query) -> Outcome<Vec<(String, i64)>> {
    let statement = sql("select severity, count(*) as n from alert_rules where removed_at is null group by severity");
    let mut found = q.all(statement, |row| Ok((row.get("severity")?, row.get("n")?))).await?;
    found.sort();
    Ok(found)
}

/// Takes the rules of a file out; gives how many there were.
pub(super) async fn remove_file(tx: &mut Transaction, file: &str, now: Time) -> Outcome<u64> {
    let row = sql("update alert_rules set removed_at = $1 where file = $2 and removed_at is null");
    tx.run(row.bind(now).bind(file)).await
}

pub(super) async fn insert(tx: &mut Transaction, rules: &[Rule]) -> Outcome<()> {
    let json = |map: &std::collections::BTreeMap<String, String>| serde_json::json!(map);
    let row = |rule: &Rule| {
        vec![
            Value::from(rule.id.0),
            rule.file.as_str().into(),
            rule.group.as_str().into(),
            rule.name.as_str().into(),
            rule.severity.as_str().into(),
            rule.expr.as_str().into(),
            i64::try_from(rule.hold.as_millis()).unwrap_or(i64::MAX).into(),
            json(&rule.labels).into(),
            json(&rule.annotations).into(),
            rule.runbook.clone().into(),
            rule.service.as_str().into(),
            rule.team.as_str().into(),
            rule.imported_at.into(),
        ]
    };
    let head = "insert into alert_rules (id, file, group_name, name, severity, expr, hold_ms, labels, annotations, \
                runbook_url, service, team, imported_at) values ";
    tx.insert_many(head, rules.iter().map(row).collect()).await
}

fn read(row: &Row) -> Outcome<Rule> {
    Ok(Rule {
        id: RuleId(row.get("id")?),
        file: row.get("file")?,
        group: row.get("group_name")?,
        name: row.get("name")?,
        severity: row.get("severity")?,
        expr: row.get("expr")?,
        hold: SignedDuration::from_millis(row.get("hold_ms")?),
        labels: row.json("labels")?,
        annotations: row.json("annotations")?,
        runbook: row.get("runbook_url")?,
        service: row.get("service")?,
        team: row.get("team")?,
        imported_at: row.get("imported_at")?,
    })
}

//! Scenarios' rows.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Uuid};

use super::scenario::{Inject, Scenario};
use crate::incidents::severity::Severity;

const SCENARIO: &str = "select s.id, s.count, s.title, s.severity, s.services, s.injects, s.aims, s.archived, s.version \
                        from drill_scenarios s where ";
/// So many are offered where one is chosen.
const OFFERED: i64 = 100;

pub async fn by_count(q: &mut dyn Query, count: i64) -> Outcome<Scenario> {
    q.one(sql(SCENARIO).text("s.count = ").arg(count), read).await?.ok_or(Failure::NotFound("scenario"))
}

/// Those that are not put away, newest first. `before` is the count of the last one of the page before.
pub async fn page(q: &mut dyn Query, before: Option<i64>, limit: Limit) -> Outcome<Page<Scenario>> {
    let statement = sql(SCENARIO).text("s.count < ").arg(before.unwrap_or(i64::MAX));
    let statement = statement.text(" and s.archived = ").arg(false).text(" order by s.count desc limit ");
    let rows = q.all(statement.arg(limit.probe()), read).await?;
    Ok(Page::cut(rows, limit, |one| one.count.to_string()))
}

pub async fn open(q: &mut dyn Query) -> Outcome<Vec<Scenario>> {
    Ok(page(q, None, Limit::of(OFFERED)).await?.items)
}

/// The titles of these ids, with their counts.
pub async fn names(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<(Uuid, i64, String)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let statement = sql("select id, count, title from drill_scenarios where id in ").list(ids);
    q.all(statement, |row| Ok((row.get("id")?, row.get("count")?, row.get("title")?))).await
}

pub async fn take_number(tx: &mut Transaction) -> Outcome<i64> {
    let row = tx
        .row(sql("insert into counters (name, value) values ('SC', 1) \
                 on conflict (name) do update set value = counters.value + 1 returning value"))
        .await?;
    row.ok_or_else(|| Failure::internal("a counter gave no value"))?.get("value")
}

pub async fn insert(tx: &mut Transaction, scenario: &Scenario) -> Outcome<()> {
    let row =
        sql("insert into drill_scenarios (id, count, title, severity, services, injects, aims, archived, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    let row = row.bind(scenario.id).bind(scenario.count).bind(&scenario.title).bind(scenario.severity.name());
    let row = row.bind(serde_json::Value::from(scenario.services.clone())).bind(injects(&scenario.injects));
    let row = row.bind(serde_json::Value::from(scenario.aims.clone())).bind(scenario.archived);
    tx.run(row.bind(scenario.version)).await.map(drop)
}

/// If the row still has the version it was read with; the scenario then has the next one.
pub async fn update(tx: &mut Transaction, scenario: &mut Scenario) -> Outcome<()> {
    let row = sql("update drill_scenarios set title = $1, severity = $2, services = $3, injects = $4, aims = $5, \
                   archived = $6, version = version + 1 where id = $7 and version = $8");
    let row = row.bind(&scenario.title).bind(scenario.severity.name());
    let row = row.bind(serde_json::Value::from(scenario.services.clone())).bind(injects(&scenario.injects));
    let row = row.bind(serde_json::Value::from(scenario.aims.clone())).bind(scenario.archived);
    if tx.run(row.bind(scenario.id).bind(scenario.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    scenario.version += 1;
    Ok(())
}

fn injects(injects: &[Inject]) -> serde_json::Value {
    injects.iter().map(|inject| serde_json::json!({"minute": inject.minute, "said": inject.said})).collect()
}

fn read(row: &Row) -> Outcome<Scenario> {
    Ok(Scenario {
        id: row.get("id")?,
        count: row.get("count")?,
        title: row.get("title")?,
        severity: row.word("severity", Severity::named)?,
        services: row.json("services")?,
        injects: row.json("injects")?,
        aims: row.json("aims")?,
        archived: row.get("archived")?,
        version: row.get("version")?,
    })
}

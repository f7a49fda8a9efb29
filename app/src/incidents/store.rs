//! Incidents' rows.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome};

use super::incident::{Incident, IncidentId, Reached};
use super::severity::Severity;
use super::status::Status;

pub(super) const INCIDENT: &str = "select i.id, i.count, i.title, i.severity, i.status, i.impact, i.call_url, i.commander_id, i.began_at, i.opened_at, \
     i.investigating_at, i.identified_at, i.fixing_at, i.monitoring_at, i.resolved_at, i.closed_at, i.practice, i.version \
     from incidents i where ";

pub async fn by_count(q: &mut dyn Query, count: i64) -> Outcome<Incident> {
    q.one(sql(INCIDENT).text("i.count = ").arg(count), read).await?.ok_or(Failure::NotFound("incident"))
}

/// The next number, which nobody else will get.
pub async fn take_number(tx: &mut Transaction) -> Outcome<i64> {
    let row = tx
        .row(sql("insert into counters (name, value) values ('INC', 1) \
                 on conflict (name) do update set value = counters.value + 1 returning value"))
        .await?;
    row.ok_or_else(|| Failure::internal("a counter gave no value"))?.get("value")
}

pub async fn insert(tx: &mut Transaction, incident: &Incident) -> Outcome<()> {
    let row = sql("insert into incidents (id, count, title, severity, status, impact, commander_id, began_at, \
                   opened_at, investigating_at, practice, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
    let row = row.bind(incident.id.0).bind(incident.count).bind(&incident.title).bind(incident.severity.name());
    let row = row.bind(incident.status.name()).bind(&incident.impact).bind(incident.commander);
    let row = row.bind(incident.began_at).bind(incident.opened_at);
    let row = row.bind(incident.reached.at(Status::Investigating)).bind(incident.practice);
    tx.run(row.bind(incident.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with; the incident then has the next one.
pub async fn update(tx: &mut Transaction, incident: &mut Incident) -> Outcome<()> {
    let row = sql("update incidents set title = $1, severity = $2, status = $3, impact = $4, commander_id = $5, \
                   began_at = $6, investigating_at = $7, identified_at = $8, fixing_at = $9, monitoring_at = $10, \
                   resolved_at = $11, closed_at = $12, call_url = $13, version = version + 1 \
                   where id = $14 and version = $15");
    let row = row.bind(&incident.title).bind(incident.severity.name()).bind(incident.status.name());
    let mut row = row.bind(&incident.impact).bind(incident.commander).bind(incident.began_at);
    for status in Status::ALL {
        row = row.bind(incident.reached.at(status));
    }
    let row = row.bind(&incident.call_url);
    if tx.run(row.bind(incident.id.0).bind(incident.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    incident.version += 1;
    Ok(())
}

pub(super) fn read(row: &Row) -> Outcome<Incident> {
    Ok(Incident {
        id: IncidentId(row.get("id")?),
        count: row.get("count")?,
        title: row.get("title")?,
        severity: row.word("severity", Severity::named)?,
        status: row.word("status", Status::named)?,
        impact: row.get("impact")?,
        call_url: row.get("call_url")?,
        commander: row.get("commander_id")?,
        began_at: row.get("began_at")?,
        opened_at: row.get("opened_at")?,
        reached: Reached::of([
            row.get("investigating_at")?,
            row.get("identified_at")?,
            row.get("fixing_at")?,
            row.get("monitoring_at")?,
            row.get("resolved_at")?,
            row.get("closed_at")?,
        ]),
        practice: row.get("practice")?,
        version: row.get("version")?,
    })
}

//! Incidents' rows.

use ryugaku_db::{Query, Read, Row, Statement, Transaction, sql};
use ryugaku_kernel::{Actor, Failure, Msg, Outcome, Uuid};
use ryugaku_ledger::veil::unveiled;

use super::incident::{Incident, IncidentId, Reached};
use super::severity::Severity;
use super::status::Status;
use super::users::{Share, Users};

const INCIDENT: &str = "select i.id, i.count, i.title, i.severity, i.status, i.impact, i.users_share, i.users_source, \
     i.call_url, i.commander_id, i.began_at, i.opened_at, i.investigating_at, i.identified_at, i.fixing_at, \
     i.monitoring_at, i.resolved_at, i.closed_at, i.practice, i.version, \
     (select count(*) from veils v where v.id = i.id) as veils, \
     (select m.count from incidents m where m.id = i.merged_into) as merged_into from incidents i where 1 = 1";

/// Goes on with ` and …`: the incidents that `who` may know of. There is no other way to read them.
pub(super) fn incidents(who: &Actor) -> Statement {
    unveiled(sql(INCIDENT), who, "i.id")
}

/// What `who` may not see is not there.
pub async fn by_count(q: &mut dyn Query, who: &Actor, count: i64) -> Outcome<Incident> {
    q.one(incidents(who).text(" and i.count = ").arg(count), read).await?.ok_or(Failure::NotFound("incident"))
}

/// To change it: one that goes on in another is changed there.
pub async fn to_change(q: &mut dyn Query, who: &Actor, count: i64) -> Outcome<Incident> {
    let incident = by_count(q, who, count).await?;
    match incident.merged_into() {
        Some(into) => Err(Failure::Conflict(Msg::new("incident-is-merged").with("number", into.to_string()))),
        None => Ok(incident),
    }
}

/// Held until the end of the transaction: of two who change who takes part, and who may know of it, one sees what the other did.
pub async fn hold(tx: &mut Transaction, count: i64) -> Outcome<()> {
    tx.run(sql("update incidents set version = version where count = $1").bind(count)).await.map(drop)
}

/// Of what was merged into another, the other is held. Gives it as it is then.
pub async fn hold_whole(tx: &mut Transaction, id: Uuid) -> Outcome<Incident> {
    let whole = sql("update incidents set version = version where id = \
                     (select coalesce(merged_into, id) from incidents where id = $1) returning count");
    let count: i64 = tx.row(whole.bind(id)).await?.ok_or(Failure::NotFound("incident"))?.get("count")?;
    let incident = by_count(tx, &Actor::system(), count).await?;
    // It was merged while this waited for it.
    let Some(into) = incident.merged_into else { return Ok(incident) };
    hold(tx, into).await?;
    by_count(tx, &Actor::system(), into).await
}

/// Those that were merged into it, oldest first.
pub async fn merged(q: &mut dyn Query, into: IncidentId) -> Outcome<Vec<Incident>> {
    q.all(sql(INCIDENT).text(" and i.merged_into = ").arg(into.0).text(" order by i.count"), read).await
}

/// It and those that were merged into it go on in another.
pub async fn set_merged(tx: &mut Transaction, from: IncidentId, into: IncidentId) -> Outcome<()> {
    let row = sql("update incidents set merged_into = $1 where id = $2 or merged_into = $3");
    tx.run(row.bind(into.0).bind(from.0).bind(from.0)).await.map(drop)
}

/// The ids of it and of those that were merged into it: what is known of one is known of all.
pub async fn whole(q: &mut dyn Query, id: IncidentId) -> Outcome<Vec<Uuid>> {
    let statement = sql("select id from incidents where id = $1 or merged_into = $2 order by count");
    q.all(statement.bind(id.0).bind(id.0), |row| row.get("id")).await
}

/// The same of many: each id with that of the incident it belongs to.
pub async fn wholes(q: &mut dyn Query, ids: &[Uuid]) -> Outcome<Vec<(Uuid, Uuid)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let statement = sql("select id, coalesce(merged_into, id) as whole_id from incidents where id in ");
    let statement = statement.list(ids.iter().copied()).text(" or merged_into in ").list(ids.iter().copied());
    q.all(statement.text(" order by count"), |row| Ok((row.get("id")?, row.get("whole_id")?))).await
}

/// Until the end of the transaction nobody else gets a number: of two who take the same one from elsewhere one sees what the
/// other did.
pub async fn hold_numbers(tx: &mut Transaction) -> Outcome<()> {
    let row = sql("insert into counters (name, value) values ('INC', 0) \
                   on conflict (name) do update set value = counters.value");
    tx.run(row).await.map(drop)
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
                   resolved_at = $11, closed_at = $12, call_url = $13, users_share = $14, users_source = $15, \
                   version = version + 1 where id = $16 and version = $17");
    let row = row.bind(&incident.title).bind(incident.severity.name()).bind(incident.status.name());
    let mut row = row.bind(&incident.impact).bind(incident.commander).bind(incident.began_at);
    for status in Status::ALL {
        row = row.bind(incident.reached.at(status));
    }
    let row = row.bind(&incident.call_url).bind(incident.users.share.map(|share| share.0)).bind(&incident.users.source);
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
        users: Users { share: row.get::<Option<i64>>("users_share")?.map(Share), source: row.get("users_source")? },
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
        is_restricted: row.get::<i64>("veils")? > 0,
        merged_into: row.get("merged_into")?,
        version: row.get("version")?,
    })
}

//! Post-mortems' rows, and every text that was saved.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};

use super::postmortem::{Postmortem, PostmortemId, State};

pub(super) const POSTMORTEM: &str = "select p.id, p.incident_id, p.body, p.state, p.due_at, p.writer_id, p.written_at, \
     p.changed_at, p.changed_by, p.published_at, p.source, p.version from postmortems p where ";

pub async fn of_incident(q: &mut dyn Query, incident: Uuid) -> Outcome<Option<Postmortem>> {
    q.one(sql(POSTMORTEM).text("p.incident_id = ").arg(incident), read).await
}

/// The same, for who is about to change it: until the commit nobody else does.
pub async fn locked(tx: &mut Transaction, incident: Uuid) -> Outcome<Option<Postmortem>> {
    tx.run(sql("update postmortems set version = version where incident_id = $1").bind(incident)).await?;
    of_incident(tx, incident).await
}

/// The one that was taken from this file.
pub async fn of_source(q: &mut dyn Query, source: &str) -> Outcome<Option<Postmortem>> {
    q.one(sql(POSTMORTEM).text("p.source = ").arg(source), read).await
}

/// Where each of these incidents stands with its post-mortem, and until when it is wanted; those without have none.
pub async fn states(q: &mut dyn Query, incidents: Vec<Uuid>) -> Outcome<Vec<(Uuid, State, Option<Time>)>> {
    if incidents.is_empty() {
        return Ok(Vec::new());
    }
    let statement = sql("select incident_id, state, due_at from postmortems where incident_id in ").list(incidents);
    q.all(statement, |row| Ok((row.get("incident_id")?, row.word("state", State::named)?, row.get("due_at")?))).await
}

/// Refuses a second one of the same incident.
pub async fn insert(tx: &mut Transaction, postmortem: &Postmortem) -> Outcome<()> {
    let row = sql("insert into postmortems (id, incident_id, body, state, due_at, writer_id, written_at, changed_at, \
                   changed_by, published_at, source, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (incident_id) do nothing");
    let row = row.bind(postmortem.id.0).bind(postmortem.incident).bind(&postmortem.body).bind(postmortem.state.name());
    let row = row.bind(postmortem.due).bind(postmortem.writer).bind(postmortem.written_at).bind(postmortem.changed_at);
    let row = row.bind(postmortem.changed_by).bind(postmortem.published_at).bind(postmortem.source.clone());
    if tx.run(row.bind(postmortem.version)).await? == 0 {
        return Err(Failure::conflict("postmortem-there-already"));
    }
    keep(tx, postmortem).await
}

/// Writes what may change, if the row still has the version it was read with; the post-mortem then has the next one.
pub async fn update(tx: &mut Transaction, postmortem: &mut Postmortem) -> Outcome<()> {
    let row =
        sql("update postmortems set body = $1, state = $2, changed_at = $3, changed_by = $4, published_at = $5, \
                   version = version + 1 where id = $6 and version = $7");
    let row = row.bind(&postmortem.body).bind(postmortem.state.name()).bind(postmortem.changed_at);
    let row = row.bind(postmortem.changed_by).bind(postmortem.published_at);
    if tx.run(row.bind(postmortem.id.0).bind(postmortem.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    postmortem.version += 1;
    keep(tx, postmortem).await
}

/// That of one which is published, or was taken from elsewhere, stays.
pub async fn set_due(tx: &mut Transaction, incident: Uuid, due: Option<Time>) -> Outcome<()> {
    let row =
        sql("update postmortems set due_at = $1 where incident_id = $2 and state <> 'published' and source is null");
    tx.run(row.bind(due).bind(incident)).await.map(drop)
}

/// When somebody last saved it by hand, changed or not.
pub async fn saved_at(q: &mut dyn Query, id: PostmortemId) -> Outcome<Option<Time>> {
    let statement = sql("select saved_at from postmortems where id = $1").bind(id.0);
    Ok(q.one(statement, |row: &Row| row.get::<Option<Time>>("saved_at")).await?.flatten())
}

pub async fn set_saved(tx: &mut Transaction, id: PostmortemId, at: Time) -> Outcome<()> {
    tx.run(sql("update postmortems set saved_at = $1 where id = $2").bind(at).bind(id.0)).await.map(drop)
}

async fn keep(tx: &mut Transaction, postmortem: &Postmortem) -> Outcome<()> {
    let row = sql("insert into postmortem_versions (postmortem_id, version, body, saved_at, saved_by) \
                   values ($1, $2, $3, $4, $5)");
    let row = row.bind(postmortem.id.0).bind(postmortem.version).bind(&postmortem.body);
    tx.run(row.bind(postmortem.changed_at).bind(postmortem.changed_by)).await.map(drop)
}

/// The text as it was in that version.
pub async fn body_at(q: &mut dyn Query, id: PostmortemId, version: i64) -> Outcome<Option<String>> {
    let statement = sql("select body from postmortem_versions where postmortem_id = $1 and version = $2");
    q.one(statement.bind(id.0).bind(version), |row| row.get("body")).await
}

pub(super) fn read(row: &Row) -> Outcome<Postmortem> {
    Ok(Postmortem {
        id: PostmortemId(row.get("id")?),
        incident: row.get("incident_id")?,
        body: row.get("body")?,
        state: row.word("state", State::named)?,
        due: row.get("due_at")?,
        writer: row.get("writer_id")?,
        written_at: row.get("written_at")?,
        changed_at: row.get("changed_at")?,
        changed_by: row.get("changed_by")?,
        published_at: row.get("published_at")?,
        source: row.get("source")?,
        version: row.get("version")?,
    })
}

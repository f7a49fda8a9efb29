//! The rows of what several people write at once: the document's changes, who had a hand in a version, who is here.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::postmortem::PostmortemId;

/// What is known of a document beside its changes.
pub struct Held {
    /// The number of its last change.
    pub last: i64,
    /// When somebody last wrote what no version holds yet, and who.
    pub wrote_at: Option<Time>,
    pub wrote_by: Option<Uuid>,
}

/// Somebody who has the text open.
pub struct Present {
    /// Of the browser's page.
    pub client: i64,
    pub person: Uuid,
    pub cursor: String,
    pub seen_at: Time,
}

pub async fn held(q: &mut dyn Query, id: PostmortemId) -> Outcome<Option<Held>> {
    let statement = sql("select last, wrote_at, wrote_by from postmortem_documents where postmortem_id = $1");
    let read =
        |row: &Row| Ok(Held { last: row.get("last")?, wrote_at: row.get("wrote_at")?, wrote_by: row.get("wrote_by")? });
    q.one(statement.bind(id.0), read).await
}

/// In their order.
pub async fn updates(q: &mut dyn Query, id: PostmortemId) -> Outcome<Vec<Vec<u8>>> {
    let statement = sql("select data from postmortem_updates where postmortem_id = $1 order by number");
    q.all(statement.bind(id.0), |row| row.get("data")).await
}

/// The document as one change in the place of all that it has.
pub async fn replace(tx: &mut Transaction, id: PostmortemId, number: i64, whole: Vec<u8>) -> Outcome<()> {
    tx.run(sql("delete from postmortem_updates where postmortem_id = $1").bind(id.0)).await?;
    append(tx, id, number, whole).await
}

/// One more change, as the last. The caller holds the post-mortem's row.
pub async fn append(tx: &mut Transaction, id: PostmortemId, number: i64, data: Vec<u8>) -> Outcome<()> {
    let row = sql("insert into postmortem_documents (postmortem_id, last) values ($1, $2) \
                   on conflict (postmortem_id) do update set last = excluded.last");
    tx.run(row.bind(id.0).bind(number)).await?;
    let row = sql("insert into postmortem_updates (postmortem_id, number, data) values ($1, $2, $3)");
    tx.run(row.bind(id.0).bind(number).bind(data)).await.map(drop)
}

/// Somebody wrote what no version holds yet.
pub async fn wrote(tx: &mut Transaction, id: PostmortemId, at: Time, by: Option<Uuid>) -> Outcome<()> {
    let row = sql("update postmortem_documents set wrote_at = $1, wrote_by = $2, began_at = coalesce(began_at, $3) \
                   where postmortem_id = $4");
    tx.run(row.bind(at).bind(by).bind(at).bind(id.0)).await.map(drop)
}

/// A version holds all that was written.
pub async fn kept(tx: &mut Transaction, id: PostmortemId) -> Outcome<()> {
    let row = sql(
        "update postmortem_documents set wrote_at = null, wrote_by = null, began_at = null where postmortem_id = $1",
    );
    tx.run(row.bind(id.0)).await.map(drop)
}

/// The incidents of post-mortems of which no version holds what was written: nobody has written in them since `quiet`, or
/// it was begun before `stale`. Incidents in `aside` are passed over.
pub async fn unkept(q: &mut dyn Query, quiet: Time, stale: Time, aside: Vec<Uuid>) -> Outcome<Vec<Uuid>> {
    let statement =
        sql("select p.incident_id from postmortem_documents d join postmortems p on p.id = d.postmortem_id \
             where (d.wrote_at <= $1 or d.began_at <= $2)");
    let mut statement = statement.bind(quiet).bind(stale);
    if !aside.is_empty() {
        statement = statement.text(" and p.incident_id not in ").list(aside);
    }
    q.all(statement.text(" order by d.wrote_at limit 100"), |row| row.get("incident_id")).await
}

/// Somebody has a hand in this version; false if they had one in it, or in one saved since `since`, already.
pub async fn hand(tx: &mut Transaction, id: PostmortemId, version: i64, person: Uuid, since: Time) -> Outcome<bool> {
    let row = sql("insert into postmortem_hands (postmortem_id, version, person_id) values ($1, $2, $3) \
                   on conflict (postmortem_id, version, person_id) do nothing");
    if tx.run(row.bind(id.0).bind(version).bind(person)).await? == 0 {
        return Ok(false);
    }
    let lately = sql("select count(*) as n from postmortem_hands h join postmortem_versions v \
                      on v.postmortem_id = h.postmortem_id and v.version = h.version \
                      where h.postmortem_id = $1 and h.person_id = $2 and v.saved_at >= $3");
    Ok(tx.count(lately.bind(id.0).bind(person).bind(since)).await? == 0)
}

/// Who had a hand in which of these versions.
pub async fn hands(q: &mut dyn Query, id: PostmortemId, versions: Vec<i64>) -> Outcome<Vec<(i64, Uuid)>> {
    let statement = sql("select version, person_id from postmortem_hands where postmortem_id = ").arg(id.0);
    let statement = statement.text(" and version in ").list(versions).text(" order by version, person_id");
    q.all(statement, |row| Ok((row.get("version")?, row.get("person_id")?))).await
}

/// Somebody is here; a page of somebody else's is not taken over.
pub async fn seen(tx: &mut Transaction, id: PostmortemId, present: &Present) -> Outcome<()> {
    let row = sql("insert into postmortem_present (postmortem_id, client, person_id, cursor, seen_at) \
                   values ($1, $2, $3, $4, $5) on conflict (postmortem_id, client) do update \
                   set cursor = excluded.cursor, seen_at = excluded.seen_at \
                   where postmortem_present.person_id = excluded.person_id");
    let row = row.bind(id.0).bind(present.client).bind(present.person).bind(&present.cursor);
    tx.run(row.bind(present.seen_at)).await.map(drop)
}

/// Forgets who has not been seen since.
pub async fn forget(tx: &mut Transaction, id: PostmortemId, before: Time) -> Outcome<()> {
    let row = sql("delete from postmortem_present where postmortem_id = $1 and seen_at < $2");
    tx.run(row.bind(id.0).bind(before)).await.map(drop)
}

/// Who has been seen since.
pub async fn present(q: &mut dyn Query, id: PostmortemId, since: Time) -> Outcome<Vec<Present>> {
    let statement = sql("select client, person_id, cursor, seen_at from postmortem_present where postmortem_id = $1 \
                         and seen_at >= $2 order by client limit 50");
    let read = |row: &Row| {
        let (client, person) = (row.get("client")?, row.get("person_id")?);
        Ok(Present { client, person, cursor: row.get("cursor")?, seen_at: row.get("seen_at")? })
    };
    q.all(statement.bind(id.0).bind(since), read).await
}

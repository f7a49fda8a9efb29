//! Rows of tellings and of their ways.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Cx, Failure, Outcome, Time, Uuid};

use super::way::{Telling, Trouble, Way, WayKind, WayState};

const TELLING: &str = "select id, incident_id, step, name, begun_at, done_at from tellings";
const WAY: &str = "select id, telling_id, kind, address, label, person_id, state, attempts, begun_at, finished_at, status, \
                   error, response from telling_ways";

/// The one of this step, made if there is none.
pub async fn ensure(tx: &mut Transaction, cx: &Cx, incident: Uuid, step: &str, name: &str) -> Outcome<Telling> {
    let row = sql("insert into tellings (id, incident_id, step, name, begun_at) values ($1, $2, $3, $4, $5) \
                   on conflict (incident_id, step) do nothing");
    tx.run(row.bind(cx.new_id()).bind(incident).bind(step).bind(name).bind(cx.now())).await?;
    find(tx, incident, step).await?.ok_or_else(|| Failure::internal("a telling was not stored"))
}

pub async fn find(q: &mut dyn Query, incident: Uuid, step: &str) -> Outcome<Option<Telling>> {
    q.one(sql(TELLING).text(" where incident_id = ").arg(incident).text(" and step = ").arg(step), read).await
}

/// Oldest first.
pub async fn of_incident(q: &mut dyn Query, incident: Uuid) -> Outcome<Vec<Telling>> {
    q.all(sql(TELLING).text(" where incident_id = ").arg(incident).text(" order by begun_at, id"), read).await
}

pub async fn by_id(q: &mut dyn Query, id: Uuid) -> Outcome<Option<Telling>> {
    q.one(sql(TELLING).text(" where id = ").arg(id), read).await
}

/// In their order.
pub async fn ways(q: &mut dyn Query, tellings: impl IntoIterator<Item = Uuid>) -> Outcome<Vec<Way>> {
    q.all(sql(WAY).text(" where telling_id in ").list(tellings).text(" order by telling_id, number, id"), read_way)
        .await
}

pub async fn way(q: &mut dyn Query, id: Uuid) -> Outcome<Option<Way>> {
    q.one(sql(WAY).text(" where id = ").arg(id), read_way).await
}

/// Unless it is there already; whether it was added.
pub async fn add(tx: &mut Transaction, way: &Way, now: Time) -> Outcome<bool> {
    let number = sql("select count(*) as n from telling_ways where telling_id = $1").bind(way.telling);
    let number = tx.count(number).await?;
    let row =
        sql("insert into telling_ways (id, telling_id, number, kind, address, label, person_id, state, attempts, \
                   finished_at, error, response) values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, '') \
                   on conflict (telling_id, kind, address) do nothing");
    let row = row.bind(way.id).bind(way.telling).bind(number).bind(way.kind.name()).bind(&way.address);
    let row = row.bind(&way.label).bind(way.person).bind(way.state.name());
    let finished = (way.state != WayState::Waiting).then_some(now);
    let error = way.trouble.as_ref().and_then(|trouble| trouble.error.clone());
    Ok(tx.run(row.bind(finished).bind(error)).await? > 0)
}

/// That of a name that was nobody's.
pub async fn take_away(tx: &mut Transaction, telling: Uuid, kind: WayKind, name: &str) -> Outcome<()> {
    let row =
        sql("delete from telling_ways where telling_id = $1 and kind = $2 and address = $3 and person_id is null");
    tx.run(row.bind(telling).bind(kind.name()).bind(name)).await.map(drop)
}

/// One to the same address that was skipped for this reason waits again; gives its id.
pub async fn revive(tx: &mut Transaction, way: &Way, why: &str) -> Outcome<Option<Uuid>> {
    let row = sql("update telling_ways set state = 'waiting', attempts = 0, finished_at = null, error = $1 \
                   where telling_id = $2 and kind = $3 and address = $4 and state = 'skipped' and error = $5 returning id");
    // Why a name is nobody's is all that is known of it.
    let error = way.trouble.as_ref().and_then(|trouble| trouble.error.clone());
    let row = row.bind(error).bind(way.telling).bind(way.kind.name()).bind(&way.address).bind(why);
    tx.one(row, |row| row.get("id")).await
}

/// Written before it is tried; `false` if another has begun it since.
pub async fn begin(tx: &mut Transaction, way: &Way, now: Time) -> Outcome<bool> {
    let row = sql("update telling_ways set attempts = attempts + 1, begun_at = coalesce(begun_at, $1) \
                   where id = $2 and state = 'waiting' and attempts = $3");
    Ok(tx.run(row.bind(now).bind(way.id).bind(way.attempts)).await? > 0)
}

pub async fn write_down(
    tx: &mut Transaction,
    way: &Way,
    state: WayState,
    trouble: Option<&Trouble>,
    now: Time,
) -> Outcome<()> {
    // One that was taken back while it was on its way may have arrived all the same.
    let row = sql("update telling_ways set state = $1, finished_at = $2, status = $3, error = $4, response = $5 \
                   where id = $6 and (state = 'waiting' or (state = 'skipped' and $7 = 'delivered'))");
    let finished = (state != WayState::Waiting).then_some(now);
    let (status, error) = (trouble.and_then(|it| it.status), trouble.and_then(|it| it.error.clone()));
    let row = row.bind(state.name()).bind(finished).bind(status).bind(error);
    tx.run(row.bind(trouble.map_or("", |it| &it.response)).bind(way.id).bind(state.name())).await.map(drop)
}

/// All ways of an incident that wait; `why` is the key of words.
pub async fn withdraw(tx: &mut Transaction, incident: Uuid, why: &str, now: Time) -> Outcome<()> {
    let row =
        sql("update telling_ways set state = 'skipped', finished_at = $1, status = null, error = $2, response = '' \
                   where state = 'waiting' and telling_id in (select t.id from tellings t where t.incident_id = $3)");
    tx.run(row.bind(now).bind(why).bind(incident)).await.map(drop)
}

/// Held until the end of the transaction: of two ways that end at once one sees what became of the other.
pub async fn hold(tx: &mut Transaction, telling: Uuid) -> Outcome<()> {
    tx.run(sql("update tellings set done_at = done_at where id = $1").bind(telling)).await.map(drop)
}

pub async fn set_done(tx: &mut Transaction, telling: Uuid, done: Option<Time>) -> Outcome<()> {
    tx.run(sql("update tellings set done_at = $1 where id = $2").bind(done).bind(telling)).await.map(drop)
}

/// Those that failed, or were skipped, are to be sent again, as if for the first time.
pub async fn again(tx: &mut Transaction, telling: Uuid) -> Outcome<u64> {
    // When it was first begun stays: an attempt whose end nobody knows may still be found in the chat.
    // And so does why a name is nobody's: it is all that is known of it.
    let row = sql("update telling_ways set state = 'waiting', attempts = 0, finished_at = null, status = null, \
                   error = case when kind = 'person' and person_id is null and state = 'failed' then error end, \
                   response = '' where telling_id = $1 and state in ('failed', 'skipped')");
    tx.run(row.bind(telling)).await
}

/// All are to be sent once more, whatever became of them.
pub async fn anew(tx: &mut Transaction, telling: Uuid) -> Outcome<()> {
    let row = sql("update telling_ways set state = 'waiting', attempts = 0, begun_at = null, finished_at = null, \
                   status = null, error = null, response = '' where telling_id = $1 and state <> 'waiting'");
    tx.run(row.bind(telling)).await.map(drop)
}

fn read(row: &Row) -> Outcome<Telling> {
    Ok(Telling {
        id: row.get("id")?,
        incident: row.get("incident_id")?,
        step: row.get("step")?,
        name: row.get("name")?,
        begun_at: row.get("begun_at")?,
        done_at: row.get("done_at")?,
    })
}

fn read_way(row: &Row) -> Outcome<Way> {
    let trouble = Trouble { status: row.get("status")?, error: row.get("error")?, response: row.get("response")? };
    Ok(Way {
        id: row.get("id")?,
        telling: row.get("telling_id")?,
        kind: row.word("kind", WayKind::named)?,
        address: row.get("address")?,
        label: row.get("label")?,
        person: row.get("person_id")?,
        state: row.word("state", WayState::named)?,
        attempts: row.get("attempts")?,
        begun_at: row.get("begun_at")?,
        finished_at: row.get("finished_at")?,
        trouble: (trouble != Trouble::default()).then_some(trouble),
    })
}

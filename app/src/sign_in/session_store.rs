//! Sessions' rows.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::session::{How, Session};
use crate::door::Caller;
use crate::people::PersonId;

const SESSION: &str = "select id, person_id, how, created_at, seen_at, expires_at, user_agent, address, own_since \
                       from sessions where ";

pub async fn by_hash(q: &mut dyn Query, hash: &[u8], now: Time) -> Outcome<Option<Session>> {
    let statement = sql(SESSION).text("token_hash = ").arg(hash.to_vec());
    q.one(statement.text(" and ended_at is null and expires_at > ").arg(now), read).await
}

pub async fn find(q: &mut dyn Query, id: Uuid) -> Outcome<Option<Session>> {
    q.one(sql(SESSION).text("id = ").arg(id), read).await
}

/// A person's sessions that have neither ended nor expired, the newest first; at most 200.
pub async fn of_person(q: &mut dyn Query, person: PersonId, now: Time) -> Outcome<Vec<Session>> {
    let statement = sql(SESSION).text("person_id = ").arg(person.0).text(" and ended_at is null and expires_at > ");
    q.all(statement.arg(now).text(" order by seen_at desc, id desc limit 200"), read).await
}

pub async fn insert(tx: &mut Transaction, session: &Session, hash: Vec<u8>) -> Outcome<()> {
    let row = sql("insert into sessions (id, token_hash, person_id, created_at, seen_at, expires_at, user_agent, \
                   address, how, own_since) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    let row = row.bind(session.id).bind(hash).bind(session.person.0).bind(session.created_at).bind(session.seen_at);
    let row = row.bind(session.expires_at).bind(&session.user_agent).bind(&session.address).bind(session.how.name());
    tx.run(row.bind(session.own_since)).await.map(drop)
}

/// Seen again: it lasts on, and says where it was seen.
pub async fn touch(tx: &mut Transaction, id: Uuid, now: Time, until: Time, caller: &Caller) -> Outcome<()> {
    let row =
        sql("update sessions set seen_at = $1, expires_at = case when expires_at < $2 then $2 else expires_at end, \
                   user_agent = $3, address = $4 where id = $5");
    let row = row.bind(now).bind(until).bind(&caller.user_agent).bind(caller.address_text());
    tx.run(row.bind(id)).await.map(drop)
}

/// Ends one session of a person; gives whether there was one.
pub async fn end(tx: &mut Transaction, person: PersonId, id: Uuid, now: Time) -> Outcome<bool> {
    let row = sql("update sessions set ended_at = $1 where id = $2 and person_id = $3 and ended_at is null");
    Ok(tx.run(row.bind(now).bind(id).bind(person.0)).await? > 0)
}

/// Ends all sessions of a person but `keep`; gives how many.
pub async fn end_others(tx: &mut Transaction, person: PersonId, keep: Option<Uuid>, now: Time) -> Outcome<u64> {
    let row = sql("update sessions set ended_at = $1 where person_id = $2 and ended_at is null and expires_at > $1");
    tx.run(row.bind(now).bind(person.0).optional(" and id <> ", keep)).await
}

fn read(row: &Row) -> Outcome<Session> {
    Ok(Session {
        id: row.get("id")?,
        person: PersonId(row.get("person_id")?),
        how: row.word("how", How::named)?,
        created_at: row.get("created_at")?,
        seen_at: row.get("seen_at")?,
        expires_at: row.get("expires_at")?,
        user_agent: row.get("user_agent")?,
        address: row.get("address")?,
        own_since: row.get("own_since")?,
    })
}

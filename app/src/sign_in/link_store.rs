//! One-time links' rows.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

use crate::people::PersonId;

pub async fn insert(
    tx: &mut Transaction,
    id: Uuid,
    hash: Vec<u8>,
    person: Option<PersonId>,
    issued_by: Option<Uuid>,
    now: Time,
    expires_at: Time,
) -> Outcome<()> {
    let row = sql("insert into sign_in_links (id, token_hash, person_id, issued_by, created_at, expires_at) \
                   values ($1, $2, $3, $4, $5, $6)");
    let row = row.bind(id).bind(hash).bind(person.map(|person| person.0)).bind(issued_by).bind(now);
    tx.run(row.bind(expires_at)).await.map(drop)
}

/// Whom an open link is for: nothing if there is no such link, `Some(None)` for the first administrator.
pub async fn find(q: &mut dyn Query, hash: &[u8], now: Time) -> Outcome<Option<Option<PersonId>>> {
    let row = sql("select person_id from sign_in_links where token_hash = $1 and used_at is null and expires_at > $2");
    q.one(row.bind(hash.to_vec()).bind(now), |row| Ok(row.get::<Option<Uuid>>("person_id")?.map(PersonId))).await
}

/// The same, and from now on it is used.
pub async fn spend(tx: &mut Transaction, hash: &[u8], now: Time) -> Outcome<Option<Option<PersonId>>> {
    let row = sql("update sign_in_links set used_at = $1 where token_hash = $2 and used_at is null \
                   and expires_at > $1 returning person_id");
    tx.one(row.bind(now).bind(hash.to_vec()), |row| Ok(row.get::<Option<Uuid>>("person_id")?.map(PersonId))).await
}

/// All that are open for a person, or for the first administrator.
pub async fn spend_all(tx: &mut Transaction, person: Option<PersonId>, now: Time) -> Outcome<()> {
    let row = match person {
        Some(person) => sql("update sign_in_links set used_at = $1 where used_at is null and person_id = $2")
            .bind(now)
            .bind(person.0),
        None => sql("update sign_in_links set used_at = $1 where used_at is null and person_id is null").bind(now),
    };
    tx.run(row).await.map(drop)
}

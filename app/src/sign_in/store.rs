//! Sessions' and tokens' rows.

use ryugaku_db::{Query, sql};
use ryugaku_kernel::{Outcome, Role, Time, Uuid};

use crate::people::PersonId;

pub struct FoundToken {
    pub id: Uuid,
    pub name: String,
    pub role: Role,
    pub person: Option<PersonId>,
}

pub async fn session_by_hash(q: &mut impl Query, hash: &[u8], now: Time) -> Outcome<Option<(Uuid, PersonId)>> {
    let statement =
        sql("select id, person_id from sessions where token_hash = $1 and ended_at is null and expires_at > $2");
    q.one(statement.bind(hash.to_vec()).bind(now), |row| Ok((row.get("id")?, PersonId(row.get("person_id")?)))).await
}

pub async fn token_by_hash(q: &mut impl Query, hash: &[u8], now: Time) -> Outcome<Option<FoundToken>> {
    let statement = sql("select id, name, role, person_id from tokens where token_hash = $1 and revoked_at is null \
                         and (expires_at is null or expires_at > $2)");
    q.one(statement.bind(hash.to_vec()).bind(now), |row| {
        let person: Option<Uuid> = row.get("person_id")?;
        Ok(FoundToken {
            id: row.get("id")?,
            name: row.get("name")?,
            role: row.word("role", Role::named)?,
            person: person.map(PersonId),
        })
    })
    .await
}

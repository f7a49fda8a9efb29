//! Codes that prove whose account says them: one for each person at most.

use ryugaku_db::{Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

pub async fn keep(tx: &mut Transaction, person: Uuid, hash: Vec<u8>, expires_at: Time) -> Outcome<()> {
    let row = sql(
        "insert into bot_codes (person_id, hash, expires_at) values ($1, $2, $3) on conflict (person_id) do update \
                   set hash = excluded.hash, expires_at = excluded.expires_at",
    );
    tx.run(row.bind(person).bind(hash).bind(expires_at)).await.map(drop)
}

/// Whose it is; from now on it is used.
pub async fn spend(tx: &mut Transaction, hash: Vec<u8>, now: Time) -> Outcome<Option<Uuid>> {
    let row = sql("delete from bot_codes where hash = $1 and expires_at > $2 returning person_id");
    tx.one(row.bind(hash).bind(now), |row| row.get("person_id")).await
}

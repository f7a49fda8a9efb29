//! Kept answers' rows. A key belongs to whoever sent it: `(actor, key)`.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Time};

/// What is kept of a request that came with a key.
pub struct Kept {
    pub fingerprint: Vec<u8>,
    /// Status, content type and sealed body, once there is an answer.
    pub answer: Option<(u16, String, Vec<u8>)>,
}

pub async fn drop_older(tx: &mut Transaction, than: Time) -> Outcome<()> {
    tx.run(sql("delete from idempotency_keys where created_at < $1").bind(than)).await.map(drop)
}

/// Whether the key was free, and now is taken.
pub async fn take(tx: &mut Transaction, (actor, key): (&str, &str), fingerprint: &[u8], now: Time) -> Outcome<bool> {
    let row = sql("insert into idempotency_keys (actor, key, fingerprint, created_at) values ($1, $2, $3, $4) \
                   on conflict (actor, key) do nothing");
    Ok(tx.run(row.bind(actor).bind(key).bind(fingerprint.to_vec()).bind(now)).await? > 0)
}

pub async fn look(q: &mut dyn Query, (actor, key): (&str, &str)) -> Outcome<Kept> {
    let statement =
        sql("select fingerprint, status, content_type, body from idempotency_keys where actor = $1 and key = $2");
    let kept = q.one(statement.bind(actor).bind(key), |row| {
        let status: Option<i64> = row.get("status")?;
        let answer = match status {
            Some(status) => Some((u16::try_from(status).unwrap_or(500), row.get("content_type")?, row.get("body")?)),
            None => None,
        };
        Ok(Kept { fingerprint: row.get("fingerprint")?, answer })
    });
    kept.await?.ok_or_else(|| Failure::internal("the idempotency key vanished"))
}

pub async fn keep(
    tx: &mut Transaction,
    (actor, key): (&str, &str),
    status: u16,
    content_type: &str,
    sealed: Vec<u8>,
) -> Outcome<()> {
    let row =
        sql("update idempotency_keys set status = $1, content_type = $2, body = $3 where actor = $4 and key = $5");
    tx.run(row.bind(i64::from(status)).bind(content_type).bind(sealed).bind(actor).bind(key)).await.map(drop)
}

pub async fn forget(tx: &mut Transaction, (actor, key): (&str, &str)) -> Outcome<()> {
    tx.run(sql("delete from idempotency_keys where actor = $1 and key = $2").bind(actor).bind(key)).await.map(drop)
}

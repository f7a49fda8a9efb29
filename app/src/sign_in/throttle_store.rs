//! Rows of failed sign-ins.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Time};

/// Counts one more, anew if the last was before `old`; gives how many it is now, or nothing while it is blocked.
pub async fn count(tx: &mut Transaction, key: &str, now: Time, old: Time) -> Outcome<Option<i64>> {
    let row = sql("insert into sign_in_failures (key, failures, last_at, blocked_until) values ($1, 0, $2, 0) \
                   on conflict (key) do nothing");
    tx.run(row.bind(key).bind(now)).await?;
    // The update locks the row: whoever counts at the same time sees what this one decides.
    let row = sql("update sign_in_failures set failures = case when last_at < $1 then 1 else failures + 1 end, \
                   last_at = $2 where key = $3 and blocked_until <= $2 returning failures");
    tx.one(row.bind(old).bind(now).bind(key), |row| row.get("failures")).await
}

pub async fn block(tx: &mut Transaction, key: &str, until: Time) -> Outcome<()> {
    let row = sql("update sign_in_failures set blocked_until = $1 where key = $2");
    tx.run(row.bind(until).bind(key)).await.map(drop)
}

pub async fn blocked_until(q: &mut dyn Query, key: &str) -> Outcome<Time> {
    let row = sql("select blocked_until from sign_in_failures where key = $1").bind(key);
    Ok(q.one(row, |row| row.get("blocked_until")).await?.unwrap_or_default())
}

/// This one, and all whose last failure was before `old`.
pub async fn forget(tx: &mut Transaction, key: &str, old: Time) -> Outcome<()> {
    let row = sql("delete from sign_in_failures where key = $1 or last_at < $2");
    tx.run(row.bind(key).bind(old)).await.map(drop)
}

pub async fn one_less(tx: &mut Transaction, key: &str) -> Outcome<()> {
    let row = sql("update sign_in_failures set failures = failures - 1 where key = $1 and failures > 0");
    tx.run(row.bind(key)).await.map(drop)
}

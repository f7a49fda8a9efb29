//! What has been acted on: a chat may send it again.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Time};

/// Whether it is the first time. Written with what follows from it: if that fails, it comes again.
pub async fn first(tx: &mut Transaction, key: &str, now: Time) -> Outcome<bool> {
    let row = sql("insert into bot_taken (key, taken_at) values ($1, $2) on conflict (key) do nothing");
    Ok(tx.run(row.bind(key).bind(now)).await? > 0)
}

/// However often it happens: the last time counts.
pub async fn anew(tx: &mut Transaction, key: &str, now: Time) -> Outcome<()> {
    let row = sql("insert into bot_taken (key, taken_at) values ($1, $2) \
                   on conflict (key) do update set taken_at = excluded.taken_at");
    tx.run(row.bind(key).bind(now)).await.map(drop)
}

pub async fn last(q: &mut dyn Query, key: &str) -> Outcome<Option<Time>> {
    q.one(sql("select taken_at from bot_taken where key = $1").bind(key), |row| row.get("taken_at")).await
}

/// It did not come about, and is to be acted on when it comes again.
pub async fn forget(tx: &mut Transaction, key: &str) -> Outcome<()> {
    tx.run(sql("delete from bot_taken where key = $1").bind(key)).await.map(drop)
}

pub async fn is_known(q: &mut dyn Query, key: &str) -> Outcome<bool> {
    Ok(q.count(sql("select count(*) as n from bot_taken where key = $1").bind(key)).await? > 0)
}

pub async fn sweep(tx: &mut Transaction, before: Time) -> Outcome<u64> {
    tx.run(sql("delete from bot_taken where taken_at < $1").bind(before)).await
}

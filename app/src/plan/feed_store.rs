//! Rows of secret addresses. The secret itself stands nowhere.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::feed::Feed;
use crate::exchange::ExchangeId;

/// Somebody's that works, of this exchange.
pub async fn of_person(q: &mut dyn Query, exchange: ExchangeId, person: Uuid) -> Outcome<Option<Feed>> {
    let statement = sql("select id, exchange_id, person_id, made_at from plan_feeds \
                         where person_id = $1 and exchange_id = $2 and revoked_at is null");
    q.one(statement.bind(person).bind(exchange.0), read).await
}

pub async fn by_hash(q: &mut dyn Query, hash: Vec<u8>) -> Outcome<Option<Feed>> {
    let statement = sql("select id, exchange_id, person_id, made_at from plan_feeds \
                         where secret_hash = $1 and revoked_at is null");
    q.one(statement.bind(hash), read).await
}

pub async fn insert(tx: &mut Transaction, feed: &Feed, hash: Vec<u8>) -> Outcome<()> {
    let row =
        sql("insert into plan_feeds (id, exchange_id, person_id, secret_hash, made_at) values ($1, $2, $3, $4, $5)");
    let row = row.bind(feed.id).bind(feed.exchange.0).bind(feed.person).bind(hash);
    tx.run(row.bind(feed.made_at)).await.map(drop)
}

pub async fn revoke(tx: &mut Transaction, id: Uuid, now: Time) -> Outcome<()> {
    tx.run(sql("update plan_feeds set revoked_at = $1 where id = $2").bind(now).bind(id)).await.map(drop)
}

fn read(row: &ryugaku_db::Row) -> Outcome<Feed> {
    Ok(Feed {
        id: row.get("id")?,
        exchange: ExchangeId(row.get("exchange_id")?),
        person: row.get("person_id")?,
        made_at: row.get("made_at")?,
    })
}

//! The subscribers' rows.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Lang, Limit, Outcome, Page, Time, Uuid};

use super::subscriber::{Subscriber, SubscriberId};

const SUBSCRIBER: &str = "select id, address, language, components, wanted, asked_at, confirmed_at, last_error, failed_at, \
                          failures from status_subscribers where ";

pub async fn find(q: &mut dyn Query, id: SubscriberId) -> Outcome<Option<Subscriber>> {
    q.one(sql(SUBSCRIBER).text("id = ").arg(id.0), read).await
}

pub async fn by_address(q: &mut dyn Query, hash: Vec<u8>) -> Outcome<Option<Subscriber>> {
    q.one(sql(SUBSCRIBER).text("address_hash = ").arg(hash), read).await
}

pub async fn page(q: &mut dyn Query, before: Option<Uuid>, limit: Limit) -> Outcome<Page<Subscriber>> {
    let statement = sql(SUBSCRIBER)
        .text("1 = 1")
        .optional(" and id < ", before)
        .text(" order by id desc limit ")
        .arg(limit.probe());
    Ok(Page::cut(q.all(statement, read).await?, limit, |subscriber| subscriber.id.to_string()))
}

/// Those who have confirmed, after one of them.
pub async fn confirmed(q: &mut dyn Query, after: Option<Uuid>, most: i64) -> Outcome<Vec<Subscriber>> {
    let statement = sql(SUBSCRIBER)
        .text("confirmed_at is not null")
        .optional(" and id > ", after)
        .text(" order by id limit ")
        .arg(most);
    q.all(statement, read).await
}

/// How many have confirmed, and how many have not.
pub async fn counts(q: &mut dyn Query) -> Outcome<(i64, i64)> {
    let statement = sql("select count(confirmed_at) as confirmed, count(*) as n from status_subscribers");
    let found = q.one(statement, |row| Ok((row.get::<i64>("confirmed")?, row.get::<i64>("n")?))).await?;
    Ok(found.map_or((0, 0), |(confirmed, all)| (confirmed, all - confirmed)))
}

/// A new one, or the same address again with what it now asks for.
pub async fn ask(tx: &mut Transaction, subscriber: &Subscriber, hash: Vec<u8>) -> Outcome<()> {
    let row =
        sql("insert into status_subscribers (id, address, address_hash, language, components, wanted, asked_at, \
                   failures) values ($1, $2, $3, $4, $5, $6, $7, 0) on conflict (address_hash) do update \
                   set language = excluded.language, wanted = excluded.wanted, asked_at = excluded.asked_at");
    let list = |ids: &[Uuid]| serde_json::Value::from(ids.iter().map(Uuid::to_string).collect::<Vec<_>>());
    let row = row.bind(subscriber.id.0).bind(subscriber.address.clone()).bind(hash).bind(subscriber.language.tag());
    let row = row.bind(list(&subscriber.components)).bind(list(&subscriber.wanted)).bind(subscriber.asked_at);
    tx.run(row).await.map(drop)
}

/// What was asked for at that time holds. Gives whether it was still to be confirmed.
pub async fn confirm(tx: &mut Transaction, id: SubscriberId, asked_at: Time, now: Time) -> Outcome<bool> {
    let row = sql("update status_subscribers set components = wanted, confirmed_at = coalesce(confirmed_at, $1) \
                   where id = $2 and asked_at = $3");
    Ok(tx.run(row.bind(now).bind(id.0).bind(asked_at)).await? > 0)
}

/// Gives whether there was one.
pub async fn remove(tx: &mut Transaction, id: SubscriberId) -> Outcome<bool> {
    Ok(tx.run(sql("delete from status_subscribers where id = $1").bind(id.0)).await? > 0)
}

/// Those who asked before and never confirmed.
pub async fn sweep(tx: &mut Transaction, before: Time) -> Outcome<()> {
    let row = sql("delete from status_subscribers where confirmed_at is null and asked_at < $1");
    tx.run(row.bind(before)).await.map(drop)
}

/// What came of a mail; `None`: it arrived.
pub async fn told(
    tx: &mut Transaction,
    id: SubscriberId,
    error: Option<&str>,
    gave_up: bool,
    now: Time,
) -> Outcome<()> {
    let row = match error {
        None => sql("update status_subscribers set last_error = null, failed_at = null, failures = 0 where id = $1 \
                     and failed_at is not null")
        .bind(id.0),
        Some(error) => sql("update status_subscribers set last_error = $1, failed_at = $2, failures = failures + $3 \
                            where id = $4")
        .bind(error)
        .bind(now)
        .bind(i64::from(gave_up))
        .bind(id.0),
    };
    tx.run(row).await.map(drop)
}

fn read(row: &Row) -> Outcome<Subscriber> {
    Ok(Subscriber {
        id: SubscriberId(row.get("id")?),
        address: row.get("address")?,
        language: row.word("language", Lang::named)?,
        components: row.json("components")?,
        wanted: row.json("wanted")?,
        asked_at: row.get("asked_at")?,
        confirmed_at: row.get("confirmed_at")?,
        last_error: row.get("last_error")?,
        failed_at: row.get("failed_at")?,
        failures: row.get("failures")?,
    })
}

//! The subscribers' rows.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Lang, Limit, Outcome, Page, Time, Uuid};

use super::subscriber::{Ask, Subscriber, SubscriberId};

const SUBSCRIBER: &str = "select id, address, language, components, asked_at, confirmed_at, last_error, failed_at, failures \
                          from status_subscribers where ";

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

/// A new one, or the same address again: of one that is confirmed nothing changes.
pub async fn insert(tx: &mut Transaction, subscriber: &Subscriber, hash: Vec<u8>) -> Outcome<()> {
    let row = sql("insert into status_subscribers (id, address, address_hash, language, components, asked_at, \
                   failures) values ($1, $2, $3, $4, $5, $6, 0) on conflict (address_hash) do update \
                   set asked_at = excluded.asked_at where status_subscribers.confirmed_at is null");
    let row = row.bind(subscriber.id.0).bind(subscriber.address.clone()).bind(hash).bind(subscriber.language.tag());
    let row = row.bind(list(&subscriber.components)).bind(subscriber.asked_at);
    tx.run(row).await.map(drop)
}

/// Beside what was asked for before.
pub async fn insert_ask(tx: &mut Transaction, ask: &Ask) -> Outcome<()> {
    let row = sql("insert into status_asks (subscriber_id, asked_at, language, components) values ($1, $2, $3, $4) \
                   on conflict (subscriber_id, asked_at) do update set language = excluded.language, \
                   components = excluded.components");
    let row = row.bind(ask.subscriber.0).bind(ask.asked_at).bind(ask.language.tag()).bind(list(&ask.components));
    tx.run(row).await.map(drop)
}

/// What was asked for at that time, unless something later was confirmed.
pub async fn asked(q: &mut dyn Query, id: SubscriberId, asked_at: Time) -> Outcome<Option<Ask>> {
    let statement = sql("select subscriber_id, asked_at, language, components from status_asks \
                         where subscriber_id = $1 and asked_at = $2");
    q.one(statement.bind(id.0).bind(asked_at), |row| {
        Ok(Ask {
            subscriber: SubscriberId(row.get("subscriber_id")?),
            asked_at: row.get("asked_at")?,
            language: row.word("language", Lang::named)?,
            components: row.json("components")?,
        })
    })
    .await
}

/// It holds from now on, and what was asked for before it counts no more.
pub async fn confirm(tx: &mut Transaction, ask: &Ask, now: Time) -> Outcome<()> {
    let row = sql("update status_subscribers set language = $1, components = $2, \
                   confirmed_at = coalesce(confirmed_at, $3) where id = $4");
    let row = row.bind(ask.language.tag()).bind(list(&ask.components)).bind(now).bind(ask.subscriber.0);
    tx.run(row).await?;
    let before = sql("delete from status_asks where subscriber_id = $1 and asked_at < $2");
    tx.run(before.bind(ask.subscriber.0).bind(ask.asked_at)).await.map(drop)
}

/// Gives whether there was one.
pub async fn remove(tx: &mut Transaction, id: SubscriberId) -> Outcome<bool> {
    tx.run(sql("delete from status_asks where subscriber_id = $1").bind(id.0)).await?;
    Ok(tx.run(sql("delete from status_subscribers where id = $1").bind(id.0)).await? > 0)
}

/// What was asked for before, and those who never confirmed.
pub async fn sweep(tx: &mut Transaction, before: Time) -> Outcome<()> {
    tx.run(sql("delete from status_asks where asked_at < $1").bind(before)).await?;
    let row = sql("delete from status_subscribers where confirmed_at is null and asked_at < $1 \
                   and not exists (select 1 from status_asks where subscriber_id = status_subscribers.id)");
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

fn list(ids: &[Uuid]) -> serde_json::Value {
    ids.iter().map(Uuid::to_string).collect::<Vec<_>>().into()
}

fn read(row: &Row) -> Outcome<Subscriber> {
    Ok(Subscriber {
        id: SubscriberId(row.get("id")?),
        address: row.get("address")?,
        language: row.word("language", Lang::named)?,
        components: row.json("components")?,
        asked_at: row.get("asked_at")?,
        confirmed_at: row.get("confirmed_at")?,
        last_error: row.get("last_error")?,
        failed_at: row.get("failed_at")?,
        failures: row.get("failures")?,
    })
}

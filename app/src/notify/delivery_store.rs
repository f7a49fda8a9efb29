//! Deliveries' and attempts' rows.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Time, Uuid};

use super::attempt::Attempt;
use super::delivery::{Delivery, DeliveryId, DeliveryState};
use super::webhook::WebhookId;

const DELIVERY: &str = "select id, webhook_id, position, kind, state, job_id, created_at, finished_at \
                        from webhook_deliveries where ";

pub async fn find(q: &mut dyn Query, id: DeliveryId) -> Outcome<Delivery> {
    q.one(sql(DELIVERY).text("id = ").arg(id.0), read).await?.ok_or(Failure::NotFound("delivery"))
}

/// One of this endpoint's.
pub async fn of(q: &mut dyn Query, webhook: WebhookId, id: DeliveryId) -> Outcome<Delivery> {
    let delivery = find(q, id).await?;
    if delivery.webhook == webhook { Ok(delivery) } else { Err(Failure::NotFound("delivery")) }
}

/// Newest first.
pub async fn page(
    q: &mut dyn Query,
    webhook: WebhookId,
    before: Option<Uuid>,
    limit: Limit,
) -> Outcome<Page<Delivery>> {
    let statement = sql(DELIVERY)
        .text("webhook_id = ")
        .arg(webhook.0)
        .optional(" and id < ", before)
        .text(" order by id desc limit ")
        .arg(limit.probe());
    Ok(Page::cut(q.all(statement, read).await?, limit, |delivery| delivery.id.to_string()))
}

/// The last attempt of each of these deliveries, and how many there were.
pub async fn last_attempts(q: &mut dyn Query, deliveries: &[Delivery]) -> Outcome<HashMap<DeliveryId, (i64, Attempt)>> {
    let statement = sql("select * from (select id, delivery_id, begun_at, took_ms, status, error, response, \
                         count(*) over (partition by delivery_id) as n, \
                         row_number() over (partition by delivery_id order by id desc) as back \
                         from webhook_attempts where delivery_id in ")
    .list(deliveries.iter().map(|delivery| delivery.id.0))
    .text(") attempts where back = 1");
    let read = |row: &Row| Ok((DeliveryId(row.get("delivery_id")?), (row.get("n")?, read_attempt(row)?)));
    Ok(q.all(statement, read).await?.into_iter().collect())
}

/// Oldest first.
pub async fn attempts(q: &mut dyn Query, delivery: DeliveryId) -> Outcome<Vec<Attempt>> {
    let statement = sql("select id, begun_at, took_ms, status, error, response from webhook_attempts \
                         where delivery_id = $1 order by id");
    q.all(statement.bind(delivery.0), read_attempt).await
}

pub async fn insert(tx: &mut Transaction, delivery: &Delivery) -> Outcome<()> {
    let row = sql("insert into webhook_deliveries (id, webhook_id, position, kind, state, job_id, created_at) \
                   values ($1, $2, $3, $4, $5, $6, $7)");
    let row = row.bind(delivery.id.0).bind(delivery.webhook.0).bind(delivery.position).bind(&delivery.kind);
    tx.run(row.bind(delivery.state.name()).bind(delivery.job).bind(delivery.created_at)).await.map(drop)
}

pub async fn add_attempt(tx: &mut Transaction, delivery: DeliveryId, attempt: &Attempt) -> Outcome<()> {
    let row = sql("insert into webhook_attempts (id, delivery_id, begun_at, took_ms, status, error, response) \
                   values ($1, $2, $3, $4, $5, $6, $7)");
    let row = row.bind(attempt.id).bind(delivery.0).bind(attempt.begun_at).bind(attempt.took_ms).bind(attempt.status);
    tx.run(row.bind(attempt.error.clone()).bind(&attempt.response)).await.map(drop)
}

pub async fn set_state(
    tx: &mut Transaction,
    id: DeliveryId,
    state: DeliveryState,
    finished_at: Option<Time>,
) -> Outcome<()> {
    let row = sql("update webhook_deliveries set state = $1, finished_at = $2 where id = $3");
    tx.run(row.bind(state.name()).bind(finished_at).bind(id.0)).await.map(drop)
}

/// To be tried once more, by another job.
pub async fn send_again(tx: &mut Transaction, id: DeliveryId, job: Uuid) -> Outcome<()> {
    let row = sql("update webhook_deliveries set state = 'waiting', finished_at = null, job_id = $1 where id = $2");
    tx.run(row.bind(job).bind(id.0)).await.map(drop)
}

/// Removes what was made before `before`, attempts and all.
pub async fn sweep(tx: &mut Transaction, before: Time) -> Outcome<u64> {
    let attempts = sql("delete from webhook_attempts where delivery_id in \
                        (select id from webhook_deliveries where created_at < $1 and state <> 'waiting')");
    tx.run(attempts.bind(before)).await?;
    let old = sql("delete from webhook_deliveries where created_at < $1 and state <> 'waiting'");
    tx.run(old.bind(before)).await
}

fn read(row: &Row) -> Outcome<Delivery> {
    Ok(Delivery {
        id: DeliveryId(row.get("id")?),
        webhook: WebhookId(row.get("webhook_id")?),
        position: row.get("position")?,
        kind: row.get("kind")?,
        state: row.word("state", DeliveryState::named)?,
        job: row.get("job_id")?,
        created_at: row.get("created_at")?,
        finished_at: row.get("finished_at")?,
    })
}

fn read_attempt(row: &Row) -> Outcome<Attempt> {
    Ok(Attempt {
        id: row.get("id")?,
        begun_at: row.get("begun_at")?,
        took_ms: row.get("took_ms")?,
        status: row.get("status")?,
        error: row.get("error")?,
        response: row.get("response")?,
    })
}

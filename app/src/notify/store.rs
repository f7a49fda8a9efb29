//! Endpoints' rows. One that was removed keeps its name, for the ledger's sake, and nothing else.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};
use serde_json::json;

use super::webhook::{Webhook, WebhookId};

const WEBHOOK: &str = "select id, name, url, kinds, active, secret, old_secret, old_until, followed_to, failing_since, \
                       switched_off_at, created_at, version from webhooks where removed_at is null";

/// All of them, oldest first: there are few.
pub async fn all(q: &mut dyn Query) -> Outcome<Vec<Webhook>> {
    q.all(sql(WEBHOOK).text(" order by id"), read).await
}

pub async fn find(q: &mut dyn Query, id: WebhookId) -> Outcome<Webhook> {
    q.one(sql(WEBHOOK).text(" and id = ").arg(id.0), read).await?.ok_or(Failure::NotFound("webhook"))
}

/// What they are called, those that were removed among them.
pub async fn names(q: &mut dyn Query, ids: impl IntoIterator<Item = Uuid>) -> Outcome<HashMap<Uuid, (String, bool)>> {
    let statement = sql("select id, name, removed_at from webhooks where id in ").list(ids);
    let read = |row: &Row| Ok((row.get("id")?, (row.get("name")?, row.get::<Option<Time>>("removed_at")?.is_none())));
    Ok(q.all(statement, read).await?.into_iter().collect())
}

pub async fn insert(tx: &mut Transaction, webhook: &Webhook) -> Outcome<()> {
    let row = sql("insert into webhooks (id, name, url, kinds, active, secret, followed_to, created_at, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    let row = row.bind(webhook.id.0).bind(&webhook.name).bind(webhook.url.as_str()).bind(json!(webhook.kinds));
    let row = row.bind(webhook.active).bind(webhook.secret.clone()).bind(webhook.followed_to);
    tx.run(row.bind(webhook.created_at).bind(webhook.version)).await.map(drop)
}

/// Writes everything but how far the ledger has been followed, if the row still has the version it was read with.
pub async fn update(tx: &mut Transaction, webhook: &Webhook) -> Outcome<()> {
    let row = sql("update webhooks set name = $1, url = $2, kinds = $3, active = $4, secret = $5, old_secret = $6, \
                   old_until = $7, failing_since = $8, switched_off_at = $9, version = version + 1 \
                   where id = $10 and version = $11 and removed_at is null");
    let (old, until) = webhook.old_secret.clone().unzip();
    let row = row.bind(&webhook.name).bind(webhook.url.as_str()).bind(json!(webhook.kinds)).bind(webhook.active);
    let row = row.bind(webhook.secret.clone()).bind(old).bind(until).bind(webhook.failing_since);
    match tx.run(row.bind(webhook.switched_off_at).bind(webhook.id.0).bind(webhook.version)).await? {
        0 => Err(Failure::Stale),
        _ => Ok(()),
    }
}

/// Moves the place in the ledger on; `false` if another replica has done so.
pub async fn follow(tx: &mut Transaction, id: WebhookId, from: i64, to: i64) -> Outcome<bool> {
    let row = sql("update webhooks set followed_to = $1 where id = $2 and followed_to = $3 and active = $4");
    Ok(tx.run(row.bind(to).bind(id.0).bind(from).bind(true)).await? > 0)
}

/// From here on: what was recorded while it was off is not sent afterwards.
pub async fn skip_to(tx: &mut Transaction, id: WebhookId, to: i64) -> Outcome<()> {
    tx.run(sql("update webhooks set followed_to = $1 where id = $2").bind(to).bind(id.0)).await.map(drop)
}

/// Since when it fails; kept from the first failure until a success.
pub async fn failing(tx: &mut Transaction, id: WebhookId, since: Option<Time>) -> Outcome<()> {
    let row = match since {
        Some(since) => sql("update webhooks set failing_since = coalesce(failing_since, $1) where id = $2").bind(since),
        None => sql("update webhooks set failing_since = null where failing_since is not null and id = $1"),
    };
    tx.run(row.bind(id.0)).await.map(drop)
}

pub async fn remove(tx: &mut Transaction, id: WebhookId, now: Time) -> Outcome<()> {
    let row = sql("update webhooks set removed_at = $1, active = $2, secret = $3, old_secret = null, url = '' \
                   where id = $4 and removed_at is null");
    tx.run(row.bind(now).bind(false).bind(Vec::new()).bind(id.0)).await.map(drop)
}

fn read(row: &Row) -> Outcome<Webhook> {
    let url: String = row.get("url")?;
    let (old, until): (Option<Vec<u8>>, Option<Time>) = (row.get("old_secret")?, row.get("old_until")?);
    Ok(Webhook {
        id: WebhookId(row.get("id")?),
        name: row.get("name")?,
        url: url.parse().map_err(Failure::internal)?,
        kinds: row.json("kinds")?,
        active: row.get("active")?,
        secret: row.get("secret")?,
        old_secret: old.zip(until),
        followed_to: row.get("followed_to")?,
        failing_since: row.get("failing_since")?,
        switched_off_at: row.get("switched_off_at")?,
        created_at: row.get("created_at")?,
        version: row.get("version")?,
    })
}

//! Integrations' rows and their keys.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Time, Uuid};

use super::habit_store::habit;
use super::integration::{Integration, IntegrationId, Key, Kind, Refusal, Why};

pub(super) const INTEGRATION: &str = "select id, kind, name, created_at, removed_at, version, last_seen_at, first_alert_at, \
     deliveries, alerts, refusals, refused_at, refused_status, refused_why, usual_gap, gap_spread, gaps, usual_alerts, \
     timed_out, silent_at from integrations where ";
const KEY: &str = "select id, integration_id, hint, created_at, expires_at, revoked_at from integration_keys where ";

/// One that has not been removed.
pub async fn find(q: &mut dyn Query, id: IntegrationId) -> Outcome<Integration> {
    let statement = sql(INTEGRATION).text("removed_at is null and id = ").arg(id.0);
    q.one(statement, read).await?.ok_or(Failure::NotFound("integration"))
}

/// In the order in which they were made.
pub async fn page(q: &mut dyn Query, after: Option<Uuid>, limit: Limit) -> Outcome<Page<Integration>> {
    let statement = sql(INTEGRATION).text("removed_at is null").optional(" and id > ", after);
    let statement = statement.text(" order by id limit ").arg(limit.probe());
    Ok(Page::cut(q.all(statement, read).await?, limit, |integration| integration.id.to_string()))
}

/// The first 50: what a page shows beside other things.
pub async fn active(q: &mut dyn Query) -> Outcome<Vec<Integration>> {
    Ok(page(q, None, Limit::USUAL).await?.items)
}

/// What they are called and whether they are still there, removed ones among them.
pub async fn names(q: &mut dyn Query, ids: impl IntoIterator<Item = Uuid>) -> Outcome<HashMap<Uuid, (String, bool)>> {
    let statement = sql("select id, name, removed_at from integrations where id in ").list(ids);
    let read = |row: &Row| Ok((row.get("id")?, (row.get("name")?, row.get::<Option<Time>>("removed_at")?.is_none())));
    Ok(q.all(statement, read).await?.into_iter().collect())
}

pub async fn insert(tx: &mut Transaction, integration: &Integration) -> Outcome<()> {
    let row = sql("insert into integrations (id, kind, name, created_at, version, deliveries, alerts, refusals) \
                   values ($1, $2, $3, $4, 1, 0, 0, 0)");
    let row = row.bind(integration.id.0).bind(integration.kind.name()).bind(&integration.name);
    tx.run(row.bind(integration.created_at)).await.map(drop)
}

pub async fn set_name(tx: &mut Transaction, integration: &Integration, name: &str) -> Outcome<()> {
    let row = sql("update integrations set name = $1, version = version + 1 where id = $2 and version = $3");
    match tx.run(row.bind(name).bind(integration.id.0).bind(integration.version)).await? {
        0 => Err(Failure::Stale),
        _ => Ok(()),
    }
}

/// With it all its keys stop working.
pub async fn remove(tx: &mut Transaction, id: IntegrationId, now: Time) -> Outcome<()> {
    tx.run(sql("update integrations set removed_at = $1 where id = $2").bind(now).bind(id.0)).await?;
    let keys = sql("update integration_keys set revoked_at = $1 where integration_id = $2 and revoked_at is null");
    tx.run(keys.bind(now).bind(id.0)).await.map(drop)
}

/// Those that still work or stopped within the last days, the youngest first.
pub async fn keys(q: &mut dyn Query, id: IntegrationId) -> Outcome<Vec<Key>> {
    q.all(sql(KEY).text("integration_id = ").arg(id.0).text(" order by id desc limit 10"), read_key).await
}

pub async fn key_by_hash(q: &mut dyn Query, hash: Vec<u8>) -> Outcome<Option<(Key, String)>> {
    let statement = sql("select k.id, k.integration_id, k.hint, k.created_at, k.expires_at, k.revoked_at, i.name \
                         from integration_keys k join integrations i on i.id = k.integration_id \
                         where k.key_hash = $1");
    q.one(statement.bind(hash), |row| Ok((read_key(row)?, row.get("name")?))).await
}

pub async fn insert_key(tx: &mut Transaction, key: &Key, hash: Vec<u8>) -> Outcome<()> {
    let row = sql("insert into integration_keys (id, integration_id, key_hash, hint, created_at) \
                   values ($1, $2, $3, $4, $5)");
    let row = row.bind(key.id).bind(key.integration.0).bind(hash).bind(&key.hint).bind(key.created_at);
    tx.run(row).await.map(drop)
}

/// The other keys of the integration stop working at `end`, if they do not stop before.
pub async fn expire_others(tx: &mut Transaction, kept: &Key, end: Time) -> Outcome<()> {
    let row = sql("update integration_keys set expires_at = $1 where integration_id = $2 and id <> $3 \
                   and revoked_at is null and (expires_at is null or expires_at > $1)");
    tx.run(row.bind(end).bind(kept.integration.0).bind(kept.id)).await.map(drop)
}

pub async fn revoke_key(tx: &mut Transaction, id: IntegrationId, key: Uuid, now: Time) -> Outcome<()> {
    let row = sql("update integration_keys set revoked_at = $1 where id = $2 and integration_id = $3 \
                   and revoked_at is null");
    match tx.run(row.bind(now).bind(key).bind(id.0)).await? {
        0 => Err(Failure::NotFound("key")),
        _ => Ok(()),
    }
}

pub(super) fn read(row: &Row) -> Outcome<Integration> {
    let refused_at: Option<Time> = row.get("refused_at")?;
    let why: Option<String> = row.get("refused_why")?;
    let why = why.map(|text| serde_json::from_str::<Why>(&text)).transpose().map_err(Failure::internal)?;
    let status: Option<i64> = row.get("refused_status")?;
    Ok(Integration {
        id: IntegrationId(row.get("id")?),
        kind: row.word("kind", Kind::named)?,
        name: row.get("name")?,
        created_at: row.get("created_at")?,
        removed_at: row.get("removed_at")?,
        version: row.get("version")?,
        last_seen_at: row.get("last_seen_at")?,
        first_alert_at: row.get("first_alert_at")?,
        deliveries: row.get("deliveries")?,
        alerts: row.get("alerts")?,
        refusals: row.get("refusals")?,
        habit: habit(row)?,
        timed_out: row.get("timed_out")?,
        silent_at: row.get("silent_at")?,
        refused: refused_at.zip(why).map(|(at, why)| Refusal { at, status: status.unwrap_or(0), why }),
    })
}

fn read_key(row: &Row) -> Outcome<Key> {
    Ok(Key {
        id: row.get("id")?,
        integration: IntegrationId(row.get("integration_id")?),
        hint: row.get("hint")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        revoked_at: row.get("revoked_at")?,
    })
}

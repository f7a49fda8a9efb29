//! Receivers' and channels' rows. One that was removed keeps its name and number, and nothing else.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};

use super::channel::{Channel, ChannelKind, Settings};
use super::receiver::{ChannelId, Receiver, ReceiverId};

const RECEIVER: &str = "select id, name, position, version from receivers where removed_at is null";

/// All of them with their channels, in their order: there are few.
pub async fn all(q: &mut dyn Query) -> Outcome<Vec<Receiver>> {
    let receivers = q.all(sql(RECEIVER).text(" order by position, id"), read).await?;
    with_channels(q, receivers).await
}

/// The same by name: for whoever sends.
pub async fn channels(q: &mut dyn Query) -> Outcome<HashMap<String, Vec<Channel>>> {
    Ok(all(q).await?.into_iter().map(|receiver| (receiver.name, receiver.channels)).collect())
}

pub(super) async fn find(q: &mut dyn Query, id: ReceiverId) -> Outcome<Receiver> {
    let found = q.all(sql(RECEIVER).text(" and id = ").arg(id.0), read).await?;
    with_channels(q, found).await?.pop().ok_or(Failure::NotFound("receiver"))
}

/// What they are called, those that were removed among them, and whether they are there.
pub async fn names(q: &mut dyn Query, ids: impl IntoIterator<Item = Uuid>) -> Outcome<HashMap<Uuid, (String, bool)>> {
    let statement = sql("select id, name, removed_at from receivers where id in ").list(ids);
    let read = |row: &Row| Ok((row.get("id")?, (row.get("name")?, row.get::<Option<Time>>("removed_at")?.is_none())));
    Ok(q.all(statement, read).await?.into_iter().collect())
}

/// Whether there has ever been any.
pub(super) async fn any_ever(q: &mut dyn Query) -> Outcome<bool> {
    Ok(q.row(sql("select 1 as n from receivers limit 1")).await?.is_some())
}

pub(super) async fn insert(tx: &mut Transaction, receiver: &Receiver, now: Time) -> Outcome<()> {
    let row = sql("insert into receivers (id, name, position, created_at, version) values ($1, $2, $3, $4, $5)");
    let row = row.bind(receiver.id.0).bind(&receiver.name).bind(receiver.position);
    tx.run(row.bind(now).bind(receiver.version)).await.map(drop)
}

pub(super) async fn next_position(q: &mut dyn Query) -> Outcome<i64> {
    q.count(sql("select coalesce(max(position), 0) + 1 as n from receivers")).await
}

/// Writes the name and counts the version on, if the row still has the version it was read with.
pub(super) async fn update(tx: &mut Transaction, receiver: &Receiver) -> Outcome<()> {
    let row = sql("update receivers set name = $1, version = version + 1 \
                   where id = $2 and version = $3 and removed_at is null");
    match tx.run(row.bind(&receiver.name).bind(receiver.id.0).bind(receiver.version)).await? {
        0 => Err(Failure::Stale),
        _ => Ok(()),
    }
}

pub(super) async fn remove(tx: &mut Transaction, id: ReceiverId, now: Time) -> Outcome<()> {
    tx.run(sql("update receivers set removed_at = $1 where id = $2 and removed_at is null").bind(now).bind(id.0))
        .await?;
    let row = sql("update receiver_channels set removed_at = $1, secret = null, settings = $2 \
                   where receiver_id = $3 and removed_at is null");
    tx.run(row.bind(now).bind(serde_json::json!({})).bind(id.0)).await.map(drop)
}

/// One more than any channel of a receiver of this name has ever had, here now or not.
pub(super) async fn next_number(q: &mut dyn Query, id: ReceiverId, name: &str) -> Outcome<i64> {
    let statement = sql("select coalesce(max(c.number), 0) + 1 as n from receiver_channels c \
                         join receivers r on r.id = c.receiver_id where r.id = $1 or r.name = $2");
    q.count(statement.bind(id.0).bind(name)).await
}

pub(super) async fn insert_channel(
    tx: &mut Transaction,
    receiver: ReceiverId,
    channel: &Channel,
    now: Time,
) -> Outcome<()> {
    let row = sql("insert into receiver_channels (id, receiver_id, number, kind, settings, secret, created_at) \
                   values ($1, $2, $3, $4, $5, $6, $7)");
    let settings = serde_json::to_value(&channel.settings).map_err(Failure::internal)?;
    let row = row.bind(channel.id.0).bind(receiver.0).bind(channel.number).bind(channel.kind.name());
    tx.run(row.bind(settings).bind(channel.sealed.clone()).bind(now)).await.map(drop)
}

pub(super) async fn update_channel(tx: &mut Transaction, channel: &Channel) -> Outcome<()> {
    let row = sql("update receiver_channels set settings = $1, secret = $2 where id = $3 and removed_at is null");
    let settings = serde_json::to_value(&channel.settings).map_err(Failure::internal)?;
    tx.run(row.bind(settings).bind(channel.sealed.clone()).bind(channel.id.0)).await.map(drop)
}

pub(super) async fn remove_channel(tx: &mut Transaction, id: ChannelId, now: Time) -> Outcome<()> {
    let row = sql("update receiver_channels set removed_at = $1, secret = null, settings = $2 where id = $3");
    tx.run(row.bind(now).bind(serde_json::json!({})).bind(id.0)).await.map(drop)
}

async fn with_channels(q: &mut dyn Query, mut receivers: Vec<Receiver>) -> Outcome<Vec<Receiver>> {
    let statement = sql("select id, receiver_id, number, kind, settings, secret from receiver_channels \
                         where removed_at is null and receiver_id in ");
    let statement = statement.list(receivers.iter().map(|receiver| receiver.id.0)).text(" order by number");
    let channels = q.all(statement, |row| Ok((ReceiverId(row.get("receiver_id")?), read_channel(row)?))).await?;
    for (receiver, channel) in channels {
        if let Some(receiver) = receivers.iter_mut().find(|one| one.id == receiver) {
            receiver.channels.push(channel);
        }
    }
    Ok(receivers)
}

fn read(row: &Row) -> Outcome<Receiver> {
    Ok(Receiver {
        id: ReceiverId(row.get("id")?),
        name: row.get("name")?,
        position: row.get("position")?,
        version: row.get("version")?,
        channels: Vec::new(),
    })
}

fn read_channel(row: &Row) -> Outcome<Channel> {
    let settings: Settings = row.json("settings")?;
    Ok(Channel {
        id: ChannelId(row.get("id")?),
        number: row.get("number")?,
        kind: row.word("kind", ChannelKind::named)?,
        settings,
        sealed: row.get("secret")?,
    })
}

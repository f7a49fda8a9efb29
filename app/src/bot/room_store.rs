//! Rooms' rows, and how far the ledger has been followed for them.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Lang, Outcome, Time, Uuid};

use super::network::Network;
use super::room::{Room, RoomState};

const ROOM: &str = "select id, platform, incident_id, name, channel, is_private, summary, language, state, resume_at, \
                    created_at from bot_rooms";

pub async fn find(q: &mut dyn Query, id: Uuid) -> Outcome<Option<Room>> {
    q.one(sql(ROOM).text(" where id = ").arg(id), read).await
}

/// The same to be changed: of two who do, one comes after the other, and finds what the first has left.
pub async fn hold(tx: &mut Transaction, id: Uuid) -> Outcome<Option<Room>> {
    tx.run(sql("update bot_rooms set next_number = next_number where id = $1").bind(id)).await?;
    find(tx, id).await
}

/// One in each chat at most, Slack's first.
pub async fn of_incident(q: &mut dyn Query, incident: Uuid) -> Outcome<Vec<Room>> {
    let mut rooms = q.all(sql(ROOM).text(" where incident_id = ").arg(incident), read).await?;
    rooms.sort_by_key(|room| room.network);
    Ok(rooms)
}

pub async fn in_network(q: &mut dyn Query, network: Network, incident: Uuid) -> Outcome<Option<Room>> {
    let statement = sql(ROOM).text(" where platform = ").arg(network.name());
    q.one(statement.text(" and incident_id = ").arg(incident), read).await
}

pub async fn by_channel(q: &mut dyn Query, network: Network, channel: &str) -> Outcome<Option<Room>> {
    let statement = sql(ROOM).text(" where platform = ").arg(network.name());
    q.one(statement.text(" and channel = ").arg(channel), read).await
}

/// Those in which something is said, or will be as soon as they are made. Some while after the end of their incidents they are put away;
/// what is gone or failed stays so until somebody asks for it, and is not looked through for ever.
pub async fn there(q: &mut dyn Query) -> Outcome<Vec<Room>> {
    q.all(sql(ROOM).text(" where state in ('opening', 'open') order by id"), read).await
}

/// Rooms in these chats in which there is something to do now.
pub async fn ready(q: &mut dyn Query, networks: Vec<Network>, now: Time) -> Outcome<Vec<Uuid>> {
    let statement = sql("select distinct s.room_id from bot_steps s join bot_rooms r on r.id = s.room_id \
                         where s.state = 'waiting' and r.state in ('opening', 'open', 'archived') and s.run_at <= ");
    let statement = statement.arg(now).text(" and r.resume_at <= ").arg(now).text(" and r.platform in ");
    q.all(statement.list(networks.into_iter().map(Network::name)), |row| row.get("room_id")).await
}

pub async fn insert(tx: &mut Transaction, room: &Room) -> Outcome<()> {
    let row = sql("insert into bot_rooms (id, platform, incident_id, name, language, state, resume_at, next_number, \
                   created_at) values ($1, $2, $3, $4, $5, $6, $7, 1, $8)");
    let row = row.bind(room.id).bind(room.network.name()).bind(room.incident).bind(&room.name);
    let row = row.bind(room.language.tag()).bind(room.state.name());
    tx.run(row.bind(room.resume_at).bind(room.created_at)).await.map(drop)
}

pub async fn update(tx: &mut Transaction, room: &Room) -> Outcome<()> {
    let row = sql("update bot_rooms set name = $1, channel = $2, summary = $3, language = $4, state = $5, \
                   resume_at = $6, is_private = $7 where id = $8");
    let row = row.bind(&room.name).bind(room.channel.as_deref()).bind(room.summary.as_deref());
    let row = row.bind(room.language.tag()).bind(room.state.name()).bind(room.resume_at);
    tx.run(row.bind(i64::from(room.is_private)).bind(room.id)).await.map(drop)
}

/// How far the ledger has been followed; `None` before there was a bot.
pub async fn followed_to(q: &mut dyn Query, network: Network) -> Outcome<Option<i64>> {
    let row = sql("select followed_to from bot_places where platform = $1").bind(network.name());
    q.one(row, |row| row.get("followed_to")).await
}

/// The same; at first it is `newest`.
pub async fn place(tx: &mut Transaction, network: Network, newest: i64) -> Outcome<i64> {
    let row = sql("insert into bot_places (platform, followed_to) values ($1, $2) on conflict (platform) do nothing");
    tx.run(row.bind(network.name()).bind(newest)).await?;
    followed_to(tx, network).await?.ok_or_else(|| Failure::internal("the bot's place is gone"))
}

/// Moves it on; `false` if another replica has done so.
pub async fn move_on(tx: &mut Transaction, network: Network, from: i64, to: i64) -> Outcome<bool> {
    let row = sql("update bot_places set followed_to = $1 where platform = $2 and followed_to = $3");
    Ok(tx.run(row.bind(to).bind(network.name()).bind(from)).await? > 0)
}

fn read(row: &Row) -> Outcome<Room> {
    Ok(Room {
        id: row.get("id")?,
        network: row.word("platform", Network::named)?,
        incident: row.get("incident_id")?,
        name: row.get("name")?,
        channel: row.get("channel")?,
        is_private: row.get::<i64>("is_private")? > 0,
        summary: row.get("summary")?,
        language: row.word("language", Lang::named)?,
        state: row.word("state", RoomState::named)?,
        resume_at: row.get("resume_at")?,
        created_at: row.get("created_at")?,
    })
}

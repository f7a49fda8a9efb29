//! Which message's words stand in a timeline, so that they follow what becomes of the message.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Uuid};

pub async fn find(q: &mut dyn Query, room: Uuid, message: &str) -> Outcome<Option<Uuid>> {
    let statement = sql("select text_id from bot_collected where room_id = $1 and message = $2");
    q.one(statement.bind(room).bind(message), |row| row.get("text_id")).await
}

/// The text that stands for it from now on.
pub async fn keep(tx: &mut Transaction, room: Uuid, message: &str, text: Uuid) -> Outcome<()> {
    let row = sql("insert into bot_collected (room_id, message, text_id) values ($1, $2, $3) \
                   on conflict (room_id, message) do update set text_id = excluded.text_id");
    tx.run(row.bind(room).bind(message).bind(text)).await.map(drop)
}

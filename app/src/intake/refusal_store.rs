//! Who was refused, and how often.

use ryugaku_db::{Db, Query, Read, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Time};

use super::integration::{IntegrationId, Refusal, Stranger};

/// Writes what was counted, in a transaction of its own, and forgets strangers who last came before `forget`.
pub async fn write(
    db: &Db,
    known: Vec<(IntegrationId, i64, Refusal)>,
    strangers: Vec<Stranger>,
    forget: Time,
) -> Outcome<()> {
    let mut tx = db.begin().await?;
    for (id, count, last) in known {
        note_refusals(&mut tx, id, count, &last).await?;
    }
    for stranger in strangers {
        note_stranger(&mut tx, &stranger).await?;
    }
    forget_strangers(&mut tx, forget).await?;
    tx.wake("alert");
    tx.commit().await
}

async fn note_refusals(tx: &mut Transaction, id: IntegrationId, count: i64, last: &Refusal) -> Outcome<()> {
    let why = serde_json::to_string(&last.why).map_err(Failure::internal)?;
    let row = sql("update integrations set refusals = refusals + $1, refused_at = $2, refused_status = $3, \
                   refused_why = $4 where id = $5");
    tx.run(row.bind(count).bind(last.at).bind(last.status).bind(why).bind(id.0)).await.map(drop)
}

async fn note_stranger(tx: &mut Transaction, stranger: &Stranger) -> Outcome<()> {
    let row = sql("insert into intake_strangers (address, refusals, first_at, last_at) values ($1, $2, $3, $3) \
                   on conflict (address) do update set refusals = intake_strangers.refusals + excluded.refusals, \
                   last_at = excluded.last_at");
    tx.run(row.bind(&stranger.address).bind(stranger.refusals).bind(stranger.last_at)).await.map(drop)
}

async fn forget_strangers(tx: &mut Transaction, before: Time) -> Outcome<()> {
    tx.run(sql("delete from intake_strangers where last_at < $1").bind(before)).await.map(drop)
}

/// The latest, since a time.
pub async fn strangers(q: &mut dyn Query, since: Time) -> Outcome<Vec<Stranger>> {
    let statement = sql("select address, refusals, last_at from intake_strangers where last_at >= $1 \
                         order by last_at desc, address limit 5");
    q.all(statement.bind(since), |row| {
        Ok(Stranger { address: row.get("address")?, refusals: row.get("refusals")?, last_at: row.get("last_at")? })
    })
    .await
}

//! Rows of what an exchange costs at home.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::capacity::{PutOff, Week};
use super::exchange::ExchangeId;
use super::store::{day, maybe_day};

/// By week.
pub async fn weeks(q: &mut dyn Query, exchange: ExchangeId) -> Outcome<Vec<Week>> {
    let statement = sql("select monday, tenths, note from exchange_weeks where exchange_id = $1 order by monday");
    q.all(statement.bind(exchange.0), |row| {
        Ok(Week { monday: day(row, "monday")?, tenths: row.get("tenths")?, note: row.get("note")? })
    })
    .await
}

pub async fn set_week(tx: &mut Transaction, exchange: ExchangeId, week: &Week) -> Outcome<()> {
    let row = sql("insert into exchange_weeks (exchange_id, monday, tenths, note) values ($1, $2, $3, $4) \
                   on conflict (exchange_id, monday) do update set tenths = excluded.tenths, note = excluded.note");
    let row = row.bind(exchange.0).bind(week.monday.to_string()).bind(week.tenths).bind(&week.note);
    tx.run(row).await.map(drop)
}

/// What stands, oldest first.
pub async fn put_offs(q: &mut dyn Query, exchange: ExchangeId) -> Outcome<Vec<PutOff>> {
    let statement = sql("select id, what, until_day, by_id, at from exchange_put_offs where exchange_id = $1 \
                         and taken_back_at is null order by id");
    q.all(statement.bind(exchange.0), |row| {
        Ok(PutOff {
            id: row.get("id")?,
            what: row.get("what")?,
            until: maybe_day(row, "until_day")?,
            by: row.get("by_id")?,
            at: row.get("at")?,
        })
    })
    .await
}

pub async fn insert_put_off(tx: &mut Transaction, exchange: ExchangeId, put_off: &PutOff) -> Outcome<()> {
    let row = sql(
        "insert into exchange_put_offs (id, exchange_id, what, until_day, by_id, at) values ($1, $2, $3, $4, $5, $6)",
    );
    let row = row.bind(put_off.id).bind(exchange.0).bind(&put_off.what).bind(put_off.until.map(|day| day.to_string()));
    tx.run(row.bind(put_off.by).bind(put_off.at)).await.map(drop)
}

/// Gives whether there was one.
pub async fn take_back(tx: &mut Transaction, exchange: ExchangeId, id: Uuid, now: Time) -> Outcome<bool> {
    let row = sql(
        "update exchange_put_offs set taken_back_at = $1 where id = $2 and exchange_id = $3 and taken_back_at is null",
    );
    Ok(tx.run(row.bind(now).bind(id).bind(exchange.0)).await? > 0)
}

//! Rows of which days of the week are spent with the host team.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome};

use super::days::HostDays;
use crate::exchange::ExchangeId;

/// `None`: nobody has said so yet.
pub async fn of_exchange(q: &mut dyn Query, exchange: ExchangeId) -> Outcome<Option<HostDays>> {
    let statement = sql("select days from plan_days where exchange_id = $1").bind(exchange.0);
    let days: Option<Vec<i8>> = q.one(statement, |row| row.json("days")).await?;
    Ok(days.map(HostDays::of).filter(|days| !days.is_empty()))
}

pub async fn put(tx: &mut Transaction, exchange: ExchangeId, days: &HostDays) -> Outcome<()> {
    let row = sql("insert into plan_days (exchange_id, days) values ($1, $2) \
                   on conflict (exchange_id) do update set days = excluded.days");
    let days = serde_json::to_value(days.numbers()).map_err(Failure::internal)?;
    tx.run(row.bind(exchange.0).bind(days)).await.map(drop)
}

//! Agreements' rows.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Time};

use super::agreement::Agreement;
use super::exchange::ExchangeId;
use super::side::Side;

const AGREEMENT: &str =
    "select id, side, person_id, agreed_at, terms, withdrawn_at from exchange_agreements where exchange_id = ";

/// Those that stand now: at most one a side.
pub async fn standing(q: &mut dyn Query, exchange: ExchangeId) -> Outcome<Vec<Agreement>> {
    let statement = sql(AGREEMENT).arg(exchange.0).text(" and withdrawn_at is null order by agreed_at, id");
    q.all(statement, read).await
}

pub async fn insert(tx: &mut Transaction, exchange: ExchangeId, agreement: &Agreement) -> Outcome<()> {
    let row = sql("insert into exchange_agreements (id, exchange_id, side, person_id, agreed_at, terms) \
                   values ($1, $2, $3, $4, $5, $6)");
    let terms = serde_json::to_value(&agreement.terms).map_err(Failure::internal)?;
    let row = row.bind(agreement.id).bind(exchange.0).bind(agreement.side.name()).bind(agreement.person);
    tx.run(row.bind(agreement.at).bind(terms)).await.map(drop)
}

pub async fn withdraw(tx: &mut Transaction, exchange: ExchangeId, side: Side, now: Time) -> Outcome<u64> {
    let row = sql("update exchange_agreements set withdrawn_at = $1 where exchange_id = $2 and side = $3 \
                   and withdrawn_at is null");
    tx.run(row.bind(now).bind(exchange.0).bind(side.name())).await
}

pub async fn withdraw_all(tx: &mut Transaction, exchange: ExchangeId, now: Time) -> Outcome<u64> {
    let row = sql("update exchange_agreements set withdrawn_at = $1 where exchange_id = $2 and withdrawn_at is null");
    tx.run(row.bind(now).bind(exchange.0)).await
}

fn read(row: &Row) -> Outcome<Agreement> {
    Ok(Agreement {
        id: row.get("id")?,
        side: row.word("side", Side::named)?,
        person: row.get("person_id")?,
        at: row.get("agreed_at")?,
        terms: row.json("terms")?,
        withdrawn_at: row.get("withdrawn_at")?,
    })
}

//! Aims' rows.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Uuid};

use super::aim::{Aim, AimId, Measure};
use super::exchange::ExchangeId;
use super::side::{AimKind, AimResult, Side};

const AIM: &str = "select id, exchange_id, side, ordinal, kind, what, how_to_tell, priority, unit, baseline, target, reading, \
     read_at, result, result_note, result_at, version from exchange_aims where removed_at is null and ";

/// Guest, host, home; within a side by number.
pub async fn of_exchange(q: &mut dyn Query, exchange: ExchangeId) -> Outcome<Vec<Aim>> {
    let mut aims = q.all(sql(AIM).text("exchange_id = ").arg(exchange.0), read).await?;
    aims.sort_by_key(|aim| (aim.side, aim.ordinal));
    Ok(aims)
}

pub async fn find(q: &mut dyn Query, exchange: ExchangeId, side: Side, ordinal: i64) -> Outcome<Aim> {
    let statement = sql(AIM).text("exchange_id = ").arg(exchange.0).text(" and side = ").arg(side.name());
    q.one(statement.text(" and ordinal = ").arg(ordinal), read).await?.ok_or(Failure::NotFound("aim"))
}

/// The next number within a side, counting those that were taken away.
pub async fn next_ordinal(q: &mut dyn Query, exchange: ExchangeId, side: Side) -> Outcome<i64> {
    let statement =
        sql("select coalesce(max(ordinal), 0) + 1 as n from exchange_aims where exchange_id = $1 and side = $2");
    q.count(statement.bind(exchange.0).bind(side.name())).await
}

/// How many aims ended how, of each exchange that has any: the result is `None` while it is open.
pub async fn results(q: &mut dyn Query) -> Outcome<HashMap<Uuid, Vec<(Option<AimResult>, i64)>>> {
    let statement = sql("select exchange_id, result, count(*) as n from exchange_aims where removed_at is null \
                         group by exchange_id, result");
    let rows = q.all(statement, |row| {
        let result: Option<String> = row.get("result")?;
        Ok((row.get("exchange_id")?, result.as_deref().and_then(AimResult::named), row.get("n")?))
    });
    let mut results: HashMap<Uuid, Vec<(Option<AimResult>, i64)>> = HashMap::new();
    for (exchange, result, n) in rows.await? {
        results.entry(exchange).or_default().push((result, n));
    }
    Ok(results)
}

pub async fn insert(tx: &mut Transaction, aim: &Aim) -> Outcome<()> {
    let row = sql(
        "insert into exchange_aims (id, exchange_id, side, ordinal, kind, what, how_to_tell, priority, unit, \
                   baseline, target, result_note, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    );
    let row = row.bind(aim.id.0).bind(aim.exchange.0).bind(aim.side.name()).bind(aim.ordinal).bind(aim.kind.name());
    let row = row.bind(&aim.what).bind(&aim.how_to_tell).bind(aim.priority).bind(&aim.measure.unit);
    let row = row.bind(aim.measure.baseline).bind(aim.measure.target).bind(&aim.result_note);
    tx.run(row.bind(aim.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with; the aim then has the next one.
pub async fn update(tx: &mut Transaction, aim: &mut Aim) -> Outcome<()> {
    let row = sql("update exchange_aims set kind = $1, what = $2, how_to_tell = $3, priority = $4, unit = $5, \
                   baseline = $6, target = $7, reading = $8, read_at = $9, result = $10, result_note = $11, \
                   result_at = $12, version = version + 1 where id = $13 and version = $14 and removed_at is null");
    let row = row.bind(aim.kind.name()).bind(&aim.what).bind(&aim.how_to_tell).bind(aim.priority);
    let measure = &aim.measure;
    let row = row.bind(&measure.unit).bind(measure.baseline).bind(measure.target).bind(measure.reading);
    let row = row.bind(measure.read_at).bind(aim.result.map(AimResult::name)).bind(&aim.result_note);
    if tx.run(row.bind(aim.result_at).bind(aim.id.0).bind(aim.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    aim.version += 1;
    Ok(())
}

pub async fn remove(tx: &mut Transaction, id: AimId, now: ryugaku_kernel::Time) -> Outcome<()> {
    tx.run(sql("update exchange_aims set removed_at = $1 where id = $2").bind(now).bind(id.0)).await.map(drop)
}

fn read(row: &Row) -> Outcome<Aim> {
    let result: Option<String> = row.get("result")?;
    Ok(Aim {
        id: AimId(row.get("id")?),
        exchange: ExchangeId(row.get("exchange_id")?),
        side: row.word("side", Side::named)?,
        ordinal: row.get("ordinal")?,
        kind: row.word("kind", AimKind::named)?,
        what: row.get("what")?,
        how_to_tell: row.get("how_to_tell")?,
        priority: row.get("priority")?,
        measure: Measure {
            unit: row.get("unit")?,
            baseline: row.get("baseline")?,
            target: row.get("target")?,
            reading: row.get("reading")?,
            read_at: row.get("read_at")?,
        },
        result: result.as_deref().and_then(AimResult::named),
        result_note: row.get("result_note")?,
        result_at: row.get("result_at")?,
        version: row.get("version")?,
    })
}

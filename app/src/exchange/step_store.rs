//! Rows of readiness steps.

use jiff::civil::Date;
use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Uuid};

use super::exchange::ExchangeId;
use super::step::{Step, StepId};
use super::store::day;

const STEP: &str = "select s.id, s.exchange_id, s.what, s.owner_id, s.due_day, s.done_at, s.done_by, s.nudges, s.version from exchange_steps s ";

/// By the day they are due.
pub async fn of_exchange(q: &mut dyn Query, exchange: ExchangeId) -> Outcome<Vec<Step>> {
    q.all(sql(STEP).text("where s.exchange_id = ").arg(exchange.0).text(" order by s.due_day, s.id"), read).await
}

pub async fn find(q: &mut dyn Query, exchange: ExchangeId, id: StepId) -> Outcome<Step> {
    let statement = sql(STEP).text("where s.id = ").arg(id.0).text(" and s.exchange_id = ").arg(exchange.0);
    q.one(statement, read).await?.ok_or(Failure::NotFound("step"))
}

/// Somebody's steps that are not done, of exchanges that are agreed or being prepared, due soonest first; at most 50.
pub async fn open_of(q: &mut dyn Query, owner: Uuid) -> Outcome<Vec<Step>> {
    let statement =
        sql(STEP).text("join exchanges e on e.id = s.exchange_id where s.done_at is null and s.owner_id = ").arg(owner);
    let statement =
        statement.text(" and e.state in ('agreed', 'preparing', 'active') order by s.due_day, s.id limit 50");
    q.all(statement, read).await
}

/// Those that were due before `day`, are not done, and have been nudged less than twice, of exchanges that go on.
pub async fn late(q: &mut dyn Query, before: Date) -> Outcome<Vec<Step>> {
    let statement = sql(STEP)
        .text("join exchanges e on e.id = s.exchange_id where s.done_at is null and s.nudges < 2 and s.due_day < ");
    let statement = statement.arg(before.to_string());
    q.all(
        statement.text(" and e.state in ('agreed', 'preparing') and e.paused_at is null order by s.id limit 500"),
        read,
    )
    .await
}

pub async fn insert(tx: &mut Transaction, step: &Step) -> Outcome<()> {
    let row = sql("insert into exchange_steps (id, exchange_id, what, owner_id, due_day, nudges, version) \
                   values ($1, $2, $3, $4, $5, $6, $7)");
    let row = row.bind(step.id.0).bind(step.exchange.0).bind(&step.what).bind(step.owner).bind(step.due.to_string());
    tx.run(row.bind(step.nudges).bind(step.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with; the step then has the next one.
pub async fn update(tx: &mut Transaction, step: &mut Step) -> Outcome<()> {
    let row = sql("update exchange_steps set what = $1, owner_id = $2, due_day = $3, done_at = $4, done_by = $5, \
                   nudges = $6, version = version + 1 where id = $7 and version = $8");
    let row = row.bind(&step.what).bind(step.owner).bind(step.due.to_string()).bind(step.done_at).bind(step.done_by);
    if tx.run(row.bind(step.nudges).bind(step.id.0).bind(step.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    step.version += 1;
    Ok(())
}

pub async fn remove(tx: &mut Transaction, id: StepId) -> Outcome<()> {
    tx.run(sql("delete from exchange_steps where id = $1").bind(id.0)).await.map(drop)
}

fn read(row: &Row) -> Outcome<Step> {
    Ok(Step {
        id: StepId(row.get("id")?),
        exchange: ExchangeId(row.get("exchange_id")?),
        what: row.get("what")?,
        owner: row.get("owner_id")?,
        due: day(row, "due_day")?,
        done_at: row.get("done_at")?,
        done_by: row.get("done_by")?,
        nudges: row.get("nudges")?,
        version: row.get("version")?,
    })
}

//! Outcomes' rows.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome as Done, Time, Uuid};

use super::activity::Activity;
use super::outcome::{Outcome, OutcomeId};
use crate::exchange::store::day;

const OUTCOME: &str = "select id, exchange_id, aim_id, what, artefact, day, by_id, version from outcomes \
                       where removed_at is null and ";

/// By day; at most 500.
pub async fn of_exchange(q: &mut dyn Query, exchange: Uuid) -> Done<Vec<Outcome>> {
    let statement = sql(OUTCOME).text("exchange_id = ").arg(exchange).text(" order by day, id limit 500");
    let mut outcomes = q.all(statement, read).await?;
    let ids: Vec<Uuid> = outcomes.iter().map(|outcome| outcome.id.0).collect();
    let mut activities = activities(q, ids).await?;
    for outcome in &mut outcomes {
        outcome.activities = activities.remove(&outcome.id.0).unwrap_or_default();
    }
    Ok(outcomes)
}

pub async fn find(q: &mut dyn Query, exchange: Uuid, id: OutcomeId) -> Done<Outcome> {
    let statement = sql(OUTCOME).text("exchange_id = ").arg(exchange).text(" and id = ").arg(id.0);
    let mut outcome = q.one(statement, read).await?.ok_or(Failure::NotFound("outcome"))?;
    outcome.activities = activities(q, vec![id.0]).await?.remove(&id.0).unwrap_or_default();
    Ok(outcome)
}

pub async fn insert(tx: &mut Transaction, outcome: &Outcome, now: Time) -> Done<()> {
    let row = sql("insert into outcomes (id, exchange_id, aim_id, what, artefact, day, by_id, at, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    let row = row.bind(outcome.id.0).bind(outcome.exchange).bind(outcome.aim).bind(&outcome.what);
    let row = row.bind(&outcome.artefact).bind(outcome.day.to_string()).bind(outcome.by).bind(now);
    tx.run(row.bind(outcome.version)).await?;
    set_activities(tx, outcome).await
}

/// Writes what may change, if the row still has the version it was read with; the outcome then has the next one.
pub async fn update(tx: &mut Transaction, outcome: &mut Outcome) -> Done<()> {
    let row = sql("update outcomes set aim_id = $1, what = $2, artefact = $3, day = $4, version = version + 1 \
                   where id = $5 and version = $6 and removed_at is null");
    let row = row.bind(outcome.aim).bind(&outcome.what).bind(&outcome.artefact).bind(outcome.day.to_string());
    if tx.run(row.bind(outcome.id.0).bind(outcome.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    outcome.version += 1;
    tx.run(sql("delete from outcome_activities where outcome_id = $1").bind(outcome.id.0)).await?;
    set_activities(tx, outcome).await
}

pub async fn remove(tx: &mut Transaction, id: OutcomeId, now: Time) -> Done<()> {
    tx.run(sql("update outcomes set removed_at = $1 where id = $2").bind(now).bind(id.0)).await.map(drop)
}

/// No outcome comes of this activity any more.
pub async fn forget(tx: &mut Transaction, exchange: Uuid, activity: Activity) -> Done<()> {
    let row = sql("update outcomes set version = version + 1 where exchange_id = $1 and removed_at is null and id in \
                   (select outcome_id from outcome_activities where activity = $2)");
    tx.run(row.bind(exchange).bind(activity.to_string())).await?;
    let row = sql("delete from outcome_activities where activity = $1 and outcome_id in \
                   (select id from outcomes where exchange_id = $2)");
    tx.run(row.bind(activity.to_string()).bind(exchange)).await.map(drop)
}

async fn set_activities(tx: &mut Transaction, outcome: &Outcome) -> Done<()> {
    let rows = outcome.activities.iter().map(|activity| vec![outcome.id.0.into(), activity.to_string().into()]);
    let head = "insert into outcome_activities (outcome_id, activity) values ";
    tx.run_many(head, rows.collect(), " on conflict (outcome_id, activity) do nothing").await
}

async fn activities(q: &mut dyn Query, outcomes: Vec<Uuid>) -> Done<HashMap<Uuid, Vec<Activity>>> {
    let statement = sql("select outcome_id, activity from outcome_activities where outcome_id in ").list(outcomes);
    let rows = q.all(statement.text(" order by activity"), |row| {
        Ok((row.get::<Uuid>("outcome_id")?, row.get::<String>("activity")?))
    });
    let mut activities: HashMap<Uuid, Vec<Activity>> = HashMap::new();
    for (outcome, activity) in rows.await? {
        activities.entry(outcome).or_default().push(activity.parse()?);
    }
    Ok(activities)
}

fn read(row: &Row) -> Done<Outcome> {
    Ok(Outcome {
        id: OutcomeId(row.get("id")?),
        exchange: row.get("exchange_id")?,
        aim: row.get("aim_id")?,
        what: row.get("what")?,
        artefact: row.get("artefact")?,
        day: day(row, "day")?,
        by: row.get("by_id")?,
        activities: Vec::new(),
        version: row.get("version")?,
    })
}

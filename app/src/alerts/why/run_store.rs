//! One run of an alert, and what came before and after it.

use ryugaku_alerting::{Fingerprint, RunId};
use ryugaku_db::{Query, Read, sql};
use ryugaku_kernel::{Failure, Outcome, Time};

use crate::alerts::{Alert, Run, store};

/// One run as the alert was in it, with how it ended.
pub async fn run(q: &mut dyn Query, alert: Fingerprint, run: RunId) -> Outcome<(Alert, Run)> {
    let statement = sql(store::ALERT).text("fingerprint = ").arg(alert.to_i64()).text(" and id = ").arg(run.0);
    let found = q.one(statement, |row| Ok((store::read(row)?, store::read_run(row)?))).await?;
    found.ok_or(Failure::NotFound("alert"))
}

/// When the run before ended, if there was one.
pub async fn ended_before(q: &mut dyn Query, alert: Fingerprint, run: RunId) -> Outcome<Option<Time>> {
    let statement = sql("select ended_at from alert_runs where fingerprint = $1 and id < $2 order by id desc limit 1");
    let found = q.one(statement.bind(alert.to_i64()).bind(run.0), |row| row.get::<Option<Time>>("ended_at")).await?;
    Ok(found.flatten())
}

/// When the run after began, if there was one.
pub async fn began_after(q: &mut dyn Query, alert: Fingerprint, run: RunId) -> Outcome<Option<Time>> {
    let statement = sql("select starts_at from alert_runs where fingerprint = $1 and id > $2 order by id limit 1");
    q.one(statement.bind(alert.to_i64()).bind(run.0), |row| row.get("starts_at")).await
}

/// How often it had begun since `since`, this run among it.
pub async fn count(q: &mut dyn Query, alert: Fingerprint, run: RunId, since: Time) -> Outcome<i64> {
    let statement = sql("select count(*) as n from alert_runs where fingerprint = $1 and id <= $2 and starts_at >= $3");
    q.count(statement.bind(alert.to_i64()).bind(run.0).bind(since)).await
}

//! Claiming: each ready job goes to one worker, however many replicas ask.

use jiff::SignedDuration;
use ryugaku_db::{Db, Engine, Read, sql};
use ryugaku_kernel::{Outcome, Time};

use crate::{Job, Stop};

/// How long a claim holds; a worker that is still at it holds it again. After that the worker is taken for dead.
pub(crate) const HOLD: SignedDuration = SignedDuration::from_secs(60);
/// Attempts before a job is given up: with the backoff below, about a day.
pub const ATTEMPTS: i64 = 14;
const FIRST_WAIT: i64 = 5;
const LONGEST_WAIT: i64 = 3 * 3600;

/// The job that is due longest, now held by the caller.
pub(crate) async fn claim(db: &Db, now: Time) -> Outcome<Option<Job>> {
    // A look first: with nothing to do, the writer is left alone.
    let any = sql("select 1 as n from jobs where (state = 'ready' and run_at <= ").arg(now);
    let any = any.text(") or (state = 'running' and held_until < ").arg(now).text(") limit 1");
    if db.reader().row(any).await?.is_none() {
        return Ok(None);
    }
    let mut tx = db.begin().await?;
    let due = sql("update jobs set state = 'running', attempts = attempts + 1, held_until = ")
        .arg(now.plus(HOLD))
        .text(" where id = (select id from jobs where (state = 'ready' and run_at <= ")
        .arg(now)
        .text(") or (state = 'running' and held_until < ")
        .arg(now)
        .text(") order by run_at, id limit 1")
        // On SQLite the transaction is the only writer, on PostgreSQL others skip the row that one has taken.
        .text(if tx.engine() == Engine::Postgres { " for update skip locked" } else { "" })
        .text(") returning ")
        .text(Job::COLUMNS);
    let job = tx.one(due, Job::read).await?;
    tx.commit().await?;
    Ok(job)
}

pub(crate) async fn hold(db: &Db, job: &Job, now: Time) -> Outcome<()> {
    let mut tx = db.begin().await?;
    let row = sql("update jobs set held_until = $1 where id = $2 and state = 'running' and attempts = $3");
    tx.run(row.bind(now.plus(HOLD)).bind(job.id).bind(job.attempts)).await?;
    tx.commit().await
}

/// Writes how it went, unless the claim was lost and another worker has begun the job since. `jitter` is 0.0 to 1.0 and spreads those that failed together.
pub(crate) async fn finish(db: &Db, job: &Job, now: Time, result: Result<(), Stop>, jitter: f64) -> Outcome<()> {
    let mut tx = db.begin().await?;
    let (state, error, run_at) = match result {
        Ok(()) => ("done", None, job.run_at),
        Err(Stop::Retry(error)) if job.attempts < ATTEMPTS => {
            ("ready", Some(error), now.plus(backoff(job.attempts, jitter)))
        }
        Err(Stop::RetryAfter(error, pause)) if job.attempts < ATTEMPTS => {
            ("ready", Some(error), now.plus(pause.max(backoff(job.attempts, jitter))))
        }
        Err(Stop::Retry(error) | Stop::RetryAfter(error, _) | Stop::GiveUp(error)) => {
            ("gave_up", Some(error), job.run_at)
        }
    };
    let finished = (state != "ready").then_some(now);
    // The key is freed, so that the next of its kind may be enqueued.
    let row = sql("update jobs set state = $1, last_error = $2, run_at = $3, finished_at = $4, held_until = null, \
                   unique_key = case when $5 then null else unique_key end \
                   where id = $6 and state = 'running' and attempts = $7");
    let row = row
        .bind(state)
        // It may quote what another server said.
        .bind(error.map(|error| error.replace('\0', "\u{FFFD}")))
        .bind(run_at)
        .bind(finished)
        .bind(finished.is_some())
        .bind(job.id)
        .bind(job.attempts);
    tx.run(row).await?;
    tx.commit().await
}

/// Doubles from five seconds up to three hours, less up to a quarter.
fn backoff(attempts: i64, jitter: f64) -> SignedDuration {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(20);
    let seconds = FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT);
    SignedDuration::from_secs(seconds).mul_f64(1.0 - jitter.clamp(0.0, 1.0) / 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_stop_growing() {
        let seconds = |attempts| backoff(attempts, 0.0).as_secs();
        assert_eq!([1, 2, 3, 12, 13, 99].map(seconds), [5, 10, 20, 10_240, 10_800, 10_800]);
        assert_eq!(backoff(1, 1.0).as_millis(), 3_750);
    }
}

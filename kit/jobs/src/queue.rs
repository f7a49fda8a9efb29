//! Putting jobs in, looking at them, running one again by hand.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Cx, Failure, Limit, Outcome, Page, Time, Uuid};
use serde::Serialize;

use crate::{Job, State};

/// Adds a job to be run at `run_at` or after, once this transaction is committed.
pub async fn enqueue(
    tx: &mut Transaction,
    cx: &Cx,
    kind: &'static str,
    payload: &(impl Serialize + Sync),
    run_at: Time,
) -> Outcome<Uuid> {
    let id = cx.new_id();
    insert(tx, cx, id, kind, payload, run_at, None).await?;
    Ok(id)
}

/// The same, unless one with this key is there and has not been finished.
pub async fn enqueue_unique(
    tx: &mut Transaction,
    cx: &Cx,
    kind: &'static str,
    key: &str,
    payload: &(impl Serialize + Sync),
    run_at: Time,
) -> Outcome<()> {
    insert(tx, cx, cx.new_id(), kind, payload, run_at, Some(key)).await
}

async fn insert(
    tx: &mut Transaction,
    cx: &Cx,
    id: Uuid,
    kind: &'static str,
    payload: &(impl Serialize + Sync),
    run_at: Time,
    unique_key: Option<&str>,
) -> Outcome<()> {
    let payload = serde_json::to_value(payload).map_err(Failure::internal)?;
    let row = sql("insert into jobs (id, kind, payload, state, attempts, run_at, created_at, unique_key) \
                   values ($1, $2, $3, 'ready', 0, $4, $5, $6) on conflict (unique_key) do nothing");
    tx.run(row.bind(id).bind(kind).bind(payload).bind(run_at).bind(cx.now()).bind(unique_key)).await?;
    tx.wake("jobs");
    Ok(())
}

pub async fn find(q: &mut dyn Query, id: Uuid) -> Outcome<Job> {
    let statement = sql("select ").text(Job::COLUMNS).text(" from jobs where id = ").arg(id);
    q.one(statement, Job::read).await?.ok_or(Failure::NotFound("job"))
}

/// Those of these jobs that are still kept, in no order.
pub async fn by_ids(q: &mut dyn Query, ids: impl IntoIterator<Item = Uuid> + Send) -> Outcome<Vec<Job>> {
    let statement = sql("select ").text(Job::COLUMNS).text(" from jobs where id in ").list(ids);
    q.all(statement, Job::read).await
}

/// Newest first; keyset by id, which holds the time it was made.
pub async fn page(q: &mut dyn Query, state: Option<State>, before: Option<Uuid>, limit: Limit) -> Outcome<Page<Job>> {
    let statement = sql("select ")
        .text(Job::COLUMNS)
        .text(" from jobs where 1 = 1")
        .optional(" and state = ", state.map(State::name))
        .optional(" and id < ", before)
        .text(" order by id desc limit ")
        .arg(limit.probe());
    Ok(Page::cut(q.all(statement, Job::read).await?, limit, |job| job.id.to_string()))
}

/// How many jobs are in each state.
pub async fn counts(q: &mut dyn Query) -> Outcome<Vec<(State, i64)>> {
    let statement = sql("select state, count(*) as n from jobs group by state");
    q.all(statement, |row| Ok((row.word("state", State::named)?, row.get("n")?))).await
}

/// Makes a job that was given up ready again, from its first attempt. The caller has checked permission.
pub async fn rerun(tx: &mut Transaction, cx: &Cx, id: Uuid) -> Outcome<()> {
    let row = sql("update jobs set state = 'ready', attempts = 0, run_at = $1, finished_at = null where id = $2 \
                   and state = 'gave_up'");
    if tx.run(row.bind(cx.now()).bind(id)).await? == 0 {
        find(tx, id).await?;
        return Err(Failure::conflict("failure-job-not-given-up"));
    }
    tx.wake("jobs");
    Ok(())
}

/// Removes jobs that were done before `before`; gives how many. Those given up stay until they are run again.
pub async fn sweep(tx: &mut Transaction, before: Time) -> Outcome<u64> {
    tx.run(sql("delete from jobs where state = 'done' and finished_at < $1").bind(before)).await
}

//! What the owner writes, many rows at a time, and reads again when it begins.

use bytes::Bytes;
use ryugaku_alerting::{Ending, Fingerprint, Kept, RunId};
use ryugaku_db::{Query, Read, Transaction, Value, sql};
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};

/// A new row of the history.
pub struct NewRun {
    pub id: RunId,
    pub fingerprint: Fingerprint,
    pub name: String,
    pub service: String,
    pub starts_at: Time,
    pub seen_until: Time,
    pub times_out: bool,
    pub updated_at: Time,
    pub source: Option<Uuid>,
    pub body: Bytes,
    pub end: Option<(Time, Ending)>,
}

/// A run whose row is there already is over.
pub struct EndRun {
    pub id: RunId,
    pub starts_at: Time,
    pub ended_at: Time,
    pub updated_at: Time,
    pub ending: Ending,
}

/// What a later delivery said otherwise of a run that goes on.
pub struct ChangeRun {
    pub id: RunId,
    pub starts_at: Time,
    pub source: Uuid,
    pub body: Option<Bytes>,
}

pub async fn write_runs(tx: &mut Transaction, runs: Vec<NewRun>) -> Outcome<()> {
    let row = |run: NewRun| {
        vec![
            Value::from(run.id.0),
            run.fingerprint.to_i64().into(),
            run.name.into(),
            run.service.into(),
            run.starts_at.into(),
            run.seen_until.into(),
            run.times_out.into(),
            run.updated_at.into(),
            run.source.into(),
            Vec::from(run.body).into(),
            run.end.map(|(at, _)| at).into(),
            run.end.map(|(_, ending)| word(ending)).into(),
        ]
    };
    let head = "insert into alert_runs (id, fingerprint, name, service, starts_at, seen_until, times_out, updated_at, \
                source_id, body, ended_at, ending) values ";
    tx.insert_many(head, runs.into_iter().map(row).collect()).await
}

/// Gives runs the texts of the runs before them.
pub async fn copy_bodies(tx: &mut Transaction, copies: Vec<(RunId, RunId)>) -> Outcome<()> {
    let row = |(run, former): (RunId, RunId)| vec![Value::from(run.0), former.0.into()];
    let head = "update alert_runs set body = former.body from (values ";
    let tail = ") as v join alert_runs former on former.id = v.column2 where alert_runs.id = v.column1";
    tx.run_many(head, copies.into_iter().map(row).collect(), tail).await
}

pub async fn end_runs(tx: &mut Transaction, ends: Vec<EndRun>) -> Outcome<()> {
    let row = |end: EndRun| {
        let EndRun { id, starts_at, ended_at, updated_at, ending } = end;
        vec![Value::from(id.0), starts_at.into(), ended_at.into(), Value::from(word(ending)), updated_at.into()]
    };
    let head = "update alert_runs set starts_at = v.column2, ended_at = v.column3, ending = v.column4, \
                updated_at = v.column5 from (values ";
    let tail = ") as v where alert_runs.id = v.column1";
    tx.run_many(head, ends.into_iter().map(row).collect(), tail).await
}

pub async fn change_runs(tx: &mut Transaction, changes: Vec<ChangeRun>) -> Outcome<()> {
    let row = |change: ChangeRun| {
        vec![Value::from(change.id.0), change.starts_at.into(), change.source.into(), change.body.map(Vec::from).into()]
    };
    let head = "update alert_runs set starts_at = v.column2, source_id = v.column3, \
                body = coalesce(v.column4, alert_runs.body) from (values ";
    let tail = ") as v where alert_runs.id = v.column1";
    tx.run_many(head, changes.into_iter().map(row).collect(), tail).await
}

/// Until when firing alerts count as such: chunk by chunk, each written whole.
pub async fn write_seen(tx: &mut Transaction, chunk: i64, kept: &[Kept]) -> Outcome<()> {
    let kept: Vec<_> =
        kept.iter().map(|kept| (kept.run, kept.seen_until.0, kept.updated_at.0, kept.times_out)).collect();
    let body = postcard::to_stdvec(&kept).map_err(Failure::internal)?;
    let row = sql("insert into alert_seen (chunk, body) values ($1, $2) on conflict (chunk) do update set \
                   body = excluded.body");
    tx.run(row.bind(chunk).bind(body)).await.map(drop)
}

/// Chunks from `first` on are out of use.
pub async fn drop_seen(tx: &mut Transaction, first: i64) -> Outcome<()> {
    tx.run(sql("delete from alert_seen where chunk >= $1").bind(first)).await.map(drop)
}

/// All that was written of it, newest or not.
pub async fn seen(q: &mut dyn Query) -> Outcome<Vec<Kept>> {
    let chunks: Vec<Vec<u8>> = q.all(sql("select body from alert_seen order by chunk"), |row| row.get("body")).await?;
    let mut all = Vec::new();
    for body in chunks {
        let kept: Vec<(RunId, i64, i64, bool)> = postcard::from_bytes(&body).map_err(Failure::internal)?;
        all.extend(kept.into_iter().map(|(run, seen_until, updated_at, times_out)| Kept {
            run,
            seen_until: Time(seen_until),
            updated_at: Time(updated_at),
            times_out,
        }));
    }
    Ok(all)
}

/// Deletes what ended before `before`, some at a time; gives how many rows it was.
pub async fn trim(tx: &mut Transaction, before: Time) -> Outcome<u64> {
    let runs = sql("delete from alert_runs where id in (select id from alert_runs where ended_at is not null \
                    and ended_at < $1 order by ended_at, id limit 5000)");
    tx.run(runs.bind(before)).await
}

fn word(ending: Ending) -> &'static str {
    match ending {
        Ending::Told => "told",
        Ending::TimedOut => "timed_out",
    }
}

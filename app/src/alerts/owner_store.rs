//! What the owner writes, many rows at a time, and reads again when it begins.

use bytes::Bytes;
use ryugaku_alerting::{Active, Body, Ending, Fingerprint, Kept, RunId};
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

/// A firing alert as its row has it, its texts still in bytes: of half a million each step counts.
pub struct Stored {
    pub run: RunId,
    body: Vec<u8>,
    starts_at: Time,
    seen_until: Time,
    times_out: bool,
    updated_at: Time,
    source: Option<Uuid>,
    acked_at: Option<Time>,
}

/// The next that fire, by run.
pub async fn firing(q: &mut dyn Query, after: RunId, limit: i64) -> Outcome<Vec<Stored>> {
    let statement =
        sql("select id, body, starts_at, seen_until, times_out, updated_at, source_id, acked_at from alert_runs \
                         where ended_at is null and id > $1 order by id limit $2");
    q.all(statement.bind(after.0).bind(limit), |row| {
        Ok(Stored {
            run: RunId(row.get("id")?),
            body: row.get("body")?,
            starts_at: row.get("starts_at")?,
            seen_until: row.get("seen_until")?,
            times_out: row.get("times_out")?,
            updated_at: row.get("updated_at")?,
            source: row.get("source_id")?,
            acked_at: row.get("acked_at")?,
        })
    })
    .await
}

impl Stored {
    /// `kept`: what was written of its times apart from the row.
    pub fn active(self, kept: Option<&Kept>) -> Outcome<Active> {
        let body = Body::from_bytes(&self.body).map_err(Failure::internal)?;
        let kept = kept.filter(|kept| kept.updated_at >= self.updated_at);
        Ok(Active {
            run: self.run,
            texts: body.texts(),
            labels: body.labels,
            source: self.source.unwrap_or(Uuid::nil()),
            starts_at: self.starts_at,
            seen_until: kept.map_or(self.seen_until, |kept| kept.seen_until),
            times_out: kept.map_or(self.times_out, |kept| kept.times_out),
            updated_at: kept.map_or(self.updated_at, |kept| kept.updated_at),
            acked: self.acked_at.is_some(),
        })
    }
}

/// How far what alerts were heard of has been written, and under which numbers.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Flushed {
    /// The position in the journal.
    pub position: i64,
    /// Chunks are other ones after each start: the first writing of all stands beside the last until it is whole.
    generation: i64,
}

/// No chunk has it: where [`Flushed`] stands.
const FLUSHED: i64 = -1;
/// So many chunks a generation may have.
const GENERATION: i64 = 1 << 32;

impl Flushed {
    /// For whoever begins now.
    pub fn next(self) -> Self {
        Self { generation: (self.generation + 1) % 2, ..self }
    }
}

/// Until when firing alerts count as such: chunk by chunk, each written whole.
pub async fn write_seen(tx: &mut Transaction, flushed: Flushed, chunk: u32, kept: &[Kept]) -> Outcome<()> {
    let kept: Vec<_> =
        kept.iter().map(|kept| (kept.run, kept.seen_until.0, kept.updated_at.0, kept.times_out)).collect();
    write_chunk(tx, flushed.generation * GENERATION + i64::from(chunk), &kept).await
}

/// All is written: what other numbers hold, and chunks from `in_use` on, is out of use.
pub async fn end_flush(tx: &mut Transaction, flushed: Flushed, in_use: usize) -> Outcome<()> {
    let first = flushed.generation * GENERATION;
    let last = first + i64::try_from(in_use).unwrap_or(GENERATION).min(GENERATION);
    let rows = sql("delete from alert_seen where chunk >= 0 and (chunk < $1 or chunk >= $2)");
    tx.run(rows.bind(first).bind(last)).await?;
    write_chunk(tx, FLUSHED, &(flushed.position, flushed.generation)).await
}

async fn write_chunk(tx: &mut Transaction, chunk: i64, what: &impl serde::Serialize) -> Outcome<()> {
    let body = postcard::to_stdvec(what).map_err(Failure::internal)?;
    let row = sql("insert into alert_seen (chunk, body) values ($1, $2) on conflict (chunk) do update set \
                   body = excluded.body");
    tx.run(row.bind(chunk).bind(body)).await.map(drop)
}

/// `None` before the first time.
pub async fn flushed(q: &mut dyn Query) -> Outcome<Option<Flushed>> {
    let row = sql("select body from alert_seen where chunk = $1").bind(FLUSHED);
    let Some(body) = q.one(row, |row| row.get::<Vec<u8>>("body")).await? else { return Ok(None) };
    let (position, generation) = postcard::from_bytes(&body).map_err(Failure::internal)?;
    Ok(Some(Flushed { position, generation }))
}

/// All that was written of it, newest or not.
pub async fn seen(q: &mut dyn Query) -> Outcome<Vec<Kept>> {
    let chunks = sql("select body from alert_seen where chunk >= 0 order by chunk");
    let chunks: Vec<Vec<u8>> = q.all(chunks, |row| row.get("body")).await?;
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

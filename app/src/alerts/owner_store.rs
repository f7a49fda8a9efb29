//! What the owner writes, many rows at a time, and reads again when it begins.

use ryugaku_alerting::{Active, Ending, Fingerprint, Labels, Seen};
use ryugaku_db::{Query, Read, Transaction, Value, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::alert::{Body, column};

/// An alert's row as it is to be.
pub struct Write {
    pub alert: Active,
    pub run: i64,
    pub ended_at: Option<Time>,
    pub source: Option<Uuid>,
}

/// A new row of the history.
pub struct NewRun {
    pub id: i64,
    pub fingerprint: Fingerprint,
    pub labels: Labels,
    pub starts_at: Time,
    pub end: Option<(Time, Ending)>,
}

/// A run whose row is there already is over.
pub struct EndRun {
    pub id: i64,
    pub starts_at: Time,
    pub ended_at: Time,
    pub ending: Ending,
}

/// Who took note stays for as long as the run lasts.
pub async fn write_alerts(tx: &mut Transaction, writes: Vec<Write>) -> Outcome<()> {
    let row = |Write { alert, run, ended_at, source }: Write| {
        vec![
            Value::from(alert.fingerprint.to_i64()),
            column(alert.labels.get("alertname")).into(),
            column(alert.labels.get("service")).into(),
            ended_at.is_none().into(),
            run.into(),
            alert.starts_at.into(),
            ended_at.into(),
            alert.seen_until.into(),
            alert.times_out.into(),
            alert.updated_at.into(),
            source.into(),
            Body::bytes_of(&alert).into(),
        ]
    };
    let head = "insert into alerts (fingerprint, name, service, firing, run_id, starts_at, ended_at, seen_until, \
                times_out, updated_at, source_id, body) values ";
    let tail = " on conflict (fingerprint) do update set name = excluded.name, service = excluded.service, \
                firing = excluded.firing, run_id = excluded.run_id, starts_at = excluded.starts_at, \
                ended_at = excluded.ended_at, seen_until = excluded.seen_until, times_out = excluded.times_out, \
                updated_at = excluded.updated_at, source_id = excluded.source_id, body = excluded.body, \
                acked_at = case when alerts.run_id = excluded.run_id then alerts.acked_at else null end, \
                acked_kind = case when alerts.run_id = excluded.run_id then alerts.acked_kind else null end, \
                acked_by = case when alerts.run_id = excluded.run_id then alerts.acked_by else null end";
    tx.run_many(head, writes.into_iter().map(row).collect(), tail).await
}

pub async fn write_runs(tx: &mut Transaction, runs: Vec<NewRun>) -> Outcome<()> {
    let row = |NewRun { id, fingerprint, labels, starts_at, end }: NewRun| {
        vec![
            Value::from(id),
            fingerprint.to_i64().into(),
            column(labels.get("alertname")).into(),
            column(labels.get("service")).into(),
            starts_at.into(),
            end.map(|(at, _)| at).into(),
            end.map(|(_, ending)| word(ending)).into(),
            serde_json::to_vec(&labels).expect("texts can be written").into(),
        ]
    };
    let head = "insert into alert_runs (id, fingerprint, name, service, starts_at, ended_at, ending, labels) values ";
    tx.insert_many(head, runs.into_iter().map(row).collect()).await
}

pub async fn end_runs(tx: &mut Transaction, ends: Vec<EndRun>) -> Outcome<()> {
    let row = |end: EndRun| {
        vec![Value::from(end.id), end.starts_at.into(), end.ended_at.into(), Value::from(word(end.ending))]
    };
    let head = "update alert_runs set starts_at = v.column2, ended_at = v.column3, ending = v.column4 from (values ";
    let tail = ") as v where alert_runs.id = v.column1";
    tx.run_many(head, ends.into_iter().map(row).collect(), tail).await
}

/// Until when alerts that go on count as firing.
pub async fn write_seen(tx: &mut Transaction, seen: Vec<Seen>) -> Outcome<()> {
    let row = |seen: Seen| vec![Value::from(seen.fingerprint.to_i64()), seen.seen_until.into(), seen.updated_at.into()];
    let head = "update alerts set seen_until = v.column2, updated_at = v.column3 from (values ";
    let tail = ") as v where alerts.fingerprint = v.column1 and alerts.firing = true";
    tx.run_many(head, seen.into_iter().map(row).collect(), tail).await
}

/// The last id given to a run.
pub async fn last_run(q: &mut dyn Query) -> Outcome<i64> {
    let statement = sql("select value from counters where name = 'alert_runs'");
    Ok(q.one(statement, |row| row.get("value")).await?.unwrap_or(0))
}

pub async fn set_last_run(tx: &mut Transaction, last: i64) -> Outcome<()> {
    let row = sql("insert into counters (name, value) values ('alert_runs', $1) \
                   on conflict (name) do update set value = excluded.value");
    tx.run(row.bind(last)).await.map(drop)
}

/// Deletes what ended before `before`, some at a time; gives how many rows it was.
pub async fn trim(tx: &mut Transaction, before: Time) -> Outcome<u64> {
    let runs = sql("delete from alert_runs where id in (select id from alert_runs where ended_at < $1 \
                    order by ended_at limit 5000)");
    let alerts = sql("delete from alerts where fingerprint in (select fingerprint from alerts where firing = false \
                      and ended_at < $1 order by ended_at limit 5000)");
    Ok(tx.run(runs.bind(before)).await? + tx.run(alerts.bind(before)).await?)
}

fn word(ending: Ending) -> &'static str {
    match ending {
        Ending::Told => "told",
        Ending::TimedOut => "timed_out",
    }
}

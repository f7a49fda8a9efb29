//! Reading alerts and their history, on any replica; writing down who took note.

use std::collections::HashMap;

use ryugaku_alerting::{Body, Fingerprint, Labels, RunId};
use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{ActorKind, Failure, Limit, Outcome, Page, Time, Uuid};

use super::{Acked, Alert, Cursor, Find};

pub(super) const ALERT: &str = "select id, fingerprint, name, service, starts_at, ended_at, ending, seen_until, times_out, \
                     updated_at, source_id, body, acked_at, acked_kind, acked_by from alert_runs where ";
/// Rows looked at for one page when each must be read to know which fit.
const LOOK: usize = 5_000;
const CHUNK: i64 = 500;

/// One time an alert fired.
#[derive(Clone, Debug)]
pub struct Run {
    pub id: RunId,
    pub fingerprint: Fingerprint,
    pub name: String,
    pub service: String,
    pub starts_at: Time,
    /// `None` while it lasts.
    pub ended_at: Option<Time>,
    /// Nobody said that it was over; nothing was heard of it in time.
    pub timed_out: bool,
    pub labels: Labels,
}

/// In its last run.
pub async fn by_fingerprint(q: &mut dyn Query, fingerprint: Fingerprint) -> Outcome<Alert> {
    let statement = sql(ALERT).text("fingerprint = ").arg(fingerprint.to_i64()).text(" order by id desc limit 1");
    q.one(statement, read).await?.ok_or(Failure::NotFound("alert"))
}

/// Each in its last run.
pub(super) async fn by_fingerprints(q: &mut dyn Query, fingerprints: &[Fingerprint]) -> Outcome<Vec<Alert>> {
    let list = fingerprints.iter().map(|fingerprint| fingerprint.to_i64());
    let statement = sql(ALERT).text("id in (select max(id) from alert_runs where fingerprint in ").list(list);
    q.all(statement.text(" group by fingerprint)"), read).await
}

/// Those of these runs that have a row.
pub(super) async fn by_runs(q: &mut dyn Query, runs: &[RunId]) -> Outcome<Vec<Alert>> {
    if runs.is_empty() {
        return Ok(Vec::new());
    }
    q.all(sql(ALERT).text("id in ").list(runs.iter().map(|run| run.0)), read).await
}

/// The texts of these runs, as far as they are kept.
pub(super) async fn bodies(q: &mut dyn Query, runs: &[RunId]) -> Outcome<HashMap<RunId, Body>> {
    if runs.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = sql("select id, body from alert_runs where id in ").list(runs.iter().map(|run| run.0));
    let read = |row: &Row| {
        let body = Body::from_bytes(&row.get::<Vec<u8>>("body")?).map_err(Failure::internal)?;
        Ok((RunId(row.get("id")?), body))
    };
    Ok(q.all(statement, read).await?.into_iter().collect())
}

/// What has resolved, the last to end first. Where not all are asked for, a page may be short and have a next one all the
/// same: what fits may lie years back, or nowhere.
pub(super) async fn ended(q: &mut dyn Query, find: &Find, after: Option<Cursor>, limit: Limit) -> Outcome<Page<Alert>> {
    if !find.is_narrowed() {
        let rows = chunk(q, after, limit.probe()).await?;
        return Ok(Page::cut(rows, limit, |alert| cursor(alert).to_string()));
    }
    let (mut found, mut after, mut looked) = (Vec::new(), after, 0);
    while looked < LOOK {
        let rows = chunk(q, after, CHUNK).await?;
        let full = rows.len() as i64 == CHUNK;
        looked += rows.len();
        after = rows.last().map(cursor);
        found.extend(rows.into_iter().filter(|alert| fits(find, alert)));
        if found.len() > limit.rows() || !full {
            return Ok(Page::cut(found, limit, |alert| cursor(alert).to_string()));
        }
    }
    Ok(Page { items: found, next: after.map(|cursor| cursor.to_string()) })
}

fn fits(find: &Find, alert: &Alert) -> bool {
    find.service.as_ref().is_none_or(|service| *service == alert.service) && find.fits(&alert.labels)
}

async fn chunk(q: &mut dyn Query, after: Option<Cursor>, rows: i64) -> Outcome<Vec<Alert>> {
    let mut statement = sql(ALERT).text("ended_at is not null");
    if let Some(Cursor { ended_at, run }) = after {
        statement = statement.text(" and (ended_at, id) < (").arg(ended_at).text(", ").arg(run.0).text(")");
    }
    q.all(statement.text(" order by ended_at desc, id desc limit ").arg(rows), read).await
}

fn cursor(alert: &Alert) -> Cursor {
    Cursor { ended_at: alert.ended_at.unwrap_or_default(), run: alert.run }
}

/// How many fire and nobody took note of.
pub async fn waiting(q: &mut dyn Query) -> Outcome<i64> {
    q.count(sql("select count(*) as n from alert_runs where ended_at is null and acked_at is null")).await
}

/// How many runs are over, counted up to this.
pub(super) async fn ended_count(q: &mut dyn Query, most: i64) -> Outcome<i64> {
    let ended = sql("select count(*) as n from (select 1 as one from alert_runs where ended_at is not null limit ");
    q.count(ended.arg(most).text(") ended")).await
}

/// Whether anything has ever come in.
pub async fn any_ever(q: &mut dyn Query) -> Outcome<bool> {
    Ok(q.row(sql("select 1 as n from alert_runs limit 1")).await?.is_some())
}

/// The alert that ended last.
pub(super) async fn last_ended(q: &mut dyn Query) -> Outcome<Option<Alert>> {
    q.one(sql(ALERT).text("ended_at is not null order by ended_at desc, id desc limit 1"), read).await
}

/// Each time it fired, or any did, the youngest first.
pub async fn history(
    q: &mut dyn Query,
    fingerprint: Option<Fingerprint>,
    before: Option<i64>,
    limit: Limit,
) -> Outcome<Page<Run>> {
    let statement = sql(ALERT)
        .text("id < ")
        .arg(before.unwrap_or(i64::MAX))
        .optional(" and fingerprint = ", fingerprint.map(Fingerprint::to_i64))
        .text(" order by id desc limit ")
        .arg(limit.probe());
    Ok(Page::cut(q.all(statement, read_run).await?, limit, |run| run.id.to_string()))
}

/// Each time any alert fired that was over then or later, the last to end first.
pub async fn ended_since(q: &mut dyn Query, since: Time, before: Option<Cursor>, rows: i64) -> Outcome<Vec<Run>> {
    let mut statement = sql(ALERT).text("ended_at >= ").arg(since);
    if let Some(Cursor { ended_at, run }) = before {
        statement = statement.text(" and (ended_at, id) < (").arg(ended_at).text(", ").arg(run.0).text(")");
    }
    q.all(statement.text(" order by ended_at desc, id desc limit ").arg(rows), read_run).await
}

/// Each time one of these alerts fired, as far as it lasted after `since` and began by `until`, the youngest first. What is no
/// fingerprint is passed over.
pub async fn firing_between(
    q: &mut dyn Query,
    fingerprints: &[String],
    since: Time,
    until: Time,
    most: i64,
) -> Outcome<Vec<Run>> {
    let wanted: Vec<i64> = fingerprints.iter().filter_map(|text| text.parse().ok()).map(Fingerprint::to_i64).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let statement = sql(ALERT).text("fingerprint in ").list(wanted).text(" and (ended_at is null or ended_at > ");
    let statement =
        statement.arg(since).text(") and starts_at <= ").arg(until).text(" order by id desc limit ").arg(most);
    q.all(statement, read_run).await
}

/// Whether the alert still is in this run, and now has this note.
pub(super) async fn set_acked(tx: &mut Transaction, alert: &Alert, acked: Option<Acked>) -> Outcome<bool> {
    let row =
        sql("update alert_runs set acked_at = $1, acked_kind = $2, acked_by = $3 where id = $4 and ended_at is null");
    let row = row.bind(acked.map(|acked| acked.at)).bind(acked.map(|acked| acked.kind.name()));
    Ok(tx.run(row.bind(acked.and_then(|acked| acked.by)).bind(alert.run.0)).await? > 0)
}

/// Sets or takes away the note of those of these runs that go on; gives which.
pub(super) async fn set_all_acked(tx: &mut Transaction, runs: &[RunId], acked: Option<Acked>) -> Outcome<Vec<RunId>> {
    if runs.is_empty() {
        return Ok(Vec::new());
    }
    let statement = sql("update alert_runs set acked_at = ").arg(acked.map(|acked| acked.at));
    let statement = statement.text(", acked_kind = ").arg(acked.map(|acked| acked.kind.name()));
    let statement = statement.text(", acked_by = ").arg(acked.and_then(|acked| acked.by));
    let statement = statement.text(" where ended_at is null and id in ").list(runs.iter().map(|run| run.0));
    tx.all(statement.text(" returning id"), |row| Ok(RunId(row.get("id")?))).await
}

/// What somebody took note of at one moment and that still fires; at most `most`.
pub(super) async fn acked_together(q: &mut dyn Query, at: Time, by: Uuid, most: i64) -> Outcome<Vec<Fingerprint>> {
    let statement = sql("select fingerprint from alert_runs where ended_at is null and acked_at = ").arg(at);
    let statement = statement.text(" and acked_by = ").arg(by).text(" order by id limit ").arg(most);
    q.all(statement, |row| Ok(Fingerprint::from_i64(row.get("fingerprint")?))).await
}

pub(super) fn read(row: &Row) -> Outcome<Alert> {
    let body = Body::from_bytes(&row.get::<Vec<u8>>("body")?).map_err(Failure::internal)?;
    let ended_at: Option<Time> = row.get("ended_at")?;
    let acked_at: Option<Time> = row.get("acked_at")?;
    let acked = match acked_at {
        Some(at) => Some(Acked { at, kind: row.word("acked_kind", ActorKind::named)?, by: row.get("acked_by")? }),
        None => None,
    };
    Ok(Alert {
        fingerprint: Fingerprint::from_i64(row.get("fingerprint")?),
        name: row.get("name")?,
        service: row.get("service")?,
        firing: ended_at.is_none(),
        run: RunId(row.get("id")?),
        starts_at: row.get("starts_at")?,
        ended_at,
        seen_until: row.get("seen_until")?,
        times_out: row.get("times_out")?,
        updated_at: row.get("updated_at")?,
        source: row.get("source_id")?,
        labels: body.labels,
        annotations: body.annotations,
        generator_url: body.generator_url,
        acked,
    })
}

pub(super) fn read_run(row: &Row) -> Outcome<Run> {
    let body = Body::from_bytes(&row.get::<Vec<u8>>("body")?).map_err(Failure::internal)?;
    let ending: Option<String> = row.get("ending")?;
    Ok(Run {
        id: RunId(row.get("id")?),
        fingerprint: Fingerprint::from_i64(row.get("fingerprint")?),
        name: row.get("name")?,
        service: row.get("service")?,
        starts_at: row.get("starts_at")?,
        ended_at: row.get("ended_at")?,
        timed_out: ending.as_deref() == Some("timed_out"),
        labels: body.labels,
    })
}

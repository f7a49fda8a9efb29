//! Reading alerts and their history, on any replica; writing down who took note.

use std::collections::HashMap;

use ryugaku_alerting::{Body, Fingerprint, Labels, RunId};
use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{ActorKind, Failure, Limit, Outcome, Page, Time};

use super::{Acked, Alert, AlertState, Cursor, Find};

const ALERT: &str = "select id, fingerprint, name, service, starts_at, ended_at, ending, seen_until, times_out, \
                     updated_at, source_id, body, acked_at, acked_kind, acked_by from alert_runs where ";
/// Rows looked at for one page when labels must be read to know which fit.
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

/// The next that fire, by run.
pub(super) async fn firing(q: &mut dyn Query, after: RunId, limit: i64) -> Outcome<Vec<Alert>> {
    let statement = sql(ALERT).text("ended_at is null and id > ").arg(after.0).text(" order by id limit ").arg(limit);
    q.all(statement, read).await
}

/// The youngest first: by run while they fire, by end after it. Where labels have to be read, a page may be short and
/// have a next one all the same.
pub async fn page(q: &mut dyn Query, find: &Find, after: Option<Cursor>, limit: Limit) -> Outcome<Page<Alert>> {
    if !find.needs_labels() {
        let rows = chunk(q, find, after, limit.probe()).await?;
        return Ok(Page::cut(rows, limit, |alert| cursor(alert).to_string()));
    }
    let (mut found, mut after, mut looked) = (Vec::new(), after, 0);
    while looked < LOOK {
        let rows = chunk(q, find, after, CHUNK).await?;
        let full = rows.len() as i64 == CHUNK;
        looked += rows.len();
        after = rows.last().map(cursor);
        found.extend(rows.into_iter().filter(|alert| find.fits(&alert.labels)));
        if found.len() > limit.rows() || !full {
            return Ok(Page::cut(found, limit, |alert| cursor(alert).to_string()));
        }
    }
    Ok(Page { items: found, next: after.map(|cursor| cursor.to_string()) })
}

async fn chunk(q: &mut dyn Query, find: &Find, after: Option<Cursor>, rows: i64) -> Outcome<Vec<Alert>> {
    let firing = find.state != AlertState::Resolved;
    let mut statement = sql(ALERT).text(if firing { "ended_at is null" } else { "ended_at is not null" });
    if find.state == AlertState::Waiting {
        statement = statement.text(" and acked_at is null");
    }
    statement = statement.optional(" and service = ", find.service.as_deref());
    if let Some(Cursor { ended_at, run }) = after {
        statement = if firing {
            statement.text(" and id < ").arg(run.0)
        } else {
            statement.text(" and (ended_at, id) < (").arg(ended_at).text(", ").arg(run.0).text(")")
        };
    }
    let order = if firing { " order by id desc limit " } else { " order by ended_at desc, id desc limit " };
    q.all(statement.text(order).arg(rows), read).await
}

fn cursor(alert: &Alert) -> Cursor {
    Cursor { ended_at: alert.ended_at.unwrap_or_default(), run: alert.run }
}

/// How many fire and nobody took note of.
pub async fn waiting(q: &mut dyn Query) -> Outcome<i64> {
    q.count(sql("select count(*) as n from alert_runs where ended_at is null and acked_at is null")).await
}

pub(super) async fn firing_count(q: &mut dyn Query) -> Outcome<i64> {
    q.count(sql("select count(*) as n from alert_runs where ended_at is null")).await
}

/// The services that alerts of this state name, and how many do, by name.
pub(super) async fn services(q: &mut dyn Query, state: AlertState) -> Outcome<Vec<(String, i64)>> {
    let firing = if state == AlertState::Resolved { "ended_at is not null" } else { "ended_at is null" };
    let statement = sql("select service, count(*) as n from alert_runs where ").text(firing);
    let mut found = q
        .all(statement.text(" and service <> '' group by service"), |row| Ok((row.get("service")?, row.get("n")?)))
        .await?;
    found.sort();
    Ok(found)
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

/// Whether the alert still is in this run, and now has this note.
pub(super) async fn set_acked(tx: &mut Transaction, alert: &Alert, acked: Option<Acked>) -> Outcome<bool> {
    let row =
        sql("update alert_runs set acked_at = $1, acked_kind = $2, acked_by = $3 where id = $4 and ended_at is null");
    let row = row.bind(acked.map(|acked| acked.at)).bind(acked.map(|acked| acked.kind.name()));
    Ok(tx.run(row.bind(acked.and_then(|acked| acked.by)).bind(alert.run.0)).await? > 0)
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

fn read_run(row: &Row) -> Outcome<Run> {
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

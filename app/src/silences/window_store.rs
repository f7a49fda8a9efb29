//! Maintenance windows' rows, and lists of them.

use ryugaku_db::{Query, Read, Row, Statement, Transaction, sql};
use ryugaku_kernel::{ActorKind, Failure, Limit, Outcome, Page, Time, Uuid};
use serde_json::Value;

use super::list_store::Place;
use super::matchers;
use super::silence::By;
use super::weekly::Weekly;
use super::window::{MOST_CURRENT, Window, WindowId, WindowState};

const WINDOW: &str = "select id, title, comment, matchers, starts_at, ends_at, weekly, product_id, service_id, actor_kind, actor_id, \
     created_at, updated_at, ended_at, version from maintenance_windows where ";

pub async fn by_id(q: &mut dyn Query, id: WindowId) -> Outcome<Window> {
    q.one(sql(WINDOW).text("id = ").arg(id.0), read).await?.ok_or(Failure::NotFound("maintenance"))
}

pub async fn insert(tx: &mut Transaction, window: &Window) -> Outcome<()> {
    let row = sql("insert into maintenance_windows (id, title, comment, matchers, starts_at, ends_at, weekly, \
                   product_id, service_id, actor_kind, actor_id, created_at, updated_at, ended_at, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
    let row = row.bind(window.id.0).bind(&window.title).bind(&window.comment);
    let row = row.bind(matchers::to_json(&window.matchers)).bind(window.starts_at).bind(window.ends_at);
    let row = row.bind(weekly(window)?).bind(window.product).bind(window.service);
    let row = row.bind(window.by.kind.name()).bind(window.by.id).bind(window.created_at).bind(window.updated_at);
    tx.run(row.bind(window.ended_at).bind(window.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with; the window then has the next one.
pub async fn update(tx: &mut Transaction, window: &mut Window) -> Outcome<()> {
    let row = sql("update maintenance_windows set title = $1, comment = $2, matchers = $3, starts_at = $4, \
                   ends_at = $5, weekly = $6, product_id = $7, service_id = $8, updated_at = $9, ended_at = $10, \
                   version = version + 1 where id = $11 and version = $12");
    let row = row.bind(&window.title).bind(&window.comment).bind(matchers::to_json(&window.matchers));
    let row = row.bind(window.starts_at).bind(window.ends_at).bind(weekly(window)?).bind(window.product);
    let row = row.bind(window.service).bind(window.updated_at).bind(window.ended_at).bind(window.id.0);
    if tx.run(row.bind(window.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    window.version += 1;
    Ok(())
}

fn weekly(window: &Window) -> Outcome<Option<Value>> {
    window.weekly.as_ref().map(serde_json::to_value).transpose().map_err(Failure::internal)
}

/// What ends soonest first; of the past ones what ended last.
pub async fn page(
    q: &mut dyn Query,
    state: WindowState,
    now: Time,
    after: Option<Place>,
    limit: Limit,
) -> Outcome<Page<Window>> {
    let mut statement = of(sql(WINDOW), state, now);
    let past = state == WindowState::Past;
    if let Some(place) = after {
        let (ends_at, id) = place.parts();
        statement = statement.text(if past { " and (ends_at, id) < (" } else { " and (ends_at, id) > (" });
        statement = statement.arg(ends_at).text(", ").arg(id).text(")");
    }
    let order = if past { " order by ends_at desc, id desc limit " } else { " order by ends_at, id limit " };
    let rows = q.all(statement.text(order).arg(limit.probe()), read).await?;
    Ok(Page::cut(rows, limit, |window| Place::of(window.ends_at, window.id.0).to_string()))
}

fn of(statement: Statement, state: WindowState, now: Time) -> Statement {
    match state {
        WindowState::Past => statement.text("(ended_at is not null or ends_at < ").arg(now).text(")"),
        WindowState::Upcoming => {
            statement.text("ended_at is null and ends_at >= ").arg(now).text(" and starts_at > ").arg(now)
        }
        WindowState::UnderWay => {
            statement.text("ended_at is null and ends_at >= ").arg(now).text(" and starts_at <= ").arg(now)
        }
    }
}

/// All that are under way or upcoming.
pub async fn current(q: &mut dyn Query, now: Time) -> Outcome<Vec<Window>> {
    let statement = sql(WINDOW).text("ended_at is null and ends_at >= ").arg(now);
    q.all(statement.text(" order by ends_at, id limit ").arg(MOST_CURRENT), read).await
}

pub async fn count_current(q: &mut dyn Query, now: Time) -> Outcome<i64> {
    let statement = sql("select count(*) as n from maintenance_windows where ended_at is null and ends_at >= ");
    q.count(statement.arg(now)).await
}

/// Those of these ids that are kept.
pub async fn of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Window>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    q.all(sql(WINDOW).text("id in ").list(ids), read).await
}

/// Deletes some of those that ended before then; gives how many.
pub async fn trim(tx: &mut Transaction, before: Time) -> Outcome<u64> {
    let row =
        sql("delete from maintenance_windows where id in (select id from maintenance_windows where ends_at < $1 \
                   order by ends_at, id limit 1000)");
    tx.run(row.bind(before)).await
}

fn read(row: &Row) -> Outcome<Window> {
    let weekly: Option<Value> = row.get("weekly")?;
    let weekly: Option<Weekly> = weekly.map(serde_json::from_value).transpose().map_err(Failure::internal)?;
    Ok(Window {
        id: WindowId(row.get("id")?),
        title: row.get("title")?,
        comment: row.get("comment")?,
        matchers: matchers::from_json(&row.get("matchers")?)?,
        starts_at: row.get("starts_at")?,
        ends_at: row.get("ends_at")?,
        weekly,
        product: row.get("product_id")?,
        service: row.get("service_id")?,
        by: By { kind: row.word("actor_kind", ActorKind::named)?, id: row.get("actor_id")? },
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        ended_at: row.get("ended_at")?,
        version: row.get("version")?,
    })
}

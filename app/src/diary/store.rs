//! Rows of entries, marks and links.

use std::collections::{HashMap, HashSet};

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};

use super::activity::{Activity, Kind};
use super::entry::{Entry, EntryId};

const ENTRY: &str = "select d.id, d.exchange_id, d.kind, d.happened_at, d.text, d.url, d.source, d.plan_item, d.by_id, \
     d.written_at, d.version \
     from diary_entries d where d.removed_at is null and ";

/// What one did with a line of the ledger.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mark {
    pub position: i64,
    pub hidden: bool,
    /// It is told together with the line at this position.
    pub joined_to: Option<i64>,
    pub note: String,
}

/// Where a page of entries ended: when it happened, and the entry.
pub type EntryPlace = (Time, Uuid);

/// Newest first, before a place; those that somebody typed, those out of the plan, or both.
pub async fn entries(
    q: &mut dyn Query,
    exchange: Uuid,
    kind: Option<Kind>,
    typed: Option<bool>,
    before: Option<EntryPlace>,
    limit: i64,
) -> Outcome<Vec<Entry>> {
    let statement = sql(ENTRY).text("d.exchange_id = ").arg(exchange);
    let mut statement = statement.optional(" and d.kind = ", kind.map(Kind::name));
    if let Some(typed) = typed {
        statement = statement.text(if typed { " and d.plan_item is null" } else { " and d.plan_item is not null" });
    }
    if let Some((at, id)) = before {
        statement = statement.text(" and (d.happened_at, d.id) < (").arg(at).text(", ").arg(id).text(")");
    }
    q.all(statement.text(" order by d.happened_at desc, d.id desc limit ").arg(limit), read).await
}

pub async fn find(q: &mut dyn Query, exchange: Uuid, id: EntryId) -> Outcome<Entry> {
    let statement = sql(ENTRY).text("d.exchange_id = ").arg(exchange).text(" and d.id = ").arg(id.0);
    q.one(statement, read).await?.ok_or(Failure::NotFound("activity"))
}

/// Those of these entries that stand, in no order.
pub async fn entries_of(q: &mut dyn Query, exchange: Uuid, ids: Vec<Uuid>) -> Outcome<Vec<Entry>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let statement = sql(ENTRY).text("d.exchange_id = ").arg(exchange).text(" and d.id in ").list(ids);
    q.all(statement, read).await
}

/// What stands of an item of the plan.
pub async fn of_item(q: &mut dyn Query, exchange: Uuid, item: Uuid) -> Outcome<Option<Entry>> {
    q.one(sql(ENTRY).text("d.exchange_id = ").arg(exchange).text(" and d.plan_item = ").arg(item), read).await
}

/// How many somebody typed, and how many there are out of the plan.
pub async fn count_entries(q: &mut dyn Query, exchange: Uuid) -> Outcome<(i64, i64)> {
    let statement = sql("select count(*) as n, count(plan_item) as planned from diary_entries where exchange_id = $1 \
                         and removed_at is null");
    let counted = |row: &Row| Ok((row.get::<i64>("n")?, row.get::<i64>("planned")?));
    let (all, planned) = q.one(statement.bind(exchange), counted).await?.unwrap_or_default();
    Ok((all - planned, planned))
}

pub async fn insert(tx: &mut Transaction, entry: &Entry) -> Outcome<()> {
    let row =
        sql("insert into diary_entries (id, exchange_id, kind, happened_at, text, url, source, plan_item, by_id, \
                   written_at, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
    let row = row.bind(entry.id.0).bind(entry.exchange).bind(entry.kind.name()).bind(entry.at).bind(&entry.text);
    let row = row.bind(&entry.url).bind(&entry.source).bind(entry.plan_item).bind(entry.by).bind(entry.written_at);
    tx.run(row.bind(entry.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with; the entry then has the next one.
pub async fn update(tx: &mut Transaction, entry: &mut Entry) -> Outcome<()> {
    let row = sql("update diary_entries set kind = $1, happened_at = $2, text = $3, url = $4, version = version + 1 \
                   where id = $5 and version = $6 and removed_at is null");
    let row = row.bind(entry.kind.name()).bind(entry.at).bind(&entry.text).bind(&entry.url);
    if tx.run(row.bind(entry.id.0).bind(entry.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    entry.version += 1;
    Ok(())
}

/// Its words go with it.
pub async fn remove(tx: &mut Transaction, id: EntryId, now: Time) -> Outcome<()> {
    let row = sql("update diary_entries set text = '', url = '', removed_at = $1, version = version + 1 where id = $2");
    tx.run(row.bind(now).bind(id.0)).await.map(drop)
}

/// The marks of these lines, by position.
pub async fn marks(q: &mut dyn Query, exchange: Uuid, positions: Vec<i64>) -> Outcome<HashMap<i64, Mark>> {
    let statement = sql("select position, hidden, joined_to, note from diary_marks where exchange_id = ").arg(exchange);
    let marks = q.all(statement.text(" and position in ").list(positions), mark).await?;
    Ok(marks.into_iter().map(|mark| (mark.position, mark)).collect())
}

/// How many lines are told together with each of these.
pub async fn joined(q: &mut dyn Query, exchange: Uuid, positions: Vec<i64>) -> Outcome<HashMap<i64, i64>> {
    let statement = sql("select joined_to, count(*) as n from diary_marks where exchange_id = ").arg(exchange);
    let statement = statement.text(" and joined_to in ").list(positions).text(" group by joined_to");
    Ok(q.all(statement, |row| Ok((row.get("joined_to")?, row.get("n")?))).await?.into_iter().collect())
}

/// Lines that are hidden, the latest of the ledger first, before a position.
pub async fn hidden(q: &mut dyn Query, exchange: Uuid, before: i64, most: i64) -> Outcome<Vec<i64>> {
    let statement = sql("select position from diary_marks where exchange_id = $1 and hidden = $2 and position < $3 \
                         order by position desc limit $4");
    q.all(statement.bind(exchange).bind(true).bind(before).bind(most), |row| row.get("position")).await
}

/// How many lines are hidden or told with another.
pub async fn count_away(q: &mut dyn Query, exchange: Uuid) -> Outcome<i64> {
    let statement =
        sql("select count(*) as n from diary_marks where exchange_id = $1 and (hidden = $2 or joined_to is not null)");
    q.count(statement.bind(exchange).bind(true)).await
}

/// Lines that are told with this one stand by themselves again.
pub async fn release(tx: &mut Transaction, exchange: Uuid, position: i64) -> Outcome<()> {
    let row = sql("update diary_marks set joined_to = null where exchange_id = $1 and joined_to = $2");
    tx.run(row.bind(exchange).bind(position)).await.map(drop)
}

pub async fn set_mark(tx: &mut Transaction, exchange: Uuid, mark: &Mark) -> Outcome<()> {
    let row =
        sql("insert into diary_marks (exchange_id, position, hidden, joined_to, note) values ($1, $2, $3, $4, $5) \
                   on conflict (exchange_id, position) do update set hidden = excluded.hidden, \
                   joined_to = excluded.joined_to, note = excluded.note");
    let row = row.bind(exchange).bind(mark.position).bind(mark.hidden).bind(mark.joined_to);
    tx.run(row.bind(&mark.note)).await.map(drop)
}

/// The aims that each of these activities is evidence for.
pub async fn links(q: &mut dyn Query, exchange: Uuid, activities: Vec<String>) -> Outcome<HashMap<String, Vec<Uuid>>> {
    let statement = sql("select aim_id, activity from diary_links where exchange_id = ").arg(exchange);
    let rows = q.all(statement.text(" and activity in ").list(activities), |row| {
        Ok((row.get::<String>("activity")?, row.get::<Uuid>("aim_id")?))
    });
    let mut links: HashMap<String, Vec<Uuid>> = HashMap::new();
    for (activity, aim) in rows.await? {
        links.entry(activity).or_default().push(aim);
    }
    Ok(links)
}

/// Every link of an exchange: the aim, and when the activity happened and whether somebody typed it.
pub async fn all_links(q: &mut dyn Query, exchange: Uuid) -> Outcome<Vec<(Uuid, Time, bool)>> {
    let planned = sql("select id from diary_entries where exchange_id = $1 and plan_item is not null");
    let planned = q.all(planned.bind(exchange), |row| Ok(Activity::Entry(row.get("id")?).to_string())).await?;
    let planned: HashSet<String> = planned.into_iter().collect();
    let statement =
        sql("select aim_id, activity, happened_at from diary_links where exchange_id = $1 order by happened_at");
    q.all(statement.bind(exchange), |row| {
        let activity: String = row.get("activity")?;
        Ok((row.get("aim_id")?, row.get("happened_at")?, activity.starts_with('e') && !planned.contains(&activity)))
    })
    .await
}

/// How many pieces of evidence each aim has: activities, and outcomes that stand.
pub async fn evidence(q: &mut dyn Query, exchange: Uuid) -> Outcome<HashMap<Uuid, i64>> {
    let statement = sql("select aim_id, cast(sum(n) as bigint) as n from (\
                         select aim_id, count(*) as n from diary_links where exchange_id = $1 group by aim_id \
                         union all select aim_id, count(*) as n from outcomes where exchange_id = $1 \
                         and removed_at is null and aim_id is not null group by aim_id) as both_kinds group by aim_id");
    let rows = q.all(statement.bind(exchange), |row| Ok((row.get("aim_id")?, row.get("n")?)));
    Ok(rows.await?.into_iter().collect())
}

/// How many activities are evidence for something.
pub async fn count_linked(q: &mut dyn Query, exchange: Uuid) -> Outcome<i64> {
    q.count(sql("select count(distinct activity) as n from diary_links where exchange_id = $1").bind(exchange)).await
}

pub async fn link(
    tx: &mut Transaction,
    exchange: Uuid,
    aim: Uuid,
    activity: Activity,
    happened: Time,
    now: Time,
) -> Outcome<bool> {
    let row =
        sql("insert into diary_links (exchange_id, aim_id, activity, at, happened_at) values ($1, $2, $3, $4, $5) \
                   on conflict (aim_id, activity) do nothing");
    Ok(tx.run(row.bind(exchange).bind(aim).bind(activity.to_string()).bind(now).bind(happened)).await? > 0)
}

pub async fn unlink(tx: &mut Transaction, exchange: Uuid, aim: Option<Uuid>, activity: Activity) -> Outcome<u64> {
    let row = sql("delete from diary_links where exchange_id = ").arg(exchange).text(" and activity = ");
    tx.run(row.arg(activity.to_string()).optional(" and aim_id = ", aim)).await
}

/// An aim that is taken away has no evidence.
pub async fn unlink_aim(tx: &mut Transaction, aim: Uuid) -> Outcome<()> {
    tx.run(sql("delete from diary_links where aim_id = $1").bind(aim)).await.map(drop)
}

fn read(row: &Row) -> Outcome<Entry> {
    Ok(Entry {
        id: EntryId(row.get("id")?),
        exchange: row.get("exchange_id")?,
        kind: row.word("kind", Kind::named)?,
        at: row.get("happened_at")?,
        text: row.get("text")?,
        url: row.get("url")?,
        source: row.get("source")?,
        plan_item: row.get("plan_item")?,
        by: row.get("by_id")?,
        written_at: row.get("written_at")?,
        version: row.get("version")?,
    })
}

fn mark(row: &Row) -> Outcome<Mark> {
    Ok(Mark {
        position: row.get("position")?,
        hidden: row.get("hidden")?,
        joined_to: row.get("joined_to")?,
        note: row.get("note")?,
    })
}

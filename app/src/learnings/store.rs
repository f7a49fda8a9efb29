//! Learnings' rows, and what they apply to.

use std::collections::HashMap;

use jiff::civil::Date;
use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Uuid};

use super::learning::{Learning, LearningId, LearningState, Tag, TagKind};

pub(super) const LEARNING: &str = "select l.id, l.count, l.title, l.body, l.exchange_id, l.writer_id, l.state, \
     l.written_at, l.published_day, l.withdrawn_day, l.withdrawn_reason, l.version from learnings l where ";

pub async fn by_count(q: &mut dyn Query, count: i64) -> Outcome<Learning> {
    q.one(sql(LEARNING).text("l.count = ").arg(count), read).await?.ok_or(Failure::NotFound("learning"))
}

/// The next number, which nobody else will get.
pub async fn take_number(tx: &mut Transaction) -> Outcome<i64> {
    let row = tx
        .row(sql("insert into counters (name, value) values ('LN', 1) \
                 on conflict (name) do update set value = counters.value + 1 returning value"))
        .await?;
    row.ok_or_else(|| Failure::internal("a counter gave no value"))?.get("value")
}

pub async fn insert(tx: &mut Transaction, learning: &Learning) -> Outcome<()> {
    let row = sql("insert into learnings (id, count, title, body, exchange_id, writer_id, state, written_at, \
                   published_day, withdrawn_day, withdrawn_reason, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
    let row = row.bind(learning.id.0).bind(learning.count).bind(&learning.title).bind(&learning.body);
    let row = row.bind(learning.exchange).bind(learning.writer).bind(learning.state.name()).bind(learning.written_at);
    let row = row.bind(day(learning.published)).bind(day(learning.withdrawn)).bind(&learning.withdrawn_reason);
    tx.run(row.bind(learning.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with; the learning then has the next one.
pub async fn update(tx: &mut Transaction, learning: &mut Learning) -> Outcome<()> {
    let row = sql("update learnings set title = $1, body = $2, state = $3, published_day = $4, withdrawn_day = $5, \
                   withdrawn_reason = $6, version = version + 1 where id = $7 and version = $8");
    let row = row.bind(&learning.title).bind(&learning.body).bind(learning.state.name());
    let row = row.bind(day(learning.published)).bind(day(learning.withdrawn)).bind(&learning.withdrawn_reason);
    if tx.run(row.bind(learning.id.0).bind(learning.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    learning.version += 1;
    Ok(())
}

/// What each of these applies to; those that apply to nothing in particular are not in it.
pub async fn tags(q: &mut dyn Query, learnings: &[Uuid]) -> Outcome<HashMap<Uuid, Vec<Tag>>> {
    let statement = sql("select learning_id, kind, thing_id from learning_tags where learning_id in ")
        .list(learnings.iter().copied())
        .text(" order by kind, thing_id");
    let rows = q.all(statement, |row| {
        Ok((row.get("learning_id")?, Tag { kind: row.word("kind", TagKind::named)?, id: row.get("thing_id")? }))
    });
    let mut tags: HashMap<Uuid, Vec<Tag>> = HashMap::new();
    for (learning, tag) in rows.await? {
        tags.entry(learning).or_default().push(tag);
    }
    Ok(tags)
}

/// Writes all of a learning's tags anew.
pub async fn set_tags(tx: &mut Transaction, learning: LearningId, tags: &[Tag]) -> Outcome<()> {
    tx.run(sql("delete from learning_tags where learning_id = $1").bind(learning.0)).await?;
    for tag in tags {
        let row = sql("insert into learning_tags (learning_id, kind, thing_id) values ($1, $2, $3)");
        tx.run(row.bind(learning.0).bind(tag.kind.name()).bind(tag.id)).await?;
    }
    Ok(())
}

pub(super) fn read(row: &Row) -> Outcome<Learning> {
    Ok(Learning {
        id: LearningId(row.get("id")?),
        count: row.get("count")?,
        title: row.get("title")?,
        body: row.get("body")?,
        exchange: row.get("exchange_id")?,
        writer: row.get("writer_id")?,
        state: row.word("state", LearningState::named)?,
        written_at: row.get("written_at")?,
        published: day_of(row, "published_day")?,
        withdrawn: day_of(row, "withdrawn_day")?,
        withdrawn_reason: row.get("withdrawn_reason")?,
        version: row.get("version")?,
    })
}

pub(super) fn day(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

pub(super) fn day_of(row: &Row, column: &str) -> Outcome<Option<Date>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse()).transpose().map_err(Failure::internal)
}

//! Tasks' rows.

use jiff::civil::Date;
use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome};

use super::origin::{Origin, OriginKind};
use super::task::{Effort, Task, TaskId, TaskState};

pub(super) const TASK: &str = "select t.id, t.count, t.title, t.detail, t.product_id, t.service_id, t.origin_kind, t.origin_id, t.assignee_id, \
     t.due_day, t.effort, t.state, t.added_at, t.ended_at, t.version from tasks t where ";

/// What stands in `due_day` when there is none: after all days.
pub(super) const NO_DAY: i64 = 99_999_999;

pub async fn by_count(q: &mut dyn Query, count: i64) -> Outcome<Task> {
    q.one(sql(TASK).text("t.count = ").arg(count), read).await?.ok_or(Failure::NotFound("task"))
}

/// The next number, which nobody else will get.
pub async fn take_number(tx: &mut Transaction) -> Outcome<i64> {
    let row = tx
        .row(sql("insert into counters (name, value) values ('RT', 1) \
                 on conflict (name) do update set value = counters.value + 1 returning value"))
        .await?;
    row.ok_or_else(|| Failure::internal("a counter gave no value"))?.get("value")
}

pub async fn insert(tx: &mut Transaction, task: &Task) -> Outcome<()> {
    let row = sql("insert into tasks (id, count, title, detail, product_id, service_id, origin_kind, origin_id, \
                   assignee_id, due_day, effort, state, added_at, ended_at, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
    let row = row.bind(task.id.0).bind(task.count).bind(&task.title).bind(&task.detail).bind(task.product);
    let row = row.bind(task.service).bind(task.origin.kind().name()).bind(task.origin.id()).bind(task.assignee);
    let row = row.bind(number_of(task.due)).bind(task.effort.map(Effort::name)).bind(task.state.name());
    tx.run(row.bind(task.added_at).bind(task.ended_at).bind(task.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with; the task then has the next one.
pub async fn update(tx: &mut Transaction, task: &mut Task) -> Outcome<()> {
    let row = sql("update tasks set title = $1, detail = $2, product_id = $3, service_id = $4, assignee_id = $5, \
                   due_day = $6, effort = $7, state = $8, ended_at = $9, version = version + 1 \
                   where id = $10 and version = $11");
    let row = row.bind(&task.title).bind(&task.detail).bind(task.product).bind(task.service).bind(task.assignee);
    let row = row.bind(number_of(task.due)).bind(task.effort.map(Effort::name)).bind(task.state.name());
    if tx.run(row.bind(task.ended_at).bind(task.id.0).bind(task.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    task.version += 1;
    Ok(())
}

/// Its version stays: whoever edits it meanwhile loses nothing.
pub async fn set_origin(tx: &mut Transaction, id: TaskId, origin: Origin) -> Outcome<()> {
    let row = sql("update tasks set origin_kind = $1, origin_id = $2 where id = $3");
    tx.run(row.bind(origin.kind().name()).bind(origin.id()).bind(id.0)).await.map(drop)
}

pub(super) fn read(row: &Row) -> Outcome<Task> {
    let kind = row.word("origin_kind", OriginKind::named)?;
    let origin = Origin::of(kind, row.get("origin_id")?);
    let effort: Option<String> = row.get("effort")?;
    Ok(Task {
        id: TaskId(row.get("id")?),
        count: row.get("count")?,
        title: row.get("title")?,
        detail: row.get("detail")?,
        product: row.get("product_id")?,
        service: row.get("service_id")?,
        origin: origin.ok_or_else(|| Failure::internal("a task's origin has no id"))?,
        assignee: row.get("assignee_id")?,
        due: day_of(row.get("due_day")?),
        effort: effort.as_deref().and_then(Effort::named),
        state: row.word("state", TaskState::named)?,
        added_at: row.get("added_at")?,
        ended_at: row.get("ended_at")?,
        version: row.get("version")?,
    })
}

/// A day as it sorts: yyyymmdd.
pub(super) fn number_of(day: Option<Date>) -> i64 {
    day.map_or(NO_DAY, |day| i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day()))
}

fn day_of(number: i64) -> Option<Date> {
    let part = |number: i64| i8::try_from(number % 100).ok();
    Date::new(i16::try_from(number / 10_000).ok()?, part(number / 100)?, part(number)?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_sort_as_numbers_and_come_back() {
        for day in [date(2000, 1, 1), date(2026, 12, 31), date(2027, 1, 1), date(2199, 12, 31)] {
            assert_eq!(day_of(number_of(Some(day))), Some(day));
            assert!(number_of(Some(day)) < number_of(None));
        }
        assert_eq!(day_of(NO_DAY), None);
    }
}

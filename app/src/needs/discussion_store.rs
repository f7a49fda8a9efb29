//! Discussions' rows, newest first, and who took part.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Uuid};

use super::discussion::{Discussion, DiscussionId, Texts};

const DISCUSSION: &str = "select d.id, d.count, d.day, d.team_id, d.exchange_id, d.image_before, d.problems, d.expectations, d.image_after, \
     d.written_by, d.created_at, d.version from discussions d where ";

/// `None` means any.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub team: Option<Uuid>,
    pub exchange: Option<Uuid>,
}

pub async fn by_count(q: &mut dyn Query, count: i64) -> Outcome<Discussion> {
    let found = q.all(sql(DISCUSSION).text("d.count = ").arg(count), read).await?;
    with_people(q, found).await?.pop().ok_or(Failure::NotFound("discussion"))
}

pub async fn of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Discussion>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = q.all(sql(DISCUSSION).text("d.id in ").list(ids).text(" order by d.count"), read).await?;
    with_people(q, found).await
}

pub async fn page(q: &mut dyn Query, filter: Filter, before: Option<i64>, limit: Limit) -> Outcome<Page<Discussion>> {
    let statement = sql(DISCUSSION)
        .text("1 = 1")
        .optional(" and d.team_id = ", filter.team)
        .optional(" and d.exchange_id = ", filter.exchange)
        .optional(" and d.count < ", before);
    let rows = q.all(statement.text(" order by d.count desc limit ").arg(limit.probe()), read).await?;
    let page = Page::cut(rows, limit, |discussion| discussion.count.to_string());
    Ok(Page { items: with_people(q, page.items).await?, next: page.next })
}

/// The next number, which nobody else will get.
pub async fn take_number(tx: &mut Transaction) -> Outcome<i64> {
    let row = tx
        .row(sql("insert into counters (name, value) values ('DI', 1) \
                 on conflict (name) do update set value = counters.value + 1 returning value"))
        .await?;
    row.ok_or_else(|| Failure::internal("a counter gave no value"))?.get("value")
}

pub async fn insert(tx: &mut Transaction, discussion: &Discussion) -> Outcome<()> {
    let row =
        sql("insert into discussions (id, count, day, team_id, exchange_id, image_before, problems, expectations, \
                   image_after, written_by, created_at, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
    let texts = &discussion.texts;
    let row = row.bind(discussion.id.0).bind(discussion.count).bind(discussion.day.to_string()).bind(discussion.team);
    let row = row.bind(discussion.exchange).bind(&texts.image_before).bind(&texts.problems).bind(&texts.expectations);
    let row = row.bind(&texts.image_after).bind(discussion.written_by).bind(discussion.created_at);
    tx.run(row.bind(discussion.version)).await?;
    write_people(tx, discussion).await
}

/// Writes what may change, if the row still has the version it was read with; the discussion then has the next one.
pub async fn update(tx: &mut Transaction, discussion: &mut Discussion) -> Outcome<()> {
    let row = sql("update discussions set day = $1, image_before = $2, problems = $3, expectations = $4, \
                   image_after = $5, version = version + 1 where id = $6 and version = $7");
    let texts = &discussion.texts;
    let row = row.bind(discussion.day.to_string()).bind(&texts.image_before).bind(&texts.problems);
    let row = row.bind(&texts.expectations).bind(&texts.image_after).bind(discussion.id.0);
    if tx.run(row.bind(discussion.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    discussion.version += 1;
    tx.run(sql("delete from discussion_people where discussion_id = $1").bind(discussion.id.0)).await?;
    write_people(tx, discussion).await
}

async fn write_people(tx: &mut Transaction, discussion: &Discussion) -> Outcome<()> {
    for person in &discussion.people {
        let row = sql("insert into discussion_people (discussion_id, person_id) values ($1, $2)");
        tx.run(row.bind(discussion.id.0).bind(*person)).await?;
    }
    Ok(())
}

async fn with_people(q: &mut dyn Query, mut discussions: Vec<Discussion>) -> Outcome<Vec<Discussion>> {
    let ids = discussions.iter().map(|discussion| discussion.id.0);
    let statement = sql("select discussion_id, person_id from discussion_people where discussion_id in ").list(ids);
    let mut people: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    let rows = q.all(statement.text(" order by person_id"), |row| {
        Ok((row.get::<Uuid>("discussion_id")?, row.get::<Uuid>("person_id")?))
    });
    for (discussion, person) in rows.await? {
        people.entry(discussion).or_default().push(person);
    }
    for discussion in &mut discussions {
        discussion.people = people.remove(&discussion.id.0).unwrap_or_default();
    }
    Ok(discussions)
}

fn read(row: &Row) -> Outcome<Discussion> {
    let day: String = row.get("day")?;
    Ok(Discussion {
        id: DiscussionId(row.get("id")?),
        count: row.get("count")?,
        day: day.parse().map_err(Failure::internal)?,
        team: row.get("team_id")?,
        exchange: row.get("exchange_id")?,
        people: Vec::new(),
        texts: Texts {
            image_before: row.get("image_before")?,
            problems: row.get("problems")?,
            expectations: row.get("expectations")?,
            image_after: row.get("image_after")?,
        },
        written_by: row.get("written_by")?,
        created_at: row.get("created_at")?,
        version: row.get("version")?,
    })
}

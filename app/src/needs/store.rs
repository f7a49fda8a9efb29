//! Needs' rows, and their lists: oldest first, since the oldest waits longest.

use ryugaku_db::{Query, Read, Row, Statement, Transaction, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Time, Uuid};

use super::consultation::{Reach, Urgency};
use super::need::{Kind, Need, NeedId, State};

const NEED: &str = "select n.id, n.count, n.team_id, n.kind, n.what, n.urgency, n.reach, n.state, n.discussion_id, n.task_id, n.aim_id, n.aim_exchange_id, \
     n.asked_by, n.asked_at, n.answered_at, n.ended_at, n.version from needs n where ";

/// `None` means any.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub states: Option<Vec<State>>,
    pub team: Option<Uuid>,
    pub kind: Option<Kind>,
}

impl Filter {
    pub fn waiting() -> Self {
        Self { states: Some(State::WAITING.to_vec()), ..Self::default() }
    }
}

pub async fn by_count(q: &mut dyn Query, count: i64) -> Outcome<Need> {
    q.one(sql(NEED).text("n.count = ").arg(count), read).await?.ok_or(Failure::NotFound("need"))
}

/// Those of these ids that there are, oldest first.
pub async fn of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Need>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    q.all(sql(NEED).text("n.id in ").list(ids).text(" order by n.count"), read).await
}

pub async fn page(q: &mut dyn Query, filter: &Filter, after: Option<i64>, limit: Limit) -> Outcome<Page<Need>> {
    let statement = filtered(sql(NEED).text("n.count > ").arg(after.unwrap_or(0)), filter);
    let rows = q.all(statement.text(" order by n.count limit ").arg(limit.probe()), read).await?;
    Ok(Page::cut(rows, limit, |need| need.count.to_string()))
}

pub async fn count(q: &mut dyn Query, filter: &Filter) -> Outcome<i64> {
    q.count(filtered(sql("select count(*) as n from needs n where 1 = 1"), filter)).await
}

/// Those that came of these discussions, oldest first; at most 500.
pub async fn of_discussions(q: &mut dyn Query, discussions: Vec<Uuid>) -> Outcome<Vec<Need>> {
    if discussions.is_empty() {
        return Ok(Vec::new());
    }
    let statement = sql(NEED).text("n.discussion_id in ").list(discussions);
    q.all(statement.text(" order by n.count limit 500"), read).await
}

/// Those that came of an exchange's discussions or became its aims, oldest first; at most 500.
pub async fn of_exchange(q: &mut dyn Query, exchange: Uuid) -> Outcome<Vec<Need>> {
    let statement = sql(NEED).text("(n.aim_exchange_id = ").arg(exchange);
    let statement = statement.text(" or n.discussion_id in (select d.id from discussions d where d.exchange_id = ");
    q.all(statement.arg(exchange).text(")) order by n.count limit 500"), read).await
}

/// The next number, which nobody else will get.
pub async fn take_number(tx: &mut Transaction) -> Outcome<i64> {
    let row = tx
        .row(sql("insert into counters (name, value) values ('ND', 1) \
                 on conflict (name) do update set value = counters.value + 1 returning value"))
        .await?;
    row.ok_or_else(|| Failure::internal("a counter gave no value"))?.get("value")
}

pub async fn insert(tx: &mut Transaction, need: &Need) -> Outcome<()> {
    let row = sql(
        "insert into needs (id, count, team_id, kind, what, state, discussion_id, asked_by, asked_at, urgency, reach, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    );
    let row = row.bind(need.id.0).bind(need.count).bind(need.team).bind(need.kind.name()).bind(&need.what);
    let row = row.bind(need.state.name()).bind(need.discussion).bind(need.asked_by).bind(need.asked_at);
    let row = row.bind(need.urgency.map(Urgency::name)).bind(need.reach.map(Reach::name));
    tx.run(row.bind(need.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with; the need then has the next one.
pub async fn update(tx: &mut Transaction, need: &mut Need) -> Outcome<()> {
    let row = sql("update needs set state = $1, task_id = $2, aim_id = $3, aim_exchange_id = $4, answered_at = $5, \
                   ended_at = $6, version = version + 1 where id = $7 and version = $8");
    let (aim, exchange) = need.aim.unzip();
    let row = row.bind(need.state.name()).bind(need.task).bind(aim).bind(exchange).bind(need.answered_at);
    if tx.run(row.bind(need.ended_at).bind(need.id.0).bind(need.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    need.version += 1;
    Ok(())
}

/// How many nobody has answered, with the oldest of them.
pub async fn unanswered(q: &mut dyn Query) -> Outcome<Option<(i64, Need)>> {
    let open = Filter { states: Some(vec![State::Open]), ..Filter::default() };
    let oldest = page(q, &open, None, Limit::of(1)).await?.items.pop();
    match oldest {
        Some(oldest) => Ok(Some((count(q, &open).await?, oldest))),
        None => Ok(None),
    }
}

fn filtered(statement: Statement, filter: &Filter) -> Statement {
    let statement = match &filter.states {
        Some(states) => statement.text(" and n.state in ").list(states.iter().map(|state| state.name())),
        None => statement,
    };
    statement.optional(" and n.team_id = ", filter.team).optional(" and n.kind = ", filter.kind.map(Kind::name))
}

fn read(row: &Row) -> Outcome<Need> {
    let aim: Option<Uuid> = row.get("aim_id")?;
    let exchange: Option<Uuid> = row.get("aim_exchange_id")?;
    let (answered_at, ended_at): (Option<Time>, Option<Time>) = (row.get("answered_at")?, row.get("ended_at")?);
    Ok(Need {
        id: NeedId(row.get("id")?),
        count: row.get("count")?,
        team: row.get("team_id")?,
        kind: row.word("kind", Kind::named)?,
        what: row.get("what")?,
        urgency: row.get::<Option<String>>("urgency")?.as_deref().and_then(Urgency::named),
        reach: row.get::<Option<String>>("reach")?.as_deref().and_then(Reach::named),
        state: row.word("state", State::named)?,
        discussion: row.get("discussion_id")?,
        task: row.get("task_id")?,
        aim: aim.zip(exchange),
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
        answered_at,
        ended_at,
        version: row.get("version")?,
    })
}

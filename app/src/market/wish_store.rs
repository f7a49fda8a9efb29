//! Wishes' rows. Who asks is asked for here already: a page of a list holds what they may read, and no gaps.

use ryugaku_db::{Query, Read, Row, Statement, Transaction, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Uuid};

use super::offer_store::day;
use super::shape::Shape;
use super::wish::{Wish, WishId, WishReaders, WishState};

const WISH: &str = "select w.id, w.count, w.person_id, w.what, w.team_id, w.shape, w.earliest_day, w.latest_day, w.weeks, \
                    w.share, w.readers, w.state, w.made_at, w.changed_at, w.version from exchange_wishes w where ";

/// Whose eyes a list is for.
#[derive(Clone, Copy, Debug)]
pub enum Eyes {
    /// An owner of the programme, who reads all.
    Owner,
    /// Somebody else, who reads their own and those for everybody.
    Person(Option<Uuid>),
}

/// `None` means any.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub state: Option<WishState>,
    pub team: Option<Uuid>,
    pub shape: Option<Shape>,
    pub person: Option<Uuid>,
}

pub async fn by_count(q: &mut dyn Query, count: i64) -> Outcome<Wish> {
    q.one(sql(WISH).text("w.count = ").arg(count), read).await?.ok_or(Failure::NotFound("wish"))
}

/// Those of these ids that there are, whoever asks, oldest first.
pub async fn of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Wish>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    q.all(sql(WISH).text("w.id in ").list(ids).text(" order by w.count"), read).await
}

/// Newest first, before a count.
pub async fn page(
    q: &mut dyn Query,
    eyes: Eyes,
    filter: &Filter,
    before: Option<i64>,
    limit: Limit,
) -> Outcome<Page<Wish>> {
    let statement = sql(WISH).text("w.count < ").arg(before.unwrap_or(i64::MAX));
    let statement = seen(statement, eyes)
        .optional(" and w.state = ", filter.state.map(WishState::name))
        .optional(" and w.team_id = ", filter.team)
        .optional(" and w.shape = ", filter.shape.map(Shape::name))
        .optional(" and w.person_id = ", filter.person)
        .text(" order by w.count desc limit ")
        .arg(limit.probe());
    Ok(Page::cut(q.all(statement, read).await?, limit, |wish| wish.count.to_string()))
}

/// All that are open, oldest first; at most 500.
pub async fn open(q: &mut dyn Query, eyes: Eyes) -> Outcome<Vec<Wish>> {
    q.all(seen(sql(WISH).text("w.state = 'open'"), eyes).text(" order by w.count limit 500"), read).await
}

/// Somebody's that are open, whoever asks, oldest first.
pub async fn open_of(q: &mut dyn Query, person: Uuid) -> Outcome<Vec<Wish>> {
    let statement = sql(WISH).text("w.state = 'open' and w.person_id = ").arg(person);
    q.all(statement.text(" order by w.count"), read).await
}

fn seen(statement: Statement, eyes: Eyes) -> Statement {
    match eyes {
        Eyes::Owner => statement,
        Eyes::Person(None) => statement.text(" and w.readers = 'everybody'"),
        Eyes::Person(Some(person)) => {
            statement.text(" and (w.readers = 'everybody' or w.person_id = ").arg(person).text(")")
        }
    }
}

/// The next number, which nobody else will get.
pub async fn take_number(tx: &mut Transaction) -> Outcome<i64> {
    let row = tx
        .row(sql("insert into counters (name, value) values ('WI', 1) \
                 on conflict (name) do update set value = counters.value + 1 returning value"))
        .await?;
    row.ok_or_else(|| Failure::internal("a counter gave no value"))?.get("value")
}

pub async fn insert(tx: &mut Transaction, wish: &Wish) -> Outcome<()> {
    let row =
        sql("insert into exchange_wishes (id, count, person_id, what, team_id, shape, earliest_day, latest_day, \
                   weeks, share, readers, state, made_at, changed_at, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
    let row = row.bind(wish.id.0).bind(wish.count).bind(wish.person).bind(&wish.what).bind(wish.team);
    let row = row.bind(wish.shape.map(Shape::name)).bind(wish.earliest.to_string());
    let row = row.bind(wish.latest.map(|day| day.to_string())).bind(wish.weeks).bind(wish.share);
    let row = row.bind(wish.readers.name()).bind(wish.state.name()).bind(wish.made_at).bind(wish.changed_at);
    tx.run(row.bind(wish.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with; the wish then has the next one.
pub async fn update(tx: &mut Transaction, wish: &mut Wish) -> Outcome<()> {
    let row =
        sql("update exchange_wishes set what = $1, team_id = $2, shape = $3, earliest_day = $4, latest_day = $5, \
                   weeks = $6, share = $7, readers = $8, state = $9, changed_at = $10, version = version + 1 \
                   where id = $11 and version = $12");
    let row = row.bind(&wish.what).bind(wish.team).bind(wish.shape.map(Shape::name)).bind(wish.earliest.to_string());
    let row = row.bind(wish.latest.map(|day| day.to_string())).bind(wish.weeks).bind(wish.share);
    let row = row.bind(wish.readers.name()).bind(wish.state.name()).bind(wish.changed_at).bind(wish.id.0);
    if tx.run(row.bind(wish.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    wish.version += 1;
    Ok(())
}

fn read(row: &Row) -> Outcome<Wish> {
    let shape: Option<String> = row.get("shape")?;
    Ok(Wish {
        id: WishId(row.get("id")?),
        count: row.get("count")?,
        person: row.get("person_id")?,
        what: row.get("what")?,
        team: row.get("team_id")?,
        shape: shape.as_deref().and_then(Shape::named),
        earliest: row.word("earliest_day", |day| day.parse().ok())?,
        latest: day(row.get("latest_day")?)?,
        weeks: row.get("weeks")?,
        share: row.get("share")?,
        readers: row.word("readers", WishReaders::named)?,
        state: row.word("state", WishState::named)?,
        made_at: row.get("made_at")?,
        changed_at: row.get("changed_at")?,
        version: row.get("version")?,
    })
}

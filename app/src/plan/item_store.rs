//! Plan items' rows.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Time, Uuid};

use super::item::{Item, ItemId, ItemKind, ItemState};
use crate::exchange::ExchangeId;

const ITEM: &str = "select i.id, i.exchange_id, i.ordinal, i.title, i.kind, i.from_at, i.until_at, i.place, i.link, \
     i.aims, i.state, i.source, i.created_by, i.changed_at, i.version from plan_items i where ";

pub async fn find(q: &mut dyn Query, exchange: ExchangeId, ordinal: i64) -> Outcome<Item> {
    let statement = sql(ITEM).text("i.exchange_id = ").arg(exchange.0).text(" and i.ordinal = ").arg(ordinal);
    q.one(statement, read).await?.ok_or(Failure::NotFound("plan_item"))
}

/// What lies, wholly or in part, between two instants; by its beginning, at most 500.
pub async fn between(q: &mut dyn Query, exchange: ExchangeId, from: Time, until: Time) -> Outcome<Vec<Item>> {
    let statement = sql(ITEM).text("i.exchange_id = ").arg(exchange.0).text(" and i.from_at < ").arg(until);
    let statement = statement.text(" and i.until_at > ").arg(from);
    q.all(statement.text(" order by i.from_at, i.ordinal limit 500"), read).await
}

/// `None` means any.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub state: Option<ItemState>,
    pub from: Option<Time>,
    pub until: Option<Time>,
}

/// In the order in which they were added.
pub async fn page(
    q: &mut dyn Query,
    exchange: ExchangeId,
    filter: Filter,
    after: Option<i64>,
    limit: Limit,
) -> Outcome<Page<Item>> {
    let statement = sql(ITEM).text("i.exchange_id = ").arg(exchange.0);
    let statement = statement.text(" and i.ordinal > ").arg(after.unwrap_or(0));
    let statement = statement
        .optional(" and i.state = ", filter.state.map(ItemState::name))
        .optional(" and i.until_at > ", filter.from)
        .optional(" and i.from_at < ", filter.until);
    let rows = q.all(statement.text(" order by i.ordinal limit ").arg(limit.probe()), read).await?;
    Ok(Page::cut(rows, limit, |item| item.ordinal.to_string()))
}

/// All of an exchange that count in a calendar, by their beginning; at most 2,000.
pub async fn for_feed(q: &mut dyn Query, exchange: ExchangeId) -> Outcome<Vec<Item>> {
    let statement = sql(ITEM).text("i.exchange_id = ").arg(exchange.0);
    let states = [ItemState::Proposed, ItemState::Planned, ItemState::Done].map(ItemState::name);
    let statement = statement.text(" and i.state in ").list(states);
    q.all(statement.text(" order by i.from_at, i.ordinal limit 2000"), read).await
}

/// What has already been proposed and taken or dismissed.
pub async fn sources(q: &mut dyn Query, exchange: ExchangeId) -> Outcome<Vec<String>> {
    let statement = sql("select source from plan_items where exchange_id = $1 and source is not null");
    q.all(statement.bind(exchange.0), |row| row.get("source")).await
}

/// The exchange and the ordinal of each of these.
pub async fn places(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<(Uuid, Uuid, i64)>> {
    let statement = sql("select id, exchange_id, ordinal from plan_items where id in ").list(ids);
    q.all(statement, |row| Ok((row.get("id")?, row.get("exchange_id")?, row.get("ordinal")?))).await
}

/// What somebody was asked to and has not answered, planned and still ahead of `now`; at most 50.
pub async fn waiting_for(q: &mut dyn Query, person: Uuid, now: Time) -> Outcome<Vec<Item>> {
    let statement = sql(ITEM).text("i.state = 'planned' and i.until_at > ").arg(now);
    let statement = statement
        .text(" and i.id in (select v.item_id from plan_invitations v where v.answer = 'unanswered' and v.person_id = ")
        .arg(person);
    q.all(statement.text(") order by i.from_at, i.id limit 50"), read).await
}

/// Planned or done between two instants in any of these exchanges, or where somebody was invited and has not declined, by its
/// beginning; at most 50.
pub async fn of_person(
    q: &mut dyn Query,
    person: Uuid,
    exchanges: Vec<Uuid>,
    (from, until): (Time, Time),
) -> Outcome<Vec<Item>> {
    let statement = sql(ITEM).text("i.from_at < ").arg(until).text(" and i.until_at > ").arg(from);
    let statement = statement.text(" and i.state in ('planned', 'done') and (");
    let statement = match exchanges.is_empty() {
        true => statement,
        false => statement.text("i.exchange_id in ").list(exchanges).text(" or "),
    };
    let statement = statement
        .text("i.id in (select v.item_id from plan_invitations v where v.answer <> 'declined' and v.person_id = ")
        .arg(person);
    q.all(statement.text(")) order by i.from_at, i.id limit 50"), read).await
}

/// How many were done, and how many were to be done by now or are still to come; what was called off counts in neither.
pub async fn counts(q: &mut dyn Query, exchange: Uuid) -> Outcome<(i64, i64)> {
    let statement = sql("select count(*) as all_of_them, \
                         cast(coalesce(sum(case when state = 'done' then 1 else 0 end), 0) as bigint) as done \
                         from plan_items where exchange_id = $1 and state in ('planned', 'done', 'absent')");
    let counts = q.one(statement.bind(exchange), |row| Ok((row.get("done")?, row.get("all_of_them")?))).await?;
    Ok(counts.unwrap_or_default())
}

/// The next number within the exchange.
pub async fn next_ordinal(q: &mut dyn Query, exchange: ExchangeId) -> Outcome<i64> {
    let statement = sql("select coalesce(max(ordinal), 0) + 1 as n from plan_items where exchange_id = $1");
    q.count(statement.bind(exchange.0)).await
}

pub async fn insert(tx: &mut Transaction, item: &Item) -> Outcome<()> {
    let row = sql("insert into plan_items (id, exchange_id, ordinal, title, kind, from_at, until_at, place, link, \
                   aims, state, source, created_by, changed_at, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
    let row = row.bind(item.id.0).bind(item.exchange.0).bind(item.ordinal).bind(&item.title).bind(item.kind.name());
    let row = row.bind(item.from).bind(item.until).bind(&item.place).bind(&item.link).bind(aims(item)?);
    let row = row.bind(item.state.name()).bind(item.source.clone()).bind(item.created_by).bind(item.changed_at);
    tx.run(row.bind(item.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with; the item then has the next one.
pub async fn update(tx: &mut Transaction, item: &mut Item, now: Time) -> Outcome<()> {
    let row = sql("update plan_items set title = $1, kind = $2, from_at = $3, until_at = $4, place = $5, link = $6, \
                   aims = $7, state = $8, changed_at = $9, version = version + 1 where id = $10 and version = $11");
    let row = row.bind(&item.title).bind(item.kind.name()).bind(item.from).bind(item.until).bind(&item.place);
    let row = row.bind(&item.link).bind(aims(item)?).bind(item.state.name()).bind(now);
    if tx.run(row.bind(item.id.0).bind(item.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    (item.version, item.changed_at) = (item.version + 1, now);
    Ok(())
}

fn aims(item: &Item) -> Outcome<serde_json::Value> {
    serde_json::to_value(&item.aims).map_err(Failure::internal)
}

fn read(row: &Row) -> Outcome<Item> {
    Ok(Item {
        id: ItemId(row.get("id")?),
        exchange: ExchangeId(row.get("exchange_id")?),
        ordinal: row.get("ordinal")?,
        title: row.get("title")?,
        kind: row.word("kind", ItemKind::named)?,
        from: row.get("from_at")?,
        until: row.get("until_at")?,
        place: row.get("place")?,
        link: row.get("link")?,
        aims: row.json("aims")?,
        state: row.word("state", ItemState::named)?,
        source: row.get("source")?,
        created_by: row.get("created_by")?,
        changed_at: row.get("changed_at")?,
        version: row.get("version")?,
    })
}

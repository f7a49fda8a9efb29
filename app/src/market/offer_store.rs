//! Offers' rows.

use jiff::civil::Date;
use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Uuid};

use super::offer::{Offer, OfferId, OfferState};
use super::shape::Shape;

const OFFER: &str = "select o.id, o.count, o.team_id, o.what, o.shape, o.from_day, o.until_day, o.weeks, o.share, o.places, \
                     o.buddy_id, o.state, o.made_by, o.made_at, o.changed_at, o.version from exchange_offers o where ";

/// `None` means any.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub state: Option<OfferState>,
    pub team: Option<Uuid>,
    pub shape: Option<Shape>,
}

pub async fn by_count(q: &mut dyn Query, count: i64) -> Outcome<Offer> {
    q.one(sql(OFFER).text("o.count = ").arg(count), read).await?.ok_or(Failure::NotFound("offer"))
}

/// Those of these ids that there are, oldest first.
pub async fn of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Offer>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    q.all(sql(OFFER).text("o.id in ").list(ids).text(" order by o.count"), read).await
}

/// Newest first, before a count.
pub async fn page(q: &mut dyn Query, filter: &Filter, before: Option<i64>, limit: Limit) -> Outcome<Page<Offer>> {
    let statement = sql(OFFER)
        .text("o.count < ")
        .arg(before.unwrap_or(i64::MAX))
        .optional(" and o.state = ", filter.state.map(OfferState::name))
        .optional(" and o.team_id = ", filter.team)
        .optional(" and o.shape = ", filter.shape.map(Shape::name))
        .text(" order by o.count desc limit ")
        .arg(limit.probe());
    Ok(Page::cut(q.all(statement, read).await?, limit, |offer| offer.count.to_string()))
}

/// All that are open, oldest first; at most 500.
pub async fn open(q: &mut dyn Query) -> Outcome<Vec<Offer>> {
    q.all(sql(OFFER).text("o.state = 'open' order by o.count limit 500"), read).await
}

/// Those whose buddy somebody is, also when they are over: they can be opened again.
pub async fn of_buddy(q: &mut dyn Query, person: Uuid) -> Outcome<Vec<Offer>> {
    q.all(sql(OFFER).text("o.buddy_id = ").arg(person).text(" order by o.count"), read).await
}

/// The next number, which nobody else will get.
pub async fn take_number(tx: &mut Transaction) -> Outcome<i64> {
    let row = tx
        .row(sql("insert into counters (name, value) values ('OF', 1) \
                 on conflict (name) do update set value = counters.value + 1 returning value"))
        .await?;
    row.ok_or_else(|| Failure::internal("a counter gave no value"))?.get("value")
}

pub async fn insert(tx: &mut Transaction, offer: &Offer) -> Outcome<()> {
    let row = sql("insert into exchange_offers (id, count, team_id, what, shape, from_day, until_day, weeks, share, \
                   places, buddy_id, state, made_by, made_at, changed_at, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)");
    let row = row.bind(offer.id.0).bind(offer.count).bind(offer.team).bind(&offer.what).bind(offer.shape.name());
    let row = row.bind(offer.from.to_string()).bind(offer.until.map(|day| day.to_string())).bind(offer.weeks);
    let row = row.bind(offer.share).bind(offer.places).bind(offer.buddy).bind(offer.state.name());
    tx.run(row.bind(offer.made_by).bind(offer.made_at).bind(offer.changed_at).bind(offer.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with; the offer then has the next one.
pub async fn update(tx: &mut Transaction, offer: &mut Offer) -> Outcome<()> {
    let row = sql("update exchange_offers set what = $1, shape = $2, from_day = $3, until_day = $4, weeks = $5, \
                   share = $6, places = $7, buddy_id = $8, state = $9, changed_at = $10, version = version + 1 \
                   where id = $11 and version = $12");
    let row = row.bind(&offer.what).bind(offer.shape.name()).bind(offer.from.to_string());
    let row = row.bind(offer.until.map(|day| day.to_string())).bind(offer.weeks).bind(offer.share).bind(offer.places);
    let row = row.bind(offer.buddy).bind(offer.state.name()).bind(offer.changed_at).bind(offer.id.0);
    if tx.run(row.bind(offer.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    offer.version += 1;
    Ok(())
}

fn read(row: &Row) -> Outcome<Offer> {
    Ok(Offer {
        id: OfferId(row.get("id")?),
        count: row.get("count")?,
        team: row.get("team_id")?,
        what: row.get("what")?,
        shape: row.word("shape", Shape::named)?,
        from: row.word("from_day", |day| day.parse().ok())?,
        until: day(row.get("until_day")?)?,
        weeks: row.get("weeks")?,
        share: row.get("share")?,
        places: row.get("places")?,
        buddy: row.get("buddy_id")?,
        state: row.word("state", OfferState::named)?,
        made_by: row.get("made_by")?,
        made_at: row.get("made_at")?,
        changed_at: row.get("changed_at")?,
        version: row.get("version")?,
    })
}

pub(super) fn day(text: Option<String>) -> Outcome<Option<Date>> {
    text.map(|text| text.parse()).transpose().map_err(Failure::internal)
}

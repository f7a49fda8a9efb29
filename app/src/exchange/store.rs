//! Exchanges' rows.

use jiff::civil::Date;
use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome};

use super::exchange::{Exchange, ExchangeId, People, Reached};
use super::state::State;

pub(super) const EXCHANGE: &str = "select e.id, e.count, e.state, e.paused_at, e.guest_id, e.buddy_id, e.home_manager_id, e.host_manager_id, \
     e.home_team_id, e.host_team_id, e.from_day, e.until_day, e.share, e.rhythm, e.why, e.template, e.offer_id, \
     e.wish_id, e.created_by, e.created_at, e.state_at, e.proposed_at, e.agreed_at, e.preparing_at, e.active_at, \
     e.reviewing_at, e.following_up_at, e.closed_at, e.version from exchanges e where ";

pub async fn by_count(q: &mut dyn Query, count: i64) -> Outcome<Exchange> {
    q.one(sql(EXCHANGE).text("e.count = ").arg(count), read).await?.ok_or(Failure::NotFound("exchange"))
}

pub async fn find(q: &mut dyn Query, id: ExchangeId) -> Outcome<Exchange> {
    q.one(sql(EXCHANGE).text("e.id = ").arg(id.0), read).await?.ok_or(Failure::NotFound("exchange"))
}

/// The next number, which nobody else will get.
pub async fn take_number(tx: &mut Transaction) -> Outcome<i64> {
    let row = tx
        .row(sql("insert into counters (name, value) values ('EX', 1) \
                 on conflict (name) do update set value = counters.value + 1 returning value"))
        .await?;
    row.ok_or_else(|| Failure::internal("a counter gave no value"))?.get("value")
}

pub async fn insert(tx: &mut Transaction, exchange: &Exchange) -> Outcome<()> {
    let row = sql("insert into exchanges (id, count, state, guest_id, buddy_id, home_manager_id, host_manager_id, \
                   home_team_id, host_team_id, from_day, until_day, share, rhythm, why, template, offer_id, wish_id, \
                   created_by, created_at, state_at, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)");
    let people = &exchange.people;
    let row = row.bind(exchange.id.0).bind(exchange.count).bind(exchange.state.name()).bind(people.guest);
    let row = row.bind(people.buddy).bind(people.home_manager).bind(people.host_manager).bind(exchange.home_team);
    let row = row.bind(exchange.host_team).bind(exchange.from.to_string()).bind(exchange.until.to_string());
    let row = row.bind(exchange.share).bind(&exchange.rhythm).bind(&exchange.why).bind(exchange.template.clone());
    let row = row.bind(exchange.offer).bind(exchange.wish).bind(exchange.created_by).bind(exchange.created_at);
    tx.run(row.bind(exchange.state_at).bind(exchange.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with; the exchange then has the next one.
pub async fn update(tx: &mut Transaction, exchange: &mut Exchange) -> Outcome<()> {
    let row = sql("update exchanges set state = $1, paused_at = $2, guest_id = $3, buddy_id = $4, \
                   home_manager_id = $5, host_manager_id = $6, home_team_id = $7, host_team_id = $8, from_day = $9, \
                   until_day = $10, share = $11, rhythm = $12, why = $13, state_at = $14, proposed_at = $15, \
                   agreed_at = $16, preparing_at = $17, active_at = $18, reviewing_at = $19, following_up_at = $20, \
                   closed_at = $21, version = version + 1 where id = $22 and version = $23");
    let people = &exchange.people;
    let row = row.bind(exchange.state.name()).bind(exchange.paused_at).bind(people.guest).bind(people.buddy);
    let row = row.bind(people.home_manager).bind(people.host_manager).bind(exchange.home_team);
    let row = row.bind(exchange.host_team).bind(exchange.from.to_string()).bind(exchange.until.to_string());
    let mut row = row.bind(exchange.share).bind(&exchange.rhythm).bind(&exchange.why).bind(exchange.state_at);
    // A draft's own time is when it was made.
    for state in &State::WAY[1..] {
        row = row.bind(exchange.reached.at(*state));
    }
    if tx.run(row.bind(exchange.id.0).bind(exchange.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    exchange.version += 1;
    Ok(())
}

pub(super) fn read(row: &Row) -> Outcome<Exchange> {
    Ok(Exchange {
        id: ExchangeId(row.get("id")?),
        count: row.get("count")?,
        state: row.word("state", State::named)?,
        paused_at: row.get("paused_at")?,
        people: People {
            guest: row.get("guest_id")?,
            buddy: row.get("buddy_id")?,
            home_manager: row.get("home_manager_id")?,
            host_manager: row.get("host_manager_id")?,
        },
        home_team: row.get("home_team_id")?,
        host_team: row.get("host_team_id")?,
        from: day(row, "from_day")?,
        until: day(row, "until_day")?,
        share: row.get("share")?,
        rhythm: row.get("rhythm")?,
        why: row.get("why")?,
        template: row.get("template")?,
        offer: row.get("offer_id")?,
        wish: row.get("wish_id")?,
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        state_at: row.get("state_at")?,
        reached: Reached::of([
            Some(row.get("created_at")?),
            row.get("proposed_at")?,
            row.get("agreed_at")?,
            row.get("preparing_at")?,
            row.get("active_at")?,
            row.get("reviewing_at")?,
            row.get("following_up_at")?,
            row.get("closed_at")?,
        ]),
        version: row.get("version")?,
    })
}

/// A civil day as it is stored: 2026-11-19.
pub(crate) fn day(row: &Row, column: &str) -> Outcome<Date> {
    let text: String = row.get(column)?;
    text.parse().map_err(Failure::internal)
}

pub(crate) fn maybe_day(row: &Row, column: &str) -> Outcome<Option<Date>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse()).transpose().map_err(Failure::internal)
}

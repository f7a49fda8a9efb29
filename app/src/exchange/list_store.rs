//! Lists of exchanges.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Statement, sql};
use ryugaku_kernel::{Limit, Outcome, Page, Uuid};

use super::exchange::Exchange;
use super::state::State;
use super::store::{EXCHANGE, read};

/// `None` means any.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub states: Option<Vec<State>>,
    /// Home or host.
    pub team: Option<Uuid>,
    /// Named in it as whatever.
    pub person: Option<Uuid>,
    /// What was never proposed is shown to those named in it and its author; `None` shows all of it.
    pub drafts_of: Option<Uuid>,
    /// Without what was never proposed: for one who is nobody in particular.
    pub no_drafts: bool,
}

/// Newest first, before a count.
pub async fn page(q: &mut dyn Query, filter: &Filter, before: Option<i64>, limit: Limit) -> Outcome<Page<Exchange>> {
    let statement = sql(EXCHANGE).text("e.count < ").arg(before.unwrap_or(i64::MAX));
    let statement = filtered(statement, filter).text(" order by e.count desc limit ").arg(limit.probe());
    Ok(Page::cut(q.all(statement, read).await?, limit, |exchange| exchange.count.to_string()))
}

pub async fn count(q: &mut dyn Query, filter: &Filter) -> Outcome<i64> {
    q.count(filtered(sql("select count(*) as n from exchanges e where 1 = 1"), filter)).await
}

/// Those of these ids that there are, oldest first.
pub async fn of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Exchange>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    q.all(sql(EXCHANGE).text("e.id in ").list(ids).text(" order by e.count"), read).await
}

/// All in these states, by first day.
pub async fn in_states(q: &mut dyn Query, states: impl Iterator<Item = State>) -> Outcome<Vec<Exchange>> {
    let statement = sql(EXCHANGE).text("e.state in ").list(states.map(State::name));
    q.all(statement.text(" order by e.from_day, e.count"), read).await
}

/// All, by first day; at most 2,000, the latest.
pub async fn all(q: &mut dyn Query) -> Outcome<Vec<Exchange>> {
    let mut all = q.all(sql(EXCHANGE).text("1 = 1 order by e.from_day desc, e.count desc limit 2000"), read).await?;
    all.reverse();
    Ok(all)
}

pub async fn count_of_offer(q: &mut dyn Query, offer: Uuid) -> Outcome<i64> {
    let statement = sql(
        "select count(*) as n from exchanges where offer_id = $1 and (proposed_at is not null or wish_id is not null) \
             and state not in ('declined', 'cancelled')",
    );
    q.count(statement.bind(offer)).await
}

/// How many places of offers are taken, of all offers of which any is.
pub async fn counts_of_offers(q: &mut dyn Query) -> Outcome<HashMap<Uuid, i64>> {
    let statement = sql(
        "select offer_id, count(*) as n from exchanges where offer_id is not null and (proposed_at is not null or wish_id is not null) \
                         and state not in ('declined', 'cancelled') group by offer_id",
    );
    Ok(q.all(statement, |row| Ok((row.get("offer_id")?, row.get("n")?))).await?.into_iter().collect())
}

pub async fn of_wish(q: &mut dyn Query, wish: Uuid) -> Outcome<Vec<Exchange>> {
    let statement = sql(EXCHANGE).text("e.wish_id = ").arg(wish);
    q.all(statement.text(" and e.state not in ('declined', 'cancelled') order by e.count"), read).await
}

/// What came of these wishes, however it ended, oldest first.
pub async fn of_wishes(q: &mut dyn Query, wishes: Vec<Uuid>) -> Outcome<Vec<Exchange>> {
    if wishes.is_empty() {
        return Ok(Vec::new());
    }
    q.all(sql(EXCHANGE).text("e.wish_id in ").list(wishes).text(" order by e.count"), read).await
}

/// Where somebody is named: what is not over before what is, newest first, at most 50.
pub async fn of_person(q: &mut dyn Query, person: Uuid) -> Outcome<Vec<Exchange>> {
    let statement = named(sql(EXCHANGE), person);
    let over = " order by case when e.state in ('closed', 'declined', 'cancelled') then 1 else 0 end";
    q.all(statement.text(over).text(", e.count desc limit 50"), read).await
}

/// Where somebody is named or has a step to do, of those that are not over, and where something that goes on is theirs,
/// also when the exchange is closed; by number.
pub async fn held(q: &mut dyn Query, person: Uuid) -> Outcome<Vec<Exchange>> {
    let statement = sql(EXCHANGE).text("e.state not in ('declined', 'cancelled') and ((e.state <> 'closed' and (");
    let statement = named(statement, person)
        .text(" or exists (select 1 from exchange_steps s where s.exchange_id = e.id and s.done_at is null and s.owner_id = ")
        .arg(person)
        .text("))) or exists (select 1 from exchange_follow_ups f where f.exchange_id = e.id and f.ended_at is null and f.owner_id = ")
        .arg(person);
    q.all(statement.text(")) order by e.count"), read).await
}

fn named(statement: Statement, person: Uuid) -> Statement {
    statement.arg(person).text(" in (e.guest_id, e.buddy_id, e.home_manager_id, e.host_manager_id)")
}

fn filtered(statement: Statement, filter: &Filter) -> Statement {
    let mut statement = statement;
    if let Some(states) = &filter.states {
        statement = statement.text(" and e.state in ").list(states.iter().map(|state| state.name()));
    }
    if let Some(team) = filter.team {
        statement = statement.text(" and ").arg(team).text(" in (e.home_team_id, e.host_team_id)");
    }
    if let Some(person) = filter.person {
        statement = named(statement.text(" and "), person);
    }
    if let Some(person) = filter.drafts_of {
        statement = named(statement.text(" and (e.proposed_at is not null or "), person);
        statement = statement.text(" or e.created_by = ").arg(person).text(")");
    }
    if filter.no_drafts {
        statement = statement.text(" and e.proposed_at is not null");
    }
    statement
}

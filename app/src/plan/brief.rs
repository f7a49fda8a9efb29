//! What other slices may know of plans: enough for a line that leads to an item.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::item::Item;
use super::item_store;
use crate::exchange::{self, Exchange, State};

/// What somebody was asked to and has not answered, soonest first.
pub async fn waiting_for(q: &mut dyn Query, person: Uuid, now: Time) -> Outcome<Vec<(Item, Exchange)>> {
    let items = item_store::waiting_for(q, person, now).await?;
    let exchanges = exchange::brief::of_ids(q, items.iter().map(|item| item.exchange.0).collect()).await?;
    let of = |item: &Item| exchanges.iter().find(|exchange| exchange.id == item.exchange).cloned();
    Ok(items.into_iter().filter_map(|item| of(&item).map(|exchange| (item, exchange))).collect())
}

/// What is planned or was done between two instants where somebody is guest or buddy, and what they were invited to and
/// have not declined, by its beginning. `mine`: the exchanges in which they are named.
pub async fn of_day(
    q: &mut dyn Query,
    person: Uuid,
    mine: &[Exchange],
    (from, until): (Time, Time),
) -> Outcome<Vec<(Item, Exchange)>> {
    let is_theirs = |exchange: &&Exchange| {
        let people = &exchange.people;
        people.guest == person || people.buddy == Some(person)
    };
    let theirs = mine.iter().filter(is_theirs).map(|exchange| exchange.id.0).collect();
    let items = item_store::of_person(q, person, theirs, (from, until)).await?;
    let mut exchanges = mine.to_vec();
    let unknown = items.iter().map(|item| item.exchange).filter(|id| mine.iter().all(|one| one.id != *id));
    exchanges.extend(exchange::brief::of_ids(q, unknown.map(|id| id.0).collect()).await?);
    let of = |item: &Item| {
        let found = exchanges.iter().find(|exchange| exchange.id == item.exchange)?;
        // What came to nothing has no day any more.
        (!matches!(found.state, State::Declined | State::Cancelled)).then(|| found.clone())
    };
    Ok(items.into_iter().filter_map(|item| of(&item).map(|exchange| (item, exchange))).collect())
}

/// What items are called in the ledger, `EX-12/3`, and where they are found.
pub async fn places(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<(Uuid, String, String)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = item_store::places(q, ids).await?;
    let exchanges = exchange::brief::of_ids(q, rows.iter().map(|(_, exchange, _)| *exchange).collect()).await?;
    let numbers: HashMap<Uuid, String> =
        exchanges.into_iter().map(|exchange| (exchange.id.0, exchange.number().to_string())).collect();
    let place = |(id, exchange, ordinal): (Uuid, Uuid, i64)| {
        let number = numbers.get(&exchange)?;
        Some((id, format!("{number}/{ordinal}"), format!("/exchanges/{number}/plan/{ordinal}")))
    };
    Ok(rows.into_iter().filter_map(place).collect())
}

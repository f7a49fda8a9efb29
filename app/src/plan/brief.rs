//! What other slices may know of plans: enough for a line that leads to an item.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::item::Item;
use super::item_store;
use crate::exchange::{self, Exchange};

/// What somebody was asked to and has not answered, soonest first.
pub async fn waiting_for(q: &mut dyn Query, person: Uuid, now: Time) -> Outcome<Vec<(Item, Exchange)>> {
    let items = item_store::waiting_for(q, person, now).await?;
    let exchanges = exchange::brief::of_ids(q, items.iter().map(|item| item.exchange.0).collect()).await?;
    let of = |item: &Item| exchanges.iter().find(|exchange| exchange.id == item.exchange).cloned();
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

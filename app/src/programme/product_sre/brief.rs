//! What other slices may know of Product SREs.

use std::collections::{HashMap, HashSet};

use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Uuid};

use super::appointment::Appointment;
use super::store;
use crate::catalog::{Product, ProductId, product_store};
use crate::{exchange, people};

/// An appointment with the names of what it is about.
#[derive(Clone, Debug)]
pub struct Named {
    pub appointment: Appointment,
    pub product: Product,
    pub person: String,
    pub backup: Option<String>,
    /// The exchange's number.
    pub exchange: Option<String>,
    /// Whether the person is still in the team that owns the product.
    pub is_at_home: bool,
}

/// Of every product that has one now, by first day.
pub async fn now(q: &mut dyn Query) -> Outcome<Vec<Named>> {
    let found = store::now(q).await?;
    named(q, found).await
}

pub async fn now_of(q: &mut dyn Query, product: Uuid) -> Outcome<Option<Named>> {
    let found = store::now_of(q, product).await?;
    Ok(named(q, found.into_iter().collect()).await?.pop())
}

/// A product's, latest first: the one now, and those before.
pub async fn history(q: &mut dyn Query, product: Uuid) -> Outcome<Vec<Named>> {
    let found = store::of_product(q, product).await?;
    named(q, found).await
}

/// Where somebody is the SRE or the backup now.
pub async fn of_person(q: &mut dyn Query, person: Uuid) -> Outcome<Vec<Named>> {
    let found = store::of_person(q, person).await?;
    named(q, found).await
}

/// What came of an exchange, by first day: those now and those that ended.
pub async fn of_exchange(q: &mut dyn Query, exchange: Uuid) -> Outcome<Vec<Named>> {
    let found = store::of_exchange(q, exchange).await?;
    named(q, found).await
}

async fn named(q: &mut dyn Query, found: Vec<Appointment>) -> Outcome<Vec<Named>> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let products = product_store::many(q, found.iter().map(|one| ProductId(one.product))).await?;
    let people: HashSet<Uuid> = found.iter().flat_map(|one| std::iter::once(one.person).chain(one.backup)).collect();
    let names = people::names(q, people).await?;
    let exchanges: HashSet<Uuid> = found.iter().filter_map(|one| one.exchange).collect();
    let exchanges = exchange::brief::of_ids(q, exchanges.into_iter().collect()).await?;
    let numbers: HashMap<Uuid, String> =
        exchanges.into_iter().map(|exchange| (exchange.id.0, exchange.number().to_string())).collect();
    let homes: HashMap<Uuid, Option<Uuid>> =
        people::active(q).await?.into_iter().map(|brief| (brief.id, brief.team_id)).collect();
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_else(|| "?".into());
    let named = found.into_iter().filter_map(|appointment| {
        let product = products.get(&appointment.product)?.clone();
        Some(Named {
            person: name(appointment.person),
            backup: appointment.backup.map(name),
            exchange: appointment.exchange.and_then(|id| numbers.get(&id).cloned()),
            is_at_home: homes.get(&appointment.person) == Some(&Some(product.team.0)),
            product,
            appointment,
        })
    });
    Ok(named.collect())
}

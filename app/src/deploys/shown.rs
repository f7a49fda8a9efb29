//! Deploys with the names of what they are of, and what began soon after them: a few queries, however many there are.

use std::collections::BTreeSet;

use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Outcome, Uuid};

use super::deploy::Deploy;
use crate::catalog::{self, CatalogPlace};
use crate::incidents::{self, IncidentBrief};

pub struct Shown {
    pub deploy: Deploy,
    /// The product where that was named, else the services.
    pub of: Vec<CatalogPlace>,
    /// That began soon after it, as far as whoever looks may know of them.
    pub then: Vec<IncidentBrief>,
}

pub async fn many(q: &mut dyn Query, who: &Actor, deploys: Vec<Deploy>) -> Outcome<Vec<Shown>> {
    let named: BTreeSet<Uuid> = deploys.iter().flat_map(of).collect();
    let places = catalog::places(q, named).await?;
    let then = incidents::begun_after(q, who, &deploys).await?;
    let shown = deploys.into_iter().zip(then).map(|(deploy, then)| Shown {
        of: of(&deploy).iter().filter_map(|id| places.get(id).cloned()).collect(),
        deploy,
        then,
    });
    Ok(shown.collect())
}

/// What was named.
fn of(deploy: &Deploy) -> Vec<Uuid> {
    deploy.product.map_or_else(|| deploy.services.clone(), |product| vec![product])
}

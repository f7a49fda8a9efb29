//! Writing a follow-up of an incident: a reliability task with the incident as its origin.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::{link_store, store};
use crate::backlog::Task;
use crate::backlog::add::{self, NewTask};
use crate::backlog::origin::Origin;
use crate::catalog;

/// Where no product is named, it is the one whose service was hit, if that is clear. A task is read by everybody: of a restricted
/// incident it takes no detail, and no product that nobody named.
pub async fn follow_up(tx: &mut Tx, cx: &Cx, count: i64, mut new: NewTask) -> Outcome<Task> {
    cx.require_act()?;
    let incident = store::to_change(tx, &cx.who, count).await?;
    if incident.is_restricted && !new.detail.trim().is_empty() {
        return Err(Failure::invalid("detail", "incident-circle-task-detail"));
    }
    if !incident.is_restricted && new.product.is_none() && new.service.is_none() {
        let hit = link_store::services(tx, vec![incident.id.0]).await?;
        let mut products: Vec<_> = catalog::services(tx)
            .await?
            .into_iter()
            .filter(|service| hit.iter().any(|(_, id)| *id == service.id))
            .map(|service| service.product_id)
            .collect();
        products.dedup();
        if let [product] = products.as_slice() {
            new.product = Some(product.to_string());
        }
    }
    add::add(tx, cx, Origin::Incident(incident.id.0), new).await
}

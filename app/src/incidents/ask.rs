//! What the severity policy asks of an incident from now on: written when it opens, and when its severity or what it hits changes.

use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::Tx;

use super::incident::Incident;
use super::response_store::{self, Asked};
use super::tell;
use crate::catalog::ServiceBrief;
use crate::severity_policy;

/// By the policy in force now. What was asked for before and still is keeps its time.
pub(super) async fn ask(tx: &mut Tx, cx: &Cx, incident: &Incident, services: &[ServiceBrief]) -> Outcome<()> {
    let mut products: Vec<String> = services.iter().map(|service| service.product_slug.clone()).collect();
    products.sort();
    products.dedup();
    let current = severity_policy::current(tx).await?;
    let policy_version = current.version.version;
    let asked = Asked { at: cx.now(), severity: incident.severity, policy_version, products };
    response_store::insert_asked(tx, incident.id, &asked).await?;
    tell::begin(tx, cx, incident, &current.policy, &asked.products).await
}

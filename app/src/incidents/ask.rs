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
    let so_far =
        response_store::asked(tx, &[incident.id.0]).await?.remove(&incident.id.0).and_then(|mut all| all.pop());
    let so_far = so_far.map(|asked| asked.policy_version);
    let (policy_version, policy) = severity_policy::to_go_by(tx, so_far).await?;
    let asked = Asked { at: cx.now(), severity: incident.severity, policy_version, products };
    response_store::insert_asked(tx, incident.id, &asked).await?;
    tell::begin(tx, cx, incident, &policy, &asked.products).await.map(drop)
}

//! What other slices may know of a service.

use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Uuid};

#[derive(Clone, Debug)]
pub struct ServiceBrief {
    pub id: Uuid,
    /// As in the label `service` of alerts: `checkout-api`.
    pub slug: String,
    pub name: String,
    pub product_id: Uuid,
    pub product_name: String,
    /// The team that owns the product.
    pub team_id: Uuid,
}

/// All services that are not archived, by product and name.
pub async fn services(_q: &mut impl Query) -> Outcome<Vec<ServiceBrief>> {
    Ok(Vec::new())
}

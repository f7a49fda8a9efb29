//! A service: what a product consists of, and what alerts are about.

use ryugaku_kernel::{Outcome, Time, id_type};

use super::product::ProductId;
use super::thing::{self, Links, Slug};

id_type!(
    /// A service's key.
    ServiceId
);

#[derive(Clone, Debug)]
pub struct Service {
    pub id: ServiceId,
    /// As in the label `service` of alerts: `checkout-api`.
    pub slug: String,
    pub name: String,
    pub about: String,
    pub product: ProductId,
    pub links: Links,
    pub archived_at: Option<Time>,
    pub version: i64,
}

impl Service {
    pub fn check(&self) -> Outcome<()> {
        thing::check(Slug::Service, &self.slug, &self.name, &self.about, &self.links)
    }
}

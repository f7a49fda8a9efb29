//! A product: what a team owns.

use ryugaku_kernel::{Outcome, Time, id_type};

use super::thing::{self, Links, Slug};
use crate::people::TeamId;

id_type!(
    /// A product's key.
    ProductId
);

#[derive(Clone, Debug)]
pub struct Product {
    pub id: ProductId,
    /// In addresses: `checkout`.
    pub slug: String,
    pub name: String,
    pub about: String,
    pub team: TeamId,
    pub links: Links,
    pub archived_at: Option<Time>,
    pub version: i64,
}

impl Product {
    pub fn check(&self) -> Outcome<()> {
        thing::check(Slug::Product, &self.slug, &self.name, &self.about, &self.links)
    }
}

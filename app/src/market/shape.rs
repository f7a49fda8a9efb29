//! The usual shapes of an exchange: from which kind of team to which, and how one is there.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExchangeShape)]
pub enum Shape {
    ProductToSre,
    SreToProduct,
    ProductToProduct,
    /// Two teams send one person each for the same time.
    Swap,
    /// Along with somebody on call, without duty.
    Shadow,
    /// A few hours a week, from one's own desk.
    Hours,
}

impl Shape {
    pub const ALL: [Self; 6] =
        [Self::ProductToSre, Self::SreToProduct, Self::ProductToProduct, Self::Swap, Self::Shadow, Self::Hours];

    pub fn name(self) -> &'static str {
        match self {
            Self::ProductToSre => "product_to_sre",
            Self::SreToProduct => "sre_to_product",
            Self::ProductToProduct => "product_to_product",
            Self::Swap => "swap",
            Self::Shadow => "shadow",
            Self::Hours => "hours",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::ProductToSre => "shape-product-to-sre",
            Self::SreToProduct => "shape-sre-to-product",
            Self::ProductToProduct => "shape-product-to-product",
            Self::Swap => "shape-swap",
            Self::Shadow => "shape-shadow",
            Self::Hours => "shape-hours",
        }
    }
}

//! What an exchange left behind for good: its Product SREs, and products of the guest's team that still want one.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome};

use crate::catalog::{Product, product_store};
use crate::exchange::State;
use crate::exchange::whole::Whole;
use crate::programme::product_sre::{self, Named, appoint};

pub struct After {
    pub sres: Vec<Named>,
    /// For which the one who looks can appoint somebody; none before it is followed up, or while one lasts.
    pub without: Vec<Product>,
}

impl After {
    pub async fn of(q: &mut dyn Query, cx: &Cx, whole: &Whole) -> Outcome<Self> {
        let exchange = &whole.exchange;
        let sres = product_sre::of_exchange(q, exchange.id.0).await?;
        let mut without = Vec::new();
        let lasts = sres.iter().any(|one| one.appointment.until.is_none());
        if exchange.state == State::FollowingUp && !lasts && cx.who.may_act() {
            let mut products = product_store::open(q).await?;
            products.retain(|product| product.team.0 == exchange.home_team);
            for product in products {
                if appoint::may(q, cx, &product).await? && product_sre::now_of(q, product.id.0).await?.is_none() {
                    without.push(product);
                }
            }
        }
        Ok(Self { sres, without })
    }
}

//! What somebody holds now: incidents, tasks, products they run the reliability of, exchanges they are in, and through the
//! home team its products.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Limit, Outcome};

use super::membership_store::Home;
use super::person::PersonId;
use crate::backlog::{self, Task};
use crate::catalog::{Product, product_store};
use crate::exchange::held::{self, Held};
use crate::incidents::{self, IncidentBrief};
use crate::programme::product_sre::{self, Named};

pub struct Holdings {
    /// Those they command that are not closed: what would be handed over if they left.
    pub incidents: Vec<IncidentBrief>,
    /// Those that are not over, due soonest first; at most 50.
    pub tasks: Vec<Task>,
    /// Where they are the Product SRE, or the backup.
    pub product_sres: Vec<Named>,
    /// As far as the one who asks may see them.
    pub exchanges: Vec<Held>,
    pub home: Option<Home>,
    pub products: Vec<Product>,
}

impl Holdings {
    /// `homes` are the person's, with the present one among them if there is one.
    pub async fn of(q: &mut dyn Query, cx: &Cx, person: PersonId, homes: &[Home]) -> Outcome<Self> {
        let home = homes.iter().find(|home| home.membership.until.is_none()).cloned();
        let products = match &home {
            Some(home) => {
                let filter = product_store::Filter { team: Some(home.membership.team.0), archived: false };
                product_store::page(q, filter, None, Limit::of(i64::from(Limit::MOST))).await?.items
            }
            None => Vec::new(),
        };
        let (incidents, tasks) =
            (incidents::held_by(q, &cx.who, person.0).await?, backlog::of_person(q, person.0).await?);
        let product_sres = product_sre::of_person(q, person.0).await?;
        let exchanges = held::by(q, cx, person.0).await?;
        Ok(Self { incidents, tasks, product_sres, exchanges, home, products })
    }

    pub fn owes_nothing(&self) -> bool {
        self.incidents.is_empty() && self.tasks.is_empty() && self.product_sres.is_empty() && self.exchanges.is_empty()
    }
}

//! Whose alert it is: the service that its label names, that service's product, and the team that owns it.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Uuid};

use super::Alert;
use crate::catalog::{self, ServiceBrief};
use crate::people;

/// All services with the names of their teams, read once for a whole list.
pub struct Owners {
    services: HashMap<String, ServiceBrief>,
    names: HashMap<Uuid, String>,
}

impl Owners {
    /// With the names of those who acknowledged any of `alerts`.
    pub async fn load<'a>(q: &mut dyn Query, alerts: impl IntoIterator<Item = &'a Alert>) -> Outcome<Self> {
        let services = catalog::services(q).await?;
        let mut ids: Vec<Uuid> = services.iter().map(|service| service.team_id).collect();
        ids.extend(alerts.into_iter().filter_map(|alert| alert.acked?.by));
        ids.sort();
        ids.dedup();
        let names = people::names(q, ids).await?;
        let services = services.into_iter().map(|service| (service.slug.clone(), service)).collect();
        Ok(Self { services, names })
    }

    /// `None`: its label names none, or one that is not known.
    pub fn service(&self, slug: &str) -> Option<&ServiceBrief> {
        self.services.get(slug)
    }

    pub fn team(&self, slug: &str) -> Option<&str> {
        self.name(self.service(slug)?.team_id)
    }

    pub fn name(&self, id: Uuid) -> Option<&str> {
        self.names.get(&id).map(String::as_str)
    }

    /// Who took note, if it was somebody with a name.
    pub fn acked_by(&self, alert: &Alert) -> Option<&str> {
        self.name(alert.acked?.by?)
    }
}

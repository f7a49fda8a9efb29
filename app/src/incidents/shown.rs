//! Incidents with the names of what they are about, for pages and the API: a few queries, however many there are.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Uuid};

use super::incident::Incident;
use super::link_store::{self, LinkedAlert};
use crate::alerts::{self, AlertBrief};
use crate::catalog::{self, ServiceBrief};
use crate::people;

pub struct Shown {
    pub incident: Incident,
    /// Those that the catalog still has.
    pub services: Vec<ServiceBrief>,
    pub commander: Option<(Uuid, String)>,
}

impl Shown {
    pub fn number(&self) -> String {
        self.incident.number().to_string()
    }
}

pub async fn many(q: &mut dyn Query, incidents: Vec<Incident>) -> Outcome<Vec<Shown>> {
    let names = people::names(q, incidents.iter().filter_map(|incident| incident.commander)).await?;
    let pairs = link_store::services(q, incidents.iter().map(|incident| incident.id.0).collect()).await?;
    let known = if pairs.is_empty() { Vec::new() } else { catalog::services(q).await? };
    let known: HashMap<Uuid, ServiceBrief> = known.into_iter().map(|service| (service.id, service)).collect();
    let mut hit: HashMap<Uuid, Vec<ServiceBrief>> = HashMap::new();
    for (incident, service) in pairs {
        if let Some(service) = known.get(&service) {
            hit.entry(incident).or_default().push(service.clone());
        }
    }
    let shown = |incident: Incident| {
        let mut services = hit.remove(&incident.id.0).unwrap_or_default();
        services.sort_by(|a, b| a.name.cmp(&b.name));
        let commander = incident.commander.map(|id| (id, names.get(&id).cloned().unwrap_or_default()));
        Shown { services, commander, incident }
    };
    Ok(incidents.into_iter().map(shown).collect())
}

pub async fn one(q: &mut dyn Query, incident: Incident) -> Outcome<Shown> {
    let shown = many(q, vec![incident]).await?.pop();
    Ok(shown.expect("one incident gives one"))
}

/// The alerts of an incident, each with what the alert list knows of it now.
pub async fn alerts_of(q: &mut dyn Query, incident: &Incident) -> Outcome<Vec<(LinkedAlert, Option<AlertBrief>)>> {
    let linked = link_store::alerts(q, incident.id).await?;
    if linked.is_empty() {
        return Ok(Vec::new());
    }
    let fingerprints: Vec<String> = linked.iter().map(|alert| alert.fingerprint.clone()).collect();
    let briefs = alerts::briefs(q, &fingerprints).await?;
    let mut briefs: HashMap<String, AlertBrief> =
        briefs.into_iter().map(|brief| (brief.fingerprint.clone(), brief)).collect();
    Ok(linked
        .into_iter()
        .map(|alert| {
            let brief = briefs.remove(&alert.fingerprint);
            (alert, brief)
        })
        .collect())
}

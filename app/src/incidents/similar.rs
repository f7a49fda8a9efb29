//! Past incidents like one that goes on, with what helped then.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::SignedDuration;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Time, Uuid};

use super::incident::Incident;
use super::likeness::{Likeness, Traits, likeness};
use super::severity::Severity;
use super::{link_store, similar_store};
use crate::catalog;

/// So many are shown: more are no help at night.
const MOST: usize = 3;

pub struct Similar {
    pub number: String,
    pub title: String,
    pub severity: Severity,
    /// Only who is named knows of it.
    pub is_restricted: bool,
    pub began_at: Time,
    /// From its beginning until it was resolved.
    pub took: Option<SignedDuration>,
    /// What ended it, as whoever resolved it wrote; empty if they wrote nothing.
    pub helped: String,
    /// Names of what both had.
    pub services: Vec<String>,
    pub alerts: Vec<String>,
}

/// The likest first; of equals the newest.
pub async fn similar(q: &mut dyn Query, cx: &Cx, incident: &Incident) -> Outcome<Vec<Similar>> {
    let past = similar_store::candidates(q, &cx.who, incident.id).await?;
    if past.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = past.iter().chain([incident]).map(|incident| incident.id.0).collect();
    let mut services = services(q, ids.clone()).await?;
    let mut alerts = similar_store::alert_names(q, ids).await?;
    let mut traits = |incident: &Incident| {
        let (services, alerts) = (services.remove(&incident.id.0), alerts.remove(&incident.id.0));
        let text = format!("{} {}", incident.title, incident.impact);
        Traits::of(&text, services.unwrap_or_default(), alerts.unwrap_or_default())
    };
    let now = traits(incident);
    let mut found: Vec<(Incident, Likeness)> = Vec::new();
    for past in past {
        let likeness = likeness(&now, &traits(&past));
        found.extend(likeness.map(|likeness| (past, likeness)));
    }
    found.sort_by(|(one, a), (other, b)| b.score.total_cmp(&a.score).then(other.count.cmp(&one.count)));
    found.truncate(MOST);
    let ids = found.iter().map(|(incident, _)| incident.id.0).collect();
    let mut helped: BTreeMap<Uuid, String> = BTreeMap::new();
    for event in ryugaku_ledger::about_any(q, &cx.who, &["incident.resolved"], ids).await? {
        if let Some(incident) = event.id_of("incident") {
            helped.insert(incident, event.text.unwrap_or_default());
        }
    }
    let shown = |(incident, likeness): (Incident, Likeness)| Similar {
        number: incident.number().to_string(),
        took: incident.resolved_at().map(|at| at.since(incident.began_at)),
        helped: helped.remove(&incident.id.0).unwrap_or_default(),
        title: incident.title,
        severity: incident.severity,
        is_restricted: incident.is_restricted,
        began_at: incident.began_at,
        services: likeness.services,
        alerts: likeness.alerts,
    };
    Ok(found.into_iter().map(shown).collect())
}

/// The names of what each hit, as far as the catalog still has it.
async fn services(q: &mut dyn Query, incidents: Vec<Uuid>) -> Outcome<HashMap<Uuid, BTreeSet<String>>> {
    let pairs = link_store::services(q, incidents).await?;
    let names: HashMap<Uuid, String> =
        catalog::services(q).await?.into_iter().map(|service| (service.id, service.name)).collect();
    let mut found: HashMap<Uuid, BTreeSet<String>> = HashMap::new();
    for (incident, service) in pairs {
        if let Some(name) = names.get(&service) {
            found.entry(incident).or_default().insert(name.clone());
        }
    }
    Ok(found)
}

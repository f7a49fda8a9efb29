//! What other slices may know of an alert.

use std::collections::{BTreeMap, HashMap, HashSet};

use ryugaku_alerting::Fingerprint;
use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::alert::{fingerprints, subject};
use super::{Alert, store};

#[derive(Clone, Debug)]
pub struct AlertBrief {
    /// 16 hexadecimal digits, as Alertmanager gives them; the alert's place in addresses.
    pub fingerprint: String,
    /// The label `alertname`.
    pub name: String,
    /// The annotation `summary`, else `description`, else empty.
    pub summary: String,
    pub labels: BTreeMap<String, String>,
    pub firing: bool,
    pub starts_at: Time,
}

impl AlertBrief {
    /// What it is called where it needs a name.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { "{}" } else { &self.name }
    }
}

/// The alerts of these fingerprints that have ever come in, firing or not, in the order asked for. What is no
/// fingerprint is passed over.
pub async fn briefs(q: &mut dyn Query, fingerprints: &[String]) -> Outcome<Vec<AlertBrief>> {
    let wanted: Vec<Fingerprint> = fingerprints.iter().filter_map(|text| text.parse().ok()).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let found: BTreeMap<Fingerprint, Alert> =
        store::by_fingerprints(q, &wanted).await?.into_iter().map(|alert| (alert.fingerprint, alert)).collect();
    Ok(wanted.iter().filter_map(|fingerprint| found.get(fingerprint)).map(brief).collect())
}

/// The alerts that the ledger names by these ids and that are still kept.
pub async fn of_subjects(q: &mut dyn Query, ids: HashSet<Uuid>) -> Outcome<HashMap<Uuid, AlertBrief>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted: Vec<Fingerprint> = ids.iter().flat_map(|id| fingerprints(*id)).collect();
    let found = store::by_fingerprints(q, &wanted).await?;
    Ok(found.iter().map(|alert| (subject(alert.fingerprint), brief(alert))).collect())
}

fn brief(alert: &Alert) -> AlertBrief {
    AlertBrief {
        fingerprint: alert.id(),
        name: alert.name.clone(),
        summary: alert.summary().to_owned(),
        labels: alert.labels.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        firing: alert.firing,
        starts_at: alert.starts_at,
    }
}

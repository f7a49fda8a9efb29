//! What other slices may know of an alert.

use std::collections::BTreeMap;

use ryugaku_alerting::Fingerprint;
use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Time};

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

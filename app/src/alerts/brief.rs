//! What other slices may know of an alert.

use std::collections::BTreeMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Time};

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

/// The alerts of these fingerprints that have ever come in, firing or not.
pub async fn briefs(_q: &mut impl Query, _fingerprints: &[String]) -> Outcome<Vec<AlertBrief>> {
    Ok(Vec::new())
}

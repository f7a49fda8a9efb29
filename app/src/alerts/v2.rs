//! Firing alerts as Alertmanager's API gives them.

use ryugaku_alerting::{Active, Matcher};
use ryugaku_db::Query;
use ryugaku_kernel::Outcome;

use super::store;

pub struct ReadFilter {
    pub active: bool,
    pub matchers: Vec<Matcher>,
    /// A regular expression for the receiver's name.
    pub receiver: Option<Matcher>,
}

impl Default for ReadFilter {
    fn default() -> Self {
        Self { active: true, matchers: Vec::new(), receiver: None }
    }
}

/// By fingerprint. The caller has checked who asks.
pub async fn gettable(q: &mut dyn Query, filter: &ReadFilter) -> Outcome<Vec<Active>> {
    if !filter.active {
        return Ok(Vec::new());
    }
    let mut found = store::firing(q).await?;
    found.retain(|alert| filter.matchers.iter().all(|matcher| matcher.matches(&alert.labels)));
    Ok(found.iter().map(super::Alert::to_active).collect())
}

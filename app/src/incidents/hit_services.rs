//! Services as callers name them: by id or by slug.

use ryugaku_db::Query;
use ryugaku_kernel::{Failure, Msg, Outcome};

use super::incident::MOST_SERVICES;
use crate::catalog::{self, ServiceBrief};

/// Each once, in the catalog's order; one that is unknown is refused by its place, as `services[1]`.
pub async fn resolve(q: &mut dyn Query, given: &[String]) -> Outcome<Vec<ServiceBrief>> {
    if given.is_empty() {
        return Ok(Vec::new());
    }
    if given.len() > MOST_SERVICES {
        return Err(Failure::invalid_msg("services", Msg::new("incident-too-many").with("most", MOST_SERVICES)));
    }
    let known = catalog::services(q).await?;
    let mut wanted = Vec::new();
    for (at, text) in given.iter().enumerate() {
        let found = known.iter().position(|service| service.slug == *text || service.id.to_string() == *text);
        wanted.push(found.ok_or_else(|| Failure::invalid(format!("services[{at}]"), "failure-unknown"))?);
    }
    wanted.sort_unstable();
    wanted.dedup();
    Ok(wanted.into_iter().map(|place| known[place].clone()).collect())
}

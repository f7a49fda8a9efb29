//! What other slices may know of post-mortems.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::postmortem::State;
use super::{list_store, store};
use crate::incidents;

/// Where each of these incidents stands with its post-mortem.
pub async fn states(q: &mut dyn Query, incidents: Vec<Uuid>) -> Outcome<HashMap<Uuid, (State, Option<Time>)>> {
    let found = store::states(q, incidents).await?;
    Ok(found.into_iter().map(|(incident, state, due)| (incident, (state, due))).collect())
}

/// The numbers of the incidents that these post-mortems are of, by the post-mortem's id.
pub async fn numbers(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<(Uuid, String)>> {
    let found = list_store::of_ids(q, ids).await?;
    let incidents = incidents::of_events(q, found.iter().map(|one| one.incident).collect()).await?;
    let numbers: HashMap<Uuid, String> = incidents.into_iter().map(|incident| (incident.id, incident.number)).collect();
    Ok(found.into_iter().filter_map(|one| Some((one.id.0, numbers.get(&one.incident)?.clone()))).collect())
}

//! Words of the timeline that were taken away after the draft was made of it, in which they may stand still.

use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Outcome};

use super::postmortem::{Postmortem, State};
use crate::incidents::{self, Incident};

/// Deleted in the chat where they were said, or redacted here.
const KINDS: [&str; 2] = ["incident.collected_no_more", "text.redacted"];

/// Whether whoever writes should look for them. What is published was read by others.
pub async fn withdrawn(q: &mut dyn Query, who: &Actor, incident: &Incident, postmortem: &Postmortem) -> Outcome<bool> {
    if postmortem.state == State::Published {
        return Ok(false);
    }
    let whole = incidents::store::whole(q, incident.id).await?;
    let events = ryugaku_ledger::about_any(q, who, &KINDS, whole).await?;
    Ok(events.iter().any(|event| event.happened_at >= postmortem.written_at))
}

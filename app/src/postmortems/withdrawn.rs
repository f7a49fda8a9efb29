//! Words of the timeline that were taken away after the draft was made of it, in which they may stand still.

use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Outcome};
use ryugaku_ledger::Event;
use serde_json::Value;

use super::postmortem::{Postmortem, State};
use super::store;
use crate::incidents::{self, Incident};

const REDACTED: &str = "text.redacted";
/// Deleted in the chat where they were said.
const DELETED: &str = "incident.collected_no_more";

/// Whether whoever writes should look for them: nobody has saved the text by hand since. What is published was read by others.
pub async fn withdrawn(q: &mut dyn Query, who: &Actor, incident: &Incident, postmortem: &Postmortem) -> Outcome<bool> {
    if postmortem.state == State::Published {
        return Ok(false);
    }
    let whole = incidents::store::whole(q, incident.id).await?;
    let mut events = ryugaku_ledger::about_any(q, who, &[REDACTED, DELETED], whole.clone()).await?;
    let saved = store::saved_at(q, postmortem.id).await?;
    events.retain(|event| event.recorded_at >= postmortem.written_at);
    events.retain(|event| saved.is_none_or(|saved| event.recorded_at > saved));
    let position = |event: &Event| event.facts.get("position").and_then(Value::as_i64);
    let redacted = events.iter().filter(|event| event.kind == REDACTED).filter_map(position).collect();
    let mut words = ryugaku_ledger::many(q, who, redacted).await?;
    // Which of the collected ones it was is not on record.
    if events.iter().any(|event| event.kind == DELETED) {
        words.extend(ryugaku_ledger::about_any(q, who, &["incident.collected"], whole).await?);
    }
    Ok(words.iter().any(|event| event.recorded_at <= postmortem.written_at))
}

//! Words of the timeline that were taken away after the draft was made of it, in which they may stand still.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::Event;
use serde_json::Value;

use super::postmortem::{Postmortem, State};
use super::{gather, keep, store};
use crate::incidents::{self, Incident};

const REDACTED: &str = "text.redacted";
/// Deleted in the chat where they were said.
const DELETED: &str = "incident.collected_no_more";

/// Whether whoever writes should look for them: the text may hold them, and nobody has saved it by hand since. What is published was
/// read by others.
pub async fn withdrawn(q: &mut dyn Query, cx: &Cx, incident: &Incident, postmortem: &Postmortem) -> Outcome<bool> {
    let who = &cx.who;
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
    Ok(words.iter().any(|event| event.recorded_at <= postmortem.written_at)
        && may_hold(q, cx, incident, postmortem).await?)
}

/// As it is saved, or as it is being written. They are on record nowhere but in the draft; where it does not show them, they may be there.
async fn may_hold(q: &mut dyn Query, cx: &Cx, incident: &Incident, postmortem: &Postmortem) -> Outcome<bool> {
    let written = ryugaku_ledger::about_any(q, &cx.who, &["postmortem.written"], vec![incident.id.0]).await?;
    let draft = store::body_at(q, postmortem.id, 1).await?;
    let (Some(written), Some(draft)) = (written.first(), draft) else { return Ok(true) };
    let facts = gather::gather(q, cx, incident).await?;
    let Some(words) = facts.taken_away(&draft, written.position) else { return Ok(true) };
    let together = keep::text(q, postmortem.id).await?.unwrap_or_default();
    let holds = |words: &String| {
        // Out of the table a bar stands as it is.
        let plain = words.replace("\\|", "|");
        [&postmortem.body, &together].into_iter().any(|text| text.contains(words) || text.contains(&plain))
    };
    Ok(words.iter().any(holds))
}

//! Beginning a post-mortem: a draft from what is known of the incident.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::due::due;
use super::postmortem::{Postmortem, PostmortemId, State};
use super::{draft, gather, store};
use crate::incidents::{self, Incident};

/// Once the incident is resolved, in the language of the organisation.
pub async fn write(tx: &mut Tx, cx: &Cx, count: i64) -> Outcome<Postmortem> {
    cx.require_act()?;
    // Of who drafts and who changes how severe it is, or ends it, one sees what the other did.
    incidents::store::hold(tx, count).await?;
    let incident = incidents::store::to_change(tx, &cx.who, count).await?;
    if incident.status.is_open() {
        return Err(Failure::conflict("postmortem-resolve-first"));
    }
    let facts = gather::gather(tx, cx, &incident).await?;
    let now = cx.now();
    let postmortem = Postmortem {
        id: PostmortemId(cx.new_id()),
        incident: incident.id.0,
        body: draft::draft(&facts),
        state: State::Draft,
        due: due(tx, &incident).await?,
        writer: cx.who.person(),
        written_at: now,
        changed_at: now,
        changed_by: cx.who.person(),
        published_at: None,
        source: None,
        version: 1,
    };
    store::insert(tx, &postmortem).await?;
    tx.record(cx, event("postmortem.written", &postmortem, &incident));
    Ok(postmortem)
}

/// An event of a post-mortem: whoever looks at the incident sees it too.
pub(super) fn event(kind: &'static str, postmortem: &Postmortem, incident: &Incident) -> NewEvent {
    let event = NewEvent::of(kind).about("postmortem", postmortem.id).about("incident", incident.id);
    event.fact("incident", incident.number().to_string())
}

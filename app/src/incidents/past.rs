//! Incidents that were over before they came here, and what other slices may read of how severe one was.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome, Time};
use ryugaku_ledger::{NewEvent, Tx};

use super::incident::{self, Incident, IncidentId, Reached};
use super::severity::Severity;
use super::status::Status;
use super::{facts, response_store, store};

/// An incident as something that was written of it says.
pub struct Past {
    pub title: String,
    pub severity: Severity,
    pub began_at: Time,
    /// Never before it began.
    pub detected_at: Time,
    pub repaired_at: Option<Time>,
    pub resolved_at: Time,
}

/// Closed, so that it asks nobody for anything.
pub async fn import(tx: &mut Tx, cx: &Cx, past: Past) -> Outcome<Incident> {
    cx.require_act()?;
    let id = IncidentId(cx.new_id());
    let mut incident = Incident::opened(id, 0, past.title, past.severity, past.detected_at);
    (incident.began_at, incident.status) = (past.began_at, Status::Closed);
    let resolved = Some(past.resolved_at);
    incident.reached = Reached::of([Some(past.detected_at), None, None, past.repaired_at, resolved, resolved]);
    incident::check(&incident, 0)?;
    if past.resolved_at < past.detected_at || past.resolved_at > cx.now() {
        return Err(Failure::invalid("resolved_at", "postmortem-times-wrong"));
    }
    incident.count = store::take_number(tx).await?;
    store::insert(tx, &incident).await?;
    // What a new one has not reached yet.
    store::update(tx, &mut incident).await?;
    let event = NewEvent::of("incident.imported").about("incident", incident.id);
    tx.record(cx, event.fact("number", incident.number().to_string()));
    Ok(incident)
}

/// How severe it was from when on; none of one that was imported.
pub async fn severities(q: &mut dyn Query, incident: &Incident) -> Outcome<Vec<(Time, Severity)>> {
    let mut asked = response_store::asked(q, &[incident.id.0]).await?;
    let asked = asked.remove(&incident.id.0).unwrap_or_default();
    Ok(asked.into_iter().map(|asked| (asked.at, asked.severity)).collect())
}

/// Until when the severity policy wants its post-mortem.
pub async fn postmortem_due(q: &mut dyn Query, incident: &Incident) -> Outcome<Option<Time>> {
    Ok(facts::one(q, incident).await?.postmortem_due())
}

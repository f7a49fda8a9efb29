//! What other slices may know of an incident: enough for a line that leads to it.

use std::collections::HashMap;

use ryugaku_alerting::Fingerprint;
use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Limit, Outcome, Time, Uuid};

use super::incident::Incident;
use super::list_store::{self, Filter, State};
use super::severity::Severity;
use super::status::Status;
use crate::people;

#[derive(Clone, Debug)]
pub struct IncidentBrief {
    pub id: Uuid,
    /// `INC-214`; its page is `/incidents/INC-214`.
    pub number: String,
    pub title: String,
    pub severity: Severity,
    pub status: Status,
    pub began_at: Time,
    pub opened_at: Time,
    /// Since when it has stood in its status.
    pub since: Time,
    pub resolved_at: Option<Time>,
    pub is_restricted: bool,
    /// The key of how it stands, in a word.
    pub standing: &'static str,
    pub commander: Option<Uuid>,
    pub commander_name: Option<String>,
    /// A drill.
    pub practice: bool,
}

/// Those that go on, worst first, then oldest first; at most 200.
pub async fn open_now(q: &mut dyn Query, who: &Actor) -> Outcome<Vec<IncidentBrief>> {
    let filter = Filter { state: Some(State::Open), ..Filter::default() };
    let mut open = list_store::page(q, who, &filter, None, Limit::of(i64::MAX)).await?.items;
    open.sort_by_key(|incident| (incident.severity, incident.count));
    briefs(q, open).await
}

/// What somebody commands and is not closed, worst first, then oldest first.
pub async fn held_by(q: &mut dyn Query, who: &Actor, person: Uuid) -> Outcome<Vec<IncidentBrief>> {
    let incidents = list_store::held(q, who, person).await?;
    briefs(q, incidents).await
}

/// How many go on.
pub async fn count_open(q: &mut dyn Query, who: &Actor) -> Outcome<i64> {
    list_store::count_open(q, who).await
}

/// Those that an alert is linked to, newest first; at most 20.
pub async fn of_alert(q: &mut dyn Query, who: &Actor, fingerprint: &str) -> Outcome<Vec<IncidentBrief>> {
    let incidents = list_store::of_alert(q, who, fingerprint).await?;
    briefs(q, incidents).await
}

/// Those that an alert is linked to, each with when it was, oldest first; at most 20.
pub async fn linked(q: &mut dyn Query, who: &Actor, fingerprint: &str) -> Outcome<Vec<(IncidentBrief, Time)>> {
    let links = list_store::linked(q, fingerprint).await?;
    let incidents = of_ids(q, who, links.iter().map(|(id, _)| *id).collect()).await?;
    let since = |id: Uuid| links.iter().find(|(other, _)| *other == id).map(|(_, at)| *at);
    let linked = incidents.into_iter().filter_map(|incident| since(incident.id).map(|at| (incident, at)));
    let mut linked: Vec<_> = linked.collect();
    linked.sort_by_key(|(_, at)| *at);
    Ok(linked)
}

/// The incidents that any of these alerts is or was linked to, newest first, each with those alerts' fingerprints.
pub async fn of_alerts(
    q: &mut dyn Query,
    who: &Actor,
    fingerprints: &[String],
) -> Outcome<Vec<(IncidentBrief, Vec<String>)>> {
    let links = list_store::links_of(q, fingerprints).await?;
    let incidents = of_ids(q, who, links.iter().map(|(_, id)| *id).collect()).await?;
    let alerts = |id: Uuid| links.iter().filter(|(_, other)| *other == id).map(|(alert, _)| alert.clone()).collect();
    Ok(incidents
        .into_iter()
        .map(|incident| {
            let alerts = alerts(incident.id);
            (incident, alerts)
        })
        .collect())
}

/// Which incident that goes on each of its alerts is linked to; of several the one it was linked to last.
pub async fn linked_now(q: &mut dyn Query, who: &Actor) -> Outcome<HashMap<Fingerprint, Uuid>> {
    let links = list_store::links_of_open(q, who).await?;
    Ok(links.into_iter().filter_map(|(alert, incident)| Some((alert.parse().ok()?, incident))).collect())
}

/// Those of these ids that there are, newest first.
pub async fn of_ids(q: &mut dyn Query, who: &Actor, ids: Vec<Uuid>) -> Outcome<Vec<IncidentBrief>> {
    let incidents = list_store::of_ids(q, who, ids).await?;
    briefs(q, incidents).await
}

/// Those that events are about which the reader sees: whoever may see the event may know of what it is about.
pub async fn of_events(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<IncidentBrief>> {
    of_ids(q, &Actor::system(), ids).await
}

/// The last one that was opened, if any ever was.
pub async fn newest(q: &mut dyn Query, who: &Actor) -> Outcome<Option<IncidentBrief>> {
    let page = list_store::page(q, who, &Filter::default(), None, Limit::of(1)).await?;
    Ok(briefs(q, page.items).await?.pop())
}

pub(super) async fn briefs(q: &mut dyn Query, incidents: Vec<Incident>) -> Outcome<Vec<IncidentBrief>> {
    let names = people::names(q, incidents.iter().filter_map(|incident| incident.commander)).await?;
    let brief = |incident: Incident| IncidentBrief {
        number: incident.number().to_string(),
        since: incident.since(),
        resolved_at: incident.resolved_at(),
        commander_name: incident.commander.and_then(|id| names.get(&id).cloned()),
        id: incident.id.0,
        is_restricted: incident.is_restricted,
        standing: incident.standing(),
        title: incident.title,
        severity: incident.severity,
        status: incident.status,
        began_at: incident.began_at,
        opened_at: incident.opened_at,
        commander: incident.commander,
        practice: incident.practice,
    };
    Ok(incidents.into_iter().map(brief).collect())
}

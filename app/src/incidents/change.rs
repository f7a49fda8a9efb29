//! Changing what an incident is called, how bad it is, what it hits and when it began.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome, Time, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::incident::{self, Incident};
use super::severity::Severity;
use super::users::Share;
use super::{ask, hit_services, link_store, store};
use crate::{catalog, postmortems, words};

/// What is `None` stays.
#[derive(Default)]
pub struct IncidentChange {
    pub title: Option<String>,
    pub severity: Option<Severity>,
    /// Ids or slugs; all of them, not those that are added.
    pub services: Option<Vec<String>>,
    pub impact: Option<String>,
    /// `Some(None)`: nobody knows.
    pub users_share: Option<Option<Share>>,
    pub users_source: Option<String>,
    pub call_url: Option<String>,
    pub began_at: Option<Time>,
}

/// As it is now, and as it was.
pub struct Changed {
    pub incident: Incident,
    pub before: Incident,
}

/// `expected` is the version the caller has read. A change that changes nothing is not recorded.
pub async fn change(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    expected: Option<i64>,
    change: IncidentChange,
) -> Outcome<Incident> {
    cx.require_act()?;
    change_from(tx, cx, count, expected, change).await.map(|changed| changed.incident)
}

/// The same for who says what it was: of two who change it at once, the second learns what the first made of it.
pub async fn change_from(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    expected: Option<i64>,
    change: IncidentChange,
) -> Outcome<Changed> {
    cx.require_act()?;
    // Of who changes how severe it is and who opens it up, one sees what the other did: whom to tell comes of both.
    store::hold(tx, count).await?;
    let mut incident = store::to_change(tx, &cx.who, count).await?;
    if expected.is_some_and(|version| version != incident.version) {
        return Err(Failure::Stale);
    }
    let before = incident.clone();
    let was = services_of(tx, &incident).await?;
    incident.title = change.title.map_or(incident.title, |title| words::one_line(&title));
    incident.severity = change.severity.unwrap_or(incident.severity);
    incident.impact = change.impact.map_or(incident.impact, |impact| impact.trim().into());
    incident.users.share = change.users_share.unwrap_or(incident.users.share);
    incident.users.source = change.users_source.map_or(incident.users.source, |source| source.trim().into());
    incident.call_url = change.call_url.map_or(incident.call_url, |address| address.trim().into());
    incident.began_at = change.began_at.unwrap_or(incident.began_at);
    let now_hit: Vec<Uuid> = match &change.services {
        Some(given) => hit_services::resolve(tx, given).await?.into_iter().map(|service| service.id).collect(),
        None => was.clone(),
    };
    incident::check(&incident, now_hit.len())?;
    let same_services = now_hit.len() == was.len() && now_hit.iter().all(|service| was.contains(service));
    let changed = [
        ("title", before.title != incident.title),
        ("severity", before.severity != incident.severity),
        ("services", !same_services),
        ("impact", before.impact != incident.impact),
        ("users_share", before.users.share != incident.users.share),
        ("users_source", before.users.source != incident.users.source),
        ("call_url", before.call_url != incident.call_url),
        ("began_at", before.began_at != incident.began_at),
    ];
    let fields: Vec<&str> = changed.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect();
    if fields.is_empty() {
        return Ok(Changed { incident, before });
    }
    store::update(tx, &mut incident).await?;
    if !same_services {
        link_store::set_services(tx, incident.id, &now_hit).await?;
    }
    if !same_services || before.severity != incident.severity {
        let known = catalog::services(tx).await?.into_iter().filter(|service| now_hit.contains(&service.id));
        ask::ask(tx, cx, &incident, &known.collect::<Vec<_>>()).await?;
        postmortems::due_anew(tx, &incident).await?;
    }
    let (severity, others): (Vec<&str>, Vec<&str>) = fields.into_iter().partition(|field| *field == "severity");
    if !others.is_empty() {
        tx.record(cx, event(&incident, &others, &now_hit));
    }
    // Always of its own, and last: with it is said what the policy asks for from now on.
    if !severity.is_empty() {
        let event = NewEvent::of("incident.severity_changed").about("incident", incident.id);
        tx.record(cx, event.fact("from", before.severity.name()).fact("to", incident.severity.name()));
    }
    Ok(Changed { incident, before })
}

async fn services_of(q: &mut dyn Query, incident: &Incident) -> Outcome<Vec<Uuid>> {
    let pairs = link_store::services(q, vec![incident.id.0]).await?;
    Ok(pairs.into_iter().map(|(_, service)| service).collect())
}

fn event(after: &Incident, fields: &[&str], services: &[Uuid]) -> NewEvent {
    let mut event = NewEvent::of("incident.changed").about("incident", after.id);
    if fields.contains(&"services") {
        event = services.iter().fold(event, |event, service| event.about("service", *service));
    }
    if fields.contains(&"began_at") {
        event = event.fact("began_at", after.began_at.to_string());
    }
    event.fact("fields", fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>())
}

//! What a rule of the routes does by itself: it opens an incident from alerts, and links further ones to it.

use std::collections::{BTreeSet, HashSet};

use ryugaku_alerting::Fingerprint;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_routing::{OpeningId, StormId};

use super::incident::{EARLIEST_BEGIN, Incident, IncidentId, LONGEST_TITLE, MOST_ALERTS, MOST_SERVICES};
use super::link_alert::{find, linked};
use super::open::{NewIncident, opened, propose};
use super::severity::Severity;
use super::{link_store, list_store, rule_store};
use crate::catalog;

/// Where the rule stands in the routes.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Of the routes.
    pub version: i64,
    /// From 1.
    pub number: usize,
}

pub struct ByRule {
    pub rule: Rule,
    pub opening: OpeningId,
    pub storm: StormId,
    pub severity: Severity,
    pub alerts: Vec<Fingerprint>,
    /// What labels call the services; those that are not known are passed over.
    pub services: BTreeSet<String>,
    /// For alerts that have neither a summary nor a name; of what was asked about first, the title under which it was.
    pub title: String,
    /// Somebody was asked first.
    pub asked: bool,
}

/// As the first of these alerts says, else `fallback`.
pub async fn title(q: &mut dyn Query, alerts: &[Fingerprint], fallback: &str) -> Outcome<String> {
    let alerts: Vec<String> = alerts.iter().map(Fingerprint::to_string).collect();
    let proposed = propose(q, &alerts).await?.title;
    Ok(if proposed.is_empty() { fallback.chars().take(LONGEST_TITLE).collect() } else { proposed })
}

/// `team` is whose the alerts are: while no service is known to be hit, it is theirs. Of more alerts than an incident holds the first
/// are linked, and the event says how many were left out.
pub async fn open(tx: &mut Tx, cx: &Cx, new: ByRule, team: Option<Uuid>) -> Outcome<Incident> {
    cx.require_act()?;
    let linked = new.alerts.len().min(MOST_ALERTS);
    let alerts: Vec<String> = new.alerts[..linked].iter().map(Fingerprint::to_string).collect();
    let proposal = propose(tx, &alerts).await?;
    let named = catalog::services(tx).await?.into_iter().filter(|service| new.services.contains(&service.slug));
    let services: BTreeSet<Uuid> = proposal.services.into_iter().chain(named.map(|service| service.id)).collect();
    let title = match new.asked || proposal.title.is_empty() {
        true => new.title.chars().take(LONGEST_TITLE).collect(),
        false => proposal.title,
    };
    let (now, left) = (cx.now(), new.alerts.len() - linked);
    let began_at = proposal.began_at.map(|at| at.min(now).max(now.minus(EARLIEST_BEGIN)));
    let wanted = NewIncident {
        title,
        severity: new.severity,
        services: services.iter().take(MOST_SERVICES).map(Uuid::to_string).collect(),
        impact: String::new(),
        began_at,
        alerts,
        practice: None,
        restricted_to: None,
    };
    let (incident, event) = opened(tx, cx, wanted).await?;
    rule_store::insert(tx, incident.id, new.opening, new.storm).await?;
    let event = team.iter().fold(event, |event, team| event.fact("team", team.to_string()));
    tx.record(cx, by(event, new.rule).fact("left", left));
    Ok(incident)
}

/// Of these alerts those that may still be linked: neither are they, nor has somebody taken the link away.
pub async fn fresh(q: &mut dyn Query, incident: Uuid, alerts: &[Fingerprint]) -> Outcome<Vec<Fingerprint>> {
    let known = link_store::alerts(q, IncidentId(incident)).await?;
    if known.len() >= MOST_ALERTS {
        return Ok(Vec::new());
    }
    let known: HashSet<String> = known.into_iter().map(|alert| alert.fingerprint).collect();
    let mut fresh: Vec<Fingerprint> =
        alerts.iter().copied().filter(|alert| !known.contains(&alert.to_string())).collect();
    if !fresh.is_empty() {
        let taken = ryugaku_ledger::about_inside(q, &["incident.alert_unlinked"], incident).await?;
        let taken: HashSet<&str> = taken.iter().filter_map(|event| event.fact("fingerprint")).collect();
        fresh.retain(|alert| !taken.contains(alert.to_string().as_str()));
    }
    Ok(fresh)
}

/// As many of them as it holds; one event for all of them.
pub async fn link(tx: &mut Tx, cx: &Cx, incident: Uuid, rule: Rule, alerts: &[Fingerprint]) -> Outcome<Incident> {
    cx.require_act()?;
    let incident = list_store::of_ids(tx, &cx.who, vec![incident]).await?.pop().ok_or(Failure::NotFound("incident"))?;
    let fresh = fresh(tx, incident.id.0, alerts).await?;
    let room = MOST_ALERTS.saturating_sub(link_store::alerts(tx, incident.id).await?.len());
    let chosen: Vec<String> = fresh.iter().take(room).map(Fingerprint::to_string).collect();
    for alert in find(tx, "alerts", &chosen).await? {
        link_store::link(tx, incident.id, &linked(&alert, cx.now())).await?;
    }
    if !chosen.is_empty() {
        let event = NewEvent::of("incident.alerts_linked").about("incident", incident.id);
        let event = event.fact("linked", chosen.len()).fact("left", fresh.len() - chosen.len());
        tx.record(cx, by(event, rule));
    }
    Ok(incident)
}

fn by(event: NewEvent, rule: Rule) -> NewEvent {
    event.fact("rule", rule.number).fact("version", rule.version)
}

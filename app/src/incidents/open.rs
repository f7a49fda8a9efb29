//! Opening an incident, by hand or from alerts; and what a form is filled with when it comes from alerts.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Time, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::incident::{self, Incident, IncidentId, MOST_ALERTS};
use super::link_alert::{self, linked};
use super::severity::Severity;
use super::{ask, hit_services, link_store, restrict, store};
use crate::alerts::AlertBrief;
use crate::catalog::ServiceBrief;
use crate::{drills, words};

pub struct NewIncident {
    pub title: String,
    pub severity: Severity,
    /// Ids or slugs.
    pub services: Vec<String>,
    pub impact: String,
    /// Unset: the earliest start of the alerts, else now.
    pub began_at: Option<Time>,
    /// Fingerprints.
    pub alerts: Vec<String>,
    /// A drill, and what it is played from.
    pub practice: Option<Practice>,
    /// Only whoever opens it and these people know of it; unset: everybody may.
    pub restricted_to: Option<Vec<String>>,
}

#[derive(Clone, Debug, Default)]
pub struct Practice {
    /// A scenario's number; empty: none.
    pub scenario: String,
}

pub async fn open(tx: &mut Tx, cx: &Cx, new: NewIncident) -> Outcome<Incident> {
    cx.require_act()?;
    let (incident, event) = opened(tx, cx, new).await?;
    tx.record(cx, event);
    Ok(incident)
}

/// Writes it; the caller records the event. Refuses before it has written anything.
pub(super) async fn opened(tx: &mut Tx, cx: &Cx, new: NewIncident) -> Outcome<(Incident, NewEvent)> {
    if new.alerts.len() > MOST_ALERTS {
        return Err(Failure::invalid_msg("alerts", Msg::new("incident-too-many").with("most", MOST_ALERTS)));
    }
    let services = hit_services::resolve(tx, &new.services).await?;
    let alerts = link_alert::find(tx, "alerts", &new.alerts).await?;
    let now = cx.now();
    let mut incident = Incident::opened(IncidentId(cx.new_id()), 0, words::one_line(&new.title), new.severity, now);
    incident.impact = new.impact.trim().into();
    // An alert may name a start that is still to come, as Alertmanager does for one that names its end alone.
    let alerted = earliest(&alerts).map(|at| at.min(now));
    incident.began_at = new.began_at.or(alerted).unwrap_or(now);
    incident.practice = new.practice.is_some();
    incident::check(&incident, services.len())?;
    // Last, so that a refused form costs no number.
    incident.count = store::take_number(tx).await?;
    store::insert(tx, &incident).await?;
    let service_ids: Vec<Uuid> = services.iter().map(|service| service.id).collect();
    link_store::set_services(tx, incident.id, &service_ids).await?;
    if let Some(practice) = &new.practice {
        drills::begin(tx, cx, incident.id.0, &practice.scenario).await?;
    }
    for alert in &alerts {
        link_store::link(tx, incident.id, &linked(alert, now)).await?;
    }
    if let Some(people) = &new.restricted_to {
        restrict::draw(tx, cx, &mut incident, Vec::new(), people).await?;
    }
    // After the veil is drawn: of a restricted one nobody is told by itself.
    ask::ask(tx, cx, &incident, &services).await?;
    let event = NewEvent::of("incident.opened").about("incident", incident.id);
    let event = service_ids.iter().fold(event, |event, service| event.about("service", *service));
    let event = event.fact("number", incident.number().to_string()).fact("severity", incident.severity.name());
    let mut event = event.fact("alerts", alerts.len());
    if incident.practice {
        event = event.fact("practice", true);
    }
    Ok((incident, event))
}

/// What a new incident from alerts would say.
#[derive(Debug, Default, PartialEq)]
pub struct Proposal {
    pub title: String,
    pub severity: Option<Severity>,
    pub services: Vec<Uuid>,
    pub began_at: Option<Time>,
}

/// From the alerts as they came in; alerts that are not known add nothing.
pub async fn propose(q: &mut dyn Query, fingerprints: &[String]) -> Outcome<Proposal> {
    let alerts = crate::alerts::briefs(q, fingerprints).await?;
    let services = crate::catalog::services(q).await?;
    Ok(proposal(&alerts, &services))
}

fn proposal(alerts: &[AlertBrief], services: &[ServiceBrief]) -> Proposal {
    let mut alerts: Vec<&AlertBrief> = alerts.iter().collect();
    alerts.sort_by_key(|alert| alert.starts_at);
    let Some(first) = alerts.first() else { return Proposal::default() };
    let title = if first.summary.trim().is_empty() { &first.name } else { &first.summary };
    let hit = |service: &&ServiceBrief| {
        alerts.iter().any(|alert| alert.labels.get("service").is_some_and(|label| *label == service.slug))
    };
    let severities = alerts.iter().filter_map(|alert| Severity::of_label(alert.labels.get("severity")?));
    Proposal {
        title: title.trim().chars().take(incident::LONGEST_TITLE).collect(),
        severity: severities.min(),
        services: services.iter().filter(hit).map(|service| service.id).collect(),
        began_at: Some(first.starts_at),
    }
}

/// When the first of them began firing.
fn earliest(alerts: &[AlertBrief]) -> Option<Time> {
    alerts.iter().map(|alert| alert.starts_at).min()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn alert(name: &str, summary: &str, labels: &[(&str, &str)], starts_at: i64) -> AlertBrief {
        let labels: BTreeMap<String, String> =
            labels.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let starts_at = Time(starts_at);
        AlertBrief {
            fingerprint: "00000000000000ff".into(),
            name: name.into(),
            summary: summary.into(),
            labels,
            firing: true,
            starts_at,
        }
    }

    fn service(slug: &str) -> ServiceBrief {
        ServiceBrief {
            id: Uuid::from_u128(slug.len() as u128),
            slug: slug.into(),
            name: slug.into(),
            product_id: Uuid::nil(),
            product_slug: String::new(),
            product_name: String::new(),
            team_id: Uuid::nil(),
        }
    }

    #[test]
    fn the_earliest_alert_names_it_and_all_of_them_name_the_services() {
        let services = [service("api"), service("search"), service("checkout-api")];
        let alerts = [
            alert("LatencyP99High", "p99 is high", &[("service", "search"), ("severity", "warning")], 9),
            alert("HighErrorRate", " ", &[("service", "checkout-api"), ("severity", "critical")], 5),
            alert("Watchdog", "", &[("service", "unheard-of"), ("severity", "whatever")], 7),
        ];
        let expected = Proposal {
            title: "HighErrorRate".into(),
            severity: Some(Severity::Sev2),
            services: vec![services[1].id, services[2].id],
            began_at: Some(Time(5)),
        };
        assert_eq!(proposal(&alerts, &services), expected);
        assert_eq!(proposal(&[], &services), Proposal::default());
        let long = alert("A", &"長".repeat(300), &[], 1);
        assert_eq!(proposal(&[long], &[]).title.chars().count(), 200);
    }
}

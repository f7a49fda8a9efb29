//! Linking an alert to an incident, and taking the link away.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Time};
use ryugaku_ledger::{NewEvent, Tx};

use super::incident::{Incident, MOST_ALERTS};
use super::link_store::{self, LinkedAlert};
use super::store;
use crate::alerts::{self, AlertBrief};

/// Also when the incident is over: what belonged to it is often found later.
pub async fn link(tx: &mut Tx, cx: &Cx, count: i64, fingerprint: &str) -> Outcome<Incident> {
    cx.require_act()?;
    // Of two who link at once the second counts what the first linked; and what is merged meanwhile takes it along.
    store::hold(tx, count).await?;
    let incident = store::to_change(tx, &cx.who, count).await?;
    let mut found = find(tx, "fingerprint", &[fingerprint.to_owned()]).await?;
    let alert = found.pop().ok_or(Failure::NotFound("alert"))?;
    if link_store::alerts(tx, incident.id).await?.len() >= MOST_ALERTS {
        return Err(Failure::Conflict(Msg::new("incident-alerts-full").with("most", MOST_ALERTS)));
    }
    if !link_store::link(tx, incident.id, &linked(&alert, cx.now())).await? {
        return Err(Failure::conflict("incident-alert-linked-already"));
    }
    let event = NewEvent::of("incident.alert_linked").about("incident", incident.id);
    tx.record(cx, event.fact("fingerprint", alert.fingerprint.clone()).fact("alert", short(&alert.name)));
    Ok(incident)
}

pub async fn unlink(tx: &mut Tx, cx: &Cx, count: i64, fingerprint: &str) -> Outcome<Incident> {
    cx.require_act()?;
    let incident = store::to_change(tx, &cx.who, count).await?;
    let linked = link_store::alerts(tx, incident.id).await?;
    let alert = linked.into_iter().find(|alert| alert.fingerprint == fingerprint);
    let alert = alert.ok_or(Failure::NotFound("alert"))?;
    link_store::unlink(tx, incident.id, fingerprint).await?;
    let event = NewEvent::of("incident.alert_unlinked").about("incident", incident.id);
    tx.record(cx, event.fact("fingerprint", alert.fingerprint).fact("alert", short(&alert.name)));
    Ok(incident)
}

/// The alerts of these fingerprints, each once; one that never came in is refused.
pub async fn find(q: &mut dyn Query, field: &'static str, fingerprints: &[String]) -> Outcome<Vec<AlertBrief>> {
    let mut wanted: Vec<String> = fingerprints.iter().map(|text| fingerprint_in(text)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let found = alerts::briefs(q, &wanted).await?;
    if wanted.iter().all(|fingerprint| found.iter().any(|alert| alert.fingerprint == *fingerprint)) {
        Ok(found)
    } else {
        Err(Failure::invalid(field, "incident-alert-unknown"))
    }
}

/// A fingerprint as it is typed or as the address of an alert's page.
fn fingerprint_in(text: &str) -> String {
    let path = text.trim().split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase()
}

pub(super) fn linked(alert: &AlertBrief, now: Time) -> LinkedAlert {
    LinkedAlert {
        fingerprint: alert.fingerprint.clone(),
        name: short(&alert.name),
        starts_at: alert.starts_at,
        linked_at: now,
    }
}

/// A label's value may be long; a line in the ledger is not.
fn short(name: &str) -> String {
    name.chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_is_named_by_its_page_too() {
        for text in [
            "00ab00ab00ab00ab",
            " 00AB00AB00AB00AB ",
            "https://ryugaku.example/alerts/00ab00ab00ab00ab",
            "/alerts/00ab00ab00ab00ab/?show=all#now",
        ] {
            assert_eq!(fingerprint_in(text), "00ab00ab00ab00ab", "{text}");
        }
    }
}

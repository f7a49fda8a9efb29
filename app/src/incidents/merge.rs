//! Merging: an incident turns out to be another one, and goes on there. It cannot be undone: what happens from then on, happens
//! to both at once.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::incident::{Incident, MOST_ALERTS, MOST_SERVICES, count_of};
use super::status::Status;
use super::{ask, link_store, restrict, role_store, rule_store, store, tell};
use crate::{backlog, catalog, postmortems};

/// What goes along, as it is told before and after.
#[derive(Clone, Debug)]
pub struct Merging {
    pub from: Incident,
    pub into: Incident,
    pub alerts: usize,
    /// Alerts for which there is no room.
    pub left: usize,
    pub services: usize,
    pub tasks: usize,
    pub roles: usize,
}

/// `into` is a number as people write it. What merging would do, or why it cannot be done.
pub async fn look(q: &mut dyn Query, cx: &Cx, count: i64, into: &str) -> Outcome<Merging> {
    cx.require_act()?;
    let from = store::to_change(q, &cx.who, count).await?;
    let unknown = |_| Failure::invalid("into", "incident-merge-unknown");
    let called = into.trim();
    let into =
        store::by_count(q, &cx.who, count_of(called).map_err(unknown)?).await.map_err(|failure| match failure {
            Failure::NotFound(_) => unknown(failure),
            other => other,
        })?;
    if let Some(msg) = into.miscalled(called) {
        return Err(Failure::invalid_msg("into", msg));
    }
    if into.id == from.id {
        return Err(Failure::invalid("into", "incident-merge-itself"));
    }
    let into = store::to_change(q, &cx.who, into.count).await?;
    if into.practice != from.practice {
        return Err(Failure::conflict("incident-merge-drill"));
    }
    if into.status == Status::Closed {
        return Err(Failure::conflict("incident-merge-into-closed"));
    }
    if !postmortems::states(q, vec![from.id.0]).await?.is_empty() {
        return Err(Failure::conflict("incident-merge-postmortem"));
    }
    match (from.is_restricted, into.is_restricted) {
        (true, false) => return Err(Failure::conflict("incident-merge-restricted-into-open")),
        (false, true) => return Err(Failure::conflict("incident-merge-open-into-restricted")),
        _ => {}
    }
    let there = link_store::alerts(q, into.id).await?;
    let linked = |fingerprint: &str| there.iter().any(|alert| alert.fingerprint == fingerprint);
    let coming = link_store::alerts(q, from.id).await?;
    let coming = coming.iter().filter(|alert| !linked(&alert.fingerprint)).count();
    let alerts = coming.min(MOST_ALERTS.saturating_sub(there.len()));
    let roles = role_store::roles(q, &[from.id.0]).await?;
    let roles = roles.values().flat_map(|roles| roles.values()).map(Vec::len).sum::<usize>();
    Ok(Merging {
        alerts,
        left: coming - alerts,
        services: services(q, &from, &into).await?.1.len(),
        tasks: backlog::of_incident(q, from.id.0).await?.len(),
        roles: roles + usize::from(from.commander.is_some()),
        from,
        into,
    })
}

pub async fn merge(tx: &mut Tx, cx: &Cx, count: i64, into: &str) -> Outcome<Merging> {
    cx.require_act()?;
    // Both held, always in the same order: what becomes restricted, or is linked, at the same moment comes before or after.
    if let Ok(other) = count_of(into.trim()) {
        store::hold(tx, count.min(other)).await?;
        store::hold(tx, count.max(other)).await?;
    }
    let mut merging = look(tx, cx, count, into).await?;
    let Merging { from, into, alerts, left, .. } = &mut merging;
    from.commander = None;
    if from.status != Status::Closed {
        from.enter(Status::Closed, cx.now());
    }
    store::update(tx, from).await?;
    store::update(tx, into).await?;
    store::set_merged(tx, from.id, into.id).await?;
    restrict::join(tx, cx, from, into).await?;
    from.merged_into = Some(into.count);
    tell::withdraw(tx, cx, from).await?;
    let linked: Vec<String> =
        link_store::alerts(tx, into.id).await?.into_iter().map(|alert| alert.fingerprint).collect();
    let coming = link_store::alerts(tx, from.id).await?.into_iter();
    for alert in coming.filter(|alert| !linked.contains(&alert.fingerprint)).take(*alerts) {
        link_store::link(tx, into.id, &alert).await?;
    }
    let (before, added) = services(tx, from, into).await?;
    if !added.is_empty() {
        let all = [before, added].concat();
        link_store::set_services(tx, into.id, &all).await?;
        let known = catalog::services(tx).await?.into_iter().filter(|service| all.contains(&service.id));
        ask::ask(tx, cx, into, &known.collect::<Vec<_>>()).await?;
        postmortems::due_anew(tx, into).await?;
    }
    rule_store::merge(tx, from.id, into.id).await?;
    role_store::end_all(tx, from.id).await?;
    backlog::go_on(tx, cx, from.id.0, into.id.0).await?;
    let event = NewEvent::of("incident.merged").about("incident", from.id).about("incident", into.id);
    let event = event.fact("number", from.number().to_string()).fact("into", into.number().to_string());
    tx.record(cx, event.fact("alerts", *alerts).fact("left", *left));
    Ok(merging)
}

/// What the second hits already, and what it hits from then on as well.
async fn services(q: &mut dyn Query, from: &Incident, into: &Incident) -> Outcome<(Vec<Uuid>, Vec<Uuid>)> {
    let (mut before, mut added) = (Vec::new(), Vec::new());
    let pairs = link_store::services(q, vec![from.id.0, into.id.0]).await?;
    before.extend(pairs.iter().filter(|(incident, _)| *incident == into.id.0).map(|(_, service)| *service));
    let coming = pairs.iter().filter(|(incident, service)| *incident == from.id.0 && !before.contains(service));
    added.extend(coming.map(|(_, service)| *service).take(MOST_SERVICES.saturating_sub(before.len())));
    Ok((before, added))
}

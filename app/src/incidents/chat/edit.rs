//! What is typed of the incident itself: what it is called, what it does to people, what it hits.

use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use ryugaku_ledger::Tx;

use crate::catalog::{self, ServiceBrief};
use crate::incidents::change::{self, IncidentChange};
use crate::incidents::{link_store, store};
use crate::words;

pub async fn title(tx: &mut Tx, cx: &Cx, count: i64, title: String) -> Outcome<String> {
    let change = IncidentChange { title: Some(title), ..IncidentChange::default() };
    let after = change::change(tx, cx, count, None, change).await?;
    Ok(words::say(cx.lang, &Msg::new("bot-title-said").with("title", after.title)))
}

pub async fn impact(tx: &mut Tx, cx: &Cx, count: i64, impact: String) -> Outcome<String> {
    // Typed without words it takes nothing away.
    if impact.trim().is_empty() {
        return Err(Failure::conflict("bot-impact-which"));
    }
    let change = IncidentChange { impact: Some(impact), ..IncidentChange::default() };
    change::change(tx, cx, count, None, change).await?;
    Ok(words::text(cx.lang, "bot-impact-said"))
}

/// By short names.
pub async fn services(tx: &mut Tx, cx: &Cx, count: i64, added: &[String], dropped: &[String]) -> Outcome<String> {
    if added.is_empty() && dropped.is_empty() {
        return Err(Failure::conflict("bot-services-which"));
    }
    let known = catalog::services(tx).await?;
    let (added, dropped) = (found(&known, added)?, found(&known, dropped)?);
    // Of this version: whoever changes what it hits meanwhile is noticed.
    let before = store::by_count(tx, &cx.who, count).await?;
    let was = link_store::services(tx, vec![before.id.0]).await?;
    let is_in = |all: &[&ServiceBrief], service: &ServiceBrief| all.iter().any(|one| one.id == service.id);
    let hit = known.iter().filter(|service| {
        let is_hit = was.iter().any(|(_, id)| *id == service.id) || is_in(&added, service);
        is_hit && !is_in(&dropped, service)
    });
    let hit: Vec<&ServiceBrief> = hit.collect();
    let services = hit.iter().map(|service| service.id.to_string()).collect();
    let change = IncidentChange { services: Some(services), ..IncidentChange::default() };
    change::change(tx, cx, count, Some(before.version), change).await?;
    let names: Vec<&str> = hit.iter().map(|service| service.name.as_str()).collect();
    Ok(match names.is_empty() {
        true => words::text(cx.lang, "bot-services-none-said"),
        false => words::say(cx.lang, &Msg::new("bot-services-said").with("all", names.join(", "))),
    })
}

fn found<'a>(known: &'a [ServiceBrief], names: &[String]) -> Outcome<Vec<&'a ServiceBrief>> {
    let one = |name: &String| {
        let service = known.iter().find(|service| service.slug.eq_ignore_ascii_case(name));
        service.ok_or_else(|| Failure::Conflict(Msg::new("bot-service-unknown").with("name", name.as_str())))
    };
    names.iter().map(one).collect()
}

//! What was deployed to the services of an incident, from shortly before it began until it was resolved. It is read, never
//! copied: a deploy that is told late stands in its place all the same.

use std::collections::{BTreeSet, HashSet};

use jiff::SignedDuration;
use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Cx, Lang, Msg, Outcome, Time, Uuid};

use super::brief::{self, IncidentBrief};
use super::incident::Incident;
use super::sentence::Group;
use super::timeline::Entry;
use super::{link_store, list_store};
use crate::catalog;
use crate::deploys::{self, Deploy};
use crate::words;

/// What changed so long before may have to do with it.
const BEFORE: SignedDuration = SignedDuration::from_hours(2);

pub async fn of(q: &mut dyn Query, cx: &Cx, incident: &Incident) -> Outcome<Vec<Entry>> {
    let services = link_store::services(q, vec![incident.id.0]).await?;
    let services: Vec<Uuid> = services.into_iter().map(|(_, service)| service).collect();
    let until = incident.resolved_at().unwrap_or(cx.now());
    let began = incident.began_at;
    let mut deploys = deploys::of_services(q, services.clone(), began.minus(BEFORE), began).await?;
    // Read apart: however much was deployed since, what may have caused it is there.
    let since = deploys::of_services(q, services.clone(), began, until).await?;
    deploys.extend(since.into_iter().filter(|deploy| deploy.at > began));
    if deploys.is_empty() {
        return Ok(Vec::new());
    }
    let places = catalog::places(q, services).await?;
    let comma = match cx.lang {
        Lang::Ja => "、",
        Lang::En => ", ",
    };
    let entry = |deploy: Deploy| {
        let (link, short) = (deploy.link(), deploy.short_revision());
        let names = deploy.services.iter().filter_map(|id| places.get(id)).map(|place| place.name.as_str());
        let msg = Msg::new("deploy-sentence").with("services", names.collect::<Vec<_>>().join(comma));
        let msg = msg.with("version", deploy.version).with("environment", deploy.environment);
        Entry {
            at: deploy.at,
            group: Group::Deploy,
            icon: "deploy",
            kind: "deploy.recorded".into(),
            position: None,
            sentence: words::say(cx.lang, &msg),
            note: if link.is_none() { short } else { String::new() },
            link,
            text: None,
            redacted: false,
            redact: None,
            by: deploy.who,
            by_id: None,
            asks: Vec::new(),
            from: None,
            day: false,
        }
    };
    Ok(deploys.into_iter().map(entry).collect())
}

/// The other way round: of each of these deploys, in their order, the incidents that hit a service of it and began so soon after it
/// that they name it.
pub async fn begun_after(q: &mut dyn Query, who: &Actor, deploys: &[Deploy]) -> Outcome<Vec<Vec<IncidentBrief>>> {
    let services: BTreeSet<Uuid> = deploys.iter().flat_map(|deploy| deploy.services.iter().copied()).collect();
    let spans: Vec<(Time, Time)> = deploys.iter().map(|deploy| (deploy.at, deploy.at.plus(BEFORE))).collect();
    let begun = list_store::begun_in(q, who, services, &spans).await?;
    let hit = link_store::services(q, begun.iter().map(|incident| incident.id.0).collect()).await?;
    let hit: HashSet<(Uuid, Uuid)> = hit.into_iter().collect();
    let begun = brief::briefs(q, begun).await?;
    let after = |deploy: &Deploy| -> Vec<IncidentBrief> {
        let span = deploy.at..=deploy.at.plus(BEFORE);
        let hits = |incident: Uuid| deploy.services.iter().any(|service| hit.contains(&(incident, *service)));
        begun.iter().filter(|one| span.contains(&one.began_at) && hits(one.id)).cloned().collect()
    };
    Ok(deploys.iter().map(after).collect())
}

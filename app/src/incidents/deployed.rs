//! What was deployed to the services of an incident, from shortly before it began until it was resolved. It is read, never
//! copied: a deploy that is told late stands in its place all the same.

use jiff::SignedDuration;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Lang, Msg, Outcome, Uuid};

use super::incident::Incident;
use super::link_store;
use super::sentence::Group;
use super::timeline::Entry;
use crate::catalog;
use crate::deploys::{self, Deploy};
use crate::words;

/// What changed so long before may have to do with it.
const BEFORE: SignedDuration = SignedDuration::from_hours(2);
/// Letters of a commit that tell it from others.
const SHORT: usize = 10;

pub async fn of(q: &mut dyn Query, cx: &Cx, incident: &Incident) -> Outcome<Vec<Entry>> {
    let services = link_store::services(q, vec![incident.id.0]).await?;
    let services: Vec<Uuid> = services.into_iter().map(|(_, service)| service).collect();
    let until = incident.resolved_at().unwrap_or(cx.now());
    let deploys = deploys::of_services(q, services.clone(), incident.began_at.minus(BEFORE), until).await?;
    if deploys.is_empty() {
        return Ok(Vec::new());
    }
    let places = catalog::places(q, services).await?;
    let comma = match cx.lang {
        Lang::Ja => "、",
        Lang::En => ", ",
    };
    let entry = |deploy: Deploy| {
        let names = deploy.services.iter().filter_map(|id| places.get(id)).map(|place| place.name.as_str());
        let msg = Msg::new("deploy-sentence").with("services", names.collect::<Vec<_>>().join(comma));
        let msg = msg.with("version", deploy.version).with("environment", deploy.environment);
        let short: String = deploy.revision.chars().take(SHORT).collect();
        let host = url::Url::parse(&deploy.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let link = host.map(|host| (deploy.url, if short.is_empty() { host } else { short.clone() }));
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

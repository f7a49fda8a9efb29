//! A draft from an incident: half filled in, and read by somebody before anybody outside sees it.

use std::collections::HashSet;

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Lang, Msg, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::component::{Component, Level};
use super::draft::{self, Written};
use super::notice::{Kind, Levels, Notice, Stage, State};
use super::say::{self, Said};
use super::switch::Visibility;
use super::{Bilingual, access, component_store, notice_store, switch_store};
use crate::incidents::circle::Circle;
use crate::incidents::severity::Severity;
use crate::incidents::{self, Incident, link_store, response};
use crate::{catalog, words};

/// Where an incident stands with the status page.
pub struct OnPage {
    pub notice: Option<Notice>,
    /// Whether the reader could draft one.
    pub may_draft: bool,
}

impl OnPage {
    /// What others still read as going on.
    pub fn goes_on(&self) -> Option<&Notice> {
        self.notice.as_ref().filter(|notice| notice.is(State::Published))
    }
}

/// Of these incidents those of which others read that they go on.
pub async fn going_on(q: &mut dyn Query, incidents: Vec<Uuid>) -> Outcome<HashSet<Uuid>> {
    if incidents.is_empty() || switch_store::load(q).await?.visibility == Visibility::Off {
        return Ok(HashSet::new());
    }
    notice_store::going_on(q, incidents).await
}

/// `None` while the page is off, of a drill, and of a restricted incident of which nothing was said before.
pub async fn on_page(q: &mut dyn Query, cx: &Cx, incident: &Incident) -> Outcome<Option<OnPage>> {
    if incident.practice || switch_store::load(q).await?.visibility == Visibility::Off {
        return Ok(None);
    }
    let whole = incidents::store::whole(q, incident.id).await?;
    let mut notices = notice_store::of_incidents(q, whole).await?;
    let is_own = |notice: &Notice| notice.incident == Some(incident.id.0);
    // Of what was merged into it, what must still be ended or dropped; first what others read.
    notices.retain(|notice| is_own(notice) || !notice.is(State::Ended));
    let notice = notices.into_iter().min_by_key(|notice| (!notice.is(State::Published), !is_own(notice)));
    if incident.is_restricted && notice.is_none() {
        return Ok(None);
    }
    let may_draft =
        notice.is_none() && incident.status.is_open() && access::may_write(q, cx, Some(incident.id.0)).await?;
    Ok(Some(OnPage { notice, may_draft }))
}

/// The notice of this incident that others still read as going on, if the caller may end it.
pub async fn to_end(q: &mut dyn Query, cx: &Cx, incident: &Incident) -> Outcome<Notice> {
    cx.require_act()?;
    let there = on_page(q, cx, incident).await?.and_then(|there| there.goes_on().cloned());
    let notice = there.ok_or(Failure::conflict("status-none-goes-on"))?;
    access::require_write(q, cx, notice.incident).await?;
    Ok(notice)
}

/// Ends it with these words. What it says of components stays as it was.
pub async fn end(tx: &mut Tx, cx: &Cx, incident: &Incident, body: Bilingual) -> Outcome<Notice> {
    let notice = to_end(tx, cx, incident).await?;
    let said = Said { stage: Stage::Resolved, body, components: None };
    say::update(tx, cx, notice.id, Some(notice.version), said).await
}

/// Title and text are the incident's own words, for whoever publishes it to write anew; components are those that it hits.
pub async fn draft_of(tx: &mut Tx, cx: &Cx, count: i64) -> Outcome<Notice> {
    cx.require_act()?;
    let incident = incidents::store::to_change(tx, &cx.who, count).await?;
    access::require_write(tx, cx, Some(incident.id.0)).await?;
    if incident.is_restricted {
        return Err(Failure::conflict("status-incident-restricted"));
    }
    if incident.practice {
        return Err(Failure::conflict("status-incident-practice"));
    }
    if !incident.status.is_open() {
        return Err(Failure::conflict("status-incident-over"));
    }
    let hit = hit(tx, &incident).await?;
    let updates = response::updates(tx, cx, &incident).await?;
    let last = updates.into_iter().filter(|update| update.circle == Circle::Stakeholders).max_by_key(|one| one.number);
    let body = match last.and_then(|update| update.text) {
        Some(text) => Bilingual::guess(&text),
        None => opening(&hit),
    };
    let level = level(incident.severity);
    let components: Levels = hit.iter().map(|component| (component.id.0, level)).collect();
    let written = Written { title: Bilingual::guess(&incident.title), body, components, ..Written::default() };
    draft::begin(tx, cx, Kind::Incident, Some(incident.id.0), written).await
}

/// Components whose service the incident hits, and those whose product has such a service.
async fn hit(q: &mut dyn Query, incident: &Incident) -> Outcome<Vec<Component>> {
    let services = link_store::services(q, vec![incident.id.0]).await?;
    let services: HashSet<Uuid> = services.into_iter().map(|(_, service)| service).collect();
    let all = catalog::services(q).await?;
    let products = all.iter().filter(|service| services.contains(&service.id)).map(|service| service.product_id);
    let places: HashSet<Uuid> = services.iter().copied().chain(products).collect();
    let shown = component_store::shown(q).await?;
    Ok(shown.into_iter().filter(|component| places.contains(&component.place_id)).collect())
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Sev1 => Level::Major,
        Severity::Sev2 => Level::Partial,
        Severity::Sev3 | Severity::Sev4 => Level::Degraded,
    }
}

/// What can be said before anything is known.
fn opening(hit: &[Component]) -> Bilingual {
    let say = |lang: Lang| {
        let between = if lang == Lang::Ja { "、" } else { ", " };
        let names: Vec<&str> = hit.iter().map(|component| component.name.of(lang)).collect();
        match names.is_empty() {
            true => words::text(lang, "status-opening-bare"),
            false => words::say(lang, &Msg::new("status-opening").with("names", names.join(between))),
        }
    };
    Bilingual { ja: say(Lang::Ja), en: say(Lang::En) }
}

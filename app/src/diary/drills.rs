//! Which of what was done was done in a drill: it is practice of a Product SRE's work, and counts with no incident.

use std::collections::HashSet;

use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Uuid};
use ryugaku_ledger::Event;

use super::activity::Kind;
use crate::incidents;

/// The practice incidents that some events are about.
pub struct Drills(HashSet<Uuid>);

impl Drills {
    pub async fn of(q: &mut dyn Query, events: &[Event]) -> Outcome<Self> {
        let subjects = events.iter().flat_map(|event| &event.about).filter(|subject| subject.kind == "incident");
        let ids: HashSet<Uuid> = subjects.map(|subject| subject.id).collect();
        if ids.is_empty() {
            return Ok(Self(ids));
        }
        let found = incidents::of_events(q, ids.into_iter().collect()).await?;
        Ok(Self(found.into_iter().filter(|incident| incident.practice).map(|incident| incident.id).collect()))
    }

    pub fn kind(&self, event: &Event) -> Kind {
        match Kind::of_thing(event.kind.split('.').next().unwrap_or_default()) {
            Kind::Incident if event.about.iter().any(|subject| self.0.contains(&subject.id)) => Kind::ProductSre,
            kind => kind,
        }
    }
}

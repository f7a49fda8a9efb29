//! The newest of what the ledger holds about a team or a person, as lines of a page.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{ActorKind, Limit, Outcome, Time, Uuid};
use ryugaku_ledger::{Event, Filter};

use crate::catalog;
use crate::door::Visit;
use crate::words;

pub struct Line {
    pub at: Time,
    /// What happened, in words; the kind itself where there are none.
    pub what: String,
    /// The things it is about, other than the page's own.
    pub about: Vec<String>,
    pub by: String,
}

const LINES: i64 = 12;

pub async fn about(q: &mut impl Query, visit: &Visit, id: Uuid) -> Outcome<Vec<Line>> {
    let filter = Filter { about: Some(id), ..Filter::default() };
    let events = ryugaku_ledger::page(q, &visit.cx.who, &filter, None, Limit::of(LINES)).await?.items;
    let ids: Vec<Uuid> =
        events.iter().flat_map(|event| event.about.iter().map(|s| s.id).chain(event.actor_id)).collect();
    let mut names = super::names(q, ids.clone()).await?;
    names.extend(catalog::names(q, ids).await?);
    Ok(events.iter().map(|event| line(event, id, &names, visit)).collect())
}

fn line(event: &Event, own: Uuid, names: &HashMap<Uuid, String>, visit: &Visit) -> Line {
    let key = format!("did-{}", event.kind.replace(['.', '_'], "-"));
    let word = words::text(visit.lang(), &key);
    let others = event.about.iter().filter(|subject| subject.id != own);
    Line {
        at: event.happened_at,
        what: if word.contains('⟦') { event.kind.clone() } else { word },
        about: others.filter_map(|subject| names.get(&subject.id).cloned()).collect(),
        by: match event.actor_kind {
            ActorKind::Operator => words::text(visit.lang(), "did-by-operator"),
            ActorKind::System => "Ryugaku".into(),
            _ => event.actor_id.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
        },
    }
}

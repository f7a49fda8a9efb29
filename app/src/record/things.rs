//! What the things that events are about are called, and where they are found: all of a page's in a few queries.

use std::collections::{HashMap, HashSet};

use ryugaku_db::Query;
use ryugaku_kernel::{ActorKind, Lang, Outcome, Uuid};
use ryugaku_ledger::{Event, Subject};

use crate::{backlog, catalog, incidents, notify, people, words};

#[derive(Clone, Debug)]
pub struct Thing {
    pub label: String,
    pub address: Option<String>,
}

impl Thing {
    fn at(label: String, address: String) -> Self {
        Self { label, address: Some(address) }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Things(HashMap<Uuid, Thing>);

impl Things {
    pub async fn of(q: &mut dyn Query, events: &[Event]) -> Outcome<Self> {
        let mut things = HashMap::new();
        let of = |kind: &str| -> HashSet<Uuid> {
            let subjects = events.iter().flat_map(|event| &event.about);
            subjects.filter(|subject| subject.kind == kind).map(|subject| subject.id).collect()
        };
        let (teams, people_here, tokens) = (of("team"), of("person"), of("token"));
        let actors = events.iter().filter_map(|event| event.actor_id);
        let named = teams.iter().chain(&people_here).chain(&tokens).copied().chain(actors);
        let named: HashSet<Uuid> = named.collect();
        let mut slugs = people::team_slugs(q, teams.iter().copied()).await?;
        for (id, name) in people::names(q, named).await? {
            let thing = match slugs.remove(&id) {
                Some(slug) => Thing::at(name, format!("/teams/{slug}")),
                None if people_here.contains(&id) => Thing::at(name, format!("/people/{id}")),
                None => Thing { label: name, address: None },
            };
            things.insert(id, thing);
        }
        let owned: HashSet<Uuid> = of("product").into_iter().chain(of("service")).collect();
        for (id, place) in catalog::places(q, owned).await? {
            things.insert(id, Thing::at(place.name, place.address));
        }
        for (id, (name, here)) in notify::names(q, of("webhook")).await? {
            things.insert(id, Thing { label: name, address: here.then(|| format!("/settings/webhooks/{id}")) });
        }
        for incident in incidents::of_ids(q, of("incident").into_iter().collect()).await? {
            let address = format!("/incidents/{}", incident.number);
            things.insert(incident.id, Thing::at(incident.number, address));
        }
        for task in backlog::of_ids(q, of("task").into_iter().collect()).await? {
            let number = task.number().to_string();
            let address = format!("/tasks/{number}");
            things.insert(task.id.0, Thing::at(number, address));
        }
        Ok(Self(things))
    }

    pub fn get(&self, id: Uuid) -> Option<&Thing> {
        self.0.get(&id)
    }

    /// What a subject is called; a thing without a name here is called by its kind and the beginning of its key.
    pub fn subject(&self, lang: Lang, subject: &Subject) -> Thing {
        self.get(subject.id).cloned().unwrap_or_else(|| {
            let key = subject.id.simple().to_string();
            let kind = kind_word(lang, &subject.kind);
            Thing { label: format!("{kind} {}", &key[key.len() - 8..]), address: None }
        })
    }

    /// Who did it, as it is said at the end of a line.
    pub fn actor(&self, lang: Lang, event: &Event) -> String {
        let known = event.actor_id.and_then(|id| self.get(id)).map(|thing| thing.label.clone());
        known.unwrap_or_else(|| match event.actor_kind {
            ActorKind::System => "Ryugaku".to_owned(),
            ActorKind::Operator => words::text(lang, "actor-operator"),
            ActorKind::Anonymous => words::text(lang, "actor-anonymous"),
            ActorKind::Person => words::text(lang, "actor-person"),
            ActorKind::Token => words::text(lang, "actor-token"),
        })
    }
}

/// The word for a kind of thing; a kind without one is named as it is in the ledger.
pub fn kind_word(lang: Lang, kind: &str) -> String {
    let msg = ryugaku_kernel::Msg { key: format!("thing-{kind}").into(), args: Default::default() };
    words::maybe(lang, &msg).unwrap_or_else(|| kind.to_owned())
}

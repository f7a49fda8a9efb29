//! What the things that events are about are called, and where they are found: all of a page's in a few queries.

use std::collections::{HashMap, HashSet};

use ryugaku_db::Query;
use ryugaku_kernel::{ActorKind, Lang, Outcome, Uuid};
use ryugaku_ledger::{Event, Subject};

use crate::{
    alerts, backlog, catalog, drills, exchange, incidents, intake, learnings, market, needs, notify, people, plan,
    postmortems, questions, receivers, silences, status_page, words,
};

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
        for (id, (name, here)) in intake::names(q, of("integration")).await? {
            things.insert(id, Thing { label: name, address: here.then(|| format!("/integrations/{id}")) });
        }
        for (id, (name, here)) in receivers::names(q, of("receiver")).await? {
            things.insert(id, Thing { label: name, address: here.then(|| format!("/receivers/{id}")) });
        }
        for (id, alert) in alerts::of_subjects(q, of("alert")).await? {
            things.insert(id, Thing::at(alert.title().to_owned(), format!("/alerts/{}", alert.fingerprint)));
        }
        for (id, words) in silences::silence_names(q, of("silence")).await? {
            things.insert(id, Thing::at(words, format!("/silences/{id}")));
        }
        for (id, title) in silences::window_names(q, of("maintenance")).await? {
            things.insert(id, Thing::at(title, format!("/maintenance/{id}")));
        }
        for job in ryugaku_jobs::by_ids(q, of("job")).await? {
            things.insert(job.id, Thing::at(job.kind, format!("/settings/jobs/{}", job.id)));
        }
        for incident in incidents::of_events(q, of("incident").into_iter().collect()).await? {
            let address = format!("/incidents/{}", incident.number);
            things.insert(incident.id, Thing::at(incident.number, address));
        }
        for (id, title) in questions::titles(q, of("question")).await? {
            things.insert(id, Thing::at(title, format!("/questions#q-{id}")));
        }
        for (id, incident) in postmortems::numbers(q, of("postmortem").into_iter().collect()).await? {
            let address = format!("/incidents/{incident}/postmortem");
            things.insert(id, Thing::at(incident, address));
        }
        for (id, count, title) in drills::names(q, of("scenario").into_iter().collect()).await? {
            things.insert(id, Thing::at(title, format!("/drills/SC-{count}")));
        }
        for (id, title, here) in status_page::titles(q, of("status_notice")).await? {
            let label = if title.ja.is_empty() { title.en } else { title.ja };
            if !label.is_empty() {
                things.insert(id, Thing { label, address: here.then(|| format!("/status-page/notices/{id}")) });
            }
        }
        for (id, name) in status_page::names(q, of("status_component")).await? {
            things.insert(id, Thing::at(name, "/status-page/components".into()));
        }
        for task in backlog::of_ids(q, of("task").into_iter().collect()).await? {
            let number = task.number().to_string();
            let address = format!("/tasks/{number}");
            things.insert(task.id.0, Thing::at(number, address));
        }
        for need in needs::brief::of_ids(q, of("need").into_iter().collect()).await? {
            let number = need.number().to_string();
            let address = format!("/needs/{number}");
            things.insert(need.id.0, Thing::at(number, address));
        }
        for discussion in needs::brief::discussions_of_ids(q, of("discussion").into_iter().collect()).await? {
            let number = discussion.number().to_string();
            let address = format!("/discussions/{number}");
            things.insert(discussion.id.0, Thing::at(number, address));
        }
        for (id, label, address) in plan::brief::places(q, of("plan_item").into_iter().collect()).await? {
            things.insert(id, Thing::at(label, address));
        }
        for exchange in exchange::brief::of_ids(q, of("exchange").into_iter().collect()).await? {
            let number = exchange.number().to_string();
            let address = format!("/exchanges/{number}");
            things.insert(exchange.id.0, Thing::at(number, address));
        }
        for offer in market::brief::offers_of_ids(q, of("offer").into_iter().collect()).await? {
            let number = offer.number().to_string();
            let address = format!("/offers/{number}");
            things.insert(offer.id.0, Thing::at(number, address));
        }
        let templates = of("exchange_template").into_iter().collect();
        for (id, (slug, name)) in market::templates::named_here(q, templates).await? {
            things.insert(id, Thing::at(name, format!("/exchanges/templates/{slug}")));
        }
        for wish in market::brief::wishes_of_ids(q, of("wish").into_iter().collect()).await? {
            let number = wish.number().to_string();
            let address = format!("/wishes/{number}");
            things.insert(wish.id.0, Thing::at(number, address));
        }
        for learning in learnings::of_ids(q, of("learning").into_iter().collect()).await? {
            let number = learning.number().to_string();
            let address = format!("/learnings/{number}");
            things.insert(learning.id.0, Thing::at(number, address));
        }
        Ok(Self(things))
    }

    pub fn get(&self, id: Uuid) -> Option<&Thing> {
        self.0.get(&id)
    }

    /// What a subject is called; a thing without a name here is called by its kind and the end of its key, and what
    /// there is one of by its kind alone.
    pub fn subject(&self, lang: Lang, subject: &Subject) -> Thing {
        if let Some(thing) = self.get(subject.id) {
            return thing.clone();
        }
        // Those that hold the program's own words have a name in each language.
        if let Some(template) = market::built_in::with_id(subject.id) {
            let address = format!("/exchanges/templates/{}", template.slug);
            return Thing::at(template.content(lang).name, address);
        }
        let kind = kind_word(lang, &subject.kind);
        match subject.kind.as_str() {
            "organisation" => Thing::at(kind, "/settings/organisation".into()),
            "calendar" => Thing::at(kind, "/me/calendars".into()),
            "exchange_limits" => Thing::at(kind, "/exchanges/limits".into()),
            "sre_page" => Thing::at(kind, "/sre".into()),
            "routing" => Thing::at(kind, "/routing".into()),
            "status_page" => Thing::at(kind, "/status-page".into()),
            "severity_policy" => Thing::at(kind, "/severity-policy".into()),
            "alert_filter" => Thing::at(kind, "/alerts".into()),
            "alert_rules" => Thing::at(kind, "/alert-rules".into()),
            "milestone" => Thing::at(kind, "/programme/milestones".into()),
            _ => {
                let key = subject.id.simple().to_string();
                Thing { label: format!("{kind} {}", &key[key.len() - 8..]), address: None }
            }
        }
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

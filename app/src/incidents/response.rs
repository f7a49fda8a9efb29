//! How an incident is being answered: its steps, roles, status updates, and who must know. Read once for a page or an answer.

use std::collections::HashMap;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Time, Uuid};

use super::circle::Circle;
use super::draft::Around;
use super::facts;
use super::incident::Incident;
use super::owed::{self, Owed};
use super::role::Role;
use super::step::Answer;
use crate::people;
use crate::telling::{self, Shown};

pub struct Response {
    /// The most urgent first; what is put off stands last.
    pub steps: Vec<Owed>,
    /// All there are, with who has them.
    pub roles: Vec<Filled>,
    /// Circles that are told so often.
    pub cadence: Vec<(Circle, SignedDuration)>,
    pub updates: Vec<Update>,
    /// Who must know, and what was said of it.
    pub must_know: Vec<(String, Option<Answer>)>,
    /// Who was told by itself, oldest first.
    pub tellings: Vec<Shown>,
}

pub struct Filled {
    pub role: Role,
    pub people: Vec<(Uuid, String)>,
    /// Whether the policy asks for it.
    pub is_asked: bool,
}

/// A status update that was sent.
pub struct Update {
    pub number: i64,
    pub circle: Circle,
    pub at: Time,
    pub by: Option<Uuid>,
    pub by_name: String,
    /// `None` once it is redacted.
    pub text: Option<String>,
    /// In the ledger.
    pub position: i64,
}

/// `zone` is that of the times in drafts.
pub async fn of(q: &mut dyn Query, cx: &Cx, incident: &Incident, zone: &TimeZone) -> Outcome<Response> {
    let state = facts::one(q, incident).await?;
    let names = people::names(q, state.roles.values().flatten().copied()).await?;
    let name = |id: &Uuid| names.get(id).cloned().unwrap_or_default();
    let commander = incident.commander.as_ref().map(name).unwrap_or_default();
    let around = Around { lang: cx.lang, zone, commander: &commander };
    let level = state.level();
    let filled = |role: Role| Filled {
        role,
        people: state.roles.get(&role).into_iter().flatten().map(|id| (*id, name(id))).collect(),
        is_asked: level.roles.contains_key(&role),
    };
    Ok(Response {
        steps: owed::owed(q, incident, &state, &around, cx.now()).await?,
        roles: Role::ALL.map(filled).into(),
        cadence: level.updates.iter().map(|(circle, every)| (*circle, *every)).collect(),
        updates: updates(q, cx, incident).await?,
        must_know: owed::must_know(&state),
        tellings: telling::of_incident(q, cx.lang, incident.id.0).await?,
    })
}

/// The newest first.
pub async fn updates(q: &mut dyn Query, cx: &Cx, incident: &Incident) -> Outcome<Vec<Update>> {
    let events = ryugaku_ledger::about_any(q, &cx.who, &["incident.updated"], vec![incident.id.0]).await?;
    let names: HashMap<Uuid, String> = people::names(q, events.iter().filter_map(|event| event.actor_id)).await?;
    let update = |event: ryugaku_ledger::Event| {
        Some(Update {
            number: event.facts.get("number")?.as_i64()?,
            circle: Circle::named(event.fact("circle")?)?,
            at: event.happened_at,
            by: event.actor_id,
            by_name: event.actor_id.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
            text: event.text,
            position: event.position,
        })
    };
    let mut updates: Vec<Update> = events.into_iter().filter_map(update).collect();
    updates.sort_by_key(|update| std::cmp::Reverse(update.position));
    Ok(updates)
}

impl Response {
    /// The one to do now.
    pub fn next(&self) -> Option<&Owed> {
        self.steps.first().filter(|owed| owed.step.put_off.is_none())
    }

    /// Those after it.
    pub fn then(&self) -> impl Iterator<Item = &Owed> {
        self.steps.iter().skip(1).filter(|owed| owed.step.put_off.is_none())
    }

    /// What is told of a step, if it is told by itself.
    pub fn telling(&self, step: &str) -> Option<&Shown> {
        self.tellings.iter().find(|telling| telling.step == step)
    }

    pub fn put_off(&self) -> impl Iterator<Item = &Owed> {
        self.steps.iter().filter(|owed| owed.step.put_off.is_some())
    }
}

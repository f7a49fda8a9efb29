//! What happened in an incident, on its clock, so that the steps of any moment can be given again.

use std::collections::{BTreeMap, HashMap};

use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Outcome, Time, Uuid};
use ryugaku_ledger::Event;

use super::circle::Circle;
use super::facts;
use super::incident::Incident;
use super::role::Role;
use super::status::Status;
use super::step::{Answer, Sent, State};
use crate::postmortems;

/// Of so many incidents events are read at once; of longer ones page by page.
const AT_ONCE: usize = 10;

const KINDS: [&str; 15] = [
    "incident.opened",
    "incident.resolved",
    "incident.reopened",
    "incident.closed",
    "incident.merged",
    "incident.role_taken",
    "incident.role_given",
    "incident.role_left",
    "incident.command_taken",
    "incident.command_given",
    "incident.command_left",
    "incident.updated",
    "postmortem.sent_to_review",
    "postmortem.published",
    "postmortem.taken_back",
];

/// Each list oldest first.
pub struct History {
    /// As it stands.
    pub state: State,
    /// Whether the ledger still has its beginning; what was archived cannot be looked back on.
    pub is_whole: bool,
    pub statuses: Vec<(Time, Status)>,
    /// Who has a role from when on.
    pub roles: Vec<(Time, Role, Vec<Uuid>)>,
    pub updates: Vec<(Time, Circle, i64)>,
    pub postmortems: Vec<(Time, postmortems::State)>,
}

pub async fn of(q: &mut dyn Query, who: &Actor, incident: &Incident) -> Outcome<History> {
    let mut histories = of_all(q, who, std::slice::from_ref(incident)).await?;
    Ok(histories.remove(&incident.id.0).expect("one incident gives one"))
}

/// By the incident's id.
pub async fn of_all(q: &mut dyn Query, who: &Actor, incidents: &[Incident]) -> Outcome<HashMap<Uuid, History>> {
    let mut states = facts::of(q, incidents).await?;
    let begun = |incident: &Incident| Some((incident.id.0, History::begun(incident, states.remove(&incident.id.0)?)));
    let mut histories: HashMap<Uuid, History> = incidents.iter().filter_map(begun).collect();
    for some in incidents.chunks(AT_ONCE) {
        let ids: Vec<Uuid> = some.iter().map(|incident| incident.id.0).collect();
        let mut after = Some(0);
        while let Some(position) = after {
            let events = ryugaku_ledger::about_any_after(q, who, &KINDS, ids.clone(), position).await?;
            let is_last = events.len() < usize::from(ryugaku_ledger::AT_ONCE);
            after = events.last().filter(|_| !is_last).map(|event| event.position);
            for event in events {
                let history = event.id_of("incident").and_then(|id| histories.get_mut(&id));
                if let Some(history) = history {
                    history.hear(&event);
                }
            }
        }
    }
    Ok(histories)
}

impl History {
    fn begun(incident: &Incident, state: State) -> Self {
        Self {
            statuses: vec![(state.clock.at(incident.opened_at), Status::Investigating)],
            roles: Vec::new(),
            updates: Vec::new(),
            postmortems: Vec::new(),
            is_whole: false,
            state,
        }
    }

    fn hear(&mut self, event: &Event) {
        let at = self.state.clock.at(event.happened_at);
        match event.kind.as_str() {
            "incident.opened" => self.is_whole = true,
            "incident.resolved" => self.statuses.push((at, Status::Resolved)),
            "incident.reopened" => self.statuses.push((at, Status::Investigating)),
            // Of the one that is gone, which the event names first.
            "incident.closed" | "incident.merged" => self.statuses.push((at, Status::Closed)),
            "incident.updated" => {
                let number = event.facts.get("number").and_then(serde_json::Value::as_i64);
                let circle = event.fact("circle").and_then(Circle::named);
                self.updates.extend(circle.zip(number).map(|(circle, number)| (at, circle, number)));
            }
            "postmortem.sent_to_review" => self.postmortems.push((at, postmortems::State::Review)),
            "postmortem.published" => self.postmortems.push((at, postmortems::State::Published)),
            "postmortem.taken_back" => self.postmortems.push((at, postmortems::State::Draft)),
            kind => self.role(at, kind, event),
        }
    }

    fn role(&mut self, at: Time, kind: &str, event: &Event) {
        let is_command = kind.starts_with("incident.command_");
        let role = if is_command { Some(Role::Commander) } else { event.fact("role").and_then(Role::named) };
        let Some(role) = role else { return };
        let mut people = match is_command {
            true => Vec::new(),
            false => self.people(role, at),
        };
        let from = event.fact("from").and_then(|id| id.parse::<Uuid>().ok());
        people.retain(|id| Some(*id) != from);
        match kind {
            "incident.command_taken" | "incident.role_taken" => people.extend(event.actor_id),
            "incident.command_given" | "incident.role_given" => people.extend(event.id_of("person")),
            _ => people.retain(|id| Some(*id) != event.id_of("person")),
        }
        self.roles.push((at, role, people));
    }

    fn people(&self, role: Role, until: Time) -> Vec<Uuid> {
        let found = self.roles.iter().rev().find(|(at, of, _)| *of == role && *at <= until);
        found.map(|(.., people)| people.clone()).unwrap_or_default()
    }

    /// When anything that steps come of changed.
    pub fn moments(&self) -> Vec<Time> {
        let answers = self.state.answers.values().filter_map(Answer::given);
        let mut moments: Vec<Time> = self.statuses.iter().map(|(at, _)| *at).collect();
        moments.extend(self.state.levels.iter().map(|(at, _)| *at));
        moments.extend(self.roles.iter().map(|(at, ..)| *at));
        moments.extend(self.updates.iter().map(|(at, ..)| *at));
        moments.extend(self.postmortems.iter().map(|(at, _)| *at));
        moments.extend(answers);
        moments.sort();
        moments.dedup();
        moments
    }

    /// As it stood then.
    pub fn as_of(&self, then: Time) -> State {
        let last = |wanted: &dyn Fn(Status) -> bool| {
            let past = self.statuses.iter().rev().filter(|(at, _)| *at <= then);
            past.copied().find(|(_, status)| wanted(*status))
        };
        let (since, status) = last(&|_| true).unwrap_or((then, Status::Investigating));
        let mut roles = BTreeMap::new();
        for role in Role::ALL {
            let people = self.people(role, then);
            if !people.is_empty() {
                roles.insert(role, people);
            }
        }
        let mut sent = BTreeMap::new();
        for (at, circle, number) in self.updates.iter().filter(|(at, ..)| *at <= then) {
            sent.insert(*circle, Sent { number: *number, last: *at });
        }
        let answers = self.state.answers.iter().filter(|(_, answer)| answer.given().is_some_and(|at| at <= then));
        State {
            status,
            running_since: last(&|status| status.is_open()).map_or(since, |(at, _)| at),
            resolved_at: last(&|status| status == Status::Resolved).map(|(at, _)| at).filter(|_| !status.is_open()),
            turn: None,
            levels: self.state.levels.iter().filter(|(at, _)| *at <= then).cloned().collect(),
            roles,
            sent,
            answers: answers.map(|(deed, answer)| (deed.clone(), *answer)).collect(),
            postmortem: self.postmortems.iter().rev().find(|(at, _)| *at <= then).map(|(_, state)| *state),
            // Looked back on is what the policy asks for.
            notice: None,
            owners: Vec::new(),
            teams: Default::default(),
            clock: Default::default(),
        }
    }
}

impl Answer {
    /// When a step was answered for good.
    fn given(&self) -> Option<Time> {
        match self {
            Self::Done(at) | Self::NotNeeded(at) => Some(*at),
            Self::PutOff { .. } => None,
        }
    }
}

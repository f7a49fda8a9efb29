//! Post-mortems with the names of what they are about: a few queries, however many there are.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Failure, Outcome, Uuid};

use super::actions::{Action, actions};
use super::follow::MOST;
use super::postmortem::Postmortem;
use crate::backlog::{self, Task};
use crate::incidents::{self, IncidentBrief};
use crate::people;

pub struct Shown {
    pub postmortem: Postmortem,
    pub incident: IncidentBrief,
    pub writer: Option<String>,
    pub changed_by: Option<String>,
    pub actions: Vec<Followed>,
}

/// An action item, with the task it has become.
pub struct Followed {
    pub action: Action,
    pub task: Option<Task>,
    pub assignee: Option<String>,
}

impl Shown {
    pub fn done(&self) -> usize {
        self.actions.iter().filter(|followed| followed.is_done()).count()
    }

    /// Items that are open and no task yet; one that names a task of another origin is one.
    pub fn loose(&self) -> usize {
        self.actions.iter().filter(|followed| followed.action.task.is_none() && !followed.is_done()).count()
    }

    /// As many of them as become tasks at once.
    pub fn at_once(&self) -> usize {
        self.loose().min(MOST)
    }
}

impl Followed {
    pub fn is_done(&self) -> bool {
        self.task.as_ref().map_or(self.action.is_done, |task| task.state.is_over())
    }
}

pub async fn many(q: &mut dyn Query, who: &Actor, postmortems: Vec<Postmortem>) -> Outcome<Vec<Shown>> {
    let found = incidents::of_ids(q, who, postmortems.iter().map(|one| one.incident).collect()).await?;
    let mut found: HashMap<Uuid, IncidentBrief> = found.into_iter().map(|incident| (incident.id, incident)).collect();
    let mut shown = Vec::new();
    let mut tasks = backlog::of_incidents(q, postmortems.iter().map(|one| one.incident).collect()).await?;
    let people = postmortems.iter().flat_map(|one| one.writer.into_iter().chain(one.changed_by));
    let assignees = tasks.values().flatten().filter_map(|task| task.assignee);
    let names = people::names(q, people.chain(assignees).collect::<Vec<_>>()).await?;
    for postmortem in postmortems {
        let Some(incident) = found.remove(&postmortem.incident) else { continue };
        let tasks = tasks.remove(&postmortem.incident).unwrap_or_default();
        let followed = |action: Action| {
            let is = |task: &&Task| action.task.as_ref() == Some(&task.number().to_string());
            let task = tasks.iter().find(is).cloned();
            let assignee = task.as_ref().and_then(|task| task.assignee).and_then(|id| names.get(&id).cloned());
            Followed { action, task, assignee }
        };
        shown.push(Shown {
            actions: actions(&postmortem.body).into_iter().map(followed).collect(),
            writer: postmortem.writer.and_then(|id| names.get(&id).cloned()),
            changed_by: postmortem.changed_by.and_then(|id| names.get(&id).cloned()),
            incident,
            postmortem,
        });
    }
    Ok(shown)
}

pub async fn one(q: &mut dyn Query, who: &Actor, postmortem: Postmortem) -> Outcome<Shown> {
    many(q, who, vec![postmortem]).await?.pop().ok_or(Failure::NotFound("postmortem"))
}

//! Tasks with the names of what they are about: a few queries, however many there are.

use std::collections::HashMap;

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Outcome, Uuid};

use super::origin::Origin;
use super::task::Task;
use crate::catalog;
use crate::incidents::{self, IncidentBrief};
use crate::{needs, people};

pub struct Shown {
    pub task: Task,
    pub product: Option<(Uuid, String)>,
    pub service: Option<(Uuid, String)>,
    pub assignee: Option<(Uuid, String)>,
    /// The incident it came from, if the reader may know of it.
    pub incident: Option<IncidentBrief>,
    /// The number of the need it came from.
    pub need: Option<String>,
    /// Days since the due day.
    pub over: Option<i64>,
}

impl Shown {
    pub fn number(&self) -> String {
        self.task.number().to_string()
    }
}

pub async fn many(q: &mut dyn Query, who: &Actor, tasks: Vec<Task>, today: Date) -> Outcome<Vec<Shown>> {
    let people = people::names(q, tasks.iter().filter_map(|task| task.assignee)).await?;
    let origins = tasks.iter().filter_map(|task| match task.origin {
        Origin::Incident(id) => Some(id),
        Origin::ByHand | Origin::Need(_) => None,
    });
    let incidents = incidents::of_ids(q, who, origins.collect()).await?;
    let incidents: HashMap<Uuid, IncidentBrief> =
        incidents.into_iter().map(|incident| (incident.id, incident)).collect();
    let origins = tasks.iter().filter_map(|task| match task.origin {
        Origin::Need(id) => Some(id),
        Origin::ByHand | Origin::Incident(_) => None,
    });
    let needs = needs::brief::of_ids(q, origins.collect()).await?;
    let needs: HashMap<Uuid, String> = needs.into_iter().map(|need| (need.id.0, need.number().to_string())).collect();
    let mut names: HashMap<Uuid, String> = HashMap::new();
    if tasks.iter().any(|task| task.product.is_some()) {
        for service in catalog::services(q).await? {
            names.insert(service.id, service.name);
            names.insert(service.product_id, service.product_name);
        }
    }
    let named = |id: Option<Uuid>, names: &HashMap<Uuid, String>| {
        id.map(|id| (id, names.get(&id).cloned().unwrap_or_else(|| "?".into())))
    };
    let shown = |task: Task| Shown {
        product: named(task.product, &names),
        service: named(task.service, &names),
        assignee: named(task.assignee, &people),
        incident: task.origin.id().and_then(|id| incidents.get(&id).cloned()),
        need: task.origin.id().and_then(|id| needs.get(&id).cloned()),
        over: task.days_over(today),
        task,
    };
    Ok(tasks.into_iter().map(shown).collect())
}

pub async fn one(q: &mut dyn Query, who: &Actor, task: Task, today: Date) -> Outcome<Shown> {
    let shown = many(q, who, vec![task], today).await?.pop();
    Ok(shown.expect("one task gives one"))
}

//! What other slices may know of tasks.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Limit, Outcome, Uuid};

use super::list_store::{self, Assignee, Filter};
use super::origin::Origin;
use super::task::Task;

/// Somebody's tasks that are not over, due soonest first; at most 50.
pub async fn of_person(q: &mut dyn Query, person: Uuid) -> Outcome<Vec<Task>> {
    let filter = Filter { assignee: Some(Assignee::Person(person)), ..Filter::not_over() };
    Ok(list_store::page(q, &filter, None, Limit::USUAL).await?.items)
}

/// Those of these ids that there are, oldest first.
pub async fn of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Task>> {
    list_store::of_ids(q, ids).await
}

/// The tasks of an incident, oldest first.
pub async fn of_incident(q: &mut dyn Query, incident: Uuid) -> Outcome<Vec<Task>> {
    list_store::of_origin(q, Origin::Incident(incident)).await
}

/// All tasks of each of these incidents, oldest first.
pub async fn of_incidents(q: &mut dyn Query, incidents: Vec<Uuid>) -> Outcome<HashMap<Uuid, Vec<Task>>> {
    let mut found: HashMap<Uuid, Vec<Task>> = HashMap::new();
    for task in list_store::of_incidents(q, incidents).await? {
        if let Origin::Incident(incident) = task.origin {
            found.entry(incident).or_default().push(task);
        }
    }
    Ok(found)
}

/// How many tasks each of these incidents has.
pub async fn counts_of_incidents(q: &mut dyn Query, incidents: Vec<Uuid>) -> Outcome<HashMap<Uuid, usize>> {
    list_store::counts_of_incidents(q, incidents).await
}

/// A product's tasks that are not over, due soonest first; at most 50.
pub async fn of_product(q: &mut dyn Query, product: Uuid) -> Outcome<Vec<Task>> {
    let filter = Filter { product: Some(product), ..Filter::not_over() };
    Ok(list_store::page(q, &filter, None, Limit::USUAL).await?.items)
}

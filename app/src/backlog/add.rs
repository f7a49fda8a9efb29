//! Adding a reliability task.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::origin::Origin;
use super::task::{self, Effort, Task, TaskId, TaskState};
use super::{product, store};
use crate::people::chosen;

#[derive(Clone, Default)]
pub struct NewTask {
    pub title: String,
    pub detail: String,
    /// Id or name.
    pub product: Option<String>,
    /// Id or slug.
    pub service: Option<String>,
    /// Id, e-mail address or whole name.
    pub assignee: Option<String>,
    pub due: Option<Date>,
    pub effort: Option<Effort>,
}

/// The caller has made sure that there is such an origin.
pub async fn add(tx: &mut Tx, cx: &Cx, origin: Origin, new: NewTask) -> Outcome<Task> {
    cx.require_act()?;
    let (product, service) = product::resolve(tx, new.product.as_deref(), new.service.as_deref()).await?;
    let assignee = match &new.assignee {
        Some(person) => Some(chosen::who_acts(tx, "assignee", person).await?),
        None => None,
    };
    let mut task = Task {
        id: TaskId(cx.new_id()),
        count: 0,
        title: new.title.trim().into(),
        detail: new.detail.trim().into(),
        product,
        service,
        origin,
        assignee,
        due: new.due,
        effort: new.effort,
        state: TaskState::Open,
        added_at: cx.now(),
        ended_at: None,
        version: 1,
    };
    task::check(&task)?;
    task.count = store::take_number(tx).await?;
    store::insert(tx, &task).await?;
    tx.record(cx, event("task.added", &task));
    Ok(task)
}

/// An event of a task: about itself, its origin, whose it is, and who has it.
pub(super) fn event(kind: &'static str, task: &Task) -> NewEvent {
    let mut event = NewEvent::of(kind).about("task", task.id);
    if let Some((kind, id)) = task.origin.subject() {
        event = event.about(kind, id);
    }
    for (kind, id) in [("product", task.product), ("person", task.assignee)] {
        if let Some(id) = id {
            event = event.about(kind, id);
        }
    }
    event.fact("number", task.number().to_string())
}

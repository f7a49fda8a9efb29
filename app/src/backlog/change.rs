//! Changing a task, and moving it through its states.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Uuid};
use ryugaku_ledger::{Tx, texts};

use super::add::event;
use super::task::{self, Effort, LONGEST_DETAIL, Task, TaskState};
use super::{product, store};
use crate::people::chosen;

/// What is `None` stays; `Some(None)` empties.
#[derive(Default)]
pub struct TaskChange {
    pub title: Option<String>,
    pub detail: Option<String>,
    pub product: Option<Option<String>>,
    pub service: Option<Option<String>>,
    pub assignee: Option<Option<String>>,
    pub due: Option<Option<Date>>,
    pub effort: Option<Option<Effort>>,
}

/// `expected` is the version the caller has read. A change that changes nothing is not recorded.
pub async fn change(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>, change: TaskChange) -> Outcome<Task> {
    let mut task = permitted(tx, cx, count, expected).await?;
    let before = task.clone();
    if change.product.is_some() || change.service.is_some() {
        let moved = change.product.is_some();
        let product = change.product.unwrap_or_else(|| task.product.map(|id| id.to_string()));
        // A task that goes to another product leaves its service behind.
        let kept = task.service.filter(|_| !moved).map(|id| id.to_string());
        let service = change.service.unwrap_or(kept);
        (task.product, task.service) = product::resolve(tx, product.as_deref(), service.as_deref()).await?;
    }
    task.title = change.title.map_or(task.title, |title| title.trim().into());
    task.detail = change.detail.map_or(task.detail, |detail| detail.trim().into());
    task.due = change.due.unwrap_or(task.due);
    task.effort = change.effort.unwrap_or(task.effort);
    task.assignee = match change.assignee {
        None => task.assignee,
        Some(None) => None,
        Some(Some(person)) => Some(assignee(tx, &before, &person).await?),
    };
    task::check(&task)?;
    let fields = changed(&before, &task);
    if fields.is_empty() {
        return Ok(task);
    }
    store::update(tx, &mut task).await?;
    let kind = match fields.as_slice() {
        ["assignee"] if task.assignee.is_some() => "task.assigned",
        ["assignee"] => "task.unassigned",
        _ => "task.changed",
    };
    let due = task.due.map(|day| day.to_string());
    let mut event = event(kind, &task);
    if fields.contains(&"due") {
        event = event.fact("due", due);
    }
    tx.record(cx, event.fact("fields", fields));
    Ok(task)
}

/// Through its states. A rejection needs a reason; elsewhere it is welcome.
pub async fn set_state(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    expected: Option<i64>,
    to: TaskState,
    reason: &str,
) -> Outcome<Task> {
    let mut task = permitted(tx, cx, count, expected).await?;
    let kind = task.state.move_to(to)?;
    let reason = reason.trim();
    if to == TaskState::Rejected && reason.is_empty() {
        return Err(Failure::invalid("reason", "failure-required"));
    }
    if reason.chars().count() > LONGEST_DETAIL {
        return Err(Failure::invalid_msg("reason", Msg::new("failure-too-long").with("most", LONGEST_DETAIL)));
    }
    let from = task.state;
    task.state = to;
    task.ended_at = to.is_over().then(|| cx.now());
    store::update(tx, &mut task).await?;
    let mut event = event(kind, &task).fact("from", from.name()).fact("to", to.name());
    if !reason.is_empty() {
        event = event.text(texts::write(tx, cx, reason).await?);
    }
    tx.record(cx, event);
    Ok(task)
}

async fn permitted(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>) -> Outcome<Task> {
    cx.require_act()?;
    let task = store::by_count(tx, count).await?;
    product::permitted(tx, cx, &task).await?;
    if expected.is_some_and(|version| version != task.version) {
        return Err(Failure::Stale);
    }
    Ok(task)
}

/// Who has it already may keep it, also after they have left.
async fn assignee(tx: &mut Tx, before: &Task, person: &str) -> Outcome<Uuid> {
    match before.assignee.filter(|id| id.to_string() == person) {
        Some(same) => Ok(same),
        None => chosen::who_acts(tx, "assignee", person).await,
    }
}

fn changed(before: &Task, after: &Task) -> Vec<&'static str> {
    [
        ("title", before.title != after.title),
        ("detail", before.detail != after.detail),
        ("product", before.product != after.product),
        ("service", before.service != after.service),
        ("assignee", before.assignee != after.assignee),
        ("due", before.due != after.due),
        ("effort", before.effort != after.effort),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(field, _)| field)
    .collect()
}

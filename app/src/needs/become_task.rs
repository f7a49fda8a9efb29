//! A need becomes a reliability task.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::ask::{event, permitted};
use super::need::{Need, State};
use super::store;
use crate::backlog::Task;
use crate::backlog::add::{self, NewTask};
use crate::backlog::origin::Origin;
use crate::backlog::task::LONGEST_TITLE;

/// The task's title is what the need says, as far as it fits; the need counts as taken up. `product` by id or name.
pub async fn become_task(tx: &mut Tx, cx: &Cx, count: i64, product: Option<String>) -> Outcome<(Need, Task)> {
    cx.require_act()?;
    let mut need = store::by_count(tx, count).await?;
    permitted(tx, cx, need.team).await?;
    if need.task.is_some() {
        return Err(Failure::conflict("need-has-task"));
    }
    if need.state.is_over() {
        return Err(Failure::conflict("need-over"));
    }
    let title: String = need.what.chars().take(LONGEST_TITLE).collect();
    let detail = if title == need.what { String::new() } else { need.what.clone() };
    let new = NewTask { title, detail, product, ..NewTask::default() };
    let task = add::add(tx, cx, Origin::Need(need.id.0), new).await?;
    need.task = Some(task.id.0);
    need.state = State::TakenUp;
    store::update(tx, &mut need).await?;
    tx.record(cx, event("need.became_task", &need).about("task", task.id));
    Ok((need, task))
}

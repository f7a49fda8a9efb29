//! Action items become reliability tasks of the incident, each once: the task's number stands in its line from then on.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::actions::{Action, actions, with_task};
use super::save::{changed, of};
use super::write::event;
use super::{Postmortem, postmortem};
use crate::backlog::add::NewTask;
use crate::backlog::task::{LONGEST_DETAIL, LONGEST_TITLE};
use crate::incidents::{self, follow_up};
use crate::people::chosen;

/// So many become tasks at once; what is left does the next time.
pub const MOST: usize = 100;

/// All items that are open and no task yet, or the one in that line. Gives how many became tasks. Where the text is another than
/// `expected` by now it is stale, and what was written together is a version nonetheless, once the caller commits.
pub async fn follow(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    expected: Option<i64>,
    line: Option<usize>,
) -> Outcome<(Postmortem, usize)> {
    cx.require_act()?;
    // Of who makes tasks and who restricts it one sees what the other did.
    incidents::store::hold(tx, count).await?;
    let incident = incidents::store::to_change(tx, &cx.who, count).await?;
    let mut postmortem = of(tx, cx, &incident).await?;
    if expected.is_some_and(|version| version != postmortem.version) {
        return Err(Failure::Stale);
    }
    let mut items = actions(&postmortem.body);
    items.retain(|item| item.task.is_none() && !item.is_done && line.is_none_or(|line| item.line == line));
    items.truncate(MOST);
    if items.is_empty() {
        return Err(Failure::conflict("postmortem-nothing-to-follow"));
    }
    for item in &items {
        let owner = match &item.owner {
            Some(name) => acting(tx, name).await?,
            None => None,
        };
        let mut new = task_of(item, owner);
        if incident.is_restricted {
            // A task is read by everybody: what hangs below its title stays with those who may read the post-mortem.
            new.detail = String::new();
        }
        let task = follow_up::follow_up(tx, cx, count, new).await?;
        postmortem.body = with_task(&postmortem.body, item.line, &task.number().to_string());
    }
    postmortem.body = postmortem::tidied(&postmortem.body)?;
    changed(tx, cx, &mut postmortem).await?;
    tx.record(cx, event("postmortem.followed", &postmortem, &incident).fact("tasks", items.len()));
    Ok((postmortem, items.len()))
}

/// A name that is nobody's, or of somebody who only reads, stays in the text.
async fn acting(tx: &mut Tx, name: &str) -> Outcome<Option<String>> {
    match chosen::who_acts(tx, "assignee", name).await {
        Ok(id) => Ok(Some(id.to_string())),
        Err(Failure::Invalid(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

fn task_of(item: &Action, assignee: Option<String>) -> NewTask {
    let title: String = item.title.chars().take(LONGEST_TITLE).collect();
    // The rest of a long one is not lost.
    let detail = if item.detail == title { String::new() } else { item.detail.chars().take(LONGEST_DETAIL).collect() };
    NewTask { title, detail, assignee, due: item.due, ..NewTask::default() }
}

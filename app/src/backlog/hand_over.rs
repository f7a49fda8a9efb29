//! Handing over what somebody held, when they leave.

use ryugaku_kernel::{Cx, Limit, Outcome};
use ryugaku_ledger::Tx;

use super::add::event;
use super::list_store::{self, Assignee, Filter};
use super::store;
use crate::people::PersonId;

/// Gives everything open that `from` holds to `to`, or leaves it open to be taken; gives how many things it was.
pub async fn hand_over(tx: &mut Tx, cx: &Cx, from: PersonId, to: Option<PersonId>) -> Outcome<usize> {
    cx.require_admin()?;
    if to == Some(from) {
        return Ok(0);
    }
    let filter = Filter { assignee: Some(Assignee::Person(from.0)), ..Filter::not_over() };
    let mut given = 0;
    loop {
        // What was given is not found again.
        let tasks = list_store::page(tx, &filter, None, Limit::of(i64::MAX)).await?.items;
        if tasks.is_empty() {
            return Ok(given);
        }
        for mut task in tasks {
            task.assignee = to.map(|to| to.0);
            store::update(tx, &mut task).await?;
            let kind = if to.is_some() { "task.assigned" } else { "task.unassigned" };
            tx.record(cx, event(kind, &task).fact("from", from.to_string()));
            given += 1;
        }
    }
}

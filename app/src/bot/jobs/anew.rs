//! What is said although it was said before: how things stand once they stand otherwise, a step that has come up anew.

use ryugaku_db::Transaction;
use ryugaku_kernel::{Cx, Outcome, Uuid};
use ryugaku_ledger::Tx;

use crate::bot::errand::Errand;
use crate::bot::step::{Step, StepState};
use crate::bot::step_store;

/// Adds it, but where one waits that was not begun: it will say this too.
pub(super) async fn unless_waiting(
    tx: &mut Transaction,
    cx: &Cx,
    room: Uuid,
    waiting: &[Step],
    errand: &Errand,
) -> Outcome<()> {
    if waiting.iter().any(|step| step.errand == *errand && step.begun_at.is_none()) {
        return Ok(());
    }
    step_store::add(tx, cx, room, errand, cx.now()).await.map(drop)
}

/// The step may be said once more, as late as it is; what still waits to be said will be anyway. One that ends in `/` is any of that kind.
pub(super) async fn nudges(tx: &mut Tx, room: Uuid, step: &str) -> Outcome<()> {
    let is_meant = |errand: &Errand| match errand {
        Errand::Nudge { step: said, .. } => said == step || (step.ends_with('/') && said.starts_with(step)),
        _ => false,
    };
    let steps = step_store::of_kind(tx, room, "nudge").await?;
    let (waiting, over): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(|one| one.state == StepState::Waiting);
    for one in over.iter().filter(|one| is_meant(&one.errand)) {
        if !waiting.iter().any(|other| other.errand == one.errand) {
            step_store::free(tx, room, &one.errand).await?;
        }
    }
    Ok(())
}

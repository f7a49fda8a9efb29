//! Withdrawing feedback: what it says is gone. That it was given stays; a draft leaves nothing.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::feedback::{QuoteTo, State};
use super::moment::Moment;
use super::{see, store, write};
use crate::exchange::{self, Side};

/// By its writer, in a way that is theirs; also in one that is younger than the feedback and no longer reads it.
pub async fn withdraw(tx: &mut Tx, cx: &Cx, count: i64, (moment, side): (Moment, Side)) -> Outcome<()> {
    cx.require_act()?;
    let me = cx.require_person()?;
    see::require_own_way(cx)?;
    // Not by way of what opens to them: who is named no longer, and comes in anew, still takes back what is theirs.
    let exchange = exchange::store::by_count(tx, count).await?;
    let all = store::of_exchange(tx, exchange.id.0).await?;
    let mut here = all.into_iter().filter(|one| one.moment == moment && one.side == side);
    let mut feedback = here.find(|one| one.writer == me).ok_or(Failure::NotFound("feedback"))?;
    match feedback.state {
        State::Withdrawn => Err(Failure::conflict("feedback-withdrawn")),
        State::Draft => store::remove(tx, feedback.id).await,
        State::Given => {
            feedback.sealed = None;
            feedback.readers = Vec::new();
            feedback.quote_to = QuoteTo::Nobody;
            feedback.state = State::Withdrawn;
            feedback.withdrawn_at = Some(cx.now());
            store::update(tx, &mut feedback).await?;
            tx.record(cx, write::event("feedback.withdrawn", &exchange, (moment, side)));
            Ok(())
        }
    }
}

//! Withdrawing: what nobody has answered, and whose alerts have gone quiet, is asked no more.

use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::question::State;
use super::{jobs, store};

/// Each one to which no group of alerts belongs any more.
pub async fn withdraw_quiet(tx: &mut Tx, cx: &Cx) -> Outcome<()> {
    cx.require_act()?;
    for question in store::quiet(tx).await? {
        if !store::decide(tx, question.id, State::Withdrawn, cx.now(), None).await? {
            continue;
        }
        if question.post.at.is_some() {
            jobs::tell(tx, cx, question.id).await?;
        }
        let event = NewEvent::of("question.withdrawn").about("question", question.id);
        tx.record(cx, event.fact("severity", question.severity.label()));
    }
    Ok(())
}

//! Withdrawing: what nobody has answered, and whose alerts have gone quiet, is asked no more.

use ryugaku_alerting::Fingerprint;
use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::question::State;
use super::{jobs, store};

/// Each one to which no group of alerts belongs any more. Under other routes there are other groups, which join it at their first
/// look: while one of its alerts fires it waits.
pub async fn withdraw_quiet(tx: &mut Tx, cx: &Cx, fires: &(dyn Fn(Fingerprint) -> bool + Send + Sync)) -> Outcome<()> {
    cx.require_act()?;
    for question in store::quiet(tx).await? {
        if store::alerts(tx, question.id).await?.into_iter().any(fires) {
            continue;
        }
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

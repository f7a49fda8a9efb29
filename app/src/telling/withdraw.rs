//! Taking back what has not left yet.

use ryugaku_kernel::{Cx, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::store;

/// Of an incident that nobody is told of by itself any more; `why` is the key of words that say so. What is on its way just now is
/// said to have arrived, if it does.
pub async fn withdraw(tx: &mut Tx, cx: &Cx, incident: Uuid, why: &str) -> Outcome<()> {
    cx.require_act()?;
    store::withdraw(tx, incident, why, cx.now()).await?;
    tx.wake("chat");
    Ok(())
}

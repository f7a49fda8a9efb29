//! Tasks of an incident that goes on in another become the other's.

use ryugaku_kernel::{Cx, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::origin::Origin;
use super::{list_store, store};

/// The event of the merging says it for all of them.
pub async fn go_on(tx: &mut Tx, cx: &Cx, from: Uuid, into: Uuid) -> Outcome<()> {
    cx.require_act()?;
    loop {
        // What was moved is not found again.
        let tasks = list_store::of_origin(tx, Origin::Incident(from)).await?;
        if tasks.is_empty() {
            return Ok(());
        }
        for task in tasks {
            store::set_origin(tx, task.id, Origin::Incident(into)).await?;
        }
    }
}

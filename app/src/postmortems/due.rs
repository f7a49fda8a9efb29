//! Until when a post-mortem is wanted, and what changes that.

use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Time};
use ryugaku_ledger::Tx;

use super::store;
use crate::incidents::{self, Incident};

/// A drill's is due on the drill's clock, where its step says so; on the one on the wall it is never late.
pub(super) async fn due(q: &mut dyn Query, incident: &Incident) -> Outcome<Option<Time>> {
    if incident.practice { Ok(None) } else { incidents::postmortem_due(q, incident).await }
}

/// The severity of its incident, or its end, is another: that of its post-mortem comes with it.
pub async fn due_anew(tx: &mut Tx, incident: &Incident) -> Outcome<()> {
    if store::states(tx, vec![incident.id.0]).await?.is_empty() {
        return Ok(());
    }
    let due = due(tx, incident).await?;
    store::set_due(tx, incident.id.0, due).await
}

//! A source falls silent, and is heard again: said once each, in the ledger.

use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::habit_store;
use super::integration::IntegrationId;

/// `silent`: nothing comes of it any more, and something should. Nothing happens if that is known.
pub async fn note(tx: &mut Tx, cx: &Cx, id: IntegrationId, silent: bool) -> Outcome<()> {
    cx.require_admin()?;
    if habit_store::set_silent(tx, id, silent.then(|| cx.now())).await? {
        let kind = if silent { "integration.fell_silent" } else { "integration.heard_again" };
        tx.record(cx, NewEvent::of(kind).about("integration", id));
    }
    Ok(())
}

//! Deploys that a sender tells of: recorded, and its delivery counted.

use ryugaku_kernel::{Cx, FieldError, Outcome};
use ryugaku_ledger::Tx;

use super::habit_store;
use super::integration::DeliveryNote;
use crate::deploys::{self, NewDeploy};

/// Gives what is wrong with those that were refused; the others are kept.
pub async fn take_deploys(tx: &mut Tx, cx: &Cx, news: Vec<(String, NewDeploy)>) -> Outcome<Vec<FieldError>> {
    cx.require_deliver()?;
    let refused = deploys::record_all(tx, cx, news).await?;
    if let Some(source) = cx.who.id {
        let now = cx.now();
        let note = DeliveryNote { deliveries: 1, first_at: now, last_at: now, ..DeliveryNote::default() };
        habit_store::note_delivery(tx, source, note).await?;
        // Its page waits for the first delivery.
        tx.wake("alert");
    }
    Ok(refused)
}

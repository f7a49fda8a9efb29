//! Sending by hand: a test message, or a delivery once more.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::delivery::{Delivery, DeliveryId, DeliveryState, TEST};
use super::webhook::{Webhook, WebhookId};
use super::{delivery_store, jobs, store};

pub async fn send_test(tx: &mut Tx, cx: &Cx, id: WebhookId) -> Outcome<Delivery> {
    cx.require_admin()?;
    let webhook = store::find(tx, id).await?;
    let delivery = deliver(tx, cx, &webhook, None, TEST).await?;
    tx.record(cx, NewEvent::of("webhook.tested").about("webhook", id));
    Ok(delivery)
}

/// The same message, so that a receiver that has it already can tell.
pub async fn send_again(tx: &mut Tx, cx: &Cx, webhook: WebhookId, id: DeliveryId) -> Outcome<Delivery> {
    cx.require_admin()?;
    store::find(tx, webhook).await?;
    let delivery = delivery_store::of(tx, webhook, id).await?;
    if delivery.state == DeliveryState::Waiting {
        return Err(Failure::conflict("webhook-waiting-already"));
    }
    let job = jobs::enqueue(tx, cx, id).await?;
    delivery_store::send_again(tx, id, job).await?;
    tx.record(cx, NewEvent::of("webhook.resent").about("webhook", webhook).fact("of", delivery.kind));
    delivery_store::find(tx, id).await
}

/// Makes a delivery and the job that brings it there.
pub(super) async fn deliver(
    tx: &mut Tx,
    cx: &Cx,
    webhook: &Webhook,
    position: Option<i64>,
    kind: &str,
) -> Outcome<Delivery> {
    let id = DeliveryId(cx.new_id());
    let delivery = Delivery {
        id,
        webhook: webhook.id,
        position,
        kind: kind.to_owned(),
        state: DeliveryState::Waiting,
        job: jobs::enqueue(tx, cx, id).await?,
        created_at: cx.now(),
        finished_at: None,
    };
    delivery_store::insert(tx, &delivery).await?;
    Ok(delivery)
}

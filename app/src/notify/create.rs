//! Making an endpoint; removing one.

use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_web::Keys;

use super::webhook::{self, Webhook, WebhookId};
use super::{secret, store};

pub struct NewWebhook {
    pub name: String,
    pub url: String,
    pub kinds: Vec<String>,
}

/// Gives the endpoint and its secret, which is shown now and never again. It gets what is recorded from now on.
pub async fn create(tx: &mut Tx, cx: &Cx, keys: &Keys, new: NewWebhook) -> Outcome<(Webhook, String)> {
    cx.require_admin()?;
    let url = webhook::check(&new.name, &new.url, &new.kinds)?;
    let (shown, sealed) = secret::make(keys, &cx.chance)?;
    let webhook = Webhook {
        id: WebhookId(cx.new_id()),
        name: new.name,
        url,
        kinds: new.kinds,
        active: true,
        secret: sealed,
        old_secret: None,
        followed_to: ryugaku_ledger::newest(tx).await?,
        failing_since: None,
        switched_off_at: None,
        created_at: cx.now(),
        version: 1,
    };
    store::insert(tx, &webhook).await?;
    tx.record(cx, NewEvent::of("webhook.created").about("webhook", webhook.id));
    Ok((webhook, shown))
}

/// Deliveries that wait are not sent any more.
pub async fn remove(tx: &mut Tx, cx: &Cx, id: WebhookId) -> Outcome<()> {
    cx.require_admin()?;
    let webhook = store::find(tx, id).await?;
    store::remove(tx, webhook.id, cx.now()).await?;
    tx.record(cx, NewEvent::of("webhook.removed").about("webhook", id));
    Ok(())
}

//! A new secret for an endpoint. The old one signs too for a day, so that the receiver can be changed meanwhile.

use jiff::SignedDuration;
use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_web::Keys;

use super::webhook::{Webhook, WebhookId};
use super::{secret, store};

pub const OVERLAP: SignedDuration = SignedDuration::from_hours(24);

pub async fn rotate(tx: &mut Tx, cx: &Cx, keys: &Keys, id: WebhookId) -> Outcome<(Webhook, String)> {
    cx.require_admin()?;
    let mut webhook = store::find(tx, id).await?;
    let (shown, sealed) = secret::make(keys, &cx.chance)?;
    let old = std::mem::replace(&mut webhook.secret, sealed);
    webhook.old_secret = Some((old, cx.now().plus(OVERLAP)));
    store::update(tx, &webhook).await?;
    webhook.version += 1;
    tx.record(cx, NewEvent::of("webhook.secret_rotated").about("webhook", id));
    Ok((webhook, shown))
}

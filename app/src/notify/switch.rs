//! Switching an endpoint on and off. While it is off nothing is sent, and what happens then is not sent afterwards.

use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::store;
use super::webhook::{Webhook, WebhookId};

pub async fn switch(tx: &mut Tx, cx: &Cx, id: WebhookId, active: bool) -> Outcome<Webhook> {
    cx.require_admin()?;
    let mut webhook = store::find(tx, id).await?;
    if webhook.active == active {
        return Ok(webhook);
    }
    webhook.active = active;
    webhook.failing_since = None;
    webhook.switched_off_at = None;
    store::update(tx, &webhook).await?;
    webhook.version += 1;
    let kind = if active { "webhook.switched_on" } else { "webhook.switched_off" };
    if active {
        webhook.followed_to = ryugaku_ledger::newest(tx).await?;
        store::skip_to(tx, id, webhook.followed_to).await?;
    }
    tx.record(cx, NewEvent::of(kind).about("webhook", id));
    Ok(webhook)
}

/// What Ryugaku does by itself when an endpoint has not answered for long, or has answered that it is no more.
pub async fn switch_off_failing(tx: &mut Tx, cx: &Cx, webhook: Webhook, gone: bool) -> Outcome<()> {
    cx.require_admin()?;
    let since = webhook.failing_since.unwrap_or_else(|| cx.now());
    let id = webhook.id;
    let webhook = Webhook { active: false, switched_off_at: Some(cx.now()), ..webhook };
    store::update(tx, &webhook).await?;
    let kind = if gone { "webhook.gone" } else { "webhook.failed" };
    let hours = cx.now().since(since).as_hours();
    tx.record(cx, NewEvent::of(kind).about("webhook", id).fact("hours", hours));
    Ok(())
}

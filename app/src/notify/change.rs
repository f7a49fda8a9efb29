//! Changing an endpoint's name, address or filter.

use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::store;
use super::webhook::{self, Webhook, WebhookId};

/// What is `None` stays.
#[derive(Default)]
pub struct WebhookChange {
    pub name: Option<String>,
    pub url: Option<String>,
    pub kinds: Option<Vec<String>>,
}

impl WebhookChange {
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.url.is_none() && self.kinds.is_none()
    }
}

pub async fn change(
    tx: &mut Tx,
    cx: &Cx,
    id: WebhookId,
    expected: Option<i64>,
    change: WebhookChange,
) -> Outcome<Webhook> {
    cx.require_admin()?;
    let mut webhook = store::find(tx, id).await?;
    webhook.expect_version(expected)?;
    let url = change.url.unwrap_or_else(|| webhook.url.to_string());
    webhook.name = change.name.unwrap_or(webhook.name);
    webhook.kinds = change.kinds.unwrap_or(webhook.kinds);
    webhook.url = webhook::check(&webhook.name, &url, &webhook.kinds)?;
    store::update(tx, &webhook).await?;
    webhook.version += 1;
    tx.record(cx, NewEvent::of("webhook.changed").about("webhook", id));
    Ok(webhook)
}

//! Asking to be told by e-mail, confirming it, and leaving. Nobody learns whether an address is there already.

use std::collections::HashSet;

use ryugaku_kernel::{Cx, Failure, Lang, Msg, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_web::Keys;

use super::subscriber::{Subscriber, SubscriberId, address};
use super::{component_store, jobs, links, shown, subscriber_store};
use crate::door::Caller;
use crate::sign_in::throttle;

/// What addresses are sealed for.
pub const PURPOSE: &str = "status-subscriber";

pub struct Asked<'a> {
    pub address: &'a str,
    pub language: Lang,
    /// Of components; empty for all.
    pub components: Vec<Uuid>,
}

/// A mail with a link goes to the address, whether or not it is there already. `cx` must hold the system's chance.
pub async fn ask(tx: &mut Tx, cx: &Cx, keys: &Keys, caller: &Caller, asked: Asked<'_>) -> Outcome<()> {
    shown::require_visible(tx, cx).await?;
    let address = address(asked.address)?;
    let known = component_store::shown(tx).await?;
    let known: HashSet<Uuid> = known.into_iter().map(|component| component.id.0).collect();
    if !asked.components.iter().all(|id| known.contains(id)) {
        return Err(Failure::invalid("components", "failure-choose-one"));
    }
    match throttle::slow(tx, cx, keys, "status", &address, caller).await {
        Err(Failure::Busy { retry_after, .. }) => {
            let msg = Msg::new("status-wait").with("seconds", i64::from(retry_after));
            return Err(Failure::Busy { msg, retry_after });
        }
        other => other?,
    }
    let hash = keys.hash(&format!("{PURPOSE} {}", address.to_lowercase()));
    let wanted = asked.components;
    let subscriber = Subscriber {
        id: SubscriberId(cx.new_id()),
        address: keys.seal(PURPOSE, address.as_bytes(), &cx.chance)?,
        language: asked.language,
        components: Vec::new(),
        wanted,
        asked_at: cx.now(),
        confirmed_at: None,
        last_error: None,
        failed_at: None,
        failures: 0,
    };
    subscriber_store::ask(tx, &subscriber, hash.clone()).await?;
    let subscriber = subscriber_store::by_address(tx, hash).await?.ok_or(Failure::NotFound("status_subscriber"))?;
    jobs::ask(tx, cx, &subscriber).await?;
    tx.record(cx, NewEvent::of("status_subscriber.asked").about("status_subscriber", subscriber.id));
    Ok(())
}

/// The button behind the link in the mail.
pub async fn confirm(tx: &mut Tx, cx: &Cx, keys: &Keys, token: &str) -> Outcome<SubscriberId> {
    let (id, asked_at) = links::read_confirm(keys, token, cx.now())?;
    if !subscriber_store::confirm(tx, id, asked_at, cx.now()).await? {
        return Err(Failure::Gone(Msg::new("status-link-gone")));
    }
    tx.record(cx, NewEvent::of("status_subscriber.confirmed").about("status_subscriber", id));
    Ok(id)
}

/// The button behind the link in every mail, or the mail program's own. Twice is as good as once.
pub async fn leave(tx: &mut Tx, cx: &Cx, keys: &Keys, token: &str) -> Outcome<()> {
    let id = links::read_leave(keys, token)?;
    if subscriber_store::remove(tx, id).await? {
        tx.record(cx, NewEvent::of("status_subscriber.left").about("status_subscriber", id));
    }
    Ok(())
}

/// By an administrator, such as when mails come back.
pub async fn remove(tx: &mut Tx, cx: &Cx, id: SubscriberId) -> Outcome<()> {
    cx.require_admin()?;
    if !subscriber_store::remove(tx, id).await? {
        return Err(Failure::NotFound("status_subscriber"));
    }
    tx.record(cx, NewEvent::of("status_subscriber.removed").about("status_subscriber", id));
    Ok(())
}

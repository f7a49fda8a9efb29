//! Asking to be told by e-mail, confirming it, and leaving. Nobody learns whether an address is there already.

use std::collections::HashSet;

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Lang, Msg, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_web::Keys;

use super::subscriber::{Ask, Subscriber, SubscriberId, address};
use super::{component_store, jobs, links, shown, subscriber_store};
use crate::door::Caller;
use crate::people;
use crate::sign_in::throttle;

/// What addresses are sealed for.
pub const PURPOSE: &str = "status-subscriber";

pub struct Asked<'a> {
    pub address: &'a str,
    pub language: Lang,
    /// Of components; empty for all.
    pub components: Vec<Uuid>,
}

/// A mail with a link goes to the address, whether or not it is there already: what it is told stays as it is until somebody who
/// reads its mail confirms. `cx` must hold the system's chance.
pub async fn ask(tx: &mut Tx, cx: &Cx, keys: &Keys, caller: &Caller, asked: Asked<'_>) -> Outcome<()> {
    let is_public = shown::require_visible(tx, cx).await?;
    let address = address(asked.address)?;
    if !is_public && !is_here(tx, &address).await? {
        return Err(Failure::invalid("address", "status-address-inside"));
    }
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
    let subscriber = Subscriber {
        id: SubscriberId(cx.new_id()),
        address: keys.seal(PURPOSE, address.as_bytes(), &cx.chance)?,
        language: asked.language,
        components: asked.components,
        asked_at: cx.now(),
        confirmed_at: None,
        last_error: None,
        failed_at: None,
        failures: 0,
    };
    subscriber_store::insert(tx, &subscriber, hash.clone()).await?;
    let there = subscriber_store::by_address(tx, hash).await?.ok_or(Failure::NotFound("status_subscriber"))?;
    let Subscriber { asked_at, language, components, .. } = subscriber;
    let ask = Ask { subscriber: there.id, asked_at, language, components };
    subscriber_store::insert_ask(tx, &ask).await?;
    jobs::ask(tx, cx, &ask).await?;
    tx.record(cx, NewEvent::of("status_subscriber.asked").about("status_subscriber", there.id));
    Ok(())
}

/// Whether it is the address of somebody who is here now.
pub(super) async fn is_here(q: &mut dyn Query, address: &str) -> Outcome<bool> {
    Ok(people::store::by_email(q, address).await?.is_some_and(|person| person.deactivated_at.is_none()))
}

/// The button behind the link in the mail.
pub async fn confirm(tx: &mut Tx, cx: &Cx, keys: &Keys, token: &str) -> Outcome<SubscriberId> {
    let (id, asked_at) = links::read_confirm(keys, token, cx.now())?;
    let Some(ask) = subscriber_store::asked(tx, id, asked_at).await? else {
        return Err(Failure::Gone(Msg::new("status-link-gone")));
    };
    subscriber_store::confirm(tx, &ask, cx.now()).await?;
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

//! One-time links: whoever opens one and presses its button is signed in as the person it is for. They expire after a
//! day and work once. A link without a person lets the first administrator in, who says who they are.

use jiff::SignedDuration;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Time};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_web::Keys;
use url::Url;

use super::{account_store, link_store, secret};
use crate::people::{self, Person, PersonId};

const LASTS: SignedDuration = SignedDuration::from_hours(24);

pub struct Issued {
    pub token: String,
    /// `None`: for the first administrator.
    pub person: Option<PersonId>,
    pub expires_at: Time,
}

impl Issued {
    pub fn address(&self, base: &Url) -> Url {
        let path = format!("/sign-in/link/{}", self.token);
        base.join(&path).expect("letters and digits make a path")
    }
}

/// A link for a person, or for whoever becomes the first administrator. On record: who had it made, and for whom.
/// `cx` must hold the system's chance, not a seeded one.
pub async fn issue(tx: &mut Tx, cx: &Cx, keys: &Keys, person: Option<PersonId>) -> Outcome<Issued> {
    cx.require_admin()?;
    let mut event = NewEvent::of("sign_in_link.issued");
    match person {
        Some(id) => {
            let person = people::store::find(tx, id).await?.ok_or(Failure::NotFound("person"))?;
            if person.deactivated_at.is_some() {
                return Err(Failure::conflict("link-person-gone"));
            }
            event = event.about("person", id);
        }
        None if !nobody_can_sign_in(tx).await? => return Err(Failure::invalid("person", "failure-required")),
        None => {}
    }
    let (token, now) = (secret::fresh(&cx.chance), cx.now());
    let expires_at = now.plus(LASTS);
    link_store::insert(tx, cx.new_id(), keys.hash(&token), person, cx.who.id, now, expires_at).await?;
    tx.record(cx, event);
    Ok(Issued { token, person, expires_at })
}

/// Whom a link is for, without using it. Used, expired and unknown ones are told alike.
pub async fn look(q: &mut dyn Query, cx: &Cx, keys: &Keys, token: &str) -> Outcome<Option<Person>> {
    match link_store::find(q, &keys.hash(token), cx.now()).await?.ok_or_else(gone)? {
        Some(id) => {
            let person = people::store::find(q, id).await?;
            person.filter(|person| person.deactivated_at.is_none()).ok_or_else(gone).map(Some)
        }
        None if nobody_can_sign_in(q).await? => Ok(None),
        None => Err(gone()),
    }
}

/// Uses a link up, and with it all others for the same person. The session that follows is what goes on record.
pub async fn spend(tx: &mut Tx, cx: &Cx, keys: &Keys, token: &str) -> Outcome<Option<PersonId>> {
    let person = link_store::spend(tx, &keys.hash(token), cx.now()).await?.ok_or_else(gone)?;
    if person.is_none() && !nobody_can_sign_in(tx).await? {
        return Err(gone());
    }
    link_store::spend_all(tx, person, cx.now()).await?;
    Ok(person)
}

/// Whether no active administrator has a password, an identity, or ever had a session.
pub async fn nobody_can_sign_in(q: &mut dyn Query) -> Outcome<bool> {
    let admins = people::store::active_admins(q).await?;
    Ok(!account_store::any_can_sign_in(q, &admins).await?)
}

/// The link to print at start: when nobody could sign in otherwise, or always for the example organisation.
pub async fn at_start(tx: &mut Tx, cx: &Cx, keys: &Keys, always: bool) -> Outcome<Option<Issued>> {
    cx.require_admin()?;
    if !always && !nobody_can_sign_in(tx).await? {
        return Ok(None);
    }
    let first = people::store::active_admins(tx).await?.first().copied();
    issue(tx, cx, keys, first).await.map(Some)
}

fn gone() -> Failure {
    Failure::Gone(Msg::new("link-gone"))
}

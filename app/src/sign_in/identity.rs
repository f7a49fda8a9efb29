//! From what a provider vouches for to one of our people. The first time by verified address, from then on by issuer
//! and subject. Nobody is made here: whom an administrator has not added is turned away.

use ryugaku_kernel::{Cx, Outcome, Time};
use ryugaku_ledger::{NewEvent, Tx};

use super::account_store;
use super::oidc::Proof;
use super::session::actor;
use crate::people::{self, Person, PersonId};

/// The active person, if there is one, and since when nobody else could have come this way. The proof is the permission.
pub async fn recognise(tx: &mut Tx, cx: &Cx, proof: &Proof) -> Outcome<Option<(Person, Option<Time>)>> {
    if let Some((known, own_since)) = account_store::person_of(tx, &proof.issuer, &proof.subject).await? {
        let person = people::store::find(tx, known).await?;
        return Ok(person.filter(|person| person.deactivated_at.is_none()).map(|person| (person, own_since)));
    }
    let Some(email) = &proof.email else { return Ok(None) };
    let person = people::store::by_email(tx, email).await?;
    let Some(person) = person.filter(|person| person.deactivated_at.is_none()) else { return Ok(None) };
    let own_since = own_since(tx, cx, person.id).await?;
    account_store::link(tx, (&proof.issuer, &proof.subject), person.id, own_since, cx.now()).await?;
    tx.record(&cx.with(actor(&person)), NewEvent::of("identity.linked").about("person", person.id));
    Ok(Some((person, own_since)))
}

/// Addresses are in administrators' hands, who could point one at an account of theirs. So the identity is the person's
/// own if they came from a session of their own, or had no way in before; a second way in beside theirs is not.
async fn own_since(tx: &mut Tx, cx: &Cx, person: PersonId) -> Outcome<Option<Time>> {
    if cx.who.person() == Some(person.0) && cx.who.own_since.is_some() {
        return Ok(cx.who.own_since);
    }
    let known = account_store::password(tx, person).await?.is_some() || account_store::has_identity(tx, person).await?;
    Ok((!known).then(|| cx.now()))
}

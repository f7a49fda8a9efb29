//! From what a provider vouches for to one of our people. The first time by verified address, from then on by issuer
//! and subject. Nobody is made here: whom an administrator has not added is turned away.

use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::account_store;
use super::oidc::Proof;
use super::session::actor;
use crate::people::{self, Person};

/// The active person, if there is one. The proof is the permission.
pub async fn recognise(tx: &mut Tx, cx: &Cx, proof: &Proof) -> Outcome<Option<Person>> {
    if let Some(known) = account_store::person_of(tx, &proof.issuer, &proof.subject).await? {
        let person = people::store::find(tx, known).await?;
        return Ok(person.filter(|person| person.deactivated_at.is_none()));
    }
    let Some(email) = &proof.email else { return Ok(None) };
    let person = people::store::by_email(tx, email).await?;
    let Some(person) = person.filter(|person| person.deactivated_at.is_none()) else { return Ok(None) };
    account_store::link(tx, &proof.issuer, &proof.subject, person.id, cx.now()).await?;
    tx.record(&cx.with(actor(&person)), NewEvent::of("identity.linked").about("person", person.id));
    Ok(Some(person))
}

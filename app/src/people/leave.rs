//! Somebody leaves, and what they held goes on without them; somebody comes back.

use ryugaku_kernel::{Cx, Failure, Outcome, Role};
use ryugaku_ledger::{NewEvent, Tx};

use super::person::{Person, PersonId};
use super::{change_person, store};
use crate::programme::product_sre;
use crate::sign_in::ending_store::{self, Ended};
use crate::{backlog, exchange, incidents, market};

/// What leaving did.
#[derive(Clone, Debug)]
pub struct Left {
    pub person: Person,
    pub ended: Ended,
    /// Incidents and tasks that were handed over, or are open to be taken.
    pub incidents: usize,
    pub tasks: usize,
    /// Products whose SRE or backup they were: the backup took over, or there is none.
    pub product_sres: usize,
    /// Exchanges in which they were, or had something to do.
    pub exchanges: usize,
}

/// Ends sessions and tokens, hands what they held to `to` or leaves it open. Where they were stays in the ledger.
pub async fn leave(tx: &mut Tx, cx: &Cx, id: PersonId, to: Option<PersonId>) -> Outcome<Left> {
    cx.require_admin()?;
    let mut person = store::find(tx, id).await?.ok_or(Failure::NotFound("person"))?;
    if person.deactivated_at.is_some() {
        return Err(Failure::conflict("person-has-left"));
    }
    if let Some(to) = to {
        let heir = store::find(tx, to).await?.filter(|heir| heir.deactivated_at.is_none() && heir.id != id);
        let able = heir.is_some_and(|heir| matches!(heir.role, Role::Admin | Role::Member));
        able.then_some(()).ok_or_else(|| Failure::invalid("hand_over_to", "person-cannot-take-over"))?;
    }
    if person.role == Role::Admin {
        change_person::keep_an_admin(tx).await?;
    }
    person.deactivated_at = Some(cx.now());
    store::update(tx, &person).await?;
    person.version += 1;
    let ended = ending_store::end_all(tx, id, cx.now()).await?;
    let incidents = incidents::hand_over::hand_over(tx, cx, id, to).await?;
    let tasks = backlog::hand_over::hand_over(tx, cx, id, to).await?;
    let product_sres = product_sre::hand_over::hand_over(tx, cx, id).await?;
    let exchanges = exchange::hand_over::hand_over(tx, cx, id, to).await?;
    market::hand_over::hand_over(tx, cx, id).await?;
    let mut event = NewEvent::of("person.deactivated").about("person", id);
    if let Some(to) = to {
        event = event.about("person", to).fact("handed_over_to", to.to_string());
    }
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let event = event.fact("incidents", count(incidents)).fact("tasks", count(tasks));
    tx.record(cx, event.fact("product_sres", count(product_sres)).fact("exchanges", count(exchanges)));
    Ok(Left { person, ended, incidents, tasks, product_sres, exchanges })
}

/// They may sign in again; sessions, tokens and what they held do not come back.
pub async fn come_back(tx: &mut Tx, cx: &Cx, id: PersonId) -> Outcome<Person> {
    cx.require_admin()?;
    let mut person = store::find(tx, id).await?.ok_or(Failure::NotFound("person"))?;
    if person.deactivated_at.is_none() {
        return Err(Failure::conflict("person-is-here"));
    }
    person.deactivated_at = None;
    store::update(tx, &person).await?;
    person.version += 1;
    tx.record(cx, NewEvent::of("person.reactivated").about("person", id));
    Ok(person)
}

//! Handing over what somebody held, when they leave.

use ryugaku_kernel::{Actor, Cx, Outcome};
use ryugaku_ledger::Tx;

use super::commander::record_given;
use super::{list_store, restrict, role_store, roles, store};
use crate::people::PersonId;

/// Gives everything open that `from` holds to `to`, or leaves it open to be taken; gives how many things it was. Of what
/// is closed, the ledger says who commanded.
pub async fn hand_over(tx: &mut Tx, cx: &Cx, from: PersonId, to: Option<PersonId>) -> Outcome<usize> {
    cx.require_admin()?;
    if to == Some(from) {
        return Ok(0);
    }
    // What whoever asks may not know of is handed over too, but not counted.
    let mut given = list_store::held(tx, &cx.who, from.0).await?.len();
    for mut incident in list_store::held(tx, &Actor::system(), from.0).await? {
        incident.commander = restrict::heir(tx, &incident, to.map(|to| to.0)).await?;
        record_given(tx, cx, incident, Some(from.0)).await?;
    }
    for (count, role) in role_store::held(tx, from.0).await? {
        let incident = roles::hand_over(tx, cx, count, role, from.0, to.map(|to| to.0)).await?;
        given += usize::from(!incident.is_restricted || store::by_count(tx, &cx.who, count).await.is_ok());
    }
    if let Some(to) = to {
        restrict::inherit(tx, cx, from.0, to.0).await?;
    }
    Ok(given)
}

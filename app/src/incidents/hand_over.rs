//! Handing over what somebody held, when they leave.

use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::Tx;

use super::commander::record_given;
use super::{list_store, role_store, roles};
use crate::people::PersonId;

/// Gives everything open that `from` holds to `to`, or leaves it open to be taken; gives how many things it was. Of what
/// is closed, the ledger says who commanded.
pub async fn hand_over(tx: &mut Tx, cx: &Cx, from: PersonId, to: Option<PersonId>) -> Outcome<usize> {
    cx.require_admin()?;
    if to == Some(from) {
        return Ok(0);
    }
    let held = list_store::held(tx, from.0).await?;
    let mut given = held.len();
    for mut incident in held {
        incident.commander = to.map(|to| to.0);
        record_given(tx, cx, incident, Some(from.0)).await?;
    }
    for (count, role) in role_store::held(tx, from.0).await? {
        roles::hand_over(tx, cx, count, role, from.0, to.map(|to| to.0)).await?;
        given += 1;
    }
    Ok(given)
}

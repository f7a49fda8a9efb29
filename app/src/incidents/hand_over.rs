//! Handing over what somebody held, when they leave.

use ryugaku_kernel::{Cx, Limit, Outcome};
use ryugaku_ledger::Tx;

use super::commander::record_given;
use super::list_store::{self, Filter};
use super::status::Status;
use crate::people::PersonId;

/// Gives everything open that `from` holds to `to`, or leaves it open to be taken; gives how many things it was.
pub async fn hand_over(tx: &mut Tx, cx: &Cx, from: PersonId, to: Option<PersonId>) -> Outcome<usize> {
    cx.require_admin()?;
    if to == Some(from) {
        return Ok(0);
    }
    let filter = Filter { commander: Some(from.0), ..Filter::default() };
    let (mut given, mut before) = (0, None);
    loop {
        let page = list_store::page(tx, &filter, before, Limit::of(i64::MAX)).await?;
        for mut incident in page.items {
            before = Some(incident.count);
            // Of what is over, the ledger says who commanded.
            if incident.status != Status::Closed {
                incident.commander = to.map(|to| to.0);
                record_given(tx, cx, incident, Some(from.0)).await?;
                given += 1;
            }
        }
        if page.next.is_none() {
            return Ok(given);
        }
    }
}

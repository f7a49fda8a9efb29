//! Somebody leaves: what they wished for is withdrawn, and offers whose buddy they were have none.

use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::Tx;

use super::make_offer::event;
use super::wish::WishState;
use super::{change_wish, offer_store, wish_store};
use crate::people::PersonId;

/// A buddy is of the team that hosts, so whoever takes over the rest does not take this.
pub async fn hand_over(tx: &mut Tx, cx: &Cx, from: PersonId) -> Outcome<()> {
    cx.require_admin()?;
    for mut wish in wish_store::open_of(tx, from.0).await? {
        change_wish::move_to(tx, cx, &mut wish, WishState::Withdrawn).await?;
    }
    for mut offer in offer_store::of_buddy(tx, from.0).await? {
        (offer.buddy, offer.changed_at) = (None, cx.now());
        offer_store::update(tx, &mut offer).await?;
        tx.record(cx, event("offer.changed", &offer).fact("fields", vec!["buddy"]));
    }
    Ok(())
}

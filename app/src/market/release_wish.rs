//! What becomes of a wish when the exchange that came of it comes to nothing, or goes on after all.
//!
//! Whoever may say so of the exchange says it of the wish with it: the exchange's verbs have asked.

use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::Tx;

use super::change_wish;
use super::wish::{Wish, WishState};
use super::wish_store;
use crate::exchange::{Exchange, State, brief};
use crate::people::{self, PersonId};

/// Declined, or given up before it began: the wish is open again, unless something else came of it meanwhile or whose it
/// is has left.
pub async fn release(tx: &mut Tx, cx: &Cx, exchange: &Exchange) -> Outcome<()> {
    cx.require_act()?;
    if exchange.reached.at(State::Active).is_some() {
        return Ok(());
    }
    let Some(mut wish) = wish_of(tx, exchange, WishState::Matched).await? else { return Ok(()) };
    let others = brief::of_wish(tx, wish.id.0).await?;
    let taken = others.iter().any(|other| other.id != exchange.id && !other.state.is_over());
    let person = people::store::find(tx, PersonId(wish.person)).await?;
    if taken || person.is_none_or(|person| person.deactivated_at.is_some()) {
        return Ok(());
    }
    change_wish::move_to(tx, cx, &mut wish, WishState::Open).await
}

/// Taken up again: the wish is matched, if nobody has decided otherwise since.
pub async fn hold(tx: &mut Tx, cx: &Cx, exchange: &Exchange) -> Outcome<()> {
    cx.require_act()?;
    match wish_of(tx, exchange, WishState::Open).await? {
        Some(mut wish) => change_wish::move_to(tx, cx, &mut wish, WishState::Matched).await,
        None => Ok(()),
    }
}

async fn wish_of(tx: &mut Tx, exchange: &Exchange, state: WishState) -> Outcome<Option<Wish>> {
    let found = wish_store::of_ids(tx, exchange.wish.into_iter().collect()).await?;
    Ok(found.into_iter().find(|wish| wish.state == state))
}

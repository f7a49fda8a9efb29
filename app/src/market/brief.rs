//! What other slices may know of the market: names for lines of the ledger, and what waits for somebody.

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Uuid};

use super::matches::{self, Match};
use super::offer::Offer;
use super::wish::Wish;
use super::{offer_store, wish_store};

/// Those of these ids that there are, oldest first.
pub async fn offers_of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Offer>> {
    offer_store::of_ids(q, ids).await
}

/// Those of these ids that there are, whoever asks, oldest first: for names of things that events are about.
pub async fn wishes_of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Wish>> {
    wish_store::of_ids(q, ids).await
}

/// Matches that wait for the one who asks, the longest waiting first.
pub async fn waiting_for(q: &mut dyn Query, cx: &Cx, today: Date) -> Outcome<Vec<Match>> {
    let mut waiting = matches::waiting(q, cx, today).await?;
    waiting.retain(|pair| pair.waits_for(cx));
    Ok(waiting)
}

//! What other slices may know of the market: names for lines of the ledger, and what waits for somebody.

use std::collections::HashSet;

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Lang, Outcome, Uuid};

use super::matches::{self, Match};
use super::offer::Offer;
pub use super::shown::{MatchShown, OfferShown, WishShown};
use super::wish::Wish;
use super::wish_store::Eyes;
use super::{offer_store, owners, shown, wish_store};
use crate::exchange::Exchange;

/// How the market stands, in brief.
pub struct Standing {
    /// The longest waiting of the matches that wait for the one who asks.
    pub next: Option<MatchShown>,
    /// The newest that are open.
    pub offers: Vec<OfferShown>,
    pub offers_open: usize,
    /// The longest open, of those that the one who asks may read, and whether an offer fits.
    pub wishes: Vec<(WishShown, bool)>,
    pub wishes_open: usize,
}

/// Offers and wishes of each, in brief.
const FEW: usize = 6;

pub async fn standing(q: &mut dyn Query, cx: &Cx, lang: Lang, today: Date) -> Outcome<Standing> {
    let waiting = matches::waiting(q, cx, today).await?;
    let met: HashSet<Uuid> = waiting.iter().map(|pair| pair.wish.id.0).collect();
    let mine = waiting.into_iter().find(|pair| pair.waits_for(cx));
    let eyes = if owners::asks(q, cx).await? { Eyes::Owner } else { Eyes::Person(cx.who.person()) };
    let (mut offers, mut wishes) = (offer_store::open(q).await?, wish_store::open(q, eyes).await?);
    let (offers_open, wishes_open) = (offers.len(), wishes.len());
    offers.reverse();
    offers.truncate(FEW);
    wishes.truncate(FEW);
    let with_met = |one: WishShown| {
        let is_met = met.contains(&one.wish.id.0);
        (one, is_met)
    };
    Ok(Standing {
        next: shown::matches(q, lang, mine.into_iter().collect()).await?.pop(),
        offers: shown::offers(q, offers).await?,
        offers_open,
        wishes: shown::wishes(q, wishes).await?.into_iter().map(with_met).collect(),
        wishes_open,
    })
}

/// Those of these ids that there are, oldest first.
pub async fn offers_of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Offer>> {
    offer_store::of_ids(q, ids).await
}

/// Those of these ids that there are, whoever asks, oldest first: for names of things that events are about.
pub async fn wishes_of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Wish>> {
    wish_store::of_ids(q, ids).await
}

/// What an exchange came of, as far as the one who asks may know it.
#[derive(Default)]
pub struct Origin {
    pub offer: Option<Offer>,
    pub wish: Option<Wish>,
}

pub async fn origin(q: &mut dyn Query, cx: &Cx, exchange: &Exchange) -> Outcome<Origin> {
    let mut wish = wishes_of_ids(q, exchange.wish.into_iter().collect()).await?.pop();
    if let Some(found) = &wish
        && !found.is_seen_by(cx, owners::asks(q, cx).await?)
    {
        wish = None;
    }
    Ok(Origin { offer: offers_of_ids(q, exchange.offer.into_iter().collect()).await?.pop(), wish })
}

/// Matches that wait for the one who asks, the longest waiting first.
pub async fn waiting_for(q: &mut dyn Query, cx: &Cx, today: Date) -> Outcome<Vec<Match>> {
    let mut waiting = matches::waiting(q, cx, today).await?;
    waiting.retain(|pair| pair.waits_for(cx));
    Ok(waiting)
}

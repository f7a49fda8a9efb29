//! Changing an offer; saying that it is filled or withdrawn, and opening it again.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::make_offer::{buddy, event};
use super::offer::{self, Offer, OfferState};
use super::offer_store;
use super::shape::Shape;

/// What is `None` stays; `Some(None)` empties.
#[derive(Default)]
pub struct OfferChange {
    pub what: Option<String>,
    pub shape: Option<Shape>,
    pub from_day: Option<Date>,
    pub until_day: Option<Option<Date>>,
    pub weeks: Option<i64>,
    pub share: Option<i64>,
    pub places: Option<i64>,
    pub buddy: Option<Option<String>>,
}

/// `expected` is the version the caller has read. A change that changes nothing is not recorded.
pub async fn change(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>, change: OfferChange) -> Outcome<Offer> {
    let mut offer = permitted(tx, cx, count, expected).await?;
    let before = offer.clone();
    offer.what = change.what.map_or(offer.what, |what| what.trim().into());
    offer.shape = change.shape.unwrap_or(offer.shape);
    offer.from = change.from_day.unwrap_or(offer.from);
    offer.until = change.until_day.unwrap_or(offer.until);
    offer.weeks = change.weeks.unwrap_or(offer.weeks);
    offer.share = change.share.unwrap_or(offer.share);
    offer.places = change.places.unwrap_or(offer.places);
    offer.buddy = match change.buddy {
        None => offer.buddy,
        // Who has it already may keep it, also after they have left.
        Some(Some(same)) if offer.buddy.is_some_and(|id| id.to_string() == same) => offer.buddy,
        Some(given) => buddy(tx, cx, offer.team, &given.unwrap_or_default()).await?,
    };
    offer::check(&offer)?;
    let fields = changed(&before, &offer);
    if fields.is_empty() {
        return Ok(offer);
    }
    offer.changed_at = cx.now();
    offer_store::update(tx, &mut offer).await?;
    tx.record(cx, event("offer.changed", &offer).fact("fields", fields));
    Ok(offer)
}

pub async fn set_state(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>, to: OfferState) -> Outcome<Offer> {
    let mut offer = permitted(tx, cx, count, expected).await?;
    let kind = offer.state.move_to(to)?;
    offer.state = to;
    offer.changed_at = cx.now();
    offer_store::update(tx, &mut offer).await?;
    tx.record(cx, event(kind, &offer));
    Ok(offer)
}

async fn permitted(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>) -> Outcome<Offer> {
    cx.require_act()?;
    let offer = offer_store::by_count(tx, count).await?;
    cx.require_team(offer.team)?;
    if expected.is_some_and(|version| version != offer.version) {
        return Err(Failure::Stale);
    }
    Ok(offer)
}

fn changed(before: &Offer, after: &Offer) -> Vec<&'static str> {
    [
        ("what", before.what != after.what),
        ("shape", before.shape != after.shape),
        ("from_day", before.from != after.from),
        ("until_day", before.until != after.until),
        ("weeks", before.weeks != after.weeks),
        ("share", before.share != after.share),
        ("places", before.places != after.places),
        ("buddy", before.buddy != after.buddy),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(field, _)| field)
    .collect()
}

//! Offering to host somebody, by a member of the team.

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::offer::{self, Offer, OfferId, OfferState};
use super::offer_store;
use super::shape::Shape;
use crate::exchange::chosen;
use crate::people::TeamId;
use crate::people::membership_store;

#[derive(Clone, Debug)]
pub struct NewOffer {
    /// Id, short name or name.
    pub team: String,
    pub what: String,
    pub shape: Shape,
    pub from_day: Date,
    pub until_day: Option<Date>,
    pub weeks: i64,
    pub share: i64,
    pub places: i64,
    /// Id or whole name; empty: nobody yet.
    pub buddy: String,
}

pub async fn make(tx: &mut Tx, cx: &Cx, new: NewOffer) -> Outcome<Offer> {
    cx.require_act()?;
    let team = chosen::team(tx, "team", &new.team).await?;
    cx.require_team(team)?;
    let mut offer = Offer {
        id: OfferId(cx.new_id()),
        count: 0,
        team,
        what: new.what.trim().into(),
        shape: new.shape,
        from: new.from_day,
        until: new.until_day,
        weeks: new.weeks,
        share: new.share,
        places: new.places,
        buddy: buddy(tx, cx, team, &new.buddy).await?,
        state: OfferState::Open,
        made_by: cx.who.person(),
        made_at: cx.now(),
        changed_at: cx.now(),
        version: 1,
    };
    offer::check(&offer)?;
    offer.count = offer_store::take_number(tx).await?;
    offer_store::insert(tx, &offer).await?;
    tx.record(cx, event("offer.made", &offer));
    Ok(offer)
}

/// Somebody of the team that hosts.
pub(super) async fn buddy(q: &mut dyn Query, cx: &Cx, team: Uuid, given: &str) -> Outcome<Option<Uuid>> {
    let Some(person) = chosen::person(q, cx, "buddy", given).await? else { return Ok(None) };
    let members = membership_store::members(q, TeamId(team)).await?;
    if members.iter().any(|member| member.id.0 == person) {
        return Ok(Some(person));
    }
    Err(Failure::invalid("buddy", "offer-buddy-elsewhere"))
}

pub(super) fn event(kind: &'static str, offer: &Offer) -> NewEvent {
    let event = NewEvent::of(kind).about("offer", offer.id).about("team", offer.team);
    let event = match offer.buddy {
        Some(buddy) => event.about("person", buddy),
        None => event,
    };
    event.fact("number", offer.number().to_string())
}

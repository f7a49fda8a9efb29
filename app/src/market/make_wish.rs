//! Wishing to learn with another team: one's own wish, or one that somebody told an owner of the programme.

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::shape::Shape;
use super::wish::{self, Wish, WishId, WishReaders, WishState};
use super::{owners, wish_store};
use crate::exchange::chosen;

#[derive(Clone, Debug)]
pub struct NewWish {
    /// Id or whole name; empty or `me`: the one who asks.
    pub person: String,
    pub what: String,
    /// Id, short name or name; empty: from any team.
    pub team: String,
    pub shape: Option<Shape>,
    pub earliest_day: Date,
    pub latest_day: Option<Date>,
    pub weeks: i64,
    pub share: i64,
    pub readers: WishReaders,
}

pub async fn make(tx: &mut Tx, cx: &Cx, new: NewWish) -> Outcome<Wish> {
    cx.require_act()?;
    let given = Some(new.person.trim()).filter(|given| !given.is_empty()).unwrap_or("me");
    let person = match (given, cx.who.person()) {
        // Programs and the operator are nobody: they say whose wish it is.
        ("me", None) => return Err(Failure::invalid("person", "failure-required")),
        (given, _) => chosen::person(tx, cx, "person", given).await?,
    };
    let person = person.ok_or_else(|| Failure::invalid("person", "failure-required"))?;
    if cx.who.person() != Some(person) {
        owners::require(tx, cx).await?;
    }
    let team = match new.team.trim() {
        "" => None,
        given => Some(chosen::team(tx, "team", given).await?),
    };
    let mut wish = Wish {
        id: WishId(cx.new_id()),
        count: 0,
        person,
        what: new.what.trim().into(),
        team,
        shape: new.shape,
        earliest: new.earliest_day,
        latest: new.latest_day,
        weeks: new.weeks,
        share: new.share,
        readers: new.readers,
        state: WishState::Open,
        made_at: cx.now(),
        changed_at: cx.now(),
        version: 1,
    };
    wish::check(&wish)?;
    wish.count = wish_store::take_number(tx).await?;
    wish_store::insert(tx, &wish).await?;
    let event = event(tx, "wish.made", &wish).await?;
    tx.record(cx, event);
    Ok(wish)
}

/// For whoever may read the wish.
pub(super) async fn event(q: &mut dyn Query, kind: &'static str, wish: &Wish) -> Outcome<NewEvent> {
    let event = NewEvent::of(kind).about("wish", wish.id).about("person", wish.person);
    let event = match wish.team {
        Some(team) => event.about("team", team),
        None => event,
    };
    heard(q, event.fact("number", wish.number().to_string()), wish).await
}

/// An event that tells of a wish, for whoever may read the wish.
pub(super) async fn heard(q: &mut dyn Query, event: NewEvent, wish: &Wish) -> Outcome<NewEvent> {
    if wish.is_public() {
        return Ok(event);
    }
    let (teams, mut people) = owners::audience(q).await?;
    if !people.contains(&wish.person) {
        people.push(wish.person);
    }
    Ok(event.only(teams, people))
}

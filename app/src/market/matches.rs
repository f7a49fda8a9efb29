//! Offers and wishes that fit each other and wait for a word.

use std::collections::HashMap;

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Limit, Outcome, Page, Time, Uuid};

use super::decline_store::{self, Decline};
use super::fit::{Around, Fit};
use super::offer::Offer;
use super::wish::Wish;
use super::wish_store::Eyes;
use super::{change_wish, offer_store, owners, wish_store};
use crate::exchange::brief;
use crate::people;

#[derive(Clone, Debug)]
pub struct Match {
    pub offer: Offer,
    pub wish: Wish,
    pub fit: Fit,
    /// The last word on it, if it was no, and if neither has changed since.
    pub declined: Option<Decline>,
    /// The home team of the one who wishes.
    pub home: Option<Uuid>,
    /// Of the programme, the one who asks.
    pub owner: bool,
}

impl Match {
    /// Since when the two have stood as they stand.
    pub fn since(&self) -> Time {
        self.offer.changed_at.max(self.wish.changed_at)
    }

    /// Open on both sides, fitting, and not declined.
    pub fn is_waiting(&self) -> bool {
        self.offer.is_open() && self.wish.is_open() && self.fit.is_match() && self.declined.is_none()
    }

    /// The one who wishes, the team that offers, and the programme's owners.
    pub fn may_decide(&self, cx: &Cx) -> bool {
        cx.who.may_act() && (self.owner || cx.who.person() == Some(self.wish.person) || cx.who.in_team(self.offer.team))
    }

    /// Whether it is this person's turn: their wish, their offer, or their programme.
    pub fn waits_for(&self, cx: &Cx) -> bool {
        let me = cx.who.person();
        self.may_decide(cx)
            && (self.owner || me == Some(self.wish.person) || me == self.offer.made_by || me == self.offer.buddy)
    }
}

/// Where a page ended: since when the last one has waited, its offer and its wish.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place(i64, i64, i64);

impl std::str::FromStr for Place {
    type Err = Failure;

    fn from_str(text: &str) -> Outcome<Self> {
        let parts: Vec<i64> = text.split('-').map_while(|part| part.parse().ok()).collect();
        match parts.as_slice() {
            [since, offer, wish] => Ok(Self(*since, *offer, *wish)),
            _ => Err(Failure::invalid("after", "failure-cursor-wrong")),
        }
    }
}

fn place(pair: &Match) -> Place {
    Place(pair.since().0, pair.offer.count, pair.wish.count)
}

/// All that wait and that the one who asks may see, the longest waiting first.
pub async fn waiting(q: &mut dyn Query, cx: &Cx, today: Date) -> Outcome<Vec<Match>> {
    cx.require_read()?;
    let owner = owners::asks(q, cx).await?;
    let eyes = if owner { Eyes::Owner } else { Eyes::Person(cx.who.person()) };
    let wishes = wish_store::open(q, eyes).await?;
    if wishes.is_empty() {
        return Ok(Vec::new());
    }
    let offers = offer_store::open(q).await?;
    let mut found = pairs(q, offers, &wishes, today, owner, true).await?;
    found.retain(Match::is_waiting);
    found.sort_by_key(place);
    Ok(found)
}

/// The same, a page at a time.
pub async fn page(q: &mut dyn Query, cx: &Cx, today: Date, after: Option<Place>, limit: Limit) -> Outcome<Page<Match>> {
    let mut found = waiting(q, cx, today).await?;
    if let Some(after) = after {
        found.retain(|pair| place(pair) > after);
    }
    Ok(Page::cut(found, limit, |pair| {
        let Place(since, offer, wish) = place(pair);
        format!("{since}-{offer}-{wish}")
    }))
}

/// Those of an offer that wait, with wishes that the one who asks may see.
pub async fn of_offer(q: &mut dyn Query, cx: &Cx, today: Date, offer: &Offer) -> Outcome<Vec<Match>> {
    let owner = owners::asks(q, cx).await?;
    let eyes = if owner { Eyes::Owner } else { Eyes::Person(cx.who.person()) };
    let wishes = wish_store::open(q, eyes).await?;
    pairs(q, vec![offer.clone()], &wishes, today, owner, true).await
}

/// Those of a wish that wait. The caller has made sure that the wish may be seen.
pub async fn of_wish(q: &mut dyn Query, cx: &Cx, today: Date, wish: &Wish) -> Outcome<Vec<Match>> {
    let owner = owners::asks(q, cx).await?;
    let offers = offer_store::open(q).await?;
    pairs(q, offers, std::slice::from_ref(wish), today, owner, true).await
}

/// One pair, whether it fits or not, for the one who asks.
pub async fn of(q: &mut dyn Query, cx: &Cx, today: Date, offer: i64, wish: i64) -> Outcome<Match> {
    let (wish, _) = change_wish::seen(q, cx, wish).await?;
    let offer = offer_store::by_count(q, offer).await?;
    let owner = owners::asks(q, cx).await?;
    let found = pairs(q, vec![offer], &[wish], today, owner, false).await?.pop();
    found.ok_or_else(|| Failure::internal("one offer and one wish are one pair"))
}

/// With `waiting`, those alone that wait for a word.
async fn pairs(
    q: &mut dyn Query,
    offers: Vec<Offer>,
    wishes: &[Wish],
    today: Date,
    owner: bool,
    waiting: bool,
) -> Outcome<Vec<Match>> {
    let mut declines = decline_store::of_offers(q, offers.iter().map(|offer| offer.id.0).collect()).await?;
    let homes: HashMap<Uuid, Option<Uuid>> =
        people::active(q).await?.into_iter().map(|person| (person.id, person.team_id)).collect();
    let taken = brief::counts_of_offers(q).await?;
    let mut found = Vec::new();
    for offer in offers {
        let left = offer.places - taken.get(&offer.id.0).unwrap_or(&0);
        for wish in wishes {
            let home = homes.get(&wish.person).copied().flatten();
            let declined = declines.remove(&(offer.id.0, wish.id.0)).filter(|decline| decline.holds(&offer, wish));
            let fit = Fit::of(&offer, wish, Around { today, home, left });
            // Most pairs of a large market do not fit: those are not copied.
            if waiting && (declined.is_some() || !fit.is_match()) {
                continue;
            }
            found.push(Match { offer: offer.clone(), wish: wish.clone(), fit, declined, home, owner });
        }
    }
    Ok(found)
}

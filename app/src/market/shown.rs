//! Offers, wishes and matches with the names of what they are about: a few queries, however many there are.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Lang, Outcome, Time, Uuid};

use super::fit::Reason;
use super::matches::Match;
use super::offer::Offer;
use super::wish::Wish;
use crate::exchange::brief;
use crate::people::{self, TeamId, team_store};
use crate::words;

#[derive(Clone)]
pub struct OfferShown {
    pub offer: Offer,
    pub team: String,
    pub team_slug: String,
    pub buddy: Option<String>,
    /// Places that nobody has taken.
    pub left: i64,
}

#[derive(Clone)]
pub struct WishShown {
    pub wish: Wish,
    pub person: String,
    /// The home team now.
    pub home: Option<(Uuid, String)>,
    /// The team that is wished for.
    pub team: Option<String>,
}

pub struct MatchShown {
    pub pair: Match,
    pub offer: OfferShown,
    pub wish: WishShown,
    /// Since when the two have stood as they stand.
    pub since: Time,
    /// What fits, and what does not, in words.
    pub fits: Vec<String>,
    pub misses: Vec<String>,
}

pub async fn offers(q: &mut dyn Query, offers: Vec<Offer>) -> Outcome<Vec<OfferShown>> {
    let ids: Vec<TeamId> = offers.iter().map(|offer| TeamId(offer.team)).collect();
    let teams = team_store::many(q, ids).await?;
    let buddies: Vec<Uuid> = offers.iter().filter_map(|offer| offer.buddy).collect();
    let names = people::names(q, buddies).await?;
    let taken = brief::counts_of_offers(q).await?;
    let mut shown = Vec::new();
    for offer in offers {
        let team = teams.get(&offer.team);
        shown.push(OfferShown {
            team: team.map(|team| team.name.clone()).unwrap_or_default(),
            team_slug: team.map(|team| team.slug.clone()).unwrap_or_default(),
            buddy: offer.buddy.and_then(|id| names.get(&id).cloned()),
            left: (offer.places - taken.get(&offer.id.0).unwrap_or(&0)).max(0),
            offer,
        });
    }
    Ok(shown)
}

pub async fn wishes(q: &mut dyn Query, wishes: Vec<Wish>) -> Outcome<Vec<WishShown>> {
    let ids: Vec<Uuid> = wishes.iter().flat_map(|wish| [Some(wish.person), wish.team]).flatten().collect();
    let names = people::names(q, ids).await?;
    let mut homes = HashMap::new();
    if !wishes.is_empty() {
        for person in people::active(q).await? {
            homes.insert(person.id, person.team_id.zip(person.team_name));
        }
    }
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_else(|| "?".into());
    let shown = |wish: Wish| WishShown {
        person: name(wish.person),
        home: homes.get(&wish.person).cloned().flatten(),
        team: wish.team.map(name),
        wish,
    };
    Ok(wishes.into_iter().map(shown).collect())
}

pub async fn matches(q: &mut dyn Query, lang: Lang, pairs: Vec<Match>) -> Outcome<Vec<MatchShown>> {
    let offers = offers(q, pairs.iter().map(|pair| pair.offer.clone()).collect()).await?;
    let wishes = wishes(q, pairs.iter().map(|pair| pair.wish.clone()).collect()).await?;
    let shown = |((pair, offer), wish): ((Match, OfferShown), WishShown)| {
        let say = |reason: Reason| words::say(lang, &reason.msg(&offer.team, |shape| words::text(lang, shape.key())));
        MatchShown {
            fits: pair.fit.fitting().map(say).collect(),
            misses: pair.fit.missing().map(say).collect(),
            since: pair.since(),
            pair,
            offer,
            wish,
        }
    };
    Ok(pairs.into_iter().zip(offers).zip(wishes).map(shown).collect())
}

//! From the market to a proposal: a match, an offer that somebody takes up, or a wish that a team answers becomes a draft.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::matches;
use super::offer::Offer;
use super::shape::Shape;
use super::terms::last_day;
use super::wish::{Wish, WishState};
use super::{change_wish, offer_store, templates};
use crate::exchange::draft::{self, NewExchange};
use crate::exchange::{Exchange, brief, chosen};
use crate::organisation::Organisation;
use crate::people;

/// Of a pair, by the one who wishes, the team that offers, or an owner of the programme. The wish is matched then.
pub async fn of_match(tx: &mut Tx, cx: &Cx, here: &Organisation, offer: i64, wish: i64) -> Outcome<Exchange> {
    cx.require_act()?;
    let pair = matches::of(tx, cx, here.today(cx.now()), offer, wish).await?;
    if !pair.may_decide(cx) {
        return Err(Failure::Forbidden(Msg::new("match-whose")));
    }
    if !pair.is_waiting() {
        return Err(Failure::conflict("match-not-waiting"));
    }
    let (offer, mut wish) = (pair.offer, pair.wish);
    let (weeks, share) = (offer.weeks.min(wish.weeks), offer.share.min(wish.share));
    let mut new = begun(here, pair.fit.first_day().unwrap_or(offer.from), weeks, share);
    new.guest = wish.person.to_string();
    new.host_team = offer.team.to_string();
    new.buddy = here_still(tx, offer.buddy).await?;
    new.why = why_of(cx, &wish);
    new.template = template_of(tx, cx, offer.shape).await?;
    (new.offer, new.wish) = (Some(offer.id.0), Some(wish.id.0));
    let exchange = draft::draft(tx, cx, new).await?;
    change_wish::move_to(tx, cx, &mut wish, WishState::Matched).await?;
    Ok(exchange)
}

/// Of an offer, by the one who takes it up.
pub async fn of_offer(tx: &mut Tx, cx: &Cx, here: &Organisation, offer: i64, why: &str) -> Outcome<Exchange> {
    cx.require_act()?;
    let me = cx.require_person()?;
    let offer = offer_store::by_count(tx, offer).await?;
    if chosen::home_of(tx, me).await? == Some(offer.team) {
        return Err(Failure::conflict("offer-own-team"));
    }
    require_place(tx, &offer).await?;
    let begun_already = brief::of_person(tx, me)
        .await?
        .into_iter()
        .any(|one| one.people.guest == me && one.offer == Some(offer.id.0) && !one.state.is_over());
    if begun_already {
        return Err(Failure::conflict("offer-taken-already"));
    }
    let mut new = begun(here, offer.from.max(here.today(cx.now())), offer.weeks, offer.share);
    new.guest = me.to_string();
    new.host_team = offer.team.to_string();
    new.buddy = here_still(tx, offer.buddy).await?;
    new.why = why.into();
    new.template = template_of(tx, cx, offer.shape).await?;
    new.offer = Some(offer.id.0);
    draft::draft(tx, cx, new).await
}

/// Of a wish, by a member of the team that would host. The wish is matched then.
pub async fn of_wish(tx: &mut Tx, cx: &Cx, here: &Organisation, wish: i64, team: &str) -> Outcome<Exchange> {
    cx.require_act()?;
    let (mut wish, _) = change_wish::seen(tx, cx, wish).await?;
    let team = chosen::team(tx, "team", team).await?;
    cx.require_team(team)?;
    if !wish.is_open() {
        return Err(Failure::conflict("wish-not-open"));
    }
    let mut new = begun(here, wish.earliest.max(here.today(cx.now())), wish.weeks, wish.share);
    new.guest = wish.person.to_string();
    new.host_team = team.to_string();
    new.why = why_of(cx, &wish);
    new.template = match wish.shape {
        Some(shape) => template_of(tx, cx, shape).await?,
        None => None,
    };
    new.wish = Some(wish.id.0);
    let exchange = draft::draft(tx, cx, new).await?;
    change_wish::move_to(tx, cx, &mut wish, WishState::Matched).await?;
    Ok(exchange)
}

/// What was wished for only owners to read is not said to everybody by somebody else.
fn why_of(cx: &Cx, wish: &Wish) -> String {
    let may_say = wish.is_public() || cx.who.person() == Some(wish.person);
    if may_say { wish.what.clone() } else { String::new() }
}

/// Teams of the one who asks that could answer a wish with an invitation.
pub fn inviting(cx: &Cx, wish: &Wish, home: Option<Uuid>) -> Vec<Uuid> {
    let may = |team: &Uuid| Some(*team) != home && wish.team.is_none_or(|wished| wished == *team);
    let teams = cx.who.teams.iter().copied().filter(may);
    if wish.is_open() && cx.who.may_act() && cx.who.person() != Some(wish.person) {
        teams.collect()
    } else {
        Vec::new()
    }
}

/// A draft's days: from the first day of work on.
fn begun(here: &Organisation, from: jiff::civil::Date, weeks: i64, share: i64) -> NewExchange {
    let from_day = here.calendar().business_day_from(from);
    NewExchange {
        guest: String::new(),
        home_team: String::new(),
        host_team: String::new(),
        buddy: String::new(),
        home_manager: String::new(),
        host_manager: String::new(),
        from_day,
        until_day: last_day(from_day, weeks),
        share,
        rhythm: String::new(),
        why: String::new(),
        template: None,
        offer: None,
        wish: None,
    }
}

async fn require_place(q: &mut dyn Query, offer: &Offer) -> Outcome<()> {
    if !offer.is_open() {
        return Err(Failure::conflict("offer-not-open"));
    }
    if brief::count_of_offer(q, offer.id.0).await? >= offer.places {
        return Err(Failure::conflict("offer-no-place"));
    }
    Ok(())
}

/// A buddy who has left meanwhile is nobody.
async fn here_still(q: &mut dyn Query, person: Option<Uuid>) -> Outcome<String> {
    let here = people::active(q).await?;
    let found = here.into_iter().find(|brief| Some(brief.id) == person);
    Ok(found.map(|brief| brief.id.to_string()).unwrap_or_default())
}

/// The first template of the shape that is not archived.
async fn template_of(q: &mut dyn Query, cx: &Cx, shape: Shape) -> Outcome<Option<String>> {
    let all = templates::open(q, cx.lang).await?;
    Ok(all.into_iter().find(|template| template.content.shape == shape).map(|template| template.slug))
}

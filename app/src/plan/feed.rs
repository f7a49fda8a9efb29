//! A plan as a calendar to subscribe to: a secret address of each person involved, shown once, stored hashed. The key in
//! the address is the permission, as long as its owner is here and may see the plan.

use ryugaku_db::Query;
use ryugaku_kernel::{Actor, ActorKind, Cx, Failure, Lang, Msg, Outcome, Time, Uuid};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_web::Keys;

use super::feed_store as store;
use crate::exchange::{self, Exchange, ExchangeId, access};
use crate::people::{self, PersonId};
use crate::sign_in::secret;

#[derive(Clone, Debug)]
pub struct Feed {
    pub id: Uuid,
    pub exchange: ExchangeId,
    pub person: Uuid,
    pub made_at: Time,
}

/// Makes one's address anew; a former one ends. Gives the secret, which is stored nowhere.
pub async fn make(tx: &mut Tx, cx: &Cx, keys: &Keys, count: i64) -> Outcome<(Feed, String)> {
    let (exchange, me) = own(tx, cx, count).await?;
    if let Some(former) = store::of_person(tx, exchange.id, me).await? {
        store::revoke(tx, former.id, cx.now()).await?;
    }
    let text = secret::fresh(&cx.chance);
    let feed = Feed { id: cx.new_id(), exchange: exchange.id, person: me, made_at: cx.now() };
    store::insert(tx, &feed, keys.hash(&text)).await?;
    tx.record(cx, event("plan_feed.made", &exchange, &feed));
    Ok((feed, text))
}

/// From now on one's address opens nothing.
pub async fn revoke(tx: &mut Tx, cx: &Cx, count: i64) -> Outcome<()> {
    let (exchange, me) = own(tx, cx, count).await?;
    let feed = store::of_person(tx, exchange.id, me).await?.ok_or(Failure::NotFound("plan_feed"))?;
    store::revoke(tx, feed.id, cx.now()).await?;
    tx.record(cx, event("plan_feed.revoked", &exchange, &feed));
    Ok(())
}

/// What a secret opens, and the language its owner chose. Whoever has left, or is no longer involved, sees nothing.
pub async fn opened(q: &mut dyn Query, cx: &Cx, keys: &Keys, secret: &str) -> Outcome<(Exchange, Option<Lang>)> {
    let nothing = || Failure::NotFound("plan_feed");
    let feed = store::by_hash(q, keys.hash(secret)).await?.ok_or_else(nothing)?;
    let owner = people::store::find(q, PersonId(feed.person)).await?;
    let owner = owner.filter(|person| person.deactivated_at.is_none()).ok_or_else(nothing)?;
    let actor = Actor {
        kind: ActorKind::Person,
        id: Some(feed.person),
        name: owner.name,
        role: Some(owner.role),
        teams: people::store::teams_of(q, owner.id).await?,
        own_since: None,
    };
    let exchange = exchange::store::find(q, feed.exchange).await?;
    let access = access::of(q, &cx.with(actor), &exchange).await?;
    if access.involved() { Ok((exchange, owner.choices.language)) } else { Err(nothing()) }
}

async fn own(tx: &mut Tx, cx: &Cx, count: i64) -> Outcome<(Exchange, Uuid)> {
    cx.require_act()?;
    let me = cx.require_person()?;
    let (exchange, access) = access::seen(tx, cx, count).await?;
    if !access.involved() {
        return Err(Failure::Forbidden(Msg::new("exchange-only-involved")));
    }
    Ok((exchange, me))
}

/// One's own affair.
fn event(kind: &'static str, exchange: &Exchange, feed: &Feed) -> NewEvent {
    let event = NewEvent::of(kind).about("exchange", exchange.id).about("plan_feed", feed.id);
    event.about("person", feed.person).only(Vec::new(), vec![feed.person])
}

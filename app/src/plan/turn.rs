//! Through the states of what is planned: done, absent, cancelled, put back; a proposal accepted or dismissed.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::add::{about, keep};
use super::change::permitted;
use super::item::{Item, ItemId, ItemState};
use super::item_store as store;
use super::proposals::{self, Proposal};
use crate::diary::{self, attended, attended::Attended};
use crate::exchange::access;
use crate::organisation;

pub async fn set_state(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    ordinal: i64,
    expected: Option<i64>,
    to: ItemState,
) -> Outcome<Item> {
    let (exchange, mut item) = permitted(tx, cx, count, ordinal, expected).await?;
    let kind = item.state.move_to(to)?;
    if to == ItemState::Done && item.from > cx.now() {
        return Err(Failure::conflict("plan-not-begun"));
    }
    let from = item.state;
    item.state = to;
    store::update(tx, &mut item, cx.now()).await?;
    match (from, item.kind.activity()) {
        (_, Some(kind)) if to == ItemState::Done => attended::attend(tx, cx, &exchange, of(&item, kind)).await?,
        (ItemState::Done, _) => attended::forget(tx, cx, &exchange, item.id.0).await?,
        _ => (),
    }
    let event = about(kind, &exchange, &item).fact("from", from.name());
    tx.record(cx, event);
    Ok(item)
}

fn of(item: &Item, kind: diary::Kind) -> Attended {
    Attended {
        item: item.id.0,
        kind,
        at: item.from,
        title: item.title.clone(),
        link: item.link.clone(),
        aims: item.aims.clone(),
    }
}

/// What the product itself proposes becomes planned, or is not proposed again.
pub async fn settle(tx: &mut Tx, cx: &Cx, count: i64, source: &str, accept: bool) -> Outcome<Item> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    let here = organisation::store::load(tx).await?;
    let proposal = proposals::find(tx, cx, &here, &exchange, source).await?;
    let Proposal { source, kind, title, from, until, .. } = proposal;
    let state = if accept { ItemState::Planned } else { ItemState::Cancelled };
    let item = Item {
        id: ItemId(cx.new_id()),
        exchange: exchange.id,
        ordinal: store::next_ordinal(tx, exchange.id).await?,
        title,
        kind,
        from,
        until,
        place: String::new(),
        link: String::new(),
        aims: Vec::new(),
        state,
        source: Some(source),
        created_by: cx.who.person(),
        changed_at: cx.now(),
        version: 1,
    };
    keep(tx, &item).await?;
    tx.record(cx, about(ItemState::Proposed.move_to(state)?, &exchange, &item));
    Ok(item)
}

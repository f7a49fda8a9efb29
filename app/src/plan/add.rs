//! Adding to a plan, by hand.

use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Time, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::item::{self, Item, ItemId, ItemKind, ItemState};
use super::{invited, item_store as store};
use crate::exchange::{Exchange, access, aim_store, event};

#[derive(Clone, Debug)]
pub struct NewItem {
    pub title: String,
    pub kind: ItemKind,
    pub from: Time,
    pub until: Time,
    pub place: String,
    pub link: String,
    /// By mark, as `g1`, or by id.
    pub aims: Vec<String>,
    /// By id or whole name.
    pub invited: Vec<String>,
    /// Only proposed so far.
    pub proposed: bool,
}

pub async fn add(tx: &mut Tx, cx: &Cx, count: i64, new: NewItem) -> Outcome<Item> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    let state = if new.proposed { ItemState::Proposed } else { ItemState::Planned };
    let item = Item {
        id: ItemId(cx.new_id()),
        exchange: exchange.id,
        ordinal: store::next_ordinal(tx, exchange.id).await?,
        title: new.title.trim().into(),
        kind: new.kind,
        from: new.from,
        until: new.until,
        place: new.place.trim().into(),
        link: new.link.trim().into(),
        aims: aims(tx, &exchange, &new.aims).await?,
        state,
        source: None,
        created_by: cx.who.person(),
        changed_at: cx.now(),
        version: 1,
    };
    item::check(&item)?;
    let people = invited::resolve(tx, &exchange, &new.invited).await?;
    keep(tx, &item).await?;
    invited::ask(tx, cx, &item, &people).await?;
    tx.record(cx, about("plan_item.added", &exchange, &item).fact("state", state.name()));
    Ok(item)
}

pub(super) async fn keep(tx: &mut Tx, item: &Item) -> Outcome<()> {
    if item.ordinal > item::MOST {
        return Err(Failure::Conflict(Msg::new("plan-too-many").with("most", item::MOST)));
    }
    store::insert(tx, item).await
}

/// An event of an item, for both teams and those named. What it is called stays in its row.
pub(super) fn about(kind: &'static str, exchange: &Exchange, item: &Item) -> NewEvent {
    let event = event::inside(kind, exchange).about("plan_item", item.id);
    event.fact("item", item.ordinal).fact("kind", item.kind.name())
}

/// Keys of the exchange's aims, each once.
pub(super) async fn aims(tx: &mut Tx, exchange: &Exchange, given: &[String]) -> Outcome<Vec<Uuid>> {
    let mut chosen = Vec::new();
    if given.is_empty() {
        return Ok(chosen);
    }
    let aims = aim_store::of_exchange(tx, exchange.id).await?;
    for text in given.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
        let found = aims.iter().find(|aim| aim.mark().eq_ignore_ascii_case(text) || aim.id.to_string() == text);
        let id = found.ok_or_else(|| Failure::invalid("aims", "failure-unknown"))?.id.0;
        if !chosen.contains(&id) {
            chosen.push(id);
        }
    }
    Ok(chosen)
}

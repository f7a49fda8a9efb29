//! Changing what is planned, and moving it in time. Whoever is invited is asked again when the time changes.

use ryugaku_kernel::{Cx, Failure, Outcome, Time};
use ryugaku_ledger::Tx;

use super::add::{about, aims};
use super::item::{self, Item, ItemKind};
use super::{invitation_store, invited, item_store as store};
use crate::exchange::{Exchange, access};
use crate::organisation;

/// What is `None` stays.
#[derive(Default, Debug)]
pub struct ItemChange {
    pub title: Option<String>,
    pub kind: Option<ItemKind>,
    pub from: Option<Time>,
    pub until: Option<Time>,
    pub place: Option<String>,
    pub link: Option<String>,
    pub aims: Option<Vec<String>>,
    pub invited: Option<Vec<String>>,
}

/// `expected` is the version the caller has read. A change that changes nothing is not recorded.
pub async fn change(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    ordinal: i64,
    expected: Option<i64>,
    change: ItemChange,
) -> Outcome<Item> {
    let (exchange, before) = permitted(tx, cx, count, ordinal, expected).await?;
    let mut item = before.clone();
    let tidy = |text: String| text.trim().to_owned();
    item.title = change.title.map_or(item.title, tidy);
    item.place = change.place.map_or(item.place, tidy);
    item.link = change.link.map_or(item.link, tidy);
    item.kind = change.kind.unwrap_or(item.kind);
    item.from = change.from.unwrap_or(item.from);
    item.until = change.until.unwrap_or(item.until);
    if let Some(given) = change.aims {
        item.aims = aims(tx, &exchange, &given).await?;
    }
    item::check(&item)?;
    let asked = match &change.invited {
        Some(given) => {
            let wanted = invited::resolve(tx, &exchange, given).await?;
            invited::reconcile(tx, cx, &item, &wanted).await?
        }
        None => false,
    };
    let mut fields = changed(&before, &item);
    if asked {
        fields.push("invited");
    }
    if fields.is_empty() {
        return Ok(item);
    }
    save(tx, cx, &before, &mut item).await?;
    tx.record(cx, about("plan_item.changed", &exchange, &item).fact("fields", fields));
    Ok(item)
}

/// By days on the organisation's calendar and minutes.
pub async fn shift(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    ordinal: i64,
    expected: Option<i64>,
    (days, minutes): (i64, i64),
) -> Outcome<Item> {
    let (exchange, before) = permitted(tx, cx, count, ordinal, expected).await?;
    item::check_shift(days, minutes)?;
    if !before.state.is_open() {
        return Err(Failure::conflict("plan-put-back-first"));
    }
    let zone = organisation::store::load(tx).await?.zone();
    let mut item = before.clone();
    item.shift(days, minutes, &zone);
    item::check(&item)?;
    save(tx, cx, &before, &mut item).await?;
    let event = about("plan_item.moved", &exchange, &item);
    tx.record(cx, event.fact("from", item.from.to_string()).fact("until", item.until.to_string()));
    Ok(item)
}

async fn save(tx: &mut Tx, cx: &Cx, before: &Item, item: &mut Item) -> Outcome<()> {
    store::update(tx, item, cx.now()).await?;
    if (before.from, before.until) != (item.from, item.until) {
        invitation_store::ask_again(tx, item.id, cx.who.person()).await?;
    }
    Ok(())
}

pub(super) async fn permitted(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    ordinal: i64,
    expected: Option<i64>,
) -> Outcome<(Exchange, Item)> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    let item = store::find(tx, exchange.id, ordinal).await?;
    if expected.is_some_and(|version| version != item.version) {
        return Err(Failure::Stale);
    }
    Ok((exchange, item))
}

fn changed(before: &Item, after: &Item) -> Vec<&'static str> {
    [
        ("title", before.title != after.title),
        ("kind", before.kind != after.kind),
        ("time", (before.from, before.until) != (after.from, after.until)),
        ("place", before.place != after.place),
        ("link", before.link != after.link),
        ("aims", before.aims != after.aims),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(field, _)| field)
    .collect()
}

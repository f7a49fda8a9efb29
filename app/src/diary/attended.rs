//! What was planned and took place stands in the diary by itself, as evidence for the aims it was planned for.

use ryugaku_kernel::{Cx, Outcome, Time, Uuid};
use ryugaku_ledger::Tx;

use super::activity::{Activity, Kind};
use super::entry::{self, Entry, EntryId};
use super::{store, write};
use crate::exchange::{Exchange, access, aim_store};

pub struct Attended {
    pub item: Uuid,
    pub kind: Kind,
    pub at: Time,
    pub title: String,
    pub link: String,
    /// Those that are gone by now are passed over.
    pub aims: Vec<Uuid>,
}

pub async fn attend(tx: &mut Tx, cx: &Cx, exchange: &Exchange, attended: Attended) -> Outcome<()> {
    access::edited(tx, cx, exchange.count).await?;
    let Attended { item, kind, at, title, link, aims } = attended;
    if store::of_item(tx, exchange.id.0, item).await?.is_some() {
        return Ok(());
    }
    let entry = Entry {
        id: EntryId(cx.new_id()),
        exchange: exchange.id.0,
        kind,
        at,
        text: title,
        url: if entry::is_address(&link) { link } else { String::new() },
        source: "plan".into(),
        plan_item: Some(item),
        by: cx.who.person(),
        written_at: cx.now(),
        version: 1,
    };
    store::insert(tx, &entry).await?;
    let activity = Activity::Entry(entry.id.0);
    for aim in aim_store::of_exchange(tx, exchange.id).await?.into_iter().filter(|aim| aims.contains(&aim.id.0)) {
        store::link(tx, exchange.id.0, aim.id.0, activity, at, cx.now()).await?;
    }
    write::record(tx, cx, "diary.written", exchange, activity);
    Ok(())
}

/// It did not take place after all.
pub async fn forget(tx: &mut Tx, cx: &Cx, exchange: &Exchange, item: Uuid) -> Outcome<()> {
    access::edited(tx, cx, exchange.count).await?;
    match store::of_item(tx, exchange.id.0, item).await? {
        Some(entry) => write::take_away(tx, cx, exchange, entry.id).await,
        None => Ok(()),
    }
}

//! Writing in a diary: one line more, another wording, or the line taken away.

use jiff::tz::TimeZone;
use ryugaku_kernel::{Cx, Failure, Outcome, Time};
use ryugaku_ledger::Tx;

use super::activity::{Activity, Kind};
use super::entry::{self, Entry, EntryId};
use super::{link, outcome_store, store};
use crate::exchange::{Exchange, Side, access, event};

#[derive(Clone, Debug, Default)]
pub struct NewEntry {
    /// One line: an address in it becomes its link, `#g1` its aim.
    pub text: String,
    pub url: String,
    pub kind: Option<Kind>,
    /// Unset: now.
    pub at: Option<Time>,
    pub aims: Vec<(Side, i64)>,
    /// web, api, cli or chat
    pub source: &'static str,
}

/// What is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct EntryChange {
    pub text: Option<String>,
    pub url: Option<String>,
    pub kind: Option<Kind>,
    pub at: Option<Time>,
}

/// By whoever is involved; it stands under their own name.
pub async fn write(tx: &mut Tx, cx: &Cx, count: i64, new: NewEntry) -> Outcome<Entry> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    let written = entry::read(&new.text);
    let url = if new.url.trim().is_empty() { written.url } else { new.url.trim().to_owned() };
    entry::check(&written.text, &url)?;
    let at = new.at.unwrap_or(cx.now());
    check_time(cx, at)?;
    let usual = entry::usual_kind(&written.text, &url);
    let entry = Entry {
        id: EntryId(cx.new_id()),
        exchange: exchange.id.0,
        kind: new.kind.unwrap_or(usual),
        at,
        text: written.text,
        url,
        source: new.source.into(),
        plan_item: None,
        by: cx.who.person(),
        written_at: cx.now(),
        version: 1,
    };
    store::insert(tx, &entry).await?;
    for mark in written.aims.into_iter().chain(new.aims) {
        link::aim(tx, cx, &exchange, mark, Activity::Entry(entry.id.0), at).await?;
    }
    record(tx, cx, "diary.written", &exchange, Activity::Entry(entry.id.0));
    Ok(entry)
}

/// By who wrote it, and the guest.
pub async fn change(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    id: EntryId,
    expected: Option<i64>,
    change: EntryChange,
) -> Outcome<Entry> {
    let (exchange, mut entry) = own(tx, cx, count, id).await?;
    if expected.is_some_and(|version| version != entry.version) {
        return Err(Failure::Stale);
    }
    let before = entry.clone();
    entry.text = change.text.map_or(entry.text, |text| text.trim().into());
    entry.url = change.url.map_or(entry.url, |url| url.trim().into());
    entry.kind = change.kind.unwrap_or(entry.kind);
    entry.at = change.at.unwrap_or(entry.at);
    entry::check(&entry.text, &entry.url)?;
    check_time(cx, entry.at)?;
    if entry == before {
        return Ok(entry);
    }
    store::update(tx, &mut entry).await?;
    record(tx, cx, "diary.changed", &exchange, Activity::Entry(id.0));
    Ok(entry)
}

/// Its words are gone; that something was written stays in the ledger.
pub async fn remove(tx: &mut Tx, cx: &Cx, count: i64, id: EntryId) -> Outcome<()> {
    let (exchange, _) = own(tx, cx, count, id).await?;
    take_away(tx, cx, &exchange, id).await
}

pub(super) async fn take_away(tx: &mut Tx, cx: &Cx, exchange: &Exchange, id: EntryId) -> Outcome<()> {
    store::remove(tx, id, cx.now()).await?;
    store::unlink(tx, exchange.id.0, None, Activity::Entry(id.0)).await?;
    outcome_store::forget(tx, exchange.id.0, Activity::Entry(id.0)).await?;
    record(tx, cx, "diary.removed", exchange, Activity::Entry(id.0));
    Ok(())
}

fn check_time(cx: &Cx, at: Time) -> Outcome<()> {
    if at > cx.now() {
        return Err(Failure::invalid("at", "diary-in-future"));
    }
    if at.timestamp().to_zoned(TimeZone::UTC).year() < 2000 {
        return Err(Failure::invalid("at", "exchange-day-far"));
    }
    Ok(())
}

async fn own(tx: &mut Tx, cx: &Cx, count: i64, id: EntryId) -> Outcome<(Exchange, Entry)> {
    let (exchange, access) = access::edited(tx, cx, count).await?;
    let entry = store::find(tx, exchange.id.0, id).await?;
    let mine = entry.by.is_some() && entry.by == cx.who.person();
    if mine || access.guest {
        return Ok((exchange, entry));
    }
    Err(Failure::Forbidden(ryugaku_kernel::Msg::new("diary-whose")))
}

pub(super) fn record(tx: &mut Tx, cx: &Cx, kind: &'static str, exchange: &Exchange, activity: Activity) {
    tx.record(cx, event::inside(kind, exchange).fact("activity", activity.to_string()));
}

//! Saying what an activity is evidence for.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Time};
use ryugaku_ledger::Tx;

use super::activity::Activity;
use super::entry::EntryId;
use super::{read, store, write};
use crate::exchange::{Exchange, Side, access, aim_store};

/// By whoever is involved.
pub async fn link(tx: &mut Tx, cx: &Cx, count: i64, activity: Activity, mark: (Side, i64)) -> Outcome<()> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    let at = happened(tx, cx, &exchange, activity).await?;
    if aim(tx, cx, &exchange, mark, activity, at).await? {
        write::record(tx, cx, "diary.linked", &exchange, activity);
    }
    Ok(())
}

pub async fn unlink(tx: &mut Tx, cx: &Cx, count: i64, activity: Activity, mark: (Side, i64)) -> Outcome<()> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    happened(tx, cx, &exchange, activity).await?;
    let aim = aim_store::find(tx, exchange.id, mark.0, mark.1).await?;
    if store::unlink(tx, exchange.id.0, Some(aim.id.0), activity).await? > 0 {
        write::record(tx, cx, "diary.unlinked", &exchange, activity);
    }
    Ok(())
}

/// When it happened; what is not in this diary is not found.
pub(super) async fn happened(q: &mut dyn Query, cx: &Cx, exchange: &Exchange, activity: Activity) -> Outcome<Time> {
    match activity {
        Activity::Event(position) => Ok(read::event(q, cx, exchange, position).await?.happened_at),
        Activity::Entry(id) => Ok(store::find(q, exchange.id.0, EntryId(id)).await?.at),
    }
}

/// Gives whether it was not linked before.
pub(super) async fn aim(
    tx: &mut Tx,
    cx: &Cx,
    exchange: &Exchange,
    mark: (Side, i64),
    activity: Activity,
    happened: Time,
) -> Outcome<bool> {
    let aim = aim_store::find(tx, exchange.id, mark.0, mark.1).await?;
    store::link(tx, exchange.id.0, aim.id.0, activity, happened, cx.now()).await
}

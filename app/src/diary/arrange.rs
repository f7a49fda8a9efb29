//! What the guest does with the ledger's lines in their diary: hiding, joining, annotating. The ledger stays as it is.

use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use ryugaku_ledger::Tx;

use super::activity::Activity;
use super::store::{self, Mark};
use super::{read, write};
use crate::exchange::{Exchange, access};

const LONGEST_NOTE: usize = 500;

/// What was told with it is shown by itself again.
pub async fn hide(tx: &mut Tx, cx: &Cx, count: i64, position: i64) -> Outcome<()> {
    let (exchange, mark) = own(tx, cx, count, position).await?;
    set(tx, cx, &exchange, "diary.hidden", Mark { hidden: true, joined_to: None, ..mark }).await?;
    store::release(tx, exchange.id.0, position).await?;
    store::unlink(tx, exchange.id.0, None, Activity::Event(position)).await.map(drop)
}

/// Shown again, by itself: undoes hiding and joining.
pub async fn show(tx: &mut Tx, cx: &Cx, count: i64, position: i64) -> Outcome<()> {
    let (exchange, mark) = own(tx, cx, count, position).await?;
    set(tx, cx, &exchange, "diary.shown", Mark { hidden: false, joined_to: None, ..mark }).await
}

/// Tells the line together with another one of this diary.
pub async fn join(tx: &mut Tx, cx: &Cx, count: i64, position: i64, to: i64) -> Outcome<()> {
    let (exchange, mark) = own(tx, cx, count, position).await?;
    let (_, lead) = own(tx, cx, count, to).await?;
    // What is told with another cannot lead: the lines would be lost from sight.
    if position == to || lead.hidden || lead.joined_to.is_some() {
        return Err(Failure::invalid("to", "diary-join-where"));
    }
    if store::joined(tx, exchange.id.0, vec![position]).await?.contains_key(&position) {
        return Err(Failure::conflict("diary-join-leads"));
    }
    set(tx, cx, &exchange, "diary.joined", Mark { hidden: false, joined_to: Some(to), ..mark }).await
}

/// A note beside the line; empty takes it away.
pub async fn annotate(tx: &mut Tx, cx: &Cx, count: i64, position: i64, note: &str) -> Outcome<()> {
    let (exchange, mark) = own(tx, cx, count, position).await?;
    if note.chars().count() > LONGEST_NOTE {
        return Err(Failure::invalid_msg("note", Msg::new("failure-too-long").with("most", LONGEST_NOTE)));
    }
    set(tx, cx, &exchange, "diary.annotated", Mark { note: note.trim().into(), ..mark }).await
}

async fn own(tx: &mut Tx, cx: &Cx, count: i64, position: i64) -> Outcome<(Exchange, Mark)> {
    let (exchange, access) = access::edited(tx, cx, count).await?;
    if !access.guest {
        return Err(Failure::Forbidden(Msg::new("diary-guest-only")));
    }
    read::event(tx, cx, &exchange, position).await?;
    let mark = store::marks(tx, exchange.id.0, vec![position]).await?.remove(&position);
    Ok((exchange, mark.unwrap_or(Mark { position, ..Mark::default() })))
}

async fn set(tx: &mut Tx, cx: &Cx, exchange: &Exchange, kind: &'static str, mark: Mark) -> Outcome<()> {
    store::set_mark(tx, exchange.id.0, &mark).await?;
    write::record(tx, cx, kind, exchange, Activity::Event(mark.position));
    Ok(())
}

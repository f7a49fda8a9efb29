//! Answering an invitation: by the one who is invited, nobody else.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::add::about;
use super::item::{Answer, Item};
use super::{invitation_store, item_store};
use crate::exchange::access;

pub async fn answer(tx: &mut Tx, cx: &Cx, count: i64, ordinal: i64, answer: Answer) -> Outcome<Item> {
    cx.require_act()?;
    let me = cx.require_person()?;
    let (exchange, access) = access::seen(tx, cx, count).await?;
    access.require_inside()?;
    let item = item_store::find(tx, exchange.id, ordinal).await?;
    if !item.state.is_open() {
        return Err(Failure::conflict("plan-answer-over"));
    }
    if !invitation_store::answer(tx, item.id, me, answer, cx.now()).await? {
        return Err(Failure::conflict("plan-not-invited"));
    }
    tx.record(cx, about("plan_item.answered", &exchange, &item).fact("answer", answer.name()));
    Ok(item)
}

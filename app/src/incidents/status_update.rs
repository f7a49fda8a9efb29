//! A status update: what is said, inside or to stakeholders, and counted.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx, texts};

use super::circle::Circle;
use super::incident::{self, Incident};
use super::status::Status;
use super::{facts, response_store, store, tell};

/// `expected` is the number the writer meant to send: it is refused if somebody else has sent that one meanwhile. Gives its
/// number.
pub async fn send(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    circle: Circle,
    expected: Option<i64>,
    text: &str,
) -> Outcome<(Incident, i64)> {
    cx.require_act()?;
    let incident = store::to_change(tx, &cx.who, count).await?;
    if incident.status == Status::Closed {
        return Err(Failure::conflict("incident-is-closed"));
    }
    incident::check_text("text", text)?;
    let text = texts::write(tx, cx, text.trim()).await?;
    let number = facts::one(tx, &incident).await?.next_update(circle);
    if expected.is_some_and(|expected| expected != number) {
        return Err(Failure::Stale);
    }
    response_store::insert_update(tx, cx, incident.id, circle, number, text).await?;
    let event = NewEvent::of("incident.updated").about("incident", incident.id).text(text);
    tx.record(cx, event.fact("circle", circle.name()).fact("number", number));
    tell::update(tx, cx, &incident, circle, number).await?;
    Ok((incident, number))
}

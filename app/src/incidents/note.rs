//! Writing down what was noticed, and taking the words away again. That something was written stays.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx, texts};

use super::incident::{self, Incident};
use super::store;
use crate::record;

/// The note goes by its position in the ledger, which the commit gives.
pub async fn write(tx: &mut Tx, cx: &Cx, count: i64, text: &str) -> Outcome<Incident> {
    cx.require_act()?;
    let incident = store::to_change(tx, &cx.who, count).await?;
    incident::check_text("text", text)?;
    let text = texts::write(tx, cx, text.trim()).await?;
    tx.record(cx, NewEvent::of("incident.noted").about("incident", incident.id).text(text));
    Ok(incident)
}

/// By who wrote it, or an admin. Works on reasons and closing lines too, wherever they are about this incident.
pub async fn redact(tx: &mut Tx, cx: &Cx, count: i64, position: i64) -> Outcome<Incident> {
    cx.require_act()?;
    // Also of one that goes on in another: its words stand there too.
    let incident = store::by_count(tx, &cx.who, count).await?;
    let event = ryugaku_ledger::find(tx, &cx.who, position).await?;
    if event.id_of("incident") != Some(incident.id.0) || event.text_id.is_none() {
        return Err(Failure::NotFound("note"));
    }
    record::redact::redact(tx, cx, position).await?;
    Ok(incident)
}

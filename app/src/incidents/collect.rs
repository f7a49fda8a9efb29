//! Words that were said elsewhere, in the timeline: put in, replaced when they were changed there, taken away when they were.

use ryugaku_kernel::{Cx, Failure, Outcome, Time, Uuid};
use ryugaku_ledger::{NewEvent, Tx, texts};

use super::incident::{IncidentId, LONGEST_TEXT};
use super::list_store;

/// Gives the text's id. `said_by` is whoever said it, if they are known; `at` when.
pub async fn collect(
    tx: &mut Tx,
    cx: &Cx,
    incident: Uuid,
    text: &str,
    said_by: Option<Uuid>,
    at: Option<Time>,
) -> Outcome<Uuid> {
    cx.require_act()?;
    let incident = there(tx, cx, incident).await?;
    let text = texts::write(tx, cx, &shortened(text)).await?;
    let event = NewEvent::of("incident.collected").about("incident", incident).text(text);
    let event = said_by.into_iter().fold(event, |event, person| event.about("person", person));
    // Nothing was said after it was collected, whatever the other clock shows.
    let at = at.filter(|at| *at <= cx.now());
    tx.record(cx, at.into_iter().fold(event, NewEvent::happened));
    Ok(text)
}

/// The text that stands there from now on; `None`: what stood there has been taken away, and stays away.
pub async fn replace(tx: &mut Tx, cx: &Cx, incident: Uuid, before: Uuid, text: &str) -> Outcome<Option<Uuid>> {
    cx.require_act()?;
    let incident = there(tx, cx, incident).await?;
    match texts::redact(tx, cx, before).await {
        Ok(()) => {}
        Err(Failure::NotFound(_)) => return Ok(None),
        Err(failure) => return Err(failure),
    }
    let text = texts::write(tx, cx, &shortened(text)).await?;
    tx.record(cx, NewEvent::of("incident.collected_anew").about("incident", incident).text(text));
    Ok(Some(text))
}

pub async fn withdraw(tx: &mut Tx, cx: &Cx, incident: Uuid, text: Uuid) -> Outcome<()> {
    cx.require_act()?;
    let incident = there(tx, cx, incident).await?;
    match texts::redact(tx, cx, text).await {
        Ok(()) => tx.record(cx, NewEvent::of("incident.collected_no_more").about("incident", incident)),
        // Somebody was quicker.
        Err(Failure::NotFound(_)) => {}
        Err(failure) => return Err(failure),
    }
    Ok(())
}

async fn there(tx: &mut Tx, cx: &Cx, incident: Uuid) -> Outcome<IncidentId> {
    let found = list_store::of_ids(tx, &cx.who, vec![incident]).await?;
    found.first().map(|incident| incident.id).ok_or(Failure::NotFound("incident"))
}

/// A chat may let people write more than a timeline takes.
fn shortened(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= LONGEST_TEXT {
        return text.to_owned();
    }
    text.chars().take(LONGEST_TEXT - 1).chain(['…']).collect()
}

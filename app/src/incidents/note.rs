//! Writing down what was noticed, and taking the words away again. That something was written stays.

use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx, texts};

use super::incident::{self, Incident, IncidentId};
use super::{link_store, store};

/// Gives the note's id with the incident.
pub async fn write(tx: &mut Tx, cx: &Cx, count: i64, text: &str) -> Outcome<(Incident, Uuid)> {
    cx.require_act()?;
    let incident = store::by_count(tx, count).await?;
    incident::check_text("text", text)?;
    let id = keep(tx, cx, incident.id, text).await?;
    tx.record(cx, NewEvent::of("incident.noted").about("incident", incident.id).text(id));
    Ok((incident, id))
}

/// By who wrote it, or an admin. Works on reasons and closing lines too.
pub async fn redact(tx: &mut Tx, cx: &Cx, count: i64, text: Uuid) -> Outcome<Incident> {
    cx.require_act()?;
    let incident = store::by_count(tx, count).await?;
    let author = link_store::author(tx, incident.id, text).await?.ok_or(Failure::NotFound("note"))?;
    if !cx.who.is_admin() && (author.is_none() || author != cx.who.id) {
        return Err(Failure::Forbidden(Msg::new("incident-note-not-yours")));
    }
    texts::redact(tx, cx, text).await?;
    tx.record(cx, NewEvent::of("incident.note_redacted").about("incident", incident.id));
    Ok(incident)
}

/// A text of this incident; the caller has checked its length.
pub(super) async fn keep(tx: &mut Tx, cx: &Cx, incident: IncidentId, text: &str) -> Outcome<Uuid> {
    let id = texts::write(tx, cx, text.trim()).await?;
    link_store::keep_text(tx, incident, id, cx.who.id).await?;
    Ok(id)
}

//! Taking the words of an event away for good, by who wrote them or by an admin. That there were some stays on record.

use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use ryugaku_ledger::{Event, NewEvent, Tx, audience_of, texts};

pub async fn redact(tx: &mut Tx, cx: &Cx, position: i64) -> Outcome<Event> {
    cx.require_act()?;
    let event = ryugaku_ledger::find(tx, &cx.who, position).await?;
    let Some(text) = event.text_id else { return Err(Failure::conflict("ledger-no-text")) };
    if !may(tx, cx, &event).await? {
        return Err(Failure::Forbidden(Msg::new("ledger-redact-whose")));
    }
    if event.redacted {
        return Err(Failure::conflict("ledger-redacted-already"));
    }
    texts::redact(tx, cx, text).await?;
    let mut recorded = NewEvent::of("text.redacted").fact("position", position).fact("of", event.kind.clone());
    for subject in &event.about {
        recorded = recorded.about(subject.kind.clone(), subject.id);
    }
    let audience = audience_of(tx, position).await?;
    tx.record(cx, recorded.audience(audience));
    ryugaku_ledger::find(tx, &cx.who, position).await
}

/// Whether the text of this event is the asker's to take away.
pub async fn may(q: &mut impl ryugaku_db::Query, cx: &Cx, event: &Event) -> Outcome<bool> {
    let Some(text) = event.text_id.filter(|_| cx.who.may_act()) else { return Ok(false) };
    if cx.who.is_admin() {
        return Ok(true);
    }
    let author = texts::author(q, text).await?;
    Ok(author.is_some() && author == cx.who.id)
}

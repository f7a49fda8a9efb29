//! What is written together and the text as it is saved, each taken into the other.

use jiff::SignedDuration;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::document::Document;
use super::postmortem::{self, Postmortem, PostmortemId};
use super::together_store::{self, Held};
use super::write::event;
use super::{save, store};
use crate::incidents::{self, Incident};

/// So long nobody writes before a version is kept by itself.
const QUIET: SignedDuration = SignedDuration::from_mins(1);
/// And so long others wait at most for what was written, while somebody writes on.
const STALE: SignedDuration = SignedDuration::from_mins(10);
/// From so many changes on they become one.
const MANY: usize = 100;

/// Whose text wants a version now: nobody has written in it for a while, or somebody has been writing for long. Those of the
/// incidents that are set `aside` are left out.
pub async fn wanted(q: &mut dyn Query, cx: &Cx, aside: Vec<Uuid>) -> Outcome<Vec<Incident>> {
    cx.require_admin()?;
    let unkept = together_store::unkept(q, cx.now().minus(QUIET), cx.now().minus(STALE), aside).await?;
    incidents::list_store::of_ids(q, &cx.who, unkept).await
}

pub async fn keep_one(tx: &mut Tx, cx: &Cx, incident: &Incident) -> Outcome<()> {
    cx.require_admin()?;
    save::of(tx, cx, incident).await.map(drop)
}

/// What was written together becomes the text, as a version by whoever wrote last. Nothing at all is no text: then the one
/// before stays.
pub(super) async fn keep(tx: &mut Tx, cx: &Cx, incident: &Incident, postmortem: &mut Postmortem) -> Outcome<()> {
    let Some(Held { wrote_at: Some(at), wrote_by, .. }) = together_store::held(tx, postmortem.id).await? else {
        return Ok(());
    };
    let text = text(tx, postmortem.id).await?.unwrap_or_default();
    together_store::kept(tx, postmortem.id).await?;
    let body = match postmortem::tidied(&text) {
        Ok(body) if body != postmortem.body => body,
        _ => return Ok(()),
    };
    (postmortem.body, postmortem.changed_at, postmortem.changed_by) = (body, at, wrote_by);
    store::update(tx, postmortem).await?;
    let kept = event("postmortem.kept", postmortem, incident);
    tx.record(cx, kept.fact("version", postmortem.version));
    Ok(())
}

/// A text that was saved as a whole goes into what is written together, with as few changes as it needs.
pub(super) async fn join(tx: &mut Tx, cx: &Cx, postmortem: &Postmortem) -> Outcome<()> {
    let updates = together_store::updates(tx, postmortem.id).await?;
    if updates.is_empty() {
        return Ok(());
    }
    let client = cx.chance.below(u64::from(u32::MAX)) as u32;
    let change = {
        let document = stored(client, &updates)?;
        let is_same = postmortem::tidied(&document.text()).is_ok_and(|text| text == postmortem.body);
        (!is_same).then(|| document.rewrite(&postmortem.body))
    };
    match change {
        None => Ok(()),
        Some(change) => add(tx, postmortem.id, updates, change).await,
    }
}

/// What is being written together; `None` where nobody does.
pub(super) async fn text(q: &mut dyn Query, id: PostmortemId) -> Outcome<Option<String>> {
    let updates = together_store::updates(q, id).await?;
    if updates.is_empty() { Ok(None) } else { Ok(Some(stored(0, &updates)?.text())) }
}

/// One more change of a document that has these. Whoever has it open is told.
pub(super) async fn add(tx: &mut Tx, id: PostmortemId, mut updates: Vec<Vec<u8>>, change: Vec<u8>) -> Outcome<()> {
    let last = together_store::held(tx, id).await?.map_or(0, |held| held.last);
    tx.wake("writing");
    updates.push(change);
    if updates.len() < MANY {
        let change = updates.pop().unwrap_or_default();
        return together_store::append(tx, id, last + 1, change).await;
    }
    let whole = stored(0, &updates)?.whole();
    together_store::replace(tx, id, last + 1, whole).await
}

/// The document that was stored, which is sound.
pub(super) fn stored(client: u32, updates: &[Vec<u8>]) -> Outcome<Document> {
    Document::of(client, updates).map_err(|refused| Failure::internal(format!("a stored text is broken: {refused:?}")))
}

//! Writing together: one browser brings what was written in it, and is told what it lacks and who else is here.
//!
//! Each change is stored and told to the others; of the ledger's events there is one for each who writes, and not more than one
//! in an hour. Who changes nothing holds nobody up: what they lack is read, and of a caret that was moved one row is written, for
//! those whose browsers another replica serves.

use jiff::SignedDuration;
use ryugaku_db::{Query, Transaction};
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::document::{Document, Refused};
use super::keep::{add, stored};
use super::postmortem::{LONGEST_BODY, Postmortem, PostmortemId};
use super::together_store::{self, Present};
use super::write::event;
use super::{save, store};
use crate::incidents;

/// Of one change.
pub const LARGEST: usize = 512 << 10;
/// Of a document with everything that was ever taken out of it.
const LARGEST_DOCUMENT: usize = 4 << 20;
pub const LONGEST_CURSOR: usize = 500;
/// Who was not heard of for so long has left.
const HERE: SignedDuration = SignedDuration::from_secs(30);
/// So often it is written down that somebody is still here.
const STILL_HERE: SignedDuration = SignedDuration::from_secs(8);
/// Writing on is no other event.
const SITTING: SignedDuration = SignedDuration::from_hours(1);

/// What a browser brings.
pub struct Said {
    /// What was written in it.
    pub update: Option<Vec<u8>>,
    /// What it has.
    pub vector: Vec<u8>,
    /// Its number in the document.
    pub client: u32,
    /// Where its writer is.
    pub cursor: String,
}

pub struct Told {
    /// What the browser lacks.
    pub update: Vec<u8>,
    /// The others.
    pub present: Vec<Present>,
    pub postmortem: Postmortem,
}

/// Where a writer is, or that they are still here.
pub struct Seen {
    here: Present,
    moved: bool,
}

/// What one is told who brings no change, and what is to be written of them, if anything is. `None`: there is more to write than that.
pub async fn look(q: &mut dyn Query, cx: &Cx, count: i64, said: &Said) -> Outcome<Option<(Told, Option<Seen>)>> {
    cx.require_act()?;
    let me = writer(cx, said)?;
    if said.update.is_some() {
        return Ok(None);
    }
    let incident = incidents::store::to_change(q, &cx.who, count).await?;
    let postmortem = store::of_incident(q, incident.id.0).await?.ok_or(Failure::NotFound("postmortem"))?;
    postmortem.state.change()?;
    let updates = together_store::updates(q, postmortem.id).await?;
    if updates.is_empty() {
        return Ok(None);
    }
    let (update, _) = exchanged(&updates, None, &said.vector)?;
    let (present, seen) = others(q, cx, postmortem.id, me, said).await?;
    Ok(Some((Told { update, present, postmortem }, seen)))
}

/// Writes it. What is lost of it a browser says again soon.
pub async fn seen(tx: &mut Transaction, cx: &Cx, id: PostmortemId, seen: &Seen) -> Outcome<()> {
    cx.require_act()?;
    together_store::seen(tx, id, &seen.here).await?;
    together_store::forget(tx, id, cx.now().minus(HERE)).await?;
    if seen.moved {
        tx.wake("writing");
    }
    Ok(())
}

pub async fn together(tx: &mut Tx, cx: &Cx, count: i64, said: Said) -> Outcome<Told> {
    cx.require_act()?;
    let me = writer(cx, &said)?;
    let incident = incidents::store::to_change(tx, &cx.who, count).await?;
    let postmortem = save::held(tx, &incident).await?;
    postmortem.state.change()?;
    let (id, now) = (postmortem.id, cx.now());
    let mut updates = together_store::updates(tx, id).await?;
    if updates.is_empty() {
        let begun = Document::begun(cx.chance.below(u64::from(u32::MAX)) as u32, &postmortem.body).whole();
        add(tx, id, Vec::new(), begun.clone()).await?;
        updates.push(begun);
    }
    let (update, fresh) = exchanged(&updates, said.update.as_deref(), &said.vector)?;
    if let Some(fresh) = fresh {
        add(tx, id, updates, fresh).await?;
        together_store::wrote(tx, id, now, Some(me)).await?;
        if together_store::hand(tx, id, postmortem.version + 1, me, now.minus(SITTING)).await? {
            tx.record(cx, event("postmortem.changed", &postmortem, &incident));
        }
    }
    let (present, here) = others(tx, cx, id, me, &said).await?;
    if let Some(here) = here {
        seen(tx, cx, id, &here).await?;
    }
    Ok(Told { update, present, postmortem })
}

fn writer(cx: &Cx, said: &Said) -> Outcome<Uuid> {
    let me = cx.require_person()?;
    if said.cursor.chars().count() > LONGEST_CURSOR {
        return Err(Failure::invalid_msg("cursor", Msg::new("failure-too-long").with("most", LONGEST_CURSOR)));
    }
    Ok(me)
}

/// Who else is here, and what is to be written of this one.
async fn others(
    q: &mut dyn Query,
    cx: &Cx,
    id: PostmortemId,
    me: Uuid,
    said: &Said,
) -> Outcome<(Vec<Present>, Option<Seen>)> {
    let now = cx.now();
    let mut present = together_store::present(q, id, now.minus(HERE)).await?;
    let client = i64::from(said.client);
    let mine = present.iter().find(|one| one.client == client);
    let moved = mine.is_none_or(|mine| mine.cursor != said.cursor);
    let is_due = moved || mine.is_some_and(|mine| mine.seen_at < now.minus(STILL_HERE));
    let here = Present { client, person: me, cursor: said.cursor.clone(), seen_at: now };
    present.retain(|one| one.client != client);
    Ok((present, is_due.then_some(Seen { here, moved })))
}

/// What the browser lacks, and what it brought if that is new.
fn exchanged(updates: &[Vec<u8>], update: Option<&[u8]>, vector: &[u8]) -> Outcome<(Vec<u8>, Option<Vec<u8>>)> {
    let document = stored(0, updates)?;
    let mut fresh = None;
    if let Some(update) = update {
        if update.len() > LARGEST {
            return Err(Failure::TooLarge { limit: LARGEST as u64 });
        }
        if document.apply(update).map_err(|why| refused("update", why))? {
            let length = document.text().chars().count();
            if length > LONGEST_BODY {
                return Err(Failure::invalid_msg("update", Msg::new("failure-too-long").with("most", LONGEST_BODY)));
            }
            let size = updates.iter().map(Vec::len).sum::<usize>() + update.len();
            if size > LARGEST_DOCUMENT && document.whole().len() > LARGEST_DOCUMENT {
                return Err(Failure::TooLarge { limit: LARGEST_DOCUMENT as u64 });
            }
            fresh = Some(update.to_vec());
        }
    }
    Ok((document.since(vector).map_err(|why| refused("vector", why))?, fresh))
}

fn refused(field: &'static str, why: Refused) -> Failure {
    Failure::invalid(
        field,
        match why {
            Refused::Malformed => "postmortem-update-malformed",
            Refused::Gap => "postmortem-update-gap",
            Refused::NotText => "postmortem-update-not-text",
        },
    )
}

//! Writing together: one browser brings what was written in it, and is told what it lacks and who else is here.
//!
//! Each change is stored and told to the others; of the ledger's events there is one for each who writes, and not more than one
//! in an hour.

use jiff::SignedDuration;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use ryugaku_ledger::Tx;

use super::document::{Document, Refused};
use super::keep::{add, stored};
use super::postmortem::{LONGEST_BODY, Postmortem};
use super::save;
use super::together_store::{self, Present};
use super::write::event;
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

pub async fn together(tx: &mut Tx, cx: &Cx, count: i64, said: Said) -> Outcome<Told> {
    cx.require_act()?;
    let me = cx.require_person()?;
    if said.cursor.chars().count() > LONGEST_CURSOR {
        return Err(Failure::invalid_msg("cursor", Msg::new("failure-too-long").with("most", LONGEST_CURSOR)));
    }
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
    let (update, fresh) = exchanged(&updates, said.update, &said.vector)?;
    if let Some(fresh) = fresh {
        add(tx, id, updates, fresh).await?;
        together_store::wrote(tx, id, now, Some(me)).await?;
        if together_store::hand(tx, id, postmortem.version + 1, me, now.minus(SITTING)).await? {
            tx.record(cx, event("postmortem.changed", &postmortem, &incident));
        }
    }
    let mut present = together_store::present(tx, id, now.minus(HERE)).await?;
    let client = i64::from(said.client);
    let mine = present.iter().find(|one| one.client == client);
    let moved = mine.is_none_or(|mine| mine.cursor != said.cursor);
    if moved || mine.is_some_and(|mine| mine.seen_at < now.minus(STILL_HERE)) {
        let mine = Present { client, person: me, cursor: said.cursor, seen_at: now };
        together_store::seen(tx, id, &mine).await?;
        together_store::forget(tx, id, now.minus(HERE)).await?;
    }
    if moved {
        tx.wake("writing");
    }
    present.retain(|one| one.client != client);
    Ok(Told { update, present, postmortem })
}

/// What the browser lacks, and what it brought if that is new.
fn exchanged(updates: &[Vec<u8>], update: Option<Vec<u8>>, vector: &[u8]) -> Outcome<(Vec<u8>, Option<Vec<u8>>)> {
    let document = stored(0, updates)?;
    let mut fresh = None;
    if let Some(update) = update {
        if update.len() > LARGEST {
            return Err(Failure::TooLarge { limit: LARGEST as u64 });
        }
        if document.apply(&update).map_err(|why| refused("update", why))? {
            let length = document.text().chars().count();
            if length > LONGEST_BODY {
                return Err(Failure::invalid_msg("update", Msg::new("failure-too-long").with("most", LONGEST_BODY)));
            }
            let size = updates.iter().map(Vec::len).sum::<usize>() + update.len();
            if size > LARGEST_DOCUMENT && document.whole().len() > LARGEST_DOCUMENT {
                return Err(Failure::TooLarge { limit: LARGEST_DOCUMENT as u64 });
            }
            fresh = Some(update);
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

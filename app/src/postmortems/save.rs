//! Saving what somebody has written, beside what others have saved, or are writing together, meanwhile.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::merge::merge;
use super::postmortem::{self, Postmortem};
use super::write::event;
use super::{keep, store};
use crate::incidents;

#[derive(Debug)]
pub enum Saved {
    As(Postmortem),
    /// Others had saved meanwhile, in other places; both are in it now.
    Joined(Postmortem),
    /// Both changed the same lines: nothing of it was saved, and this is theirs.
    Apart(Postmortem),
}

/// `expected` is the version the writer began with; without it, what stands there is replaced.
pub async fn save(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>, body: &str) -> Outcome<Saved> {
    cx.require_act()?;
    let incident = incidents::store::to_change(tx, &cx.who, count).await?;
    let mut postmortem = of(tx, cx, &incident).await?;
    postmortem.state.change()?;
    let body = postmortem::tidied(body)?;
    let mut joined = false;
    let body = match expected.filter(|version| *version != postmortem.version) {
        None => body,
        Some(version) => {
            let base = store::body_at(tx, postmortem.id, version).await?.ok_or(Failure::Stale)?;
            joined = true;
            match merge(&base, &body, &postmortem.body) {
                Some(both) => postmortem::tidied(&both)?,
                None => return Ok(Saved::Apart(postmortem)),
            }
        }
    };
    store::set_saved(tx, postmortem.id, cx.now()).await?;
    if body == postmortem.body {
        return Ok(Saved::As(postmortem));
    }
    postmortem.body = body;
    changed(tx, cx, &mut postmortem).await?;
    tx.record(cx, event("postmortem.changed", &postmortem, &incident));
    Ok(if joined { Saved::Joined(postmortem) } else { Saved::As(postmortem) })
}

/// What is written together is the text, as a version: for who does not want to wait until it is quiet.
pub async fn save_together(tx: &mut Tx, cx: &Cx, count: i64) -> Outcome<Postmortem> {
    cx.require_act()?;
    let incident = incidents::store::to_change(tx, &cx.who, count).await?;
    let mut postmortem = held(tx, &incident).await?;
    postmortem.state.change()?;
    if let Some(text) = keep::text(tx, postmortem.id).await? {
        postmortem::tidied(&text)?;
    }
    keep::keep(tx, cx, &incident, &mut postmortem).await?;
    store::set_saved(tx, postmortem.id, cx.now()).await?;
    Ok(postmortem)
}

/// The post-mortem as it was last saved. Until the commit nobody else writes in it.
pub(super) async fn held(tx: &mut Tx, incident: &incidents::Incident) -> Outcome<Postmortem> {
    store::locked(tx, incident.id.0).await?.ok_or(Failure::NotFound("postmortem"))
}

/// The post-mortem with what was written together until now.
pub(super) async fn of(tx: &mut Tx, cx: &Cx, incident: &incidents::Incident) -> Outcome<Postmortem> {
    let mut postmortem = held(tx, incident).await?;
    keep::keep(tx, cx, incident, &mut postmortem).await?;
    Ok(postmortem)
}

pub(super) async fn changed(tx: &mut Tx, cx: &Cx, postmortem: &mut Postmortem) -> Outcome<()> {
    (postmortem.changed_at, postmortem.changed_by) = (cx.now(), cx.who.person());
    store::update(tx, postmortem).await?;
    keep::join(tx, cx, postmortem).await
}

//! A former version becomes the text again, as a new one.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::postmortem::Postmortem;
use super::save::{changed, of};
use super::store;
use super::write::event;
use crate::incidents;

pub async fn revert(tx: &mut Tx, cx: &Cx, count: i64, version: i64) -> Outcome<Postmortem> {
    cx.require_act()?;
    let incident = incidents::store::to_change(tx, &cx.who, count).await?;
    let mut postmortem = of(tx, cx, &incident).await?;
    postmortem.state.change()?;
    let body = store::body_at(tx, postmortem.id, version).await?.ok_or(Failure::NotFound("postmortem"))?;
    if body == postmortem.body {
        return Err(Failure::conflict("postmortem-version-same"));
    }
    postmortem.body = body;
    changed(tx, cx, &mut postmortem).await?;
    let event = event("postmortem.restored", &postmortem, &incident).fact("restored", version);
    tx.record(cx, event);
    Ok(postmortem)
}

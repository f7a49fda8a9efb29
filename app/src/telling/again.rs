//! Telling once more, by hand: what failed; or, of a step whose ways were all delivered, everybody.

use ryugaku_kernel::{Cx, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::way::WayState;
use super::{jobs, store};

/// What came of asking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Again {
    Sent,
    /// Something is under way already.
    UnderWay,
    /// Nobody is reached by itself.
    NoWay,
}

/// `new` ways have been added just now; they leave anyway.
pub async fn again(tx: &mut Tx, cx: &Cx, incident: Uuid, step: &str, new: usize) -> Outcome<Again> {
    cx.require_act()?;
    let Some(telling) = store::find(tx, incident, step).await? else { return Ok(Again::NoWay) };
    store::hold(tx, telling.id).await?;
    let waits = |state: WayState| state == WayState::Waiting;
    let before = store::ways(tx, [telling.id]).await?;
    let failed = store::again(tx, telling.id).await?;
    if failed == 0 && new == 0 {
        if before.iter().any(|way| waits(way.state)) {
            return Ok(Again::UnderWay);
        }
        store::anew(tx, telling.id).await?;
    }
    store::set_done(tx, telling.id, None).await?;
    for way in store::ways(tx, [telling.id]).await? {
        let was_waiting = before.iter().any(|one| one.id == way.id && waits(one.state));
        if waits(way.state) && !was_waiting {
            jobs::enqueue(tx, cx, way.id, cx.now()).await?;
        }
    }
    tx.wake("chat");
    Ok(Again::Sent)
}

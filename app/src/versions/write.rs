//! The version after the one that holds.

use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::Tx;

use super::kind::Kind;
use super::store;
use super::version::{Origin, Version};

/// What a new version says, and where it comes from.
pub struct Made {
    pub text: String,
    pub note: String,
    pub origin: Origin,
    pub restored: Option<i64>,
}

/// The row of the version after `before`. Whoever holds the document in memory is told. The caller has asked who may, and
/// records the event.
pub async fn written(tx: &mut Tx, cx: &Cx, kind: &Kind, before: &Version, made: Made) -> Outcome<Version> {
    let Made { text, note, origin, restored } = made;
    let (actor_kind, actor_id, made_at) = (cx.who.kind, cx.who.id, cx.now());
    let made = Version { version: before.version + 1, text, made_at, actor_kind, actor_id, note, origin, restored };
    store::insert(tx, kind, &made).await?;
    tx.wake(kind.name);
    Ok(made)
}

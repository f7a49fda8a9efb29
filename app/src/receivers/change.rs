//! Renaming and removing a receiver: neither while routes name it, for what they say is not changed from here.

use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::receiver::{Receiver, ReceiverId, check_name};
use super::store;
use crate::routing;

pub async fn rename(tx: &mut Tx, cx: &Cx, id: ReceiverId, name: &str, expected: Option<i64>) -> Outcome<Receiver> {
    routing::require_editor(tx, cx).await?;
    let mut receiver = store::find(tx, id).await?;
    receiver.expect_version(expected)?;
    check_name(name)?;
    if receiver.name == name {
        return Ok(receiver);
    }
    if store::all(tx).await?.iter().any(|other| other.name == name) {
        return Err(Failure::invalid("name", "receiver-name-taken"));
    }
    free(tx, &receiver.name).await?;
    name.clone_into(&mut receiver.name);
    store::update(tx, &receiver).await?;
    receiver.version += 1;
    tx.record(cx, NewEvent::of("receiver.renamed").about("receiver", id));
    tx.wake("routing");
    Ok(receiver)
}

/// Its channels go with it, and what let in there.
pub async fn remove(tx: &mut Tx, cx: &Cx, id: ReceiverId) -> Outcome<Receiver> {
    routing::require_editor(tx, cx).await?;
    let receiver = store::find(tx, id).await?;
    free(tx, &receiver.name).await?;
    store::remove(tx, id, cx.now()).await?;
    tx.record(cx, NewEvent::of("receiver.removed").about("receiver", id));
    tx.wake("routing");
    Ok(receiver)
}

/// Refuses a name that stands in the version that holds.
async fn free(tx: &mut Tx, name: &str) -> Outcome<()> {
    let current = routing::current(tx).await?;
    if current.routing.receivers.iter().any(|named| named == name) {
        return Err(Failure::Conflict(Msg::new("receiver-in-use").with("name", name)));
    }
    Ok(())
}

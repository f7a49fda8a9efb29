//! Making a receiver.

use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::receiver::{MOST_RECEIVERS, Receiver, ReceiverId, check_name};
use super::store;
use crate::routing;

pub async fn make(tx: &mut Tx, cx: &Cx, name: &str) -> Outcome<Receiver> {
    routing::require_editor(tx, cx).await?;
    insert_receiver(tx, cx, name).await
}

/// As [`make`], within a verb that has asked for permission.
pub(crate) async fn insert_receiver(tx: &mut Tx, cx: &Cx, name: &str) -> Outcome<Receiver> {
    check_name(name)?;
    let there = store::all(tx).await?;
    if there.iter().any(|receiver| receiver.name == name) {
        return Err(Failure::invalid("name", "receiver-name-taken"));
    }
    if there.len() >= MOST_RECEIVERS {
        return Err(Failure::invalid_msg("name", Msg::new("receiver-too-many").with("most", MOST_RECEIVERS)));
    }
    let position = store::next_position(tx).await?;
    let id = ReceiverId(cx.new_id());
    let receiver = Receiver { id, name: name.to_owned(), position, version: 1, channels: Vec::new() };
    store::insert(tx, &receiver, cx.now()).await?;
    tx.record(cx, NewEvent::of("receiver.made").about("receiver", id));
    tx.wake("routing");
    Ok(receiver)
}

/// The one that routes name before anybody has written any; at start.
pub async fn ensure_default(tx: &mut Tx, cx: &Cx) -> Outcome<()> {
    cx.require_admin()?;
    if !store::any_ever(tx).await? {
        let id = ReceiverId(cx.new_id());
        let receiver = Receiver { id, name: "default".into(), position: 1, version: 1, channels: Vec::new() };
        store::insert(tx, &receiver, cx.now()).await?;
    }
    Ok(())
}

//! Rooms for named people alone: who has left, or has another account, is put out of them. Who is asked into a room that goes on.

use ryugaku_kernel::{Cx, Outcome, Uuid};
use ryugaku_ledger::{Tx, veil};

use super::errand::Errand;
use super::network::Network;
use super::room::{Room, RoomState};
use super::{jobs, open_room, room_store, step_store};
use crate::incidents::chat;

/// Somebody left the organisation, or came back: they are put out, or asked in again.
pub(super) async fn moved(tx: &mut Tx, cx: &Cx, network: Network, person: Uuid) -> Outcome<()> {
    for room in rooms_of(tx, network, person).await? {
        // Open to everybody by now, nobody is put out of it.
        let Some(named) = chat::named(tx, room.incident).await? else { continue };
        if named.contains(&person) {
            let invite = Errand::Invite { person };
            step_store::free(tx, room.id, &invite).await?;
            step_store::add(tx, cx, room.id, &invite, cx.now()).await?;
        } else {
            open_room::put_out(tx, cx, &room, person).await?;
        }
        jobs::soon(tx, cx, room.id).await?;
    }
    Ok(())
}

/// One that was put away goes on: whoever had no account there may have one by now. Where only those are who are named, whoever may know
/// of it no longer is put out, and whoever may again is asked in.
pub(super) async fn goes_on(tx: &mut Tx, room: &Room) -> Outcome<Vec<Errand>> {
    let unknown = step_store::unknown(tx, room.id).await?;
    for person in &unknown {
        step_store::free(tx, room.id, &Errand::Invite { person: *person }).await?;
    }
    let named = if room.is_private { chat::named(tx, room.incident).await? } else { None };
    let Some(named) = named else {
        return Ok(unknown.into_iter().map(|person| Errand::Invite { person }).collect());
    };
    let mut errands = Vec::new();
    let invited = step_store::invited(tx, room.id).await?;
    for person in invited.iter().copied().filter(|person| !named.contains(person)) {
        step_store::free(tx, room.id, &Errand::Invite { person }).await?;
        errands.push(Errand::PutOut { person, account: None });
    }
    let again = named.into_iter().filter(|person| !invited.contains(person));
    errands.extend(again.map(|person| Errand::Invite { person }));
    Ok(errands)
}

/// An account is this person's no longer.
pub(super) async fn without_account(
    tx: &mut Tx,
    cx: &Cx,
    network: Network,
    person: Uuid,
    account: &str,
) -> Outcome<()> {
    for room in rooms_of(tx, network, person).await? {
        let errand = Errand::PutOut { person, account: Some(account.to_owned()) };
        step_store::add(tx, cx, room.id, &errand, cx.now()).await?;
        if room.state == RoomState::Archived {
            // Another one is asked in once it goes on.
            step_store::free(tx, room.id, &Errand::Invite { person }).await?;
        }
        jobs::soon(tx, cx, room.id).await?;
    }
    // Anybody may be in the others: what was their account stays there.
    step_store::ask_in_later(tx, network, person).await
}

/// Those of whom this person is one. What was put away in Slack lets nobody be put out of it; on Matrix it is read on.
async fn rooms_of(tx: &mut Tx, network: Network, person: Uuid) -> Outcome<Vec<Room>> {
    let mut rooms = Vec::new();
    for incident in veil::things_of(tx, person).await? {
        rooms.extend(room_store::in_network(tx, network, incident).await?);
    }
    rooms.retain(|room| match room.state {
        // What is gone may be brought back: until then it waits.
        RoomState::Opening | RoomState::Open | RoomState::Gone => room.is_private,
        RoomState::Archived => room.is_private && network == Network::Matrix,
        RoomState::Failed => false,
    });
    Ok(rooms)
}

//! A channel for an incident.

use std::collections::BTreeSet;

use ryugaku_kernel::{Cx, Failure, Outcome, Time, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::errand::Errand;
use super::network::Network;
use super::room::{Room, RoomState};
use super::{jobs, room_store, step_store};
use crate::incidents::chat;
use crate::organisation;

/// By whoever may act, for an incident that has none in one of these chats, such as one that was opened before there was a bot.
pub async fn open_room(tx: &mut Tx, cx: &Cx, networks: &[Network], incident: Uuid) -> Outcome<()> {
    cx.require_act()?;
    if networks.is_empty() {
        return Err(Failure::conflict("bot-not-connected"));
    }
    let there = room_store::of_incident(tx, incident).await?;
    let without = |network: &&Network| !there.iter().any(|room| room.network == **network);
    let without: Vec<Network> = networks.iter().filter(without).copied().collect();
    if without.is_empty() {
        return Err(Failure::conflict("bot-room-there"));
    }
    let names: Vec<&str> = without.iter().map(|network| network.name()).collect();
    tx.record(cx, NewEvent::of("incident.channel_begun").about("incident", incident).fact("networks", names));
    for network in without {
        let room = begin(tx, cx, network, incident).await?;
        put_away_later(tx, cx, &room).await?;
        jobs::soon(tx, cx, room.id).await?;
    }
    Ok(())
}

/// A channel that is made once its incident is closed is put away as any other, a while later.
pub(super) async fn put_away_later(tx: &mut Tx, cx: &Cx, room: &Room) -> Outcome<()> {
    let waiting = step_store::waiting(tx, room.id).await?;
    if waiting.iter().any(|step| step.errand == Errand::Archive) || !chat::is_closed(tx, room.incident).await? {
        return Ok(());
    }
    let at = cx.now().plus(chat::KEPT_OPEN);
    step_store::add(tx, cx, room.id, &Errand::Archive, at).await.map(drop)
}

/// The room, with all that makes it usable: the channel, how things stand, pinned, and who is asked in.
pub(super) async fn begin(tx: &mut Tx, cx: &Cx, network: Network, incident: Uuid) -> Outcome<Room> {
    let language = organisation::store::load(tx).await?.language;
    let (id, now) = (cx.new_id(), cx.now());
    let name = chat::room_name(tx, incident).await?;
    let (state, resume_at) = (RoomState::Opening, Time(0));
    let (channel, summary, is_private) = (None, None, false);
    let created_at = now;
    let room =
        Room { id, network, incident, name, channel, is_private, summary, language, state, resume_at, created_at };
    room_store::insert(tx, &room).await?;
    for errand in [Errand::Open, Errand::Summary, Errand::Pin, Errand::Topic] {
        step_store::add(tx, cx, id, &errand, now).await?;
    }
    for person in chat::asked_in(tx, incident, &[]).await? {
        step_store::add(tx, cx, id, &Errand::Invite { person }, now).await?;
    }
    Ok(room)
}

/// Whoever may know of it no longer. Once named again they are asked in again.
pub(super) async fn put_out(tx: &mut Tx, cx: &Cx, room: &Room, person: Uuid) -> Outcome<()> {
    step_store::free(tx, room.id, &Errand::Invite { person }).await?;
    step_store::add(tx, cx, room.id, &Errand::PutOut { person, account: None }, cx.now()).await.map(drop)
}

/// For an incident that became restricted: what is said from then on is said in a private channel. One that everybody can read
/// cannot be made private; it is put away.
pub(super) async fn in_private(tx: &mut Tx, cx: &Cx, room: &Room) -> Outcome<()> {
    if room.is_private {
        // Nothing is written in what is put away, and nobody is put out of it.
        if room.state == RoomState::Archived {
            return Ok(());
        }
        // It was open to all for a while: who came in meanwhile, as with a role, need not be named. Or it is open again by now.
        let Some(named) = chat::named(tx, room.incident).await? else { return Ok(()) };
        let steps = step_store::of_kind(tx, room.id, "invite").await?;
        let asked = steps.into_iter().filter_map(|step| match step.errand {
            Errand::Invite { person } => Some(person),
            _ => None,
        });
        let strangers: BTreeSet<Uuid> = asked.filter(|person| !named.contains(person)).collect();
        for person in strangers {
            put_out(tx, cx, room, person).await?;
        }
        return step_store::add(tx, cx, room.id, &Errand::Summary, cx.now()).await.map(drop);
    }
    step_store::add(tx, cx, room.id, &Errand::Leave, cx.now()).await.map(drop)
}

//! By hand: a step that failed once more, a channel that is gone made anew, another language.

use ryugaku_kernel::{Cx, Failure, Lang, Outcome, Time, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::errand::Errand;
use super::network::Network;
use super::room::{Room, RoomState};
use super::{jobs, open_room, room_store, step_store};
use crate::incidents::chat;

/// A step that failed or was passed over.
pub async fn step_again(tx: &mut Tx, cx: &Cx, incident: Uuid, network: Option<Network>, number: i64) -> Outcome<()> {
    cx.require_act()?;
    let mut room = room(tx, incident, network).await?;
    if !step_store::again(tx, room.id, number).await? {
        return Err(Failure::conflict("bot-step-not-failed"));
    }
    room.resume_at = Time(0);
    if room.state == RoomState::Failed {
        room.state = RoomState::Opening;
    }
    room_store::update(tx, &room).await?;
    tx.record(cx, of_room(NewEvent::of("incident.channel_step_retried"), &room).fact("step", number));
    jobs::soon(tx, cx, room.id).await
}

/// Nothing is waited for any longer: what was put off because the chat was away is tried now.
pub async fn resume(tx: &mut Tx, cx: &Cx, incident: Uuid, network: Option<Network>) -> Outcome<()> {
    cx.require_act()?;
    let mut room = room(tx, incident, network).await?;
    if room.resume_at != Time(0) {
        tx.record(cx, of_room(NewEvent::of("incident.channel_hurried"), &room));
    }
    room.resume_at = Time(0);
    room_store::update(tx, &room).await?;
    jobs::soon(tx, cx, room.id).await
}

/// Another channel, for one that somebody took away. What was said there is not said again; how things stand is.
pub async fn room_anew(tx: &mut Tx, cx: &Cx, incident: Uuid, network: Option<Network>) -> Outcome<()> {
    cx.require_act()?;
    let mut room = room(tx, incident, network).await?;
    if room.state != RoomState::Gone {
        return Err(Failure::conflict("bot-room-not-gone"));
    }
    made_anew(tx, cx, &mut room).await?;
    tx.record(cx, of_room(NewEvent::of("incident.channel_begun_anew"), &room));
    jobs::soon(tx, cx, room.id).await
}

/// The steps that make a channel usable, once more.
pub(super) async fn made_anew(tx: &mut Tx, cx: &Cx, room: &mut Room) -> Outcome<()> {
    (room.channel, room.summary, room.resume_at) = (None, None, Time(0));
    // Names are looked for from the first on: a third one is `inc-214-3`, not `inc-214-2-2`.
    room.name = chat::room_name(tx, room.incident).await?;
    room.state = RoomState::Opening;
    room_store::update(tx, room).await?;
    // What was kept back is said here, in its place among the others.
    let mut again = step_store::kept_back(tx, room.id).await?;
    // The topic is set once, however often it has changed; of the messages about how things stand the others changed the first one.
    for errand in [Errand::Open, Errand::Summary, Errand::Pin, Errand::Topic] {
        again.extend(step_store::first(tx, room.id, errand.name()).await?);
    }
    // Who was asked into the one before need not be meant for this one.
    let named = chat::named(tx, room.incident).await?;
    for step in step_store::of_kind(tx, room.id, "invite").await? {
        let Errand::Invite { person } = step.errand else { continue };
        if named.as_ref().is_none_or(|named| named.contains(&person)) {
            again.push(step.number);
        } else {
            // Once they may come in they are asked anew.
            step_store::free(tx, room.id, &step.errand).await?;
        }
    }
    step_store::anew(tx, room.id, again).await?;
    for person in named.into_iter().flatten() {
        step_store::add(tx, cx, room.id, &Errand::Invite { person }, cx.now()).await?;
    }
    open_room::put_away_later(tx, cx, room).await
}

/// What the bot says there from now on, and how things stand at once.
pub async fn set_language(
    tx: &mut Tx,
    cx: &Cx,
    incident: Uuid,
    network: Option<Network>,
    language: Lang,
) -> Outcome<()> {
    cx.require_act()?;
    let mut room = room(tx, incident, network).await?;
    if room.language != language {
        let event = of_room(NewEvent::of("incident.channel_language_set"), &room);
        tx.record(cx, event.fact("language", language.tag()));
    }
    room.language = language;
    room_store::update(tx, &room).await?;
    // Nothing is written in what is put away, or gone; made anew, it is in this language.
    if matches!(room.state, RoomState::Archived | RoomState::Gone) {
        return Ok(());
    }
    // A drill's topic says in words that it is one.
    for errand in [Errand::Summary, Errand::Topic] {
        step_store::add(tx, cx, room.id, &errand, cx.now()).await?;
    }
    jobs::soon(tx, cx, room.id).await
}

fn of_room(event: NewEvent, room: &Room) -> NewEvent {
    event.about("incident", room.incident).fact("network", room.network.name())
}

/// In this chat, or in the only one.
async fn room(tx: &mut Tx, incident: Uuid, network: Option<Network>) -> Outcome<Room> {
    let rooms = room_store::of_incident(tx, incident).await?;
    let mut found = rooms.into_iter().filter(|room| network.is_none_or(|network| room.network == network));
    match (found.next(), found.next()) {
        (Some(room), None) => room_store::hold(tx, room.id).await?.ok_or(Failure::NotFound("chat room")),
        (Some(_), Some(_)) => Err(Failure::invalid("network", "bot-network-which")),
        (None, _) => Err(Failure::NotFound("chat room")),
    }
}

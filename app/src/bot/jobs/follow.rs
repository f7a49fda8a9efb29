//! Following the ledger: what happened to an incident becomes steps of its room, in the transaction that moves the place on.

use ryugaku_kernel::{Cx, Failure, Limit, Outcome, Uuid};
use ryugaku_ledger::{Event, Tx};

use super::{anew, soon};
use crate::app::App;
use crate::bot::errand::Errand;
use crate::bot::network::Network;
use crate::bot::room::{Room, RoomState};
use crate::bot::{closed, connect, open_room, room_store, step_store};
use crate::incidents::chat::{self, Heard};

pub async fn follow(app: &App, cx: &Cx) -> Outcome<()> {
    for network in connect::networks(app) {
        while one_step(app, cx, network).await? {}
    }
    Ok(())
}

/// Whether there may be more.
async fn one_step(app: &App, cx: &Cx, network: Network) -> Outcome<bool> {
    let mut q = app.db.reader();
    let newest = ryugaku_ledger::newest(&mut q).await?;
    // Mostly nothing has happened: the writer is left alone.
    if room_store::followed_to(&mut q, network).await? == Some(newest) {
        return Ok(false);
    }
    let mut tx = app.begin().await?;
    let from = room_store::place(&mut tx, network, newest).await?;
    // In no audience: what is not meant for everybody is not said where everybody reads. What is veiled is said in the
    // room of those who are named.
    let found = ryugaku_ledger::since_inside(&mut tx, from, Limit::of(200)).await;
    let found = match found {
        Ok(found) => found,
        Err(Failure::Gone(_)) => {
            let oldest = ryugaku_ledger::archived_through(&mut tx).await?;
            room_store::move_on(&mut tx, network, from, oldest).await?;
            return tx.commit().await.map(|_| true);
        }
        Err(failure) => return Err(failure),
    };
    let last = found.items.last().map_or(from, |event| event.position);
    let to = if found.next.is_some() { last } else { last.max(newest) };
    // The first time the place itself is what is new.
    if to > from && !room_store::move_on(&mut tx, network, from, to).await? {
        return Ok(false);
    }
    for event in &found.items {
        hear(&mut tx, cx, network, event).await?;
    }
    tx.commit().await?;
    Ok(found.next.is_some())
}

async fn hear(tx: &mut Tx, cx: &Cx, network: Network, event: &Event) -> Outcome<()> {
    if let Some(person) = chat::moved(event) {
        closed::moved(tx, cx, network, person).await?;
    }
    for subject in event.about.iter().filter(|subject| subject.kind == "incident") {
        if let Some(heard) = chat::heard(event, subject.id) {
            hear_in(tx, cx, network, event, subject.id, heard).await?;
        }
        for (other, heard) in chat::heard_beside(tx, event, subject.id).await? {
            let room = room_store::in_network(tx, network, other).await?;
            // One that is put away already is not made anew for that.
            if heard != Heard::Restricted || room.is_some_and(|room| room.state != RoomState::Archived) {
                hear_in(tx, cx, network, event, other, heard).await?;
            }
        }
    }
    Ok(())
}

async fn hear_in(tx: &mut Tx, cx: &Cx, network: Network, event: &Event, incident: Uuid, heard: Heard) -> Outcome<()> {
    let room = match room_store::in_network(tx, network, incident).await? {
        Some(room) => room,
        None if heard == Heard::Opened => {
            let room = open_room::begin(tx, cx, network, incident).await?;
            return soon(tx, cx, room.id).await;
        }
        None => return Ok(()),
    };
    add(tx, cx, &room, event, heard).await?;
    soon(tx, cx, room.id).await
}

async fn add(tx: &mut Tx, cx: &Cx, room: &Room, event: &Event, heard: Heard) -> Outcome<()> {
    if heard == Heard::Restricted {
        return open_room::in_private(tx, cx, room).await;
    }
    let now = cx.now();
    // Held: an archive that ends at this moment is written down either before, or after what is added here.
    let Some(room) = room_store::hold(tx, room.id).await? else { return Ok(()) };
    let waiting = step_store::waiting(tx, room.id).await?;
    let waits = |errand: &Errand| waiting.iter().any(|step| step.errand == *errand);
    let mut errands = Vec::new();
    if heard == Heard::Reopened {
        // Nobody wants the channel archived any more. What was begun may be under way, or was done and nobody heard so: it is brought
        // back before anything is said in it.
        let mut may_be_away = room.state == RoomState::Archived;
        for step in waiting.iter().filter(|step| step.errand == Errand::Archive) {
            may_be_away |= step_store::call_off(tx, step, now).await?;
        }
        // Nor by one that failed: it would be made once the bot is in the channel again.
        step_store::give_up(tx, room.id, Errand::Archive.name()).await?;
        if may_be_away {
            errands.push(Errand::Unarchive);
        }
        errands.extend(closed::goes_on(tx, &room).await?);
    } else if room.state == RoomState::Archived && !waits(&Errand::Unarchive) {
        // Nothing is written in what is put away. On Matrix it is read on: whoever may know of it no longer does not.
        if let Some(person) = heard.leaves(event)
            && room.is_private
            && room.network == Network::Matrix
        {
            open_room::put_out(tx, cx, &room, person).await?;
        }
        return Ok(());
    }
    if let Some(step) = heard.asks_anew(event) {
        anew::nudges(tx, room.id, &step).await?;
    }
    if heard.is_told() {
        errands.push(Errand::Tell { position: event.position });
    }
    if heard.asks_in(event) {
        let before = step_store::invited(tx, room.id).await?;
        let asked = chat::asked_in(tx, room.incident, &before).await?;
        errands.extend(asked.into_iter().map(|person| Errand::Invite { person }));
    }
    if heard.is_known_to_more(event)
        && room.is_private
        && let Some(named) = chat::named(tx, room.incident).await?
    {
        errands.extend(named.into_iter().map(|person| Errand::Invite { person }));
    }
    if let Some(person) = heard.joins(event) {
        // Before it is said: whoever is called there is to hear it.
        errands.insert(0, Errand::Invite { person });
    }
    for errand in errands {
        step_store::add(tx, cx, room.id, &errand, now).await?;
    }
    if let Some(person) = heard.leaves(event) {
        open_room::put_out(tx, cx, &room, person).await?;
    }
    // One that waits anyway will say this too; one that was begun may have been written before.
    if heard.renames(event) {
        anew::unless_waiting(tx, cx, room.id, &waiting, &Errand::Topic).await?;
    }
    anew::unless_waiting(tx, cx, room.id, &waiting, &Errand::Summary).await?;
    if heard == Heard::Closed {
        step_store::add(tx, cx, room.id, &Errand::Archive, now.plus(chat::KEPT_OPEN)).await?;
    }
    Ok(())
}

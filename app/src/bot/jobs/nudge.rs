//! Steps of incidents that have become due are said in their rooms, to whom they wait for; each once for each time it is due.

use std::collections::BTreeSet;

use ryugaku_kernel::{Cx, Outcome, Uuid};

use super::{anew, soon};
use crate::app::App;
use crate::bot::errand::Errand;
use crate::bot::{room_store, step_store};
use crate::incidents::chat;

/// So many are looked for among what has been said at a time.
const AT_ONCE: usize = 100;

pub async fn nudge(app: &App, cx: &Cx) -> Outcome<()> {
    let mut q = app.db.reader();
    let rooms = room_store::there(&mut q).await?;
    let due = chat::due(&mut q, cx, rooms.iter().map(|room| room.incident).collect()).await?;
    if due.is_empty() {
        return Ok(());
    }
    // One in each chat.
    let mut all = Vec::new();
    for late in &due {
        all.extend(rooms.iter().filter(|room| room.incident == late.incident).map(|room| (room.id, late)));
    }
    let mut new = Vec::new();
    for some in all.chunks(AT_ONCE) {
        let in_rooms: BTreeSet<Uuid> = some.iter().map(|(room, _)| *room).collect();
        let keys: Vec<String> = some.iter().filter_map(|(_, late)| late.errand.once()).collect();
        let there = step_store::there(&mut q, in_rooms.into_iter().collect(), keys).await?;
        for (room, late) in some {
            if late.errand.once().is_none_or(|once| !there.contains(&(*room, once))) {
                new.push((*room, *late));
            }
        }
    }
    // Mostly all that is late has been said: the writer is left alone.
    if new.is_empty() {
        return Ok(());
    }
    let mut tx = app.begin().await?;
    for (room, late) in new {
        // Whoever is to hear of it is asked in before it is said.
        for person in chat::members(&mut tx, late.incident, &late.teams).await?.asked {
            step_store::add(&mut tx, cx, room, &Errand::Invite { person }, cx.now()).await?;
        }
        if step_store::add(&mut tx, cx, room, &late.errand, cx.now()).await? {
            // Nothing has happened, and yet things stand otherwise: something is late now.
            let waiting = step_store::waiting(&mut tx, room).await?;
            anew::unless_waiting(&mut tx, cx, room, &waiting, &Errand::Summary).await?;
        }
        soon(&mut tx, cx, room).await?;
    }
    tx.commit().await.map(drop)
}

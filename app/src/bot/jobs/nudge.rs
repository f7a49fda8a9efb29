//! Steps of incidents that have become due are said in their rooms, to whom they wait for; each once for each time it is due.

use ryugaku_kernel::{Cx, Outcome};

use super::{anew, soon};
use crate::app::App;
use crate::bot::errand::Errand;
use crate::bot::{room_store, step_store};
use crate::incidents::chat;

pub async fn nudge(app: &App, cx: &Cx) -> Outcome<()> {
    let mut q = app.db.reader();
    let rooms = room_store::there(&mut q).await?;
    let due = chat::due(&mut q, cx, rooms.iter().map(|room| room.incident).collect()).await?;
    if due.is_empty() {
        return Ok(());
    }
    let mut new = Vec::new();
    for late in &due {
        // One in each chat.
        for room in rooms.iter().filter(|room| room.incident == late.incident) {
            if !step_store::is_there(&mut q, room.id, &late.errand).await? {
                new.push((room.id, late));
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
        for person in chat::members(&mut tx, late.incident, &late.teams).await? {
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

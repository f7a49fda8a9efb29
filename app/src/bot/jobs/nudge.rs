//! Steps of incidents that have become due are said in their rooms, to whom they wait for; each once for each time it is due.

use ryugaku_kernel::{Cx, Outcome};

use super::soon;
use crate::app::App;
use crate::bot::{room_store, step_store};
use crate::incidents::chat;

pub async fn nudge(app: &App, cx: &Cx) -> Outcome<()> {
    let mut q = app.db.reader();
    let rooms = room_store::there(&mut q).await?;
    let due = chat::due(&mut q, cx, rooms.iter().map(|room| room.incident).collect()).await?;
    if due.is_empty() {
        return Ok(());
    }
    let mut tx = app.begin().await?;
    for (incident, errand) in due {
        // One in each chat.
        for room in rooms.iter().filter(|room| room.incident == incident) {
            if step_store::add(&mut tx, cx, room.id, &errand, cx.now()).await? {
                soon(&mut tx, cx, room.id).await?;
            }
        }
    }
    tx.commit().await.map(drop)
}

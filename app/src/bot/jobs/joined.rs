//! Somebody came into a room: who they are is asked before it is written down, for they need not have spoken to the bot before.

use ryugaku_jobs::{Job, Stop};
use ryugaku_kernel::Cx;

use super::Joined;
use crate::app::App;
use crate::bot::{connect, room_store, taken_store, who};
use crate::incidents::chat;

/// Safe to run twice: it is written down once.
pub async fn run(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let Joined { room, account } = job.payload()?;
    let Some(room) = room_store::find(&mut app.db.reader(), room).await? else { return Ok(()) };
    let Some(chat) = connect::chat(&app, room.network) else { return Ok(()) };
    let person = match who::person(&app, &chat, &account).await {
        Ok(person) => person,
        Err(failure) if who::is_untold(&failure) => return Ok(()),
        Err(failure) => return Err(failure.into()),
    };
    let mut tx = app.begin().await?;
    if taken_store::first(&mut tx, &format!("joined:{}", job.id), cx.now()).await? {
        chat::joined(&mut tx, &cx, room.incident, person).await?;
        tx.commit().await?;
    }
    Ok(())
}

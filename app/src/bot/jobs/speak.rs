//! To one person: an answer, a form, the home tab; and what a marked message says.

use jiff::SignedDuration;
use ryugaku_chat::Fault;
use ryugaku_jobs::{Job, Stop};
use ryugaku_kernel::{Cx, Failure};

use super::{Answer, Collect, Home, Show};
use crate::app::App;
use crate::bot::{connect, pinned, room_store, who};
use crate::incidents::chat;

/// An answer that comes later helps nobody any more.
const LATE: SignedDuration = SignedDuration::from_mins(5);
/// A trigger is good for three seconds.
const TRIGGER: SignedDuration = SignedDuration::from_secs(3);

pub async fn answer(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let asked: Answer = job.payload()?;
    let Some(slack) = connect::slack(&app) else { return Ok(()) };
    let sent = slack.whisper(&asked.channel, &asked.account, &asked.message).await;
    sent.or_else(|fault| again(&cx, &job, fault, LATE))
}

pub async fn show(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let asked: Show = job.payload()?;
    let Some(slack) = connect::slack(&app) else { return Ok(()) };
    slack.open(&asked.trigger, &asked.form).await.or_else(|fault| again(&cx, &job, fault, TRIGGER))
}

pub async fn home(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let Home { account } = job.payload()?;
    let Some(slack) = connect::slack(&app) else { return Ok(()) };
    let message = match who::speaker(&app, &slack, &account).await {
        Ok(speaker) => chat::home(&app, &speaker).await?,
        Err(Failure::Forbidden(msg)) => chat::stranger(&app, &msg).await?,
        Err(failure) => return Err(failure.into()),
    };
    slack.publish_home(&account, &message).await.or_else(|fault| again(&cx, &job, fault, LATE))
}

/// Safe to run twice: a message is collected once.
pub async fn collect(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let asked: Collect = job.payload()?;
    let Some(slack) = connect::slack(&app) else { return Ok(()) };
    let Some(room) = room_store::find(&mut app.db.reader(), asked.room).await? else { return Ok(()) };
    let Some(channel) = room.channel.as_deref() else { return Ok(()) };
    let message = match slack.message(channel, &asked.ts).await {
        Ok(Some(message)) => message,
        // It was taken away before it was read.
        Ok(None) => return Ok(()),
        Err(fault) => return again(&cx, &job, fault, SignedDuration::from_hours(24)),
    };
    let speaker = match who::speaker(&app, &slack, &asked.account).await {
        Ok(speaker) => speaker,
        // Whoever is nobody here marks nothing.
        Err(Failure::Forbidden(_)) => return Ok(()),
        Err(failure) => return Err(failure.into()),
    };
    if !speaker.cx.who.may_act() || message.text.trim().is_empty() {
        return Ok(());
    }
    // Whoever said it should stand there by name.
    if let Some(author) = &message.user {
        let _ = who::speaker(&app, &slack, author).await;
    }
    let mut tx = app.begin().await?;
    match pinned::pinned(&mut tx, &speaker.cx, &room, &asked.ts, message.user.as_deref(), &message.text).await {
        Ok(()) => {}
        // Nor does who may not know of the incident, though somebody let them in there.
        Err(Failure::NotFound(_)) => return Ok(()),
        Err(failure) => return Err(failure.into()),
    }
    Ok(tx.commit().await.map(drop)?)
}

fn again(cx: &Cx, job: &Job, fault: Fault, longest: SignedDuration) -> Result<(), Stop> {
    let late = cx.now().since(job.created_at) >= longest;
    let said = format!("{fault:?}");
    match fault {
        Fault::Limited(_) | Fault::Uncertain(_) if !late => Err(Stop::Retry(said)),
        _ => Err(Stop::GiveUp(said)),
    }
}

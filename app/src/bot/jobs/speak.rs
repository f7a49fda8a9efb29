//! To one person: an answer, a form, the home tab; and what a marked message says.

use jiff::SignedDuration;
use ryugaku_chat::Fault;
use ryugaku_chat::matrix::{self, Matrix};
use ryugaku_chat::slack::Slack;
use ryugaku_jobs::{Job, Stop};
use ryugaku_kernel::{Cx, Failure};
use serde_json::json;

use super::{Answer, Collect, Home, Show};
use crate::app::App;
use crate::bot::connected::{Chat, Sent, reaction};
use crate::bot::names::{self, Names};
use crate::bot::network::Network;
use crate::bot::pinned::{self, Marked};
use crate::bot::{connect, offer_store, room_store, taken_store, who};
use crate::incidents::chat;

/// An answer that comes later helps nobody any more.
const LATE: SignedDuration = SignedDuration::from_mins(5);
/// A trigger is good for three seconds.
const TRIGGER: SignedDuration = SignedDuration::from_secs(3);

pub async fn answer(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let asked: Answer = job.payload()?;
    match connect::chat(&app, asked.network) {
        None => Ok(()),
        Some(Chat::Slack(slack)) => whisper(&app, &cx, &slack, &asked, &job).await,
        Some(Chat::Matrix(matrix)) => match reply(&matrix, &asked, &job).await {
            Ok(sent) => {
                let mut tx = app.begin().await?;
                offer_store::keep_in(&mut tx, Network::Matrix, &asked.channel, &sent, cx.now()).await?;
                Ok(tx.commit().await.map(drop)?)
            }
            Err(fault) => again(&cx, &job, fault, LATE),
        },
    }
}

/// What is said to one alone cannot be looked for afterwards: what may have been said is not said again, for nobody should read an answer
/// twice.
async fn whisper(app: &App, cx: &Cx, slack: &Slack, asked: &Answer, job: &Job) -> Result<(), Stop> {
    let begun = format!("answer:{}", job.id);
    let mut tx = app.begin().await?;
    if !taken_store::first(&mut tx, &begun, cx.now()).await? {
        return Err(Stop::GiveUp("it was broken off, and may have been said".into()));
    }
    tx.commit().await?;
    match slack.whisper(&asked.channel, &asked.account, &asked.message).await {
        Ok(()) => Ok(()),
        Err(Fault::Uncertain(said)) => Err(Stop::GiveUp(said)),
        // It was not said.
        Err(fault) => {
            let mut tx = app.begin().await?;
            taken_store::forget(&mut tx, &begun).await?;
            tx.commit().await?;
            again(cx, job, fault, LATE)
        }
    }
}

/// Under what it answers, where everybody in the room may read it. The job's id is the transaction: it is there once.
async fn reply(matrix: &Matrix, asked: &Answer, job: &Job) -> Result<Sent, Fault> {
    let offers = matrix::offers(&asked.message, reaction);
    let mut content = matrix::content(&asked.message, &offers);
    // Who asked is told, and nobody is called.
    content["msgtype"] = "m.notice".into();
    if let Some(thread) = &asked.thread {
        content["m.relates_to"] = json!({"rel_type": "m.thread", "event_id": thread, "is_falling_back": true,
            "m.in_reply_to": {"event_id": thread}});
    }
    let message = matrix.post(&asked.channel, &content, &job.id.to_string()).await?;
    Ok(Sent { message, offers })
}

pub async fn show(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let asked: Show = job.payload()?;
    let Some(slack) = connect::slack(&app) else { return Ok(()) };
    slack.open(&asked.trigger, &asked.form).await.or_else(|fault| again(&cx, &job, fault, TRIGGER))
}

pub async fn home(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let Home { account } = job.payload()?;
    let Some(slack) = connect::slack(&app) else { return Ok(()) };
    let message = match who::speaker(&app, &Chat::Slack(slack.clone()), &account).await {
        Ok(speaker) => chat::home(&app, &speaker).await?,
        Err(Failure::Forbidden(msg)) => chat::stranger(&app, &msg).await?,
        Err(failure) => return Err(failure.into()),
    };
    slack.publish_home(&account, &message).await.or_else(|fault| again(&cx, &job, fault, LATE))
}

/// Safe to run twice: a message is collected once.
pub async fn collect(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let asked: Collect = job.payload()?;
    let Some(room) = room_store::find(&mut app.db.reader(), asked.room).await? else { return Ok(()) };
    let Some(channel) = room.channel.as_deref() else { return Ok(()) };
    let Some(chat) = connect::chat(&app, room.network) else { return Ok(()) };
    let mut marked = match marked(&chat, channel, &asked.ts).await {
        Ok(Some(marked)) => marked,
        // It was taken away before it was read.
        Ok(None) => return Ok(()),
        Err(fault) => return again(&cx, &job, fault, SignedDuration::from_hours(24)),
    };
    let speaker = match who::speaker(&app, &chat, &asked.account).await {
        Ok(speaker) => speaker,
        // Whoever is nobody here marks nothing.
        Err(Failure::Forbidden(_)) => return Ok(()),
        Err(failure) => return Err(failure.into()),
    };
    if !speaker.cx.who.may_act() || marked.text.trim().is_empty() {
        return Ok(());
    }
    // Whoever said it should stand there by name, and whoever it names.
    if let Some(author) = &marked.author {
        let _ = who::speaker(&app, &chat, author).await;
    }
    for account in names::accounts(room.network, &marked.text) {
        let _ = who::person(&app, &chat, account).await;
    }
    marked.text = Names::of(&mut app.db.reader(), room.network, &marked.text).await?.read(&marked.text);
    let mut tx = app.begin().await?;
    match pinned::pinned(&mut tx, &speaker.cx, &room, &marked).await {
        Ok(()) => {}
        // Nor does who may not know of the incident, though somebody let them in there.
        Err(Failure::NotFound(_)) => return Ok(()),
        Err(failure) => return Err(failure.into()),
    }
    Ok(tx.commit().await.map(drop)?)
}

async fn marked(chat: &Chat, channel: &str, message: &str) -> Result<Option<Marked>, Fault> {
    let id = message.to_owned();
    Ok(match chat {
        Chat::Slack(slack) => slack.message(channel, message).await?.map(|found| {
            let at = pinned::time(&id);
            Marked { message: id, author: found.user, text: found.text, at }
        }),
        Chat::Matrix(matrix) => matrix.message(channel, message).await?.map(|found| {
            let (author, at) = (Some(found.sender), Some(found.at));
            Marked { message: id, author, text: found.text, at }
        }),
    })
}

pub(super) fn again(cx: &Cx, job: &Job, fault: Fault, longest: SignedDuration) -> Result<(), Stop> {
    let late = cx.now().since(job.created_at) >= longest;
    let said = format!("{fault:?}");
    match fault {
        Fault::Limited(_) | Fault::Uncertain(_) if !late => Err(Stop::Retry(said)),
        _ => Err(Stop::GiveUp(said)),
    }
}

//! To one person: an answer, a form, the home tab; and what a marked message says.

use jiff::SignedDuration;
use ryugaku_chat::matrix::{self, Matrix};
use ryugaku_chat::slack::Slack;
use ryugaku_chat::{Fault, Message, Part};
use ryugaku_jobs::{Job, Stop};
use ryugaku_kernel::{Cx, Failure, Lang, Msg};
use serde_json::json;

use super::{ANSWER, Answer, Collect, HOME, Home, Show};
use crate::app::App;
use crate::bot::connected::{Chat, Sent, reaction};
use crate::bot::names::{self, Names};
use crate::bot::network::Network;
use crate::bot::pinned::{self, Marked};
use crate::bot::room::Room;
use crate::bot::{Place, connect, offer_store, room_store, shown, taken_store, who};
use crate::incidents::chat;
use crate::{organisation, words};

/// An answer that comes later helps nobody any more.
const LATE: SignedDuration = SignedDuration::from_mins(5);

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
    match slack.whisper(&asked.channel, &asked.account, asked.thread.as_deref(), &asked.message).await {
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

/// A trigger is good for three seconds: what does not open at once opens no more, and whoever asked reads how to do without.
pub async fn show(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let asked: Show = job.payload()?;
    let Some(slack) = connect::slack(&app) else { return Ok(()) };
    let Err(fault) = slack.open(&asked.trigger, &asked.form).await else { return Ok(()) };
    let address = asked.respond.as_deref().and_then(|address| slack.own(address));
    match (asked.instead, address) {
        (Some(instead), Some(address)) => {
            if let Err(fault) = slack.respond(&address, &instead.message).await {
                tracing::warn!(?fault, "somebody was not told that a form did not open");
            }
        }
        (Some(instead), None) => {
            let mut tx = app.begin().await?;
            // Once, though this may be broken off here and run again.
            if taken_store::first(&mut tx, &format!("no-form:{}", job.id), cx.now()).await? {
                ryugaku_jobs::enqueue(&mut tx, &cx, ANSWER, &instead, cx.now()).await?;
                tx.commit().await?;
            }
        }
        // No channel: it was asked for on the home tab, which says so itself.
        (None, _) => {
            if let Some(home) = asked.at_home {
                let mut tx = app.begin().await?;
                ryugaku_jobs::enqueue(&mut tx, &cx, HOME, &home, cx.now()).await?;
                tx.commit().await?;
            }
        }
    }
    Err(Stop::GiveUp(format!("{fault:?}")))
}

pub async fn home(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let Home { account, note } = job.payload()?;
    let Some(slack) = connect::slack(&app) else { return Ok(()) };
    let mut message = match who::speaker(&app, &Chat::Slack(slack.clone()), &account).await {
        Ok(speaker) => chat::home(&app, &speaker).await?,
        Err(Failure::Forbidden(msg)) => chat::stranger(&app, &msg).await?,
        Err(failure) => return Err(failure.into()),
    };
    if let Some(note) = note {
        message.parts.insert(0, Part::Text(note.into()));
    }
    slack.publish_home(&account, &message).await.or_else(|fault| again(&cx, &job, fault, LATE))
}

/// Safe to run twice: a message is collected once.
pub async fn collect(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let asked: Collect = job.payload()?;
    let Some(room) = room_store::find(&mut app.db.reader(), asked.room).await? else { return Ok(()) };
    let Some(channel) = room.channel.as_deref() else { return Ok(()) };
    let Some(chat) = connect::chat(&app, room.network) else { return Ok(()) };
    let speaker = match who::speaker(&app, &chat, &asked.account).await {
        Ok(speaker) => speaker,
        Err(Failure::Forbidden(msg)) if msg.key == shown::LACKING => {
            let lang = organisation::store::load(&mut app.db.reader()).await?.language;
            return not_collected(&app, &cx, &job, &room, &asked, (lang, words::say(lang, &msg))).await;
        }
        // Whoever is nobody here marks nothing.
        Err(Failure::Forbidden(_)) => return Ok(()),
        Err(failure) => return Err(failure.into()),
    };
    if !speaker.cx.who.may_act() {
        return Ok(());
    }
    let changed = pinned::last_change(&mut app.db.reader(), &room, &asked.ts).await?;
    let mut marked = match marked(&chat, channel, &asked.ts).await {
        Ok(Some(marked)) => marked,
        // It was taken away before it was read.
        Ok(None) => return Ok(()),
        Err(Fault::Refused { code, needs }) => {
            let lang = speaker.cx.lang;
            let why = shown::refused(lang, room.network, &code, needs.as_deref());
            return not_collected(&app, &cx, &job, &room, &asked, (lang, why)).await;
        }
        Err(fault) => return again(&cx, &job, fault, SignedDuration::from_hours(24)),
    };
    if marked.text.trim().is_empty() {
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
    match pinned::pinned(&mut tx, &speaker.cx, &room, &marked, changed).await {
        Ok(true) => {}
        Ok(false) => return Err(Stop::Retry("it was changed while it was read".into())),
        // Nor does who may not know of the incident, though somebody let them in there.
        Err(Failure::NotFound(_)) => return Ok(()),
        Err(failure) => return Err(failure.into()),
    }
    Ok(tx.commit().await.map(drop)?)
}

/// Whoever marked it reads why it does not stand in the timeline, once.
async fn not_collected(
    app: &App,
    cx: &Cx,
    job: &Job,
    room: &Room,
    asked: &Collect,
    (lang, why): (Lang, String),
) -> Result<(), Stop> {
    let said = words::say(lang, &Msg::new("bot-not-collected").with("why", why.as_str()));
    let (network, channel) = (room.network, room.channel.as_deref());
    // Slack shows one person alone nothing under a message that nobody has answered.
    let thread = (network == Network::Matrix).then_some(asked.ts.as_str());
    let place = Place { network, channel, thread, overheard: true, trigger: "", respond: None, once: None };
    let mut tx = app.begin().await?;
    if taken_store::first(&mut tx, &format!("not-collected:{}", job.id), cx.now()).await? {
        super::answer(&mut tx, cx, &place, &asked.account, Message::line(format!("⚠️ {said}"))).await?;
        tx.commit().await?;
    }
    Err(Stop::GiveUp(why))
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
    let (said, age) = (format!("{fault:?}"), cx.now().since(job.created_at));
    Err(match fault {
        Fault::Limited(pause) if age.saturating_add(pause) < longest => Stop::RetryAfter(said, pause),
        Fault::Uncertain(_) if age < longest => Stop::Retry(said),
        _ => Stop::GiveUp(said),
    })
}

//! The steps of a room, made one after the other.

use jiff::SignedDuration;
use ryugaku_chat::Fault;
use ryugaku_chat::slack::{Room as Channel, Slack};
use ryugaku_jobs::{Job, Stop};
use ryugaku_kernel::{Cx, Outcome, Time, Uuid};

use super::CarryOut;
use crate::app::App;
use crate::bot::errand::Errand;
use crate::bot::room::{Room, RoomState};
use crate::bot::step::{Step, StepState, wait};
use crate::bot::{again, connect, room_store, step_store, who};
use crate::incidents::chat;

/// Names that are tried when others have the first one.
const NAMES: usize = 20;
/// What a channel's clock may be behind ours.
const SKEW: SignedDuration = SignedDuration::from_mins(2);
/// While the token is no good, nothing is.
const NO_TOKEN: [&str; 5] = ["invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"];

/// A channel that is put away already.
const AWAY: [&str; 2] = ["already_archived", "channel_not_found"];

/// A message that cannot be changed any more.
const GONE: [&str; 2] = ["message_not_found", "cant_update_message"];

/// The job. Safe to run twice: a step is begun by one alone, and what it may have done before is looked for first.
pub async fn run(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let CarryOut { room } = job.payload()?;
    let Some(slack) = connect::slack(&app) else { return Ok(()) };
    while one_step(&app, &cx, &slack, room).await? {}
    Ok(())
}

/// Whether there may be another.
async fn one_step(app: &App, cx: &Cx, slack: &Slack, room: Uuid) -> Outcome<bool> {
    let now = cx.now();
    let mut q = app.db.reader();
    let Some(room) = room_store::find(&mut q, room).await? else { return Ok(false) };
    if !room.state.goes_on() || room.resume_at > now {
        return Ok(false);
    }
    let Some(step) = step_store::next(&mut q, room.id, now).await? else { return Ok(false) };
    let mut tx = app.begin().await?;
    let mine = step_store::begin(&mut tx, &step, now).await?;
    tx.commit().await?;
    if !mine {
        return Ok(false);
    }
    let made = make(app, cx, slack, &room, &step).await;
    write_down(app, cx, room, step, made).await
}

/// What came of a step that was not refused.
enum Made {
    Done,
    /// There was nothing to do, or nobody to do it to: the word says why.
    Nothing(&'static str),
    /// The message that says how things stand.
    Summary(String),
    Channel {
        id: String,
        name: String,
        is_private: bool,
    },
    /// The channel is no place for it any more.
    Left,
}

async fn make(app: &App, cx: &Cx, slack: &Slack, room: &Room, step: &Step) -> Result<Made, Fault> {
    let named = chat::named(&mut app.db.reader(), room.incident).await.map_err(Fault::Unusable)?;
    if step.errand == Errand::Open {
        return open(slack, room, named.is_some()).await;
    }
    let Some(channel) = room.channel.as_deref() else { return Ok(Made::Nothing("no_channel")) };
    // Asked at the last moment: it may have become restricted after the step was added.
    if let Some(named) = named {
        let everybody_reads = !room.is_private && step.errand != Errand::Leave;
        let stranger = matches!(&step.errand, Errand::Invite { person } if !named.contains(person));
        if everybody_reads || stranger {
            return Ok(Made::Nothing("restricted"));
        }
    }
    match &step.errand {
        Errand::Open => unreachable!("it was opened above"),
        Errand::Summary => {
            let message = chat::summary(app, cx, room.incident, room.language).await.map_err(Fault::Unusable)?;
            if let Some(ts) = &room.summary {
                match slack.update(channel, ts, &message).await {
                    // Somebody took it away: it is said anew.
                    Err(fault) if GONE.iter().any(|code| fault.is(code)) => {}
                    updated => return updated.map(|()| Made::Done),
                }
            }
            Ok(Made::Summary(once(slack, channel, step, &message).await?))
        }
        Errand::Pin => match &room.summary {
            Some(ts) => slack.pin(channel, ts).await.map(|()| Made::Done),
            None => Ok(Made::Nothing("no_message")),
        },
        Errand::Topic => {
            let topic = chat::topic(app, room.incident, room.language).await.map_err(Fault::Unusable)?;
            slack.set_topic(channel, &topic).await.map(|()| Made::Done)
        }
        Errand::Invite { person } => match who::of_person(app, slack, *person).await? {
            Some(account) => slack.invite(channel, &account).await.map(|()| Made::Done),
            None => Ok(Made::Nothing("no_account")),
        },
        Errand::Tell { position } => {
            let told = chat::told(app, room.incident, *position, room.language).await.map_err(Fault::Unusable)?;
            said(slack, channel, step, told).await
        }
        Errand::Nudge { step: name, .. } => {
            let nudge = chat::nudge(app, cx, slack, room.incident, name, room.language).await?;
            said(slack, channel, step, nudge).await
        }
        Errand::Archive => slack.archive(channel).await.map(|()| Made::Done),
        Errand::Unarchive => slack.unarchive(channel).await.map(|()| Made::Done),
        Errand::Leave => match slack.archive(channel).await {
            // Somebody was quicker.
            Err(fault) if AWAY.iter().any(|code| fault.is(code)) => Ok(Made::Left),
            left => left.map(|()| Made::Left),
        },
    }
}

async fn said(
    slack: &Slack,
    channel: &str,
    step: &Step,
    message: Option<ryugaku_chat::Message>,
) -> Result<Made, Fault> {
    let Some(message) = message else { return Ok(Made::Nothing("over")) };
    once(slack, channel, step, &message).await.map(|_| Made::Done)
}

/// Sends it, unless an attempt before this one did.
async fn once(slack: &Slack, channel: &str, step: &Step, message: &ryugaku_chat::Message) -> Result<String, Fault> {
    post_once(slack, channel, step.id, step.begun_at.filter(|_| step.attempts > 0), message).await
}

/// `since`: when it was first begun, if it was. What was sent under this id since then is found, and not sent again.
pub async fn post_once(
    slack: &Slack,
    channel: &str,
    id: Uuid,
    since: Option<Time>,
    message: &ryugaku_chat::Message,
) -> Result<String, Fault> {
    let id = id.to_string();
    if let Some(since) = since
        && let Some(ts) = slack.sent(channel, &id, since.minus(SKEW)).await?
    {
        return Ok(ts);
    }
    slack.post(channel, message, &id).await
}

/// Makes the channel. One of that name which the bot itself has made since the room was asked for is this very one.
async fn open(slack: &Slack, room: &Room, is_private: bool) -> Result<Made, Fault> {
    for number in 1..=NAMES {
        let name = if number == 1 { room.name.clone() } else { format!("{}-{number}", room.name) };
        match slack.create(&name, is_private).await {
            Ok(channel) => return Ok(Made::Channel { id: channel.id, name, is_private }),
            Err(fault) if fault.is("name_taken") => {
                let me = slack.who_am_i().await?.user;
                let since = room.created_at.minus(SKEW).timestamp().as_second();
                let own = |channel: &Channel| channel.creator == me && channel.created >= since && !channel.is_archived;
                if let Some(channel) = slack.find(&name, is_private).await?.filter(own) {
                    return Ok(Made::Channel { id: channel.id, name, is_private });
                }
            }
            Err(fault) => return Err(fault),
        }
    }
    Err(Fault::Refused { code: "name_taken".into(), needs: None })
}

/// Whether the next step may follow at once.
async fn write_down(app: &App, cx: &Cx, mut room: Room, mut step: Step, made: Result<Made, Fault>) -> Outcome<bool> {
    let now = cx.now();
    let mut tx = app.begin().await?;
    // It may have been changed since, by hand or by somebody who writes in the channel.
    if let Some(fresh) = room_store::find(&mut tx, room.id).await? {
        room = fresh;
    }
    (step.error, step.needs) = (None, None);
    let (mut state, mut result, mut goes_on, mut is_left) = (StepState::Done, None, true, false);
    match made {
        Ok(Made::Done) => match step.errand {
            Errand::Archive => room.state = RoomState::Archived,
            Errand::Unarchive => room.state = RoomState::Open,
            _ => {}
        },
        Ok(Made::Summary(ts)) => {
            result = Some(ts.clone());
            if room.summary.replace(ts).is_some() {
                step_store::add(&mut tx, cx, room.id, &Errand::Pin, now).await?;
            }
        }
        Ok(Made::Channel { id, name, is_private: private }) => {
            result = Some(id.clone());
            (room.channel, room.name, room.state) = (Some(id), name, RoomState::Open);
            room.is_private = private;
        }
        Ok(Made::Left) => is_left = true,
        Ok(Made::Nothing(word)) => {
            step.error = Some(word.to_owned());
            state = StepState::Skipped;
        }
        Err(fault) => {
            let errand = step.errand.name();
            tracing::warn!(room = %room.id, step = step.number, errand, ?fault, "a step in the chat was not made");
            (state, goes_on) = not_made(&mut room, &mut step, fault, now);
        }
    }
    step_store::finish(&mut tx, &step, state, result.as_deref(), now).await?;
    if is_left {
        again::made_anew(&mut tx, cx, &mut room).await?;
    }
    room_store::update(&mut tx, &room).await?;
    tx.wake("chat");
    tx.commit().await?;
    Ok(goes_on)
}

fn not_made(room: &mut Room, step: &mut Step, fault: Fault, now: ryugaku_kernel::Time) -> (StepState, bool) {
    match fault {
        Fault::Limited(length) => {
            room.resume_at = now.plus(length);
            step.error = Some("limited".into());
            (StepState::Waiting, false)
        }
        Fault::Uncertain(_) | Fault::Unusable(_) => {
            room.resume_at = now.plus(wait(step.attempts + 1));
            step.error = Some("away".into());
            (StepState::Waiting, false)
        }
        Fault::Refused { code, needs } => {
            let no_token = NO_TOKEN.contains(&code.as_str());
            let no_channel = ["channel_not_found", "is_archived"].contains(&code.as_str());
            (step.error, step.needs) = (Some(code), needs);
            if no_token {
                room.resume_at = now.plus(wait(i64::MAX));
                return (StepState::Waiting, false);
            }
            if no_channel && room.channel.is_some() {
                room.state = RoomState::Gone;
                return (StepState::Waiting, false);
            }
            if step.errand == Errand::Open {
                room.state = RoomState::Failed;
            }
            (StepState::Failed, true)
        }
    }
}

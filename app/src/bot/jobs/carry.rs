//! The steps of a room, made one after the other.

use ryugaku_chat::slack::TOO_MANY;
use ryugaku_chat::{Fault, Message};
use ryugaku_jobs::{Job, Stop};
use ryugaku_kernel::{Cx, Outcome, Uuid};

use super::CarryOut;
use crate::app::App;
use crate::bot::connected::{Chat, Opened, Sent};
use crate::bot::errand::Errand;
use crate::bot::room::{Room, RoomState};
use crate::bot::step::{RESTRICTED, Step, StepState, wait};
use crate::bot::{again, connect, offer_store, room_store, step_store, who};
use crate::incidents::chat;

/// One person whom the chat cannot reach, or a message that cannot be looked for, is tried so often before the others no longer wait.
const TRIES: i64 = 4;
/// A channel that is put away already.
const AWAY: [&str; 2] = ["already_archived", "channel_not_found"];

/// The job. Safe to run twice: a step is begun by one alone, and what it may have done before is looked for first.
pub async fn run(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let CarryOut { room } = job.payload()?;
    while one_step(&app, &cx, room).await? {}
    Ok(())
}

/// Whether there may be another.
async fn one_step(app: &App, cx: &Cx, room: Uuid) -> Outcome<bool> {
    let now = cx.now();
    let mut q = app.db.reader();
    let Some(room) = room_store::find(&mut q, room).await? else { return Ok(false) };
    if !room.state.goes_on() || room.resume_at > now {
        return Ok(false);
    }
    let Some(chat) = connect::chat(app, room.network) else { return Ok(false) };
    let Some(step) = step_store::next(&mut q, room.id, now).await? else { return Ok(false) };
    let mut tx = app.begin().await?;
    let mine = step_store::begin(&mut tx, &step, now).await?;
    tx.commit().await?;
    if !mine {
        return Ok(false);
    }
    let made = make(app, cx, &chat, &room, &step).await;
    write_down(app, cx, room, step, made).await
}

/// What came of a step that was not refused.
enum Made {
    Done,
    /// There was nothing to do, or nobody to do it to: the word says why.
    Nothing(&'static str),
    /// The message that says how things stand.
    Summary(Sent),
    /// Any other.
    Said(Sent),
    Channel(Opened),
    /// The channel is no place for it any more.
    Left,
}

async fn make(app: &App, cx: &Cx, chat: &Chat, room: &Room, step: &Step) -> Result<Made, Fault> {
    let named = chat::named(&mut app.db.reader(), room.incident).await.map_err(Fault::Unusable)?;
    if step.errand == Errand::Open {
        return chat.open(room, named.is_some()).await.map(Made::Channel);
    }
    let Some(channel) = room.channel.as_deref() else { return Ok(Made::Nothing("no_channel")) };
    // Asked at the last moment: it may have become restricted after the step was added.
    if let Some(named) = &named {
        let everybody_reads = !room.is_private && step.errand != Errand::Leave;
        let stranger = matches!(&step.errand, Errand::Invite { person } if !named.contains(person));
        if everybody_reads || stranger {
            return Ok(Made::Nothing(RESTRICTED));
        }
    }
    let (network, lang) = (room.network, room.language);
    match &step.errand {
        Errand::Open => unreachable!("it was opened above"),
        Errand::Summary => {
            let message = chat::summary(app, cx, network, room.incident, lang).await.map_err(Fault::Unusable)?;
            if let Some(there) = &room.summary
                && let Some(sent) = chat.update(channel, &step.id.to_string(), there, &message).await?
            {
                return Ok(Made::Said(sent));
            }
            // The first time, or somebody took it away: it is said anew.
            once(chat, channel, step, &message).await.map(Made::Summary)
        }
        Errand::Pin => match &room.summary {
            Some(message) => chat.pin(channel, message).await.map(|()| Made::Done),
            None => Ok(Made::Nothing("no_message")),
        },
        Errand::Topic => {
            let topic = chat::topic(app, room.incident, lang).await.map_err(Fault::Unusable)?;
            chat.set_topic(channel, &topic).await.map(|()| Made::Done)
        }
        Errand::Invite { person } => match who::of_person(app, chat, *person).await? {
            Some(account) => invite(chat, channel, step, &account).await.map(|()| Made::Done),
            None => Ok(Made::Nothing("no_account")),
        },
        Errand::PutOut { person, account } => {
            put_out(app, chat, channel, named.as_deref(), *person, account.as_deref()).await
        }
        Errand::Tell { position } => {
            let told = chat::told(app, chat, room.incident, *position, lang).await?;
            said(chat, channel, step, told).await
        }
        Errand::Nudge { step: name, .. } => {
            let nudge = chat::nudge(app, cx, chat, room.incident, name, lang).await?;
            said(chat, channel, step, nudge).await
        }
        Errand::Archive => chat.archive(channel).await.map(|()| Made::Done),
        Errand::Unarchive => match chat.unarchive(channel).await {
            // Slack puts a bot out of what is archived, and then lets it bring nothing back: it goes on in another one.
            Err(fault) if fault.is("not_in_channel") => Ok(Made::Left),
            back => back.map(|()| Made::Done),
        },
        // Restricted twice before the first was made, it goes on in a private one already; opened up since, everybody may read it.
        Errand::Leave if room.is_private || named.is_none() => Ok(Made::Nothing("over")),
        Errand::Leave => match chat.archive(channel).await {
            // Somebody was quicker.
            Err(fault) if AWAY.iter().any(|code| fault.is(code)) => Ok(Made::Left),
            left => left.map(|()| Made::Left),
        },
    }
}

/// Whoever was named again stays, as everybody does once it is open to all; and so does what was an account of theirs, if it is
/// by now that of somebody else who is named.
async fn put_out(
    app: &App,
    chat: &Chat,
    channel: &str,
    named: Option<&[Uuid]>,
    person: Uuid,
    account: Option<&str>,
) -> Result<Made, Fault> {
    let whose = match account {
        Some(account) => {
            crate::bot::person_of(&mut app.db.reader(), chat.network(), account).await.map_err(Fault::Unusable)?
        }
        None => Some(person),
    };
    if named.is_none_or(|named| whose.is_some_and(|whose| named.contains(&whose))) {
        return Ok(Made::Nothing("over"));
    }
    let account = match account {
        Some(account) => Some(account.to_owned()),
        None => who::last_of_person(app, chat, person).await?,
    };
    match account {
        Some(account) => chat.put_out(channel, &account).await.map(|()| Made::Done),
        None => Ok(Made::Nothing("no_account")),
    }
}

/// In Matrix it may be the person's own homeserver that is away, for days: the others do not wait for it.
async fn invite(chat: &Chat, channel: &str, step: &Step, account: &str) -> Result<(), Fault> {
    let asked = chat.invite(channel, account).await;
    let is_last = matches!(asked, Err(Fault::Uncertain(_))) && step.attempts + 1 >= TRIES;
    if is_last
        && let Chat::Matrix(matrix) = chat
        && matrix.who_am_i().await.is_ok()
    {
        return Err(Fault::Refused { code: "out_of_reach".into(), needs: None });
    }
    asked
}

async fn said(chat: &Chat, channel: &str, step: &Step, message: Option<Message>) -> Result<Made, Fault> {
    let Some(message) = message else { return Ok(Made::Nothing("over")) };
    once(chat, channel, step, &message).await.map(Made::Said)
}

/// More was said since than can be looked through, and that does not get less: somebody has to look, and the others do not wait.
async fn once(chat: &Chat, channel: &str, step: &Step, message: &Message) -> Result<Sent, Fault> {
    match chat.once(channel, step, message).await {
        Err(Fault::Uncertain(code)) if code == TOO_MANY && step.attempts + 1 >= TRIES => {
            Err(Fault::Refused { code, needs: None })
        }
        sent => sent,
    }
}

/// Whether the next step may follow at once.
async fn write_down(app: &App, cx: &Cx, mut room: Room, mut step: Step, made: Result<Made, Fault>) -> Outcome<bool> {
    let now = cx.now();
    let mut tx = app.begin().await?;
    // It may have been changed since, by hand or by somebody who writes in the channel.
    if let Some(fresh) = room_store::hold(&mut tx, room.id).await? {
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
        Ok(Made::Said(sent)) => {
            offer_store::keep(&mut tx, &room, &sent, now).await?;
            result = Some(sent.message);
        }
        Ok(Made::Summary(sent)) => {
            offer_store::keep(&mut tx, &room, &sent, now).await?;
            result = Some(sent.message.clone());
            if room.summary.replace(sent.message).is_some() {
                step_store::add(&mut tx, cx, room.id, &Errand::Pin, now).await?;
            }
        }
        Ok(Made::Channel(Opened { id, name, is_private })) => {
            result = Some(id.clone());
            (room.channel, room.name, room.state) = (Some(id), name, RoomState::Open);
            room.is_private = is_private;
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
            let no_token = connect::is_no_token(&code);
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

//! Slack's events: each acted on once, in the transaction that remembers it.

use ryugaku_chat::Message;
use ryugaku_chat::slack::{self, Event, Slack};
use ryugaku_kernel::{Cx, Failure, Lang, Outcome, Time};
use ryugaku_ledger::Tx;

use crate::app::App;
use crate::bot::connected::Chat;
use crate::bot::errand::Errand;
use crate::bot::jobs::{self, Collect};
use crate::bot::names::Names;
use crate::bot::network::Network;
use crate::bot::room::{Room, RoomState};
use crate::bot::step::Step;
use crate::bot::{Place, Reply, Speaker};
use crate::bot::{account_store, pinned, room_store, step_store, taken_store, who};
use crate::incidents::chat;
use crate::words;

/// What marks a message for the timeline.
const MARKS: [&str; 2] = ["pushpin", "round_pushpin"];

pub async fn happened(app: &App, slack: &Slack, id: &str, event: Event) -> Outcome<()> {
    if let Event::Mentioned { user, channel, thread, text, .. } = &event {
        let place = Place { thread: thread.as_deref(), ..super::at(Some(channel), "") };
        return mentioned(app, slack, id, user, place, text).await;
    }
    // Whatever is said in a channel comes here: of what nothing follows nothing is written.
    match &event {
        Event::Other => return Ok(()),
        Event::Reacted { reaction, .. } if !MARKS.contains(&reaction.as_str()) => return Ok(()),
        _ => {}
    }
    let cx = app.system();
    let mut tx = app.begin().await?;
    if !taken_store::first(&mut tx, &format!("slack-event:{id}"), cx.now()).await? {
        return Ok(());
    }
    match event {
        Event::HomeOpened { user } => jobs::show_home(&mut tx, &cx, &user).await?,
        Event::Reacted { user, channel, ts, .. } => collect(&mut tx, app, &channel, user, ts).await?,
        Event::Pinned { user, channel, ts } => collect(&mut tx, app, &channel, user, ts).await?,
        Event::Joined { user, channel } => {
            if let Some(room) = room_store::by_channel(&mut tx, Network::Slack, &channel).await? {
                jobs::joined(&mut tx, &cx, room.id, &user).await?;
                // The bot hears of it only where it is in there itself: what it could not do while it was put out is done now.
                if step_store::let_in(&mut tx, room.id).await? {
                    jobs::soon(&mut tx, &cx, room.id).await?;
                }
            }
        }
        Event::Edited { channel, ts, text } => {
            if let Some(room) = room_store::by_channel(&mut tx, Network::Slack, &channel).await? {
                let names = Names::of(&mut tx, Network::Slack, &text).await?;
                pinned::edited(&mut tx, &cx, &room, &ts, &names.read(&text)).await?;
            }
        }
        Event::Deleted { channel, ts } => {
            if let Some(room) = room_store::by_channel(&mut tx, Network::Slack, &channel).await? {
                taken_away(&mut tx, &cx, &room, &ts).await?;
            }
        }
        Event::RoomEnded { channel, at } => {
            if let Some(room) = room_store::by_channel(&mut tx, Network::Slack, &channel).await?
                && is_latest(&mut tx, &room, &at).await?
            {
                ended(&mut tx, &room).await?;
            }
        }
        Event::RoomBack { channel, at } => {
            if let Some(room) = room_store::by_channel(&mut tx, Network::Slack, &channel).await?
                && is_latest(&mut tx, &room, &at).await?
            {
                back(&mut tx, &cx, &room).await?;
            }
        }
        // What the chat has changed about an account is asked for anew when it is needed.
        Event::AccountChanged { user } => account_store::forget(&mut tx, Network::Slack, &user).await?,
        Event::Mentioned { .. } | Event::Other => {}
    }
    tx.commit().await.map(drop)
}

/// The summary is pinned by the bot itself; what it says is no news.
async fn collect(tx: &mut Tx, app: &App, channel: &str, account: String, ts: String) -> Outcome<()> {
    let Some(room) = room_store::by_channel(tx, Network::Slack, channel).await? else { return Ok(()) };
    if room.summary.as_deref() == Some(ts.as_str()) {
        return Ok(());
    }
    jobs::collect(tx, &app.system(), &Collect { room: room.id, ts, account }).await
}

/// Somebody deleted a message. What says how things stand is said anew.
pub async fn taken_away(tx: &mut Tx, cx: &Cx, room: &Room, message: &str) -> Outcome<()> {
    let Some(mut room) = room_store::hold(tx, room.id).await? else { return Ok(()) };
    if room.summary.as_deref() == Some(message) && room.state == RoomState::Open {
        room.summary = None;
        room_store::update(tx, &room).await?;
        for errand in [Errand::Summary, Errand::Pin] {
            step_store::add(tx, cx, room.id, &errand, cx.now()).await?;
        }
        jobs::soon(tx, cx, room.id).await?;
    }
    pinned::deleted(tx, cx, &room, message).await
}

/// Slack sends again what was not taken, in no order: what became of the channel before what is known already is over.
async fn is_latest(tx: &mut Tx, room: &Room, at: &str) -> Outcome<bool> {
    let Some(at) = pinned::time(at) else { return Ok(true) };
    // Of two that come at once one waits here for the other.
    room_store::hold(tx, room.id).await?;
    let key = format!("slack-room:{}", room.channel.as_deref().unwrap_or_default());
    if taken_store::last(tx, &key).await?.is_some_and(|last| last > at) {
        return Ok(false);
    }
    taken_store::anew(tx, &key, at).await?;
    Ok(true)
}

/// Somebody took the channel away, or put it away: an archived one that we archived is archived already, or will be written down as such,
/// though nobody may have heard yet that it is done.
pub async fn ended(tx: &mut Tx, room: &Room) -> Outcome<()> {
    let Some(mut room) = room_store::hold(tx, room.id).await? else { return Ok(()) };
    let waiting = step_store::waiting(tx, room.id).await?;
    let is_ours = |step: &Step| step.begun_at.is_some() && matches!(step.errand, Errand::Archive | Errand::Leave);
    if room.state != RoomState::Archived && !waiting.iter().any(is_ours) {
        room.state = RoomState::Gone;
        room_store::update(tx, &room).await?;
        tx.wake("chat");
    }
    Ok(())
}

/// Somebody brought the channel back: what waits goes on in it. What we put away ourselves stays as it is until it is wanted again.
async fn back(tx: &mut Tx, cx: &Cx, room: &Room) -> Outcome<()> {
    let Some(mut room) = room_store::hold(tx, room.id).await? else { return Ok(()) };
    if room.state == RoomState::Gone {
        (room.state, room.resume_at) = (RoomState::Open, Time(0));
        room_store::update(tx, &room).await?;
        tx.wake("chat");
        jobs::soon(tx, cx, room.id).await?;
    }
    Ok(())
}

/// What follows the bot's name is a command; it is answered to whoever said it, alone, and where they read.
async fn mentioned(app: &App, slack: &Slack, id: &str, user: &str, place: Place<'_>, text: &str) -> Outcome<()> {
    let (once, answered) = (format!("slack-event:{id}"), format!("slack-answer:{id}"));
    // What was refused once is not done later.
    if taken_store::is_known(&mut app.db.reader(), &answered).await? {
        return Ok(());
    }
    let said = slack::typed(text.split_once('>').map_or(text, |(_, said)| said).trim());
    let speaker = match who::speaker(app, &Chat::Slack(slack.clone()), user).await {
        Ok(speaker) => speaker,
        Err(failure @ Failure::Forbidden(_)) => {
            let said = super::refusal(super::language(app).await, &failure);
            return answer(app, &answered, &place, user, said).await;
        }
        Err(failure) => return Err(failure),
    };
    let place = Place { once: Some(&once), ..place };
    // `@ryugaku exchange diary …` is `/exchange diary …`.
    let (first, rest) = said.split_once(char::is_whitespace).unwrap_or((said.as_str(), ""));
    let (name, said) = match first.to_ascii_lowercase().as_str() {
        "exchange" | "留学" => ("/exchange", rest),
        _ => ("/incident", said.as_str()),
    };
    let reply = match super::dispatched(app, &speaker, &place, name, said).await {
        // No form opens from a mention.
        Ok(Reply::Nothing) => done_before(app, &speaker, &place, name == "/incident").await,
        reply => reply,
    };
    let reply = match reply {
        Ok(Reply::Said(message)) => message,
        Ok(Reply::Nothing) => return Ok(()),
        Err(failure @ (Failure::Unavailable { .. } | Failure::Busy { .. } | Failure::Internal(_))) => {
            return Err(failure);
        }
        Err(failure) => super::refusal(speaker.cx.lang, &failure),
    };
    answer(app, &answered, &place, user, reply).await
}

/// What was done before, and was broken off before anybody was told: how the incident stands after it; what goes on, where that is no
/// incident's channel.
pub async fn done_before(app: &App, speaker: &Speaker, place: &Place<'_>, is_incidents: bool) -> Outcome<Reply> {
    if !is_incidents {
        return Ok(taken(speaker.cx.lang));
    }
    // That is asked for now.
    let place = Place { once: None, ..*place };
    match chat::command(app, speaker, &place, "next").await {
        Err(Failure::Conflict(_)) => chat::command(app, speaker, &place, "list").await,
        // It is restricted since, and others read here.
        Err(Failure::NotFound(_)) => Ok(taken(speaker.cx.lang)),
        reply => reply,
    }
}

/// Of what was done before: which exchange or consultation it was, say, is not known any more.
pub fn taken(lang: Lang) -> Reply {
    Reply::Said(Message::line(words::text(lang, "bot-taken-said")))
}

/// Once, whatever was done about it before.
async fn answer(app: &App, answered: &str, place: &Place<'_>, user: &str, message: Message) -> Outcome<()> {
    let cx = app.system();
    let mut tx = app.begin().await?;
    if taken_store::first(&mut tx, answered, cx.now()).await? {
        jobs::answer(&mut tx, &cx, place, user, message).await?;
        tx.commit().await?;
    }
    Ok(())
}

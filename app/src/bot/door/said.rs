//! What happened in rooms on Matrix: each acted on once. Commands begin with `!` or with the bot's name, and are answered in a thread.

use ryugaku_chat::matrix::{Heard, Matrix, What, said_to};
use ryugaku_chat::{Fault, Message};
use ryugaku_kernel::{Failure, Msg, Outcome};
use ryugaku_ledger::Tx;

use super::event;
use crate::app::App;
use crate::bot::connected::Chat;
use crate::bot::jobs::{self, Collect};
use crate::bot::network::Network;
use crate::bot::room::Room;
use crate::bot::{Place, Reply, collected_store, link, offer_store, pinned, room_store, taken_store, who};
use crate::exchange;
use crate::incidents::chat;
use crate::words;

/// Whose ears it came to.
pub struct Ears<'a> {
    pub app: &'a App,
    pub matrix: &'a Matrix,
    /// The bot's own account.
    pub me: &'a str,
}

/// What marks a message for the timeline.
const MARKS: [&str; 2] = ["📌", "📍"];

/// So many messages are taken that are pinned at once.
const MOST_MARKED: usize = 50;

/// In microseconds.
const HOUR: i64 = 3_600_000_000;

/// By which the event is known if it comes again.
pub fn key(heard: &Heard) -> String {
    format!("matrix-event:{}", heard.id)
}

/// By which it is known that whoever said it was answered.
pub fn answer_key(heard: &Heard) -> String {
    format!("matrix-answer:{}", heard.id)
}

/// Whether nothing is left to be done about it. A command that was acted on may wait for its answer.
pub async fn is_over(app: &App, me: &str, heard: &Heard) -> Outcome<bool> {
    let is_command = matches!(&heard.what, What::Said { text, .. } if command(me, text).is_some());
    let mut q = app.db.reader();
    Ok(taken_store::is_known(&mut q, &answer_key(heard)).await?
        || (!is_command && taken_store::is_known(&mut q, &key(heard)).await?))
}

pub async fn happened(ears: &Ears<'_>, heard: &Heard) -> Outcome<()> {
    if heard.sender == ears.me {
        return Ok(());
    }
    match &heard.what {
        What::Said { text, thread, answers } => match command(ears.me, text) {
            Some((name, rest)) => {
                let whole = in_answer(ears, heard, answers.as_deref(), name, rest).await?;
                commanded(ears, heard, thread.as_deref(), name, whole.as_deref().unwrap_or(rest)).await
            }
            None => Ok(()),
        },
        What::Reacted { event, key } if MARKS.contains(&key.as_str()) => {
            marked(ears, heard, std::slice::from_ref(event)).await
        }
        What::Pinned { events } => marked(ears, heard, events).await,
        What::Reacted { event, key } => reacted(ears, heard, event, key).await,
        What::Edited { event, text } => edited(ears, heard, event, text).await,
        What::Redacted { event } => redacted(ears, heard, event).await,
        What::Joined { user } => joined(ears, heard, user).await,
        What::Encrypted => encrypted(ears, heard).await,
    }
}

/// The command's name, and what follows it; `None`: it is said to others.
fn command<'a>(me: &str, text: &'a str) -> Option<(&'static str, &'a str)> {
    let text = text.trim();
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let named = |word: &str| match word.to_ascii_lowercase().as_str() {
        "incident" | "インシデント" => Some("incident"),
        "exchange" | "留学" => Some("exchange"),
        "link" => Some("link"),
        _ => None,
    };
    if let Some(word) = first.strip_prefix(['!', '！']) {
        return match word.to_ascii_lowercase().as_str() {
            "help" | "ヘルプ" | "使い方" => Some(("incident", "help")),
            word => named(word).map(|name| (name, rest)),
        };
    }
    let said = said_to(me, text)?;
    let (first, rest) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
    Some(named(first).map_or(("incident", said), |name| (name, rest)))
}

/// A command in answer to a message, with its words; not out of a room for named people only, since what they begin everybody may read.
async fn in_answer(
    ears: &Ears<'_>,
    heard: &Heard,
    answers: Option<&str>,
    name: &str,
    rest: &str,
) -> Outcome<Option<String>> {
    // Asked without words first: most take none.
    let Some(event) = answers.filter(|_| name == "incident" && chat::in_answer(rest, "…").is_some()) else {
        return Ok(None);
    };
    let room = room_store::by_channel(&mut ears.app.db.reader(), Network::Matrix, &heard.room).await?;
    if room.is_some_and(|room| room.is_private) {
        return Ok(None);
    }
    match ears.matrix.message(&heard.room, event).await {
        Ok(there) => Ok(there.and_then(|there| chat::in_answer(rest, &there.text))),
        // It was said before the bot came in.
        Err(Fault::Refused { .. }) => Ok(None),
        Err(fault) => Err(who::unreachable(fault)),
    }
}

async fn commanded(ears: &Ears<'_>, heard: &Heard, thread: Option<&str>, name: &str, rest: &str) -> Outcome<()> {
    // What was refused once is not done later.
    if taken_store::is_known(&mut ears.app.db.reader(), &answer_key(heard)).await? {
        return Ok(());
    }
    let once = key(heard);
    let thread = Some(thread.unwrap_or(&heard.id));
    let (network, channel) = (Network::Matrix, Some(heard.room.as_str()));
    let overheard = is_overheard(ears, heard).await?;
    let place = Place { network, channel, thread, overheard, trigger: "", respond: None, once: Some(&once) };
    let said = match name {
        "link" => linked(ears, heard, &place, rest).await,
        _ => asked(ears, heard, &place, name, rest).await,
    };
    let said = match said {
        // There are no forms here.
        Ok(Reply::Nothing) => done_before(ears, heard, &place, name).await,
        said => said,
    };
    match said {
        Ok(Reply::Said(message)) => answer(ears, heard, &place, message).await,
        Ok(Reply::Nothing) => Ok(()),
        Err(failure) => refused(ears, heard, &place, failure).await,
    }
}

async fn asked(ears: &Ears<'_>, heard: &Heard, place: &Place<'_>, name: &str, rest: &str) -> Outcome<Reply> {
    let speaker = who::speaker(ears.app, &chat_of(ears), &heard.sender).await?;
    if name == "exchange" {
        // What is between two is not answered where others read.
        if place.overheard {
            return Err(Failure::conflict("bot-exchange-alone"));
        }
        return exchange::chat::command(ears.app, &speaker, place, rest).await;
    }
    chat::command(ears.app, &speaker, place, rest).await
}

async fn done_before(ears: &Ears<'_>, heard: &Heard, place: &Place<'_>, name: &str) -> Outcome<Reply> {
    let speaker = who::speaker(ears.app, &chat_of(ears), &heard.sender).await?;
    event::done_before(ears.app, &speaker, place, name == "incident").await
}

async fn linked(ears: &Ears<'_>, heard: &Heard, place: &Place<'_>, code: &str) -> Outcome<Reply> {
    if place.overheard {
        return Err(Failure::conflict("bot-link-alone"));
    }
    let cx = ears.app.system();
    let mut tx = ears.app.begin().await?;
    if !place.first(&mut tx, &cx).await? {
        return Ok(Reply::Nothing);
    }
    let person = link::link(&mut tx, &cx, &ears.app.keys, &heard.sender, code).await?;
    tx.commit().await?;
    let lang = super::language(ears.app).await;
    let lang = person.choices.language.unwrap_or(lang);
    Ok(Reply::Said(Message::line(words::say(lang, &Msg::new("bot-linked-said").with("name", person.name)))))
}

/// Whether others read what is answered. Who comes into an incident's room later reads what was said there before.
async fn is_overheard(ears: &Ears<'_>, heard: &Heard) -> Outcome<bool> {
    let ours = room_store::by_channel(&mut ears.app.db.reader(), Network::Matrix, &heard.room).await?.is_some();
    Ok(ours || !is_alone(ears, heard).await?)
}

/// Whether only the bot and who speaks are in the room.
async fn is_alone(ears: &Ears<'_>, heard: &Heard) -> Outcome<bool> {
    match ears.matrix.members(&heard.room).await {
        Ok(members) => Ok(members.iter().all(|member| *member == heard.sender || member == ears.me)),
        // The bot is in it no longer.
        Err(Fault::Refused { .. }) => Ok(false),
        Err(fault) => Err(who::unreachable(fault)),
    }
}

/// What could not be stored comes again; anything else is said to whoever asked.
async fn refused(ears: &Ears<'_>, heard: &Heard, place: &Place<'_>, failure: Failure) -> Outcome<()> {
    if matches!(failure, Failure::Unavailable { .. } | Failure::Busy { .. } | Failure::Internal(_)) {
        return Err(failure);
    }
    let lang = match who::speaker(ears.app, &chat_of(ears), &heard.sender).await {
        Ok(speaker) => speaker.cx.lang,
        Err(_) => super::language(ears.app).await,
    };
    answer(ears, heard, place, super::refusal(lang, &failure)).await
}

/// Once, whatever was done about it before.
async fn answer(ears: &Ears<'_>, heard: &Heard, place: &Place<'_>, message: Message) -> Outcome<()> {
    let cx = ears.app.system();
    let mut tx = ears.app.begin().await?;
    if taken_store::first(&mut tx, &answer_key(heard), cx.now()).await? {
        jobs::answer(&mut tx, &cx, place, &heard.sender, message).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn marked(ears: &Ears<'_>, heard: &Heard, events: &[String]) -> Outcome<()> {
    let Some((mut tx, room)) = first_in_room(ears, heard).await? else { return Ok(()) };
    // What the summary says is no news.
    let marked = events.iter().filter(|event| room.summary.as_ref() != Some(*event));
    for event in marked.take(MOST_MARKED) {
        let (ts, account) = (event.clone(), heard.sender.clone());
        jobs::collect(&mut tx, &ears.app.system(), &Collect { room: room.id, ts, account }).await?;
    }
    tx.commit().await.map(drop)
}

/// A reaction on one of the bot's messages does what a button would, for whoever put it there.
async fn reacted(ears: &Ears<'_>, heard: &Heard, event: &str, key: &str) -> Outcome<()> {
    let mut q = ears.app.db.reader();
    let offer = offer_store::find(&mut q, Network::Matrix, &heard.room, event, key).await?;
    let Some((action, value)) = offer else { return Ok(()) };
    let once = self::key(heard);
    let overheard = is_overheard(ears, heard).await?;
    let (network, channel, thread) = (Network::Matrix, Some(heard.room.as_str()), Some(event));
    let place = Place { network, channel, thread, overheard, trigger: "", respond: None, once: Some(&once) };
    let done = async {
        let speaker = who::speaker(ears.app, &chat_of(ears), &heard.sender).await?;
        super::pressed(ears.app, &speaker, &place, &action, &value).await
    };
    match done.await {
        Ok(()) => Ok(()),
        Err(failure) => refused(ears, heard, &place, failure).await,
    }
}

/// Only who said it may say it anew: others' changes are shown by no client.
async fn edited(ears: &Ears<'_>, heard: &Heard, event: &str, text: &str) -> Outcome<()> {
    let mut q = ears.app.db.reader();
    let Some(room) = room_store::by_channel(&mut q, Network::Matrix, &heard.room).await? else { return Ok(()) };
    if collected_store::find(&mut q, room.id, event).await?.is_none() {
        let Some((mut tx, room)) = first_in_room(ears, heard).await? else { return Ok(()) };
        if pinned::standing(&mut tx, &ears.app.system(), &room, event).await?.is_none() {
            return tx.commit().await.map(drop);
        }
        // It was put there in between.
    }
    let there = ears.matrix.message(&heard.room, event).await.map_err(who::unreachable)?;
    if there.is_none_or(|there| there.sender != heard.sender) {
        return Ok(());
    }
    let Some((mut tx, room)) = first_in_room(ears, heard).await? else { return Ok(()) };
    pinned::edited(&mut tx, &ears.app.system(), &room, event, text).await?;
    tx.commit().await.map(drop)
}

async fn redacted(ears: &Ears<'_>, heard: &Heard, event: &str) -> Outcome<()> {
    let Some((mut tx, room)) = first_in_room(ears, heard).await? else { return Ok(()) };
    super::event::taken_away(&mut tx, &ears.app.system(), &room, event).await?;
    tx.commit().await.map(drop)
}

async fn joined(ears: &Ears<'_>, heard: &Heard, user: &str) -> Outcome<()> {
    let Some((mut tx, room)) = first_in_room(ears, heard).await? else { return Ok(()) };
    let person = crate::bot::person_of(&mut tx, Network::Matrix, user).await?;
    chat::joined(&mut tx, &ears.app.system(), room.incident, person).await?;
    tx.commit().await.map(drop)
}

/// Whoever speaks to the bot alone in a room that it cannot read is asked into one that it can; once. Whether others are in it the
/// homeserver is asked once an hour, however much is said there.
async fn encrypted(ears: &Ears<'_>, heard: &Heard) -> Outcome<()> {
    let cx = ears.app.system();
    let asked_in = format!("matrix-unread:{}", heard.room);
    let with_others = format!("matrix-crowd:{}:{}", heard.room, cx.now().0 / HOUR);
    for known in [&asked_in, &with_others] {
        if taken_store::is_known(&mut ears.app.db.reader(), known).await? {
            return Ok(());
        }
    }
    let alone = is_alone(ears, heard).await?;
    let mut tx = ears.app.begin().await?;
    if taken_store::first(&mut tx, if alone { &asked_in } else { &with_others }, cx.now()).await? {
        if alone {
            jobs::direct(&mut tx, &cx, &heard.sender).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// A transaction in which the event is taken, if it happened in a room of ours and was not taken before.
async fn first_in_room(ears: &Ears<'_>, heard: &Heard) -> Outcome<Option<(Tx, Room)>> {
    let mut tx = ears.app.begin().await?;
    let Some(room) = room_store::by_channel(&mut tx, Network::Matrix, &heard.room).await? else { return Ok(None) };
    let is_first = taken_store::first(&mut tx, &key(heard), ears.app.clock.now()).await?;
    Ok(is_first.then_some((tx, room)))
}

fn chat_of(ears: &Ears<'_>) -> Chat {
    Chat::Matrix(ears.matrix.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_from_talk() {
        let me = "@ryugaku:example.org";
        for (text, expected) in [
            ("!incident open sev1 決済が止まった", Some(("incident", "open sev1 決済が止まった"))),
            ("！インシデント 一覧", Some(("incident", "一覧"))),
            ("!help", Some(("incident", "help"))),
            ("!exchange diary x", Some(("exchange", "diary x"))),
            ("!link ABC", Some(("link", "ABC"))),
            ("ryugaku: status fixing", Some(("incident", "status fixing"))),
            ("@ryugaku:example.org exchange aim g1 2", Some(("exchange", "aim g1 2"))),
            ("!dance", None),
            ("incident!", None),
            ("", None),
        ] {
            assert_eq!(command(me, text), expected, "{text}");
        }
    }
}

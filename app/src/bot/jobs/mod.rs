//! What runs by itself: rooms follow the ledger, their steps are made in order, and people are answered.

mod anew;
mod carry;
mod direct;
mod follow;
mod joined;
mod nudge;
mod say;
mod speak;

use jiff::SignedDuration;
use ryugaku_chat::{Form, Message};
use ryugaku_db::Transaction;
use ryugaku_jobs::Registry;
use ryugaku_kernel::{Cx, Msg, Outcome, Uuid};
use serde::{Deserialize, Serialize};

use super::network::Network;
use super::{Place, Speaker, connect, offer_store, room_store, taken_store};
use crate::app::App;
use crate::words;

pub(super) use follow::follow;
pub use say::{Said, say_instead, say_once};

const CARRY_OUT: &str = "bot.carry_out";
const ANSWER: &str = "bot.answer";
const FORM: &str = "bot.form";
const HOME: &str = "bot.home";
const COLLECT: &str = "bot.collect";
const DIRECT: &str = "bot.direct";
const JOINED: &str = "bot.joined";

/// So long what was taken is remembered: Slack sends again within the hour.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(48);

/// So long a reaction on a message does something.
const OFFERED: SignedDuration = SignedDuration::from_hours(90 * 24);

#[derive(Serialize, Deserialize)]
struct CarryOut {
    room: Uuid,
}

/// To one alone, where they asked, in its thread too; or under what they said, where nothing is said to one alone.
#[derive(Serialize, Deserialize)]
struct Answer {
    #[serde(default)]
    network: Network,
    channel: String,
    #[serde(default)]
    thread: Option<String>,
    account: String,
    message: Message,
}

#[derive(Serialize, Deserialize)]
struct Show {
    trigger: String,
    form: Form,
    /// What is said where it does not open.
    #[serde(default)]
    instead: Option<Answer>,
    /// Where Slack lets that be said, whether the bot is there or not.
    #[serde(default)]
    respond: Option<String>,
    /// The same on their home tab, if they asked from there.
    #[serde(default)]
    at_home: Option<Home>,
}

#[derive(Serialize, Deserialize)]
struct Home {
    account: String,
    /// What stands above all else, until they look at it anew.
    #[serde(default)]
    note: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Direct {
    account: String,
}

/// Somebody who came into a room, by the chat's own id.
#[derive(Serialize, Deserialize)]
struct Joined {
    room: Uuid,
    account: String,
}

/// A message that somebody marked, to be read and put into the timeline.
#[derive(Serialize, Deserialize)]
pub(super) struct Collect {
    pub room: Uuid,
    /// The message's id.
    pub ts: String,
    /// Who marked it.
    pub account: String,
}

pub fn register(app: &App, registry: &mut Registry) {
    macro_rules! on {
        ($kind:expr, $run:path) => {{
            let app = app.clone();
            registry.on($kind, move |cx, job| {
                let app = app.clone();
                async move { $run(app, cx, job).await }
            });
        }};
    }
    on!(CARRY_OUT, carry::run);
    on!(ANSWER, speak::answer);
    on!(FORM, speak::show);
    on!(HOME, speak::home);
    on!(COLLECT, speak::collect);
    on!(DIRECT, direct::run);
    on!(JOINED, joined::run);
    if !connect::is_connected(app) {
        return;
    }
    let (following, nudging, sweeping) = (app.clone(), app.clone(), app.clone());
    registry.every("bot.follow", SignedDuration::from_secs(1), move |cx| {
        let app = following.clone();
        async move { round(&app, &cx).await }
    });
    registry.every("bot.nudge", SignedDuration::from_secs(20), move |cx| {
        let app = nudging.clone();
        async move { nudge::nudge(&app, &cx).await }
    });
    registry.every("bot.sweep", SignedDuration::from_hours(6), move |cx| {
        let app = sweeping.clone();
        async move {
            let mut tx = app.begin().await?;
            taken_store::sweep(&mut tx, cx.now().minus(REMEMBERED)).await?;
            offer_store::sweep(&mut tx, cx.now().minus(OFFERED)).await?;
            tx.commit().await.map(drop)
        }
    });
}

/// What the ledger brought, and what has become due.
async fn round(app: &App, cx: &Cx) -> Outcome<()> {
    follow(app, cx).await?;
    // In a chat that is connected no longer nothing can be done.
    let ready = room_store::ready(&mut app.db.reader(), connect::networks(app), cx.now()).await?;
    if ready.is_empty() {
        return Ok(());
    }
    let mut tx = app.begin().await?;
    for room in ready {
        soon(&mut tx, cx, room).await?;
    }
    tx.commit().await.map(drop)
}

/// The room's steps are looked at as soon as this is committed. If that is being done already, the next round looks again.
pub(super) async fn soon(tx: &mut Transaction, cx: &Cx, room: Uuid) -> Outcome<()> {
    let key = format!("{CARRY_OUT}:{room}");
    ryugaku_jobs::enqueue_unique(tx, cx, CARRY_OUT, &key, &CarryOut { room }, cx.now()).await
}

/// Where nobody asked in a channel nothing is said.
pub async fn answer(tx: &mut Transaction, cx: &Cx, place: &Place<'_>, account: &str, message: Message) -> Outcome<()> {
    let Some(channel) = place.channel else { return Ok(()) };
    let (channel, thread) = (channel.to_owned(), place.thread.map(str::to_owned));
    let answer = Answer { network: place.network, channel, thread, account: account.to_owned(), message };
    ryugaku_jobs::enqueue(tx, cx, ANSWER, &answer, cx.now()).await.map(drop)
}

/// `typed` is the command that does the same, as far as it goes without words: what is to be done where the form does not open.
pub async fn show_form(
    tx: &mut Transaction,
    speaker: &Speaker,
    place: &Place<'_>,
    form: Form,
    typed: &str,
) -> Outcome<()> {
    let cx = &speaker.cx;
    let command = format!("{}incident {typed} …", place.network.sign());
    let said = words::say(cx.lang, &Msg::new("bot-no-form").with("command", command));
    let account = speaker.account.clone();
    let (instead, at_home) = match place.channel {
        Some(channel) => {
            let (channel, thread) = (channel.to_owned(), place.thread.map(str::to_owned));
            let message = Message::line(said);
            (Some(Answer { network: place.network, channel, thread, account, message }), None)
        }
        None => (None, Some(Home { account, note: Some(said) })),
    };
    let (trigger, respond) = (place.trigger.to_owned(), place.respond.map(str::to_owned));
    ryugaku_jobs::enqueue(tx, cx, FORM, &Show { trigger, form, instead, respond, at_home }, cx.now()).await.map(drop)
}

pub(super) async fn show_home(tx: &mut Transaction, cx: &Cx, account: &str) -> Outcome<()> {
    ryugaku_jobs::enqueue(tx, cx, HOME, &Home { account: account.to_owned(), note: None }, cx.now()).await.map(drop)
}

/// A room in which the bot can read what this account says.
pub(super) async fn direct(tx: &mut Transaction, cx: &Cx, account: &str) -> Outcome<()> {
    ryugaku_jobs::enqueue(tx, cx, DIRECT, &Direct { account: account.to_owned() }, cx.now()).await.map(drop)
}

pub(super) async fn joined(tx: &mut Transaction, cx: &Cx, room: Uuid, account: &str) -> Outcome<()> {
    let joined = Joined { room, account: account.to_owned() };
    ryugaku_jobs::enqueue(tx, cx, JOINED, &joined, cx.now()).await.map(drop)
}

pub(super) async fn collect(tx: &mut Transaction, cx: &Cx, collect: &Collect) -> Outcome<()> {
    ryugaku_jobs::enqueue(tx, cx, COLLECT, collect, cx.now()).await.map(drop)
}

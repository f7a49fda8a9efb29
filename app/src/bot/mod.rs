//! The bot: a channel for each incident, what is to be done in it, and who is who there.
//!
//! Each call to a chat is a step of a room: stored before it is made, made in order, safe to make twice. A room follows the
//! ledger; nothing waits for the chat, and what it could not hear while it was down it hears afterwards, in order and once.

mod account_store;
pub mod again;
mod api;
mod collected_store;
mod connect;
mod door;
pub mod errand;
mod jobs;
mod open_room;
mod pages;
mod pinned;
mod place;
pub mod room;
mod room_store;
pub mod shown;
pub mod step;
mod step_store;
mod taken_store;
mod who;

use ryugaku_chat::Fault;
use ryugaku_chat::slack::Slack;
use ryugaku_db::{Query, Transaction};
use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};

pub use api::routes as api;
pub use connect::{channel_of, is_connected, slack};
pub use door::{listen, routes};
pub use jobs::{answer, post_once, register, show_form};
pub use pages::routes as pages;
pub use place::{Place, Reply};
pub use who::Speaker;

use crate::app::App;

pub async fn room_of_channel(q: &mut dyn Query, channel: &str) -> Outcome<Option<room::Room>> {
    room_store::by_channel(q, channel).await
}

/// The person behind an account that has spoken, or was asked in, before.
pub async fn person_of(q: &mut dyn Query, account: &str) -> Outcome<Option<Uuid>> {
    Ok(account_store::find(q, account).await?.and_then(|account| account.person))
}

pub async fn account_of(app: &App, slack: &Slack, person: Uuid) -> Result<Option<String>, Fault> {
    who::of_person(app, slack, person).await
}

/// The message is read, and put into the timeline, by who asked.
pub async fn collect(tx: &mut Transaction, cx: &Cx, room: Uuid, ts: &str, account: &str) -> Outcome<()> {
    let collect = jobs::Collect { room, ts: ts.to_owned(), account: account.to_owned() };
    jobs::collect(tx, cx, &collect).await
}

/// Without settings for a chat there is none.
fn require_connected(app: &App) -> Outcome<()> {
    if is_connected(app) { Ok(()) } else { Err(Failure::conflict("bot-not-connected")) }
}

//! The bot: a channel for each incident, what is to be done in it, and who is who there.
//!
//! Each call to a chat is a step of a room: stored before it is made, made in order, safe to make twice. A room follows the
//! ledger; nothing waits for the chat, and what it could not hear while it was down it hears afterwards, in order and once.

mod account_store;
pub mod again;
mod api;
mod channel_store;
mod closed;
mod code_store;
mod collected_store;
mod connect;
mod connected;
mod door;
pub mod errand;
mod jobs;
pub mod link;
mod link_api;
mod link_pages;
mod linked;
mod names;
pub mod network;
mod offer_store;
mod open_room;
mod pages;
mod pinned;
mod place;
pub mod room;
mod room_store;
pub mod shown;
mod socket_mode;
pub mod step;
mod step_store;
mod sync_store;
mod taken_store;
mod who;

use axum::Router;
use ryugaku_chat::Fault;
use ryugaku_db::{Query, Transaction};
use ryugaku_kernel::{Cx, Outcome, Uuid};
use utoipa_axum::router::OpenApiRouter;

pub use connect::{is_connected, is_no_token};
pub use connected::Chat;
pub use door::{Ear, listen, routes};
pub use jobs::{Said, answer, register, say_instead, say_once, show_form};
pub use names::Names;
pub use place::{Place, Reply};
pub use socket_mode::SocketMode;
pub use who::Speaker;

use crate::app::App;
use network::Network;

pub fn api() -> OpenApiRouter<App> {
    api::routes().merge(link_api::routes())
}

pub fn pages() -> Router<App> {
    pages::routes().merge(link_pages::routes())
}

/// The chats in which an incident with these channels has none.
pub fn without_room(app: &App, shown: &[shown::Shown]) -> Vec<Network> {
    let mut networks = connect::networks(app);
    networks.retain(|network| !shown.iter().any(|shown| shown.room.network == *network));
    networks
}

pub async fn room_of_channel(q: &mut dyn Query, network: Network, channel: &str) -> Outcome<Option<room::Room>> {
    room_store::by_channel(q, network, channel).await
}

/// The person behind an account that has spoken, or was asked in, before.
pub async fn person_of(q: &mut dyn Query, network: Network, account: &str) -> Outcome<Option<Uuid>> {
    Ok(account_store::find(q, network, account).await?.and_then(|account| account.person))
}

/// The same of one that need not have spoken: the chat is asked.
pub async fn look_up(app: &App, network: Network, account: &str) -> Outcome<Option<Uuid>> {
    match connect::chat(app, network) {
        Some(chat) => who::person(app, &chat, account).await,
        None => Ok(None),
    }
}

pub async fn account_of(app: &App, chat: &Chat, person: Uuid) -> Result<Option<String>, Fault> {
    who::of_person(app, chat, person).await
}

/// The account of somebody who has spoken, or was asked in, before.
pub async fn known_account(q: &mut dyn Query, network: Network, person: Uuid) -> Outcome<Option<String>> {
    Ok(account_store::of_person(q, network, person).await?.map(|account| account.account))
}

/// The message is read, and put into the timeline, by who asked.
pub async fn collect(tx: &mut Transaction, cx: &Cx, room: Uuid, message: &str, account: &str) -> Outcome<()> {
    let collect = jobs::Collect { room, ts: message.to_owned(), account: account.to_owned() };
    jobs::collect(tx, cx, &collect).await
}

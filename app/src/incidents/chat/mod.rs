//! Incidents in a chat: the same verbs as on the page, by commands, buttons and forms, and what rooms say.

mod ask;
mod buttons;
mod command;
mod edit;
mod forms;
mod heard;
mod help;
mod home;
mod line;
mod notice;
mod nudge;
mod open;
mod postmortem;
mod sent;
mod similar;
mod steps;
mod summary;

use ryugaku_chat::Fault;
use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Cx, Failure, Lang, Outcome, Uuid};
use ryugaku_ledger::Event;

use super::incident::{Incident, IncidentId};
use super::{list_store, store};
use crate::app::App;
use crate::bot::room::Room;
use crate::bot::{self, Chat, Place};
use crate::words;

pub use buttons::pressed;
pub use command::command;
pub use forms::{Begun, first_field};
pub use heard::{Heard, KEPT_OPEN, heard, joined, moved};
pub use home::{home, stranger};
pub use line::in_answer;
pub use nudge::{due, nudge};
pub use open::{asked_in, is_closed, members, named, on_message, open_form, room_name};
pub use sent::sent;
pub use summary::{summary, told, topic};

pub enum Sent {
    Done,
    /// What is wrong, by the form's inputs.
    Wrong(std::collections::BTreeMap<String, String>),
}

/// The incident of the room in which it was asked, if whoever asks may know of it.
async fn here(q: &mut dyn Query, cx: &Cx, place: &Place<'_>) -> Outcome<Option<(Room, Incident)>> {
    let Some(channel) = place.channel else { return Ok(None) };
    let Some(room) = bot::room_of_channel(q, place.network, channel).await? else { return Ok(None) };
    let found = list_store::of_ids(q, &cx.who, vec![room.incident]).await?.pop();
    Ok(found.map(|incident| (room, incident)))
}

/// For its room, in which nobody is who may not know of it.
async fn by_id(q: &mut dyn Query, id: Uuid) -> Outcome<Incident> {
    list_store::of_ids(q, &Actor::system(), vec![id]).await?.pop().ok_or(Failure::NotFound("incident"))
}

/// What the rooms of those do that this incident is one with, since they were merged.
pub async fn heard_beside(q: &mut dyn Query, event: &Event, incident: Uuid) -> Outcome<Vec<(Uuid, Heard)>> {
    let (all, heard) = match event.kind.as_str() {
        // What was merged into it is known to the same people.
        "incident.restricted" => (store::whole(q, IncidentId(incident)).await?, Heard::Restricted),
        "incident.person_unnamed" => (store::whole(q, IncidentId(incident)).await?, Heard::Changed),
        // The notice of one that was merged is the other's to end: how things stand there is another thing now, too.
        kind if kind.starts_with("status_notice.") => {
            let wholes = store::wholes(q, &[incident]).await?;
            (wholes.into_iter().filter(|(part, _)| *part == incident).map(|(_, whole)| whole).collect(), Heard::Changed)
        }
        _ => return Ok(Vec::new()),
    };
    Ok(all.into_iter().filter(|other| *other != incident).map(|other| (other, heard)).collect())
}

/// Its page, from outside.
fn address(app: &App, incident: &Incident) -> String {
    page(app, &incident.number().to_string())
}

fn page(app: &App, number: &str) -> String {
    let path = format!("incidents/{number}");
    let base = app.config.public_url();
    base.join(&path).map_or_else(|_| base.to_string(), String::from)
}

/// By which the chat calls somebody. Where it lets nobody be looked up, what is said is said all the same.
async fn account(app: &App, chat: &Chat, person: Uuid) -> Result<Option<String>, Fault> {
    match bot::account_of(app, chat, person).await {
        Err(Fault::Refused { .. }) => Ok(None),
        found => found,
    }
}

/// A word as people write it, in either language.
fn means(said: &str, name: &str, key: &str) -> bool {
    said.eq_ignore_ascii_case(name)
        || Lang::ALL.into_iter().any(|lang| words::text(lang, key).eq_ignore_ascii_case(said))
}

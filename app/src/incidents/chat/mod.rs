//! Incidents in a chat: the same verbs as on the page, by commands, buttons and forms, and what rooms say.

mod buttons;
mod command;
mod forms;
mod heard;
mod home;
mod line;
mod nudge;
mod open;
mod sent;
mod summary;

use ryugaku_chat::Message;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Lang, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::incident::Incident;
use super::list_store;
use crate::app::App;
use crate::bot::room::Room;
use crate::words;

pub use buttons::pressed;
pub use command::command;
pub use forms::first_field;
pub use heard::{Heard, KEPT_OPEN, heard, joined};
pub use home::{home, stranger};
pub use nudge::{due, nudge};
pub use open::{asked_in, on_message, open_form, room_name};
pub use sent::sent;
pub use summary::{summary, told, topic};

/// Where somebody asks.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub channel: Option<&'a str>,
    /// With which a form may be opened; empty where none may.
    pub trigger: &'a str,
    /// By which the same asking is known if it comes again.
    pub once: Option<&'a str>,
}

pub enum Reply {
    Said(Message),
    /// A form opens, or it came again and was answered before.
    Nothing,
}

pub enum Sent {
    Done,
    /// What is wrong, by the form's inputs.
    Wrong(std::collections::BTreeMap<String, String>),
}

impl Place<'_> {
    /// The incident of the room in which it was asked.
    async fn here(&self, q: &mut dyn Query) -> Outcome<Option<(Room, Incident)>> {
        let Some(channel) = self.channel else { return Ok(None) };
        let Some(room) = crate::bot::room_of_channel(q, channel).await? else { return Ok(None) };
        let incident = by_id(q, room.incident).await?;
        Ok(Some((room, incident)))
    }

    /// `false`: it was acted on before.
    async fn first(&self, tx: &mut Tx, cx: &Cx) -> Outcome<bool> {
        match self.once {
            Some(key) => crate::bot::first(tx, key, cx.now()).await,
            None => Ok(true),
        }
    }
}

async fn by_id(q: &mut dyn Query, id: Uuid) -> Outcome<Incident> {
    list_store::of_ids(q, vec![id]).await?.pop().ok_or(Failure::NotFound("incident"))
}

/// Its page, from outside.
fn address(app: &App, incident: &Incident) -> String {
    let path = format!("incidents/{}", incident.number());
    let base = app.config.public_url();
    base.join(&path).map_or_else(|_| base.to_string(), String::from)
}

/// A word as people write it, in either language.
fn means(said: &str, name: &str, key: &str) -> bool {
    said.eq_ignore_ascii_case(name)
        || Lang::ALL.into_iter().any(|lang| words::text(lang, key).eq_ignore_ascii_case(said))
}

//! What takes words: a form, where the chat has such; else it is said how the same is typed.

use ryugaku_chat::{Button, Form, Message, Part};
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use ryugaku_ledger::Tx;

use super::{forms, here};
use crate::bot::network::Network;
use crate::bot::{self, Place, Speaker};
use crate::incidents::circle::Circle;
use crate::incidents::incident::Incident;
use crate::incidents::status::Status;
use crate::incidents::{draft, facts, store, tell};
use crate::{people, words};

/// `None`: the form opens. `typed` is the command that does the same.
pub async fn ask(
    tx: &mut Tx,
    speaker: &Speaker,
    place: &Place<'_>,
    form: Form,
    typed: &str,
) -> Outcome<Option<Message>> {
    let cx = &speaker.cx;
    if !place.trigger.is_empty() {
        bot::show_form(tx, speaker, place, form, typed).await?;
        return Ok(None);
    }
    let command = format!("{}incident {typed} …", place.network.sign());
    Ok(Some(Message::line(words::say(cx.lang, &Msg::new("bot-type-it").with("command", command)))))
}

/// The command as it is typed where they are: elsewhere than in the incident's own room it names the incident.
pub async fn typed(q: &mut dyn Query, cx: &Cx, place: &Place<'_>, incident: &Incident, line: &str) -> Outcome<String> {
    let is_own = here(q, cx, place).await?.is_some_and(|(_, here)| here.count == incident.count);
    Ok(if is_own { line.to_owned() } else { format!("{} {line}", incident.number()) })
}

/// A status update, half filled in from what is known: as a form, or as a draft that is sent as it is, or typed anew.
pub async fn ask_update(
    tx: &mut Tx,
    speaker: &Speaker,
    place: &Place<'_>,
    count: i64,
    circle: Circle,
) -> Outcome<Option<Message>> {
    let cx = &speaker.cx;
    let incident = store::by_count(tx, &cx.who, count).await?;
    if incident.status == Status::Closed {
        return Err(Failure::conflict("incident-is-closed"));
    }
    let state = facts::one(tx, &incident).await?;
    let names = people::names(tx, incident.commander).await?;
    let commander = incident.commander.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    let around = draft::Around { lang: cx.lang, zone: &speaker.zone, commander: &commander };
    let text = draft::of(&incident, &state, circle, &around, state.clock.at(cx.now()));
    let number = state.next_update(circle);
    let line = typed(tx, cx, place, &incident, &format!("update {}", circle.name())).await?;
    if !place.trigger.is_empty() {
        let goes_to = tell::goes_to(tx, cx.lang, &incident, circle).await?;
        let form = forms::update(cx.lang, &incident, circle, number, &text, &goes_to);
        bot::show_form(tx, speaker, place, form, &line).await?;
        return Ok(None);
    }
    let head = words::say(cx.lang, &Msg::new("bot-draft").with("number", number));
    let send = words::text(cx.lang, "bot-draft-send");
    let button = match place.network {
        Network::Slack => Button::new("update", format!("{count} {}", circle.name()), send),
        // What is sent is what was read, whatever has changed since.
        Network::Matrix => Button::new("send", format!("{count} {} {number}\n{text}", circle.name()), send),
    };
    let command = format!("{}incident {line} …", place.network.sign());
    let foot = words::say(cx.lang, &Msg::new("bot-type-it").with("command", command));
    let message = Message::of(head.clone()).with(Part::Header(head)).with(Part::Text(text.into()));
    Ok(Some(message.with(Part::Buttons(vec![button])).with(Part::Context(foot.into()))))
}

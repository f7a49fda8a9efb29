//! What a room says: how things stand, in one message that changes, and what happened, each in one of its own.

use ryugaku_chat::{Button, Fault, Message, Part, Text};
use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Cx, Failure, Lang, Msg, Outcome, Time, Uuid};
use ryugaku_ledger::Event;

use super::postmortem::{self, Onward};
use super::{account, address, by_id, open};
use crate::app::App;
use crate::bot::Chat;
use crate::bot::network::Network;
use crate::incidents::incident::Incident;
use crate::incidents::owed::Owed;
use crate::incidents::response::{self, Response};
use crate::incidents::role::Role;
use crate::incidents::sentence::sentence;
use crate::incidents::step::Deed;
use crate::incidents::{facts, owed, shown};
use crate::shell::when;
use crate::{organisation, people, words};

/// Of what waits, so much is shown.
const STEPS: usize = 4;
/// Slack's limit for a topic, in characters.
const LONGEST_TOPIC: usize = 250;

/// In the channel's language, for whoever reads there.
pub async fn summary(app: &App, cx: &Cx, network: Network, incident: Uuid, lang: Lang) -> Outcome<Message> {
    let mut q = app.db.reader();
    let incident = by_id(&mut q, incident).await?;
    let reader = Cx { lang, ..cx.with(Actor::system()) };
    standing(app, &mut q, &reader, network, incident).await
}

/// The same for one who asks, in their language.
pub async fn standing(app: &App, q: &mut dyn Query, cx: &Cx, network: Network, incident: Incident) -> Outcome<Message> {
    let zone = organisation::store::load(q).await?.zone();
    let response = response::of(q, cx, &incident, &zone).await?;
    let owes = response.steps.iter().any(|owed| matches!(owed.step.deed, Deed::Close(_)));
    let onward = if owes { Onward::of(postmortem::state_of(q, &incident).await?) } else { None };
    let left_out = open::left_out(q, cx.lang, &incident).await?;
    let shown = shown::one(q, incident).await?;
    let (lang, incident) = (cx.lang, &shown.incident);
    let text = |key: &str| words::text(lang, key);
    let zoned = |time: Time| time.timestamp().to_zoned(zone.clone());
    let said = |at: Time| when::moment(&zoned(at), &zoned(cx.now()), lang);
    let moment = |at: Time| Text::default().moment(at, said(at));
    let lock = if incident.is_restricted { "🔒 " } else { "" };
    let (mark, number, severity) = (mark(lang, incident), incident.number(), incident.severity.label());
    let head = format!("{mark}{lock}{number} {severity} · {}", incident.title);
    let nobody = || text("incident-nobody-yet");
    let commander = shown.commander.as_ref().map_or_else(nobody, |(_, name)| name.clone());
    let mut fields: Vec<(String, Text)> = vec![
        (text("incident-status"), text(incident.standing()).into()),
        (text("incident-commander"), commander.into()),
        (text("incident-began"), moment(incident.began_at)),
    ];
    for filled in response.roles.iter().filter(|filled| filled.role != Role::Commander) {
        if !filled.people.is_empty() || filled.is_asked {
            let names: Vec<&str> = filled.people.iter().map(|(_, name)| name.as_str()).collect();
            let names = if names.is_empty() { nobody() } else { names.join(", ") };
            fields.push((text(filled.role.key()), names.into()));
        }
    }
    let services: Vec<String> = shown.services.iter().map(|service| service.name.clone()).collect();
    if !services.is_empty() {
        fields.push((text("bot-services"), services.join(", ").into()));
    }
    if !incident.impact.is_empty() {
        fields.push((text("incident-impact"), incident.impact.clone().into()));
    }
    if let Some(share) = incident.users.share {
        fields.push((text("incident-users"), format!("{share}% ({})", incident.users.source).into()));
    }
    if !incident.call_url.is_empty() {
        fields.push((text("incident-call"), Text::default().link(&incident.call_url, text("bot-call-join"))));
    }
    let message = Message::of(head.clone()).with(Part::Header(head)).with(Part::Fields(fields));
    let message = with_steps(message, lang, &response, said);
    let message = buttons(message, lang, incident, &response, onward);
    let message = left_out.into_iter().fold(message, |message, said| message.with(Part::Context(said.into())));
    let foot = Text::default().link(address(app, incident), text("bot-open-page")).plain(" · ");
    let foot = foot.plain(words::say(lang, &Msg::new("bot-foot").with("sign", network.sign())));
    Ok(message.with(Part::Context(foot)))
}

fn with_steps(message: Message, lang: Lang, response: &Response, said: impl Fn(Time) -> String) -> Message {
    let waiting: Vec<&Owed> = response.steps.iter().filter(|owed| owed.step.put_off.is_none()).collect();
    if waiting.is_empty() {
        return message;
    }
    let mut text = Text::default().bold(words::text(lang, "bot-next"));
    for owed in waiting.iter().take(STEPS) {
        text = text.plain("\n• ").plain(owed.title.clone());
        if let Some(due) = owed.step.due {
            text = text.plain(" – ").moment(due, said(due));
        }
        if owed.step.is_late {
            text = text.plain(format!(" ⏰ {}", words::text(lang, "bot-late")));
        }
    }
    if waiting.len() > STEPS {
        let more = Msg::new("bot-more").with("n", waiting.len() - STEPS);
        text = text.plain(format!("\n{}", words::say(lang, &more)));
    }
    message.with(Part::Text(text))
}

/// Roles to be taken with one click, the way on, the post-mortem's, if it is owed, and a status update.
fn buttons(message: Message, lang: Lang, incident: &Incident, response: &Response, onward: Option<Onward>) -> Message {
    let count = incident.count;
    let mut buttons: Vec<Button> = Vec::new();
    for owed in &response.steps {
        match &owed.step.deed {
            Deed::Fill(role) => {
                let label = format!("{} · {}", words::text(lang, role.key()), words::text(lang, role.take()));
                buttons.push(Button::new("take", format!("{count} {}", role.name()), label).primary());
            }
            Deed::Turn(turn) => {
                let value = format!("{count} {}", owed.step.deed.to_string().trim_start_matches("turn/"));
                buttons.push(Button::new("turn", value, words::text(lang, &turn.button())));
            }
            Deed::EndNotice => {
                buttons.push(Button::new("notice", count.to_string(), words::text(lang, "bot-form-notice")));
            }
            Deed::Update(..) | Deed::Tell(_) | Deed::Close(_) => {}
        }
    }
    buttons.extend(onward.map(|onward| onward.button(lang, count)));
    if incident.status.is_open() {
        buttons.push(Button::new("update", format!("{count} stakeholders"), words::text(lang, "incident-update-send")));
        buttons.push(Button::new("note", count.to_string(), words::text(lang, "bot-note")));
    }
    if incident.merged_into.is_some() {
        return message;
    }
    buttons.push(Button::new("task", count.to_string(), words::text(lang, "bot-task")));
    message.with(Part::Buttons(buttons))
}

/// Of a drill, in front of whatever is said of it.
pub(super) fn mark(lang: Lang, incident: &Incident) -> String {
    if incident.practice { format!("{} ", words::text(lang, "drill-mark-chat")) } else { String::new() }
}

pub async fn topic(app: &App, incident: Uuid, lang: Lang) -> Outcome<String> {
    let incident = by_id(&mut app.db.reader(), incident).await?;
    Ok(topic_of(lang, &incident, &address(app, &incident)))
}

/// As much of the title as there is room for; the rest is said in any case.
fn topic_of(lang: Lang, incident: &Incident, address: &str) -> String {
    let length = |text: &str| text.encode_utf16().count();
    let (before, after) = (format!("{}{} ", mark(lang, incident), incident.severity.label()), format!(" · {address}"));
    let room = LONGEST_TOPIC.saturating_sub(length(&before) + length(&after));
    if room == 0 {
        return address.to_owned();
    }
    if length(&incident.title) <= room {
        return format!("{before}{}{after}", incident.title);
    }
    let kept = incident.title.chars().scan(0_usize, |used, letter| {
        *used += letter.len_utf16();
        (*used < room).then_some(letter)
    });
    format!("{before}{}…{after}", kept.collect::<String>())
}

/// To whoever changed it: with what is asked for anew or no more.
pub async fn severity_said(q: &mut dyn Query, lang: Lang, before: &Incident, after: &Incident) -> Outcome<String> {
    let mut said = words::say(lang, &Msg::new("bot-severity-said").with("severity", after.severity.label()));
    if after.severity != before.severity {
        for asked in owed::last_change(lang, &facts::one(q, after).await?) {
            said += &format!("\n• {asked}");
        }
    }
    Ok(said)
}

/// One event in a message of its own; `None` when there is nothing left to say, such as words that were taken away. Who is given a role is
/// called, and reads what it does.
pub async fn told(app: &App, chat: &Chat, incident: Uuid, position: i64, lang: Lang) -> Result<Option<Message>, Fault> {
    let found = happened(app, incident, position, lang).await.map_err(Fault::Unusable)?;
    let Some(Happened { said, mut text, given }) = found else { return Ok(None) };
    if let Some(Given { person, name, role }) = given {
        text = text.plain("\n");
        text = match account(app, chat, person).await? {
            Some(account) => text.person(account),
            None => text.bold(name),
        };
        text = text.plain(format!(" {}", words::text(lang, role.duties())));
    }
    Ok(Some(Message::of(said).with(Part::Text(text))))
}

/// An event in words.
struct Happened {
    said: String,
    text: Text,
    given: Option<Given>,
}

/// A role that somebody has from another's hand.
struct Given {
    person: Uuid,
    name: String,
    role: Role,
}

fn given(event: &Event) -> Option<(Uuid, Role)> {
    let role = match event.kind.as_str() {
        "incident.command_given" => Role::Commander,
        "incident.role_given" => Role::named(event.fact("role")?)?,
        _ => return None,
    };
    Some((event.id_of("person")?, role))
}

async fn happened(app: &App, incident: Uuid, position: i64, lang: Lang) -> Outcome<Option<Happened>> {
    let mut q = app.db.reader();
    let event = match ryugaku_ledger::find_inside(&mut q, incident, position).await {
        Ok(event) => event,
        // It was archived while the chat was away: the others must not wait for it.
        Err(Failure::NotFound(_) | Failure::Gone(_)) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    if event.redacted {
        return Ok(None);
    }
    let incident = by_id(&mut q, incident).await?;
    let names = people::names(&mut q, event.actor_id.into_iter().chain(event.id_of("person"))).await?;
    let said = format!("{}{}", mark(lang, &incident), sentence(lang, &event, &names));
    let by = event.actor_id.and_then(|id| names.get(&id).cloned());
    let mut text = Text::default().bold(said.clone());
    if let Some(by) = by {
        text = text.plain(format!(" – {by}"));
    }
    if let Some(written) = event.text.as_deref().filter(|written| !written.trim().is_empty()) {
        text = text.plain(format!("\n{written}"));
    }
    if event.kind.starts_with("postmortem.") {
        let page = format!("{}/postmortem", address(app, &incident));
        text = text.plain("\n").link(page, words::text(lang, "postmortem"));
    }
    if let Some(into) = event.fact("into").filter(|_| event.kind == "incident.merged") {
        let base = app.config.public_url();
        let page = base.join(&format!("incidents/{into}")).map_or_else(|_| base.to_string(), String::from);
        text = text.plain("\n").link(page, into);
    }
    if event.kind == "incident.severity_changed" {
        // It may be said long after, and another change have followed.
        let levels = facts::levels_of(&mut q, &incident).await?;
        for asked in owed::change_at(lang, &levels, event.happened_at) {
            text = text.plain(format!("\n• {asked}"));
        }
    }
    let given = given(&event).map(|(person, role)| {
        let name = names.get(&person).cloned().unwrap_or_default();
        Given { person, name, role }
    });
    Ok(Some(Happened { said, text, given }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incidents::incident::IncidentId;
    use crate::incidents::severity::Severity;

    #[test]
    fn a_long_title_is_shortened_in_the_topic() {
        let address = "https://ryugaku.example.com/incidents/INC-214";
        let topic = |title: String, practice: bool, address: &str| {
            let incident = Incident::opened(IncidentId(Uuid::nil()), 214, title, Severity::Sev2, Time(0));
            topic_of(Lang::Ja, &Incident { practice, ..incident }, address)
        };
        for (practice, mark) in [(false, ""), (true, "【訓練】 ")] {
            let short = topic("決済が止まる".into(), practice, address);
            assert_eq!(short, format!("{mark}SEV2 決済が止まる · {address}"));
            for letter in ["題", "🔥"] {
                let topic = topic(letter.repeat(200), practice, address);
                assert!(topic.starts_with(&format!("{mark}SEV2 {letter}{letter}")), "{topic}");
                assert!(topic.ends_with(&format!("{letter}… · {address}")), "{topic}");
                // Of two halves none is left alone: then one place stays empty.
                assert!([249, 250].contains(&topic.encode_utf16().count()), "{topic}");
            }
        }
        let long = format!("https://{}.example", "a".repeat(250));
        assert_eq!(topic("x".into(), false, &long), long);
    }
}

//! `/incident …`: what people type, done as they.

use ryugaku_chat::{Message, Part, Text};
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Lang, Msg, Outcome};
use ryugaku_ledger::Tx;

use super::ask::ask_update;
use super::forms::Begun;
use super::help::{help, unknown};
use super::line::{self, Line};
use super::postmortem::{self, Onward};
use super::similar::similar;
use super::steps::{Answered, answered};
use super::{buttons, edit, here, notice, open as opening, summary};
use crate::app::App;
use crate::backlog::add::NewTask;
use crate::bot::network::Network;
use crate::bot::{self, Place, Reply, Speaker};
use crate::incidents::change::{self, IncidentChange};
use crate::incidents::circle::Circle;
use crate::incidents::incident::{self, Incident};
use crate::incidents::open::{NewIncident, Practice, open};
use crate::incidents::role::Role;
use crate::incidents::severity::Severity;
use crate::incidents::status::Status;
use crate::incidents::{follow_up, merge, note, restrict, roles, status_update, store, turn};
use crate::words;

pub async fn command(app: &App, speaker: &Speaker, place: &Place<'_>, text: &str) -> Outcome<Reply> {
    let cx = &speaker.cx;
    cx.require_read()?;
    let mut q = app.db.reader();
    // What it did may be why it would be refused by now.
    if place.is_known(&mut q).await? {
        return Ok(Reply::Nothing);
    }
    // Whoever reads it later is to read names.
    let names = bot::Names::of(&mut q, place.network, text).await?;
    let (named, line) = line::parse(text);
    let line = if place.network == Network::Slack { line.reworded(|text| names.read(text)) } else { line };
    let here = match named {
        Some(count) => Some(store::by_count(&mut q, &cx.who, count).await?),
        None => here(&mut q, cx, place).await?.map(|(_, incident)| incident),
    };
    if let Some(incident) = &here
        && !may_be_heard(&mut q, place, incident).await?
    {
        return Err(Failure::NotFound("incident"));
    }
    let miscalled =
        here.as_ref().filter(|_| named.is_some()).and_then(|incident| incident.miscalled(line::split(text).0));
    if let Some(msg) = miscalled {
        return Err(Failure::Conflict(msg));
    }
    let message = match (line, here) {
        (Line::Help, _) => help(cx.lang, place.network),
        (Line::Unknown(word), _) => unknown(cx.lang, place.network, &word),
        (Line::List, _) => Message::line(opening::listed(app, speaker, place).await?),
        (Line::Open { severity: Some(severity), restricted, practice, title, services }, _) if !title.is_empty() => {
            if restricted && place.overheard {
                return Err(Failure::conflict("bot-restricted-alone"));
            }
            let bare = Bare { title, severity, restricted, practice, services };
            let Some(said) = opened(app, speaker, place, bare).await? else {
                return Ok(Reply::Nothing);
            };
            said
        }
        (Line::Open { title, severity, restricted, practice, .. }, _) => {
            let begun = Begun { title: &title, severity, restricted, practice, from: "" };
            return form(app, speaker, place, begun).await;
        }
        (Line::Bare, None) => return form(app, speaker, place, Begun::default()).await,
        (Line::Bare | Line::Standing, Some(incident)) => {
            summary::standing(app, &mut q, cx, place.network, incident).await?
        }
        (Line::Similar, Some(incident)) => similar(app, &mut q, cx, place, &incident).await?,
        (_, None) => return Err(Failure::conflict("bot-no-room-here")),
        (line, Some(incident)) => return deed(app, speaker, place, line, &incident).await,
    };
    Ok(Reply::Said(message))
}

async fn form(app: &App, speaker: &Speaker, place: &Place<'_>, begun: Begun<'_>) -> Outcome<Reply> {
    // A mention, and Matrix, have no forms.
    if place.trigger.is_empty() {
        let say = |key| Failure::Conflict(Msg::new(key).with("sign", place.network.sign()));
        return Err(match begun {
            Begun { practice: true, .. } => say("bot-drill-say"),
            // Whoever forgot something else is not to forget this when they type it again.
            Begun { restricted: true, .. } => say("bot-restricted-say"),
            _ => Failure::conflict("bot-say-severity"),
        });
    }
    opening::open_form(app, speaker, place, begun).await?;
    Ok(Reply::Nothing)
}

/// An incident as one line gives it.
struct Bare {
    title: String,
    severity: Severity,
    restricted: bool,
    practice: bool,
    services: Vec<String>,
}

async fn opened(app: &App, speaker: &Speaker, place: &Place<'_>, bare: Bare) -> Outcome<Option<Message>> {
    let cx = &speaker.cx;
    let mut tx = app.begin().await?;
    if !place.first(&mut tx, cx).await? {
        return Ok(None);
    }
    let new = NewIncident {
        title: bare.title,
        severity: bare.severity,
        services: bare.services,
        impact: String::new(),
        began_at: None,
        alerts: Vec::new(),
        practice: bare.practice.then(Practice::default),
        restricted_to: bare.restricted.then(Vec::new),
    };
    let incident = open(&mut tx, cx, new).await?;
    tx.commit().await?;
    let said = words::say(cx.lang, &Msg::new("bot-opened-said").with("number", incident.number().to_string()));
    let text = Text::default().plain(said.clone()).plain(" ");
    let text = text.link(super::address(app, &incident), words::text(cx.lang, "bot-open-page"));
    Ok(Some(Message::of(said).with(Part::Text(text))))
}

/// What changes an incident; said to whoever did it, in a word.
async fn deed(app: &App, speaker: &Speaker, place: &Place<'_>, line: Line, incident: &Incident) -> Outcome<Reply> {
    let cx = &speaker.cx;
    cx.require_act()?;
    // Nobody is looked up inside the transaction.
    let line = match line {
        Line::Give { role, to } => Line::Give { role, to: whom(app, place.network, to).await? },
        Line::Invite(said) => Line::Invite(whom(app, place.network, said).await?),
        line => line,
    };
    let mut tx = app.begin().await?;
    if !place.first(&mut tx, cx).await? {
        return Ok(Reply::Nothing);
    }
    let said = done(&mut tx, app, speaker, place, line, incident).await?;
    tx.commit().await?;
    Ok(said.map_or(Reply::Nothing, Reply::Said))
}

/// `None`: a form opens.
async fn done(
    tx: &mut Tx,
    app: &App,
    speaker: &Speaker,
    place: &Place<'_>,
    line: Line,
    incident: &Incident,
) -> Outcome<Option<Message>> {
    let (cx, count) = (&speaker.cx, incident.count);
    let told = |text: String| Ok(Some(Message::line(text)));
    let say = |msg: Msg| told(words::say(cx.lang, &msg));
    match line {
        Line::Status(word) => {
            let to = line::status(&word).ok_or_else(|| which_status(cx.lang))?;
            turn::set_status(tx, cx, count, None, to).await?;
            told(buttons::status_said(cx.lang, to))
        }
        Line::Severity(word) => {
            let severity = Some(Severity::parse(&word)?);
            let change = IncidentChange { severity, ..IncidentChange::default() };
            let changed = change::change_from(tx, cx, count, None, change).await?;
            told(summary::severity_said(tx, cx.lang, &changed.before, &changed.incident).await?)
        }
        Line::Take(word) => {
            let role = line::role(&word).ok_or_else(|| which_role(cx.lang))?;
            roles::take(tx, cx, count, role).await?;
            told(buttons::taken(cx.lang, role))
        }
        Line::Give { role, to } => {
            let role = line::role(&role).ok_or_else(|| which_role(cx.lang))?;
            roles::give(tx, cx, count, role, &to).await?;
            say(Msg::new("incident-roles-said").with("role", words::text(cx.lang, role.key())))
        }
        Line::Leave(word) => {
            let role = line::role(&word).ok_or_else(|| which_role(cx.lang))?;
            roles::leave(tx, cx, count, role, None).await?;
            say(Msg::new("incident-roles-said").with("role", words::text(cx.lang, role.key())))
        }
        Line::Update { circle, text } if text.is_empty() => {
            ask_update(tx, speaker, place, count, circle.unwrap_or(Circle::Stakeholders)).await
        }
        Line::Update { circle, text } => {
            let circle = circle.unwrap_or(Circle::Stakeholders);
            let (_, number) = status_update::send(tx, cx, count, circle, None, &text).await?;
            say(Msg::new("incident-update-said").with("number", number))
        }
        Line::Note(text) => {
            note::write(tx, cx, count, &text).await?;
            told(words::text(cx.lang, "bot-note-said"))
        }
        Line::Task(title) => {
            let new = NewTask { title, ..NewTask::default() };
            let task = follow_up::follow_up(tx, cx, count, new).await?;
            say(Msg::new("bot-task-said").with("number", task.number().to_string()))
        }
        Line::Resolve(text) => {
            turn::resolve(tx, cx, count, None, &text).await?;
            told(words::text(cx.lang, "bot-resolved-said"))
        }
        Line::Postmortem(word) => {
            let onward = Onward::named(&word).ok_or(Failure::conflict("bot-postmortem-which"))?;
            postmortem::go_on(tx, app, speaker, place, count, onward).await.map(Some)
        }
        Line::EndNotice(text) if text.is_empty() => notice::ask_end(tx, speaker, place, count).await,
        Line::EndNotice(text) => notice::end(tx, cx, count, &text).await.map(Some),
        Line::Close => {
            turn::close(tx, cx, count, None).await.map_err(turn::with_step)?;
            told(words::text(cx.lang, "bot-closed-said"))
        }
        Line::Reopen(reason) => {
            turn::reopen(tx, cx, count, None, &reason, None).await?;
            told(words::text(cx.lang, "bot-reopened-said"))
        }
        Line::Restrict => {
            restrict::restrict(tx, cx, count, &[]).await?;
            told(words::text(cx.lang, "bot-restricted-said"))
        }
        Line::OpenUp => {
            let names = restrict::open_up(tx, cx, count).await?.told;
            let key = if names.is_empty() { "bot-opened-up-said" } else { "bot-opened-up-told-said" };
            say(Msg::new(key).with("names", names.join(" · ")))
        }
        Line::Invite(person) => {
            restrict::name(tx, cx, count, &person).await?;
            told(words::text(cx.lang, "bot-invited-said"))
        }
        Line::Merge { into, sure: false } => {
            may_be_named(tx, cx, place, &into).await?;
            let would = merge::look(tx, cx, count, &into).await?;
            let msg = Msg::new("bot-merge-ask").with("number", would.from.number().to_string());
            say(msg.with("into", would.into.number().to_string()).with("title", would.into.title))
        }
        Line::Merge { into, sure: true } => {
            may_be_named(tx, cx, place, &into).await?;
            let done = merge::merge(tx, cx, count, &into).await?;
            let msg = Msg::new("incident-merged-said").with("number", done.from.number().to_string());
            say(msg.with("into", done.into.number().to_string()))
        }
        Line::Call(address) => {
            let change = IncidentChange { call_url: Some(address), ..IncidentChange::default() };
            change::change(tx, cx, count, None, change).await?;
            told(words::text(cx.lang, "bot-call-said"))
        }
        Line::Language(word) => {
            let lang = language(&word).ok_or(Failure::conflict("bot-language-which"))?;
            bot::again::set_language(tx, cx, incident.id.0, Some(place.network), lang).await?;
            say(Msg::new("bot-language-said").with("language", lang.tag()))
        }
        Line::Title(title) => told(edit::title(tx, cx, count, title).await?),
        Line::Impact(text) => told(edit::impact(tx, cx, count, text).await?),
        Line::Services { added, dropped } => told(edit::services(tx, cx, count, &added, &dropped).await?),
        Line::Skip(said) => of_step(tx, cx, count, Answered::NotNeeded, &said).await,
        Line::Later(said) => of_step(tx, cx, count, Answered::Later, &said).await,
        Line::Told(said) => of_step(tx, cx, count, Answered::Told, &said).await,
        Line::Need(said) => of_step(tx, cx, count, Answered::Needed, &said).await,
        // The caller has answered these.
        Line::Bare | Line::Help | Line::List | Line::Similar => Ok(None),
        Line::Open { .. } | Line::Standing | Line::Unknown(_) => Ok(None),
    }
}

async fn of_step(tx: &mut Tx, cx: &Cx, count: i64, how: Answered, said: &str) -> Outcome<Option<Message>> {
    answered(tx, cx, count, how, said).await?;
    Ok(Some(Message::line(words::text(cx.lang, "incident-step-said"))))
}

/// Of a restricted one nothing is said where others hear it, but in its own private room.
pub async fn may_be_heard(q: &mut dyn Query, place: &Place<'_>, incident: &Incident) -> Outcome<bool> {
    if !place.overheard || !incident.is_restricted {
        return Ok(true);
    }
    let room = match place.channel {
        Some(channel) => bot::room_of_channel(q, place.network, channel).await?,
        None => None,
    };
    Ok(room.is_some_and(|room| room.is_private && room.incident == incident.id.0))
}

/// The one into which another is to be merged: every refusal but this one would say that it is there.
async fn may_be_named(q: &mut dyn Query, cx: &Cx, place: &Place<'_>, into: &str) -> Outcome<()> {
    // What is no number the verb refuses.
    let Ok(count) = incident::count_of(into.trim()) else { return Ok(()) };
    match store::by_count(q, &cx.who, count).await {
        Ok(into) if !may_be_heard(q, place, &into).await? => Err(Failure::invalid("into", "incident-merge-unknown")),
        Ok(_) | Err(Failure::NotFound(_)) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// Mentioned, or named.
async fn whom(app: &App, network: Network, said: String) -> Outcome<String> {
    match line::mentioned(network, &said) {
        Some(account) => {
            let person = bot::look_up(app, network, account).await?;
            Ok(person.ok_or(Failure::conflict("bot-unknown-mention"))?.to_string())
        }
        None => Ok(said),
    }
}

fn language(word: &str) -> Option<Lang> {
    let known = Lang::named(&word.to_ascii_lowercase());
    known.or(match word {
        "日本語" => Some(Lang::Ja),
        "英語" => Some(Lang::En),
        _ if word.eq_ignore_ascii_case("japanese") => Some(Lang::Ja),
        _ if word.eq_ignore_ascii_case("english") => Some(Lang::En),
        _ => None,
    })
}

fn which_status(lang: Lang) -> Failure {
    which(lang, "bot-status-which", Status::OPEN.map(|status| (status.name(), status.key())))
}

fn which_role(lang: Lang) -> Failure {
    which(lang, "bot-role-which", Role::ALL.map(|role| (role.name(), role.key())))
}

/// What there is to choose from: names with the keys of their words.
fn which<const N: usize>(lang: Lang, key: &'static str, all: [(&str, &str); N]) -> Failure {
    let all = all.map(|(name, key)| format!("{name} ({})", words::text(lang, key)));
    Failure::Conflict(Msg::new(key).with("all", all.join(", ")))
}

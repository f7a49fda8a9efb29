//! The home tab: what waits for one person.

use ryugaku_chat::{Button, Message, Part, Text};
use ryugaku_kernel::{Lang, Msg, Outcome, Time};

use crate::app::App;
use crate::bot::Speaker;
use crate::exchange::{brief, mine};
use crate::shell::when;
use crate::{backlog, exchange, incidents, organisation, words};

/// Incidents that are shown, and tasks.
const MOST: usize = 10;

/// What incidents want of them, or they have a role in, then their tasks and their exchange.
pub async fn home(app: &App, speaker: &Speaker) -> Outcome<Message> {
    let cx = &speaker.cx;
    let (lang, me) = (cx.lang, cx.require_person()?);
    let text = |key: &str| words::text(lang, key);
    let zoned = |time: Time| time.timestamp().to_zoned(speaker.zone.clone());
    let now = zoned(cx.now());
    let link = |path: &str| app.config.public_url().join(path).map(String::from).unwrap_or_default();
    let mut q = app.db.reader();
    let mut message = Message::of(text("bot-home")).with(Part::Header(text("bot-home-incidents")));
    let line = |incident: &incidents::IncidentBrief, page: &str, what: &str, due: Option<Time>| {
        let head = format!("{} {}", incident.number, incident.severity.label());
        let body = Text::default().link(link(&format!("incidents/{}{page}", incident.number)), head);
        let mark = if incident.practice { format!(" {}", text("drill-mark-chat")) } else { String::new() };
        let body = body.plain(format!("{mark} {}\n{what}", incident.title));
        match due {
            Some(due) => body.plain(" – ").moment(due, when::moment(&zoned(due), &now, lang)),
            None => body,
        }
    };
    let more = |n: usize| words::say(lang, &Msg::new("bot-more").with("n", n));
    let waiting = incidents::waiting_for(&mut q, cx, me).await?;
    let owed = incidents::postmortems_of(&mut q, cx, Some(me)).await?;
    let mut held = incidents::with_role(&mut q, cx, me).await?;
    held.retain(|(incident, _)| waiting.iter().all(|one| one.incident.id != incident.id));
    let mut bodies: Vec<Text> = Vec::new();
    bodies.extend(waiting.iter().map(|one| line(&one.incident, "", &one.title, one.due)));
    bodies.extend(owed.iter().map(|one| line(&one.incident, "/postmortem", &one.title, one.due)));
    bodies.extend(held.iter().map(|(incident, role)| line(incident, "", &text(role.key()), None)));
    if bodies.is_empty() {
        message = message.with(Part::Text(text("bot-home-no-incidents").into()));
    }
    let left = bodies.len().saturating_sub(MOST);
    for body in bodies.into_iter().take(MOST) {
        message = message.with(Part::Text(body));
    }
    if left > 0 {
        message = message.with(Part::Text(more(left).into()));
    }
    message = message.with(Part::Buttons(vec![Button::new("open", "", text("bot-form-open")).danger()]));
    message = message.with(Part::Divider).with(Part::Header(text("bot-home-tasks")));
    let today = organisation::store::load(&mut q).await?.today(cx.now());
    let tasks = backlog::of_person(&mut q, me).await?;
    if tasks.is_empty() {
        message = message.with(Part::Text(text("bot-home-no-tasks").into()));
    }
    let mut lines = Text::default();
    for task in tasks.iter().take(MOST) {
        let number = task.number().to_string();
        lines = lines.plain("• ").link(link(&format!("tasks/{number}")), number).plain(format!(" {}", task.title));
        if let Some(day) = task.due {
            let late = if day < today { " ⏰" } else { "" };
            lines = lines.plain(format!(" – {}{late}", when::brief(day, lang)));
        }
        lines = lines.plain("\n");
    }
    if tasks.len() > MOST {
        lines = lines.plain(more(tasks.len() - MOST));
    }
    if !tasks.is_empty() {
        message = message.with(Part::Text(lines));
    }
    let named = brief::of_person(&mut q, me).await?;
    if let Some(mine) = mine::of(&mut q, lang, me, &named, today).await? {
        message = message.with(Part::Divider).with(Part::Header(text("bot-home-exchange")));
        let body = Text::default().link(link(&format!("exchanges/{}", mine.number)), mine.number.clone());
        message = message.with(Part::Text(body.plain(exchange::chat::in_words(lang, &mine))));
    }
    Ok(message.with(Part::Context(Text::default().link(link(""), text("bot-open-page")))))
}

/// To somebody who is nobody here: why, and what to do.
pub async fn stranger(app: &App, msg: &Msg) -> Outcome<Message> {
    let lang: Lang = organisation::store::load(&mut app.db.reader()).await?.language;
    Ok(Message::line(words::say(lang, msg)))
}

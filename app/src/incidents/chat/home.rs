//! The home tab: what waits for one person.

use ryugaku_chat::{Button, Message, Part, Text};
use ryugaku_kernel::{Lang, Msg, Outcome, Time};

use crate::app::App;
use crate::bot::Speaker;
use crate::exchange::{brief, mine};
use crate::shell::when;
use crate::{backlog, exchange, incidents, organisation, words};

/// Tasks that are shown.
const TASKS: usize = 10;

/// Their incidents, their tasks, their exchange.
pub async fn home(app: &App, speaker: &Speaker) -> Outcome<Message> {
    let cx = &speaker.cx;
    let (lang, me) = (cx.lang, cx.require_person()?);
    let text = |key: &str| words::text(lang, key);
    let zoned = |time: Time| time.timestamp().to_zoned(speaker.zone.clone());
    let now = zoned(cx.now());
    let link = |path: &str| app.config.public_url().join(path).map(String::from).unwrap_or_default();
    let mut q = app.db.reader();
    let mut message = Message::of(text("bot-home")).with(Part::Header(text("bot-home-incidents")));
    let waiting = incidents::waiting_for(&mut q, cx, me).await?;
    if waiting.is_empty() {
        message = message.with(Part::Text(text("bot-home-no-incidents").into()));
    }
    for one in waiting.iter().take(TASKS) {
        let head = format!("{} {}", one.incident.number, one.incident.severity.label());
        let body = Text::default().link(link(&format!("incidents/{}", one.incident.number)), head);
        let mark = if one.incident.practice { format!(" {}", text("drill-mark-chat")) } else { String::new() };
        let mut body = body.plain(format!("{mark} {}\n{}", one.incident.title, one.title));
        if let Some(due) = one.due {
            body = body.plain(" – ").moment(due, when::moment(&zoned(due), &now, lang));
        }
        message = message.with(Part::Text(body));
    }
    message = message.with(Part::Buttons(vec![Button::new("open", "", text("bot-form-open")).danger()]));
    message = message.with(Part::Divider).with(Part::Header(text("bot-home-tasks")));
    let today = organisation::store::load(&mut q).await?.today(cx.now());
    let tasks = backlog::of_person(&mut q, me).await?;
    if tasks.is_empty() {
        message = message.with(Part::Text(text("bot-home-no-tasks").into()));
    }
    let mut lines = Text::default();
    for task in tasks.iter().take(TASKS) {
        let number = task.number().to_string();
        lines = lines.plain("• ").link(link(&format!("tasks/{number}")), number).plain(format!(" {}", task.title));
        if let Some(day) = task.due {
            let late = if day < today { " ⏰" } else { "" };
            lines = lines.plain(format!(" – {}{late}", when::brief(day, lang)));
        }
        lines = lines.plain("\n");
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

//! A question in the chat: the message with its buttons, and what pressing them, or a reaction that stands for one, does.

use ryugaku_chat::{Button, Message, Part, Text};
use ryugaku_kernel::{Actor, Failure, Lang, Msg, Outcome};

use super::answer;
use super::question::{Question, QuestionId};
use super::shown::{self, Shown};
use crate::app::App;
use crate::bot::{self, Place, Speaker};
use crate::words;

/// Of the buttons' actions, before what each does.
pub const ACTION: &str = "question-";
/// Of the one that leads to its page.
const PAGE: &str = "question-page";

/// As it stands now, for whoever is in the channel.
pub async fn message(app: &App, question: Question, lang: Lang) -> Outcome<Message> {
    let shown = shown::one(&mut app.db.reader(), &Actor::system(), lang, question).await?;
    let asks = shown.question.asks(lang);
    let text = Text::default().bold(asks.clone());
    if shown.is_open() {
        let message = Message::of(asks).with(Part::Text(text));
        return Ok(facts(lang, &shown, message).with(Part::Buttons(buttons(app, lang, &shown))));
    }
    let text = text.plain(format!("\n{}", shown.came(lang)));
    let text = match shown.incident.as_ref().filter(|incident| !incident.is_restricted) {
        Some(incident) => {
            text.plain(" ").link(address(app, &format!("incidents/{}", incident.number)), incident.number.clone())
        }
        None => text,
    };
    Ok(facts(lang, &shown, Message::of(asks).with(Part::Text(text))))
}

fn facts(lang: Lang, shown: &Shown, message: Message) -> Message {
    let name = |key: &str| words::text(lang, key);
    let mut fields = vec![(name("question-alerts-field"), Text::from(shown.alerts_said(lang)))];
    if !shown.services.is_empty() {
        fields.push((name("incident-services"), Text::from(shown.services.join(", "))));
    }
    message.with(Part::Fields(fields)).with(Part::Context(Text::from(shown.rule_said(lang))))
}

fn buttons(app: &App, lang: Lang, shown: &Shown) -> Vec<Button> {
    let id = shown.question.id.to_string();
    let open = words::say(lang, &Msg::new("question-open").with("severity", shown.question.severity.label()));
    let page = Button::new(PAGE, &*id, words::text(lang, "bot-open-page"));
    vec![
        Button::new("question-open", &*id, open).primary(),
        Button::new("question-decline", &*id, words::text(lang, "question-decline")),
        page.leads_to(address(app, shown.question.address().trim_start_matches('/'))),
    ]
}

fn address(app: &App, path: &str) -> String {
    let base = app.config.public_url();
    base.join(path).map_or_else(|_| base.to_string(), String::from)
}

/// `value` is the question's key. The message says what came of it; whoever pressed is told where to go on.
pub async fn pressed(app: &App, speaker: &Speaker, place: &Place<'_>, action: &str, value: &str) -> Outcome<()> {
    let cx = &speaker.cx;
    cx.require_read()?;
    // A link: the chat opened it, and says so, whoever it was.
    if action == PAGE {
        return Ok(());
    }
    cx.require_act()?;
    let id: QuestionId = value.parse().map_err(|_| Failure::NotFound("question"))?;
    let mut tx = app.begin().await?;
    if !place.first(&mut tx, cx).await? {
        return Ok(());
    }
    let said = match action {
        "question-open" => {
            let incident = answer::open(&mut tx, cx, id, None).await?;
            Msg::new("bot-opened-said").with("number", incident.number().to_string())
        }
        "question-decline" => {
            answer::decline(&mut tx, cx, id).await?;
            Msg::new("question-declined-said")
        }
        _ => return Err(Failure::NotFound("button")),
    };
    bot::answer(&mut tx, cx, place, &speaker.account, Message::line(words::say(cx.lang, &said))).await?;
    tx.commit().await.map(drop)
}

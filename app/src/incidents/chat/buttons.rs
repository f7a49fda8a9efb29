//! Buttons: each does one verb, or opens the form for it. Pressed twice, the second says that it has been done.

use ryugaku_chat::Message;
use ryugaku_kernel::{Failure, Lang, Msg, Outcome};
use ryugaku_ledger::Tx;

use super::ask::{ask, ask_update, typed};
use super::command::may_be_heard;
use super::forms::{self, Begun};
use super::notice;
use super::postmortem::{self, Onward};
use crate::app::App;
use crate::bot::{self, Place, Speaker};
use crate::incidents::circle::Circle;
use crate::incidents::role::Role;
use crate::incidents::status::Status;
use crate::incidents::step::Deed;
use crate::incidents::{answer, roles, status_update, store, turn};
use crate::postmortems::State;
use crate::words;

/// A step is put off by so many minutes.
pub const LATER: i64 = 10;

/// `value` is the incident's count, then what the button is about.
pub async fn pressed(app: &App, speaker: &Speaker, place: &Place<'_>, action: &str, value: &str) -> Outcome<()> {
    let cx = &speaker.cx;
    cx.require_read()?;
    // A link: the chat opened it, and says so, whoever it was.
    if action == "page" {
        return Ok(());
    }
    cx.require_act()?;
    if action == "open" {
        return super::open_form(app, speaker, place, Begun::default()).await;
    }
    let (count, rest) = value.split_once(' ').unwrap_or((value, ""));
    let count = count.parse().map_err(|_| Failure::NotFound("incident"))?;
    let mut tx = app.begin().await?;
    if !place.first(&mut tx, cx).await? {
        return Ok(());
    }
    if place.overheard {
        let incident = store::by_count(&mut tx, &cx.who, count).await?;
        // It may have become restricted after this was offered.
        if !may_be_heard(&mut tx, place, &incident).await? {
            return Err(Failure::NotFound("incident"));
        }
    }
    let said = match action {
        "take" => {
            let role = Role::named(rest).ok_or(Failure::NotFound("role"))?;
            // It was offered because nobody had it.
            roles::still_empty(&mut tx, cx, count, role).await?;
            roles::take(&mut tx, cx, count, role).await?;
            Some(Message::line(taken(cx.lang, role)))
        }
        "turn" => turned(&mut tx, speaker, place, count, rest).await?,
        "told" => {
            answer::told(&mut tx, cx, count, rest).await?;
            Some(Message::line(words::text(cx.lang, "incident-step-said")))
        }
        "later" => {
            answer::put_off(&mut tx, cx, count, rest, LATER).await?;
            Some(Message::line(words::text(cx.lang, "incident-step-said")))
        }
        "not_needed" => {
            let incident = store::by_count(&mut tx, &cx.who, count).await?;
            let line = format!("{} skip {rest}", incident.number());
            ask(&mut tx, speaker, place, forms::reason(cx.lang, &incident, rest), &line).await?
        }
        "update" => {
            let circle = Circle::named(rest).ok_or(Failure::NotFound("circle"))?;
            ask_update(&mut tx, speaker, place, count, circle).await?
        }
        "postmortem" => {
            let onward = Onward::named(rest).ok_or(Failure::NotFound("button"))?;
            Some(postmortem::go_on(&mut tx, app, speaker, place, count, onward).await?)
        }
        "notice" => notice::ask_end(&mut tx, speaker, place, count).await?,
        "send" => Some(sent(&mut tx, speaker, count, rest).await?),
        "note" | "task" => {
            let incident = store::by_count(&mut tx, &cx.who, count).await?;
            let form = match action {
                "note" => forms::note(cx.lang, &incident),
                _ => forms::task(cx.lang, &incident, "", ""),
            };
            let line = typed(&mut tx, cx, place, &incident, action).await?;
            ask(&mut tx, speaker, place, form, &line).await?
        }
        _ => return Err(Failure::NotFound("button")),
    };
    if let Some(said) = said {
        bot::answer(&mut tx, cx, place, &speaker.account, said).await?;
    }
    tx.commit().await.map(drop)
}

async fn turned(tx: &mut Tx, speaker: &Speaker, place: &Place<'_>, count: i64, to: &str) -> Outcome<Option<Message>> {
    let cx = &speaker.cx;
    match to {
        "resolve" => {
            let incident = store::by_count(tx, &cx.who, count).await?;
            incident.status.resolve()?;
            let line = typed(tx, cx, place, &incident, "resolve").await?;
            ask(tx, speaker, place, forms::resolve(cx.lang, &incident), &line).await
        }
        "follow-up" => {
            let incident = store::by_count(tx, &cx.who, count).await?;
            let line = typed(tx, cx, place, &incident, "task").await?;
            ask(tx, speaker, place, forms::task(cx.lang, &incident, "", ""), &line).await
        }
        "close" => {
            turn::close(tx, cx, count, None).await?;
            Ok(Some(Message::line(words::text(cx.lang, "bot-closed-said"))))
        }
        status => {
            let to = Status::open_named(status).ok_or(Failure::NotFound("status"))?;
            turn::set_status(tx, cx, count, None, to).await?;
            Ok(Some(Message::line(status_said(cx.lang, to))))
        }
    }
}

/// The draft as it was read, unless another update was sent since: its number says so.
async fn sent(tx: &mut Tx, speaker: &Speaker, count: i64, rest: &str) -> Outcome<Message> {
    let (head, text) = rest.split_once('\n').unwrap_or((rest, ""));
    let (circle, number) = head.split_once(' ').unwrap_or((head, ""));
    let circle = Circle::named(circle).ok_or(Failure::NotFound("circle"))?;
    let (_, number) = status_update::send(tx, &speaker.cx, count, circle, number.parse().ok(), text).await?;
    Ok(Message::line(words::say(speaker.cx.lang, &Msg::new("incident-update-said").with("number", number))))
}

/// What whoever takes a role is told.
pub fn taken(lang: Lang, role: Role) -> String {
    let msg = Msg::new("incident-role-taken-said").with("does", words::text(lang, role.duties()));
    words::say(lang, &msg.with("role", words::text(lang, role.key())))
}

pub fn status_said(lang: Lang, to: Status) -> String {
    words::say(lang, &Msg::new("incident-status-said").with("status", words::text(lang, to.key())))
}

/// What can be said of a step that is due, by buttons; `page` is the incident's, `postmortem` where its post-mortem stands.
pub fn of_step(
    lang: Lang,
    count: i64,
    deed: &Deed,
    page: &str,
    postmortem: Option<State>,
) -> Vec<ryugaku_chat::Button> {
    let text = |key: &str| words::text(lang, key);
    let one = |button: ryugaku_chat::Button| vec![button.primary()];
    let does = match deed {
        Deed::Fill(role) => {
            let label = format!("{} · {}", text(role.key()), text(role.take()));
            one(ryugaku_chat::Button::new("take", format!("{count} {}", role.name()), label))
        }
        Deed::Update(circle, _) => {
            let value = format!("{count} {}", circle.name());
            one(ryugaku_chat::Button::new("update", value, text("incident-update-send")))
        }
        Deed::Tell(name) => {
            let label = words::say(lang, &Msg::new("incident-told-name").with("name", name.as_str()));
            one(ryugaku_chat::Button::new("told", format!("{count} {deed}"), label))
        }
        Deed::Close(_) => postmortem::buttons(lang, count, postmortem, page),
        Deed::EndNotice => one(ryugaku_chat::Button::new("notice", count.to_string(), text("bot-form-notice"))),
        Deed::Turn(turn) => {
            let value = format!("{count} {}", deed.to_string().trim_start_matches("turn/"));
            one(ryugaku_chat::Button::new("turn", value, text(&turn.button())))
        }
    };
    let later = ryugaku_chat::Button::new("later", format!("{count} {deed}"), text("incident-put-off"));
    let not = ryugaku_chat::Button::new("not_needed", format!("{count} {deed}"), text("incident-not-needed"));
    does.into_iter().chain([later, not]).collect()
}

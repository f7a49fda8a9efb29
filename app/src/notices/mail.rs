//! A notice as e-mail: plain text, in the channel's language, by the SMTP server of the settings.

use std::fmt::Write as _;
use std::time::SystemTime;

use bytes::Bytes;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::transport::smtp::response::Response;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use ryugaku_kernel::{Failure, Lang, Msg, Outcome};
use ryugaku_routing::Why;
use ryugaku_web::Reply;
use url::Url;

use super::notice::{Notice, NoticeId, Reason, Told};
use super::store;
use crate::app::App;
use crate::{organisation, words};

/// The key of what is said while the settings name no server.
pub const SMTP_MISSING: &str = "notice-smtp-missing";
/// Alerts written out; the rest is on the page.
const SHOWN: usize = 50;

pub async fn send(app: &App, language: Option<Lang>, notice: &Notice, to: &[String]) -> Outcome<Reply> {
    let mut q = app.db.reader();
    let organisation = organisation::store::load(&mut q).await?;
    let lang = language.unwrap_or(organisation.language);
    let base = app.config.public_url();
    let began = store::began(&mut q, notice).await?;
    deliver(app, message(app, lang, notice, to, &base, began)?).await
}

/// By the SMTP server of the settings; its answer as a reply, with its code as the status.
pub async fn deliver(app: &App, message: Message) -> Outcome<Reply> {
    let Some(server) = &app.config.smtp.url else { return Err(away(SMTP_MISSING, "no smtp.url")) };
    let wrong = |error: lettre::transport::smtp::Error| away("notice-smtp-wrong", error);
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server).map_err(wrong)?.build();
    match transport.send(message).await {
        Ok(response) => Ok(reply(u16::from(response.code()), &response)),
        Err(error) => match error.status() {
            Some(code) => {
                Ok(Reply { status: code.into(), headers: Default::default(), body: error.to_string().into() })
            }
            None => Err(away("failure-outside-away", error)),
        },
    }
}

fn reply(status: u16, response: &Response) -> Reply {
    let lines: Vec<&str> = response.message().collect();
    Reply { status, headers: Default::default(), body: Bytes::from(lines.join("\n")) }
}

fn away(key: &'static str, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Failure {
    Failure::Unavailable { msg: Msg::new(key), source: Some(error.into()) }
}

/// What goes on with a group stands in one thread with the notice by which it began.
fn message(
    app: &App,
    lang: Lang,
    notice: &Notice,
    to: &[String],
    base: &Url,
    began: Option<NoticeId>,
) -> Outcome<Message> {
    let name = |id: NoticeId| format!("<{id}@{}>", base.host_str().unwrap_or("localhost"));
    let mut message = Message::builder()
        .from(mailbox(&app.config.smtp.from(base))?)
        .subject(subject(lang, notice))
        .date(SystemTime::from(notice.at.timestamp()))
        .message_id(Some(name(notice.id)))
        .header(AutoSubmitted)
        .header(ContentType::TEXT_PLAIN);
    if let Some(began) = began.filter(|_| notice.why != Reason::Routed(Why::First)) {
        message = message.in_reply_to(name(began)).references(name(began));
    }
    for address in to {
        message = message.to(mailbox(address)?);
    }
    message.body(text(lang, notice, base)).map_err(Failure::internal)
}

pub fn mailbox(address: &str) -> Outcome<Mailbox> {
    address.parse().map_err(|error: lettre::address::AddressError| away("notice-address-wrong", error))
}

/// RFC 3834: nobody's machine answers this with “I am on holiday”.
#[derive(Clone)]
pub struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// `[鳴っている 3] DiskFull (checkout-api)`
fn subject(lang: Lang, notice: &Notice) -> String {
    let content = &notice.content;
    let (firing, resolved) = (content.firing().count(), content.resolved().count());
    let key = if firing > 0 { "notice-subject-firing" } else { "notice-subject-resolved" };
    let count = if firing > 0 { firing } else { resolved };
    let labels: Vec<&str> = content.group_labels.iter().map(|(_, value)| value).collect();
    let name = content.alerts.first().map(Told::name).unwrap_or_default();
    let what = if labels.is_empty() { name.to_owned() } else { labels.join(" · ") };
    // A header has one line.
    let said = words::say(lang, &Msg::new(key).with("count", count).with("what", what.replace(char::is_control, " ")));
    match notice.why {
        Reason::Test => words::say(lang, &Msg::new("notice-subject-test").with("subject", said)),
        Reason::Routed(_) => said,
    }
}

fn text(lang: Lang, notice: &Notice, base: &Url) -> String {
    let say = |msg: Msg| words::say(lang, &msg);
    let content = &notice.content;
    let mut text = String::new();
    for (key, alerts) in
        [("notice-firing", content.firing().collect::<Vec<_>>()), ("notice-resolved", content.resolved().collect())]
    {
        if alerts.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{}\n", say(Msg::new(key).with("count", alerts.len())));
        for told in alerts.iter().take(SHOWN) {
            write_alert(&mut text, lang, told, base);
        }
        let more = alerts.len().saturating_sub(SHOWN);
        if more > 0 {
            let _ = writeln!(text, "{}\n", say(Msg::new("notice-more").with("count", more)));
        }
    }
    if content.truncated > 0 {
        let _ = writeln!(text, "{}\n", say(Msg::new("notice-more").with("count", content.truncated)));
    }
    let alerts = base.join("alerts").map_or_else(|_| "alerts".to_owned(), String::from);
    let _ = writeln!(text, "-- \n{}\n{alerts}", say(Msg::new("notice-foot").with("receiver", notice.receiver.clone())));
    text
}

fn write_alert(text: &mut String, lang: Lang, told: &Told, base: &Url) {
    let others = told.labels.iter().filter(|(name, _)| *name != "alertname");
    let labels: Vec<String> = others.map(|(name, value)| format!("{name}={value}")).collect();
    let _ = writeln!(text, "* {}  {}", told.name(), labels.join(" "));
    if !told.summary().is_empty() {
        let _ = writeln!(text, "  {}", told.summary());
    }
    let owner = told.owner.as_ref().and_then(|owner| owner.team.clone());
    let lines = [("notice-owner", owner), ("notice-runbook", told.runbook.clone())];
    for (key, value) in lines {
        if let Some(value) = value {
            let _ = writeln!(text, "  {}: {value}", words::text(lang, key));
        }
    }
    let _ = writeln!(text, "  {}\n", told.page(base));
}

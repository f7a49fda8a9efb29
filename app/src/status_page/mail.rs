//! What subscribers get: the question whether it was them, and each update; in their language, with the way out in every one.

use std::time::SystemTime;

use lettre::Message;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use ryugaku_kernel::{Failure, Lang, Msg, Outcome};
use ryugaku_web::Reply;
use url::Url;

use super::board::Line;
use super::links;
use super::notice::{Notice, Update};
use super::subscribe::PURPOSE;
use super::subscriber::{Ask, Subscriber};
use crate::app::App;
use crate::notices::{AutoSubmitted, deliver, mailbox};
use crate::{organisation, words};

pub enum Mail {
    /// In the language of the question.
    Ask(Ask),
    Update(Box<(Notice, Update)>),
}

/// The server's answer as a reply, without the address.
pub async fn send(app: &App, subscriber: &Subscriber, mail: &Mail) -> Outcome<Reply> {
    let organisation = organisation::store::load(&mut app.db.reader()).await?;
    let address = app.keys.open(PURPOSE, &subscriber.address)?;
    let address = String::from_utf8(address).map_err(Failure::internal)?;
    let base = app.config.public_url();
    let leave = link(&base, &format!("status/leave/{}", links::leave(&app.keys, subscriber.id)));
    // A mail that comes twice has the same id both times.
    let of = match mail {
        Mail::Ask(question) => format!("ask-{}", question.asked_at.0),
        Mail::Update(both) => both.1.id.to_string(),
    };
    let id = format!("<status-{of}-{}@{}>", subscriber.id, base.host_str().unwrap_or("localhost"));
    let (subject, text) = match mail {
        Mail::Ask(question) => {
            let token = links::confirm(&app.keys, subscriber.id, question.asked_at);
            ask(question.language, &organisation.name, &link(&base, &format!("status/confirm/{token}")))
        }
        Mail::Update(both) => update(subscriber.language, &organisation.name, &both.0, &both.1, &base, &leave),
    };
    let message = Message::builder()
        .from(mailbox(&app.config.smtp.from(&base))?)
        .to(mailbox(&address)?)
        // A header has one line.
        .subject(subject.replace(char::is_control, " "))
        .date(SystemTime::from(app.clock.now().timestamp()))
        .message_id(Some(id))
        .header(AutoSubmitted)
        .header(Unsubscribe(format!("<{leave}>")))
        .header(OneClick)
        .header(ContentType::TEXT_PLAIN)
        .body(text)
        .map_err(Failure::internal)?;
    let mut reply = deliver(app, message).await?;
    // A server may say the address again, which nothing here holds but sealed.
    reply.body = String::from_utf8_lossy(&reply.body).replace(&address, "…").into();
    Ok(reply)
}

fn ask(lang: Lang, organisation: &str, confirm: &str) -> (String, String) {
    let msg = |key| Msg::new(key).with("organisation", organisation.to_owned());
    let text = words::say(lang, &msg("status-mail-ask").with("hours", links::LASTS.as_hours()));
    let ignore = words::text(lang, "status-mail-ask-ignore");
    (words::say(lang, &msg("status-mail-ask-subject")), format!("{text}\n\n{confirm}\n\n{ignore}\n"))
}

fn update(
    lang: Lang,
    organisation: &str,
    notice: &Notice,
    update: &Update,
    base: &Url,
    leave: &str,
) -> (String, String) {
    let (title, body) = (Line::of(&notice.title, lang), Line::of(&update.body, lang));
    let stage = words::text(lang, update.stage.key());
    let subject = Msg::new("status-mail-subject").with("organisation", organisation.to_owned());
    let subject = words::say(lang, &subject.with("stage", stage.as_str()).with("title", title.text.as_str()));
    let foreign = match body.other {
        Some(other) => format!("({})\n", words::text(lang, only_in(other))),
        None => String::new(),
    };
    let page = link(base, &format!("status/notices/{}", notice.slug));
    let out = words::text(lang, "status-mail-leave");
    let text = format!("{}\n{stage}\n\n{foreign}{}\n\n{page}\n\n-- \n{out}\n{leave}\n", title.text, body.text);
    (subject, text)
}

/// The key of what is said of a text that there is in the other language alone.
pub fn only_in(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "status-only-ja",
        Lang::En => "status-only-en",
    }
}

fn link(base: &Url, path: &str) -> String {
    base.join(path).map_or_else(|_| path.to_owned(), String::from)
}

/// RFC 2369: where the mail program's own button leads.
#[derive(Clone)]
struct Unsubscribe(String);

impl Header for Unsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// RFC 8058: one post to that address is enough.
#[derive(Clone)]
struct OneClick;

impl Header for OneClick {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

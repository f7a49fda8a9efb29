//! By e-mail: text and HTML, by the SMTP server of the settings. All mail about one incident stands in one thread.

use std::time::SystemTime;

use askama::Template;
use lettre::Message;
use lettre::message::MultiPart;
use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};
use ryugaku_web::Reply;

use crate::app::App;
use crate::notices::{AutoSubmitted, deliver, mailbox};
use crate::telling::letter::Letter;
use crate::telling::way::Telling;

#[derive(Template)]
#[template(path = "telling/mail.html")]
struct Html<'a> {
    letter: &'a Letter,
}

/// A mail that comes twice has the same id both times.
pub async fn send(app: &App, cx: &Cx, telling: &Telling, id: Uuid, letter: &Letter, to: &[String]) -> Outcome<Reply> {
    let base = app.config.public_url();
    let host = base.host_str().unwrap_or("localhost").to_owned();
    let thread = format!("<incident-{}@{host}>", telling.incident);
    let mut message = Message::builder()
        .from(mailbox(&app.config.smtp.from(&base))?)
        .subject(letter.subject.clone())
        .date(SystemTime::from(cx.now().timestamp()))
        .message_id(Some(format!("<{id}@{host}>")))
        .in_reply_to(thread.clone())
        .references(thread)
        .header(AutoSubmitted);
    for address in to {
        message = message.to(mailbox(address)?);
    }
    let html = Html { letter }.render().map_err(Failure::internal)?;
    let message =
        message.multipart(MultiPart::alternative_plain_html(letter.text(), html)).map_err(Failure::internal)?;
    deliver(app, message).await
}

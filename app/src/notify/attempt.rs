//! One call of an endpoint, as it is written down; and how far an endpoint's address may lead.

use ryugaku_kernel::{Cx, Failure, Outcome, Time, Uuid};
use ryugaku_web::{Reach, Reply};
use url::Url;

use crate::app::App;

#[derive(Clone, Debug)]
pub struct Attempt {
    pub id: Uuid,
    pub begun_at: Time,
    pub took_ms: i64,
    /// Of the answer, if one came.
    pub status: Option<i64>,
    /// The key of why none came.
    pub error: Option<String>,
    /// The first kilobyte of the answer.
    pub response: String,
}

const LONGEST_RESPONSE: usize = 1024;

impl Attempt {
    pub fn of(cx: &Cx, begun_at: Time, took_ms: i64, answer: &Outcome<Reply>) -> Self {
        let (status, error, response) = match answer {
            Ok(reply) => (Some(i64::from(reply.status)), None, beginning(&reply.body)),
            Err(failure) => (None, Some(reason(failure)), String::new()),
        };
        Self { id: cx.new_id(), begun_at, took_ms, status, error, response }
    }

    pub fn is_delivered(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// Private addresses are called only when the settings name them: `host`, or `host:port`.
pub fn reach(app: &App, url: &Url) -> Reach {
    let (host, port) = (url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(0));
    let allowed = &app.config.webhooks.allow_private;
    let named = allowed.iter().any(|name| *name == host || *name == format!("{host}:{port}"));
    if named { Reach::Settings } else { Reach::Public }
}

/// The key of the words for why no answer came.
fn reason(failure: &Failure) -> String {
    match failure {
        Failure::Invalid(errors) => errors.first().map_or_else(String::new, |error| error.msg.key.to_string()),
        Failure::Unavailable { msg, .. } | Failure::Gone(msg) => msg.key.to_string(),
        Failure::NotFound(_) => "webhook-event-gone".into(),
        _ => "webhook-fault-here".into(),
    }
}

/// Readable whatever came, and without the zero bytes that PostgreSQL refuses.
fn beginning(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(LONGEST_RESPONSE)]).replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_in_part_and_readable() {
        assert_eq!(beginning(b"ok\0\xff"), "ok\u{fffd}\u{fffd}");
        assert_eq!(beginning(&[b'x'; 5000]).len(), 1024);
    }
}

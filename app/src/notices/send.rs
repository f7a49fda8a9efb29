//! One attempt to tell a channel, and the first one of each notice.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_routing::FlushId;
use ryugaku_web::Reply;
use serde_json::json;
use tokio::sync::mpsc::UnboundedSender;
use url::Url;

use super::lanes::Lanes;
use super::notice::{Notice, Reason};
use super::way::{To, Way};
use super::{mail, webhook4};
use crate::app::App;
use crate::notify::{Attempt, reach, secret};
use crate::receivers::Authorization;

/// What came of a notice at first.
pub struct Came {
    pub flush: FlushId,
    pub notice: Notice,
    /// `None`: it goes by a job from the beginning.
    pub attempt: Option<Attempt>,
}

/// It waits for its turn no longer than the dispatcher waits for what comes of it: then it goes by a job.
const TURN: Duration = Duration::from_secs(10);

/// Sends it without waiting, and says by `going` what came of it. E-mail takes its time, and goes by a job.
pub fn send(app: &App, lanes: &Lanes, way: Arc<Way>, flush: FlushId, notice: Notice, going: UnboundedSender<Came>) {
    if way.is_email() {
        // Whoever listened is gone if this fails: the notice is made anew by the next owner.
        let _ = going.send(Came { flush, notice, attempt: None });
        return;
    }
    let (app, lane) = (app.clone(), lanes.of(&notice.receiver, notice.channel));
    tokio::spawn(async move {
        let attempt = match lane.enter(TURN).await {
            Some(_pass) => Some(attempt(&app, &app.system(), &way, &notice).await),
            None => None,
        };
        let _ = going.send(Came { flush, notice, attempt });
        app.db.wake_here("notices");
    });
}

pub async fn attempt(app: &App, cx: &Cx, way: &Way, notice: &Notice) -> Attempt {
    let begun_at = cx.now();
    let clock = Instant::now();
    let answer = match &way.to {
        To::Webhook { url, authorization } => webhook(app, notice, url, authorization).await,
        To::Signed { url, key } => signed(app, cx, notice, url, key).await,
        To::Email(to) => mail::send(app, way.language, notice, to).await,
    };
    let took_ms = i64::try_from(clock.elapsed().as_millis()).unwrap_or(i64::MAX);
    Attempt::of(cx, begun_at, took_ms, &answer)
}

async fn webhook(app: &App, notice: &Notice, url: &Url, authorization: &Authorization) -> Outcome<Reply> {
    let body = webhook4::payload(&notice.content, &notice.receiver, &app.config.public_url());
    post(app, url, authorization, body).await
}

/// To a webhook that is let in as its settings say.
pub async fn post(app: &App, url: &Url, authorization: &Authorization, body: Vec<u8>) -> Outcome<Reply> {
    let mut headers = json_headers();
    let shown = match authorization {
        Authorization::None => None,
        Authorization::Bearer { token } => Some(format!("Bearer {token}")),
        Authorization::Basic { username, password } => {
            Some(format!("Basic {}", STANDARD.encode(format!("{username}:{password}"))))
        }
    };
    if let Some(shown) = shown {
        let mut value = line(&shown)?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    app.outside.call(Method::POST, url, headers, body, reach(app, url)).await
}

/// Alertmanager's payload in an envelope as Standard Webhooks say.
async fn signed(app: &App, cx: &Cx, notice: &Notice, url: &Url, key: &str) -> Outcome<Reply> {
    let data = webhook4::payload(&notice.content, &notice.receiver, &app.config.public_url());
    let data: serde_json::Value = serde_json::from_slice(&data).map_err(Failure::internal)?;
    let kind = match (notice.why, notice.content.is_firing()) {
        (Reason::Test, _) => "alerts.test",
        (Reason::Routed(_), true) => "alerts.firing",
        (Reason::Routed(_), false) => "alerts.resolved",
    };
    let body = json!({"type": kind, "timestamp": notice.at, "data": data}).to_string().into_bytes();
    post_signed(app, cx, url, key, &format!("msg_{}", notice.id), body).await
}

/// As Standard Webhooks say; by its id a receiver knows what it has heard already.
pub async fn post_signed(app: &App, cx: &Cx, url: &Url, key: &str, id: &str, body: Vec<u8>) -> Outcome<Reply> {
    let key = STANDARD.decode(key).map_err(Failure::internal)?;
    let timestamp = cx.now().timestamp().as_second();
    let mut headers = json_headers();
    headers.insert(HeaderName::from_static("webhook-id"), line(id)?);
    headers.insert(HeaderName::from_static("webhook-timestamp"), line(&timestamp.to_string())?);
    let signature = secret::sign_with(&key, id, timestamp, &body);
    headers.insert(HeaderName::from_static("webhook-signature"), line(&signature)?);
    app.outside.call(Method::POST, url, headers, body, reach(app, url)).await
}

fn json_headers() -> HeaderMap {
    HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))])
}

fn line(text: &str) -> Outcome<HeaderValue> {
    HeaderValue::from_str(text).map_err(Failure::internal)
}

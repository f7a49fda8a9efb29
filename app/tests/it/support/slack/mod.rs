//! A Slack that listens on loopback: it keeps channels, messages and people as the real one does, holds every call, every
//! answer and every event against Slack's own description of them where the samples are there, and goes wrong as it is told.

mod answers;
pub mod described;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path as InPath, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use ryugaku_chat::slack::sign;
use serde_json::{Value, json};
use tokio::sync::Notify;

use self::described::{Description, against, description, misfits, unlike};
use super::blocks::wrong_blocks;
use super::silence::{Silence, unheard};

pub const SECRET: &str = "a signing secret of nobody";
pub const BOT: &str = "U0BOT";

/// What the next call of a method meets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mishap {
    Limited(u32),
    Status(u16),
    /// It is done, and nobody hears so.
    LostAnswer,
    /// Nobody hears anything, whether it is done or not.
    Silent {
        how: Silence,
        done: bool,
    },
    Refused(&'static str),
    MissingScope(&'static str),
}

impl Mishap {
    /// Whoever calls cannot know whether it was done.
    pub const UNHEARD: [Self; 5] = unheard!();
}

#[derive(Default)]
pub struct Workspace {
    pub channels: Vec<Channel>,
    pub people: BTreeMap<String, Person>,
    /// To whom, where, what.
    pub whispers: Vec<(String, String, Value)>,
    /// What came to the addresses that Slack gives along with what somebody did: which, what.
    pub passed_on: VecDeque<(String, Value)>,
    pub forms: Vec<Value>,
    pub homes: BTreeMap<String, Value>,
    pub calls: Vec<(String, BTreeMap<String, String>)>,
    mishaps: VecDeque<(String, Mishap)>,
    pub away: bool,
    /// Where sockets are to be opened.
    pub socket: String,
    pub faults: Vec<String>,
    pub now: i64,
    pub next: u64,
}

#[derive(Clone, Debug)]
pub struct Person {
    pub email: Option<String>,
    pub name: String,
    pub team: String,
    pub deleted: bool,
}

#[derive(Clone, Default, Debug)]
pub struct Channel {
    pub id: String,
    pub name: String,
    pub created: i64,
    pub creator: String,
    pub archived: bool,
    pub private: bool,
    pub members: BTreeSet<String>,
    pub topic: String,
    pub pins: Vec<String>,
    pub messages: Vec<Message>,
}

#[derive(Clone, Default, Debug)]
pub struct Message {
    pub ts: String,
    /// The first message of the thread in which it stands.
    pub thread: Option<String>,
    pub user: String,
    pub text: String,
    pub attachments: Value,
    pub blocks: Value,
    pub metadata: Value,
    pub edits: usize,
}

impl Message {
    /// All that stands in it, in one text.
    pub fn whole(&self) -> String {
        texts(&self.blocks).join("\n")
    }

    /// The `action_id` of its buttons.
    pub fn buttons(&self) -> Vec<String> {
        let blocks = self.blocks.as_array().into_iter().flatten();
        let elements = blocks.flat_map(|block| block["elements"].as_array().into_iter().flatten());
        elements.filter_map(|element| element["action_id"].as_str().map(str::to_owned)).collect()
    }
}

pub fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().flat_map(texts).collect(),
        Value::Object(fields) => {
            let own = fields.get("text").and_then(Value::as_str).map(str::to_owned);
            own.into_iter().chain(fields.values().flat_map(texts)).collect()
        }
        _ => Vec::new(),
    }
}

#[derive(Clone)]
pub struct Slack {
    pub url: String,
    workspace: Arc<Mutex<Workspace>>,
    described: Arc<Option<Description>>,
    /// Something was said to one alone.
    said_alone: Arc<Notify>,
}

impl Slack {
    pub async fn start(now: i64) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/api/", listener.local_addr().unwrap());
        let workspace = Arc::new(Mutex::new(Workspace { now, ..Workspace::default() }));
        let slack = Self { url, workspace, described: Arc::new(description()), said_alone: Arc::default() };
        let router = Router::new().route("/api/{method}", post(call)).route("/actions/{id}", post(pass_on));
        let router = router.with_state(slack.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        slack
    }

    pub fn look(&self) -> MutexGuard<'_, Workspace> {
        self.workspace.lock().unwrap()
    }

    /// Somebody with an account under this address.
    pub fn account(&self, id: &str, name: &str, email: &str) {
        let (name, team) = (name.into(), "T0".into());
        let person = Person { email: Some(email.into()), name, team, deleted: false };
        self.look().people.insert(id.into(), person);
    }

    /// An address through which Slack passes on an answer.
    pub fn hook(&self, id: &str) -> String {
        self.url.replace("/api/", &format!("/actions/{id}"))
    }

    /// The next answer that is passed on, which is waited for: it is said after the request was answered.
    pub async fn passed_on(&self) -> (String, Value) {
        loop {
            if let Some(said) = self.look().passed_on.pop_front() {
                return said;
            }
            self.said_alone.notified().await;
        }
    }

    /// The same for the first that is said in a channel.
    pub async fn whispered(&self) {
        while self.look().whispers.is_empty() {
            self.said_alone.notified().await;
        }
    }

    /// Slack makes one for each thing that somebody does.
    pub fn trigger(&self) -> String {
        self.look().stamp()
    }

    /// The next call of this method goes wrong like that.
    pub fn next(&self, method: &str, mishap: Mishap) {
        self.look().mishaps.push_back((method.into(), mishap));
    }

    /// Nothing goes wrong any more.
    pub fn calm(&self) {
        self.look().mishaps.clear();
    }

    pub fn set_away(&self, away: bool) {
        self.look().away = away;
    }

    pub fn at(&self, now: i64) {
        self.look().now = now;
    }

    /// The channel of this name; there is one.
    pub fn channel(&self, name: &str) -> Channel {
        let found: Vec<Channel> = self.look().channels.iter().filter(|one| one.name == name).cloned().collect();
        assert_eq!(found.len(), 1, "channels called {name}");
        found.into_iter().next().unwrap()
    }

    /// Somebody writes in a channel; gives the message's `ts`.
    pub fn write(&self, channel: &str, user: &str, text: &str) -> String {
        let (user, text) = (user.into(), text.into());
        self.put(channel, Message { user, text, ..Message::default() })
    }

    /// The same in the thread under a message.
    pub fn reply(&self, channel: &str, user: &str, thread: &str, text: &str) -> String {
        let (thread, user, text) = (Some(thread.into()), user.into(), text.into());
        self.put(channel, Message { thread, user, text, ..Message::default() })
    }

    /// A program says something in attachments alone.
    pub fn attach(&self, channel: &str, attachments: Value) -> String {
        self.put(channel, Message { user: "U0ALERTS".into(), attachments, ..Message::default() })
    }

    fn put(&self, channel: &str, message: Message) -> String {
        let mut workspace = self.look();
        let ts = workspace.stamp();
        let message = Message { ts: ts.clone(), blocks: json!([]), ..message };
        workspace.channels.iter_mut().find(|one| one.id == channel).unwrap().messages.push(message);
        ts
    }

    /// Fails with all that Slack would not have taken.
    pub fn check(&self) {
        let faults = std::mem::take(&mut self.look().faults);
        assert!(faults.is_empty(), "Slack would not have taken this:\n{}", faults.join("\n"));
    }

    /// Where it is, and what the bot needs to speak and be spoken to.
    pub fn settings(&self) -> ryugaku::config::Slack {
        ryugaku::config::Slack {
            api_url: Some(self.url.parse().unwrap()),
            bot_token: Some("xoxb-of-nobody".into()),
            signing_secret: Some(SECRET.into()),
            app_token: Some("xapp-of-nobody".into()),
        }
    }

    /// An event as Slack posts it: within what goes around each of them.
    pub fn wrapped(&self, id: &str, mut event: Value, at: i64) -> Value {
        event["event_ts"] = format!("{at}.000100").into();
        let whole = json!({"token": "of-nobody", "team_id": "T0", "api_app_id": "A0", "type": "event_callback",
            "event_id": id, "event_time": at, "authed_users": [BOT], "event": event});
        if let Some(description) = self.described.as_ref() {
            let wrong = misfits(&description.wrapper, &whole, id);
            self.look().faults.extend(wrong);
        }
        whole
    }

    /// The headers of a request that Slack signs now.
    pub fn signed(&self, body: &str, at: i64) -> [(&'static str, String); 2] {
        let stamp = at.to_string();
        let signature = sign(SECRET, &stamp, body.as_bytes());
        [("x-slack-request-timestamp", stamp), ("x-slack-signature", signature)]
    }
}

async fn pass_on(State(slack): State<Slack>, InPath(id): InPath<String>, body: Bytes) -> &'static str {
    let said: Value = serde_json::from_slice(&body).unwrap_or_default();
    let mut workspace = slack.look();
    let wrong = wrong_blocks("response_url", "blocks", &said["blocks"].to_string());
    workspace.faults.extend(wrong);
    workspace.passed_on.push_back((id, said));
    slack.said_alone.notify_one();
    "ok"
}

async fn call(State(slack): State<Slack>, InPath(method): InPath<String>, headers: HeaderMap, body: Bytes) -> Response {
    match answered(&slack, &method, &headers, &body) {
        Ok(response) => response,
        Err(silence) => match silence.falls().await {},
    }
}

fn answered(slack: &Slack, method: &str, headers: &HeaderMap, body: &[u8]) -> Result<Response, Silence> {
    let fields: BTreeMap<String, String> =
        url::form_urlencoded::parse(body).map(|(name, value)| (name.into(), value.into())).collect();
    let mut workspace = slack.look();
    if workspace.away {
        return Ok(StatusCode::BAD_GATEWAY.into_response());
    }
    let token = if method == "apps.connections.open" { "Bearer xapp-of-nobody" } else { "Bearer xoxb-of-nobody" };
    if headers.get("authorization").is_none_or(|value| value != token) {
        return Ok(axum::Json(json!({"ok": false, "error": "invalid_auth"})).into_response());
    }
    if let Some(description) = slack.described.as_ref() {
        let wrong = against(description, method, &fields);
        workspace.faults.extend(wrong);
    }
    for field in ["blocks", "view"] {
        if let Some(text) = fields.get(field) {
            let wrong = wrong_blocks(method, field, text);
            workspace.faults.extend(wrong);
        }
    }
    workspace.calls.push((method.to_owned(), fields.clone()));
    let place = workspace.mishaps.iter().position(|(of, _)| *of == method);
    let mishap = place.and_then(|place| workspace.mishaps.remove(place)).map(|(_, mishap)| mishap);
    match mishap {
        Some(Mishap::Limited(seconds)) => {
            let headers = [("retry-after", seconds.to_string())];
            let said = axum::Json(json!({"ok": false, "error": "ratelimited"}));
            return Ok((StatusCode::TOO_MANY_REQUESTS, headers, said).into_response());
        }
        Some(Mishap::Status(status)) => return Ok(StatusCode::from_u16(status).unwrap().into_response()),
        Some(Mishap::Refused(code)) => return Ok(axum::Json(json!({"ok": false, "error": code})).into_response()),
        Some(Mishap::MissingScope(scope)) => {
            let said = json!({"ok": false, "error": "missing_scope", "needed": scope, "provided": "chat:write"});
            return Ok(axum::Json(said).into_response());
        }
        Some(Mishap::Silent { how, done: false }) => return Err(how),
        Some(Mishap::LostAnswer | Mishap::Silent { .. }) | None => {}
    }
    let answer = match workspace.answer(method, &fields) {
        Ok(mut said) => {
            said["ok"] = true.into();
            if let Some(description) = slack.described.as_ref() {
                workspace.faults.extend(unlike(description, method, &said));
            }
            said
        }
        Err(code) => json!({"ok": false, "error": code}),
    };
    if method == "chat.postEphemeral" {
        slack.said_alone.notify_one();
    }
    match mishap {
        Some(Mishap::LostAnswer) => Ok(StatusCode::GATEWAY_TIMEOUT.into_response()),
        Some(Mishap::Silent { how, .. }) => Err(how),
        _ => Ok(axum::Json(answer).into_response()),
    }
}

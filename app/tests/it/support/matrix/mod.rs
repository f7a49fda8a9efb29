//! A Matrix homeserver that listens on loopback: it keeps rooms, events, transactions and members as the real one does, and goes wrong as
//! it is told. Only what the bot asks for is there; anything else fails the story.

mod answers;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::silence::{Silence, unheard};

pub const BOT: &str = "@ryugaku:test";

/// What the next call meets whose path has this in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mishap {
    /// A pause of so many milliseconds is asked for.
    Limited(u32),
    Status(u16),
    /// It is done, and nobody hears so.
    LostAnswer,
    /// It is done, and what stands in between answers as if it were, with nothing in it.
    EmptyAnswer,
    /// Nobody hears anything, whether it is done or not.
    Silent {
        how: Silence,
        done: bool,
    },
    Refused(&'static str),
    /// It is answered by what is there now, and nobody hears so before `lets_go`.
    Held,
}

/// An answer that waits.
#[derive(Clone)]
struct Held;

impl Mishap {
    /// Whoever calls cannot know whether it was done.
    pub const UNHEARD: [Self; 5] = unheard!();
}

#[derive(Clone, Default, Debug)]
pub struct Room {
    pub id: String,
    pub alias: String,
    pub creation: Value,
    pub members: BTreeMap<String, &'static str>,
    pub state: BTreeMap<String, Value>,
    pub events: Vec<Value>,
}

#[derive(Default)]
pub struct Server {
    pub rooms: Vec<Room>,
    /// What was sent, by room and transaction.
    transactions: BTreeMap<String, String>,
    pub calls: Vec<String>,
    mishaps: VecDeque<(String, Mishap)>,
    pub away: bool,
    pub faults: BTreeSet<String>,
    pub now: i64,
    next: u64,
    /// Events that come at once in a room; the others are to be fetched.
    pub most: usize,
}

impl Room {
    /// What its messages say now, edits and all, in their order.
    pub fn said(&self) -> Vec<String> {
        self.messages().map(|event| self.text_of(event["event_id"].as_str().unwrap())).collect()
    }

    pub fn messages(&self) -> impl Iterator<Item = &Value> {
        let is_edit = |event: &Value| event["content"]["m.relates_to"]["rel_type"] == "m.replace";
        self.events.iter().filter(move |event| event["type"] == "m.room.message" && !is_edit(event))
    }

    pub fn text_of(&self, id: &str) -> String {
        let edit = self.events.iter().rev().find(|event| {
            let relates = &event["content"]["m.relates_to"];
            relates["rel_type"] == "m.replace" && relates["event_id"] == id
        });
        let there = self.events.iter().find(|event| event["event_id"] == id);
        let body =
            edit.map(|edit| &edit["content"]["m.new_content"]["body"]).or(there.map(|event| &event["content"]["body"]));
        body.and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    pub fn pins(&self) -> Vec<String> {
        let pinned = self.state.get("m.room.pinned_events").map(|state| state["pinned"].clone()).unwrap_or_default();
        pinned.as_array().into_iter().flatten().filter_map(|id| id.as_str().map(str::to_owned)).collect()
    }

    pub fn has(&self, user: &str) -> bool {
        self.members.get(user) == Some(&"join")
    }

    /// The message that holds these words, the last one; there is one.
    pub fn message(&self, words: &str) -> String {
        let ids = self.messages().map(|event| event["event_id"].as_str().unwrap().to_owned());
        let found = ids.filter(|id| self.text_of(id).contains(words)).last();
        found.unwrap_or_else(|| panic!("nobody said {words}: {:#?}", self.said()))
    }
}

#[derive(Clone)]
pub struct Matrix {
    pub url: String,
    server: Arc<Mutex<Server>>,
    let_go: Arc<Notify>,
}

impl Matrix {
    pub async fn start(now: i64) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = Arc::new(Mutex::new(Server { now, most: 50, ..Server::default() }));
        let matrix = Self { url, server, let_go: Arc::default() };
        let router = Router::new().fallback(call).with_state(matrix.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        matrix
    }

    pub fn look(&self) -> MutexGuard<'_, Server> {
        self.server.lock().unwrap()
    }

    /// The next call whose path has this in it goes wrong like that.
    pub fn next(&self, path: &str, mishap: Mishap) {
        self.look().mishaps.push_back((path.into(), mishap));
    }

    /// What is held back is heard: one answer.
    pub fn lets_go(&self) {
        self.let_go.notify_one();
    }

    pub fn calm(&self) {
        self.look().mishaps.clear();
    }

    pub fn set_away(&self, away: bool) {
        self.look().away = away;
    }

    /// The room with this alias; there is one.
    pub fn room(&self, name: &str) -> Room {
        let alias = format!("#{name}:test");
        let found: Vec<Room> = self.look().rooms.iter().filter(|room| room.alias == alias).cloned().collect();
        assert_eq!(found.len(), 1, "rooms at {alias}");
        found.into_iter().next().unwrap()
    }

    /// Somebody makes a room and asks the bot in.
    pub fn invites_bot(&self, user: &str, is_direct: bool) -> String {
        let mut server = self.look();
        let id = server.new_room("", json!({}));
        let room = server.room_mut(&id);
        room.members.insert(user.to_owned(), "join");
        room.members.insert(BOT.to_owned(), "invite");
        let invite = json!({"membership": "invite", "is_direct": is_direct});
        server.record(&id, user, "m.room.member", Some(BOT), invite);
        id
    }

    /// Gives the event's id.
    pub fn event(&self, room: &str, user: &str, kind: &str, content: Value) -> String {
        self.look().record(room, user, kind, None, content)
    }

    pub fn says(&self, room: &str, user: &str, text: &str) -> String {
        self.event(room, user, "m.room.message", json!({"msgtype": "m.text", "body": text}))
    }

    pub fn reacts(&self, room: &str, user: &str, event: &str, key: &str) -> String {
        let relates = json!({"rel_type": "m.annotation", "event_id": event, "key": key});
        self.event(room, user, "m.reaction", json!({"m.relates_to": relates}))
    }

    /// Whoever may pin in this room does; those before stay.
    pub fn pins(&self, room: &str, user: &str, event: &str) {
        let mut server = self.look();
        let there = server.room_mut(room);
        assert_eq!(there.state["m.room.power_levels"]["events"]["m.room.pinned_events"], 0, "only the bot pins here");
        let before = json!({"pinned": there.pins()});
        let now = json!({"pinned": there.pins().into_iter().chain([event.to_owned()]).collect::<Vec<_>>()});
        there.state.insert("m.room.pinned_events".into(), now.clone());
        server.record(room, user, "m.room.pinned_events", Some(""), now);
        let event = server.room_mut(room).events.last_mut().unwrap();
        event["unsigned"] = json!({"prev_content": before});
    }

    /// Says it in answer to another message.
    pub fn answers(&self, room: &str, user: &str, message: &str, text: &str) -> String {
        let relates = json!({"m.in_reply_to": {"event_id": message}});
        self.event(room, user, "m.room.message", json!({"msgtype": "m.text", "body": text, "m.relates_to": relates}))
    }

    pub fn joins(&self, room: &str, user: &str) {
        let mut server = self.look();
        server.room_mut(room).members.insert(user.to_owned(), "join");
        server.record(room, user, "m.room.member", Some(user), json!({"membership": "join"}));
    }

    /// Fails with all that a homeserver would not have taken.
    pub fn check(&self) {
        let faults = std::mem::take(&mut self.look().faults);
        assert!(faults.is_empty(), "a homeserver would not have taken this: {faults:#?}");
    }
}

async fn call(
    State(matrix): State<Matrix>,
    method: Method,
    uri: Uri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match answered(&matrix, &method, &uri, query.as_deref(), &headers, &body) {
        Ok(response) => {
            if response.extensions().get::<Held>().is_some() {
                matrix.let_go.notified().await;
            }
            response
        }
        Err(silence) => match silence.falls().await {},
    }
}

fn answered(
    matrix: &Matrix,
    method: &Method,
    uri: &Uri,
    query: Option<&str>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Silence> {
    let mut server = matrix.look();
    if server.away {
        return Ok(StatusCode::BAD_GATEWAY.into_response());
    }
    let refused = |status: u16, code: &str| {
        (StatusCode::from_u16(status).unwrap(), axum::Json(json!({"errcode": code, "error": "no"}))).into_response()
    };
    if headers.get("authorization").is_none_or(|value| value != "Bearer syt_of_nobody") {
        return Ok(refused(401, "M_UNKNOWN_TOKEN"));
    }
    let path: Vec<String> = uri.path().trim_start_matches("/_matrix/client/v3/").split('/').map(decoded).collect();
    let query: BTreeMap<String, String> =
        url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    let called = format!("{method} {}", path.join("/"));
    let place = server.mishaps.iter().position(|(of, _)| called.contains(of));
    let mishap = place.and_then(|place| server.mishaps.remove(place)).map(|(_, mishap)| mishap);
    server.calls.push(called);
    match mishap {
        Some(Mishap::Limited(millis)) => {
            let said = json!({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": millis});
            return Ok((StatusCode::TOO_MANY_REQUESTS, axum::Json(said)).into_response());
        }
        Some(Mishap::Status(status)) => return Ok(StatusCode::from_u16(status).unwrap().into_response()),
        Some(Mishap::Refused(code)) => return Ok(refused(403, code)),
        Some(Mishap::Silent { how, done: false }) => return Err(how),
        Some(Mishap::LostAnswer | Mishap::EmptyAnswer | Mishap::Silent { .. } | Mishap::Held) | None => {}
    }
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    let answer = server.answer(method, &parts, &query, &body);
    match (mishap, answer) {
        (Some(Mishap::LostAnswer), _) => Ok(StatusCode::GATEWAY_TIMEOUT.into_response()),
        (Some(Mishap::EmptyAnswer), _) => Ok(axum::Json(json!({})).into_response()),
        (Some(Mishap::Silent { how, .. }), _) => Err(how),
        (Some(Mishap::Held), Ok(said)) => {
            let mut response = axum::Json(said).into_response();
            response.extensions_mut().insert(Held);
            Ok(response)
        }
        (_, Ok(said)) => Ok(axum::Json(said).into_response()),
        (_, Err((status, code))) => Ok(refused(status, code)),
    }
}

fn decoded(part: &str) -> String {
    let pair = format!("p={}", part.replace('+', "%2B"));
    url::form_urlencoded::parse(pair.as_bytes()).next().unwrap().1.into_owned()
}

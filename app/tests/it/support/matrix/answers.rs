//! What the endpoints do, and answer.

use std::collections::BTreeMap;

use axum::http::Method;
use serde_json::{Value, json};

use super::{BOT, Room, Server};

type Answer = Result<Value, (u16, &'static str)>;

const GONE: (u16, &str) = (404, "M_NOT_FOUND");
const FORBIDDEN: (u16, &str) = (403, "M_FORBIDDEN");

impl Server {
    pub fn new_room(&mut self, alias: &str, creation: Value) -> String {
        self.next += 1;
        let id = format!("!room{}:test", self.next);
        let levels = json!({"users": {BOT: 100}, "events_default": 0});
        let state = BTreeMap::from([("m.room.power_levels".to_owned(), levels)]);
        self.rooms.push(Room { id: id.clone(), alias: alias.into(), creation, state, ..Room::default() });
        id
    }

    pub fn room_mut(&mut self, id: &str) -> &mut Room {
        self.rooms.iter_mut().find(|room| room.id == id).expect("the room is there")
    }

    pub fn record(&mut self, room: &str, user: &str, kind: &str, key: Option<&str>, content: Value) -> String {
        self.next += 1;
        let id = format!("$event{}", self.next);
        let (number, at) = (self.next, self.now * 1000);
        let mut event = json!({"event_id": id, "type": kind, "sender": user, "origin_server_ts": at,
            "content": content, "number": number});
        if let Some(key) = key {
            event["state_key"] = key.into();
        }
        self.room_mut(room).events.push(event);
        id
    }

    fn mine(&mut self, id: &str) -> Result<&mut Room, (u16, &'static str)> {
        self.rooms.iter_mut().find(|room| room.id == id && room.has(BOT)).ok_or(FORBIDDEN)
    }

    pub fn answer(&mut self, method: &Method, path: &[&str], query: &BTreeMap<String, String>, body: &Value) -> Answer {
        match (method.as_str(), path) {
            ("GET", ["account", "whoami"]) => Ok(json!({"user_id": BOT})),
            ("POST", ["createRoom"]) => self.create(body),
            ("GET", ["directory", "room", alias]) => {
                let found = self.rooms.iter().find(|room| room.alias == *alias).ok_or(GONE)?;
                Ok(json!({"room_id": found.id, "servers": ["test"]}))
            }
            ("GET", ["joined_rooms"]) => {
                let all: Vec<&str> =
                    self.rooms.iter().filter(|room| room.has(BOT)).map(|room| room.id.as_str()).collect();
                Ok(json!({"joined_rooms": all}))
            }
            ("GET", ["sync"]) => self.sync(query),
            ("GET", ["rooms", room, "joined_members"]) => {
                let members = &self.mine(room)?.members;
                let joined = members.iter().filter(|(_, word)| **word == "join");
                Ok(json!({"joined": joined.map(|(user, _)| (user.clone(), json!({}))).collect::<BTreeMap<_, _>>()}))
            }
            ("POST", ["rooms", room, "join"]) => {
                if self.room_mut(room).members.insert(BOT.into(), "join").is_none() {
                    return Err(FORBIDDEN);
                }
                self.record(room, BOT, "m.room.member", Some(BOT), json!({"membership": "join"}));
                Ok(json!({"room_id": room}))
            }
            ("POST", ["rooms", room, "leave"]) => {
                self.room_mut(room).members.remove(BOT);
                Ok(json!({}))
            }
            ("POST", ["rooms", room, "invite"]) => {
                let user = body["user_id"].as_str().ok_or((400, "M_BAD_JSON"))?.to_owned();
                let members = &mut self.mine(room)?.members;
                if members.contains_key(&user) {
                    return Err(FORBIDDEN);
                }
                members.insert(user, "invite");
                Ok(json!({}))
            }
            ("POST", ["rooms", room, "kick"]) => {
                let user = body["user_id"].as_str().ok_or((400, "M_BAD_JSON"))?;
                self.mine(room)?.members.remove(user).map(|_| json!({})).ok_or(FORBIDDEN)
            }
            ("GET", ["rooms", room, "state", "m.room.create", ""]) => Ok(self.mine(room)?.creation.clone()),
            ("GET", ["rooms", room, "state", "m.room.member", user]) => {
                let word = *self.mine(room)?.members.get(*user).ok_or(GONE)?;
                Ok(json!({"membership": word}))
            }
            ("GET", ["rooms", room, "state", kind, ""]) => self.mine(room)?.state.get(*kind).cloned().ok_or(GONE),
            ("PUT", ["rooms", room, "state", kind, ""]) => {
                self.mine(room)?.state.insert((*kind).to_owned(), body.clone());
                Ok(json!({"event_id": "$state"}))
            }
            ("PUT", ["rooms", room, "send", "m.room.message", transaction]) => self.send(room, transaction, body),
            ("GET", ["rooms", room, "event", event]) => self.event(room, event),
            ("GET", ["rooms", room, "messages"]) => self.messages(room, query),
            _ => {
                self.faults.insert(format!("{method} {}", path.join("/")));
                Err((404, "M_UNRECOGNIZED"))
            }
        }
    }

    fn create(&mut self, body: &Value) -> Answer {
        let alias = format!("#{}:test", body["room_alias_name"].as_str().unwrap_or_default());
        if self.rooms.iter().any(|room| room.alias == alias) {
            return Err((400, "M_ROOM_IN_USE"));
        }
        if body["visibility"] != "private" || !body["preset"].as_str().is_some_and(|preset| preset.contains("private"))
        {
            self.faults.insert(format!("a room that anybody may enter: {body}"));
        }
        let id = self.new_room(&alias, body["creation_content"].clone());
        let room = self.room_mut(&id);
        let asked = body["power_level_content_override"].as_object();
        for (key, level) in asked.into_iter().flatten() {
            room.state.get_mut("m.room.power_levels").expect("made with the room")[key] = level.clone();
        }
        room.members.insert(BOT.into(), "join");
        for user in body["invite"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            room.members.insert(user.to_owned(), "invite");
        }
        self.record(&id, BOT, "m.room.member", Some(BOT), json!({"membership": "join"}));
        Ok(json!({"room_id": id}))
    }

    /// The same transaction is there once.
    fn send(&mut self, room: &str, transaction: &str, body: &Value) -> Answer {
        self.mine(room)?;
        let key = format!("{room} {transaction}");
        if let Some(sent) = self.transactions.get(&key) {
            return Ok(json!({"event_id": sent}));
        }
        if body.to_string().len() > 65_000 || !body["body"].is_string() {
            return Err((413, "M_TOO_LARGE"));
        }
        let id = self.record(room, BOT, "m.room.message", None, body.clone());
        self.transactions.insert(key, id.clone());
        Ok(json!({"event_id": id}))
    }

    fn event(&mut self, room: &str, id: &str) -> Answer {
        let room = self.mine(room)?;
        let mut found = room.events.iter().find(|event| event["event_id"] == id).cloned().ok_or(GONE)?;
        let text = room.text_of(id);
        let redacts = |event: &Value| event["type"] == "m.room.redaction" && event["content"]["redacts"] == id;
        if room.events.iter().any(redacts) {
            found["content"] = json!({});
        } else if found["content"]["body"] != text.as_str() {
            found["unsigned"] = json!({"m.relations": {"m.replace": {"content": {"m.new_content": {"body": text}}}}});
        }
        Ok(found)
    }

    fn sync(&mut self, query: &BTreeMap<String, String>) -> Answer {
        let since = query.get("since").map(|since| since.trim_start_matches('s').parse::<u64>().unwrap());
        let (mut join, mut invite, mut leave) = (json!({}), json!({}), json!({}));
        let number = |event: &Value| event["number"].as_u64().unwrap();
        let filter: Value = serde_json::from_str(&query["filter"]).unwrap();
        let kinds = filter["room"]["timeline"]["types"].as_array().cloned().unwrap_or_default();
        for room in &self.rooms {
            // Of a room that one has just come into what was before is shown too.
            let came_in = room.events.iter().find(|event| event["sender"] == BOT && event["state_key"] == BOT);
            let is_new = since.is_some_and(|since| came_in.is_some_and(|event| number(event) > since));
            let shown = |event: &&Value| is_new || since.is_none_or(|since| number(event) > since);
            let asked = |event: &&Value| kinds.contains(&event["type"]);
            let new: Vec<Value> = room.events.iter().filter(shown).filter(asked).cloned().collect();
            match room.members.get(BOT) {
                Some(&"join") if !new.is_empty() => {
                    let kept = new.split_at(new.len().saturating_sub(self.most)).1.to_vec();
                    let before = kept.first().map_or(0, number);
                    join[&room.id] = json!({"timeline": {"events": kept, "limited": new.len() > self.most,
                        "prev_batch": format!("p{before}")}});
                }
                Some(&"invite") => invite[&room.id] = json!({"invite_state": {"events": room.events}}),
                None if room.creation != json!({}) => leave[&room.id] = json!({"timeline": {"events": []}}),
                _ => {}
            }
        }
        Ok(json!({"next_batch": format!("s{}", self.next), "rooms": {"join": join, "invite": invite, "leave": leave}}))
    }

    fn messages(&mut self, room: &str, query: &BTreeMap<String, String>) -> Answer {
        let place = |token: &String| token.trim_start_matches(['p', 's']).parse::<u64>().unwrap();
        let (from, to) = (place(&query["from"]), query.get("to").map_or(0, place));
        let number = |event: &Value| event["number"].as_u64().unwrap();
        let events = &self.mine(room)?.events;
        let between = events.iter().rev().filter(|event| number(event) < from && number(event) > to);
        // A page is small, so that there are several.
        let chunk: Vec<Value> = between.take(3).cloned().collect();
        let mut said = json!({"chunk": chunk});
        if chunk.len() == 3 {
            said["end"] = format!("p{}", number(&chunk[2])).into();
        }
        Ok(said)
    }
}

//! What the methods do, and answer.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{BOT, Channel, Message, Person, Workspace};

impl Workspace {
    pub fn stamp(&mut self) -> String {
        self.next += 1;
        format!("{}.{:06}", self.now, self.next)
    }

    fn channel(&mut self, fields: &BTreeMap<String, String>) -> Result<&mut Channel, &'static str> {
        let id = fields.get("channel").ok_or("invalid_arguments")?;
        self.channels.iter_mut().find(|channel| channel.id == *id).ok_or("channel_not_found")
    }

    pub fn answer(&mut self, method: &str, fields: &BTreeMap<String, String>) -> Result<Value, &'static str> {
        let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
        match method {
            "apps.connections.open" => Ok(json!({"url": self.socket})),
            "auth.test" => Ok(json!({"user_id": BOT, "team_id": "T0", "team": "Example"})),
            "conversations.create" => self.create(&field("name"), field("is_private") == "true"),
            "conversations.list" => {
                let private = field("types") == "private_channel";
                let all: Vec<Value> =
                    self.channels.iter().filter(|channel| channel.private == private).map(shown).collect();
                Ok(json!({"channels": all, "response_metadata": {"next_cursor": ""}}))
            }
            "conversations.invite" => {
                let user = field("users");
                let known = self.people.get(&user).is_some_and(|person| !person.deleted);
                let channel = self.channel(fields)?;
                match () {
                    () if channel.archived => Err("is_archived"),
                    () if !known => Err("user_not_found"),
                    () if !channel.members.insert(user) => Err("already_in_channel"),
                    () => Ok(json!({})),
                }
            }
            "conversations.kick" => {
                let user = field("user");
                if self.channel(fields)?.members.remove(&user) { Ok(json!({})) } else { Err("not_in_channel") }
            }
            "conversations.setTopic" => {
                self.channel(fields)?.topic = field("topic");
                Ok(json!({}))
            }
            "conversations.archive" => {
                let channel = self.channel(fields)?;
                if std::mem::replace(&mut channel.archived, true) { Err("already_archived") } else { Ok(json!({})) }
            }
            "conversations.unarchive" => {
                let channel = self.channel(fields)?;
                if std::mem::replace(&mut channel.archived, false) { Ok(json!({})) } else { Err("not_archived") }
            }
            "conversations.history" => self.history(fields),
            "conversations.replies" => self.replies(fields),
            "chat.postMessage" => self.post(fields),
            "chat.update" => {
                let (ts, text, blocks) = (field("ts"), field("text"), json_of(&field("blocks")));
                let message = self.channel(fields)?.messages.iter_mut().find(|message| message.ts == ts);
                let message = message.ok_or("message_not_found")?;
                (message.text, message.blocks, message.edits) = (text, blocks, message.edits + 1);
                Ok(json!({"ts": ts}))
            }
            "chat.postEphemeral" => {
                self.channel(fields)?;
                self.whispers.push((field("user"), field("channel"), json_of(&field("blocks"))));
                Ok(json!({}))
            }
            "pins.add" => {
                let ts = field("timestamp");
                let channel = self.channel(fields)?;
                if channel.pins.contains(&ts) {
                    return Err("already_pinned");
                }
                channel.pins.push(ts);
                Ok(json!({}))
            }
            "users.info" => {
                let (id, person) = self.people.get_key_value(&field("user")).ok_or("user_not_found")?;
                Ok(json!({"user": account(id, person)}))
            }
            "users.lookupByEmail" => {
                let email = Some(field("email"));
                let found = self.people.iter().find(|(_, person)| person.email == email);
                let (id, person) = found.ok_or("users_not_found")?;
                Ok(json!({"user": account(id, person)}))
            }
            "views.open" => {
                self.forms.push(json_of(&field("view")));
                Ok(json!({"view": {"id": "V1"}}))
            }
            "views.publish" => {
                self.homes.insert(field("user_id"), json_of(&field("view")));
                Ok(json!({}))
            }
            _ => Err("unknown_method"),
        }
    }

    fn create(&mut self, name: &str, private: bool) -> Result<Value, &'static str> {
        let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_');
        if name.is_empty() || name.len() > 80 || !plain {
            return Err("invalid_name");
        }
        if self.channels.iter().any(|channel| channel.name == name) {
            return Err("name_taken");
        }
        self.next += 1;
        let (id, created) = (format!("C{:08}", self.next), self.now);
        let (name, creator) = (name.to_owned(), BOT.to_owned());
        let channel = Channel { id, name, created, creator, private, ..Channel::default() };
        self.channels.push(channel.clone());
        Ok(json!({"channel": shown(&channel)}))
    }

    fn post(&mut self, fields: &BTreeMap<String, String>) -> Result<Value, &'static str> {
        let ts = self.stamp();
        let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
        let (blocks, metadata) = (json_of(&field("blocks")), json_of(&field("metadata")));
        let channel = self.channel(fields)?;
        if channel.archived {
            return Err("is_archived");
        }
        let user = BOT.to_owned();
        let message = Message { ts: ts.clone(), user, text: field("text"), blocks, metadata, ..Message::default() };
        channel.messages.push(message);
        Ok(json!({"ts": ts}))
    }

    /// The youngest first, in pages of the asked size at most; without what was said in threads.
    fn history(&mut self, fields: &BTreeMap<String, String>) -> Result<Value, &'static str> {
        let limit = fields.get("limit").and_then(|text| text.parse().ok()).unwrap_or(100_usize);
        let from: usize = fields.get("cursor").and_then(|text| text.parse().ok()).unwrap_or(0);
        let whole = fields.get("include_all_metadata").is_some_and(|value| value == "true");
        let channel = self.channel(fields)?;
        let listed = |message: &&Message| message.thread.is_none() && is_within(fields, message);
        let all: Vec<&Message> = channel.messages.iter().rev().filter(listed).collect();
        let page: Vec<Value> = all.iter().skip(from).take(limit).map(|message| written(message, whole)).collect();
        let next = if all.len() > from + limit { (from + limit).to_string() } else { String::new() };
        Ok(json!({"messages": page, "response_metadata": {"next_cursor": next}}))
    }

    /// Of the thread to which the message belongs: what began it, and what of it is asked for.
    fn replies(&mut self, fields: &BTreeMap<String, String>) -> Result<Value, &'static str> {
        let ts = fields.get("ts").cloned().ok_or("invalid_arguments")?;
        let channel = self.channel(fields)?;
        let named = channel.messages.iter().find(|message| message.ts == ts).ok_or("thread_not_found")?;
        let first = named.thread.clone().unwrap_or(ts);
        let is_in = |message: &&Message| {
            message.ts == first || (message.thread.as_ref() == Some(&first) && is_within(fields, message))
        };
        let all: Vec<Value> = channel.messages.iter().filter(is_in).map(|message| written(message, false)).collect();
        Ok(json!({"messages": all, "has_more": false}))
    }
}

fn is_within(fields: &BTreeMap<String, String>, message: &Message) -> bool {
    let number = |name: &str| fields.get(name).and_then(|text| text.parse::<f64>().ok());
    let (oldest, latest) = (number("oldest").unwrap_or(0.0), number("latest").unwrap_or(f64::MAX));
    (oldest..=latest).contains(&message.ts.parse::<f64>().unwrap())
}

fn written(message: &Message, whole: bool) -> Value {
    let mut written = json!({"type": "message", "ts": message.ts, "user": message.user, "text": message.text,
        "blocks": [{"type": "some_block_of_tomorrow"}]});
    if whole {
        written["metadata"] = message.metadata.clone();
    }
    if let Some(thread) = &message.thread {
        written["thread_ts"] = thread.as_str().into();
    }
    if !message.attachments.is_null() {
        written["attachments"] = message.attachments.clone();
    }
    written
}

fn shown(channel: &Channel) -> Value {
    json!({"id": channel.id, "name": channel.name, "creator": channel.creator, "created": channel.created,
        "is_archived": channel.archived, "is_private": channel.private})
}

fn account(id: &str, person: &Person) -> Value {
    json!({"id": id, "team_id": person.team, "name": person.name, "real_name": person.name, "deleted": person.deleted, "is_bot": false,
        "profile": {"email": person.email}})
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

//! The sync: what happened since, in one answer that waits until there is something. Where it leaves something out, that is fetched.

use std::time::Duration;

use ryugaku_kernel::Time;
use serde_json::{Value, json};

use super::Matrix;
use super::client::word;
use super::heard::{Heard, at, heard, is_join};
use crate::Fault;

/// What happened since.
#[derive(Debug)]
pub struct Synced {
    /// From where the next one goes on.
    pub next: String,
    /// Of each room in its order.
    pub heard: Vec<Heard>,
    pub invited: Vec<Invited>,
    /// Rooms in which the account is no longer.
    pub left: Vec<String>,
}

/// Somebody asks the account into a room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invited {
    pub room: String,
    pub by: String,
    /// To be alone with it.
    pub is_direct: bool,
}

/// Events of a room that come at once; what is between is fetched in pages.
const TIMELINE: usize = 50;
const PAGE: &str = "100";
const PAGES: usize = 100;
const LONGEST: usize = 32 << 20;
const KINDS: [&str; 6] =
    ["m.room.message", "m.reaction", "m.room.redaction", "m.room.pinned_events", "m.room.member", "m.room.encrypted"];

/// After what something is heard.
#[derive(Clone, Copy)]
enum Since<'a> {
    /// What a sync before gave as its next.
    Place(&'a str),
    Moment(Time),
}

impl<'a> Since<'a> {
    fn place(self) -> Option<&'a str> {
        match self {
            Self::Place(place) => Some(place),
            Self::Moment(_) => None,
        }
    }
}

impl Matrix {
    /// Without `since` nothing that was said before is heard: only from where to go on, and who asks the account in.
    pub async fn sync(&self, me: &str, since: Option<&str>, wait: Duration) -> Result<Synced, Fault> {
        self.synced(me, since.map(Since::Place), wait).await
    }

    /// Where the homeserver no longer knows the place from which to go on: what happened after this moment is looked for in each room, as
    /// far back as that is possible.
    pub async fn sync_anew(&self, me: &str, after: Time) -> Result<Synced, Fault> {
        self.synced(me, Some(Since::Moment(after)), Duration::ZERO).await
    }

    async fn synced(&self, me: &str, since: Option<Since<'_>>, wait: Duration) -> Result<Synced, Fault> {
        let none = json!({"not_types": ["*"]});
        let timeline = json!({"types": KINDS, "limit": if since.is_some() { TIMELINE } else { 1 }});
        let room = json!({"timeline": timeline, "state": none, "ephemeral": none, "account_data": none});
        let filter = json!({"presence": none, "account_data": none, "room": room}).to_string();
        let wait = wait.as_millis().to_string();
        let mut query = vec![("filter", filter.as_str()), ("timeout", &wait), ("set_presence", "offline")];
        query.extend(since.and_then(Since::place).map(|place| ("since", place)));
        let said = self.call_at_most(reqwest::Method::GET, &["sync"], &query, None, LONGEST).await?;
        let rooms = &said["rooms"];
        let of = |kind: &str| rooms[kind].as_object().cloned().unwrap_or_default();
        let mut all = Vec::new();
        if let Some(since) = since {
            for (room, joined) in of("join") {
                let events = self.since(&room, &joined["timeline"], me, since).await?;
                all.extend(events.iter().filter_map(|event| heard(&room, event)));
            }
        }
        Ok(Synced {
            next: word(&said["next_batch"]),
            heard: all,
            invited: of("invite").iter().filter_map(|(room, asked)| invited(me, room, asked)).collect(),
            left: of("leave").into_iter().map(|(room, _)| room).collect(),
        })
    }

    /// All that happened in a room since then, or since the account came in: what was said before that was not said to it.
    async fn since(&self, room: &str, timeline: &Value, me: &str, since: Since<'_>) -> Result<Vec<Value>, Fault> {
        let is_before = |event: &Value| matches!(since, Since::Moment(after) if at(event) < after);
        let came_in = |event: &Value| is_join(event) && event["state_key"] == me;
        let mut newest_first: Vec<Value> = timeline["events"].as_array().cloned().unwrap_or_default();
        newest_first.reverse();
        let mut from = timeline["prev_batch"].as_str().filter(|_| timeline["limited"] == true).map(str::to_owned);
        let filter = json!({"types": KINDS}).to_string();
        for _ in 0..PAGES {
            let is_whole = newest_first.iter().any(|event| came_in(event) || is_before(event));
            let Some(token) = from.take().filter(|_| !is_whole) else { break };
            let mut query = vec![("dir", "b"), ("from", token.as_str()), ("limit", PAGE), ("filter", filter.as_str())];
            query.extend(since.place().map(|place| ("to", place)));
            let path = ["rooms", room, "messages"];
            let page = match self.call_at_most(reqwest::Method::GET, &path, &query, None, LONGEST).await {
                // It has forgotten this place too: what is there is heard.
                Err(Fault::Refused { .. }) if since.place().is_none() => break,
                page => page?,
            };
            newest_first.extend(page["chunk"].as_array().cloned().unwrap_or_default());
            from = page["end"].as_str().map(str::to_owned);
        }
        if let Some(place) = newest_first.iter().position(came_in) {
            newest_first.truncate(place);
        }
        newest_first.retain(|event| !is_before(event));
        newest_first.reverse();
        Ok(newest_first)
    }
}

fn invited(me: &str, room: &str, asked: &Value) -> Option<Invited> {
    let events = asked["invite_state"]["events"].as_array()?;
    let mine = events.iter().find(|event| event["type"] == "m.room.member" && event["state_key"] == me)?;
    let is_direct = mine["content"]["is_direct"] == true;
    Some(Invited { room: room.to_owned(), by: word(&mine["sender"]), is_direct })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_in_is_read() {
        let member = json!({"type": "m.room.member", "state_key": "@me:b", "sender": "@a:b",
            "content": {"membership": "invite", "is_direct": true}});
        let asked = json!({"invite_state": {"events": [{"type": "m.room.name"}, member]}});
        let expected = Invited { room: "!r:b".into(), by: "@a:b".into(), is_direct: true };
        assert_eq!(invited("@me:b", "!r:b", &asked), Some(expected));
        assert_eq!(invited("@other:b", "!r:b", &asked), None);
        assert_eq!(invited("@me:b", "!r:b", &json!({})), None);
    }
}

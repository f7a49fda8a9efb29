//! Matrix's client-server API, as far as it is used here (<https://spec.matrix.org/latest/client-server-api/>). What is sent
//! names its own transaction: sent twice, it is there once, and both hear the same event's id.

use jiff::SignedDuration;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use ryugaku_kernel::{Failure, Time};
use ryugaku_web::{Outside, Reach, Reply};
use serde_json::{Value, json};
use url::Url;

use super::render;
use crate::{Fault, Message};

/// One account on one homeserver.
#[derive(Clone)]
pub struct Matrix {
    outside: Outside,
    homeserver: Url,
    token: String,
}

/// What a room is made with. Only who is invited comes in.
#[derive(Clone, Copy, Debug)]
pub struct NewRoom<'a> {
    /// Its address's first part: nobody else on the server may have it.
    pub alias: &'a str,
    pub name: &'a str,
    /// By which it is known again as one's own.
    pub mark: &'a str,
    /// Whether those who are in it cannot ask in others.
    pub is_closed: bool,
}

/// A message that stands in a room.
#[derive(Clone, Debug)]
pub struct Posted {
    pub sender: String,
    pub text: String,
    pub at: Time,
}

/// Where a room's creation names what it was made for.
const MARK: &str = "org.ryugaku.room";
/// What is pinned in a room.
const PINNED: &str = "m.room.pinned_events";
/// The level of those who may write in a room where others may not.
const QUIET: i64 = 50;
/// Far more than any one answer but the sync's, and that with everybody who is in a room.
const LONGEST_ANSWER: usize = 1 << 20;
const LONGEST_LIST: usize = 32 << 20;

impl Matrix {
    pub fn new(outside: Outside, homeserver: Url, token: String) -> Self {
        Self { outside, homeserver, token }
    }

    /// The account's own id: `@ryugaku:example.org`.
    pub async fn who_am_i(&self) -> Result<String, Fault> {
        Ok(word(&self.get(&["account", "whoami"], &[]).await?["user_id"]))
    }

    /// `M_ROOM_IN_USE` is a [`Fault::Refused`]: it may be one's own from before.
    pub async fn create(&self, new: NewRoom<'_>) -> Result<String, Fault> {
        let asked = json!({
            "preset": "private_chat",
            "visibility": "private",
            "name": new.name,
            "room_alias_name": new.alias,
            "creation_content": {MARK: new.mark},
            "power_level_content_override": {"invite": if new.is_closed { 50 } else { 0 }, "events": levels()},
        });
        named(&self.call(Method::POST, &["createRoom"], &[], Some(&asked)).await?["room_id"])
    }

    /// An unencrypted room with one person.
    pub async fn create_direct(&self, alias: &str, user: &str) -> Result<String, Fault> {
        let asked = json!({
            "preset": "trusted_private_chat",
            "visibility": "private",
            "is_direct": true,
            "invite": [user],
            "room_alias_name": alias,
            "creation_content": {MARK: user},
        });
        named(&self.call(Method::POST, &["createRoom"], &[], Some(&asked)).await?["room_id"])
    }

    /// The room at `#alias:server`.
    pub async fn find(&self, alias: &str) -> Result<Option<String>, Fault> {
        match self.get(&["directory", "room", alias], &[]).await {
            Err(fault) if fault.is("M_NOT_FOUND") => Ok(None),
            found => named(&found?["room_id"]).map(Some),
        }
    }

    /// The room at `#alias:server`, if the account is in it and made it for this.
    pub async fn own(&self, alias: &str, mark: &str) -> Result<Option<String>, Fault> {
        let Some(found) = self.find(alias).await? else { return Ok(None) };
        if !self.is_in(&found).await? {
            return Ok(None);
        }
        let created = self.state(&found, "m.room.create").await?;
        Ok(created.filter(|created| created[MARK] == mark).map(|_| found))
    }

    pub async fn is_in(&self, room: &str) -> Result<bool, Fault> {
        let joined = self.get(&["joined_rooms"], &[]).await?;
        Ok(joined["joined_rooms"].as_array().into_iter().flatten().any(|one| one == room))
    }

    /// Everybody who is in the room.
    pub async fn members(&self, room: &str) -> Result<Vec<String>, Fault> {
        let path = ["rooms", room, "joined_members"];
        let joined = self.call_at_most(Method::GET, &path, &[], None, LONGEST_LIST).await?;
        Ok(joined["joined"].as_object().into_iter().flatten().map(|(user, _)| user.clone()).collect())
    }

    pub async fn join(&self, room: &str) -> Result<(), Fault> {
        self.call(Method::POST, &["rooms", room, "join"], &[], Some(&json!({}))).await.map(drop)
    }

    pub async fn leave(&self, room: &str) -> Result<(), Fault> {
        self.call(Method::POST, &["rooms", room, "leave"], &[], Some(&json!({}))).await.map(drop)
    }

    /// Who is there already, or was asked already, is no fault.
    pub async fn invite(&self, room: &str, user: &str) -> Result<(), Fault> {
        match self.call(Method::POST, &["rooms", room, "invite"], &[], Some(&json!({"user_id": user}))).await {
            Err(fault) if fault.is("M_FORBIDDEN") => {
                let path = ["rooms", room, "state", "m.room.member", user];
                let there = self.get(&path, &[]).await.unwrap_or_default();
                match there["membership"].as_str() {
                    Some("join" | "invite") => Ok(()),
                    _ => Err(self.of_room(room, fault).await),
                }
            }
            said => said.map(drop),
        }
    }

    /// Who is not there, and not asked in, is no fault.
    pub async fn put_out(&self, room: &str, user: &str) -> Result<(), Fault> {
        match self.call(Method::POST, &["rooms", room, "kick"], &[], Some(&json!({"user_id": user}))).await {
            Err(fault) if fault.is("M_FORBIDDEN") => {
                let path = ["rooms", room, "state", "m.room.member", user];
                let there = self.get(&path, &[]).await.unwrap_or_default();
                if matches!(there["membership"].as_str(), Some("join" | "invite")) {
                    return Err(fault);
                }
                match self.of_room(room, fault).await {
                    fault if fault.is("M_FORBIDDEN") => Ok(()),
                    fault => Err(fault),
                }
            }
            said => said.map(drop),
        }
    }

    /// Gives the event's id: the same for the same transaction.
    pub async fn post(&self, room: &str, content: &Value, transaction: &str) -> Result<String, Fault> {
        let path = ["rooms", room, "send", "m.room.message", transaction];
        match self.call(Method::PUT, &path, &[], Some(content)).await {
            Ok(said) => named(&said["event_id"]),
            Err(fault) => Err(self.of_room(room, fault).await),
        }
    }

    pub async fn update(
        &self,
        room: &str,
        event: &str,
        message: &Message,
        offers: &[render::Offer],
        transaction: &str,
    ) -> Result<(), Fault> {
        self.post(room, &render::edited(event, message, offers), transaction).await.map(drop)
    }

    pub async fn set_topic(&self, room: &str, topic: &str) -> Result<(), Fault> {
        self.set_state(room, "m.room.topic", &json!({"topic": topic})).await
    }

    /// Beside what is pinned there already.
    pub async fn pin(&self, room: &str, event: &str) -> Result<(), Fault> {
        let pinned = self.state(room, PINNED).await?.unwrap_or_default();
        let mut all: Vec<Value> = pinned["pinned"].as_array().cloned().unwrap_or_default();
        if all.iter().any(|one| one == event) {
            return Ok(());
        }
        all.push(event.into());
        self.set_state(room, PINNED, &json!({"pinned": all})).await
    }

    /// From now on only who runs the room may write and pin in it, or everybody may again.
    pub async fn set_quiet(&self, room: &str, quiet: bool) -> Result<(), Fault> {
        let mut levels = self.state(room, "m.room.power_levels").await?.unwrap_or_else(|| json!({}));
        let level = if quiet { QUIET } else { 0 };
        levels["events_default"] = level.into();
        levels["events"][PINNED] = level.into();
        self.set_state(room, "m.room.power_levels", &levels).await
    }

    /// Whether only who runs the room may write in it.
    pub async fn is_quiet(&self, room: &str) -> Result<bool, Fault> {
        let levels = self.state(room, "m.room.power_levels").await?.unwrap_or_default();
        Ok(levels["events_default"].as_i64().unwrap_or_default() >= QUIET)
    }

    /// The message as it stands now, edits and all; `None`: it was taken away, or is none.
    pub async fn message(&self, room: &str, event: &str) -> Result<Option<Posted>, Fault> {
        let found = match self.get(&["rooms", room, "event", event], &[]).await {
            Err(fault) if fault.is("M_NOT_FOUND") => return Ok(None),
            found => found?,
        };
        let edit = &found["unsigned"]["m.relations"]["m.replace"]["content"]["m.new_content"]["body"];
        let text = edit.as_str().or(found["content"]["body"].as_str());
        let is_message = found["type"] == "m.room.message";
        Ok(text.filter(|_| is_message).map(|text| Posted {
            sender: word(&found["sender"]),
            text: text.to_owned(),
            at: Time(found["origin_server_ts"].as_i64().unwrap_or_default().saturating_mul(1000)),
        }))
    }

    async fn state(&self, room: &str, kind: &str) -> Result<Option<Value>, Fault> {
        match self.get(&["rooms", room, "state", kind, ""], &[]).await {
            Err(fault) if fault.is("M_NOT_FOUND") => Ok(None),
            Err(fault) => Err(self.of_room(room, fault).await),
            Ok(found) => Ok(Some(found)),
        }
    }

    async fn set_state(&self, room: &str, kind: &str, content: &Value) -> Result<(), Fault> {
        match self.call(Method::PUT, &["rooms", room, "state", kind, ""], &[], Some(content)).await {
            Ok(_) => Ok(()),
            Err(fault) => Err(self.of_room(room, fault).await),
        }
    }

    /// What is forbidden in a room one is no longer in is forbidden because of that.
    async fn of_room(&self, room: &str, fault: Fault) -> Fault {
        if !fault.is("M_FORBIDDEN") {
            return fault;
        }
        match self.is_in(room).await {
            Ok(false) => Fault::Refused { code: "channel_not_found".into(), needs: None },
            _ => fault,
        }
    }

    pub(super) async fn get(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Value, Fault> {
        self.call(Method::GET, path, query, None).await
    }

    async fn call(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Value, Fault> {
        self.call_at_most(method, path, query, body, LONGEST_ANSWER).await
    }

    pub(super) async fn call_at_most(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&Value>,
        most: usize,
    ) -> Result<Value, Fault> {
        let unusable = |error: Box<dyn std::error::Error + Send + Sync>| Fault::Unusable(Failure::internal(error));
        let mut url = self.homeserver.clone();
        {
            let mut segments = url.path_segments_mut().map_err(|()| unusable("no base".into()))?;
            segments.pop_if_empty().extend(["_matrix", "client", "v3"]).extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let bearer = HeaderValue::from_str(&format!("Bearer {}", self.token));
        let mut bearer = bearer.map_err(|error| unusable(error.into()))?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        match self.outside.call_at_most(method, &url, headers, body, Reach::Settings, most).await {
            Ok(reply) => read(&reply),
            Err(failure @ Failure::Unavailable { .. }) => Err(Fault::Uncertain(failure.to_string())),
            Err(failure) => Err(Fault::Unusable(failure)),
        }
    }
}

/// Whoever is in a room pins there. What is named here replaces all that a homeserver names, so what it keeps for who runs a room stands here
/// too.
fn levels() -> Value {
    json!({
        PINNED: 0,
        "m.room.power_levels": 100,
        "m.room.history_visibility": 100,
        "m.room.tombstone": 100,
        "m.room.server_acl": 100,
        "m.room.encryption": 100,
    })
}

fn read(reply: &Reply) -> Result<Value, Fault> {
    let said: Option<Value> = serde_json::from_slice(&reply.body).ok();
    if reply.status == 429 {
        let millis = said.as_ref().and_then(|said| said["retry_after_ms"].as_i64());
        let seconds = reply.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse::<i64>().ok());
        let millis = millis.or(seconds.map(|seconds| seconds.saturating_mul(1000))).unwrap_or(30_000);
        return Err(Fault::Limited(SignedDuration::from_millis(millis.clamp(100, 3_600_000))));
    }
    match (reply.status, said) {
        (200..300, Some(said)) => Ok(said),
        (400..500, Some(said)) if said["errcode"].is_string() => {
            Err(Fault::Refused { code: word(&said["errcode"]), needs: None })
        }
        // What stands in between, such as a proxy, says nothing of what the homeserver did.
        (status, _) => Err(Fault::Uncertain(format!("answered {status}"))),
    }
}

/// What was made is good for nothing without its name; by what was asked for it can be found again.
fn named(value: &Value) -> Result<String, Fault> {
    let name = value.as_str().filter(|name| !name.is_empty());
    name.map(str::to_owned).ok_or_else(|| Fault::Uncertain("answered without a name".into()))
}

pub(super) fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str) -> Reply {
        Reply { status, headers: HeaderMap::new(), body: body.to_owned().into() }
    }

    #[test]
    fn what_was_made_has_a_name() {
        assert_eq!(named(&json!("!a:b")).unwrap(), "!a:b");
        for nameless in [json!(null), json!(""), json!(1.2)] {
            assert!(matches!(named(&nameless), Err(Fault::Uncertain(_))), "{nameless}");
        }
    }

    #[test]
    fn answers_say_what_went_wrong() {
        let limited = read(&reply(429, r#"{"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500}"#));
        assert!(matches!(limited, Err(Fault::Limited(length)) if length == SignedDuration::from_millis(2500)));
        let mut by_header = reply(429, "busy");
        by_header.headers.insert(RETRY_AFTER, HeaderValue::from_static("7"));
        assert!(matches!(read(&by_header), Err(Fault::Limited(length)) if length.as_secs() == 7));
        let refused = read(&reply(403, r#"{"errcode": "M_FORBIDDEN"}"#));
        assert!(refused.is_err_and(|fault| fault.is("M_FORBIDDEN")));
        for uncertain in [reply(502, "<html>"), reply(404, "<html>"), reply(200, "no json"), reply(302, "{}")] {
            assert!(matches!(read(&uncertain), Err(Fault::Uncertain(_))), "{}", uncertain.status);
        }
        assert_eq!(read(&reply(200, r#"{"user_id": "@a:b"}"#)).unwrap()["user_id"], "@a:b");
    }
}
